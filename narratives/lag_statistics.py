"""A narrative's ledger and when outlets were watched in; pick-up curves of groups of outlets, with bands, out."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import partial

from narratives.follow import follow_pick_up, follow_silence
from narratives.lag import Lag, LagBetween, lag_after, resolved, smallest_ordered_h
from narratives.ledgers import Ledger, Watching
from narratives.survival import Followed, PickUpCurve, pick_up_curve
from narratives.waking import waking_lag
from store.model import Censoring, Interval, Pickup, TimeFlag

_HOUR = timedelta(hours=1)
_UNSEEN = {Censoring.LEFT, Censoring.INTERVAL}  # an earlier mention can have passed


class Base(StrEnum):
    """Whom the shares of a curve are of."""

    WATCHED = "watched"  # outlets that we watched when the story began, the silent ones too
    CARRIERS = "carriers"  # outlets of which we know that they did, so the curve always ends at 1


class Event(StrEnum):
    """What a lag runs to."""

    MENTION = "mention"
    ADOPTION = "adoption"  # the first item that passes the claim on


class Clock(StrEnum):
    """Which hours are counted."""

    CLOCK = "clock"
    WAKING = "waking"  # between 06:00 and midnight at the outlet


@dataclass(frozen=True, slots=True, kw_only=True)
class LagCurve:
    """How a group of outlets picked one narrative up; `country` None: all of them.

    `resolution_h`: the shortest lag that the coarsest of the outlets' feeds shows in the right order, in hours; None if
    no lag rests on a poll.
    """

    narrative_id: str
    country: str | None
    base: Base
    event: Event
    clock: Clock
    resolution_h: float | None
    curve: PickUpCurve


KINDS = (
    (Base.WATCHED, Event.MENTION, Clock.CLOCK),
    (Base.WATCHED, Event.ADOPTION, Clock.CLOCK),
    (Base.WATCHED, Event.MENTION, Clock.WAKING),
    (Base.CARRIERS, Event.MENTION, Clock.CLOCK),
    (Base.CARRIERS, Event.ADOPTION, Clock.CLOCK),
    (Base.CARRIERS, Event.MENTION, Clock.WAKING),
)


def lag_curves(ledger: Ledger, watch: Watching) -> list[LagCurve]:
    """Return the curves of all outlets together and of each country, of every kind that has somebody to count.

    The origin's own outlets are left out; without an origin there is no lag and no curve.
    """
    countries = sorted({watch.country(name) for name in _outlets(ledger, watch)})
    groups: list[str | None] = [None, *countries]
    found = [lag_curve(ledger, watch, kind, country=country) for country in groups for kind in KINDS]
    return [one for one in found if one.curve.outlets or one.curve.unknown]


def lag_curve(
    ledger: Ledger, watch: Watching, kind: tuple[Base, Event, Clock], *, country: str | None = None
) -> LagCurve:
    """Return one curve: of the outlets of `country`, or of all."""
    base, event, clock = kind
    known = known_lags(ledger, watch, kind, country=country)
    counted = {one.outlet_id for one in known if one.max_h is not None}
    gaps = [gap for row in ledger.rows if row.outlet_id in counted and (gap := _resolution_h(row)) is not None]
    return LagCurve(
        narrative_id=ledger.narrative_id, country=country, base=base, event=event, clock=clock,
        resolution_h=max(gaps, default=None), curve=pick_up_curve(known),
    )  # fmt: skip


def known_lags(
    ledger: Ledger, watch: Watching, kind: tuple[Base, Event, Clock], *, country: str | None = None
) -> list[Followed]:
    """Return what is known of each outlet's lag, none shorter than the polls around its item can resolve."""
    base, event, clock = kind
    outlets = {name for name in _outlets(ledger, watch) if country is None or watch.country(name) == country}
    rows = {row.outlet_id: row for row in ledger.rows if row.item_id and row.outlet_id in outlets}
    if base is Base.WATCHED:
        known = list(_watched(ledger, watch, outlets, event, clock))
    else:
        known = [_carrier(row, event, clock) for row in rows.values() if event is Event.MENTION or row.adopted_item_id]
    return [_as_resolved(one, rows.get(one.outlet_id)) for one in known]


def first_mentions(ledger: Ledger, event: Event) -> dict[str, Interval]:
    """Return when each outlet first did it, origins too; an undated one did between the origin and when it was seen."""
    if ledger.origin_at is None:
        return {}
    seen = {item.item_id: item.first_seen_at for item in ledger.carried}
    found = {}
    for row in ledger.rows:
        item_id, when = (row.item_id, row.first) if event is Event.MENTION else (row.adopted_item_id, row.adopted)
        if when is not None:
            found[row.outlet_id] = when
        elif item_id is not None and TimeFlag.IMPORTED not in row.flags:
            begins = ledger.origin_at.earliest
            found[row.outlet_id] = Interval(earliest=begins, latest=max(seen[item_id], begins))
    return found


def _outlets(ledger: Ledger, watch: Watching) -> set[str]:
    """Return everybody who can be in a curve: watched or carrying, and no origin."""
    if ledger.origin_at is None:
        return set()
    origins = {row.outlet_id for row in ledger.rows if row.role == "origin"}
    return ({row.outlet_id for row in ledger.rows} | set(watch.spans)) - origins


def _watched(
    ledger: Ledger, watch: Watching, outlets: Collection[str], event: Event, clock: Clock
) -> Iterator[Followed]:
    firsts = first_mentions(ledger, event)
    for name in sorted(outlets & watch.spans.keys()):
        lag_between = _lag_between(watch, name, clock)
        if ledger.origin_at is None or lag_between is None:
            yield Followed(outlet_id=name, min_h=None, max_h=None)
        elif name in firsts:
            yield follow_pick_up(name, firsts[name], ledger.origin_at, watch.spans[name], lag_between=lag_between)
        else:
            yield follow_silence(name, ledger.origin_at, watch.spans[name], lag_between=lag_between)


def _lag_between(watch: Watching, outlet_id: str, clock: Clock) -> LagBetween | None:
    if clock is Clock.CLOCK:
        return lag_after
    outlet = watch.known.get(outlet_id)
    return partial(waking_lag, zones=outlet.zones) if outlet and outlet.zones else None


def _carrier(row: Pickup, event: Event, clock: Clock) -> Followed:
    if event is Event.ADOPTION:
        least, most = row.adopted_lag_min_h, row.adopted_lag_max_h
        if least is not None and row.lag_min_h is not None and row.censored in _UNSEEN:
            least = min(least, row.lag_min_h)
    elif clock is Clock.WAKING:
        least, most = row.waking_lag_min_h, row.waking_lag_max_h
    else:
        least, most = row.lag_min_h, row.lag_max_h
    return Followed(outlet_id=row.outlet_id, min_h=least, max_h=most if least is not None else None)


def _as_resolved(one: Followed, row: Pickup | None) -> Followed:
    """Widen a lag that is shorter than the polls of its feed can show."""
    resolution_h = _resolution_h(row) if row else None
    if one.min_h is None or one.max_h is None or resolution_h is None:
        return one
    lag = resolved(Lag(min_h=one.min_h, max_h=one.max_h), resolution_h)
    return Followed(outlet_id=one.outlet_id, min_h=lag.min_h, max_h=lag.max_h)


def _resolution_h(row: Pickup) -> float | None:
    """Return the shortest lag that the two polls around the item can show in the right order; None without polls."""
    if row.seen_after is None or row.seen_at is None:
        return None
    return smallest_ordered_h((row.seen_at - row.seen_after) / _HOUR)
