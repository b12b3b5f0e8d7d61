"""The items that carry one narrative in, the pick-up ledger out: one row per outlet, every time an interval. Pure."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from types import MappingProxyType

from narratives.lag import Lag, LagBetween, first_of, lag_after
from narratives.times import Dated, date_item, first_bounded, seen_between
from narratives.via import decided_via, find_via
from narratives.waking import waking_lag
from narratives.watch import Censored, before_mention, watched_times, while_silent
from store.model import (
    ADOPTING_FRAMES,
    EVER,
    Basis,
    Carried,
    Censoring,
    CoverageSpan,
    Decision,
    Interval,
    OriginJudgement,
    OriginRule,
    Outlet,
    Pickup,
    Precision,
    Route,
    SharedText,
    TimeFlag,
)

_LATE = datetime.max.replace(tzinfo=UTC)
_NO_COVERAGE: Mapping[str, Sequence[CoverageSpan]] = MappingProxyType({})
_NO_ZONES: Mapping[str, Sequence[str]] = MappingProxyType({})
_OF_THE_LEAD = {TimeFlag.MONTH, TimeFlag.IMPORTED, TimeFlag.BACKFILLED, TimeFlag.ZONE_UNKNOWN, TimeFlag.MOVED,
                TimeFlag.DATED_LATER, TimeFlag.LOOKED_BACK, TimeFlag.BETTER_CLOCK, TimeFlag.BOUNDED}  # fmt: skip
_WIDENING = {Censoring.LEFT, Censoring.INTERVAL}


def ledger(  # noqa: PLR0913 - all but the first three are named
    narrative_id: str,
    carried: Sequence[Carried],
    rule: OriginRule,
    *,
    watched: Mapping[str, Sequence[CoverageSpan]] = _NO_COVERAGE,
    outlets: Sequence[Outlet] = (),
    as_of: datetime | None = None,
    shared: Sequence[SharedText] = (),
    judged: OriginJudgement | None = None,
    zones: Mapping[str, Sequence[str]] = _NO_ZONES,
    domains: Mapping[str, Sequence[str]] = _NO_ZONES,
) -> list[Pickup]:
    """Return one row per outlet that carries the narrative; then one for each of `outlets` that was silent.

    Only what was first seen by `as_of` counts (None: everything). `watched` has the coverage spans of outlets by id;
    an outlet without any is not watched, so its silence says nothing and it has no row. They are cut at `as_of`, but
    the caller has to end them at the last poll before it. `shared` are the pairs of items that share wording, `judged`
    a person's decision about the origin, which outranks the rule. `zones` are the IANA zones that each outlet's clock
    can stand for; an outlet without any has no waking lag. `domains` are where each outlet publishes, mirrors included.
    Rows stand in the order of the middles of their first-mention intervals, undated outlets last, silent ones behind
    them, then by name: that is an order for reading, `order_certain`, `place_min` and `place_max` say what the data
    decides. The order of the arguments' members does not matter. Origin rows are the outlets that the rule admits and
    whose first mention can be the origin: if there are several, it is one of them.
    """
    items = _counted(carried, as_of)
    story = _story(items, rule, judged, {key: watched_times(spans, as_of=as_of) for key, spans in watched.items()})
    by_outlet: dict[str, list[Dated]] = defaultdict(list)
    for item in items:
        by_outlet[item.item.outlet_id].append(item)
    rows = [_row(narrative_id, group, story, zones.get(outlet, ())) for outlet, group in by_outlet.items()]
    origins = sum(row.role == "origin" for row in rows)
    rows = _with_sources([replace(row, origins=origins) for row in rows], by_outlet, shared, domains)
    silent = [row for outlet in outlets if outlet.outlet_id not in by_outlet
              for row in _silent(narrative_id, outlet, story, as_of)]  # fmt: skip
    return sorted(_with_order(rows), key=_reading_order) + sorted(silent, key=_reading_order)


def origin_time(
    carried: Sequence[Carried],
    rule: OriginRule,
    *,
    as_of: datetime | None = None,
    judged: OriginJudgement | None = None,
) -> Interval | None:
    """Return what the lags of `ledger` are counted from; None if nobody who may have started it is dated."""
    return _story(_counted(carried, as_of), rule, judged, {}).origin


def may_start(item: Carried, rule: OriginRule) -> bool:
    """Tell whether the item's outlet has an origin role: named by id, or of a named kind and country."""
    if item.outlet_id in rule.outlets:
        return True
    if not rule.kinds and not rule.countries:
        return False
    return (not rule.kinds or item.kind in rule.kinds) and (not rule.countries or item.country in rule.countries)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Story:
    """What every row is measured against."""

    origin: Interval | None
    starters: frozenset[str]  # outlets that may have started it
    judged: bool
    begins: datetime | None  # from when on coverage matters: the origin, or the first dated mention without one
    watched: Mapping[str, Sequence[Interval]]


