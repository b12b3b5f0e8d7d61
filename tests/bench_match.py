"""Deciding at scale: items of real or bundled wording against fifty narratives, beside embedding all of them."""

import random
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import replace

from narratives.encoder import default_encoders
from narratives.match import Matcher
from store.model import ItemText, Narrative
from tests.gate.case import narratives, rows
from tests.gate.news import real_articles

NARRATIVES, SEED = 50, 20261123
ITEMS, EMBEDDED, FEED_WORDS = 20_000, 300, 60


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
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"  measured on {len(items):,} items, {decided} mentions; a batch of 500: {ours * 500:.2f} s; "
                     f"at most {peak:,.0f} MB\n")  # fmt: skip


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
    deciding()
