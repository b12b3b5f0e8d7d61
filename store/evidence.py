"""An item or a choice of retrievals in; everything that was kept of them, hashes included, out."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from store import archive as bodies
from store.database import Database
from store.errors import StoreError


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One retrieval whose body is in the archive."""

    fetch_id: str
    address: str
    final_url: str | None
    started_at: datetime
    status: int | None
    headers: str | None  # JSON list of [name, value]
    body_sha256: str


def item_record(database: Database, item_id: str, *, archive: Path) -> dict[str, Any]:
    """Return all that is kept of an item: both clocks, every wording and moved date, retrievals and body hashes.

    Raises StoreError if there is no such item.
    """
    names = {"id": item_id}
    found = database.rows("select * from item_of($id)", names)
    if not found:
        raise StoreError(f"{item_id}: no item of this id in this snapshot; ids stand in the view items")
    item = found[0]
    outlet = database.rows("select name from outlets where outlet_id = $id", {"id": item["outlet_id"]})
    shown = database.rows(
        "select v.version_id, v.seen_at, v.title, v.summary, v.text, v.content_hash, v.fetch_id, f.body_sha256"
        " from versions_of($id) v left join fetches f using (fetch_id) order by v.version_id",
        names,
    )
    return {
        **item,
        "outlet": outlet[0]["name"] if outlet else None,
        "wordings": [{**row, "body": _body_state(archive, row["body_sha256"])} for row in shown],
        "moved_dates": database.rows(
            "select seen_at, published_raw, published_earliest, published_latest, feed_id from published_changes"
            " where item_id = $id order by seen_at",
            names,
        ),
        "same_story_as": [
            row["other"]
            for row in database.rows(
                "select earlier_item_id as other from same_stories where item_id = $id"
                " union select item_id from same_stories where earlier_item_id = $id order by 1",
                names,
            )
        ],
    }


def kept_retrievals(
    database: Database,
    *,
    outlet_id: str | None = None,
    item_id: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Kept]:
    """Return the retrievals with a body that match every condition given, in order of time."""
    rows = database.rows(
        """
        select fetch_id, address, final_url, started_at, status, headers, body_sha256
        from fetches f
        where body_sha256 is not null and source <> 'import'
            and ($since is null or started_at >= $since) and ($until is null or started_at <= $until)
            and ($outlet_id is null or feed_id in (select feed_id from feeds where outlet_id = $outlet_id))
            and ($item_id is null or fetch_id in (select fetch_id from item_versions where item_id = $item_id))
        order by started_at, fetch_id
        """,
        {"since": since, "until": until, "outlet_id": outlet_id, "item_id": item_id},
    )
    return [Kept(**row) for row in rows]


def _body_state(archive: Path, digest: str | None) -> str:
    """Say whether the archived body is there and is what its hash says."""
    if digest is None:
        return "none kept"
    try:
        bodies.load(archive, digest)
    except StoreError as error:
        return str(error)
    return "kept and whole"
