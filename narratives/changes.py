"""One narrative's ledger at two moments in; the rows that were added, moved or withdrawn between them, and why, out."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from narratives.ledgers import Ledger
from store.model import Carried, Interval, Pickup


class Why(StrEnum):
    """What made a row of the ledger another than before."""

    NEW_ITEM = "new item"
    NEW_DATE = "new date"
    NEW_WORDING = "new wording"  # under one definition the matcher decides otherwise: the item's words are others
    NEW_DEFINITION = "new definition"  # the narrative's file is another, or new
    JUDGEMENT = "judgement"
    ORIGIN = "origin"  # the origin moved, and with it the lags
    COVERAGE = "coverage"  # what we know of our own watching
    SOURCE = "source"  # an earlier text came in or went


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One outlet's row at two moments. `parts` names what changed, as before -> after."""

    change: str  # added, moved or withdrawn
    outlet_id: str
    outlet: str
    why: tuple[Why, ...]
    parts: tuple[str, ...]
    url: str | None


def changes(then: Ledger, now: Ledger, *, since: datetime) -> list[Change]:
    """Return what changed between two ledgers of one narrative: added, then moved, then withdrawn, each by name."""
    old, new = ({row.outlet_id: row for row in one.rows if row.item_id} for one in (then, now))
    items = (_by_outlet(then.carried), _by_outlet(now.carried))
    redefined = then.definition != now.definition
    found = []
    for key in old.keys() | new.keys():
        pairs = [
            (items[0][key].get(one), items[1][key].get(one)) for one in items[0][key].keys() | items[1][key].keys()
        ]
        reasons = {reason for pair in pairs if (reason := _reason(*pair, since=since, redefined=redefined))}
        found.append(_change(old.get(key), new.get(key), tuple(one for one in Why if one in reasons)))
    order = ("added", "moved", "withdrawn")
    return sorted((one for one in found if one), key=lambda one: (order.index(one.change), one.outlet.casefold()))


def _by_outlet(carried: Sequence[Carried]) -> dict[str, dict[str, Carried]]:
    found: dict[str, dict[str, Carried]] = defaultdict(dict)
    for item in carried:
        found[item.outlet_id][item.item_id] = item
    return found


def _change(old: Pickup | None, new: Pickup | None, own: tuple[Why, ...]) -> Change | None:
    row = new or old
    if row is None:
        return None
    parts = _parts(old, new) if old and new else ()
    if old and new and not parts:
        return None
    change = "moved" if old and new else "added" if new else "withdrawn"
    why = own or _reasons_elsewhere(old, new)
    return Change(change=change, outlet_id=row.outlet_id, outlet=row.outlet, why=why, parts=parts, url=row.url)


def _reason(old: Carried | None, new: Carried | None, *, since: datetime, redefined: bool) -> Why | None:
    """Return what became of one of the outlet's own items."""
    told = Why.NEW_DEFINITION if redefined else Why.NEW_WORDING
    if old is None or new is None:
        if new and new.first_seen_at > since:
            return Why.NEW_ITEM
        if any(one and one.judged for one in (old, new)):
            return Why.JUDGEMENT
        return told
    if (old.published, old.moved) != (new.published, new.moved):
        return Why.NEW_DATE
    if (old.decision, old.frame, old.route) != (new.decision, new.frame, new.route):
        return Why.JUDGEMENT if old.judged or new.judged else told
    return None


def _reasons_elsewhere(old: Pickup | None, new: Pickup | None) -> tuple[Why, ...]:
    """Return why a row is another although its own items are as they were."""
    if not old or not new:
        return (Why.NEW_DEFINITION,)
    if _coverage(old) != _coverage(new):
        return (Why.COVERAGE,)
    if old.via_item_id != new.via_item_id and (old.lag_min_h, old.lag_max_h) == (new.lag_min_h, new.lag_max_h):
        return (Why.SOURCE,)
    return (Why.ORIGIN,)


def _coverage(row: Pickup) -> tuple[object, ...]:
    return (row.censored, row.unknown_from, row.unknown_to)


def _parts(old: Pickup, new: Pickup) -> tuple[str, ...]:
    """Name what differs; places are left out, since every new outlet moves them."""
    shown = {
        "first mention": (_span(old.first), _span(new.first)),
        "first adoption": (_span(old.adopted), _span(new.adopted)),
        "item": (old.item_id, new.item_id),
        "role": (old.role, new.role),
        "lag": (_lag(old), _lag(new)),
        "frame": (old.frame or "undecided", new.frame or "undecided"),
        "route": (old.route, new.route),
        "came from": (old.via_item_id or "not known", new.via_item_id or "not known"),
        "coverage": (_coverage_words(old), _coverage_words(new)),
        "stated time": (_span(old.moved_to), _span(new.moved_to)),
    }
    return tuple(f"{name}: {before} -> {after}" for name, (before, after) in shown.items() if before != after)


def _span(when: Interval | None) -> str:
    if when is None:
        return "none"
    last = when.latest.strftime("%Y-%m-%d %H:%M:%SZ")
    return f"by {last}" if when.open else f"{when.earliest.strftime('%Y-%m-%d %H:%M:%SZ')} to {last}"


def _lag(row: Pickup) -> str:
    if row.lag_min_h is None or row.lag_max_h is None:
        return "unknown"
    return f"{row.lag_min_h:.1f} to {row.lag_max_h:.1f} h"


def _coverage_words(row: Pickup) -> str:
    if row.unknown_to is None:
        return row.censored.value
    since = row.unknown_from.strftime("%Y-%m-%d %H:%MZ") if row.unknown_from else "ever"
    return f"{row.censored.value} (unknown from {since} to {row.unknown_to.strftime('%Y-%m-%d %H:%MZ')})"
