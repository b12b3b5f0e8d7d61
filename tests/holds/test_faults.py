"""The disk is full or cannot be written, the clock jumps, rights are lost: a sentence is said and nothing is lost."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.database import Paths, open_snapshot, open_writer
from store.doctor import examine
from store.errors import LockedError
from store.findings import State
from tests.builders import ROOT
from tests.holds.builders import SIZE, ids_of
from tests.holds.faults import NOBODY, acknowledged, add, read_only, small_disk

pytestmark = pytest.mark.slow
ALL = "RASTRO_HOLDS" in os.environ  # every variant, or one of each kind: each takes seconds
LIMITS = [200_000, 20_000, 4_500_000][: 3 if ALL else 1]
FOLDERS = ["snapshots", "private", "archive"][: 3 if ALL else 1]
JUMPS = [3650, -3650][: 2 if ALL else 1]


@pytest.fixture
def kept(paths: Paths) -> Paths:
    """Batch 0, added and published."""
    assert add(paths.data, 0, 1).returncode == 0
    return paths


@pytest.fixture
def holder(kept: Paths) -> Iterator["subprocess.Popen[str]"]:
    """Start a process that holds the lock."""
    command = [sys.executable, "-m", "tests.holds.victims", "hold", str(kept.data)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holding:
        assert holding.stdout is not None
        assert holding.stdout.readline() == "begun\n"
        yield holding
        holding.kill()


def goes_on(paths: Paths, promised: list[int]) -> None:
    """Check that all promised items are there once, the snapshot opens, and the next run works."""
    reader = open_snapshot(paths.pointer)
    assert reader.rows("select count(*) as n from items")[0]["n"] >= SIZE
    reader.close()
    assert add(paths.data, 90, 91).returncode == 0
    with open_writer(paths, now=datetime.now(UTC), job="test") as database:
        stored = [row["item_id"] for row in database.rows("select item_id from item")]
    assert len(stored) == len(set(stored))
    assert set(ids_of([0, 90, *promised])) <= set(stored)
    found = [one for one in examine(paths, now=datetime.now(UTC), repair=True) if one.check != "room"]
    assert not [one for one in found if one.state is State.BROKEN]


@pytest.mark.parametrize("limit", LIMITS)
def test_files_that_cannot_grow_end_in_a_sentence_and_lose_nothing(kept: Paths, limit: int) -> None:
    run = add(kept.data, 1, 60, limit=limit)
    assert run.returncode == 3, run.stderr
    assert "refused" in run.stdout
    assert "Traceback" not in run.stderr
    goes_on(kept, acknowledged(run))


def test_full_disk_ends_in_a_sentence_and_loses_nothing(tmp_path: Path) -> None:
    with small_disk(tmp_path / "small", 24) as disk:
        if disk is None:
            pytest.skip("mounting a small file system needs root; test_files_that_cannot_grow stands in")
        paths = Paths(disk / "data")
        assert add(paths.data, 0, 1).returncode == 0
        ballast = disk / "ballast"
        ballast.write_bytes(b"x" * (os.statvfs(disk).f_bavail * 4096 - 3_000_000))
        run = add(paths.data, 1, 400)
        assert run.returncode == 3, run.stderr
        assert "Traceback" not in run.stderr
        ballast.unlink()
        goes_on(paths, acknowledged(run))


def test_disk_that_turned_read_only_ends_in_a_sentence(kept: Paths) -> None:
    with read_only(kept.data) as made:
        if not made:
            pytest.skip("mounting needs root")
        run = add(kept.data, 1, 2)
        open_snapshot(kept.pointer).close()
    assert (run.returncode, "Traceback" in run.stderr) == (3, False), run.stderr
    assert "Read-only" in run.stdout
    goes_on(kept, [])


@pytest.mark.parametrize("lost", FOLDERS)
def test_lost_rights_end_in_a_sentence(kept: Paths, lost: str) -> None:
    user = 0 if os.geteuid() else NOBODY
    if user:
        for path in [kept.data, *kept.data.rglob("*"), *kept.data.parents[:2]]:
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
        _open_way(kept.data)
    (kept.data / lost).chmod(0o500)
    for path in (kept.data / lost).glob("*"):
        path.chmod(0o500 if path.is_dir() else 0o400)
    run = add(kept.data, 1, 2, user=user)
    assert (run.returncode, "Traceback" in run.stderr) == (3, False), run.stderr
    for path in [kept.data / lost, *(kept.data / lost).glob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    goes_on(kept, acknowledged(run))


@pytest.mark.parametrize("days", JUMPS)
def test_clock_that_jumps_loses_nothing_and_is_told(kept: Paths, days: int) -> None:
    run = add(kept.data, 1, 3, ahead_days=days)
    assert acknowledged(run, "published") == [1, 2]
    after = add(kept.data, 3, 4)
    assert acknowledged(after, "published") == [3]
    reader = open_snapshot(kept.pointer)
    assert reader.rows("select count(*) as n from item") == [{"n": 4 * SIZE}]
    reader.close()
    clock = next(one for one in examine(kept, now=datetime.now(UTC), repair=True) if one.check == "clock")
    assert (clock.state is State.BROKEN) is (days > 0)


def test_second_writer_is_told_who_holds_the_lock(kept: Paths, holder: "subprocess.Popen[str]") -> None:
    run = add(kept.data, 1, 2)
    assert (run.returncode, f"(pid {holder.pid}, rastro hold)" in run.stdout) == (3, True)
    holder.kill()
    holder.wait()
    goes_on(kept, [])


def test_two_writers_started_together_end_as_one_and_a_sentence(kept: Paths) -> None:
    command = [sys.executable, "-m", "tests.holds.victims", "hold", str(kept.data)]
    both = [subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             text=True) for _ in range(2)]  # fmt: skip
    while all(one.poll() is None for one in both):
        pass
    loser, winner = sorted(both, key=lambda one: one.poll() is None)
    assert LockedError.__name__ in loser.communicate()[1]
    assert winner.communicate("\n")[0] == "begun\n"
    goes_on(kept, [])


def _open_way(data: Path) -> None:
    """Let another user reach the folder."""
    for path in data.parents:
        if path.stat().st_uid in {os.geteuid(), NOBODY} and path.name.startswith("pytest-"):
            path.chmod(0o755)
