from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narratives.lag import Lag, lag_after, resolved, smallest_ordered_h
from narratives.waking import waking_hours, waking_lag
from store.model import Interval

MEXICO, TIJUANA = "America/Mexico_City", "America/Tijuana"
ZONES = [MEXICO, TIJUANA, "America/Santiago", "America/Havana", "Asia/Kolkata", "Pacific/Apia", "Europe/Moscow"]


def at(zone: str, *clock: int) -> datetime:
    return datetime(*clock, tzinfo=ZoneInfo(zone)).astimezone(UTC)  # type: ignore[arg-type,misc]  # year to minute


def instant(moment: datetime) -> Interval:
    return Interval(earliest=moment, latest=moment)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        pytest.param((2024, 4, 9, 23, 0), (2024, 4, 10, 7, 0), 2.0, id="a night between"),
        pytest.param((2024, 4, 9, 1, 0), (2024, 4, 9, 5, 0), 0.0, id="within one night"),
        pytest.param((2024, 4, 9, 9, 0), (2024, 4, 9, 17, 30), 8.5, id="within one day"),
        pytest.param((2024, 4, 9, 12, 0), (2024, 4, 16, 12, 0), 126.0, id="a week has seven waking days"),
        pytest.param((2022, 4, 2, 12, 0), (2022, 4, 3, 12, 0), 18.0, id="the hour lost in spring was a night's hour"),
        pytest.param((2022, 10, 29, 12, 0), (2022, 10, 30, 12, 0), 18.0, id="and so was the one won in autumn"),
    ],
)
def test_waking_hours_in_mexico_city(start: tuple[int, ...], end: tuple[int, ...], hours: float) -> None:
    assert waking_hours(at(MEXICO, *start), at(MEXICO, *end), ZoneInfo(MEXICO)) == pytest.approx(hours)


def test_border_city_still_changes_its_clocks() -> None:
    start, end = datetime(2024, 3, 9, 20, tzinfo=UTC), datetime(2024, 3, 10, 20, tzinfo=UTC)
    assert waking_hours(start, end, ZoneInfo(TIJUANA)) == 19.0  # woke an hour sooner, and lived to 13:00
    assert waking_hours(start, end, ZoneInfo(MEXICO)) == 18.0


def test_day_that_ends_before_midnight_exists_is_not_counted_twice() -> None:
    # In Santiago clocks go from 24:00 to 01:00 in spring and from 24:00 back to 23:00 in autumn.
    place = ZoneInfo("America/Santiago")
    spring, autumn = datetime(2024, 9, 7, 15, tzinfo=UTC), datetime(2024, 4, 6, 15, tzinfo=UTC)
    assert waking_hours(spring, spring + timedelta(hours=24), place) == 19.0
    assert waking_hours(autumn, autumn + timedelta(hours=24), place) == 18.0


def test_times_given_in_the_outlets_own_zone_mean_the_same_instants() -> None:
    place = ZoneInfo(TIJUANA)
    start, end = datetime(2024, 3, 9, 12, tzinfo=place), datetime(2024, 11, 3, 12, tzinfo=place)
    assert waking_hours(start, end, place) == waking_hours(start.astimezone(UTC), end.astimezone(UTC), place)


def test_waking_lag_is_an_interval_over_clocks_and_zones() -> None:
    origin = Interval(earliest=at(MEXICO, 2024, 4, 9, 20, 0), latest=at(MEXICO, 2024, 4, 9, 22, 0))
    event = Interval(earliest=at(MEXICO, 2024, 4, 10, 0, 0), latest=at(MEXICO, 2024, 4, 10, 23, 59))
    assert waking_lag(origin, event, [MEXICO]) == Lag(min_h=2.0, max_h=pytest.approx(4 + 17 + 59 / 60))
    assert waking_lag(origin, event, [MEXICO, "Europe/London"]).min_h == 1.0  # London wakes at 05:00 UTC


