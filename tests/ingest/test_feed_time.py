from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import worded_time
from ingest.feed_time import read_time
from ingest.interval import interval_of
from store.model import Precision

MEXICO = ("America/Mexico_City",)
BORDER = ("America/Mexico_City", "America/Tijuana")
SECOND, MINUTE, HOUR, DAY, MONTH = Precision.SECOND, Precision.MINUTE, Precision.HOUR, Precision.DAY, Precision.MONTH


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "precision", "earliest"),
    [
        # RFC 822 and its variants
        ("Mon, 15 Apr 2024 10:20:30 -0600", SECOND, "2024-04-15T16:20:30"),
        ("Mon, 15 Apr 2024 10:20:30 GMT", SECOND, "2024-04-15T10:20:30"),
        ("Mon, 15 Apr 2024 10:20:30 UT", SECOND, "2024-04-15T10:20:30"),
        ("Mon, 15 Apr 2024 10:20:30 Z", SECOND, "2024-04-15T10:20:30"),
        ("Mon, 15 Apr 2024 10:20:30 EST", SECOND, "2024-04-15T15:20:30"),
        ("Mon, 15 Apr 2024 10:20:30 EDT", SECOND, "2024-04-15T14:20:30"),
        ("Mon, 15 Apr 2024 10:20:30 CST", SECOND, "2024-04-15T16:20:30"),
        ("Mon, 15 Apr 2024 10:20:30 CDT", SECOND, "2024-04-15T15:20:30"),
        ("Mon, 15 Apr 2024 10:20:30 MST", SECOND, "2024-04-15T17:20:30"),
        ("Mon, 15 Apr 2024 10:20:30 MDT", SECOND, "2024-04-15T16:20:30"),
        ("Mon, 15 Apr 2024 10:20:30 PST", SECOND, "2024-04-15T18:20:30"),
        ("Mon, 15 Apr 2024 10:20:30 PDT", SECOND, "2024-04-15T17:20:30"),
        ("Mon, 15 Jul 2024 10:20:30 ET", SECOND, "2024-07-15T14:20:30"),
        ("Mon, 15 Apr 2024 10:20:30 UTC+3", SECOND, "2024-04-15T07:20:30"),
        ("Mon, 15 Apr 2024 10:20:30 GMT-0600", SECOND, "2024-04-15T16:20:30"),
        ("Mon, 15 Apr 2024 10:20:30 +00:00", SECOND, "2024-04-15T10:20:30"),
        ("Mon, 15 Apr 2024 10:20:30 −06:00", SECOND, "2024-04-15T16:20:30"),
        ("Mon, 15 Apr 2024 10:20:30 +0200 (CEST)", SECOND, "2024-04-15T08:20:30"),
        ("Mon, 15 Apr 2024 10:20 GMT", MINUTE, "2024-04-15T10:20:00"),
        ("15 Apr 2024 10:20:30 GMT", SECOND, "2024-04-15T10:20:30"),
        ("Mon, 15 Apr 24 10:20:30 GMT", SECOND, "2024-04-15T10:20:30"),
        ("Mon, 15 Apr 97 10:20:30 GMT", SECOND, "1997-04-15T10:20:30"),
        ("Fri, 15 Apr 2024 10:20:30 GMT", SECOND, "2024-04-15T10:20:30"),  # it was a Monday
        ("mon, 15 apr 2024 10:20:30 gmt", SECOND, "2024-04-15T10:20:30"),
        ("Mon 15 Apr 2024 10:20:30 GMT", SECOND, "2024-04-15T10:20:30"),
        ("Mon,15 Apr 2024 10:20:30 GMT", SECOND, "2024-04-15T10:20:30"),
        ("  Mon,  15\n Apr 2024\t10:20:30 GMT ", SECOND, "2024-04-15T10:20:30"),
        ("Sun, 15 Sept 2024 10:20:30 GMT", SECOND, "2024-09-15T10:20:30"),
        ("Mon, 15 April 2024 10:20:30 GMT", SECOND, "2024-04-15T10:20:30"),
        ("Mon, 15-Apr-2024 10:20:30 GMT", SECOND, "2024-04-15T10:20:30"),
        ("Mon, 15 Apr 2024 10:20:60 GMT", SECOND, "2024-04-15T10:20:59"),
        ("Mon, 15 Apr 2024 10:20:30", SECOND, "2024-04-15T16:20:30"),
        ("Mon, 15 Apr 2024", DAY, "2024-04-15T06:00:00"),
        ("Mon, 15 Apr 2024 00:00:00 -0600", DAY, "2024-04-15T06:00:00"),
        ("Mon, 15 Apr 2024 00:00:00 GMT", DAY, "2024-04-15T00:00:00"),
        ("Mon, 15 Apr 2024 00:00 GMT", DAY, "2024-04-15T00:00:00"),
        ("Mon, 15 Apr 2024 00:00:01 GMT", SECOND, "2024-04-15T00:00:01"),
        # programs' own
        ("Mon Apr 15 10:20:30 2024", SECOND, "2024-04-15T16:20:30"),
        ("Mon Apr 15 10:20:30 EST 2024", SECOND, "2024-04-15T15:20:30"),
        ("Mon Apr 15 10:20:30 +0000 2024", SECOND, "2024-04-15T10:20:30"),
        ("Mon Apr 15 2024 10:20:30 GMT-0600 (hora estándar central)", SECOND, "2024-04-15T16:20:30"),
        ("2024-04-15 10:20:30 -0600 CST", SECOND, "2024-04-15T16:20:30"),
        ("April 15, 2024 5:20 PM EST", MINUTE, "2024-04-15T22:20:00"),
        ("Apr 15th, 2024, 12:05 a.m. EST", MINUTE, "2024-04-15T05:05:00"),
        ("April 15, 2024", DAY, "2024-04-15T06:00:00"),
        ("1713176430", SECOND, "2024-04-15T10:20:30"),
        ("1713176430.25", SECOND, "2024-04-15T10:20:30"),
        ("1713176430123", SECOND, "2024-04-15T10:20:30"),
        # ISO 8601
        ("2024-04-15T10:20:30Z", SECOND, "2024-04-15T10:20:30"),
        ("2024-04-15t10:20:30z", SECOND, "2024-04-15T10:20:30"),
        ("2024-04-15T10:20:30.123456-06:00", SECOND, "2024-04-15T16:20:30"),
        ("2024-04-15T10:20:30.1234567Z", SECOND, "2024-04-15T10:20:30"),
        ("2024-04-15T10:20:30,5+0000", SECOND, "2024-04-15T10:20:30"),
        ("2024-04-15 10:20:30 +0000", SECOND, "2024-04-15T10:20:30"),
        ("2024-04-15T10:20:30-06", SECOND, "2024-04-15T16:20:30"),
        ("2024-04-15 10:20:30", SECOND, "2024-04-15T16:20:30"),
        ("2024-04-15T10:20Z", MINUTE, "2024-04-15T10:20:00"),
        ("2024-04-15T10", HOUR, "2024-04-15T16:00:00"),
        ("20240415T102030Z", SECOND, "2024-04-15T10:20:30"),
        ("20240415T1020-0600", MINUTE, "2024-04-15T16:20:00"),
        ("20240415", DAY, "2024-04-15T06:00:00"),
        ("2024-04-15", DAY, "2024-04-15T06:00:00"),
        ("2024-4-5", DAY, "2024-04-05T06:00:00"),
        ("2024-04-15T00:00:00Z", DAY, "2024-04-15T00:00:00"),
        ("2024/04/15 10:20", MINUTE, "2024-04-15T16:20:00"),
        ("2024-04", MONTH, "2024-04-01T06:00:00"),
        # words
        ("lun, 15 abr 2024 10:20:30 -0600", SECOND, "2024-04-15T16:20:30"),
        ("Lun., 15 Ene. 2024 10:20:30 GMT", SECOND, "2024-01-15T10:20:30"),
        ("lunes 15 de abril de 2024", DAY, "2024-04-15T06:00:00"),
        ("15 de abril de 2024, 17:28 h", MINUTE, "2024-04-15T23:28:00"),
        ("15 de abril del 2024 a las 17:28 hrs.", MINUTE, "2024-04-15T23:28:00"),
        ("Lunes, 15 de Abril de 2024 - 5:28 p. m.", MINUTE, "2024-04-15T23:28:00"),
        ("abril 15, 2024 17:28", MINUTE, "2024-04-15T23:28:00"),
        ("mié, 02 oct 2024 17:28:05 -0600", SECOND, "2024-10-02T23:28:05"),
        ("15 апреля 2024 г. 14:51", MINUTE, "2024-04-15T20:51:00"),
        ("понедельник, 15 апреля 2024, 14:51 мск", MINUTE, "2024-04-15T11:51:00"),
        ("Пн, 15 апр 2024 14:51:05 +0300", SECOND, "2024-04-15T11:51:05"),
        ("15 квітня 2024 р. 14:51", MINUTE, "2024-04-15T20:51:00"),
        ("seg, 15 abr 2024 10:20:30 -0300", SECOND, "2024-04-15T13:20:30"),
        ("segunda-feira, 15 de abril de 2024 às 10h20", MINUTE, "2024-04-15T16:20:00"),
        ("lundi 15 avril 2024 à 10:20", MINUTE, "2024-04-15T16:20:00"),
        ("Mo, 15. März 2024, 10:20 Uhr", MINUTE, "2024-03-15T16:20:00"),
        ("lunedì 15 aprile 2024 alle ore 10:20", MINUTE, "2024-04-15T16:20:00"),
        # numbers, in a language that puts the day first
        ("09/04/2024", DAY, "2024-04-09T06:00:00"),
        ("09/04/2024 17:28", MINUTE, "2024-04-09T23:28:00"),
        ("09.04.2024 17:28:05", SECOND, "2024-04-09T23:28:05"),
        ("9-4-2024", DAY, "2024-04-09T06:00:00"),
        ("04/15/2024", DAY, "2024-04-15T06:00:00"),
    ],
)
def test_stated_time_becomes_the_interval_it_can_mean(raw: str, precision: Precision, earliest: str) -> None:
    moment, level = read_time(raw, languages=["es"])
    interval = interval_of(moment, level, MEXICO)
    length = {SECOND: timedelta(seconds=1), MINUTE: timedelta(minutes=1), HOUR: timedelta(hours=1), DAY: timedelta(days=1),
              MONTH: timedelta(days=30)}[precision]  # fmt: skip
    assert level is precision
    assert interval.earliest == utc(earliest)
    assert interval.latest == utc(earliest) + length - timedelta(seconds=1)


