"""What was backed up comes back as it was; what is not whole is refused before anything is touched."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store import archive
from store.backup import back_up, read_backup, restore, restore_snapshot
from store.database import Database, Paths, open_snapshot, open_writer
from store.doctor import examine
from store.errors import LockedError, StoreError
from store.judged import read_judgements
from store.judging import append_judgement
from store.model import Decision, Judgement
from store.retention import Rules, doomed, remove
from store.snapshot import publish_snapshot
from tests.builders import NOW
from tests.holds.builders import SIZE, add_batch, ids_of

pytestmark = pytest.mark.slow  # half a second each

LATER = NOW + timedelta(days=400)
SAID = Judgement(item_id="i", narrative_id="n", decision=Decision.YES, frame=None, route=None, judged_by="Ana",
                 judged_at=NOW, reason=None)  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a data folder with own definitions and a decision, once."""
    paths = Paths(tmp_path_factory.mktemp("backup") / "data")
    with open_writer(paths, now=NOW, job="test") as database:
        add_batch(database, paths, 0)
        publish_snapshot(database, paths, now=NOW)
    append_judgement(paths.judgements, SAID)
    (paths.data / "narratives").mkdir()
    (paths.data / "narratives" / "own.toml").write_text("title = 'invented'\n")
    return paths.data


@pytest.fixture
def kept(made: Path, paths: Paths) -> Paths:
    shutil.copytree(made, paths.data, symlinks=True)
    return paths


@pytest.fixture
def elsewhere(tmp_path: Path) -> Paths:
    return Paths(tmp_path / "elsewhere")


@pytest.mark.parametrize("name", ["backup", "backup.tar"])
def test_what_was_backed_up_comes_back_as_it_was(kept: Paths, elsewhere: Paths, tmp_path: Path, name: str) -> None:
    back_up(kept, tmp_path / name, now=NOW)
    restore(elsewhere, tmp_path / name, now=NOW, replace=False)
    assert {one.state.value for one in examine(elsewhere, now=NOW + timedelta(hours=1), repair=False)} == {"ok"}
    assert stored(elsewhere) == sorted(ids_of([0]))
    assert read_judgements(elsewhere.judgements).items == (SAID,)
    assert (elsewhere.data / "narratives" / "own.toml").exists()


def test_backup_is_taken_beside_a_writer_at_work(kept: Paths, tmp_path: Path) -> None:
    with open_writer(kept, now=NOW, job="watch") as database:
        add_batch(database, kept, 1)
        assert back_up(kept, tmp_path / "backup", now=NOW).items == SIZE


def test_second_backup_brings_the_folder_up_to_date(kept: Paths, elsewhere: Paths, tmp_path: Path) -> None:
    back_up(kept, tmp_path / "backup", now=NOW)
    with open_writer(kept, now=NOW, job="test") as database:
        add_batch(database, kept, 1)
        publish_snapshot(database, kept, now=NOW)
    assert back_up(kept, tmp_path / "backup", now=NOW).bodies == 2
    restore(elsewhere, tmp_path / "backup", now=NOW, replace=False)
    assert stored(elsewhere) == sorted(ids_of([0, 1]))


@pytest.mark.parametrize("victim", ["store.duckdb", "judgements.jsonl", "archive"])
@pytest.mark.parametrize("fault", ["cut", "gone"])
def test_backup_that_is_not_whole_is_refused_before_anything_is_touched(
    kept: Paths, elsewhere: Paths, tmp_path: Path, victim: str, fault: str
) -> None:
    back_up(kept, tmp_path / "backup", now=NOW)
    name = next(one for one in read_backup(tmp_path / "backup").files if one.startswith(victim))
    path = tmp_path / "backup" / name
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1])
    if fault == "gone":
        path.unlink()
    with pytest.raises(StoreError, match="nothing was restored"):
        restore(elsewhere, tmp_path / "backup", now=NOW, replace=False)
    assert not elsewhere.database.exists()


def test_backup_leading_out_of_its_folder_is_refused(kept: Paths, elsewhere: Paths, tmp_path: Path) -> None:
    back_up(kept, tmp_path / "backup", now=NOW)
    manifest = tmp_path / "backup" / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"judgements.jsonl"', '"../judgements.jsonl"'))
    with pytest.raises(StoreError, match="below the backup"):
        restore(elsewhere, tmp_path / "backup", now=NOW, replace=False)


def test_what_is_no_backup_is_refused(elsewhere: Paths, tmp_path: Path) -> None:
    (tmp_path / "x.tar").write_bytes(b"no tar")
    with pytest.raises(StoreError, match="expected a folder or"):
        restore(elsewhere, tmp_path / "x.tar", now=NOW, replace=False)
    with pytest.raises(StoreError, match="expected a backup"):
        restore(elsewhere, tmp_path, now=NOW, replace=False)


