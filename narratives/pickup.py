"""The items that carry one narrative in, the pick-up ledger out: one row per outlet, every time an interval. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from narratives.lag import first_of, lag_after
from store.model import ADOPTING_FRAMES, Carried, Censoring, Interval, OriginRule, Pickup

_LATE = datetime.max.replace(tzinfo=UTC)


def ledger(narrative_id: str, carried: Sequence[Carried], rule: OriginRule) -> list[Pickup]:
    """Return one row per outlet that carries the narrative.

    Rows stand in the order of the middles of their first-mention intervals, undated outlets last, then by name:
    that is an order for reading, `order_certain` says whether the data decides it. The order of `carried` does
    not matter. Origin rows are the outlets that the rule admits and whose first mention can be the origin: if
    there are several, it is one of them.
    """
    by_outlet: dict[str, list[Carried]] = defaultdict(list)
    for item in carried:
        by_outlet[item.outlet_id].append(item)
    origin = origin_time(carried, rule)
    rows = [_row(narrative_id, items, origin, rule) for items in by_outlet.values()]
    return sorted(_with_order(rows), key=_reading_order)


def origin_time(carried: Sequence[Carried], rule: OriginRule) -> Interval | None:
    """Return when the first dated item of an outlet with an origin role was out, or None if there is none."""
    return first_of(item.published for item in carried if item.published and may_start(item, rule))


def may_start(item: Carried, rule: OriginRule) -> bool:
    """Tell whether the item's outlet has an origin role: named by id, or of a named kind and country."""
    if item.outlet_id in rule.outlets:
        return True
    if not rule.kinds and not rule.countries:
        return False
    return (not rule.kinds or item.kind in rule.kinds) and (not rule.countries or item.country in rule.countries)


def _row(narrative_id: str, items: Sequence[Carried], origin: Interval | None, rule: OriginRule) -> Pickup:
    lead = min(items, key=_certainty)
    first = first_of(item.published for item in items if item.published)
    adopted = first_of(item.published for item in items if item.published and item.frame in ADOPTING_FRAMES)
    lag = lag_after(origin, first) if origin and first else None
    starts = bool(origin and first and may_start(lead, rule) and first.earliest <= origin.latest)
    return Pickup(
        narrative_id=narrative_id, outlet_id=lead.outlet_id, outlet=lead.outlet, country=lead.country,
        role="origin" if starts else "pick-up", item_id=lead.item_id, url=lead.url, first=first, adopted=adopted,
        precision=lead.precision, basis=lead.basis, lag_min_h=lag.min_h if lag else None,
        lag_max_h=lag.max_h if lag else None, before_origin=bool(lag and lag.max_h < 0), frame=lead.frame,
        route=lead.route, via_item_id=None, order_certain=False, censored=Censoring.UNKNOWN, items=len(items),
    )  # fmt: skip


def _certainty(item: Carried) -> tuple[datetime, datetime, str, str]:
    """Order an outlet's items: the one that was certainly out soonest stands for its first mention."""
    if item.published is None:
        return (_LATE, _LATE, item.url, item.item_id)
    return (item.published.latest, item.published.earliest, item.url, item.item_id)


def _with_order(rows: Sequence[Pickup]) -> list[Pickup]:
    return [
        replace(row, order_certain=row.first is not None and not any(
            other.first is not None and other is not row and row.first.overlaps(other.first) for other in rows))
        for row in rows
    ]  # fmt: skip


def _reading_order(row: Pickup) -> tuple[datetime, str, str]:
    if row.first is None:
        return (_LATE, row.outlet.casefold(), row.outlet_id)
    middle = row.first.earliest + (row.first.latest - row.first.earliest) / 2
    return (middle, row.outlet.casefold(), row.outlet_id)