def _counted(carried: Sequence[Carried], as_of: datetime | None) -> list[Dated]:
    """Return the items that count, dated, each once; of two rows about one item the judged one stands."""
    seen = (item for item in carried if as_of is None or item.first_seen_at <= as_of)
    ranked = sorted(seen, key=lambda item: (not item.judged, item.item_id, item.decision, item.first_seen_at))
    once: dict[str, Carried] = {}
    for item in ranked:
        once.setdefault(item.item_id, item)
    return [date_item(item, as_of=as_of) for item in once.values() if item.decision is Decision.YES]


def _story(
    items: Sequence[Dated],
    rule: OriginRule,
    judged: OriginJudgement | None,
    watched: Mapping[str, Sequence[Interval]],
) -> _Story:
    starters = [item for item in items if may_start(item.item, rule)]
    named = [item for item in items if judged and _is_judged(item.item, judged)]
    decided = (judged.when if judged else None) or first_bounded(one.published for one in named if one.published)
    origin = decided or _first_origin(starters)
    dated = [item.published.earliest for item in items if item.published and not item.published.open]
    chosen = (named or ([] if judged and judged.when else starters)) if decided else starters
    return _Story(
        origin=origin, starters=frozenset(item.item.outlet_id for item in chosen), judged=decided is not None,
        begins=origin.earliest if origin else min(dated, default=None), watched=watched,
    )  # fmt: skip


def _is_judged(item: Carried, judged: OriginJudgement) -> bool:
    return item.item_id == judged.item_id if judged.item_id else item.outlet_id == judged.outlet_id


def _first_origin(items: Sequence[Dated]) -> Interval | None:
    """Return the first of the items; one bounded above only counts when there is no other."""
    known = [item.published for item in items if item.published]
    return first_of(interval for interval in known if not interval.open) or first_of(known)


def _row(narrative_id: str, items: Sequence[Dated], story: _Story, zones: Sequence[str]) -> Pickup:
    lead = min(items, key=_certainty)
    adopting = [item for item in items if item.item.frame in ADOPTING_FRAMES]
    first, adopted = _first(items), _first(adopting)
    censored = _censored(lead, first, story)
    lag = _lag(story.origin, first, censored, lag_after)
    waking = _waking(story.origin, first, censored, zones)
    dated = story.origin is not None and not story.origin.open
    adopted_lag = lag_after(story.origin, adopted) if story.origin and dated and adopted else None
    item = lead.item
    starts = bool(
        item.outlet_id in story.starters and story.origin and first
        and (story.judged or first.earliest <= story.origin.latest)
    )  # fmt: skip
    return Pickup(
        narrative_id=narrative_id, outlet_id=item.outlet_id, outlet=item.outlet, country=item.country,
        role="origin" if starts else "pick-up", item_id=item.item_id, url=item.url, first=first, adopted=adopted,
        precision=item.precision if lead.published else Precision.UNKNOWN, basis=item.basis,
        lag_min_h=lag.min_h if lag else None, lag_max_h=lag.max_h if lag else None,
        before_origin=bool(lag and lag.max_h < 0), frame=item.frame, route=item.route,
        via_item_id=None, order_certain=False, censored=censored.how, items=len(items),
        flags=_flags(lead, items, story), seen_after=item.absent_at, seen_at=item.first_seen_at,
        adopted_item_id=min(adopting, key=_certainty).item.item_id if adopting else None,
        adopted_lag_min_h=adopted_lag.min_h if adopted_lag else None,
        adopted_lag_max_h=adopted_lag.max_h if adopted_lag else None,
        moved_to=lead.moved_to, unknown_from=censored.unknown_from, unknown_to=censored.unknown_to,
        watched_until=_watched_until(item.outlet_id, story), judged=item.judged,
        waking_lag_min_h=waking.min_h if waking else None, waking_lag_max_h=waking.max_h if waking else None,
    )  # fmt: skip


def _first(items: Sequence[Dated]) -> Interval | None:
    """Return when the first of them was out; undated ones only bound it: they were, by when a feed showed them."""
    if not any(item.published for item in items):
        return None
    return first_bounded(when for item in items if (when := item.published or seen_between(item.item)))


def _censored(lead: Dated, first: Interval | None, story: _Story) -> Censored:
    """Say what coverage allows; an imported item was shown by nothing that we watched, so it carries none."""
    if first is None or lead.item.imported:
        return Censored(how=Censoring.UNKNOWN)
    return before_mention(story.watched.get(lead.item.outlet_id, ()), story.begins, first)


def _lag(origin: Interval | None, first: Interval | None, censored: Censored, lag_between: LagBetween) -> Lag | None:
    """Return the lag of the first mention, also of one that can have passed unseen before the first that we know.

    None from an origin of which nobody knows since when it was out: it can be any.
    """
    if origin is None or origin.open or first is None:
        return None
    lag = lag_between(origin, first)
    if censored.how not in _WIDENING or lag.max_h < 0:
        return lag
    since = censored.unknown_from or origin.earliest
    unseen = lag_between(origin, Interval(earliest=since, latest=max(since, first.latest)))
    return Lag(min_h=min(lag.min_h, max(unseen.min_h, 0.0)), max_h=lag.max_h)


