from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.schedule import ADOPT_SIGHTINGS, JITTER, LONGEST, SHORTEST, Poll, is_due, must_rest, next_state
from store.model import FeedState, Outcome
from tests.builders import NOW

HOUR = timedelta(hours=1)
FRESH = FeedState(feed_id="faro/1", url="https://faro.example/rss")
SEEN = replace(FRESH, seen_at=NOW - HOUR, watched_since=NOW - HOUR, period_s=3600.0, window_s=12 * 3600.0)


def ok(**facts: object) -> Poll:
    return Poll(**{"at": NOW, "outcome": Outcome.OK, "entries": 100, "new_items": 50, "spread_s": 86400.0} | facts)  # type: ignore[arg-type]


def failed(outcome: Outcome, **facts: object) -> Poll:
    return Poll(**{"at": NOW, "outcome": outcome} | facts)  # type: ignore[arg-type]


def wait(state: FeedState) -> timedelta:
    assert state.due_at is not None
    return state.due_at - NOW


@pytest.mark.parametrize(
    ("new", "expected_s"),
    [(80, 3600 * 0.67), (50, 3600), (10, 3600 * 1.5)],
    ids=["few are known: sooner", "a third to two thirds are known: as before", "most are known: later"],
)
def test_period_follows_the_share_of_known_entries(new: int, expected_s: float) -> None:
    slow = replace(SEEN, rate_h=None, seen_at=None)  # no rate yet, so that the window does not speak
    assert next_state(slow, ok(new_items=new)).period_s == pytest.approx(expected_s)


def test_period_is_never_longer_than_a_third_of_the_window() -> None:
    state = next_state(replace(SEEN, period_s=5 * 3600.0), ok(new_items=0, spread_s=9 * 3600.0))
    assert state.window_s == 9 * 3600
    assert state.period_s == 3 * 3600


def test_window_is_judged_by_how_fast_items_come_as_well() -> None:
    state = next_state(SEEN, ok(entries=10, new_items=5, spread_s=30 * 86400.0))
    assert state.window_s == pytest.approx(2 * 3600)  # ten entries, five new ones an hour


def test_overrun_halves_the_period_and_begins_a_new_stretch() -> None:
    state = next_state(replace(SEEN, seen_at=None), ok(new_items=100, overrun=True))
    assert state.period_s == 1800
    assert state.watched_since == NOW


@given(st.integers(0, 300), st.integers(0, 300), st.floats(0, 1e8), st.booleans())
def test_period_stays_within_its_bounds(entries: int, new: int, spread: float, overrun: bool) -> None:  # noqa: FBT001
    state = next_state(SEEN, ok(entries=entries, new_items=min(new, entries), spread_s=spread or None, overrun=overrun))
    assert SHORTEST.total_seconds() <= state.period_s <= LONGEST.total_seconds()
    assert (1 - JITTER) * state.period_s <= wait(state).total_seconds() <= state.period_s


def test_not_modified_keeps_what_the_last_body_said() -> None:
    before = replace(SEEN, etag='W/"odd"', body_sha256="abc", newest=("a", "b"), full_at=NOW - HOUR)
    after = next_state(before, failed(Outcome.NOT_MODIFIED, etag=None))
    assert (after.etag, after.body_sha256, after.newest, after.full_at) == ('W/"odd"', "abc", ("a", "b"), NOW - HOUR)
    assert after.seen_at == NOW


def test_failures_back_off_exponentially_to_a_third_of_the_window_while_the_feed_is_alive() -> None:
    state, waits = SEEN, []
    for _ in range(9):
        state = next_state(state, failed(Outcome.SERVER_ERROR))
        waits.append(wait(state))
    assert state.failures == 9
    for shorter, longer in pairwise(waits[:5]):
        assert 1.7 * shorter < longer < 2.3 * shorter
    assert max(waits) <= 4 * HOUR


