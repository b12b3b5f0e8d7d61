from dataclasses import replace
from datetime import UTC, datetime

import pytest

from narratives.pickup import ledger
from narratives.times import date_item, first_bounded
from store.model import (
    EVER,
    Basis,
    Carried,
    Frame,
    Interval,
    Meaning,
    MovedDate,
    Precision,
    TimeFlag,
    TimeReading,
)
from tests.narratives.ledger_builders import RUSSIAN_STATE, at, item, row, span


def seen(published: Interval | None, *, at_h: float = 10, absent_h: float | None = 8) -> Carried:
    absent = at(absent_h) if absent_h is not None else None
    return replace(item("faro", published), first_seen_at=at(at_h), absent_at=absent, precision=Precision.SECOND)


def test_stated_time_before_we_saw_it_stands_as_it_is() -> None:
    dated = date_item(seen(span(9, 9)))
    assert (dated.published, dated.flags) == (span(9, 9), frozenset())


def test_future_time_is_kept_flagged_and_bounded_by_the_last_poll_without_it_and_when_we_saw_it() -> None:
    dated = date_item(seen(span(16, 16)))
    assert (dated.published, dated.flags) == (span(8, 10), {TimeFlag.FUTURE})


def test_future_time_that_no_poll_bounds_below_is_open_there() -> None:
    dated = date_item(seen(span(16, 16), absent_h=None))
    assert dated.published == Interval(earliest=EVER, latest=at(10))
    assert dated.flags == {TimeFlag.FUTURE, TimeFlag.BACKFILLED}


def test_clock_that_is_a_little_ahead_is_not_the_future() -> None:
    assert date_item(seen(span(10.05, 10.05))).flags == frozenset()


def test_day_that_we_were_in_ends_when_we_saw_it() -> None:
    assert date_item(seen(span(0, 24))).published == span(0, 10)


@pytest.mark.parametrize("year", [1246, 1970, 1989])
def test_time_before_any_feed_is_flagged_and_not_used(year: int) -> None:
    moment = datetime(year, 1, 1, tzinfo=UTC)
    dated = date_item(seen(Interval(earliest=moment, latest=moment)))
    assert (dated.published, dated.flags) == (None, {TimeFlag.IMPLAUSIBLE, TimeFlag.UNDATED})


@pytest.mark.parametrize(
    ("raw", "flagged"),
    [("Thu, 01 Jan 1970 00:00:00 +0000", True), ("1246-05-03", True), ("0001-01-01T00:00:00", True),
     ("31 Apr 2024 09:00 -0600", False), ("ayer", False), (None, False)],
)  # fmt: skip
def test_words_of_which_no_time_was_made_are_implausible_if_they_name_such_a_year(
    raw: str | None,
    flagged: bool,  # noqa: FBT001
) -> None:
    dated = date_item(replace(seen(None), published_raw=raw))
    assert TimeFlag.UNDATED in dated.flags
    assert (TimeFlag.IMPLAUSIBLE in dated.flags) is flagged


def test_time_before_the_feeds_own_beginning_is_not_used() -> None:
    assert date_item(replace(seen(span(3, 3)), plausible_from=at(5))).published is None


def test_implausible_time_gives_way_to_the_next_that_the_outlet_stated() -> None:
    old = datetime(1970, 1, 1, tzinfo=UTC)
    one = replace(seen(Interval(earliest=old, latest=old)), moved=(MovedDate(seen_at=at(11), published=span(9, 9)),))
    dated = date_item(one)
    assert (dated.published, dated.flags) == (span(9, 9), {TimeFlag.IMPLAUSIBLE, TimeFlag.DATED_LATER})


def test_moved_time_keeps_its_first_value_and_shows_the_last() -> None:
    moves = (MovedDate(seen_at=at(11), published=span(10, 10)), MovedDate(seen_at=at(20), published=span(19, 19)))
    dated = date_item(replace(seen(span(9, 9)), moved=moves))
    assert (dated.published, dated.moved_to, dated.flags) == (span(9, 9), span(19, 19), {TimeFlag.MOVED})
    assert date_item(replace(seen(span(9, 9)), moved=moves), as_of=at(12)).moved_to == span(10, 10)
    assert date_item(replace(seen(span(9, 9)), moved=moves), as_of=at(10)).flags == frozenset()


def test_item_dated_later_takes_that_date_from_then_on() -> None:
    one = replace(seen(None), moved=(MovedDate(seen_at=at(12), published=span(9, 9)),))
    assert date_item(one, as_of=at(11)).flags == {TimeFlag.UNDATED}
    assert (date_item(one).published, date_item(one).flags) == (span(9, 9), {TimeFlag.DATED_LATER})


@pytest.mark.parametrize(
    ("basis", "width", "flagged"),
    [("unknown", 50, True), ("unknown", 24, False), ("country", 50, False)],
    ids=["any zone", "a plain day", "zone of the country"],
)
def test_unknown_zone_is_flagged_where_it_widens_the_interval(basis: str, width: float, flagged: bool) -> None:  # noqa: FBT001
    one = replace(seen(span(0, width), at_h=100), zone_basis=basis, precision=Precision.DAY)
    assert (TimeFlag.ZONE_UNKNOWN in date_item(one).flags) is flagged


