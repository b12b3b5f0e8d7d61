import itertools
from dataclasses import replace
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from narratives.lag import first_of, lag_after
from narratives.pickup import ledger, origin_time
from store.model import (
    EVER,
    Basis,
    Carried,
    Censoring,
    CoverageSpan,
    Decision,
    Frame,
    Interval,
    Meaning,
    OriginJudgement,
    OriginRule,
    Pickup,
    Precision,
    SharedText,
    TimeFlag,
    TimeReading,
)
from tests.narratives.ledger_builders import RUSSIAN_STATE, SEEN, at, gap, item, outlet, row, span, watched

ORIGIN = item("tass", span(0, 0), state=True)


def test_undated_item_that_was_seen_first_bounds_the_first_mention() -> None:
    undated = replace(item("faro", None), first_seen_at=at(7))
    found = row(
        ledger("n", [ORIGIN, undated, replace(item("faro", span(90, 90), n=1), absent_at=at(89))], RUSSIAN_STATE),
        "faro",
    )
    assert found.first == Interval(earliest=EVER, latest=at(7))
    assert (found.item_id, found.lag_min_h, found.lag_max_h, found.precision) == ("faro-0", 0, 7, Precision.UNKNOWN)
    polled = replace(undated, absent_at=at(6))
    found = row(ledger("n", [ORIGIN, polled, item("faro", span(90, 90), n=1)], RUSSIAN_STATE), "faro")
    assert (found.first, found.lag_min_h) == (span(6, 7), 6)


def test_undated_item_of_a_file_bounds_nothing() -> None:
    undated = replace(item("faro", None), first_seen_at=at(7), imported=True)
    found = row(ledger("n", [ORIGIN, undated, item("faro", span(90, 90), n=1)], RUSSIAN_STATE), "faro")
    assert found.first == span(90, 90)
    assert TimeFlag.UNDATED in found.flags


def test_lag_between_two_intervals_is_an_interval() -> None:
    assert lag_after(span(0, 2), span(5, 9)).min_h == 3
    assert lag_after(span(0, 2), span(5, 9)).max_h == 9


def test_lag_of_overlapping_intervals_begins_at_zero() -> None:
    lag = lag_after(span(0, 10), span(5, 9))
    assert (lag.min_h, lag.max_h) == (0, 9)


def test_what_was_out_before_the_origin_keeps_its_negative_lag_and_is_marked() -> None:
    rows = ledger("n", [item("tass", span(10, 12), state=True), item("faro", span(0, 1))], RUSSIAN_STATE)
    assert row(rows, "faro").before_origin
    assert (row(rows, "faro").lag_min_h, row(rows, "faro").lag_max_h) == (-12, -9)


def test_origin_is_bounded_by_the_best_clock_of_all_that_may_have_started_it() -> None:
    carried = [
        item("tass", span(-9, 15), state=True),
        item("canal", span(8.85, 8.86), state=True),
        item("faro", span(0, 24)),
    ]
    assert origin_time(carried, RUSSIAN_STATE) == span(-9, 8.86)
    rows = ledger("n", carried, RUSSIAN_STATE)
    assert {one.outlet_id for one in rows if one.role == "origin"} == {"tass", "canal"}


def test_state_outlet_that_was_certainly_later_is_a_pickup() -> None:
    rows = ledger("n", [item("tass", span(0, 1), state=True), item("news", span(20, 44), state=True)], RUSSIAN_STATE)
    assert row(rows, "news").role == "pick-up"


def test_known_minute_is_not_first_while_a_whole_day_overlaps_it() -> None:
    rows = ledger(
        "n",
        [item("tribuna", span(17.4, 17.5)), item("anews", span(0, 24)), item("razon", span(24.1, 48))],
        RUSSIAN_STATE,
    )
    assert [one.outlet_id for one in rows] == ["anews", "tribuna", "razon"]
    assert not row(rows, "tribuna").order_certain
    assert not row(rows, "anews").order_certain
    assert row(rows, "razon").order_certain


