"""The ledgers of many narratives in; which outlets lead others in what they share, beyond habit, out. Pure."""

from collections import Counter
from collections.abc import Sequence

from narratives.lead_lag import LEAST_SHARED, Both, Lead, leads, meetings
from narratives.ledgers import Ledger
from store.model import Interval

READERS_ZONE = "America/Mexico_City"  # whose hours of the day stories are compared within


def find_leads(ledgers: Sequence[Ledger], *, zone: str = READERS_ZONE, least: int = LEAST_SHARED) -> list[Lead]:
    """Return every pair of outlets that was tested, surest first; `surviving` says which may be shown.

    A pair counts as sharing text in a narrative if some wording of their items is in no third outlet's and is known to
    rest on no third text. A narrative without a dated origin says nothing about who was first.
    """
    sharing = {ledger.narrative_id: _sharing(ledger) for ledger in ledgers}
    often = Counter(pair for pairs in sharing.values() for pair in pairs)
    wanted = {pair for pair, count in often.items() if count >= least}
    outlets = frozenset().union(*wanted)
    stories: list[Both] = []
    for ledger in ledgers:
        if ledger.origin_at is not None:
            firsts = {name: when for name, when in _firsts(ledger).items() if name in outlets}
            met = meetings(ledger.narrative_id, ledger.origin_at, firsts, sharing[ledger.narrative_id])
            stories += [one for one in met if frozenset((one.one, one.other)) in wanted]
    return leads(stories, zone=zone, least=least)


def _firsts(ledger: Ledger) -> dict[str, Interval]:
    return {row.outlet_id: row.first for row in ledger.rows if row.first is not None and row.role != "origin"}


def _sharing(ledger: Ledger) -> set[frozenset[str]]:
    outlet = {item.item_id: item.outlet_id for item in ledger.carried}
    pairs = {
        frozenset((outlet[one.earlier_item_id], outlet[one.later_item_id]))
        for one in ledger.shared
        if one.exclusive and not one.common
    }
    return {pair for pair in pairs if len(pair) > 1}