@pytest.mark.parametrize(
    ("carried", "flag"),
    [
        (seen(None), TimeFlag.UNDATED),
        (replace(seen(span(0, 9)), precision=Precision.MONTH), TimeFlag.MONTH),
        (seen(span(90, 90)), TimeFlag.FUTURE),
        (replace(seen(span(9, 9)), moved=(MovedDate(seen_at=at(11), published=span(1, 1)),)), TimeFlag.MOVED),
        (replace(seen(span(9, 9)), same_story_as="other"), TimeFlag.DUPLICATE),
        (replace(seen(span(9, 9)), feeds=2), TimeFlag.TWO_FEEDS),
        (replace(seen(span(0, 60), at_h=90), zone_basis="unknown"), TimeFlag.ZONE_UNKNOWN),
        (replace(seen(span(9, 9)), plausible_from=at(9.5)), TimeFlag.IMPLAUSIBLE),
        (seen(span(9, 9)), TimeFlag.NO_ORIGIN),
    ],
    ids=lambda value: value.value if isinstance(value, TimeFlag) else "",
)
def test_odd_item_keeps_its_row_and_shows_why(carried: Carried, flag: TimeFlag) -> None:
    rows = ledger("n", [carried], RUSSIAN_STATE)
    assert [(one.outlet_id, one.items) for one in rows] == [("faro", 1)]
    assert flag in rows[0].flags


def test_undated_second_item_is_shown_on_the_row_since_it_can_have_been_earlier() -> None:
    rows = ledger("n", [item("faro", span(3, 4)), item("faro", None, n=1)], RUSSIAN_STATE)
    assert (row(rows, "faro").first, row(rows, "faro").items) == (span(3, 4), 2)
    assert TimeFlag.UNDATED in row(rows, "faro").flags


def test_later_address_of_one_story_changes_no_first() -> None:
    twice = [item("faro", span(3, 4)), replace(item("faro", span(30, 31), n=1), same_story_as="faro-0")]
    assert row(ledger("n", twice, RUSSIAN_STATE), "faro").first == span(3, 4)


def test_one_that_is_bounded_above_only_leaves_the_first_open_below_if_it_can_be_it() -> None:
    open_until_5, open_until_9 = (Interval(earliest=EVER, latest=at(hour)) for hour in (5, 9))
    assert first_bounded([span(6, 7), open_until_5]) == Interval(earliest=EVER, latest=at(5))
    assert first_bounded([span(6, 7), open_until_9]) == span(6, 7)


def test_origin_is_not_lost_to_one_item_without_a_lower_bound() -> None:
    odd = replace(item("canal", span(900, 900), state=True), first_seen_at=at(2))
    rows = ledger("n", [odd, item("tass", span(3, 4), state=True), item("faro", span(9, 9))], RUSSIAN_STATE)
    assert (row(rows, "faro").lag_min_h, row(rows, "faro").lag_max_h) == (5, 6)


def test_denial_alone_is_no_adoption() -> None:
    rows = ledger("n", [item("faro", span(3, 4), frame=Frame.FACT_CHECK)], RUSSIAN_STATE)
    assert (row(rows, "faro").adopted, row(rows, "faro").adopted_item_id) == (None, None)


def reading(interval: Interval, meaning: Meaning = Meaning.STATED, *, at_h: float = 10) -> TimeReading:
    return TimeReading(item_id="x", source="page", meaning=meaning, basis=Basis.PAGE, interval=interval,
                       precision=Precision.MINUTE, seen_at=at(at_h), fetch_id="f")  # fmt: skip


def looked_up(published: Interval | None, *readings: TimeReading, basis: Basis = Basis.FEED) -> Carried:
    known = replace(item("faro", published), first_seen_at=at(100), imported=True, looked_back=True, basis=basis)
    return replace(known, precision=Precision.DAY, readings=readings)


def test_narrower_statement_of_the_page_is_the_clock_and_the_first_one_stays() -> None:
    first = looked_up(span(0, 24), reading(span(8, 8.01)))
    dated = date_item(first)
    assert (dated.published, dated.item.precision, dated.item.basis) == (span(8, 8.01), Precision.MINUTE, Basis.PAGE)
    assert TimeFlag.BETTER_CLOCK in dated.flags
    assert first.published == span(0, 24)


@pytest.mark.parametrize("other", [span(30, 30.1), span(-1, 30)], ids=["another day", "wider"])
def test_statement_that_disagrees_or_says_less_changes_nothing(other: Interval) -> None:
    dated = date_item(looked_up(span(0, 24), reading(other)))
    assert (dated.published, TimeFlag.BETTER_CLOCK in dated.flags) == (span(0, 24), False)


def test_reading_made_later_does_not_count_as_of_before() -> None:
    late = looked_up(span(0, 24), reading(span(8, 8), at_h=200))
    assert date_item(late, as_of=at(150)).published == span(0, 24)


def test_what_an_index_guessed_gives_way_to_what_the_outlet_says() -> None:
    dated = date_item(looked_up(span(0, 24), reading(span(30, 30)), basis=Basis.INFERRED))
    assert (dated.published, dated.item.basis) == (span(30, 30), Basis.PAGE)
    assert TimeFlag.BETTER_CLOCK in dated.flags


@pytest.mark.parametrize(
    ("stated", "believed"),
    [(None, Interval(earliest=EVER, latest=at(9))), (span(0, 24), span(0, 9)), (span(12, 13), Interval(earliest=EVER, latest=at(9))),
     (span(1, 2), span(1, 2))],
    ids=["undated", "cut", "wholly after", "before anyway"],
)  # fmt: skip
def test_somebody_who_had_seen_it_by_then_bounds_it_above_and_never_below(
    stated: Interval | None, believed: Interval
) -> None:
    seen_by = reading(Interval(earliest=EVER, latest=at(9)), Meaning.OUT_BY)
    dated = date_item(looked_up(stated, seen_by))
    assert dated.published == believed
    assert (TimeFlag.BOUNDED in dated.flags) is (stated != believed)
    assert {TimeFlag.LOOKED_BACK} <= dated.flags
    assert TimeFlag.IMPORTED not in dated.flags