def test_denial_is_a_mention_and_not_an_adoption() -> None:
    rows = ledger(
        "n", [item("faro", span(1, 2), frame=Frame.REPORTS_DENIAL), item("faro", span(30, 31), n=1)], RUSSIAN_STATE
    )
    assert row(rows, "faro").first == span(1, 2)
    assert row(rows, "faro").adopted == span(30, 31)
    assert row(rows, "faro").frame is Frame.REPORTS_DENIAL


def test_undated_outlet_is_kept_last_with_no_time_and_no_lag() -> None:
    rows = ledger(
        "n", [item("perdido", None), item("tass", span(0, 1), state=True), item("faro", span(3, 4))], RUSSIAN_STATE
    )
    assert rows[-1].outlet_id == "perdido"
    assert (rows[-1].first, rows[-1].lag_min_h, rows[-1].order_certain) == (None, None, False)


def test_without_an_origin_there_is_no_lag() -> None:
    rows = ledger("n", [item("faro", span(3, 4))], RUSSIAN_STATE)
    assert (rows[0].lag_min_h, rows[0].role) == (None, "pick-up")


def test_censoring_is_unknown_until_coverage_exists() -> None:
    assert ledger("n", [item("faro", span(3, 4))], RUSSIAN_STATE)[0].censored is Censoring.UNKNOWN


def test_origin_set_by_a_person_outranks_the_rule_and_is_marked() -> None:
    carried = [item("tass", span(0, 1), state=True), item("faro", span(5, 6)), item("norte", span(9, 10))]
    rows = ledger("n", carried, RUSSIAN_STATE, judged=judged(item_id="faro-0"))
    assert [one.outlet_id for one in rows if one.role == "origin"] == ["faro"]
    assert row(rows, "norte").lag_min_h == 3
    assert row(rows, "tass").before_origin
    assert all(TimeFlag.JUDGED_ORIGIN in one.flags and one.origins == 1 for one in rows)


def test_origin_that_is_only_a_time_has_no_outlet() -> None:
    rows = ledger(
        "n",
        [item("tass", span(2, 3), state=True), item("faro", span(5, 6))],
        RUSSIAN_STATE,
        judged=judged(when=span(1, 1)),
    )
    assert {one.role for one in rows} == {"pick-up"}
    assert (row(rows, "faro").lag_min_h, row(rows, "faro").lag_max_h) == (4, 5)


def test_outlets_that_can_be_the_origin_are_counted() -> None:
    carried = [item("tass", span(0, 9), state=True), item("canal", span(5, 5), state=True), item("faro", span(20, 21))]
    assert {one.origins for one in ledger("n", carried, RUSSIAN_STATE)} == {2}
    assert row(ledger("n", carried[2:], RUSSIAN_STATE), "faro").flags == (TimeFlag.BACKFILLED, TimeFlag.NO_ORIGIN)


def test_watched_from_the_origin_on_means_that_nothing_is_unknown() -> None:
    rows = covered([item("faro", span(9, 9))], {"faro": watched("faro", (-5, 20))})
    assert (row(rows, "faro").censored, row(rows, "faro").unknown_from) == (Censoring.NONE, None)


def test_not_watched_when_it_began_means_not_known_to_be_the_first() -> None:
    faro = row(covered([item("faro", span(9, 9))], {"faro": watched("faro", (4, 20))}), "faro")
    assert (faro.censored, faro.unknown_from, faro.unknown_to) == (Censoring.LEFT, at(0), at(4))
    assert (faro.lag_min_h, faro.lag_max_h) == (0, 9)
    assert faro.first == span(9, 9)


def test_gap_in_between_leaves_it_unknown_from_there_to_there() -> None:
    spans = [*watched("faro", (-5, 3), (6, 20)), gap("faro", 3, 6)]
    faro = row(covered([item("faro", span(9, 9))], {"faro": spans}), "faro")
    assert (faro.censored, faro.unknown_from, faro.unknown_to) == (Censoring.INTERVAL, at(3), at(6))
    assert (faro.lag_min_h, faro.lag_max_h) == (3, 9)


def test_gap_after_the_mention_takes_nothing_from_it() -> None:
    spans = [*watched("faro", (-5, 10), (12, 20)), gap("faro", 10, 12)]
    assert row(covered([item("faro", span(9, 9))], {"faro": spans}), "faro").censored is Censoring.NONE


