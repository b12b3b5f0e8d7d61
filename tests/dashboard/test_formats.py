from datetime import UTC, date, datetime

import pytest

from dashboard.formats import clock, full_day, instant, lag, long_day, named_day, number, short_month

NIGHT = datetime(2024, 4, 10, 3, 30, tzinfo=UTC)  # still the 9th in Mexico City


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_instant_is_mexico_city_time() -> None:
    assert plain(instant(NIGHT, "en")) == "Tue 9 Apr 2024, 21:30"
    assert plain(instant(NIGHT, "es")) == "mar 9 abr 2024, 21:30"


def test_mexico_city_had_summer_time_until_2022() -> None:
    assert plain(instant(datetime(2022, 5, 1, 12, tzinfo=UTC), "en")).endswith("07:00")
    assert plain(instant(datetime(2023, 5, 1, 12, tzinfo=UTC), "en")).endswith("06:00")


def test_days_and_months() -> None:
    day = date(2025, 8, 11)
    assert plain(full_day(day, "en")) == "11 Aug 2025"
    assert plain(full_day(day, "es")) == "11 ago 2025"
    assert plain(short_month(day, "es")) == "ago 2025"
    assert long_day(day, "es") == "11 de agosto de 2025"


def test_named_day_leaves_out_the_present_year() -> None:
    assert named_day(NIGHT, "en", now=NIGHT) == "9 April"
    assert named_day(NIGHT, "es", now=datetime(2026, 1, 2, tzinfo=UTC)) == "9 de abril de 2024"


@pytest.mark.parametrize(
    ("least", "most", "text"),
    [
        (8.6, 8.6, "+8 h 36 min"),
        (8.6, 32.2, "+8–33 h"),
        (0, 32.99972, "+0–33 h"),
        (0.2, 0.2, "+12 min"),
        (0, 528, "+0–22 d"),
        (73, 73, "+3 d 1 h"),
    ],
)
def test_lag_is_an_interval_rounded_outwards(least: float, most: float, text: str) -> None:
    assert plain(lag(least, most)) == text


def test_lag_before_the_origin_has_a_minus() -> None:
    assert lag(-80, -60).startswith("−")


def test_clock_shows_both_zones() -> None:
    assert plain(clock(NIGHT, "en")) == "9 Apr 2024, 21:30 (10 Apr, 03:30 UTC)"


def test_thousands_have_a_comma() -> None:
    assert number(12500) == "12,500"
