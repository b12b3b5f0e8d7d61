import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.imports import ImportContext, ImportReport, import_file
from store import archive
from store.database import Database
from store.errors import ImportError_
from tests.builders import CASE, silent

HEADER = "url,title,outlet,summary,published,published_precision,language,outlet_country,outlet_kind\n"
GOOD = "https://faro.example/{n},Nota {n},El Faro,Resumen,2024-04-09,day,es,MX,digital\n"


def load(context: ImportContext, path: Path) -> ImportReport:
    return import_file(context, path, progress=silent)


def write(tmp_path: Path, text: str, name: str = "rows.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode("utf-8", errors="surrogateescape"))
    return path


def reasons(report: ImportReport) -> dict[int, str]:
    return {row.line: row.reason for row in report.bad}


def count(database: Database, table: str) -> int:
    return int(database.rows(f"select count(*) as n from {table}")[0]["n"])


def test_the_real_case_comes_in_whole(case: Database) -> None:
    assert count(case, "item") == count(case, "item_version") == 192
    labels = case.rows("select narrative, count(*) as n from gold_label group by narrative order by narrative")
    assert {row["narrative"]: row["n"] for row in labels} == {"N1": 42, "N1b": 23, "N2": 29, "N4": 32, "NEG": 66}


def test_importing_twice_changes_nothing(context: ImportContext) -> None:
    first, second = load(context, CASE), load(context, CASE)
    assert (first.new, first.seen, first.bad) == (192, 0, ())
    assert (second.new, second.changed, second.seen) == (0, 0, 192)
    assert {count(context.database, table) for table in ("item", "item_version", "gold_label")} == {192}
    assert count(context.database, "retrieval") == 1


def test_imported_body_is_kept_under_its_hash(context: ImportContext) -> None:
    load(context, CASE)
    row = context.database.rows("select body_sha256, body_bytes from fetches")[0]
    assert archive.load(context.paths.archive, row["body_sha256"]) == CASE.read_bytes()
    assert row["body_bytes"] == CASE.stat().st_size


def test_changed_title_is_a_new_version_and_the_old_one_stays(context: ImportContext, tmp_path: Path) -> None:
    load(context, write(tmp_path, HEADER + GOOD.format(n=1)))
    report = load(context, write(tmp_path, HEADER + GOOD.format(n=1).replace("Nota 1", "Nota corregida"), "later.csv"))
    assert (report.new, report.changed) == (0, 1)
    assert [row["title"] for row in context.database.rows("select title from item_versions order by version_id")] == [
        "Nota 1", "Nota corregida"]  # fmt: skip
    assert context.database.rows("select title, versions from items") == [{"title": "Nota corregida", "versions": 2}]


BAD = {
    "no url": (",Nota,El Faro,,,,,,\n", "url: required"),
    "no title": ("https://faro.example/x,,El Faro,,,,,,\n", "title: required"),
    "no outlet": ("https://faro.example/x,Nota,,,,,,,\n", "outlet: required"),
    "script address": ("javascript:alert(1),Nota,El Faro,,,,,,\n", "url: expected an http"),
    "bad date": ("https://faro.example/x,Nota,El Faro,,2024-13-45,,,,\n", "published: expected YYYY"),
    "too precise": ("https://faro.example/x,Nota,El Faro,,2024-04-09,minute,,,\n", "finer"),
    "unknown precision word": ("https://faro.example/x,Nota,El Faro,,2024-04-09,dia,,,\n", "'dia'"),
    "bad language": ("https://faro.example/x,Nota,El Faro,,,,castellano,,\n", "language: expected"),
    "bad country": ("https://faro.example/x,Nota,El Faro Nuevo,,,,,Mexico,\n", "outlet_country: expected"),
    "bad kind": ("https://faro.example/x,Nota,El Faro Nuevo,,,,,MX,blog\n", "outlet_kind"),
    "too few cells": ("https://faro.example/x,Nota\n", "expected 9 cells, got 2"),
    "too many cells": ("https://faro.example/x,Nota,El Faro,,,,,,,,,\n", "expected 9 cells, got 12"),
    "open quote": ('https://faro.example/x,"Nota sin fin,El Faro,,,,,,\n', "never closed"),
    "invisible title": ("https://faro.example/x,\u202e,El Faro,,,,,,\n", "title: nothing visible"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_row_is_named_by_line_and_reason_and_costs_no_other(
    context: ImportContext, tmp_path: Path, name: str
) -> None:
    row, reason = BAD[name]
    report = load(context, write(tmp_path, HEADER + GOOD.format(n=1) + row + GOOD.format(n=2)))
    assert list(reasons(report)) == [3]
    assert reason in reasons(report)[3]
    assert report.new == 2


def test_bytes_that_are_not_utf8_cost_their_row_only(context: ImportContext, tmp_path: Path) -> None:
    path = tmp_path / "latin.csv"
    path.write_bytes(
        (HEADER + GOOD.format(n=1)).encode() + "https://faro.example/x,Méxi,El Faro,,,,,,\n".encode("latin-1")
    )
    report = load(context, path)
    assert reasons(report) == {3: "not UTF-8"}
    assert report.new == 1


def test_quoted_line_breaks_and_a_byte_order_mark_are_read(context: ImportContext, tmp_path: Path) -> None:
    row = 'https://faro.example/1,"Nota de\ndos líneas","El ""Faro""",,,,,,\n'
    report = load(context, write(tmp_path, "\ufeff" + HEADER + row + GOOD.format(n=2)))
    assert (report.new, report.bad) == (2, ())
    assert context.database.rows("select title from items order by url") == [
        {"title": "Nota de dos líneas"}, {"title": "Nota 2"}]  # fmt: skip


def test_json_lines_and_parquet_give_what_csv_gives(context: ImportContext, tmp_path: Path) -> None:
    rows = [{"url": f"https://faro.example/{n}", "title": f"Nota {n}", "outlet": "El Faro", "published": "2024-04-09"}
            for n in range(3)]  # fmt: skip
    lines = write(tmp_path, "".join(json.dumps(row) + "\n" for row in rows) + "no es json\n[1]\n", "rows.jsonl")
    first = load(context, lines)
    assert first.new == 3
    assert list(reasons(first)) == [4, 5]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "rows.parquet")
    again = load(context, tmp_path / "rows.parquet")
    assert (again.new, again.seen) == (0, 3)


def test_cell_that_is_no_text_costs_its_row(context: ImportContext, tmp_path: Path) -> None:
    rows = [{"url": "https://faro.example/1", "title": {"x": 1}, "outlet": "El Faro"},
            {"url": "https://faro.example/2", "title": "Nota", "outlet": "El Faro"}]  # fmt: skip
    report = load(context, write(tmp_path, "".join(json.dumps(row) + "\n" for row in rows), "rows.jsonl"))
    assert reasons(report) == {1: "title: expected a text, a number or a time"}
    assert report.new == 1


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("rows.txt", "x", "expected .csv"),
        ("rows.csv", "", "empty"),
        ("rows.csv", "url,title\n", "missing column outlet"),
        ("rows.csv", "url,title,outlet,title\n", "named twice: title"),
        ("rows.parquet", "PAR1", "not a Parquet file"),
    ],
)
def test_file_that_cannot_be_used_is_refused_by_name(
    context: ImportContext, tmp_path: Path, name: str, text: str, reason: str
) -> None:
    with pytest.raises(ImportError_, match=rf"{name}: .*{reason}"):
        load(context, write(tmp_path, text, name))