def test_order_against_an_outlet_with_an_unknown_stretch_is_not_decided() -> None:
    carried = [item("faro", span(9, 9)), item("norte", span(5, 5))]
    spans = {"faro": watched("faro", (4, 20)), "norte": watched("norte", (-1, 20))}
    rows = covered(carried, spans)
    assert (row(rows, "norte").place_min, row(rows, "norte").place_max) == (2, 3)
    assert not row(rows, "norte").order_certain


def test_imported_item_carries_no_coverage_and_says_so() -> None:
    rows = covered([replace(item("faro", span(9, 9)), imported=True)], {"faro": watched("faro", (-5, 20))})
    assert row(rows, "faro").censored is Censoring.UNKNOWN
    assert TimeFlag.IMPORTED in row(rows, "faro").flags


def test_backfilled_item_of_a_first_poll_is_left_censored_and_says_so() -> None:
    rows = covered([item("faro", span(9, 9))], {"faro": watched("faro", (12, 20))})
    assert row(rows, "faro").censored is Censoring.LEFT
    assert TimeFlag.BACKFILLED in row(rows, "faro").flags


def test_watched_and_silent_outlet_has_a_row_that_ends_when_watching_did() -> None:
    rows = covered([], {"faro": watched("faro", (-5, 30))}, "faro")
    faro = row(rows, "faro")
    assert (faro.role, faro.item_id, faro.censored, faro.watched_until) == ("silent", None, Censoring.RIGHT, at(30))
    assert (faro.lag_min_h, faro.lag_max_h) == (30, None)


def test_silent_outlet_with_a_gap_is_silent_for_sure_only_up_to_it() -> None:
    rows = covered([], {"faro": [*watched("faro", (-5, 7), (9, 30)), gap("faro", 7, 9)]}, "faro")
    assert (row(rows, "faro").censored, row(rows, "faro").lag_min_h) == (Censoring.INTERVAL, 7)


def test_silent_outlet_not_watched_at_the_start_says_nothing() -> None:
    rows = covered([], {"faro": watched("faro", (2, 30))}, "faro")
    assert (row(rows, "faro").censored, row(rows, "faro").lag_min_h) == (Censoring.LEFT, None)


def test_outlet_that_was_never_watched_has_no_silent_row() -> None:
    assert [one.outlet_id for one in covered([], {}, "faro")] == ["tass"]


def test_nothing_after_as_of_counts_items_and_watching_alike() -> None:
    tass = replace(item("tass", span(0, 0), state=True), first_seen_at=at(1))
    faro = replace(item("faro", span(9, 9)), first_seen_at=at(10))
    spans = {"faro": watched("faro", (-5, 30))}
    rows = ledger("n", [tass, faro], RUSSIAN_STATE, watched=spans, outlets=[outlet("faro")], as_of=at(8))
    assert (row(rows, "faro").role, row(rows, "faro").watched_until) == ("silent", at(8))


def judged(item_id: str | None = None, when: Interval | None = None) -> OriginJudgement:
    return OriginJudgement(narrative_id="n", item_id=item_id, outlet_id=None, when=when, judged_by="ana",
                           judged_at=SEEN, reason=None)  # fmt: skip


def covered(carried: list[Carried], spans: dict[str, list[CoverageSpan]], *silent: str) -> list[Pickup]:
    tass = item("tass", span(0, 0), state=True)
    return ledger("n", [tass, *carried], RUSSIAN_STATE, watched=spans, outlets=[outlet(one) for one in silent])


INTERVALS = st.tuples(st.integers(-100, 100), st.integers(0, 60)).map(lambda pair: span(pair[0], pair[0] + pair[1]))
CARRIED = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.none() | INTERVALS, st.sampled_from(list(Frame))), max_size=12
).map(lambda rows: [item(o, when, frame=f, state=o in "ab", n=n) for n, (o, when, f) in enumerate(rows)])


