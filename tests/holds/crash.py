"""`python -m tests.holds.crash [--kills N]`: kill -9 at seeded random moments, then count what was lost.

Every kind of work runs in a process of its own on one data folder, is killed, and the next one goes on from what is
left. To add a kind: a function in tests/holds/victims.py that prints what it acknowledges, and a line in CAMPAIGN.
"""

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from store.database import Paths, open_snapshot, open_writer
from store.doctor import examine
from store.findings import State
from store.judged import read_judgements
from tests.builders import CASE, ROOT
from tests.holds.backfill import killed_and_resumed
from tests.holds.builders import ids_of

MOST_BATCHES = 3  # a victim is killed after at most so many acknowledgements, and a part of the time one takes
SLOWEST_S = 1.2  # for the part before the first acknowledgement, whose length nobody knows yet
COMMAND_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """What one kind of work came to under kills."""

    work: str
    kills: int
    worked: int  # kills that came after the victim had acknowledged something
    acknowledged: int
    lost: int
    twice: int
    repaired: int  # runs of doctor that had something to repair
    broken: int  # and those that left something to do


def campaign(work: str, folder: Path, *, kills: int, seed: int) -> Toll:
    """Kill one kind of work again and again on one data folder, and compare what is there with what was promised."""
    paths, rng = Paths(folder / work), random.Random(seed)  # noqa: S311 - seeded, for repeatable kills
    acknowledged: set[int] = set()
    worked = repaired = broken = 0
    for _ in range(kills):
        promised = _killed(work, paths, rng)
        worked += bool(promised)
        acknowledged |= promised
        states = {one.state for one in examine(paths, now=datetime.now(UTC), repair=True)}
        repaired += State.REPAIRED in states
        broken += State.BROKEN in states
    lost, twice = LOST[work](paths, acknowledged)
    return Toll(work=work, kills=kills, worked=worked, acknowledged=len(acknowledged), lost=lost, twice=twice,
                repaired=repaired, broken=broken)  # fmt: skip


def matching(folder: Path, *, kills: int, seed: int) -> Toll:
    """Kill `rastro match` on the real case, then let it end: it must decide as one that nobody disturbed."""
    whole, victim, rng = Paths(folder / "whole"), Paths(folder / "match"), random.Random(seed)  # noqa: S311 - seeded
    _rastro("import", str(CASE), "--data", str(whole.data))
    shutil.copytree(whole.data, victim.data, symlinks=True)
    begun = time.monotonic()
    _rastro("match", "--data", str(whole.data))
    took = time.monotonic() - begun
    worked = repaired = broken = 0
    for _ in range(kills):
        worked += _match_killed(victim, rng.uniform(0.2 * took, 1.1 * took))
        states = {one.state for one in examine(victim, now=datetime.now(UTC), repair=True)}
        repaired += State.REPAIRED in states
        broken += State.BROKEN in states
        if rng.random() < 0.3:  # or the first run that ends leaves nothing to kill
            _forget(victim)
    _rastro("match", "--data", str(victim.data))
    ours, theirs = _mentions(victim), _mentions(whole)
    return Toll(work="match", kills=kills, worked=worked, acknowledged=len(theirs), lost=len(theirs - ours),
                twice=len(ours - theirs), repaired=repaired, broken=broken)  # fmt: skip


def backfilling(folder: Path, *, kills: int, seed: int) -> Toll:
    """Kill `rastro backfill` among captures on loopback, resume it, and compare with one that nobody disturbed."""
    seen: Counter[State] = Counter()
    (folder / "backfill").mkdir()
    found = killed_and_resumed(folder / "backfill", kills=kills, seed=seed, after=lambda paths: seen.update(
        {one.state for one in examine(paths, now=datetime.now(UTC), repair=True)}))  # fmt: skip
    return Toll(work="backfill", kills=kills, worked=found.worked, acknowledged=found.acknowledged, lost=found.lost,
                twice=found.twice, repaired=seen[State.REPAIRED], broken=seen[State.BROKEN])  # fmt: skip


