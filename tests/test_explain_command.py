"""`rastro explain` and `rastro try` as a person uses them, on the real case in a folder of their own."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.builders import ROOT
from tests.demo_data import copy_demo

pytestmark = pytest.mark.slow

RECRUITS = ROOT / "data" / "narratives" / "cartel-recruits.toml"


def rastro(*words: str, status: int = 0) -> str:
    run = subprocess.run([sys.executable, str(ROOT / "rastro.py"), *words], capture_output=True, text=True, check=False)
    assert run.returncode == status, run.stderr
    return run.stdout if status == 0 else " ".join((run.stdout + run.stderr).split())


def rows(*words: str) -> list[dict[str, Any]]:
    answer = json.loads(rastro(*words, "--json"))
    assert isinstance(answer, list)
    return answer


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(copy_demo(tmp_path_factory, tmp_path_factory.mktemp("explain") / "data"))


@pytest.fixture(scope="module")
def mentions(data: str) -> list[dict[str, Any]]:
    return rows("sql", "select item_id, url, decision, probability, similarity, neighbour from mentions"
                " where narrative_id = 'cartel-recruits' order by probability", "--data", data)  # fmt: skip


@pytest.mark.parametrize("key", ["item_id", "url"])
def test_explanation_agrees_with_the_stored_row(data: str, mentions: list[dict[str, Any]], key: str) -> None:
    for row in (mentions[0], mentions[-1]):
        found = rows("explain", row[key], "cartel-recruits", "--data", data)[0]
        assert {name: found[name] for name in ("item_id", "decision", "probability")} == {
            name: row[name] for name in ("item_id", "decision", "probability")}  # fmt: skip
        assert found["neighbour"]["name"] == row["neighbour"]
        assert found["wording"]["similarity"] == pytest.approx(row["similarity"], abs=1e-3)
        assert "up to date" in " ".join(found["sentences"])


def test_near_miss_is_explained_by_its_rival(data: str, mentions: list[dict[str, Any]]) -> None:
    near_miss = next(one for one in mentions if (one["decision"], one["neighbour"]) == ("no", "cartel-killers"))
    told = rastro("explain", near_miss["item_id"], "cartel-recruits", "--data", data)
    assert told.startswith("NO: ")
    assert "A rival: the concept query of cartel-killers matches too" in told
    assert "What would change it: without the neighbour “cartel-killers” the probability would be" in told


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("explain", "nobody", "cartel-recruits"), "nobody: expected the id or the address of a stored item"),
        (("explain", "nobody", "nothing"), "nothing: expected the id of a narrative; there are: cartel-killers"),
        (("try", "nowhere.toml"), "nowhere.toml: file: expected TOML in UTF-8"),
    ],
    ids=["item", "narrative", "file"],
)
def test_what_is_unknown_is_named_with_what_was_expected(data: str, words: tuple[str, ...], complaint: str) -> None:
    assert complaint in rastro(*words, "--data", data, status=2)


def test_nothing_a_feed_wrote_reaches_the_terminal_with_a_control_character(tmp_path: Path) -> None:
    file, folder = tmp_path / "rows.jsonl", str(tmp_path / "data")
    title = "\x1b[31mEEUU recluta [bold]narcos\u202e presos para Ucrania, según Estados Unidos"
    file.write_text(json.dumps({"url": "https://faro.example/1", "title": title, "outlet": "El\x1b]0;x\x07 Faro"}) + "\n",
                    encoding="utf-8")  # fmt: skip
    rastro("import", str(file), "--data", folder)
    said = rastro("explain", "https://faro.example/1", "cartel-recruits", "--data", folder)
    said += rastro("try", str(RECRUITS), "--data", folder)
    assert "[bold]narcos" in said
    assert not {c for c in said if c < " " and c != "\n"} | ({"\u202e"} & set(said))
    assert "not matched yet" in said


def test_saved_file_gains_and_loses_nothing(data: str) -> None:
    found = rows("try", str(RECRUITS), "--data", data)[0]
    assert found["before"] == found["after"]
    assert (found["fates"]["gained"], found["fates"]["lost"], found["fates"]["changed"]) == (0, 0, 0)
    assert found["fates"]["kept"] == found["after"]["yes"] + found["after"]["review"] > 0
    assert sum(found["neighbours"].values()) > 0


def test_changed_file_shows_gains_and_losses_and_writes_nothing(data: str, tmp_path: Path) -> None:
    changed = tmp_path / RECRUITS.name
    narrower = (
        RECRUITS.read_text(encoding="utf-8").replace('"reclut*", "enrol*", ', "").replace('"cartel*", "narco*", ', "")
    )
    changed.write_text(narrower, encoding="utf-8")
    stamp = {path: path.stat().st_mtime_ns for path in Path(data).rglob("*") if path.is_file()}
    said = rastro("try", str(changed), "--data", data, "--show", "1")
    assert {path: path.stat().st_mtime_ns for path in Path(data).rglob("*") if path.is_file()} == stamp
    assert "nothing written" in said
    assert sum(line.startswith("lost") for line in said.splitlines()) == 1
    found = rows("try", str(changed), "--data", data)[0]
    assert found["fates"]["lost"] > 1
    assert f"{found['fates']['lost']} lost" in said


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("[origin]", "[orgin]", "orgin: unknown key"),
        ('id = "cartel-killers"', 'id = "ghost"', "neighbour[0].id: expected the id of another file, got 'ghost'"),
    ],
    ids=["key", "neighbour"],
)
def test_faulty_file_is_refused_by_key(data: str, tmp_path: Path, old: str, new: str, complaint: str) -> None:
    faulty = tmp_path / "faulty.toml"
    faulty.write_text(RECRUITS.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert complaint in rastro("try", str(faulty), "--data", data, status=2)
