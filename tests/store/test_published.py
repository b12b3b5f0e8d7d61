"""What a snapshot answers from its own tables is what the writer's views answer from all items."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from store.database import Database, Paths, open_snapshot, open_writer
from store.snapshot import publish_snapshot
from tests.builders import NOW
from tests.demo_data import copy_demo

REPLACED = ("mentions", "reuse", "daily")
COLUMNS = """
select c.table_name, c.column_name, c.data_type, c.comment, v.comment as about
from duckdb_columns() c join duckdb_views() v on v.view_name = c.table_name
where not v.internal order by all
"""
TABLES = "select table_name from duckdb_tables() order by all"


@dataclass(frozen=True, slots=True)
class Both:
    """One store as its writer and as its readers see it."""

    paths: Paths
    writer: Database
    snapshot: Database


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """Publish the real case, with a judgement and a pair that shares wording."""
    paths = Paths(copy_demo(tmp_path_factory, tmp_path_factory.mktemp("published") / "data"))
    with open_writer(paths, now=NOW, job="test") as writer:
        writer.execute("""insert into judgement select item_id, narrative_id, 'no', null, null, 'invented person', $now, null
                          from mention order by all limit 1""", {"now": NOW})  # fmt: skip
        writer.execute("""insert into reuse_pair select a, b, 'copies', 9, .5, .5, .5, null, null, 9, null, false, true, true,
                          'test', [] from (select min(item_id) as a, max(item_id) as b from mention)""")
        publish_snapshot(writer, paths, now=NOW + timedelta(days=1))
        snapshot = open_snapshot(paths.pointer)
        yield Both(paths, writer, snapshot)
        snapshot.close()


def rows(database: Database, sql: str, **given: str) -> list[str]:
    return sorted(str(row) for row in database.rows(sql, given or None))


def test_views_keep_their_columns_types_and_comments(both: Both) -> None:
    assert both.snapshot.rows(COLUMNS) == both.writer.rows(COLUMNS)


@pytest.mark.parametrize("view", REPLACED)
def test_views_keep_their_rows(both: Both, view: str) -> None:
    said = rows(both.snapshot, f"select * from {view}")
    assert said == rows(both.writer, f"select * from {view}")
    assert said


@pytest.mark.parametrize(("macro", "view"), [("item_of", "items"), ("versions_of", "item_versions")])
def test_an_item_found_by_its_place_is_the_item(both: Both, macro: str, view: str) -> None:
    some = [row["item_id"] for row in both.writer.rows("select item_id from item order by hash(item_id) limit 20")]
    for item_id in some:
        there = rows(both.writer, f"select * from {view} where item_id = $id", id=item_id)
        for database in (both.writer, both.snapshot):
            assert rows(database, f"select * from {macro}($id)", id=item_id) == there
        assert there
    assert rows(both.snapshot, f"select * from {macro}($id)", id="nobody") == []


def test_clocks_of_mentions_are_those_of_their_items(both: Both) -> None:
    asked = """select distinct item_id, earliest, latest from {}(timestamptz '2026-11-24 00:00:00Z')
        semi join mentions using (item_id)"""
    told = rows(both.snapshot, asked.format("carried_clock"))
    assert told == rows(both.writer, asked.format("item_clock"))
    assert told


def test_only_a_snapshot_holds_the_tables(both: Both, tmp_path: Path) -> None:
    own = {row["table_name"] for row in both.snapshot.rows(TABLES)} - {
        row["table_name"] for row in both.writer.rows(TABLES)
    }
    assert own == {"carried", "shared", "item_place", "version_place"}
    elsewhere = Paths(tmp_path / "elsewhere")
    elsewhere.database.parent.mkdir(parents=True)
    elsewhere.database.write_bytes(both.paths.pointer.resolve().read_bytes())  # as restoring from a snapshot does
    with open_writer(elsewhere, now=NOW, job="test") as restored:
        assert restored.rows(TABLES) == both.writer.rows(TABLES)
        assert rows(restored, "select * from mentions") == rows(both.writer, "select * from mentions")


def test_what_a_killed_publishing_left_is_cleared(both: Both) -> None:
    left = [both.paths.snapshots / name for name in ("1.tmp", "1.tmp.wal", "1.search-tmp")]
    for path in left:
        path.write_bytes(b"half")
    publish_snapshot(both.writer, both.paths, now=NOW + timedelta(days=2))
    assert not any(path.exists() for path in left)