def _killed(work: str, paths: Paths, rng: random.Random) -> set[int]:
    """Kill one victim after some acknowledgements, within about the time the next one takes; return what it promised."""
    command = [sys.executable, "-m", "tests.holds.victims", work, str(paths.data)]
    wanted, share = rng.randint(0, MOST_BATCHES), rng.random()
    printed: list[str] = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as victim:
        assert victim.stdout is not None
        if victim.stdout.readline() != "begun\n":
            raise AssertionError(f"{work} did not begin after a kill")
        begun = time.monotonic()
        printed += [victim.stdout.readline() for _ in range(wanted)]
        one_takes = (time.monotonic() - begun) / wanted if wanted else SLOWEST_S
        time.sleep(share * min(one_takes, SLOWEST_S))
        victim.kill()
        rest, _ = victim.communicate(timeout=COMMAND_S)
    return {int(line) for line in [*printed, *rest.split()]}


def _items_lost(paths: Paths, acknowledged: set[int]) -> tuple[int, int]:
    with open_writer(paths, now=datetime.now(UTC), job="count") as database:
        stored = [row["item_id"] for row in database.rows("select item_id from item")]
        versions = database.rows("select count(*) as n from item_version where title like 'Corregido%'")[0]["n"]
    missing = len(set(ids_of(sorted(acknowledged))) - set(stored))
    reworded = max(0, len(acknowledged - {0}) - versions)
    return missing + reworded, len(stored) - len(set(stored))


def _published_lost(paths: Paths, acknowledged: set[int]) -> tuple[int, int]:
    if not paths.pointer.exists():
        return len(ids_of(sorted(acknowledged))), 0
    reader = open_snapshot(paths.pointer)
    stored = [row["item_id"] for row in reader.rows("select item_id from item")]
    reader.close()
    return len(set(ids_of(sorted(acknowledged))) - set(stored)), len(stored) - len(set(stored))


def _judgements_lost(paths: Paths, acknowledged: set[int]) -> tuple[int, int]:
    stored = [one.item_id for one in read_judgements(paths.judgements).items]
    return len({f"item{number}" for number in acknowledged} - set(stored)), len(stored) - len(set(stored))


LOST: dict[str, Callable[[Paths, set[int]], tuple[int, int]]] = {
    "ingest": _items_lost, "publish": _published_lost, "judge": _judgements_lost,
}  # fmt: skip


def run_one(work: str, kills: int, *, seed: int = 8) -> Toll:
    """Kill one kind of work so many times."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if work == "match":
            return matching(folder, kills=kills, seed=seed)
        if work == "backfill":
            return backfilling(folder, kills=kills, seed=seed)
        return campaign(work, folder, kills=kills, seed=seed)


WORKS = (*LOST, "match", "backfill")


def _match_killed(paths: Paths, after_s: float) -> bool:
    """Kill one run; return whether it was still at work."""
    with subprocess.Popen(_command("match", "--data", str(paths.data)), cwd=ROOT, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as victim:  # fmt: skip
        time.sleep(after_s)
        victim.kill()
    return victim.returncode != 0


def _forget(paths: Paths) -> None:
    with open_writer(paths, now=datetime.now(UTC), job="test") as database:
        database.execute("delete from match_state")


def _mentions(paths: Paths) -> set[tuple[str, str, str]]:
    with open_writer(paths, now=datetime.now(UTC), job="count") as database:
        rows = database.rows("select item_id, narrative_id, decision from mention")
    assert len(rows) == len({(row["item_id"], row["narrative_id"]) for row in rows})
    return {(row["item_id"], row["narrative_id"], row["decision"]) for row in rows}


def _rastro(*words: str) -> None:
    subprocess.run(_command(*words), cwd=ROOT, check=True, capture_output=True, timeout=COMMAND_S * 5)


def _command(*words: str) -> list[str]:
    return [sys.executable, str(ROOT / "rastro.py"), *words]


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--seed", type=int, default=8)
    asked = options.parse_args()
    for kind in WORKS:  # evenly shared
        sys.stdout.write(f"{run_one(kind, asked.kills // len(WORKS), seed=asked.seed)}\n")
        sys.stdout.flush()
