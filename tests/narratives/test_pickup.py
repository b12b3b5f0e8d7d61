from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from narratives.lag import first_of, lag_after
from narratives.pickup import ledger, origin_time
from store.model import Basis, Carried, Censoring, Decision, Frame, Interval, Kind, OriginRule, Pickup, Precision, Route

START = datetime(2024, 4, 9, 6, tzinfo=UTC)
SEEN = START + timedelta(days=100)
RUSSIAN_STATE = OriginRule(kinds=(Kind.STATE_MEDIA,), countries=("RU",))


def span(earliest_h: float, latest_h: float) -> Interval:
    return Interval(earliest=START + timedelta(hours=earliest_h), latest=START + timedelta(hours=latest_h))


def item(
    outlet: str, published: Interval | None, *, frame: Frame = Frame.ATTRIBUTES, state: bool = False, n: int = 0
) -> Carried:
    return Carried(
        item_id=f"{outlet}-{n}", outlet_id=outlet, outlet=outlet.title(), country="RU" if state else "MX",
        kind=Kind.STATE_MEDIA if state else Kind.REGIONAL, url=f"https://{outlet}.example/{n}", published=published,
        precision=Precision.DAY if published else Precision.UNKNOWN, basis=Basis.URL, first_seen_at=SEEN, frame=frame,
        route=Route.UNKNOWN, decision=Decision.YES, judged=False,
    )  # fmt: skip


def row(rows: list[Pickup], outlet: str) -> Pickup:
    return next(one for one in rows if one.outlet_id == outlet)


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


INTERVALS = st.tuples(st.integers(-100, 100), st.integers(0, 60)).map(lambda pair: span(pair[0], pair[0] + pair[1]))
CARRIED = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.none() | INTERVALS, st.sampled_from(list(Frame))), max_size=12
).map(lambda rows: [item(o, when, frame=f, state=o in "ab", n=n) for n, (o, when, f) in enumerate(rows)])


@given(CARRIED, st.randoms())
def test_order_of_input_never_matters(carried: list[Carried], random: Random) -> None:
    shuffled = carried.copy()
    random.shuffle(shuffled)
    assert ledger("n", carried, RUSSIAN_STATE) == ledger("n", shuffled, RUSSIAN_STATE)


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
