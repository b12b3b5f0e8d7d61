"""Deciding at scale: items of real or bundled wording against fifty narratives, beside embedding all of them.

`python -m tests.bench_match --whole` runs what `rastro match` runs: a store of 50,000 items, and a batch of 500 new ones
beside a million stored.
"""

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from narratives.encoder import default_encoders
from narratives.match import Matcher
from narratives.run import match_new
from store.database import Database, Paths, open_writer
from store.derived import replace_mentions, replace_narratives
from store.items import add_items
from store.model import Basis, Interval, Item, ItemText, Kind, Narrative, Outlet, Precision, PublishedTime
from store.observed import add_outlets
from tests.bench_reuse import STORED, add_new, fill
from tests.gate.case import narratives, rows
from tests.gate.news import real_articles

NARRATIVES, SEED = 50, 20261123
ITEMS, EMBEDDED, FEED_WORDS = 20_000, 300, 60
WHOLE, CHUNK, PER_DAY = 50_000, 10_000, 20_000
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def deciding() -> None:
    """Print how long a million items would take, and a batch of 500, beside embedding each of them."""
    many = made_narratives(NARRATIVES)
    encoders = default_encoders()
    matcher = Matcher(many, many, encoders)
    items, source = wordings()
    start = time.perf_counter()
    decided = sum(len(matcher.match(items[at : at + 2_000])) for at in range(0, len(items), 2_000))
    ours = (time.perf_counter() - start) / len(items)
    texts = [f"{item.title} {item.summary or ''}" for item in items[:EMBEDDED]]
    for encoder in encoders:
        start = time.perf_counter()
        encoder.encode(texts)
        each = (time.perf_counter() - start) / EMBEDDED
        sys.stdout.write(f"1,000,000 items x {NARRATIVES} narratives ({source}): {ours * 1e6 / 60:.1f} min, "
                         f"{ours / each:.3f} x embedding all by {encoder.name} ({each * 1e6 / 60:.0f} min)\n")  # fmt: skip
    sys.stdout.write(f"  measured on {len(items):,} items, {decided} mentions; a batch of 500: {ours * 500:.2f} s; "
                     f"at most {_peak():,.0f} MB\n")  # fmt: skip


def matching_whole(items: int = WHOLE) -> None:
    """Print what the command's own run costs on a store of so many items: reading, deciding, reuse, ledgers, writing."""
    many = [replace(one, definition_hash=one.narrative_id) for one in made_narratives(NARRATIVES)]
    known, source = wordings()
    with tempfile.TemporaryDirectory() as folder, open_writer(Paths(Path(folder)), now=NOW, job="bench") as database:
        add_outlets(database, [_OUTLET])
        for start in range(0, items, CHUNK):
            add_items(database, [_stored(known[n % len(known)], n) for n in range(start, min(items, start + CHUNK))])
        default_encoders()
        start_s, start_cpu = time.perf_counter(), _cpu()
        report = match_new(database, many, default_encoders(), progress=_silent)
        wall, cpu = time.perf_counter() - start_s, _cpu() - start_cpu
    texts = [f"{item.title} {item.summary or ''}" for item in known[:EMBEDDED]]
    begun = time.process_time()
    default_encoders().quick.encode(texts)
    each = (time.process_time() - begun) / len(texts)
    sys.stdout.write(
        f"rastro match, {items:,} items ({source}) x {NARRATIVES} narratives: {wall:.0f} s, {cpu / wall:.1f} cores busy;"
        f" a million at that rate {wall / items * 1e6 / 60:.1f} min; {cpu / items / each:.3f} x the CPU of embedding all"
        f" by the quick encoder; mentions {report.decisions}; at most {_peak():,.0f} MB\n"
    )


