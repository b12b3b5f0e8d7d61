"""`python -m tests.holds.runaway [--rounds N]`: what pages wait alone, and beside one analyst's runaway query."""

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from dashboard.ask import ask
from store.database import Database, Paths, open_snapshot, open_writer
from store.sandbox import start_analyst_query
from store.snapshot import publish_snapshot
from tests.bench_store import NOW, fill, questions, timed

ITEMS, ROUNDS, ASKED = 50_000, 10, 20
AT_WORK_S = 1.5  # until the child has opened the snapshot and both of its threads are busy
# all cores for as long as the limit lasts, with little memory
RUNAWAY = "select count(*) from range(100000000) a, range(1000) b where hash(a.range, b.range) % 7 = 3"
PAGES = ("weeks", "week_numbers", "outlets", "review_queue")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slowed:
    """Milliseconds of a page's question, alone and beside the runaway, in turns; `ratio` is of the medians."""

    items: int
    asked: int
    alone_p50: float
    alone_p95: float
    beside_p50: float
    beside_p95: float
    ended_early: int  # runaways that were not at work until the end of their round: their figures prove nothing

    @property
    def ratio(self) -> float:
        """How many times longer the median page waits beside the runaway."""
        return self.beside_p50 / self.alone_p50


def slowed(folder: Path, *, items: int = ITEMS, rounds: int = ROUNDS) -> Slowed:
    """Fill and publish a store, then ask in turns with and without a runaway, so that other work weighs on both."""
    paths = Paths(folder)
    with open_writer(paths, now=NOW, job="test") as database:
        fill(database, items)
        publish_snapshot(database, paths, now=NOW)
    reader = open_snapshot(paths.pointer)
    alone: list[float] = []
    beside: list[float] = []
    ended_early = 0
    _asked(reader)  # both then find the file in memory
    for _ in range(rounds):
        alone += _asked(reader)
        running = start_analyst_query(paths.pointer, RUNAWAY, timeout_s=120)
        time.sleep(AT_WORK_S)
        beside += _asked(reader)
        ended_early += running.done
        running.cancel()
    reader.close()
    return Slowed(items=items, asked=len(alone), alone_p50=_share(alone, 0.5), alone_p95=_share(alone, 0.95),
                  beside_p50=_share(beside, 0.5), beside_p95=_share(beside, 0.95), ended_early=ended_early)  # fmt: skip


def _asked(reader: Database) -> list[float]:
    """Ask what a page asks, some times; return milliseconds of each whole round of questions."""
    some = reader.rows("select item_id from item limit 1")
    asking = {name: given[0] for name, given in questions(some).items() if name in PAGES}
    return [timed(lambda: [ask(reader, name, **given) for name, given in asking.items()]) * 1e3 for _ in range(ASKED)]


def _share(taken: list[float], share: float) -> float:
    return sorted(taken)[int(len(taken) * share)]


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=ROUNDS)
    with tempfile.TemporaryDirectory() as name:
        found = slowed(Path(name), rounds=options.parse_args().rounds)
        sys.stdout.write(f"{found}\n{found.ratio:.2f} times as long beside a runaway\n")