def test_failures_back_off_to_a_day_when_the_feed_has_long_been_silent() -> None:
    state = replace(SEEN, seen_at=NOW - timedelta(days=30), failures=12)
    assert timedelta(hours=21) < wait(next_state(state, failed(Outcome.SERVER_ERROR))) <= timedelta(days=1)


def test_success_forgets_failures() -> None:
    assert next_state(replace(SEEN, failures=7, resting=True), ok()).failures == 0
    assert not next_state(replace(SEEN, failures=7, resting=True), ok()).resting


@pytest.mark.parametrize(
    ("stated", "least", "most"),
    [
        ("3600", HOUR, HOUR),
        ("Mon, 23 Nov 2026 14:00:00 GMT", 2 * HOUR, 2 * HOUR),
        ("99999999999", timedelta(days=1), timedelta(days=1)),
        ("Mon, 23 Nov 2026 11:00:00 GMT", timedelta(minutes=4), timedelta(minutes=5)),
        ("soon", timedelta(minutes=4), timedelta(minutes=5)),
        ("-5", timedelta(minutes=4), timedelta(minutes=5)),
        (None, timedelta(minutes=4), timedelta(minutes=5)),
    ],
    ids=["seconds", "date", "longer than a day", "past", "words", "negative", "none"],
)
def test_retry_after_is_obeyed_up_to_a_day(stated: str | None, least: timedelta, most: timedelta) -> None:
    for outcome in (Outcome.RATE_LIMITED, Outcome.UNAVAILABLE):
        state = next_state(SEEN, failed(outcome, retry_after=stated))
        assert least <= wait(state) <= most
        assert must_rest(state, NOW)


def test_gone_stops_for_good() -> None:
    state = next_state(SEEN, failed(Outcome.GONE))
    assert state.gone_at == NOW
    assert must_rest(state, NOW + timedelta(days=900))
    assert not is_due(state, NOW + timedelta(days=900))


def test_missing_page_does_not_stop_a_feed() -> None:
    assert next_state(SEEN, failed(Outcome.CLIENT_ERROR)).gone_at is None


def test_permanent_redirect_is_adopted_after_many_sightings() -> None:
    state = SEEN
    for sighting in range(1, ADOPT_SIGHTINGS + 1):
        assert state.url == SEEN.url, sighting
        state = next_state(state, ok(permanent_to="https://nuevo.example/rss"))
    assert state.url == "https://nuevo.example/rss"
    assert state.moved_to is None


def test_permanent_redirect_is_adopted_after_a_week() -> None:
    once = next_state(SEEN, ok(permanent_to="https://nuevo.example/rss"))
    assert (once.url, once.moved_to) == (SEEN.url, "https://nuevo.example/rss")
    later = next_state(once, ok(at=NOW + timedelta(days=7), permanent_to="https://nuevo.example/rss"))
    assert later.url == "https://nuevo.example/rss"


def test_redirect_that_stops_or_changes_is_counted_anew() -> None:
    state = next_state(SEEN, ok(permanent_to="https://nuevo.example/rss"))
    assert next_state(state, ok()).moved_to is None
    assert next_state(state, ok(permanent_to="https://otro.example/rss")).moved_sightings == 1


def test_offline_round_is_not_held_against_a_feed() -> None:
    state = next_state(SEEN, failed(Outcome.DNS_ERROR, offline=True))
    assert state.failures == 0
    assert not must_rest(state, NOW)
    assert wait(state) < timedelta(minutes=5)


def test_due_time_far_in_the_future_is_a_clock_that_was_put_back() -> None:
    state = replace(SEEN, due_at=NOW + timedelta(days=400), resting=True)
    assert is_due(state, NOW)
    assert not must_rest(state, NOW)


def test_server_that_lied_about_not_modified_is_asked_without_conditions() -> None:
    assert next_state(SEEN, ok(lied=True)).unconditional


def test_same_poll_gives_the_same_state() -> None:
    assert next_state(SEEN, ok()) == next_state(SEEN, ok())
