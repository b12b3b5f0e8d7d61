from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.plain import plain
from ingest.stated_time import published_time
from ingest.urls import canonical_url
from store.identity import item_id
from store.model import Basis, Precision

MEXICO = ("America/Mexico_City",)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("http://WWW.Faro.example/nota/", "https://faro.example/nota"),
        ("https://faro.example/nota?utm_source=x&id=7&fbclid=y#abajo", "https://faro.example/nota?id=7"),
        ("https://faro.example:8443/a", "https://faro.example:8443/a"),
        ("https://faro.example:443/a", "https://faro.example/a"),
        ("https://faro.example/?p=1", "https://faro.example?p=1"),
    ],
)
def test_address_is_reduced_to_what_identifies_the_page(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "faro.example/nota", "https://", "ftp://faro.example/x"]
)
def test_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="expected an http"):
        canonical_url(url)


@pytest.mark.parametrize(
    "url", ["https://faro.example/a b", "https://faro.example/\x1b[31m", "https://faro.example/\u202e"]
)
def test_address_with_blanks_or_control_characters_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="without blanks"):
        canonical_url(url)


@given(st.text())
def test_plain_text_has_no_control_or_bidi_character_and_is_stable(text: str) -> None:
    cleaned = plain(text)
    assert cleaned is None or not set(cleaned) & {"\n", "\t", "\x00", "\u202e", "\u2066"}
    assert plain(cleaned) == cleaned


def test_item_id_is_twelve_characters_and_depends_on_outlet_and_identity() -> None:
    ids = {item_id("a", "x"), item_id("b", "x"), item_id("a", "y"), item_id("a", "x")}
    assert len(ids) == 3
    assert {len(one) for one in ids} == {12}


@pytest.mark.parametrize(
    ("raw", "precision", "earliest", "latest"),
    [
        ("2024-04-09", Precision.DAY, "2024-04-09T06:00:00", "2024-04-10T05:59:59"),
        ("2024-04", Precision.MONTH, "2024-04-01T06:00:00", "2024-05-01T05:59:59"),
        ("2024-04-09T17:28-06:00", Precision.MINUTE, "2024-04-09T23:28:00", "2024-04-09T23:28:59"),
        ("2024-04-09T17:28", Precision.MINUTE, "2024-04-09T23:28:00", "2024-04-09T23:28:59"),
        ("2024-04-09T17:28:05Z", Precision.SECOND, "2024-04-09T17:28:05", "2024-04-09T17:28:05"),
        ("2024-04-09T00:00:00", Precision.DAY, "2024-04-09T06:00:00", "2024-04-10T05:59:59"),
        ("2024-04-09T00:00:00Z", Precision.DAY, "2024-04-09T00:00:00", "2024-04-09T23:59:59"),
        ("2024-04-09 17", Precision.HOUR, "2024-04-09T23:00:00", "2024-04-09T23:59:59"),
        ("2022-07-01", Precision.DAY, "2022-07-01T05:00:00", "2022-07-02T04:59:59"),  # summer time, for the last time
    ],
)
def test_stated_time_becomes_the_interval_it_can_mean(
    raw: str, precision: Precision, earliest: str, latest: str
) -> None:
    read = published_time(raw, None, Basis.URL, MEXICO)
    assert read.precision is precision
    assert read.interval is not None
    assert read.interval.earliest == datetime.fromisoformat(earliest).replace(tzinfo=UTC)
    assert read.interval.latest == datetime.fromisoformat(latest).replace(tzinfo=UTC)


def test_day_with_summer_time_change_has_its_real_length() -> None:
    read = published_time("2022-04-03", None, Basis.URL, MEXICO)  # Mexico's last spring forward
    assert read.interval is not None
    assert read.interval.latest - read.interval.earliest == timedelta(hours=23) - timedelta(seconds=1)


def test_day_of_an_outlet_without_a_zone_spans_every_zone() -> None:
    read = published_time("2024-04-09", None, Basis.URL, ("Pacific/Kiritimati", "Etc/GMT+12"))
    assert read.interval is not None
    assert read.interval.earliest == datetime(2024, 4, 8, 10, tzinfo=UTC)
    assert read.interval.latest == datetime(2024, 4, 10, 11, 59, 59, tzinfo=UTC)


def test_midnight_is_a_time_where_the_precision_says_so() -> None:
    read = published_time("2024-04-09T00:00-06:00", "minute", Basis.TEXT, MEXICO)
    assert read.interval is not None
    assert read.interval.latest - read.interval.earliest == timedelta(seconds=59)


@pytest.mark.parametrize("raw", ["2025", "", None])
def test_year_or_nothing_is_unknown_and_kept_to_the_letter(raw: str | None) -> None:
    read = published_time(raw, None, Basis.IMPORT, MEXICO)
    assert (read.precision, read.interval, read.raw) == (Precision.UNKNOWN, None, raw or None)


def test_precision_may_be_coarser_than_the_string_but_not_finer() -> None:
    coarse = published_time("2024-04-09T17:28-06:00", "day", Basis.TEXT, MEXICO)
    assert coarse.precision is Precision.DAY
    with pytest.raises(ValueError, match="finer"):
        published_time("2024-04-09", "minute", Basis.TEXT, MEXICO)


@pytest.mark.parametrize(
    "raw",
    ["2024-13-45", "2024-13", "yesterday", "09/04/2024", "2024-4-9", "20240409", "2024-W15-2", "2024-04-09T25:00"],
)
def test_unreadable_time_says_what_was_expected(raw: str) -> None:
    with pytest.raises(ValueError, match="expected YYYY"):
        published_time(raw, None, Basis.IMPORT, MEXICO)


@given(
    st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2035, 1, 1)),  # noqa: DTZ001 - the strategy adds the zone
    st.sampled_from(["day", "month", "hour", "minute"]),
)
def test_interval_holds_the_instant_it_was_cut_from(moment: datetime, precision: str) -> None:
    raw = moment.replace(microsecond=0).isoformat() + "+00:00"
    read = published_time(raw, precision, Basis.TEXT, MEXICO)
    assert read.interval is not None
    assert read.interval.earliest <= moment.replace(microsecond=0, tzinfo=UTC) <= read.interval.latest
