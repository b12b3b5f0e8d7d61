"""`rastro import --fingerprints FILE --tracers FILE`, as a person uses it, and what matching makes of them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.builders import CASE, ROOT

pytestmark = pytest.mark.slow

ANEWS = "https://anews.mx/internacional/rusia-acusa-a-eu-de-reclutar-a-narcos-mexicanos-para-combatir-en-ucrania"
HEADER = "url,n_words,k,pos,h\n"


def rastro(*words: str, status: int = 0) -> Any:
    run = subprocess.run([sys.executable, str(ROOT / "rastro.py"), *words], capture_output=True, text=True, check=False)
    assert run.returncode == status, run.stderr
    return json.loads(run.stdout) if "--json" in words else run.stderr


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = str(tmp_path_factory.mktemp("rastro") / "data")
    evidence = (
        "--fingerprints",
        str(CASE.with_name("fingerprints.csv")),
        "--tracers",
        str(CASE.with_name("tracers.csv")),
    )
    report = rastro("import", str(CASE), *evidence, "--data", folder, "--json")
    assert [(one["file"], one["rows"], len(one["bad"])) for one in report] == [
        ("coverage.csv", 192, 0), ("fingerprints.csv", 8225, 0), ("tracers.csv", 55, 0)]  # fmt: skip
    rastro("match", "--data", folder)
    return folder


def test_udgtv_and_a_news_carry_the_same_efe_text(data: str) -> None:
    rows = rastro("sql", "select r.* from reuse r join items i on i.item_id in (earlier_item_id, later_item_id)"
                  f" where i.url = '{ANEWS}' and containment_5 > .8", "--data", data, "--json")  # fmt: skip
    assert [(row["relation"], row["common_source"], round(row["containment_5"], 2), row["directed"]) for row in rows] == [
        ("same_wire", "efe", 0.85, False)]  # fmt: skip


def test_tracers_tell_a_route_that_no_paraphrase_shows(data: str) -> None:
    rows = rastro("sql", f"select route, route_cue from mentions where url = '{ANEWS}'", "--data", data, "--json")
    assert rows == [{"route": "efe", "route_cue": "desmovilizados, escoria multinacional"}]


def test_second_text_whose_traces_an_item_shows_is_kept_beside_its_route(data: str) -> None:
    question = "select distinct route, also_route from mentions where also_route is not null order by all"
    rows = rastro("sql", question, "--data", data, "--json")
    assert rows
    assert all(row["route"] != row["also_route"] for row in rows)


def test_matching_again_changes_nothing(data: str) -> None:
    question = ("sql", "select * from reuse order by all", "--data", data, "--json")
    before = rastro(*question)
    rastro("match", "--data", data)
    assert rastro(*question) == before


def test_bad_rows_and_unknown_addresses_are_counted_and_never_fatal(tmp_path: Path) -> None:
    rows = [f"{ANEWS},235,3,0,17", f"{ANEWS},235,4,0,17", f"{ANEWS},235,3,x,17", f"{ANEWS},235,3,234,17",
            f"{ANEWS},235,3,1,18446744073709551616", f"{ANEWS},236,3,2,9", f"{ANEWS},235,3,0,18", "ftp://x,1,3,0,1",
            "https://faro.example/none,20,3,0,17"]  # fmt: skip
    file = tmp_path / "odd.csv"
    file.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    report = rastro("import", "--fingerprints", str(file), "--data", str(tmp_path / "d"), "--json", status=1)[0]
    assert (report["kept"], report["items"]) == (0, 0)
    rastro("import", str(CASE), "--data", str(tmp_path / "d"))
    report = rastro("import", "--fingerprints", str(file), "--data", str(tmp_path / "d"), "--json", status=1)[0]
    assert (report["rows"], report["kept"], report["items"]) == (9, 1, 1)
    assert [row["line"] for row in report["bad"]] == [3, 4, 5, 6, 7, 8, 9]
    assert [row["line"] for row in report["unknown"]] == [10]


def test_import_without_any_file_says_what_it_wants(data: str) -> None:
    assert "--fingerprints" in rastro("import", "--data", data, status=2)