HOURS = st.integers(-30, 130)
SPANS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from("xy"), HOURS, st.integers(0, 60), st.booleans()), max_size=12
).map(
    lambda rows: [
        CoverageSpan(feed_id=o + f, outlet_id=o, started_at=at(a), ended_at=at(a + n), watched=w)
        for o, f, a, n, w in rows
    ]
)
OUTLETS = [outlet(name) for name in "abcdefgh"]


def by_outlet(spans: list[CoverageSpan]) -> dict[str, list[CoverageSpan]]:
    return {key: [one for one in spans if one.outlet_id == key] for key in {one.outlet_id for one in spans}}


@given(CARRIED, SPANS, st.randoms())
def test_order_of_input_never_matters(carried: list[Carried], spans: list[CoverageSpan], random: Random) -> None:
    pairs = [SharedText(earlier_item_id=one.item_id, later_item_id=two.item_id, containment=0.5, shared_words=40)
             for one, two in itertools.pairwise(carried)]  # fmt: skip
    before = ledger(
        "n", carried, RUSSIAN_STATE, watched=by_outlet(spans), outlets=OUTLETS, as_of=SEEN, shared=pairs
    )  # fmt: skip
    mixed = [random.sample(rows, len(rows)) for rows in (carried, spans, OUTLETS, pairs)]
    after = ledger(
        "n", mixed[0], RUSSIAN_STATE, watched=by_outlet(mixed[1]), outlets=mixed[2], as_of=SEEN, shared=mixed[3]
    )  # fmt: skip
    assert before == after


@given(CARRIED)
def test_every_outlet_has_one_row_and_lags_are_intervals(carried: list[Carried]) -> None:
    rows = ledger("n", carried, RUSSIAN_STATE)
    assert sorted(one.outlet_id for one in rows) == sorted({one.outlet_id for one in carried})
    for one in rows:
        if one.lag_min_h is not None and one.lag_max_h is not None:
            assert one.lag_min_h <= one.lag_max_h
            assert one.before_origin or one.lag_min_h >= 0


@given(CARRIED.filter(bool), INTERVALS)
def test_later_duplicate_never_changes_a_first(carried: list[Carried], later: Interval) -> None:
    known = first_of(one.published for one in carried if one.published and one.outlet_id == carried[0].outlet_id)
    if known is None or later.earliest <= known.latest:
        return
    more = [*carried, item(carried[0].outlet_id, later, n=2000, state=carried[0].country == "RU")]
    before, after = ledger("n", carried, RUSSIAN_STATE), ledger("n", more, RUSSIAN_STATE)
    assert row(before, carried[0].outlet_id).first == row(after, carried[0].outlet_id).first


@given(INTERVALS, INTERVALS, st.floats(0, 1), st.floats(0, 1))
def test_narrowing_an_interval_never_widens_a_lag(origin: Interval, event: Interval, a: float, b: float) -> None:
    width = event.latest - event.earliest
    low, high = sorted((a, b))
    narrow = Interval(earliest=event.earliest + width * low, latest=event.earliest + width * high)
    wide_lag, narrow_lag = lag_after(origin, event), lag_after(origin, narrow)
    if narrow_lag.max_h >= 0:
        assert narrow_lag.min_h >= wide_lag.min_h - 1e-6
        assert narrow_lag.max_h <= wide_lag.max_h + 1e-6


@given(CARRIED.filter(bool), SPANS, st.data())
def test_narrowing_one_item_never_widens_a_lag_of_the_ledger(
    carried: list[Carried], spans: list[CoverageSpan], data: st.DataObject
) -> None:
    wide = data.draw(st.sampled_from(carried))
    assume(wide.published is not None)
    assert wide.published is not None
    low, high = sorted((data.draw(st.floats(0, 1)), data.draw(st.floats(0, 1))))
    width = wide.published.latest - wide.published.earliest
    narrow = Interval(earliest=wide.published.earliest + width * low, latest=wide.published.earliest + width * high)
    after = [replace(one, published=narrow) if one is wide else one for one in carried]
    old, new = (ledger("n", rows, RUSSIAN_STATE, watched=by_outlet(spans)) for rows in (carried, after))
    for one in new:
        known = row(old, one.outlet_id)
        if one.lag_min_h is None or one.lag_max_h is None or one.before_origin:
            continue
        assert known.lag_min_h is not None
        assert known.lag_max_h is not None
        assert one.lag_min_h >= known.lag_min_h - 1e-6
        assert one.lag_max_h <= known.lag_max_h + 1e-6


