import os
import time
from pathlib import Path

import pytest

from store.database import Paths, open_writer
from store.errors import QueryError, StoreError
from store.sandbox import MAX_ROWS, run_analyst_query
from store.snapshot import publish_snapshot
from tests.builders import NOW
from tests.store.attacks import ATTACKS, RUNAWAYS

pytestmark = pytest.mark.slow  # seconds in all: the fast suite stays under a minute


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    paths = Paths(tmp_path_factory.mktemp("sandbox"))
    with open_writer(paths, now=NOW, job="test") as database:
        publish_snapshot(database, paths, now=NOW)
    return paths.pointer


def test_a_select_is_answered(snapshot: Path) -> None:
    assert run_analyst_query(snapshot, "select 1 as a, 'ñ' as b").to_dict("records") == [{"a": 1, "b": "ñ"}]


def test_an_empty_answer_keeps_its_columns(snapshot: Path) -> None:
    assert list(run_analyst_query(snapshot, "select item_id, title from items").columns) == ["item_id", "title"]


@pytest.mark.parametrize("name", list(ATTACKS)[:: 1 if "RASTRO_HOLDS" in os.environ else 3])  # a process each
def test_attack_is_refused_and_leaves_nothing(snapshot: Path, tmp_path: Path, name: str) -> None:
    private = tmp_path / "private.txt"
    private.write_text("private, invented", encoding="utf-8")
    before = _left(tmp_path)
    attack = ATTACKS[name].format(mark=tmp_path / "mark", snapshot=snapshot, private=private)
    with pytest.raises(QueryError) as refused:
        run_analyst_query(snapshot, attack, timeout_s=3)
    assert "private, invented" not in str(refused.value)
    assert "Traceback" not in str(refused.value)
    assert _left(tmp_path) == before


@pytest.mark.parametrize("name", RUNAWAYS)
def test_runaway_is_stopped_in_time(snapshot: Path, name: str) -> None:
    begun = time.monotonic()
    with pytest.raises(QueryError):
        run_analyst_query(snapshot, RUNAWAYS[name], timeout_s=1.5)
    assert time.monotonic() - begun < 4


def test_answer_ends_at_the_most_rows(snapshot: Path) -> None:
    assert len(run_analyst_query(snapshot, "select * from range(5000000)")) <= MAX_ROWS


def test_child_sees_nothing_of_our_environment(snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASTRO_SECRET", "invented-secret")
    found = run_analyst_query(snapshot, "select name, value from duckdb_settings()")
    assert "invented-secret" not in found.to_csv()


def test_query_without_a_snapshot_says_what_to_do(paths: Paths) -> None:
    with pytest.raises(StoreError, match="rastro demo"):
        run_analyst_query(paths.pointer, "select 1")


def _left(folder: Path) -> list[str]:
    return sorted(str(path) for path in folder.rglob("*"))