@pytest.mark.parametrize(
    "raw",
    [
        "31 de abril de 2024", "Tue, 31 Apr 2024 10:20:30 GMT", "2024-02-30", "2024-13-01", "31/04/2024",
        "2024-04-15T25:00:00Z", "2024-04-15T24:00:00Z", "2024-04-15 10:61", "2024-W16-1", "2024-106", "2024", "24/04/15",
        "Mon, 15 Apr 2024 10:20:30 XYZ", "Mon, 15 Apr 2024 10:20:30 +9900", "15 Apr 2024 17:20 AM",
        "1985-04-15", "Thu, 01 Jan 1970 00:00:00 GMT", "0001-01-01T00:00:00", "2150-01-01", "0", "1", "-1", "99999999999",
        "ayer", "hace 2 horas", "2 hours ago", "hoy 10:20", "lunes", "abril de 2024", "15 de abril", "10:20", "nunca",
        "", "   ", "\x00", "15 abr 2024 " + "x" * 100, "2024-04-15T10:20:30 America/Mexico_City",
    ],
)  # fmt: skip
def test_what_cannot_be_a_date_is_refused(raw: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_time(raw, languages=["es"])


@pytest.mark.parametrize("languages", [[], [None], ["en"], ["en-US", "es"], ["zz"]])
def test_date_that_can_mean_two_days_is_refused(languages: list[str | None]) -> None:
    with pytest.raises(ValueError, match="two ways"):
        read_time("09/04/2024", languages=languages)


@pytest.mark.parametrize(("raw", "day"), [("15/04/2024", 15), ("04/15/2024", 15), ("04/04/2024", 4)])
def test_numbers_that_can_mean_one_day_only_are_read_in_any_language(raw: str, day: int) -> None:
    moment, _ = read_time(raw, languages=["en"])
    assert (moment.month, moment.day) == (4, day)


@pytest.mark.parametrize("language", ["es", "es-MX", "pt", "ru", "uk", "fr", "it", "de", "ca"])
def test_day_comes_first_where_it_is_written_so(language: str) -> None:
    moment, _ = read_time("09/04/2024", languages=[None, language])
    assert (moment.month, moment.day) == (4, 9)


def test_missing_zone_of_an_outlet_with_two_spans_both() -> None:
    interval = interval_of(*read_time("2024-01-15 10:20:30", languages=[]), BORDER)
    assert interval.earliest == utc("2024-01-15T16:20:30")
    assert interval.latest == utc("2024-01-15T18:20:30")


def test_hour_that_the_clocks_show_twice_is_read_as_both() -> None:
    interval = interval_of(*read_time("2024-11-03 01:30:00", languages=[]), ("America/Tijuana",))
    assert interval.latest - interval.earliest == timedelta(hours=1)


@pytest.mark.parametrize(
    ("raw", "earliest"),
    [
        ("10:20, 15 de abril de 2024", "2024-04-15T16:20:00"),
        ("14:51, 15 апреля 2024", "2024-04-15T20:51:00"),
        ("2024 April 15 10:20", "2024-04-15T16:20:00"),
        ("5:20 PM, April 15, 2024 EST", "2024-04-15T22:20:00"),
    ],
)
def test_words_in_an_odd_order_are_left_to_the_slow_reader(raw: str, earliest: str) -> None:
    interval = interval_of(*read_time(raw, languages=["es"]), MEXICO)
    assert interval.earliest == utc(earliest)
    assert interval.latest == utc(earliest) + timedelta(seconds=59)


@pytest.mark.parametrize("raw", ["10:20, 15 de abril", "10:20, 31 de abril de 2024", "10:20 de ayer, abril de 2024"])
def test_slow_reader_fills_nothing_in(raw: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_time(raw, languages=["es"])


def test_common_forms_never_wait_for_the_slow_reader() -> None:
    worded_time.read_words.cache_clear()
    for raw in ("Mon, 15 Apr 2024 10:20:30 GMT", "2024-04-15T10:20:30Z", "15 de abril de 2024, 17:28 h", "09/04/2024",
                "1713176430", "15 апреля 2024 г. 14:51"):  # fmt: skip
        read_time(raw, languages=["es"])
    assert worded_time.read_words.cache_info().misses == 0


_PIECES = st.sampled_from(
    ["Mon, ", "15 ", "Apr ", "abr. ", "апреля ", "2024", "24", " ", "10:20", ":30", " GMT", " -0600", " de ", "/", "-", "T", "Z", "г.",
     "PM", "h", "31", "99", "٣", "²", "(", ")", "\x00", "de abril del año ", "noviembre", "lundi "]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=12).map("".join) | st.text(max_size=120))
def test_any_string_is_read_or_refused(raw: str) -> None:
    try:
        moment, level = read_time(raw, languages=["es"])
    except ValueError:
        return
    assert 1990 <= moment.year <= 2100
    interval = interval_of(moment, level, BORDER)
    assert interval.earliest <= interval.latest
