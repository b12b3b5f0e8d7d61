"""Items in; everything that a third party needs to check them later, as plain rows, out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from store.database import Database
from store.errors import StoreError
from store.evidence import Kept

BY_HAND = frozenset({"import", "added"})  # bodies that no server sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What was selected, and by which question."""

    items: tuple[dict[str, Any], ...]
    retrievals: tuple[Kept, ...]  # those whose bodies a server sent, in order of time
    by_hand: tuple[dict[str, Any], ...]  # the others: address, hash, and where it came from
    query: dict[str, Any]


def select_item(database: Database, item_id: str) -> Selection:
    """Select one item. Raises StoreError if there is none of this id."""
    if not database.rows("select 1 from items where item_id = $id", {"id": item_id}):
        raise StoreError(f"{item_id}: no item of this id in this snapshot; ids stand in the view items")
    return _selection(database, [item_id], {"item_id": item_id, "sql": "select * from items where item_id = $item_id"})


def select_narrative(database: Database, narrative_id: str) -> Selection:
    """Select every item that carries a narrative. Raises StoreError if there is no such narrative or no such item."""
    sql = "select item_id from mentions where narrative_id = $narrative_id and decision = 'yes' order by item_id"
    found = [row["item_id"] for row in database.rows(sql, {"narrative_id": narrative_id})]
    if not found:
        raise StoreError(f"{narrative_id}: no item carries a narrative of this id in this snapshot")
    defined = database.rows(
        "select title_en, claim_en, definition_hash from narratives where narrative_id = $id", {"id": narrative_id}
    )
    return _selection(database, found, {"narrative_id": narrative_id, "sql": sql, "definition": defined[0]})


def _selection(database: Database, item_ids: Sequence[str], query: dict[str, Any]) -> Selection:
    with database.batch("chosen", {"item_id": list(item_ids)}):
        items = database.rows(
            "select i.*, o.name as outlet, o.country from items i join outlets o using (outlet_id)"
            " semi join chosen using (item_id) order by i.url, i.item_id"
        )
        parts = {name: database.rows(sql) for name, sql in _PARTS.items()}
        shown = database.rows(_RETRIEVALS)
    by_item = {name: _by_item(rows) for name, rows in parts.items()}
    whole = [{**item, **{name: rows.get(item["item_id"], []) for name, rows in by_item.items()}} for item in items]
    kept = [row for row in shown if row["body_sha256"]]
    retrievals = tuple(
        Kept(**{name: row[name] for name in Kept.__slots__}) for row in kept if row["source"] not in BY_HAND
    )
    by_hand = tuple(
        {name: row[name] for name in ("fetch_id", "source", "address", "started_at", "body_sha256")}
        for row in kept
        if row["source"] in BY_HAND
    )
    return Selection(items=tuple(whole), retrievals=retrievals, by_hand=by_hand, query=query)


def _by_item(rows: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["item_id"], []).append({name: cell for name, cell in row.items() if name != "item_id"})
    return found


_PARTS = {
    "wordings": "select v.item_id, v.version_id, v.seen_at, v.title, v.summary, v.text, v.content_hash, v.fetch_id"
    " from item_versions v semi join chosen using (item_id) order by v.version_id",
    "moved_dates": "select item_id, seen_at, published_raw, published_earliest, published_latest, fetch_id"
    " from published_changes semi join chosen using (item_id) order by seen_at",
    "time_readings": "select * from time_readings semi join chosen using (item_id) order by seen_at, source, latest",
    "links": "select * from item_links semi join chosen using (item_id) order by seen_at, kind, target",
    "mentions": "select item_id, narrative_id, decision, probability, frame, route, method, passages, judged"
    " from mentions semi join chosen using (item_id) order by narrative_id",
}
_RETRIEVALS = """
with named as (
    select fetch_id from item_versions semi join chosen using (item_id)
    union select fetch_id from items semi join chosen using (item_id)
    union select fetch_id from published_changes semi join chosen using (item_id)
    union select fetch_id from time_readings semi join chosen using (item_id)
    union select fetch_id from item_links semi join chosen using (item_id)
)
select f.fetch_id, f.source, f.address, f.final_url, f.started_at, f.status, f.headers, f.body_sha256
from fetches f semi join named using (fetch_id) order by f.started_at, f.fetch_id
"""
