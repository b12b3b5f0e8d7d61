"""`make bench`, the reuse part: a batch of new items against a full store, beside comparing pair by pair."""

import difflib
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from narratives.fingerprint import print_of
from narratives.reusing import find_reuse, stored_grams
from store.database import Database, Paths, open_writer
from store.model import Kind, Outlet
from store.observed import add_outlets

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
STORED, BATCH, CHUNK = 1_000_000, 500, 10_000
PER_DAY = 20_000  # items: a thousand feeds of twenty items a day
OUTLETS, VOCABULARY = 1_000, 60_000
FULL_TEXTS = 0.05  # share of items with 400 words of text; the others have a title and a summary, 60 words together
COPIES = 0.1  # share of the new items that are copies of a stored one, with a tenth of their words changed
COMPARED = 300  # pairs of the baseline
Words = npt.NDArray[np.int32]


def reusing(stored: int = STORED) -> None:
    """Print what looking up and comparing a batch costs, all history within the window and spread over days."""
    sys.stdout.write(f"\nreuse: {BATCH} new items against {stored:,} stored, {FULL_TEXTS:.0%} of them full texts\n")
    plain = _difflib()
    for title, per_day in ((f"{PER_DAY:,} a day", PER_DAY), ("all within the window", stored // 7)):
        with tempfile.TemporaryDirectory() as folder:
            paths = Paths(Path(folder))
            with open_writer(paths, now=NOW, job="bench") as database:
                started = time.perf_counter()
                fill(database, stored, per_day)
                built = time.perf_counter() - started
                for run in (1, 2):
                    add_new(database, stored, run)
                    started = time.perf_counter()
                    report = find_reuse(database, [], progress=lambda _done, _total: None)
                    taken = time.perf_counter() - started
                    sys.stdout.write(
                        f"{title}, batch {run}: {taken:.2f} s, {report.pairs} pairs for {int(BATCH * COPIES)} copies made,"
                        f" left out {report.left_out} pairs; difflib pair by pair would take"
                        f" {plain * BATCH * stored / taken:,.0f} times as long\n"
                    )
            size = paths.database.stat().st_size / 1e9
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        sys.stdout.write(f"  built in {built:.0f} s, {size:.2f} GB on disk, peak memory so far {peak:.2f} GB\n")


def fill(database: Database, stored: int, per_day: int) -> None:
    """Put invented items and their grams into a store, in the order of time."""
    add_outlets(database, [
        Outlet(outlet_id=f"o{number}", name=f"Outlet {number}", kind=Kind.DIGITAL, country="MX", zones=("UTC",),
               zone_basis="registry", label_source="invented for a benchmark") for number in range(OUTLETS)
    ])  # fmt: skip
    starts = range(0, stored, CHUNK)
    with ProcessPoolExecutor(2) as pool:
        for start, (texts, grams) in zip(starts, pool.map(_chunk, starts), strict=True):
            numbers = range(start, start + len(texts))
            times = [NOW - timedelta(days=(stored - number) / per_day) for number in numbers]
            _add(database, numbers, texts, times)
            _index(database, numbers, grams, times)


def add_new(database: Database, stored: int, run: int) -> None:
    """Add a batch of new items, some of them copies of items of the last days."""
    draw = np.random.default_rng([run, 7])
    texts = [_text(stored + run * BATCH + number) for number in range(BATCH)]
    for at in range(int(BATCH * COPIES)):
        source = _text(int(stored - 1 - draw.integers(0, min(stored, 3 * PER_DAY))))
        changed = draw.random(len(source)) < 0.1
        texts[at] = np.where(changed, draw.integers(0, VOCABULARY, len(source)), source).astype(np.int32)
    numbers = range(stored + run * BATCH, stored + (run + 1) * BATCH)
    _add(database, numbers, [_said(text) for text in texts], [NOW] * BATCH)


def _difflib() -> float:
    """Return how long one pair takes the standard library, in seconds."""
    texts = [_said(_text(number)).split() for number in range(COMPARED + 1)]
    started = time.perf_counter()
    for text in texts[1:]:
        difflib.SequenceMatcher(None, texts[0], text, autojunk=False).ratio()
    return (time.perf_counter() - started) / COMPARED


def _chunk(start: int) -> tuple[list[str], list[tuple[int, dict[int, npt.NDArray[np.uint64]]]]]:
    texts = [_said(_text(number)) for number in range(start, start + CHUNK)]
    kept = [stored_grams("", print_of(text)) for text in texts]
    return texts, [(one.words, {k: np.unique(found[1]) for k, found in one.grams.items()}) for one in kept]


def _add(database: Database, numbers: Sequence[int], texts: Sequence[str], times: Sequence[datetime]) -> None:
    ids = [f"{number:016d}" for number in numbers]
    heads = [" ".join(text.split(" ", 12)[:12]) for text in texts]
    rest = [text.split(" ", 12)[12] for text in texts]
    full = [len(text) > 1_000 for text in rest]
    database.insert("item", {
        "item_id": ids, "outlet_id": [_outlet(number) for number in numbers],
        "url": [f"https://o.example/{one}" for one in ids], "canonical_url": [f"https://o.example/{one}" for one in ids],
        "language": ["es"] * len(ids), "published_earliest": list(times), "published_latest": list(times),
        "published_precision": ["second"] * len(ids), "published_basis": ["feed"] * len(ids),
        "first_seen_at": list(times), "fetch_id": ["bench"] * len(ids),
    })  # fmt: skip
    database.insert("item_version", {
        "version_id": [number + 1 for number in numbers], "item_id": ids, "seen_at": list(times), "title": heads,
        "summary": [None if long else text for text, long in zip(rest, full, strict=True)],
        "text": [text if long else None for text, long in zip(rest, full, strict=True)],
        "content_hash": ids, "fetch_id": ["bench"] * len(ids),
    })  # fmt: skip


def _index(database: Database, numbers: Sequence[int], grams: Sequence[tuple[int, dict[int, npt.NDArray[np.uint64]]]],
           times: Sequence[datetime]) -> None:  # fmt: skip
    database.insert("fingerprinted", {
        "number": [number + 1 for number in numbers], "item_id": [f"{number:016d}" for number in numbers],
        "outlet_id": [_outlet(number) for number in numbers], "language": ["es"] * len(numbers),
        "version_id": [number + 1 for number in numbers], "words": [words for words, _ in grams],
        "basis": ["text"] * len(numbers), "out_earliest": list(times), "out_latest": list(times),
        "compared": [True] * len(numbers), "left_out": [0] * len(numbers),
    })  # fmt: skip
    parts = list(_parts(numbers, grams, [at.date() for at in times]))
    sizes = [len(part[3]) for part in parts]
    database.insert("fingerprint", {
        "day": np.repeat(np.array([part[0] for part in parts], dtype="datetime64[D]"), sizes),
        "k": np.repeat(np.array([part[1] for part in parts], dtype=np.uint8), sizes),
        "number": np.repeat(np.array([part[2] for part in parts], dtype=np.int32), sizes),
        "hash": np.concatenate([part[3] for part in parts]),
    })  # fmt: skip


def _parts(
    numbers: Sequence[int], grams: Sequence[tuple[int, dict[int, npt.NDArray[np.uint64]]]], days: Sequence[date]
) -> Iterator[tuple[date, int, int, npt.NDArray[np.uint64]]]:
    for number, (_, by_k), day in zip(numbers, grams, days, strict=True):
        for k, hashes in by_k.items():
            yield day, k, number + 1, hashes


def _outlet(number: int) -> str:
    return f"o{number * 7919 % OUTLETS}"


def _text(number: int) -> Words:
    """Return the words of an item: Zipf's, and phrases of three to six words that many items have."""
    draw = np.random.default_rng(number)
    length = 412 if draw.random() < FULL_TEXTS else 60
    text = _zipf(draw, length)
    for at in range(0, length - 6, 12):  # half of news prose is such phrases
        phrase = _phrases()[int(min(len(_phrases()) - 1, (len(_phrases()) ** draw.random()) - 1))]
        text[at : at + len(phrase)] = phrase
    return text


def _zipf(draw: np.random.Generator, length: int) -> Words:
    return (VOCABULARY ** draw.random(length) - 1).astype(np.int32)


@cache
def _phrases() -> list[Words]:
    draw = np.random.default_rng(1)
    return [_zipf(draw, int(draw.integers(3, 7))) for _ in range(50_000)]


@cache
def _spelling() -> list[str]:
    draw = np.random.default_rng(2)
    return ["".join(draw.choice(list("bcdfglmnprst")) + draw.choice(list("aeiou")) for _ in range(draw.integers(1, 5)))
            for _ in range(VOCABULARY)]  # fmt: skip


def _said(text: Words) -> str:
    return " ".join(_spelling()[word] for word in text.tolist())


if __name__ == "__main__":
    reusing(int(sys.argv[1]) if len(sys.argv) > 1 else STORED)
