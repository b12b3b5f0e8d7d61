"""Curves and medians out of a ledger: who is counted, what is left out, and what polls can resolve. Outlets invented."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from narratives.lag import smallest_ordered_h
from narratives.lag_rows import quantile_rows, step_rows
from narratives.lag_statistics import KINDS, Base, Clock, Event, LagCurve, known_lags, lag_curve, lag_curves
from narratives.ledgers import Ledger, Watching
from narratives.pickup import ledger, origin_time
from store.model import Carried, CoverageSpan, Frame, Interval
from tests.narratives.ledger_builders import RUSSIAN_STATE, SEEN, at, gap, item, outlet, span, watched

MENTION = (Base.WATCHED, Event.MENTION, Clock.CLOCK)
ADOPTION = (Base.WATCHED, Event.ADOPTION, Clock.CLOCK)
WAKING = (Base.WATCHED, Event.MENTION, Clock.WAKING)
CARRIERS = (Base.CARRIERS, Event.MENTION, Clock.CLOCK)
ORIGIN = item("tass", span(0, 0), state=True)


def polled(name: str, hour: float, *, poll_h: float = 0.01, frame: Frame = Frame.ASSERTS) -> Carried:
    """Return an item of a feed, seen within `poll_h` of being out."""
    made = item(name, span(hour, hour), frame=frame)
    return replace(made, first_seen_at=at(hour) + timedelta(hours=poll_h), absent_at=at(hour))


def told(carried: Sequence[Carried], spans: Sequence[CoverageSpan]) -> tuple[Ledger, Watching]:
    by_outlet: dict[str, list[CoverageSpan]] = {}
    for one in spans:
        by_outlet.setdefault(one.outlet_id, []).append(one)
    known = {name: outlet(name) for name in {one.outlet_id for one in carried} | set(by_outlet)}
    watch = Watching(spans=by_outlet, outlets=[known[name] for name in by_outlet], known=known)
    rows = ledger("n", carried, RUSSIAN_STATE, watched=by_outlet, outlets=watch.outlets,
                  zones={name: one.zones for name, one in known.items()})  # fmt: skip
    return Ledger(narrative_id="n", as_of=None, rows=rows, carried=carried, origin=None,
                  origin_at=origin_time(carried, RUSSIAN_STATE)), watch  # fmt: skip


def lags(
    carried: Sequence[Carried], spans: Sequence[CoverageSpan], kind: tuple[Base, Event, Clock] = MENTION
) -> dict[str, tuple[float | None, float | None]]:
    return {one.outlet_id: (one.min_h, one.max_h) for one in known_lags(*told(carried, spans), kind)}


def test_silent_watched_outlets_count_and_the_origin_does_not() -> None:
    spans = [*watched("faro", (-5, 50)), *watched("luz", (-5, 40)), *watched("tass", (-5, 50))]
    assert lags([ORIGIN, polled("faro", 7)], spans) == {"faro": (7, 7), "luz": (40, None)}


def test_outlet_watched_too_late_is_unknown_though_it_was_seen_to_carry_it() -> None:
    assert lags([ORIGIN, polled("faro", 7)], watched("faro", (3, 50))) == {"faro": (None, None)}


def test_undated_mention_lies_between_the_origin_and_when_it_was_seen() -> None:
    undated = replace(item("faro", None), first_seen_at=at(9), absent_at=None)
    assert lags([ORIGIN, undated], watched("faro", (-5, 50))) == {"faro": (0, 9)}


def test_denial_is_a_mention_and_no_adoption() -> None:
    carried = [ORIGIN, polled("faro", 7, frame=Frame.DENIES)]
    spans = watched("faro", (-5, 50))
    assert lags(carried, spans) == {"faro": (7, 7)}
    assert lags(carried, spans, ADOPTION) == {"faro": (50, None)}


def test_lag_after_a_gap_begins_at_the_gap() -> None:
    spans = [*watched("faro", (-5, 3), (6, 50)), gap("faro", 3, 6)]
    assert lags([ORIGIN, polled("faro", 7)], spans) == {"faro": (3, 7)}


def test_waking_hours_leave_the_night_out() -> None:
    # The story begins at midnight in Mexico City; an item at 08:00 there is two waking hours later.
    assert lags([ORIGIN, polled("faro", 8)], watched("faro", (-5, 50)), WAKING) == {"faro": (2, 2)}


def test_no_lag_is_counted_as_shorter_than_its_polls_resolve() -> None:
    carried = [ORIGIN, polled("faro", 0.25, poll_h=1), polled("luz", 5, poll_h=1)]
    spans = [*watched("faro", (-5, 50)), *watched("luz", (-5, 50))]
    finest = smallest_ordered_h(1)
    assert finest == pytest.approx(0.68, abs=0.01)
    assert lags(carried, spans) == {"faro": (0, finest), "luz": (5, 5)}
    assert lag_curve(*told(carried, spans), MENTION).resolution_h == finest


def test_imported_outlets_have_a_curve_of_carriers_only() -> None:
    carried = [ORIGIN, replace(item("faro", span(0, 24)), imported=True, first_seen_at=SEEN)]
    found = {(one.base, one.event, one.clock, one.country) for one in lag_curves(*told(carried, []))}
    assert {base for base, *_ in found} == {Base.CARRIERS}
    assert {country for *_, country in found} == {None, "MX"}


def test_median_of_watched_outlets_is_open_while_most_are_silent() -> None:
    spans = [one for name in ("faro", "luz", "sur", "voz") for one in watched(name, (-5, 30))]
    curve = lag_curve(*told([ORIGIN, polled("faro", 7)], spans), MENTION)
    quartile, median, _ = list(quantile_rows(curve))
    assert (quartile["low_h"], quartile["high_h"]) == (7, 7)
    assert (median["low_h"], median["high_h"], median["band_high_h"]) == (30, None, None)
    assert (median["known"], median["silent"], median["method"]) == (1, 3, "kaplan-meier")
    steps = list(step_rows(curve))
    assert [(row["from_h"], row["to_h"], row["share"]) for row in steps] == [(7, 7, 0.25), (30, None, 1)]
    assert steps[0]["band_least"] <= 0.25 <= steps[0]["band_most"]
    assert steps[1]["band_least"] is None


def test_without_an_origin_there_is_no_curve() -> None:
    assert lag_curves(*told([polled("faro", 7)], watched("faro", (-5, 50)))) == []


def test_curves_of_countries_count_their_own_outlets_only() -> None:
    made, watch = told(
        [ORIGIN, polled("faro", 7), polled("luz", 8)], [*watched("faro", (-5, 50)), *watched("luz", (-5, 50))]
    )
    watch = replace(watch, known={**watch.known, "luz": replace(watch.known["luz"], country="ES")})
    counted = {
        one.country: one.curve.known for one in lag_curves(made, watch) if (one.base, one.event, one.clock) == MENTION
    }
    assert counted == {None: 2, "MX": 1, "ES": 1}


@pytest.mark.parametrize("kind", KINDS, ids="-".join)
def test_order_of_items_never_matters(kind: tuple[Base, Event, Clock]) -> None:
    carried = [ORIGIN, polled("faro", 7), polled("luz", 30), item("sur", Interval(earliest=at(0), latest=at(24)))]
    spans = [*watched("faro", (-5, 50)), *watched("luz", (-5, 20), (22, 50)), *watched("voz", (-5, 50))]

    def curve(items: Sequence[Carried]) -> LagCurve:
        return lag_curve(*told(items, spans), kind)

    assert curve(carried) == curve(carried[::-1])
    assert curve(carried).curve.outlets > 0