def test_what_was_certainly_before_keeps_its_negative_waking_lag() -> None:
    lag = waking_lag(instant(at(MEXICO, 2024, 4, 10, 8, 0)), instant(at(MEXICO, 2024, 4, 9, 23, 0)), [MEXICO])
    assert (lag.min_h, lag.max_h) == (-3.0, -3.0)


def test_waking_lag_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one time zone"):
        waking_lag(instant(at(MEXICO, 2024, 4, 10)), instant(at(MEXICO, 2024, 4, 10)), [])


MOMENTS = st.datetimes(datetime(2021, 1, 1), datetime(2025, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001 - given its zone here
HOURS = st.floats(0, 400)


@given(MOMENTS, HOURS, HOURS, st.sampled_from(ZONES))
def test_waking_hours_add_up_and_never_exceed_the_clock(start: datetime, a: float, b: float, zone: str) -> None:
    place, middle = ZoneInfo(zone), start + timedelta(hours=a)
    end = middle + timedelta(hours=b)
    parts = waking_hours(start, middle, place) + waking_hours(middle, end, place)
    assert waking_hours(start, end, place) == pytest.approx(parts, abs=1e-6)
    assert parts <= a + b + 1e-6


@given(MOMENTS, st.tuples(HOURS, HOURS, HOURS), st.tuples(st.floats(0, 1), st.floats(0, 1)), st.sampled_from(ZONES))
def test_narrowing_an_interval_never_widens_a_waking_lag(
    start: datetime, hours: tuple[float, float, float], part: tuple[float, float], zone: str
) -> None:
    origin = Interval(earliest=start, latest=start + timedelta(hours=hours[0]))
    event = Interval(
        earliest=start + timedelta(hours=hours[1]), latest=start + timedelta(hours=hours[1]) + timedelta(hours=hours[2])
    )
    width, (low, high) = event.latest - event.earliest, sorted(part)
    narrow = Interval(earliest=event.earliest + width * low, latest=event.earliest + width * high)
    wide_lag, narrow_lag = waking_lag(origin, event, [zone]), waking_lag(origin, narrow, [zone])
    assert wide_lag.min_h - 1e-6 <= narrow_lag.min_h <= narrow_lag.max_h <= wide_lag.max_h + 1e-6
    assert narrow_lag.max_h <= lag_after(origin, narrow).max_h + 1e-6


def test_smallest_lag_that_polls_can_order_is_two_thirds_of_their_period() -> None:
    assert smallest_ordered_h(0.25) == pytest.approx(0.171, abs=0.001)
    assert (1 - smallest_ordered_h(6) / 6) ** 2 / 2 == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("lag", "stated"),
    [
        pytest.param((0.05, 0.07), (0.0, 0.25), id="four minutes by quarter-hourly polls: within a quarter of an hour"),
        pytest.param((0.1, 5.0), (0.0, 5.0), id="may be shorter than polls resolve"),
        pytest.param((3.0, 5.0), (3.0, 5.0), id="longer than the resolution"),
        pytest.param((-0.07, -0.05), (-0.25, 0.0), id="shortly before"),
        pytest.param((-9.0, -8.0), (-9.0, -8.0), id="long before"),
    ],
)
def test_no_lag_is_shorter_than_polls_resolve(lag: tuple[float, float], stated: tuple[float, float]) -> None:
    found = resolved(Lag(min_h=lag[0], max_h=lag[1]), 0.25)
    assert (found.min_h, found.max_h) == stated


def test_negative_resolution_is_refused() -> None:
    with pytest.raises(ValueError, match="a resolution of -1 h"):
        resolved(Lag(min_h=0, max_h=1), -1)


@given(st.floats(-100, 100), st.floats(0, 100), st.floats(0, 24))
def test_resolved_lag_contains_the_lag(low: float, width: float, resolution: float) -> None:
    lag = Lag(min_h=low, max_h=low + width)
    found = resolved(lag, resolution)
    assert found.min_h <= lag.min_h
    assert found.max_h >= lag.max_h
