from pathlib import Path

import pytest

from store.database import Database, Paths
from store.errors import QueryError, StoreError
from store.sandbox import run_analyst_query
from store.snapshot import publish_snapshot
from tests.builders import NOW

pytestmark = pytest.mark.slow  # seconds in all: the fast suite stays under a minute

ATTACKS = [
    "select * from read_text('/etc/hostname')",
    "select * from read_csv('/etc/passwd')",
    "select * from '/etc/passwd'",
    "select * from glob('/etc/*')",
    "copy (select 1) to '/tmp/rastro-attack.csv'",
    "attach '/tmp/rastro-attack.duckdb' as other",
    "install httpfs",
    "load icu",
    "set memory_limit = '100GB'",
    "set enable_external_access = true",
    "select getenv('HOME')",
    "export database '/tmp/rastro-attack'",
    "drop table item",
    "create table t (a integer)",
    "select 1; select 2",
    "select repeat('x', 4000000000)",
    "delete from item",
]


@pytest.fixture
def snapshot(database: Database, paths: Paths) -> Path:
    publish_snapshot(database, paths, now=NOW)
    return paths.pointer


def test_a_select_is_answered(snapshot: Path) -> None:
    assert run_analyst_query(snapshot, "select 1 as a, 'ñ' as b").to_dict("records") == [{"a": 1, "b": "ñ"}]


def test_an_empty_answer_keeps_its_columns(snapshot: Path) -> None:
    assert list(run_analyst_query(snapshot, "select item_id, title from items").columns) == ["item_id", "title"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_is_refused(snapshot: Path, attack: str) -> None:
    with pytest.raises(QueryError):
        run_analyst_query(snapshot, attack)


def test_runaway_query_is_stopped(snapshot: Path) -> None:
    with pytest.raises(QueryError, match="stopped after 2 s"):
        run_analyst_query(snapshot, "select count(*) from range(10000000) a, range(10000000) b", timeout_s=2)


def test_query_without_a_snapshot_says_what_to_do(paths: Paths) -> None:
    with pytest.raises(StoreError, match="rastro demo"):
        run_analyst_query(paths.pointer, "select 1")
