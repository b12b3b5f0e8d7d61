"""`python -m tests.bench_ledger_sql [--items N]`: a narrative's ledger out of a full store, beside a naive query."""

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from narratives.catalog import load_narratives
from narratives.ledgers import ledger_of, watching
from store.database import Database, Paths, open_writer
from store.ledger import log_decisions, replace_pickups
from store.model import OriginRule
from tests.builders import NOW, ROOT

ITEMS, NARRATIVES, OUTLETS, ASKED = 200_000, 200, 300, 20
# Invented items of three years in order of time, a tenth of them carrying one of the narratives; feeds that were
# watched for 29 days of every 30; a twentieth of the dates moved; pairs that share wording; ids as random as ours.
FILL = (
    """insert into outlet select 'outlet' || o, 'Outlet ' || o, if(o < 5, 'state_media', 'regional'),
        if(o < 5, 'RU', 'MX'), null, ['America/Mexico_City'], 'registry', [], 'es', null, null, 'invented'
        from range($outlets) t(o)""",
    """insert into item (item_id, outlet_id, url, canonical_url, published_raw, published_earliest, published_latest,
        published_precision, published_basis, first_seen_at, fetch_id, feed_id, absent_at)
    select left(md5(cast(n as varchar)), 12), 'outlet' || o, 'https://outlet' || o || '.example/nota/' || n,
        'https://outlet' || o || '.example/nota/' || n, strftime(stamp, '%c'), stamp, stamp + interval 59 seconds,
        'minute', 'feed', stamp + interval 20 minutes, left(md5(cast(n // 50 as varchar)), 16), 'outlet' || o || '-feed',
        stamp - interval 10 minutes
    from (select n, hash(n) % $outlets as o, timestamptz '2023-11-01 00:00:00Z' + to_seconds(n * 94608000 // $items)
        as stamp from range($items) t(n))""",
    """insert into item_version (version_id, item_id, seen_at, title, summary, content_hash, fetch_id, feed_id)
    select n + 1, left(md5(cast(n as varchar)), 12), timestamptz '2023-11-01 00:20:00Z'
            + to_seconds(n * 94608000 // $items), 'Nota ' || n, 'Un resumen de la nota ' || n,
        left(md5(cast(-n as varchar)), 16), left(md5(cast(n // 50 as varchar)), 16),
        'outlet' || (hash(n) % $outlets) || '-feed' from range($items) t(n)""",
    """insert into mention select left(md5(cast(n as varchar)), 12), 'narrative-' || (hash(n + 7) % $narratives),
        if(hash(n + 3) % 5 = 0, 'review', 'yes'), 0.9, 'bench', 'attributes', null, 'unknown', null, [], null, 0.7, 'x'
    from range($items) t(n) where hash(n + 1) % 10 = 0""",
    """insert into coverage_span select 'outlet' || o, timestamptz '2023-11-01 00:00:00Z' + to_days(cast(30 * d as integer)),
        timestamptz '2023-11-30 00:00:00Z' + to_days(cast(30 * d as integer)), true, 'outlet' || o || '-feed', null
    from range($outlets) t(o), range(36) r(d)""",
    """insert into published_change select item_id, feed_id, first_seen_at + interval 1 hour, 'x',
        published_earliest + interval 1 hour, published_latest + interval 1 hour, 'minute', 'x'
    from item where hash(item_id) % 20 = 0""",
    """insert into feed_stamp select 'outlet' || o || '-feed', 'minute', timestamptz '2023-11-05 00:00:00Z', 100, 1.0, 0, 0
    from range($outlets) t(o)""",
    """insert into reuse_pair select left(md5(cast(n as varchar)), 12), left(md5(cast(n + 40 as varchar)), 12), 'copies',
        100, 0.6, 0.6, 0.6, null, null, 40, null, false, true, true, 'bench', []
    from range($items) t(n) where hash(n + 5) % 100 = 0""",
)
NAIVE = """
select i.outlet_id, min(i.published_earliest) as first from mention m join item i using (item_id)
where m.narrative_id = $id and m.decision = 'yes' group by i.outlet_id order by first
"""


def ledger_in_sql(items: int = ITEMS) -> None:
    """Fill a store with invented items, and time three questions about the same narratives in the same minute."""
    with tempfile.TemporaryDirectory() as folder, open_writer(Paths(Path(folder)), now=NOW, job="bench") as database:
        for statement in FILL:
            wanted = {"items": items, "outlets": OUTLETS, "narratives": NARRATIVES}
            database.execute(statement, {key: value for key, value in wanted.items() if f"${key}" in statement})
        started = time.perf_counter()
        log_decisions(database, now=NOW)
        say("log decisions, gather their items, once", items, [time.perf_counter() - started])
        say("the same when nothing has changed", items, [_seconds(lambda: log_decisions(database, now=NOW))])
        database.execute("checkpoint")
        compare(database, items)
        disk = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(f"{disk / 1e9:.2f} GB of disk, {memory / 1e6:.2f} GB of memory at most\n")


def compare(database: Database, items: int) -> None:
    """Print the median and the slowest narrative of each question."""
    base = load_narratives(ROOT / "data" / "narratives")[0]
    asked = [
        replace(base, narrative_id=f"narrative-{number}", origin=OriginRule(outlets=("outlet1", "outlet2")))
        for number in range(0, NARRATIVES, NARRATIVES // ASKED)
    ]
    say("when who was watched, once", items, [_seconds(lambda: watching(database))])
    watch = watching(database)
    naive, whole, rows = [], [], []
    for narrative in asked:
        name = {"id": narrative.narrative_id}
        naive.append(_seconds(lambda name=name: database.rows(NAIVE, name)))  # type: ignore[misc]
        start = time.perf_counter()
        rows += ledger_of(database, narrative, watch, as_of=NOW).rows
        whole.append(time.perf_counter() - start)
    say("naive: min(published) by outlet", items, naive)
    say("the ledger, computed as of a moment", items, whole)
    replace_pickups(database, rows)
    stored = "select * from pickups where narrative_id = $id order by first_earliest"
    say("the ledger, as stored (view pickups)", items,
        [_seconds(lambda one=one: database.rows(stored, {"id": one.narrative_id})) for one in asked])  # type: ignore[misc]  # fmt: skip


def say(what: str, items: int, times: list[float]) -> None:
    """Print one line."""
    ordered = sorted(times)
    sys.stdout.write(
        f"{items:>11,} items  {what:38} median {ordered[len(ordered) // 2]:.3f} s, slowest {ordered[-1]:.3f} s\n"
    )
    sys.stdout.flush()


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--items", type=int, default=ITEMS, help=f"how many [{ITEMS}]; 10000000 takes 1 GB of disk")
    ledger_in_sql(options.parse_args().items)
