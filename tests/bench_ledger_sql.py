"""`python -m tests.bench_ledger_sql [--items N]`: a narrative's ledger from SQL, beside a naive first date per outlet."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from narratives.ledgers import pickups_of
from store.database import Database, Paths, open_writer
from store.model import Narrative, OriginRule
from tests.builders import NOW

NARRATIVES, OUTLETS = 200, 300
NAIVE = """
select i.outlet_id, min(i.published_earliest) as first from mention m join item i using (item_id)
where m.narrative_id = $id and m.decision = 'yes' group by i.outlet_id order by first
"""
FILL = """
insert into outlet select 'outlet' || o, 'Outlet ' || o, if(o < 5, 'state_media', 'regional'), if(o < 5, 'RU', 'MX'), null,
    ['America/Mexico_City'], 'registry', [], 'es', null, null, 'invented for a benchmark' from range({outlets}) t(o);
insert into item (item_id, outlet_id, url, canonical_url, published_raw, published_earliest, published_latest,
    published_precision, published_basis, first_seen_at, fetch_id, feed_id, absent_at)
select lpad(cast(n as varchar), 12, '0'), 'outlet' || (hash(n) % {outlets}), 'https://outlet' || (hash(n) % {outlets}) || '.example/' || n,
    'https://outlet' || (hash(n) % {outlets}) || '.example/' || n, 'x', stamp, stamp + interval 59 seconds, 'minute', 'feed',
    stamp + interval 20 minutes, 'bench', 'outlet' || (hash(n) % {outlets}) || '-feed', stamp - interval 10 minutes
from (select n, timestamptz '2023-11-01 00:00:00Z' + to_seconds(n * 94608000 // {items}) as stamp from range({items}) t(n));
insert into item_version (version_id, item_id, seen_at, title, summary, content_hash, fetch_id, feed_id)
select n + 1, lpad(cast(n as varchar), 12, '0'), now(), 'Nota ' || n, 'Un resumen', 'x', 'bench',
    'outlet' || (hash(n) % {outlets}) || '-feed' from range({items}) t(n);
insert into mention
select lpad(cast(n as varchar), 12, '0'), 'narrative-' || (hash(n + 7) % {narratives}),
    if(hash(n + 3) % 5 = 0, 'review', 'yes'), 0.9, 'bench', 'attributes', null, 'unknown', null, [], null, 0.7, 'x'
from range({items}) t(n) where hash(n + 1) % 10 = 0;
insert into coverage_span select 'outlet' || o, timestamptz '2023-11-01 00:00:00Z' + to_days(cast(d as integer)), timestamptz '2023-11-02 00:00:00Z' + to_days(cast(d as integer)),
    d % 30 <> 0, 'outlet' || o || '-feed', null from range({outlets}) t(o), range(1095) r(d);
insert into published_change select item_id, feed_id, first_seen_at + interval 1 hour, 'y', published_earliest + interval 1 hour,
    published_latest + interval 1 hour, 'minute', 'bench' from item where hash(item_id) % 20 = 0;
insert into feed_stamp select 'outlet' || o || '-feed', 'minute', timestamptz '2023-11-05 00:00:00Z', 100, 1.0, 0, 0 from range({outlets}) t(o);
"""


def main() -> None:
    """Fill a store with invented items and time both questions on the same narratives."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--items", type=int, default=200_000, help="10000000 for the full size: 4 GB of disk, minutes")
    items = options.parse_args().items
    with tempfile.TemporaryDirectory() as folder, open_writer(Paths(Path(folder)), now=NOW, job="bench") as database:
        for statement in FILL.format(items=items, outlets=OUTLETS, narratives=NARRATIVES).split(";\n"):
            if statement.strip():
                database.execute(statement)
        database.execute("checkpoint")
        report(database, items)


def report(database: Database, items: int) -> None:
    """Print the median and the slowest of twenty narratives for each question."""
    found: dict[str, list[float]] = {"ledger": [], "stored": [], "naive": []}
    for number in range(0, NARRATIVES, 10):
        name = f"narrative-{number}"
        found["naive"].append(_seconds(lambda name=name: database.rows(NAIVE, {"id": name})))
        found["ledger"].append(_seconds(lambda name=name: pickups_of(database, narrative(name), as_of=NOW)))
    for what, times in found.items():
        if times:
            sys.stdout.write(
                f"{items:,} items, {what:8} median {sorted(times)[len(times) // 2]:.3f} s, slowest {max(times):.3f} s\n"
            )


def _seconds(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def narrative(name: str) -> Narrative:
    return Narrative(
        narrative_id=name,
        titles={},
        short_names={},
        claims={},
        concepts={},
        neighbours=(),
        accused=(),
        origin=OriginRule(outlets=("outlet1",)),
        sources=(),
    )


if __name__ == "__main__":
    main()
