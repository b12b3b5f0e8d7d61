"""Other programs' test collections, run through our parser; they stay where they are, outside of this repository."""

import html
import os
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from ingest.entry import BrokenFeedError, NotAFeedError, ParsedFeed
from ingest.parse import parse_feed
from tests.builders import ROOT
from tests.ingest.peers import Case, Fact, feedparser_cases, go_cases, gofeed_cases, walked_cases

URL = "http://127.0.0.1:8097/feed.xml"
EXPLAINED = tomllib.loads((ROOT / "tests" / "data" / "peers_explained.toml").read_text())["explained"]


def plain(markup: Any) -> str:
    """Return what a reader sees: no tags, no entities, blanks folded."""
    text = re.sub(r"<[^<>]*>", " ", html.unescape(html.unescape(str(markup))))
    return "".join(text.split())


def instant(value: Any) -> Any:
    """Return the instant that a string or a tuple means, or the bare string if it is none that Python knows."""
    if isinstance(value, tuple):
        return datetime(*value[:6], tzinfo=UTC)
    text = str(value).strip()
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
        except (ValueError, TypeError):
            continue
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return text


def ours(feed: ParsedFeed, fact: Fact) -> Any:
    if fact.entry is None:
        return len(feed.entries) if fact.field == "count" else feed.title
    entry = feed.entries[fact.entry] if fact.entry < len(feed.entries) else None
    if entry is None:
        return "no such entry"
    if fact.field == "updated":
        return entry.updated or entry.published
    if fact.field == "summary":
        return entry.summary or entry.content
    return getattr(entry, fact.field)


def agree(mine: Any, fact: Fact) -> bool:
    if fact.field == "count":
        return bool(mine == fact.value)
    if fact.field in {"published", "updated"}:
        return bool(instant(mine) == instant(fact.value))
    if fact.field == "link":
        stated, found = str(fact.value).strip(), str(mine or "").strip()
        return found == stated if "://" in stated or not stated else found.endswith(stated.removeprefix(".."))
    if fact.field == "author":
        return bool(mine) and plain(mine) in plain(fact.value)
    return plain(mine or "") == plain(fact.value or "")


def differences(case: Case) -> Iterator[tuple[str, str, str]]:
    """Yield field, expected and ours for every fact that does not hold."""
    try:
        feed = parse_feed(case.body, content_type=case.content_type, url=URL)
    except (NotAFeedError, BrokenFeedError) as error:
        yield from (
            (fact.field, repr(fact.value), f"{type(error).__name__}: {error}") for fact in case.facts if fact.value
        )
        return
    for fact in case.facts:
        mine = ours(feed, fact)
        if not agree(mine, fact):
            yield fact.field, repr(fact.value), repr(mine)


COLLECTIONS: dict[str, tuple[str, Callable[[Path], Iterator[Case]], str, int]] = {
    "feedparser": ("RASTRO_FEEDPARSER_TESTS", feedparser_cases, "its folder tests", 1700),
    "gofeed": ("RASTRO_GOFEED_TESTS", gofeed_cases, "its folder testdata", 400),
    "feedvalidator": ("RASTRO_FEEDVALIDATOR_TESTS", walked_cases, "its folder testcases", 1500),
    "feed-rs": ("RASTRO_FEEDRS_TESTS", walked_cases, "its folder feed-rs/fixture", 40),
    "miniflux": ("RASTRO_MINIFLUX_TESTS", go_cases, "its folder internal/reader", 150),
    "kagi": ("RASTRO_KAGI_FEEDS", walked_cases, "fastfeedparser's folder benchmark_data", 150),
}


@pytest.mark.parametrize("name", COLLECTIONS)
def test_well_formed_cases_of_peers_give_what_they_expect_or_are_explained(name: str) -> None:
    variable, read, meaning, least = COLLECTIONS[name]
    if variable not in os.environ:
        pytest.skip(f"{variable} is not set: it names {meaning}")
    excuses = [excuse for excuse in EXPLAINED if excuse["collection"] == name]
    tally: Counter[str] = Counter()
    used: Counter[str] = Counter()
    unexplained = []
    for case in read(Path(os.environ[variable])):
        wrong = list(differences(case))
        tally.update(cases=1, facts=len(case.facts), wrong=len(wrong))
        for field, expected, mine in wrong:
            excuse = next(
                (
                    one
                    for one in excuses
                    if field in one["fields"] and any(fnmatch(case.name, pattern) for pattern in one["cases"])
                ),
                None,
            )
            used.update([excuse["reason"]] if excuse else [])
            unexplained += [] if excuse else [f"{case.name}: {field}: expected {expected[:200]}, got {mine[:200]}"]
    print(f"{name}: {dict(tally)}, explained {used.total()}")  # noqa: T201 - shown with -s
    assert tally["cases"] >= least, f"{variable} does not hold {meaning}"
    assert not unexplained, "\n".join(unexplained)
    assert {excuse["reason"] for excuse in excuses} == set(used), "an explanation that explains nothing any more"


def test_every_explained_difference_stands_in_the_document() -> None:
    document = (ROOT / "docs" / "peer-tests.md").read_text()
    missing = [
        excuse["reason"]
        for excuse in EXPLAINED
        if excuse["reason"] not in document or any(case not in document for case in excuse["cases"])
    ]
    assert missing == []
