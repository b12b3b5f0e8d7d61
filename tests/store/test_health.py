from dataclasses import replace
from datetime import timedelta

import pytest

from store.health import assess
from store.polled import FeedHistory
from tests.builders import NOW

HOUR = timedelta(hours=1)
WELL = FeedHistory(
    feed_id="faro/1", outlet_id="faro", url="https://faro.example/rss", outcome="ok", error=None, seen_at=NOW - HOUR,
    new_at=NOW - HOUR, due_at=NOW + HOUR, gone_at=None, failures=0, moved_to=None, stamp_class="exact",
    items_last_day=40, items_usual_day=42.123, usual_silence_h=3.0, silences=60, overruns_week=0,
)  # fmt: skip


def test_feed_that_goes_as_usual_raises_no_alert() -> None:
    found = assess(WELL, now=NOW)
    assert found.alerts == ()
    assert (found.items_usual_day, found.silent_h) == (42.1, 1.0)


@pytest.mark.parametrize(
    ("history", "words"),
    [
        (replace(WELL, failures=3, outcome="timeout"), "3 failed polls in a row: timeout"),
        (replace(WELL, seen_at=None, new_at=None, outcome="not_a_feed"), "never answered as a feed: not_a_feed"),
        (replace(WELL, gone_at=NOW, failures=1), "gone since 2026-11-23"),
        (replace(WELL, overruns_week=2), "2 overruns in a week"),
        (replace(WELL, moved_to="https://nuevo.example/rss"), "moved to https://nuevo.example/rss"),
        (replace(WELL, new_at=NOW - 7 * HOUR), "nothing new for 7 h; usually at most 6 h"),
    ],
)
def test_alert_says_what_is_wrong(history: FeedHistory, words: str) -> None:
    (alert,) = assess(history, now=NOW).alerts
    assert alert.startswith(words)


@pytest.mark.parametrize(
    ("usual_h", "silences", "silent_h", "alarming"),
    [(3, 60, 5, False), (30, 60, 50, False), (30, 60, 61, True), (3, 4, 40, False), (None, 0, 49, True)],
    ids=["busy", "weekly, within its own", "weekly, beyond its own", "too young to tell", "nothing known"],
)
def test_silence_is_measured_against_the_feeds_own(
    usual_h: float | None,
    silences: int,
    silent_h: int,
    alarming: bool,  # noqa: FBT001 - a cell of the table
) -> None:
    history = replace(WELL, usual_silence_h=usual_h, silences=silences, new_at=NOW - silent_h * HOUR)
    assert bool(assess(history, now=NOW).alerts) == alarming
