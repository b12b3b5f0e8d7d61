import multiprocessing
import os
import re
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from store.database import Database, Paths, migrate, open_snapshot, open_writer
from store.errors import LockedError, QueryError, StoreError
from store.snapshot import publish_snapshot, published_at
from tests.builders import NOW, ROOT

MIGRATIONS = sorted((ROOT / "store" / "migrations").glob("[0-9]*.sql"))
NOW_AT = max([1, *(int(path.name.split("_", 1)[0]) for path in MIGRATIONS)])  # the version this code makes
PUBLIC_VIEWS = {"backfills", "coverage", "daily", "feeds", "fetches", "first_mentions", "item_links", "item_versions", "items", "judgements", "lags",
                "lag_quantiles", "leads", "mentions", "narratives", "origin_judgements", "outlets", "pickup_curves", "pickups",
                "published_changes", "reuse",
                "same_stories", "time_readings"}  # fmt: skip


def test_every_column_of_every_public_view_has_a_comment(database: Database) -> None:
    rows = database.rows(
        "select table_name, column_name, comment from duckdb_columns() where table_name in"
        " (select view_name from duckdb_views() where not internal)"
    )
    assert {row["table_name"] for row in rows} == PUBLIC_VIEWS
    assert [f"{row['table_name']}.{row['column_name']}" for row in rows if not row["comment"]] == []


def test_every_column_of_the_schema_has_a_comment_beside_it(database: Database) -> None:
    files = [ROOT / "store" / "schema.sql", *sorted((ROOT / "store" / "migrations").glob("*.sql"))]
    schema = "\n".join(path.read_text(encoding="utf-8") for path in files)
    tables = dict(re.findall(r"create table (?:if not exists )?(\w+) \((.*?)\n\);", schema, re.DOTALL))
    for table, column, comment in re.findall(r"alter table (\w+) add column (\w+) .*?(-- .*)", schema):
        tables[table] += f"\n    {column} {comment}"
    columns = database.rows("select table_name, column_name from duckdb_columns() where table_name in"
                            " (select table_name from duckdb_tables())")  # fmt: skip
    assert {row["table_name"] for row in columns} == set(tables)
    bare = [f"{row['table_name']}.{row['column_name']}" for row in columns
            if not re.search(rf'^    "?{row["column_name"]}"? .*-- \w', tables[row["table_name"]], re.MULTILINE)]  # fmt: skip
    assert bare == []


@pytest.mark.usefixtures("database")
def test_second_writer_is_told_who_is_first(paths: Paths) -> None:
    with pytest.raises(LockedError, match=rf"pid {os.getpid()}, rastro test"), open_writer(paths, now=NOW, job="late"):
        pass


def test_lock_of_a_killed_writer_is_free(paths: Paths) -> None:
    code = (
        "import sys, time; from datetime import datetime, UTC; from pathlib import Path\n"
        "from store.database import Paths, open_writer\n"
        "with open_writer(Paths(Path(sys.argv[1])), now=datetime.now(UTC), job='victim'):\n"
        "    print('in', flush=True); time.sleep(60)\n"
    )
    victim = subprocess.Popen([sys.executable, "-c", code, str(paths.data)], stdout=subprocess.PIPE, text=True)
    with victim:
        assert victim.stdout is not None
        assert victim.stdout.readline() == "in\n"
        victim.send_signal(signal.SIGKILL)
        victim.wait()
    with open_writer(paths, now=NOW, job="heir") as heir:
        assert heir.rows("select name from schema_version where version = 1") == [{"name": "schema.sql"}]


def test_snapshot_is_new_file_behind_the_same_pointer(database: Database, paths: Paths) -> None:
    first = publish_snapshot(database, paths, now=NOW)
    reader = open_snapshot(paths.pointer)
    second = publish_snapshot(database, paths, now=NOW)
    assert first.path != second.path
    assert paths.pointer.resolve() == second.path.resolve()
    assert reader.rows("select count(*) as n from items") == [{"n": 0}]
    reader.close()


