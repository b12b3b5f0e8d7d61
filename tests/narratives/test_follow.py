from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narratives.follow import follow_pick_up, follow_silence, watched_without_gap
from narratives.lag import Lag
from narratives.waking import waking_lag
from store.model import CoverageSpan, Interval

START = datetime(2026, 3, 2, 6, tzinfo=UTC)


def at(hour: float) -> datetime:
    return START + timedelta(hours=hour)


def between(earliest_h: float, latest_h: float) -> Interval:
    return Interval(earliest=at(earliest_h), latest=at(latest_h))


def span(begins_h: float, ends_h: float, *, feed: str = "portada", watched: bool = True) -> CoverageSpan:
    return CoverageSpan(
        feed_id=feed, outlet_id="faro", started_at=at(begins_h), ended_at=at(ends_h), watched=watched,
        reason=None if watched else "failing",
    )  # fmt: skip


ORIGIN = between(0, 1)
GAP_AT_20 = [span(-10, 20), span(20, 30, watched=False), span(30, 90)]


def test_silence_counts_to_the_first_gap_and_from_the_latest_origin() -> None:
    silent = follow_silence("faro", ORIGIN, GAP_AT_20)
    assert (silent.min_h, silent.max_h) == (19, None)


def test_pick_up_while_watched_keeps_its_own_lag() -> None:
    picked = follow_pick_up("faro", between(12, 13), ORIGIN, GAP_AT_20)
    assert (picked.min_h, picked.max_h) == (11, 13)


def test_pick_up_after_a_gap_may_have_been_in_the_gap() -> None:
    picked = follow_pick_up("faro", between(40, 41), ORIGIN, GAP_AT_20)
    assert (picked.min_h, picked.max_h) == (19, 41)


@pytest.mark.parametrize(
    "watched",
    [
        pytest.param([], id="never"),
        pytest.param([span(0.5, 90)], id="only after the origin began"),
        pytest.param([span(-20, -1), span(-1, 2, watched=False), span(2, 90)], id="in a gap when it began"),
        pytest.param([span(-10, 90), span(5, 90, feed="politica")], id="one of two feeds only later"),
    ],
)
def test_outlet_not_watched_at_the_origin_is_unknown_whatever_was_seen(watched: list[CoverageSpan]) -> None:
    assert follow_silence("faro", ORIGIN, watched).min_h is None
    assert follow_pick_up("faro", between(2, 3), ORIGIN, watched).min_h is None


def test_outlet_is_watched_while_all_its_feeds_are() -> None:
    assert watched_without_gap(at(0), [span(-10, 50), span(-3, 20, feed="politica")]) == at(20)


def test_stretches_that_touch_are_one() -> None:
    assert watched_without_gap(at(0), [span(10, 30), span(-5, 10)]) == at(30)


def test_lags_can_be_counted_in_waking_hours() -> None:
    # The origin is at midnight in Mexico City: two hours of the lag of eight are after six in the morning.
    def waking(origin: Interval, event: Interval) -> Lag:
        return waking_lag(origin, event, ["America/Mexico_City"])

    picked = follow_pick_up("faro", between(8, 8), between(0, 0), GAP_AT_20, lag_between=waking)
    silent = follow_silence("luz", between(0, 0), GAP_AT_20, lag_between=waking)
    assert [(one.min_h, one.max_h) for one in (picked, silent)] == [(2, 2), (14, None)]


HOURS = st.integers(-40, 80).map(float)
SPANS = st.lists(st.tuples(HOURS, st.integers(1, 40), st.sampled_from("ab")), max_size=6).map(
    lambda rows: [span(begins, begins + length, feed=feed) for begins, length, feed in rows]
)


@given(SPANS, st.randoms())
def test_order_of_spans_never_matters(spans: list[CoverageSpan], shuffle: Random) -> None:
    shuffled = spans.copy()
    shuffle.shuffle(shuffled)
    assert watched_without_gap(at(0), spans) == watched_without_gap(at(0), shuffled)


@given(SPANS, HOURS, st.integers(1, 40), HOURS, st.integers(0, 10))
def test_more_coverage_of_a_feed_never_moves_a_pick_up_sooner(
    spans: list[CoverageSpan], begins: float, length: int, hour: float, width: int
) -> None:
    first = between(hour, hour + width)
    before = follow_pick_up("faro", first, ORIGIN, [span(-40, 0), *spans])
    after = follow_pick_up("faro", first, ORIGIN, [span(-40, 0), *spans, span(begins, begins + length)])
    if before.min_h is not None and after.min_h is not None:
        assert after.min_h >= before.min_h
        assert after.max_h == before.max_h