def _waking(origin: Interval | None, first: Interval | None, censored: Censored, zones: Sequence[str]) -> Lag | None:
    """Return the same in waking hours; None without a zone, or where an end is open: nobody counts its days."""
    if not zones or origin is None or origin.open or first is None or (first.open and first.latest < origin.earliest):
        return None
    return _lag(origin, first, censored, partial(waking_lag, zones=zones))


def _flags(lead: Dated, items: Sequence[Dated], story: _Story) -> tuple[TimeFlag, ...]:
    """Gather what is odd: about the shown time from its own item, about anything else from all the outlet's items."""
    flags = {flag for item in items for flag in item.flags if flag not in _OF_THE_LEAD} | lead.flags
    if story.origin is None:
        flags.add(TimeFlag.NO_ORIGIN)
    if story.judged:
        flags.add(TimeFlag.JUDGED_ORIGIN)
    return tuple(sorted(flags))


def _watched_until(outlet_id: str, story: _Story) -> datetime | None:
    watched = story.watched.get(outlet_id)
    return watched[-1].latest if watched else None


def _silent(narrative_id: str, outlet: Outlet, story: _Story, as_of: datetime | None) -> Iterable[Pickup]:
    """Give the row of an outlet that was watched at some time of the story and carried nothing."""
    watched = story.watched.get(outlet.outlet_id)
    if not watched or story.begins is None:
        return
    until = watched[-1].latest if as_of is None else min(as_of, watched[-1].latest)
    if until <= story.begins:
        return
    censored = while_silent(watched, story.begins, until)
    known_until = censored.unknown_from if censored.how in _WIDENING else until
    least = None
    if story.origin and known_until and censored.how is not Censoring.LEFT:
        least = lag_after(story.origin, Interval(earliest=known_until, latest=known_until)).min_h
    yield Pickup(
        narrative_id=narrative_id, outlet_id=outlet.outlet_id, outlet=outlet.name, country=outlet.country,
        role="silent", item_id=None, url=None, first=None, adopted=None, precision=Precision.UNKNOWN,
        basis=Basis.INFERRED, lag_min_h=least, lag_max_h=None, before_origin=False, frame=None, route=Route.UNKNOWN,
        via_item_id=None, order_certain=False, censored=censored.how, items=0,
        flags=(TimeFlag.NO_ORIGIN,) if story.origin is None else (),
        unknown_from=censored.unknown_from, unknown_to=censored.unknown_to, watched_until=until,
    )  # fmt: skip


def _with_sources(
    rows: Sequence[Pickup],
    carriers: Mapping[str, Sequence[Dated]],
    shared: Sequence[SharedText],
    domains: Mapping[str, Sequence[str]],
) -> list[Pickup]:
    by_id = {item.item.item_id: item for items in carriers.values() for item in items}
    pairs: dict[str, list[SharedText]] = defaultdict(list)
    for pair in sorted(shared, key=lambda one: (one.earlier_item_id, one.later_item_id, one.containment)):
        pairs[pair.earlier_item_id].append(pair)
        pairs[pair.later_item_id].append(pair)
    found = []
    for row in rows:
        asked = row.item_id is not None and row.role != "origin"
        via = find_via(by_id[row.item_id], carriers, pairs[row.item_id], domains) if row.item_id and asked else ()
        found.append(replace(row, via=via, via_item_id=decided_via(via)))
    return found


def _certainty(item: Dated) -> tuple[datetime, datetime, str, str]:
    """Order an outlet's items: the one that was certainly out soonest stands for its first mention."""
    when = item.published or seen_between(item.item)
    if when is None:
        return (_LATE, item.item.first_seen_at, item.item.url, item.item.item_id)
    return (when.latest, when.earliest, item.item.url, item.item.item_id)


def _with_order(rows: Sequence[Pickup]) -> list[Pickup]:
    """Give each dated row the first and the last place it can have among the dated ones."""
    possible = [_possible(row) for row in rows]
    starts = sorted(one.earliest for one in possible if one)
    ends = sorted(one.latest for one in possible if one)
    placed = []
    for row, one in zip(rows, possible, strict=True):
        if one is None:
            placed.append(row)
            continue
        least, most = bisect_left(ends, one.earliest) + 1, bisect_right(starts, one.latest)
        placed.append(replace(row, place_min=least, place_max=most, order_certain=least == most))
    return placed


def _possible(row: Pickup) -> Interval | None:
    """Return when the outlet's first mention can have been, one that passed unseen included."""
    if row.first is None or row.censored not in _WIDENING:
        return row.first
    since = min(row.unknown_from or EVER, row.first.earliest)
    return Interval(earliest=since, latest=row.first.latest)


def _reading_order(row: Pickup) -> tuple[datetime, str, str]:
    if row.first is None:
        return (_LATE, row.outlet.casefold(), row.outlet_id)
    since = row.first.latest if row.first.open else row.first.earliest
    return (since + (row.first.latest - since) / 2, row.outlet.casefold(), row.outlet_id)
