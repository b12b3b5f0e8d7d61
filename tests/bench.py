"""`make bench` (more with `python -m tests.bench --items N`): ratios against a named baseline of the same minute."""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from store.database import Paths, open_writer
from store.items import add_items
from store.model import Basis, Item, Kind, Outlet, Precision, PublishedTime
from store.observed import add_outlets
from store.snapshot import publish_snapshot
from tests.bench_brief import briefing
from tests.bench_ingest import collecting
from tests.bench_ledger import simulating
from tests.bench_ledger_sql import ledger_in_sql
from tests.bench_match import batch_whole, deciding, matching_whole
from tests.bench_pages import paging
from tests.bench_reuse import reusing
from tests.bench_shared import sharing
from tests.builders import ROOT
from tests.gate.case import report

NOW = datetime(2026, 11, 23, tzinfo=UTC)
STORED, BATCH = 100_000, 500
FEW = 2_000  # items of a whole matching run here; `python -m tests.bench_match --whole` runs 50,000


def seconds(work: Callable[[], object], *, runs: int = 5) -> float:
    """Return the median wall time of several runs."""
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return sorted(taken)[runs // 2]


def storing() -> None:
    """Compare adding a batch to a filled store with DuckDB's own primary key doing the same."""
    with tempfile.TemporaryDirectory() as folder:
        paths = Paths(Path(folder))
        with open_writer(paths, now=NOW, job="bench") as database:
            add_outlets(database, [OUTLET])
            for start in range(0, STORED, 10_000):
                add_items(database, [item(n) for n in range(start, start + 10_000)])
            counter = iter(range(STORED, 10 * STORED, BATCH))
            ours = seconds(lambda: add_items(database, batch(next(counter))))
            again = seconds(lambda: add_items(database, batch(0)))
            copied = seconds(lambda: publish_snapshot(database, paths, now=NOW), runs=3)
        baseline = _primary_key(Path(folder) / "naive.duckdb")
        plain = seconds(lambda: (Path(folder) / "copy").write_bytes(paths.database.read_bytes()), runs=3)
    say(f"add {BATCH} new items to {STORED:,}", ours, "insert ... on conflict do nothing, row by row", baseline)
    say(f"add {BATCH} known items to {STORED:,}", again, "insert ... on conflict do nothing, row by row", baseline)
    say(f"publish {STORED:,} items (checkpoint, copy, probe)", copied, "plain copy of the same file", plain)


def say(what: str, ours: float, baseline: str, theirs: float) -> None:
    """Print one ratio."""
    sys.stdout.write(f"{what:48} {ours:8.3f} s  {ours / theirs:6.2f} x {baseline} ({theirs:.3f} s)\n")


OUTLET = Outlet(outlet_id="faro", name="El Faro", kind=Kind.REGIONAL, country="MX", zones=("America/Mexico_City",),
                zone_basis="country", label_source="invented for a benchmark")  # fmt: skip


def item(number: int) -> Item:
    """Return an invented item."""
    url = f"https://faro.example/{number}"
    unknown = PublishedTime(raw=None, interval=None, precision=Precision.UNKNOWN, basis=Basis.IMPORT)
    return Item(item_id=f"{number:012d}", outlet_id="faro", url=url, canonical_url=url, title=f"Nota {number} del día",
                summary="Un resumen de unas cuarenta palabras. " * 6, text=None, language="es", published=unknown,
                first_seen_at=NOW, fetch_id="bench")  # fmt: skip


def batch(start: int) -> list[Item]:
    """Return BATCH invented items."""
    return [item(number) for number in range(start, start + BATCH)]


def _primary_key(path: Path) -> float:
    with duckdb.connect(str(path)) as naive:
        naive.execute("create table item (item_id varchar primary key, url varchar, title varchar, summary varchar)")
        naive.execute(
            "insert into item select printf('%012d', i), 'https://faro.example/' || i, 'Nota ' || i, repeat('x ', 120)"
            f" from range({STORED}) t(i)"
        )
        counter = iter(range(STORED, 10 * STORED, BATCH))

        def add() -> None:
            cells = [(one.item_id, one.url, one.title, one.summary) for one in batch(next(counter))]
            naive.executemany("insert into item values (?, ?, ?, ?) on conflict do nothing", cells)

        return seconds(add)


def filling(items: int) -> None:
    """Fill a store in a process of its own, whose memory is then its own; a million items take minutes."""
    subprocess.run([sys.executable, "-m", "tests.bench_store", "--items", str(items)], cwd=ROOT, check=True)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--items", type=int, default=1_000_000, help="of the full store; 10000000 by hand")
    asked = options.parse_args()
    sys.stdout.write("quality on the test part of the public case:\n" + report() + "\n\n")
    deciding()
    matching_whole(FEW)
    batch_whole(STORED)
    storing()
    reusing()
    collecting()
    ledger_in_sql()
    simulating()
    briefing()
    paging()
    sharing()
    filling(asked.items)
