"""Full text search over invented items (1,000,000 unless told otherwise): building, size and answers beside ILIKE."""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from dashboard.find import Wanted, search
from store.database import Database, Paths, open_snapshot, open_writer
from store.search import everything, find, index_path, update_index
from store.snapshot import publish_snapshot

NOW = datetime(2026, 11, 23, tzinfo=UTC)
VOCABULARY, TITLE_WORDS, SUMMARY_WORDS = 60_000, 9, 28
ZIPF_SHIFT = 2.7  # Mandelbrot's: the commonest words of a text are less steep than the rest
BATCH = 50_000
RUNS = 5
# how often each stands in the invented texts is measured and printed, not assumed
SEARCHES = {
    "rare word": "palabra40000", "two words": "palabra40 palabra90", "common word": "palabra3",
    "three common": "palabra3 palabra4 palabra5", "phrase": '"palabra3 palabra4"', "prefix": "palabra4000*",
    "filters only": "", "denied": "palabra200 NOT palabra3", "either": "palabra900 OR palabra901",
}  # fmt: skip


def main(count: int) -> None:
    """Fill a store, index it, ask it."""
    with tempfile.TemporaryDirectory() as folder:
        paths = Paths(Path(folder))
        with open_writer(paths, now=NOW, job="bench") as database:
            filled = timed(lambda: fill(database, count))
            built = timed(lambda: update_index(database, paths))
            again = timed(lambda: update_index(database, paths))
            fill(database, 500, start=count)
            batch = timed(lambda: update_index(database, paths))
            published = timed(lambda: publish_snapshot(database, paths, now=NOW))
        snapshot = Path(paths.pointer).resolve()
        size = index_path(snapshot).stat().st_size
        say(f"{count:,} invented items in {filled:.0f} s; snapshot {snapshot.stat().st_size / 1e6:.0f} MB")
        say(f"index: built in {built:.1f} s ({count / built:,.0f} a second), {size / 1e6:.0f} MB; nothing new "
            f"{again * 1e3:.0f} ms; 500 more {batch * 1e3:.0f} ms; publishing both {published:.1f} s")  # fmt: skip
        asked(snapshot)


def asked(snapshot: Path) -> None:
    """Print for each search what it found, how long it took, and how long the same words take with ILIKE."""
    database = open_snapshot(snapshot)
    for name, query in SEARCHES.items():
        ask = (
            (lambda query=query: find(index_path(snapshot), query))
            if query
            else lambda: everything(index_path(snapshot))
        )
        hits = ask()
        ours = median(ask)
        page = median(
            lambda query=query: search(database, index_path(snapshot), Wanted(typed=query, by="relevance")), runs=3
        )
        pattern = "%" + query.split(" ")[0].strip('"*') + "%"
        plain = median(lambda pattern=pattern: database.rows(ILIKE, {"pattern": pattern}), runs=3)
        say(f"{name:13} {query:28} {len(hits.version_ids):8,} versions  index {ours * 1e3:7.1f} ms   "
            f"whole page {page * 1e3:7.0f} ms   ILIKE of the first word {plain * 1e3:7.0f} ms")  # fmt: skip


ILIKE = "select count(*) from item_version where title ilike $pattern or summary ilike $pattern"


def fill(database: Database, count: int, *, start: int = 0) -> None:
    """Add invented items whose words follow Zipf's law, half a minute apart."""
    random = np.random.default_rng(start)
    often = np.cumsum(1 / (np.arange(1, VOCABULARY + 1) + ZIPF_SHIFT))
    often /= often[-1]
    database.execute("create or replace temp table said (version_id bigint, title varchar, summary varchar)")
    for first in range(start, start + count, BATCH):
        size = min(BATCH, start + count - first)
        drawn = np.searchsorted(often, random.random((size, TITLE_WORDS + SUMMARY_WORDS))) + 1
        rows = [[f"palabra{n}" for n in row] for row in drawn]
        database.insert("said", {
            "version_id": list(range(first + 1, first + size + 1)),
            "title": [" ".join(row[:TITLE_WORDS]) for row in rows],
            "summary": [" ".join(row[TITLE_WORDS:]) for row in rows],
        })  # fmt: skip
    database.execute("""
        insert into item (item_id, outlet_id, url, canonical_url, language, published_earliest, published_latest,
            published_precision, published_basis, first_seen_at, fetch_id)
        select 'i' || version_id, 'outlet' || version_id % 300, 'https://x.example/' || version_id, 'https://x.example/'
            || version_id, 'es', t, t, 'second', 'feed', t, 'bench'
        from (select version_id, timestamptz '2025-01-01 00:00:00+00' + interval (version_id * 30) seconds as t from said)
    """)
    database.execute("""
        insert into item_version (version_id, item_id, seen_at, title, summary, content_hash, fetch_id)
        select version_id, 'i' || version_id, now(), title, summary, 'h' || version_id, 'bench' from said
    """)
    database.execute("""
        insert into outlet (outlet_id, name, kind, country, zones, zone_basis, domains, label_source)
        select 'outlet' || n, 'Invented ' || n, 'regional', case when n % 3 = 0 then 'US' else 'MX' end, [], 'unknown', [],
            'invented' from range(300) t(n) where not exists (select 1 from outlet)
    """)
    database.execute("drop table said")


def timed(work: Callable[[], object]) -> float:
    """Return the wall time of one run, in seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median(work: Callable[[], object], *, runs: int = RUNS) -> float:
    """Return the median wall time of several runs, in seconds."""
    return sorted(timed(work) for _ in range(runs))[runs // 2]


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