def test_data_in_place_is_replaced_only_when_asked_and_is_kept(kept: Paths, tmp_path: Path) -> None:
    back_up(kept, tmp_path / "backup.tar", now=NOW)
    with open_writer(kept, now=NOW, job="test") as database:
        add_batch(database, kept, 1)
    with pytest.raises(StoreError, match="--replace"):
        restore(kept, tmp_path / "backup.tar", now=NOW, replace=False)
    restore(kept, tmp_path / "backup.tar", now=NOW, replace=True)
    assert stored(kept) == sorted(ids_of([0]))
    assert len(list(kept.data.rglob("store.duckdb.replaced-*"))) == 1


def test_nothing_is_restored_under_a_writer_at_work(kept: Paths, tmp_path: Path) -> None:
    back_up(kept, tmp_path / "backup", now=NOW)
    with open_writer(kept, now=NOW, job="watch"):
        for work in (lambda: restore(kept, tmp_path / "backup", now=NOW, replace=True),
                     lambda: restore_snapshot(kept, now=NOW)):  # fmt: skip
            with pytest.raises(LockedError, match="rastro watch"):
                work()


def test_snapshot_takes_the_place_of_a_damaged_database_which_is_kept(kept: Paths) -> None:
    kept.database.write_bytes(kept.database.read_bytes()[:5000])
    restore_snapshot(kept, now=NOW)
    assert stored(kept) == sorted(ids_of([0]))
    assert [path.stat().st_size for path in kept.database.parent.glob("store.duckdb.replaced-*")] == [5000]


@pytest.fixture
def polled(kept: Paths) -> Iterator[Database]:
    """Give a store with a poll that brought nothing, beside the batch that brought items."""
    with open_writer(kept, now=NOW, job="test") as database:
        digest = archive.keep(kept.archive, b"nothing new")
        database.execute(
            "insert into retrieval (fetch_id, source, address, started_at, finished_at, outcome, body_sha256)"
            f" values ('f', 'feed', 'https://faro.example', '{NOW}', '{NOW}', 'ok', '{digest}')"
        )
        yield database


@pytest.mark.parametrize(
    ("rules", "now", "gone"),
    [
        (Rules(), NOW, []),
        (Rules(), LATER, ["body without news"]),
        (Rules(unmatched=timedelta(days=300)), LATER, ["body without a match", "body without news"]),
        (Rules(idle=timedelta(days=500)), LATER, []),
    ],
    ids=["young", "idle", "unmatched", "patient"],
)
def test_rules_let_go_what_they_say(
    kept: Paths, polled: Database, rules: Rules, now: datetime, gone: list[str]
) -> None:
    assert sorted(one.rule for one in doomed(polled, kept, rules, now=now)) == gone


def test_body_whose_items_were_decided_on_stays(kept: Paths, polled: Database) -> None:
    polled.execute(
        f"insert into judgement select item_id, 'n', 'no', null, null, 'Ana', '{NOW}', null from item limit 1"
    )
    found = doomed(polled, kept, Rules(unmatched=timedelta(days=1)), now=LATER)
    assert [one.rule for one in found] == ["body without news"]


def test_dry_run_touches_nothing_and_what_goes_is_on_record(kept: Paths, polled: Database) -> None:
    files = doomed(polled, kept, Rules(), now=LATER)
    assert all(one.path.exists() for one in files)
    assert remove(kept, files, now=LATER) == sum(one.size for one in files)
    assert not any(one.path.exists() for one in files)
    assert archive.pruned(kept.archive) == {one.digest for one in files}
    assert doomed(polled, kept, Rules(), now=LATER) == []


def test_line_of_the_record_that_a_crash_cut_off_stands_alone(kept: Paths, polled: Database) -> None:
    (kept.archive / archive.PRUNED).write_text('{"body_sha')
    files = doomed(polled, kept, Rules(), now=LATER)
    remove(kept, files, now=LATER)
    assert archive.pruned(kept.archive) == {one.digest for one in files}


def test_pointed_snapshot_stays_whatever_the_rules(kept: Paths, polled: Database) -> None:
    for minute in range(1, 3):
        publish_snapshot(polled, kept, now=datetime(2027, 1, 1, 0, minute, tzinfo=UTC))
    found = doomed(polled, kept, Rules(snapshots=1), now=NOW)
    assert len(found) == 4  # two snapshots, each with its index
    assert kept.pointer.resolve() not in [one.path.resolve() for one in found]


def stored(paths: Paths) -> list[str]:
    reader = open_snapshot(paths.pointer)
    rows = reader.rows("select item_id from item order by item_id")
    reader.close()
    return [row["item_id"] for row in rows]