def test_missing_file_is_refused_by_name(context: ImportContext, tmp_path: Path) -> None:
    with pytest.raises(ImportError_, match=r"nowhere\.csv: cannot be read"):
        load(context, tmp_path / "nowhere.csv")


def test_two_outlets_of_one_name_in_two_countries_stay_two(context: ImportContext, tmp_path: Path) -> None:
    row = "https://{host}/1,Nota,El Alba,,,,es,{country},digital\n"
    text = HEADER + row.format(host="alba.example", country="MX") + row.format(host="elalba.example", country="UY")
    load(context, write(tmp_path, text + row.format(host="m.alba.example", country="MX")))
    found = context.database.rows("select outlet_id, country from outlets where name = 'El Alba' order by outlet_id")
    assert found == [{"outlet_id": "el-alba", "country": "MX"}, {"outlet_id": "el-alba-uy", "country": "UY"}]


def test_registered_name_in_another_country_is_another_outlet(context: ImportContext, tmp_path: Path) -> None:
    load(context, write(tmp_path, HEADER + "https://otro.example/1,Nota,Milenio,,,,es,CO,digital\n"))
    found = context.database.rows("select i.outlet_id, o.country from items i join outlets o using (outlet_id)")
    assert found == [{"outlet_id": "milenio-co", "country": "CO"}]


def test_label_source_of_an_outlet_known_only_from_an_import_says_so(context: ImportContext, tmp_path: Path) -> None:
    load(context, write(tmp_path, HEADER + GOOD.format(n=1)))
    row = context.database.rows("select * from outlets where name = 'El Faro'")[0]
    assert (row["label_source"], row["zones"], row["zone_basis"]) == (
        "import of rows.csv", ["America/Mexico_City"], "country")  # fmt: skip
