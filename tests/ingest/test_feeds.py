"""The invented feeds that other tests stand on are what they say they are, in the eyes of feedparser."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import feedparser
import pytest

from tests.ingest.feeds import Shown, Stamp, Story, atom, rss, stamped, stories

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TOLD = stories(10, seed=1, until=NOW)


@pytest.mark.parametrize("made", [rss, atom])
def test_feed_shows_every_story_to_the_letter(made: Callable[[list[Story]], bytes]) -> None:
    read = feedparser.parse(made(TOLD))
    assert not read.bozo
    assert [(one.title, one.link, one.id) for one in read.entries] == [(one.title, one.link, one.guid) for one in TOLD]
    assert [datetime(*one.published_parsed[:6], tzinfo=UTC) for one in read.entries] == [one.published for one in TOLD]


def test_a_seed_gives_the_same_news_again_and_another_seed_others() -> None:
    assert stories(10, seed=1, until=NOW) == TOLD
    assert not {one.guid for one in stories(10, seed=2, until=NOW)} & {one.guid for one in TOLD}


def test_stories_come_newest_first_and_about_as_often_as_asked() -> None:
    many = stories(500, seed=3, until=NOW, every=timedelta(minutes=10))
    assert [one.published for one in many] == sorted((one.published for one in many), reverse=True)
    assert 0.9 < (NOW - many[-1].published) / (500 * timedelta(minutes=10)) < 1.1
    assert len({one.guid for one in many}) == len({one.link for one in many}) == len({one.title for one in many}) == 500


@pytest.mark.parametrize(
    ("count", "least", "most"), [(10, 5_000, 12_000), (45, 25_000, 45_000), (280, 150_000, 250_000)]
)
def test_feeds_are_as_large_as_real_ones(count: int, least: int, most: int) -> None:
    assert least < len(rss(stories(count, seed=4, until=NOW))) < most


@pytest.mark.parametrize(
    ("stamp", "raw"),
    [
        (Stamp.EXACT, "Mon, 23 Nov 2026 05:40:07 -0600"),
        (Stamp.MINUTE, "Mon, 23 Nov 2026 05:40:00 -0600"),
        (Stamp.BATCH, "Mon, 23 Nov 2026 06:00:00 -0600"),
        (Stamp.UPDATED, "Mon, 23 Nov 2026 05:50:07 -0600"),
        (Stamp.DATE_ONLY, "2026-11-23"),
        (Stamp.NONE, None),
        (Stamp.SPANISH, "lun, 23 nov 2026 05:40"),
    ],
)
def test_dates_are_written_in_the_feed_s_own_style(stamp: Stamp, raw: str | None) -> None:
    published = datetime(2026, 11, 23, 11, 40, 7, tzinfo=UTC)
    story = replace(TOLD[0], published=published, updated=published + timedelta(minutes=10))
    shown = Shown(stamp=stamp, at=NOW)
    (entry,) = feedparser.parse(rss([story], shown)).entries
    assert entry.get("published") == raw
    assert (stamped(story, shown) is None) == (raw is None)
