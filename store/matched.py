"""What is stored of matching, by item and narrative: for those who explain it or try another definition."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from store.database import Database
from store.errors import StoreError
from store.model import Decision, Judgement

_MENTION = "item_id, decision, probability, frame, route, route_cue, definition_hash"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A mention as the matcher left it, no judgement on top."""

    item_id: str
    decision: Decision
    probability: float
    frame: str | None
    route: str
    route_cue: str | None
    definition_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Text that an item shares with another one."""

    other_item_id: str
    other_outlet: str
    is_later: bool  # the item asked for is the later of the two, as far as the clocks can tell
    relation: str
    shared_words: int
    share: float  # of the item asked for, 0 to 1
    directed: bool  # enough to say that the later one republished the earlier one's text


def find_item(database: Database, item: str) -> str:
    """Return the id of an item given by its id or address. Raises StoreError saying what was expected."""
    rows = database.rows(
        "select item_id from item where item_id = $item or url = $item or canonical_url = $item order by first_seen_at,"
        " item_id",
        {"item": item},
    )
    ids = list(dict.fromkeys(row["item_id"] for row in rows))
    if not ids:
        raise StoreError(f"{item}: expected the id or the address of a stored item; both stand in the view items")
    if len(ids) > 1:
        raise StoreError(f"{item}: expected one item, but several have this address; give the id of one: "
                         f"{', '.join(ids)}")  # fmt: skip
    return str(ids[0])


def kept_mentions(database: Database, narrative_id: str, item_id: str | None = None) -> list[Kept]:
    """Return the matcher's rows of a narrative, near-misses included; of one item, if it is given."""
    rows = database.rows(
        f"select {_MENTION} from mention where narrative_id = $narrative and ($item is null or item_id = $item)"  # noqa: S608 - our own names
        " order by item_id",
        {"narrative": narrative_id, "item": item_id},
    )
    return [Kept(**{**row, "decision": Decision(row["decision"])}) for row in rows]


def is_matched(database: Database, narrative_id: str, version_id: int, definition_hash: str) -> bool:
    """Tell whether this wording was matched against this definition: then no row means no."""
    rows = database.rows(
        "select 1 from match_state where narrative_id = $id and version_id >= $version and definition_hash = $hash",
        {"id": narrative_id, "version": version_id, "hash": definition_hash},
    )
    return bool(rows)


def newest_judgement(judgements: Sequence[Judgement], item_id: str, narrative_id: str) -> Judgement | None:
    """Return the decision of people that counts for this pair, if there is one."""
    own = [one for one in judgements if (one.item_id, one.narrative_id) == (item_id, narrative_id)]
    return max(own, key=lambda one: one.judged_at, default=None)


def shared_texts(database: Database, item_id: str) -> list[Shared]:
    """Return the text that an item shares with others, most of it first."""
    rows = database.rows(
        """
        select other_item_id, o.name as other_outlet, is_later, relation, shared_words, share, directed
        from (
            select earlier_item_id as other_item_id, true as is_later, relation, shared_words, containment as share,
                directed
            from reuse where later_item_id = $id
            union all
            select later_item_id, false, relation, shared_words, containment_earlier, directed
            from reuse where earlier_item_id = $id
        ) join item i on i.item_id = other_item_id join outlet o using (outlet_id)
        order by share desc, other_item_id
        """,
        {"id": item_id},
    )
    return [_shared(row) for row in rows]


def _shared(row: dict[str, Any]) -> Shared:
    return Shared(**row)
