"""Each fault is found, what is safe is repaired, and the rest is said with what to do."""

import json
import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from store import archive
from store.check_rows import check_rows
from store.database import Paths, open_snapshot, open_writer
from store.doctor import examine
from store.errors import StoreError
from store.findings import Finding, State
from store.snapshot import publish_snapshot
from tests.builders import NOW
from tests.holds.builders import SIZE, add_batch

pytestmark = pytest.mark.slow  # half a second each

OK, REPAIRED, BROKEN = State.OK, State.REPAIRED, State.BROKEN


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make two batches, published twice, once for all tests."""
    paths = Paths(tmp_path_factory.mktemp("doctor") / "data")
    with open_writer(paths, now=NOW, job="test") as database:
        for number in range(2):
            add_batch(database, paths, number)
            publish_snapshot(database, paths, now=NOW + timedelta(minutes=number))
    return paths.data


@pytest.fixture
def kept(made: Path, paths: Paths) -> Paths:
    """Give a copy of them to break."""
    shutil.copytree(made, paths.data, symlinks=True)
    return paths


def found(paths: Paths, check: str, *, repair: bool = True) -> Finding:
    return next(one for one in examine(paths, now=NOW + timedelta(hours=1), repair=repair) if one.check == check)


def run(paths: Paths, *statements: str) -> None:
    with open_writer(paths, now=NOW, job="test") as database:
        for statement in statements:
            database.execute(statement)


def body(paths: Paths) -> Path:
    return next(iter(sorted(paths.archive.glob("*/*.gz"))))


def damage(path: Path) -> None:
    os.chmod(path, 0o644)  # noqa: PTH101 - as an intruder would
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def test_nothing_is_wrong_with_what_was_just_published(kept: Paths) -> None:
    assert [one for one in examine(kept, now=NOW + timedelta(hours=1), repair=True) if one.state is not OK] == []


ROWS: list[tuple[str, str, State]] = [
    ("items stand once", "insert into item select * from item limit 1", BROKEN),
    ("every item has words", "delete from item_version where version_id = 1", BROKEN),
    ("every wording has its item", "delete from item where item_id in (select item_id from item limit 1)", BROKEN),
    ("wordings are numbered once", "update item_version set version_id = 1 where version_id = 2", BROKEN),
    ("every item was retrieved", "delete from retrieval", BROKEN),
    ("every item has its outlet", "delete from outlet", BROKEN),
    ("intervals run forwards", "update item set published_latest = published_earliest - interval 1 day", BROKEN),
    ("words match their hashes", "update item_version set title = 'Otra' where version_id = 3", BROKEN),
    ("items are recognised", "delete from item_key", REPAIRED),
    ("items are recognised", "insert into item_key select * from item_key limit 1", REPAIRED),
    ("matching is not ahead", "insert into match_state values ('n', 'x', 999)", REPAIRED),
    (
        "mentions have their items",
        "insert into mention select 'gone', 'n', 'yes', 0.9, 'x', null, null, 'unknown', null, [], null, 0.7, 'x'",
        REPAIRED,
    ),
    (
        "mentions stand once",
        """insert into mention select item_id, 'n', 'yes', 0.9, 'x', null, null, 'unknown', null, [], null, 0.7, 'x'
        from (select item_id from item limit 1), range(2)""",
        REPAIRED,
    ),
]


@pytest.mark.parametrize(("check", "fault", "state"), ROWS, ids=[f"{row[0]}-{n}" for n, row in enumerate(ROWS)])
def test_fault_in_rows_is_found(kept: Paths, check: str, fault: str, state: State) -> None:
    with open_writer(kept, now=NOW, job="test") as database:
        database.execute(fault)
        first, again = ({one.check: one for one in check_rows(database, repair=True)}[check] for _ in range(2))
    assert first.state is state
    assert bool(first.todo) is (state is BROKEN)
    assert again.state is (OK if state is REPAIRED else BROKEN)


def test_repaired_keys_recognise_known_items_again(kept: Paths) -> None:
    run(kept, "delete from item_key")
    examine(kept, now=NOW, repair=True)
    with open_writer(kept, now=NOW, job="test") as database:
        add_batch(database, kept, 1)
        assert database.rows("select count(*) as n from item") == [{"n": 2 * SIZE}]


def test_damaged_body_is_put_aside_and_can_be_written_anew(kept: Paths) -> None:
    path, text = body(kept), archive.load(kept.archive, _digest(body(kept)))
    damage(path)
    one = found(kept, "bodies match their hashes")
    assert (one.state, path.exists(), path.with_name(f"{path.name}.damaged").exists()) == (BROKEN, False, True)
    assert "backup" in one.todo
    archive.keep(kept.archive, text)
    assert found(kept, "bodies are there").state is OK


def test_missing_body_is_told_by_its_hash(kept: Paths) -> None:
    digest = _digest(body(kept))
    body(kept).unlink()
    one = found(kept, "bodies are there")
    assert one.state is BROKEN
    assert digest in one.said


def test_pruned_body_is_not_missed(kept: Paths) -> None:
    (kept.archive / archive.PRUNED).write_text(json.dumps({"body_sha256": _digest(body(kept))}) + "\n")
    body(kept).unlink()
    assert found(kept, "bodies are there").state is OK


def test_half_written_files_are_cleared(kept: Paths) -> None:
    left = [body(kept).with_suffix(".77.tmp"), kept.snapshots / "5.tmp", kept.snapshots / "5.search-tmp",
            kept.snapshots / "5.search"]  # fmt: skip
    for path in left:
        path.write_bytes(b"half")
    one = found(kept, "half-written files")
    assert (one.state, "4 of killed" in one.said, [path for path in left if path.exists()]) == (REPAIRED, True, [])


def test_damaged_snapshot_is_put_aside_and_the_pointer_goes_to_the_last_whole_one(kept: Paths) -> None:
    newest = kept.pointer.resolve()
    damage(newest)
    states = {one.check: one.state for one in examine(kept, now=NOW + timedelta(hours=1), repair=True)}
    assert (states["snapshots"], states["pointer"], states["published"]) == (REPAIRED, REPAIRED, REPAIRED)
    reader = open_snapshot(kept.pointer)
    assert reader.rows("select count(*) as n from items") == [{"n": 2 * SIZE}]
    reader.close()


def test_snapshot_without_its_index_is_not_whole(kept: Paths) -> None:
    kept.pointer.resolve().with_suffix(".search").unlink()
    assert found(kept, "snapshots").state is REPAIRED


@pytest.mark.parametrize("how", ["gone", "dangling", "old"])
def test_pointer_is_set_right(kept: Paths, how: str) -> None:
    newest = kept.pointer.resolve()
    kept.pointer.unlink()
    if how != "gone":
        kept.pointer.symlink_to(kept.snapshots / ("none.duckdb" if how == "dangling" else _oldest(kept)))
    assert found(kept, "pointer").state is REPAIRED
    assert kept.pointer.resolve() == newest


def test_unpublished_rows_are_published(kept: Paths) -> None:
    with open_writer(kept, now=NOW, job="test") as database:
        add_batch(database, kept, 2)
    assert found(kept, "published").state is REPAIRED
    reader = open_snapshot(kept.pointer)
    assert reader.rows("select count(*) as n from item") == [{"n": 3 * SIZE}]
    reader.close()


def test_snapshot_that_holds_more_than_the_database_is_not_replaced(kept: Paths) -> None:
    run(kept, "delete from item_version where version_id > 5", "delete from item where item_id not in"
        " (select item_id from item_version)")  # fmt: skip
    one = found(kept, "published")
    assert (one.state, "restore --snapshot" in one.todo) == (BROKEN, True)
    with open_writer(kept, now=NOW, job="test") as database, pytest.raises(StoreError, match="rows were lost"):
        publish_snapshot(database, kept, now=NOW)


@pytest.mark.parametrize("fault", ["empty", "halved", "gone", "noise"])
def test_lost_database_is_never_begun_anew_by_itself(kept: Paths, fault: str) -> None:
    _lose(kept.database, fault)
    with pytest.raises(StoreError), open_writer(kept, now=NOW, job="test") as database:
        publish_snapshot(database, kept, now=NOW)
    one = found(kept, "database")
    assert one.state is BROKEN
    assert "rastro restore --snapshot" in one.todo + one.said


@pytest.mark.parametrize(
    ("line", "state", "words"),
    [
        ('{"item_id": "x"', OK, "line 1"),
        ('{"item_id": "x"}', BROKEN, "line 1"),
        ("", OK, "0 lines"),
    ],
    ids=["cut off", "wrong", "empty"],
)
def test_judgements_are_read_and_never_touched(kept: Paths, line: str, state: State, words: str) -> None:
    kept.judgements.write_text(line, encoding="utf-8")
    one = found(kept, "judgements")
    assert one.state is state
    assert words in one.said
    assert kept.judgements.read_text(encoding="utf-8") == line


def test_clock_that_ran_ahead_is_told(kept: Paths) -> None:
    run(kept, "update item set first_seen_at = timestamptz '2031-01-01 00:00:00Z'")
    one = found(kept, "clock")
    assert (one.state, f"{2 * SIZE} rows" in one.said) == (BROKEN, True)


def test_dry_run_changes_nothing(kept: Paths) -> None:
    run(kept, "delete from item_key")
    damage(kept.pointer.resolve())
    (kept.snapshots / "5.tmp").write_bytes(b"half")
    before = _listing(kept)
    examine(kept, now=NOW, repair=False)  # opening replaces views in the database, nothing else
    states = {one.check: one.state for one in examine(kept, now=NOW, repair=False)}
    assert _listing(kept) == before
    assert [states[name] for name in ("items are recognised", "half-written files", "snapshots")] == [
        State.REPAIRABLE
    ] * 3


def test_writer_at_work_is_named_and_left_alone(kept: Paths) -> None:
    with open_writer(kept, now=NOW, job="watch"):
        one = found(kept, "database")
    assert one.state is OK
    assert f"pid {os.getpid()}, rastro watch" in one.said


def _lose(path: Path, fault: str) -> None:
    ways: dict[str, Callable[[], object]] = {
        "empty": lambda: path.write_bytes(b""),
        "halved": lambda: damage(path),
        "gone": path.unlink,
        "noise": lambda: path.write_bytes(b"\x07" * path.stat().st_size),
    }
    ways[fault]()


def _oldest(paths: Paths) -> str:
    return min(path.name for path in paths.snapshots.glob("*.duckdb"))


def _digest(path: Path) -> str:
    return path.parent.name + path.stem


def _listing(paths: Paths) -> list[str]:
    return sorted(str(path) for path in paths.data.rglob("*"))
