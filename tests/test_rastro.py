"""The command line as a person uses it: real processes, a fresh data folder, the real case."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.builders import CASE, ROOT
from tests.demo_data import copy_demo

pytestmark = pytest.mark.slow

FINGERPRINTS, TRACERS = (str(CASE.with_name(name)) for name in ("fingerprints.csv", "tracers.csv"))
SAME_DAY = {"A News", "El Sol de México", "Latinus", "Milenio", "Reporte Índigo", "Sonora Comunica", "UDGTV / Canal 44"}


def rastro(*words: str, status: int = 0) -> str:
    run = subprocess.run([sys.executable, str(ROOT / "rastro.py"), *words], capture_output=True, text=True, check=False)
    assert run.returncode == status, run.stderr
    return run.stdout if status == 0 else run.stdout + run.stderr


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(copy_demo(tmp_path_factory, tmp_path_factory.mktemp("rastro") / "data"))


def rows(*words: str) -> list[dict[str, Any]]:
    answer = json.loads(rastro(*words, "--json"))
    assert isinstance(answer, list)
    return answer


def test_help_reads_in_the_order_of_the_flow() -> None:
    shown = rastro("--help")
    verbs = ["demo", "import", "ingest", "match", "explain", "try", "pickups", "eval", "sql", "shell", "item", "warc", "health", "dashboard",
             "narratives", "outlets"]  # fmt: skip
    places = [shown.index(f"│ {verb} ") for verb in verbs]
    assert places == sorted(places)


def test_mexican_outlets_of_the_case_come_in_order_with_intervals_frames_and_addresses(data: str) -> None:
    found = [row for row in rows("pickups", "cartel-recruits", "--data", data) if row["country"] == "MX"]
    dated = [row for row in found if row["first_earliest"]]
    middles = [row["first_earliest"] for row in dated if row["published_precision"] == "day"]
    assert middles == sorted(middles)
    assert {row["outlet"] for row in found} >= SAME_DAY
    assert all(row["url"].startswith("http") and row["frame"] for row in found)
    assert all(row["first_earliest"] <= row["first_latest"] for row in dated)
    assert all(0 <= row["lag_min_h"] <= row["lag_max_h"] for row in dated)
    assert {row["censored"] for row in found} == {"unknown"}


def test_origin_is_9_april_and_bounded_by_360s_minute(data: str) -> None:
    found = rows("pickups", "cartel-recruits", "--data", data)
    origins = {row["outlet"]: row for row in found if row["role"] == "origin"}
    assert {"TASS", "360.ru"} <= set(origins)
    assert min(row["first_earliest"] for row in origins.values()) == "2024-04-08T21:00:00Z"  # 9 April begins in Moscow
    assert min(row["first_latest"] for row in origins.values()) == "2024-04-09T14:51:59Z"


def test_tribunas_minute_is_known_but_it_is_not_the_first_outlet(data: str) -> None:
    found = rows("pickups", "cartel-recruits", "--country", "MX", "--data", data)
    tribuna = next(row for row in found if row["outlet"] == "Tribuna Noticias")
    assert (tribuna["first_earliest"], tribuna["published_precision"]) == ("2024-04-09T23:28:00Z", "minute")
    assert not tribuna["order_certain"]
    undecided = [row for row in found if row["outlet"] in SAME_DAY]
    assert all(row["first_earliest"] < tribuna["first_latest"] and row["first_latest"] > tribuna["first_earliest"]
               for row in undecided)  # fmt: skip
    razon = next(row for row in found if row["outlet"] == "La Razón de México")
    assert razon["first_earliest"] == "2024-04-10T06:00:00Z"


def test_nothing_was_known_before_it_was_imported(data: str) -> None:
    assert rows("pickups", "cartel-recruits", "--as-of", "2024-04-10T12:00Z", "--data", data) == []


def test_ledger_as_csv_is_the_one_as_json(data: str) -> None:
    printed = list(csv.DictReader(io.StringIO(rastro("pickups", "cartel-recruits", "--csv", "--data", data))))
    found = rows("pickups", "cartel-recruits", "--data", data)
    assert [row["url"] for row in printed] == [row["url"] for row in found]
    assert list(printed[0]) == list(found[0])


def test_ledger_row_explains_itself(data: str) -> None:
    said = rastro("pickups", "cartel-recruits", "--explain", "tribuna noticias", "--data", data)
    for part in ("https://tribunanoticias.mx/", "between 2024-04-09 23:28:00 UTC", "imported from a file"):
        assert part in said
    refused = rastro("pickups", "cartel-recruits", "--explain", "nobody", "--data", data, status=2)
    assert "expected an outlet of this ledger" in " ".join(refused.split())


def test_changes_since_a_moment_before_the_import_are_all_new_items(data: str) -> None:
    found = rows("pickups", "cartel-recruits", "--changes-since", "2024-04-10T12:00Z", "--data", data)
    assert {(row["change"], *row["why"]) for row in found} == {("added", "new item")}
    assert len(found) == len(rows("pickups", "cartel-recruits", "--data", data))
    assert "Nothing has changed" in rastro(
        "pickups", "cartel-recruits", "--changes-since", "2999-01-01", "--data", data
    )


def test_ledger_of_imports_gives_no_share(data: str) -> None:
    assert "no share can be given" in rastro("pickups", "cartel-recruits", "--data", data)


def test_demo_twice_changes_nothing(data: str) -> None:
    before = rows("sql", "select * from mentions order by all", "--data", data)
    rastro("demo", "--no-serve", "--data", data)
    assert rows("sql", "select * from mentions order by all", "--data", data) == before
    assert rows("sql", "select count(*) as n from items", "--data", data) == [{"n": 192}]


def test_labels_never_reach_the_matcher(data: str, tmp_path: Path) -> None:
    with CASE.open(encoding="utf-8", newline="") as handle:
        table = list(csv.DictReader(handle))
    for row in table:
        row.update(narrative="NEG", stance="origin", route="tass", cites="nobody")
    lying = tmp_path / "coverage.csv"
    with lying.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, table[0])
        writer.writeheader()
        writer.writerows(table)
    other = str(tmp_path / "data")
    rastro("import", str(lying), "--fingerprints", FINGERPRINTS, "--tracers", TRACERS, "--data", other)
    rastro("match", "--data", other)
    question = "select * from mentions order by all"
    assert rows("sql", question, "--data", other) == rows("sql", question, "--data", data)


def test_eval_scores_a_labelled_file_beside_three_baselines() -> None:
    scored = [row for row in rows("eval", str(CASE)) if row["task"] == "match"]
    rastro_row, *baselines = [row for row in scored if (row["narrative"], row["language"]) == ("all", "all")]
    assert [row["voice"] for row in baselines] == ["concept query alone", "similarity alone", "BM25 of the claim"]
    assert rastro_row["right"] + rastro_row["missed"] == 126  # the labelled carriers
    assert all(row["f1"] < rastro_row["f1"] for row in baselines)


def test_eval_takes_odd_rows_and_refuses_a_file_without_a_label(tmp_path: Path) -> None:
    table = tmp_path / "rows.csv"
    head = "url,title,summary,outlet,narrative,stance,route"
    table.write_text(f"{head}\nhttps://faro.example/1,\u202eNota 😀,,El Faro,N99,weird,??\n", encoding="utf-8")
    counted = [row for row in rows("eval", str(table)) if row["task"] == "match"]
    assert {row["items"] for row in counted} <= {0, 1}
    table.write_text(head + "\n", encoding="utf-8")
    assert "expected at least one row" in rastro("eval", str(table), status=2)


def test_bad_rows_are_reported_and_end_in_status_1(tmp_path: Path) -> None:
    bad = tmp_path / "rows.csv"
    bad.write_text(
        "url,title,outlet\njavascript:x,Nota,El Faro\nhttps://faro.example/1,Nota,El Faro\n", encoding="utf-8"
    )
    said = rastro("import", str(bad), "--data", str(tmp_path / "data"), status=1)
    assert "rows.csv:2: url: expected an http(s) address" in said
    assert "1 new" in said


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("pickups", "nobody"), "nobody: expected the id of a narrative"),
        (("pickups", "cartel-recruits", "--as-of", "noon"), "--as-of: noon: expected a time"),
        (("sql", "drop table item"), "one SELECT at a time"),
        (("import", "nowhere.csv"), "nowhere.csv: cannot be read"),
        (("narratives", "check", "--narratives", "nowhere"), "expected a folder"),
    ],
)
def test_what_is_refused_is_one_sentence_and_status_2(data: str, words: tuple[str, ...], complaint: str) -> None:
    said = " ".join(rastro(*words, "--data", data, status=2).split())
    assert complaint in said
    assert "Traceback" not in said


def test_sql_answers_as_table_json_and_csv(data: str) -> None:
    question = "select outlet, country from pickups where outlet = 'Latinus' and narrative_id = 'cartel-recruits'"
    assert "Latinus" in rastro("sql", question, "--data", data)
    assert rows("sql", question, "--data", data) == [{"outlet": "Latinus", "country": "MX"}]
    assert list(csv.reader(io.StringIO(rastro("sql", question, "--csv", "--data", data)))) == [
        ["outlet", "country"], ["Latinus", "MX"]]  # fmt: skip


def test_csv_cells_are_no_formulas(data: str) -> None:
    said = rastro("sql", "select '=HYPERLINK(1)' as cell, -1 as number", "--csv", "--data", data)
    assert list(csv.reader(io.StringIO(said)))[1] == ["'=HYPERLINK(1)", "-1"]


def test_shell_answers_from_the_snapshot_and_cannot_write(data: str) -> None:
    command = [sys.executable, str(ROOT / "rastro.py"), "shell", "--data", data]
    run = subprocess.run(command, input="select count(*) from items; delete from item;", capture_output=True, text=True,
                         check=False)  # fmt: skip
    assert "192" in run.stdout
    assert "read-only" in run.stderr


def test_new_narrative_file_is_good_and_is_never_overwritten(tmp_path: Path) -> None:
    folder = str(tmp_path / "narratives")
    path = Path(rastro("narratives", "new", "brand-new", "--narratives", folder).strip())
    assert "1 narrative files are good" in rastro("narratives", "check", "--narratives", folder)
    path.write_text("mine", encoding="utf-8")
    assert "already there" in " ".join(
        rastro("narratives", "new", "brand-new", "--narratives", folder, status=2).split()
    )
    assert path.read_text(encoding="utf-8") == "mine"


def test_judgement_outranks_the_matcher_and_is_marked(data: str, tmp_path: Path) -> None:
    other = Path(shutil.copytree(data, tmp_path / "data", symlinks=True))
    first = rows("sql", "select item_id, narrative_id from mentions where decision = 'yes' order by all limit 1",
                 "--data", data)[0]  # fmt: skip
    line = {**first, "decision": "no", "judged_by": "ana", "judged_at": "2026-11-23T12:00:00Z", "reason": "not it"}
    (other / "judgements.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    rastro("match", "--data", str(other))
    question = f"select decision, judged from mentions where item_id = '{first['item_id']}'"
    assert rows("sql", f"{question} and narrative_id = '{first['narrative_id']}'", "--data", str(other)) == [
        {"decision": "no", "judged": True}]  # fmt: skip


def test_rejected_item_leaves_the_ledger_without_new_items_and_a_torn_line_is_told(data: str, tmp_path: Path) -> None:
    other = str(shutil.copytree(data, tmp_path / "data", symlinks=True))
    first = rows("pickups", "cartel-recruits", "--country", "MX", "--data", other)[0]
    line = {"item_id": first["item_id"], "narrative_id": "cartel-recruits", "decision": "no", "judged_by": "ana",
            "judged_at": "2026-11-23T12:00:00Z"}  # fmt: skip
    torn = json.dumps(line) + "\n" + '{"item_id": "x'
    (tmp_path / "data" / "judgements.jsonl").write_text(torn, encoding="utf-8")
    command = [sys.executable, str(ROOT / "rastro.py"), "match", "--data", other]
    said = " ".join(subprocess.run(command, capture_output=True, text=True, check=True).stderr.split())
    assert "line 2 was cut off while being written: left out" in said
    assert first["outlet_id"] not in [
        row["outlet_id"] for row in rows("pickups", "cartel-recruits", "--country", "MX", "--data", other)
    ]


README_SQL = re.findall(
    r"```sql\n(.*?);\n```\n```\n(.*?)\n```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL
)


def test_readme_shows_five_questions() -> None:
    assert len(README_SQL) == 5


@pytest.mark.parametrize(("question", "answer"), README_SQL)
def test_answer_in_the_readme_is_the_real_one(data: str, question: str, answer: str) -> None:
    assert [line.rstrip() for line in rastro("sql", question, "--data", data).rstrip().split("\n")] == answer.split(
        "\n"
    )
