"""Repetitive text costs little, and what it makes the look-up leave out is counted."""

import random
import time
from collections.abc import Callable

import pytest

from narratives.reusing import find_reuse
from store.database import Database
from store.reuse import BOILERPLATE, COMMON, COMPARED
from tests.builders import NOW, silent
from tests.gate.reuse import store

ARTICLES = 1_000


def words(seed: int, count: int, vocabulary: int) -> str:
    draw = random.Random(seed)  # noqa: S311 - seeded, so that it can be repeated
    return " ".join(f"palabra{draw.randrange(vocabulary)}" for _ in range(count))


def few_words(number: int) -> str:
    """Twenty words in ever new orders: most runs of three are in many articles, many runs of five in some."""
    return words(number, 400, 20)


def shared_sentences(number: int) -> str:
    """Sentences that 50 or so articles have each, so that every article shares some with hundreds of others."""
    draw = random.Random(number)  # noqa: S311
    return " ".join(words(10_000 + draw.randrange(400), 20, 5_000) for _ in range(20))


def one_formula(number: int) -> str:
    """Put the same 300 words into all articles, and 50 of its own."""
    return f"{words(1, 300, 5_000)} {words(20_000 + number, 50, 5_000)}"


@pytest.mark.slow
@pytest.mark.parametrize("article", [few_words, shared_sentences, one_formula], ids=lambda made: made.__name__)
def test_repetitive_articles_are_bounded_and_what_is_left_out_is_counted(
    database: Database, article: Callable[[int], str]
) -> None:
    store(database, {f"a{number:04}": (f"o{number % 300}", article(number)) for number in range(ARTICLES)}, NOW)
    started = time.monotonic()
    report = find_reuse(database, [], progress=silent)
    taken = time.monotonic() - started
    assert report.compared == ARTICLES
    assert report.pairs <= ARTICLES * COMPARED
    assert report.left_out + report.beyond + report.common_grams > 0
    left = database.rows("select sum(left_out) as n from fingerprinted")[0]["n"]
    assert left == report.left_out
    assert taken < 120, report  # it did not end in 200 s before there were bounds; some 20 s on two idle cores


def test_item_is_compared_with_the_most_it_may_be_and_the_others_are_counted(database: Database) -> None:
    copies = {f"a{number:03}": (f"o{number}", words(1, 100, 5_000)) for number in range(COMPARED + 11)}
    store(database, copies, NOW)
    report = find_reuse(database, [], progress=silent)
    rows = database.rows("select item_id, left_out from fingerprinted order by item_id")
    assert {row["left_out"] for row in rows} == {10}
    assert report.left_out == 10 * len(copies)


def test_what_everybody_has_leads_nowhere_and_is_counted(database: Database) -> None:
    store(database, {f"a{n:03}": (f"o{n}", f"{words(1, 100, 5_000)} nota{n}") for n in range(COMMON + 1)}, NOW)
    report = find_reuse(database, [], progress=silent)
    assert (report.pairs, report.common_grams > 20) == (0, True)


def test_what_an_outlet_repeats_is_counted(database: Database) -> None:
    store(database, {f"a{number}": ("faro", words(1, 100, 5_000)) for number in range(BOILERPLATE)}, NOW)
    store(database, {"b": ("norte", words(1, 100, 5_000))}, NOW)
    report = find_reuse(database, [], progress=silent)
    assert (report.pairs, report.boilerplate > 20) == (0, True)