TRUE = st.lists(st.tuples(st.sampled_from("xy"), st.integers(0, 60)), min_size=1, max_size=6)
FEEDS = st.lists(st.tuples(st.sampled_from("xy"), HOURS, st.integers(1, 60)), min_size=1, max_size=6)


@given(TRUE, FEEDS, FEEDS)
def test_adding_coverage_never_turns_an_unknown_into_a_false_first(
    true: list[tuple[str, int]], some: list[tuple[str, int, int]], extra: list[tuple[str, int, int]]
) -> None:
    origin = item("tass", span(0, 0), state=True)
    for stretches in (some, some + extra):
        feeds = {feed for feed, _, _ in stretches}
        spans = [one for feed, a, n in stretches for one in watched("a", (a, a + n), feed=feed)]
        out = [(feed, hour) for feed, hour in true if feed in feeds]
        seen = [hour for feed, hour in out if any(f == feed and a <= hour <= a + n for f, a, n in stretches)]
        carried = [origin, *(item("a", span(hour, hour), n=n) for n, hour in enumerate(seen))]
        rows = ledger("n", carried, RUSSIAN_STATE, watched={"a": spans}, outlets=[outlet("a")])
        told = next((one for one in rows if one.outlet_id == "a"), None)
        if told is None or told.censored is Censoring.UNKNOWN:
            continue
        first = min((hour for _, hour in out), default=1000)
        if told.censored is Censoring.NONE:
            assert told.first == span(first, first)
        if told.censored is Censoring.RIGHT:
            assert told.watched_until is not None
            assert at(first) > told.watched_until
        if told.lag_min_h is not None:
            assert told.lag_min_h <= first
            assert told.lag_max_h is None or first <= told.lag_max_h


@given(
    CARRIED, SPANS, st.lists(st.integers(0, 200), min_size=12, max_size=12), st.integers(0, 200), st.integers(0, 200)
)
def test_as_of_is_monotone(
    carried: list[Carried], spans: list[CoverageSpan], seen: list[int], one: int, other: int
) -> None:
    dated = [replace(it, first_seen_at=at(hour)) for it, hour in zip(carried, seen, strict=False)]
    early, late = (ledger("n", dated, RUSSIAN_STATE, watched=by_outlet(spans), as_of=at(hour))
                   for hour in sorted((one, other)))  # fmt: skip
    for old in early:
        new = row(late, old.outlet_id)
        assert new.items >= old.items
        if old.first is not None:
            assert new.first is not None
            assert new.first.latest <= old.first.latest


@given(CARRIED.filter(bool), st.data())
def test_judgements_always_win(carried: list[Carried], data: st.DataObject) -> None:
    judged_item = data.draw(st.sampled_from(carried))
    no = replace(judged_item, decision=Decision.NO, judged=True)
    told = ledger("n", [*carried, no], RUSSIAN_STATE)
    assert judged_item.item_id not in {key for one in told for key in (one.item_id, one.adopted_item_id)}
    assert told == ledger("n", [one for one in carried if one is not judged_item], RUSSIAN_STATE)
    rows = ledger("n", carried, OriginRule(), judged=judged(item_id=judged_item.item_id))
    if judged_item.published is not None:
        assert [one.outlet_id for one in rows if one.role == "origin"] == [judged_item.outlet_id]


def test_origin_that_is_only_bounded_above_gives_no_lag() -> None:
    bounded = replace(item("tass", None, state=True), imported=True, readings=(
        TimeReading(item_id="tass-0", source="gdelt", meaning=Meaning.OUT_BY, basis=Basis.INFERRED,
                    interval=Interval(earliest=EVER, latest=at(3)), precision=Precision.SECOND, seen_at=at(99), fetch_id="f"),))  # fmt: skip
    faro = row(ledger("n", [bounded, item("faro", span(30, 31))], RUSSIAN_STATE), "faro")
    assert (faro.lag_min_h, faro.lag_max_h, faro.adopted_lag_max_h) == (None, None, None)
