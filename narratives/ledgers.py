"""A database and a narrative in; its pick-up ledger, as of now or as of then, with what it was made from, out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from narratives.pickup import ledger, origin_time
from store.database import Database
from store.ledger import (
    carried_items,
    carried_then,
    definition_at,
    judged_origin,
    load_coverage,
    shared_texts,
    watched_outlets,
)
from store.model import Carried, CoverageSpan, Interval, Narrative, OriginJudgement, Outlet, Pickup, SharedText
from store.observed import load_outlets


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """Which outlets are watched, and when; the same for every narrative, so it is read once for a moment."""

    spans: Mapping[str, Sequence[CoverageSpan]]
    outlets: Sequence[Outlet]
    known: Mapping[str, Outlet]  # all of them by id, watched or not

    def country(self, outlet_id: str) -> str:
        """Return the country code of an outlet, or "unknown"."""
        outlet = self.known.get(outlet_id)
        return outlet.country if outlet else "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The ledger of one narrative (silent outlets last) and what it was made from."""

    narrative_id: str
    as_of: datetime | None
    rows: Sequence[Pickup]
    carried: Sequence[Carried]
    origin: OriginJudgement | None
    origin_at: Interval | None  # what lags are counted from
    shared: Sequence[SharedText] = ()  # pairs of its items of which one can have its wording from the other
    definition: str | None = None  # hash of what its items were matched by; None: not matched yet


def watching(database: Database, *, as_of: datetime | None = None) -> Watching:
    """Read when which outlet was watched, as far as it was by `as_of` (None: everything)."""
    known = {outlet.outlet_id: outlet for outlet in load_outlets(database)}
    watched = [known[outlet_id] for outlet_id in watched_outlets(database) if outlet_id in known]
    return Watching(spans=load_coverage(database, as_of=as_of), outlets=watched, known=known)


def ledger_of(
    database: Database, narrative: Narrative, watch: Watching, *, as_of: datetime | None = None
) -> Ledger:  # fmt: skip
    """Return the ledger from what was first seen and judged by `as_of` (None: everything)."""
    made = _made(database, narrative, watch, carried_items(database, narrative.narrative_id, as_of=as_of), as_of)
    return replace(made, definition=definition_at(database, narrative.narrative_id))


def ledger_then(database: Database, narrative: Narrative, watch: Watching, *, then: datetime) -> Ledger:
    """Return the ledger as it stood then: also with what the matcher had decided by then."""
    made = _made(database, narrative, watch, carried_then(database, narrative.narrative_id, then=then), then)
    return replace(made, definition=definition_at(database, narrative.narrative_id, as_of=then))


def pickups_of(database: Database, narrative: Narrative, *, as_of: datetime | None = None) -> list[Pickup]:
    """Return the rows of one narrative's ledger, silent outlets last, from items first seen by `as_of` (None: all)."""
    return list(ledger_of(database, narrative, watching(database, as_of=as_of), as_of=as_of).rows)


def _made(
    database: Database, narrative: Narrative, watch: Watching, carried: Sequence[Carried], as_of: datetime | None
) -> Ledger:
    judged = judged_origin(database, narrative.narrative_id, as_of=as_of)
    shared = shared_texts(database, [item.item_id for item in carried])
    rows = ledger(
        narrative.narrative_id, carried, narrative.origin, watched=watch.spans, outlets=watch.outlets, as_of=as_of,
        shared=shared, judged=judged,
        zones={name: outlet.zones for name, outlet in watch.known.items()},
        domains={name: outlet.domains for name, outlet in watch.known.items()},
    )  # fmt: skip
    return Ledger(
        narrative_id=narrative.narrative_id, as_of=as_of, rows=rows, carried=carried, origin=judged,
        origin_at=origin_time(carried, narrative.origin, as_of=as_of, judged=judged), shared=shared,
    )  # fmt: skip