def test_old_snapshots_are_pruned_and_none_can_be_written(database: Database, paths: Paths) -> None:
    for minute in range(5):
        publish_snapshot(database, paths, now=NOW + timedelta(minutes=minute), keep=3)
    kept = sorted(paths.snapshots.glob("*.duckdb"))
    assert sorted(paths.snapshots.iterdir()) == sorted([*kept, *(path.with_suffix(".search") for path in kept)])
    assert [published_at(path) for path in kept] == [NOW + timedelta(minutes=minute) for minute in (2, 3, 4)]
    assert {path.stat().st_mode & 0o777 for path in kept} == {0o444}


def test_left_over_of_a_killed_publish_is_cleared(database: Database, paths: Paths) -> None:
    paths.snapshots.mkdir(parents=True)
    (paths.snapshots / "123.tmp").write_bytes(b"half")
    publish_snapshot(database, paths, now=NOW)
    assert list(paths.snapshots.glob("*.tmp")) == []


def test_snapshot_cannot_be_written_through_a_reader(database: Database, paths: Paths) -> None:
    publish_snapshot(database, paths, now=NOW)
    reader = open_snapshot(paths.pointer)
    with pytest.raises(QueryError, match="read-only"):
        reader.execute("delete from item")
    reader.close()


def test_reading_before_anything_is_published_says_what_to_do(paths: Paths) -> None:
    with pytest.raises(StoreError, match="rastro demo"):
        open_snapshot(paths.pointer)


def test_migrations_run_once_in_order_and_are_recorded(database: Database, tmp_path: Path) -> None:
    (tmp_path / "0901_add.sql").write_text("create table extra (a integer)")
    (tmp_path / "0902_more.sql").write_text("insert into extra values (1)")
    assert migrate(database, now=NOW, migrations=tmp_path) == 902
    assert migrate(database, now=NOW, migrations=tmp_path) == 902
    assert database.rows("select a from extra") == [{"a": 1}]
    names = database.rows("select name from schema_version where version = 1 or version > 900 order by version")
    assert [row["name"] for row in names] == ["schema.sql", "0901_add.sql", "0902_more.sql"]


def test_failed_migration_leaves_nothing_of_itself(database: Database, tmp_path: Path) -> None:
    (tmp_path / "0901_bad.sql").write_text("create table extra (a integer); select * from nowhere")
    with pytest.raises(QueryError, match="nowhere"):
        migrate(database, now=NOW, migrations=tmp_path)
    assert database.rows("select 1 from information_schema.tables where table_name = 'extra'") == []


def test_database_newer_than_the_code_is_refused(database: Database, tmp_path: Path) -> None:
    (tmp_path / "0901_add.sql").write_text("select 1")
    migrate(database, now=NOW, migrations=tmp_path)
    with pytest.raises(StoreError, match="newer than this code"):
        migrate(database, now=NOW)


def test_failed_transaction_leaves_nothing(database: Database) -> None:
    with pytest.raises(QueryError, match="nowhere"), database.transaction():
        database.execute("insert into schema_version values (909, 'x', now()); select * from nowhere")
    assert database.rows("select name from schema_version where version = 909") == []


def test_times_come_back_aware_and_in_utc(database: Database) -> None:
    assert database.rows("select applied_at from schema_version where version = 1") == [{"applied_at": NOW}]
    assert str(database.frame("select applied_at from schema_version")["applied_at"].dt.tz) == "UTC"


def test_two_writers_started_together_give_one_winner(paths: Paths) -> None:
    spawn = multiprocessing.get_context("spawn")
    barrier, outcomes = spawn.Barrier(2), spawn.Queue()
    runs = [spawn.Process(target=_try_to_write, args=(paths, barrier, outcomes)) for _ in range(2)]
    for run in runs:
        run.start()
    assert sorted(outcomes.get(timeout=30) for _ in runs) == ["locked", "wrote"]
    for run in runs:
        run.join()


def _try_to_write(
    paths: Paths, barrier: "multiprocessing.synchronize.Barrier", outcomes: "multiprocessing.Queue[str]"
) -> None:
    barrier.wait()
    try:
        with open_writer(paths, now=NOW, job="race"):
            outcomes.put("wrote")
            barrier.wait()
    except LockedError:
        outcomes.put("locked")
        barrier.wait()