def batch_whole(stored: int = STORED) -> None:
    """Print what the command's run costs for BATCH new items in a store of so many that were matched before."""
    many = [replace(one, definition_hash=one.narrative_id) for one in made_narratives(NARRATIVES)]
    with tempfile.TemporaryDirectory() as folder, open_writer(Paths(Path(folder)), now=NOW, job="bench") as database:
        fill(database, stored, PER_DAY)
        _as_if_matched(database, many, stored)
        default_encoders()
        for run in (1, 2):
            add_new(database, stored, run)
            _tell_the_case(database, run)
            start = time.perf_counter()
            report = match_new(database, many, default_encoders(), progress=_silent)
            sys.stdout.write(
                f"rastro match, {report.versions} new items beside {stored:,}, {NARRATIVES} narratives, batch {run}: match,"
                f" frame, cites, reuse and ledgers {time.perf_counter() - start:.1f} s; {report.reuse.pairs} pairs of shared"
                f" text, mentions {report.decisions}; at most {_peak():,.0f} MB\n"
            )


def _as_if_matched(database: Database, many: Sequence[Narrative], through: int) -> None:
    replace_narratives(database, many)
    done = {one.narrative_id: (one.definition_hash, through) for one in many}
    replace_mentions(database, [], item_ids=[], matched=done)


def _tell_the_case(database: Database, run: int) -> None:
    """Add some real items of the case, so that there is something to frame and to route."""
    add_outlets(database, [_OUTLET])
    add_items(database, [_stored(row.item, 10_000_000 * run + n) for n, row in enumerate(rows()[:20])])


def _stored(item: ItemText, number: int) -> Item:
    out = NOW - timedelta(seconds=number % 1_000_000 + 60)
    stated = PublishedTime(
        raw="x", interval=Interval(earliest=out, latest=out), precision=Precision.SECOND, basis=Basis.FEED
    )
    url = f"https://faro.example/{number}"
    return Item(item_id=f"w{number}", outlet_id="faro", url=url, canonical_url=url, title=f"{item.title} {number}",
                summary=item.summary, text=None, language=item.language, published=stated, first_seen_at=NOW,
                fetch_id="bench")  # fmt: skip


_OUTLET = Outlet(outlet_id="faro", name="El Faro", kind=Kind.REGIONAL, country="MX", zones=("UTC",), zone_basis="country",
                 label_source="invented for a benchmark")  # fmt: skip


def _cpu() -> float:
    """Return the CPU seconds of this process and of those that it has seen end."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _peak() -> float:
    """Return the most memory so far in MB: this process, and two as large as the largest of those that ended."""
    own, ended = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (own + 2 * ended) / 1024


def _silent(_done: int, _total: int) -> None:
    pass


def made_narratives(count: int) -> list[Narrative]:
    """Return the bundled narratives, and others whose queries are groups of theirs chosen by lot."""
    lot = random.Random(SEED)  # noqa: S311 - a seeded choice, no secret
    real = list(narratives())
    made = [
        replace(
            lot.choice(real),
            narrative_id=f"made-{number}",
            concepts={
                language: [group for one in lot.sample(real, 3) for group in lot.sample(one.concepts[language], 1)]
                for language in ("es", "en", "ru")
            },
        )
        for number in range(count - len(real))
    ]
    return real + made


def wordings() -> tuple[list[ItemText], str]:
    """Return items of the news texts of tests/gate/news.py, else of the case: all of those are near the topic."""
    known = [row.item for row in rows()]
    if not real_articles():
        return repeated(known, ITEMS // 10), "bundled case, every item near the topic"
    news = [
        replace(known[0], title=" ".join(words[:12]), summary=" ".join(words[12:FEED_WORDS]), language="es")
        for words in (text.split() for text in real_articles())
    ]
    return repeated(news, ITEMS), "real Mexican news"


def repeated(items: Sequence[ItemText], count: int) -> list[ItemText]:
    """Return so many items, each with an id of its own."""
    return [replace(items[n % len(items)], item_id=f"i{n}") for n in range(count)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--whole", action="store_true", help="run what the command runs")
    parser.add_argument("--items", type=int, default=WHOLE)
    parser.add_argument("--stored", type=int, default=STORED)
    asked = parser.parse_args()
    if asked.whole:
        matching_whole(asked.items)
        batch_whole(asked.stored)
    else:
        deciding()
