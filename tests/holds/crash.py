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
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from store.database import Paths, open_snapshot, open_writer
from store.doctor import examine
from store.findings import State
from store.judged import read_judgements
from tests.builders import CASE, ROOT
from tests.holds.builders import ids_of

WITHIN_S = 1.2  # from the first line to the kill, at most; publishing takes a third of that
COMMAND_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """What one kind of work came to under kills."""

    work: str
    kills: int
    acknowledged: int
    lost: int
    twice: int
    repaired: int  # runs of doctor that had something to repair
    broken: int  # and those that left something to do


def campaign(work: str, folder: Path, *, kills: int, seed: int) -> Toll:
    """Kill one kind of work again and again on one data folder, and compare what is there with what was promised."""
    paths, rng = Paths(folder / work), random.Random(seed)  # noqa: S311 - seeded, for repeatable kills
    acknowledged: set[int] = set()
    repaired = broken = 0
    for _ in range(kills):
        acknowledged |= _killed(work, paths, rng.uniform(0, WITHIN_S))
        states = {one.state for one in examine(paths, now=datetime.now(UTC), repair=True)}
        repaired += State.REPAIRED in states
        broken += State.BROKEN in states
    lost, twice = LOST[work](paths, acknowledged)
    return Toll(work=work, kills=kills, acknowledged=len(acknowledged), lost=lost, twice=twice, repaired=repaired,
                broken=broken)  # fmt: skip


def matching(folder: Path, *, kills: int, seed: int) -> Toll:
    """Kill `rastro match` on the real case, then let it end: it must decide as one that nobody disturbed."""
    whole, victim, rng = Paths(folder / "whole"), Paths(folder / "match"), random.Random(seed)  # noqa: S311 - seeded
    _rastro("import", str(CASE), "--data", str(whole.data))
    shutil.copytree(whole.data, victim.data, symlinks=True)
    begun = time.monotonic()
    _rastro("match", "--data", str(whole.data))
    took = time.monotonic() - begun
    repaired = broken = 0
    for _ in range(kills):
        _match_killed(victim, rng.uniform(0.2 * took, 1.1 * took))
        states = {one.state for one in examine(victim, now=datetime.now(UTC), repair=True)}
        repaired += State.REPAIRED in states
        broken += State.BROKEN in states
        if rng.random() < 0.3:  # or the first run that ends leaves nothing to kill
            _forget(victim)
    _rastro("match", "--data", str(victim.data))
    ours, theirs = _mentions(victim), _mentions(whole)
    return Toll(work="match", kills=kills, acknowledged=len(theirs), lost=len(theirs - ours), twice=len(ours - theirs),
                repaired=repaired, broken=broken)  # fmt: skip


def _killed(work: str, paths: Paths, after_s: float) -> set[int]:
    command = [sys.executable, "-m", "tests.holds.victims", work, str(paths.data)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as victim:
        assert victim.stdout is not None
        first = victim.stdout.readline()
        if first != "begun\n":
            raise AssertionError(f"{work} did not begin after a kill")
        time.sleep(after_s)
        victim.kill()
        printed, _ = victim.communicate(timeout=COMMAND_S)
    return {int(line) for line in printed.split()}


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


def run(kills: int, *, seed: int = 8) -> list[Toll]:
    """Share the kills out: a third each to ingest and publish, a fifth to match, the rest to judgements."""
    shares = {"ingest": kills // 3, "publish": kills // 3, "judge": kills - 2 * (kills // 3) - kills // 5}
    with tempfile.TemporaryDirectory() as folder:
        tolls = [campaign(work, Path(folder), kills=share, seed=seed) for work, share in shares.items()]
        return [*tolls, matching(Path(folder), kills=kills // 5, seed=seed)] if kills // 5 else tolls


def _match_killed(paths: Paths, after_s: float) -> None:
    with subprocess.Popen(_command("match", "--data", str(paths.data)), cwd=ROOT, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as victim:  # fmt: skip
        time.sleep(after_s)
        victim.kill()


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
    for one in run(asked.kills, seed=asked.seed):
        sys.stdout.write(f"{one}\n")
        sys.stdout.flush()
