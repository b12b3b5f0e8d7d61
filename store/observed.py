"""Observed rows: retrievals, outlets, feeds and labels go in; what the matcher may see of the items comes out."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from store.database import Database
from store.model import CLOCK_TOLERANCE, PLAUSIBLE_FROM, Feed, Fetch, GoldLabel, Interval, ItemText, Kind, Outlet


def add_fetches(database: Database, fetches: Sequence[Fetch]) -> None:
    """Record retrievals; one that is known by its `fetch_id` changes nothing."""
    with database.batch("wanted", {"fetch_id": [fetch.fetch_id for fetch in fetches]}):
        known = {
            row["fetch_id"] for row in database.rows("select fetch_id from retrieval semi join wanted using (fetch_id)")
        }
    new = [fetch for fetch in fetches if fetch.fetch_id not in known]
    plain = ("fetch_id", "feed_id", "source", "address", "started_at", "finished_at", "body_sha256", "body_bytes",
             "error", "status", "final_url", "received_bytes", "entries", "bad_entries", "new_items", "changed_items",
             "overrun", "previous_seen_at")  # fmt: skip
    columns = {name: [getattr(fetch, name) for fetch in new] for name in plain}
    columns["outcome"] = [fetch.outcome.value for fetch in new]
    columns["headers"] = [json.dumps(fetch.headers, ensure_ascii=False) if fetch.headers else None for fetch in new]
    database.insert("retrieval", columns)


def add_outlets(database: Database, outlets: Iterable[Outlet]) -> None:
    """Add outlets that are not known yet; a known one keeps its labels and their source."""
    wanted = {outlet.outlet_id: outlet for outlet in outlets}
    known = {row["outlet_id"] for row in database.rows("select outlet_id from outlet")}
    _insert_outlets(database, [outlet for key, outlet in wanted.items() if key not in known])


def replace_registry(database: Database, outlets: Sequence[Outlet], feeds: Sequence[Feed]) -> None:
    """Bring outlets and feeds to what the registry file says; outlets known only from imports stay."""
    with database.transaction(), database.batch("registry", {"outlet_id": [o.outlet_id for o in outlets]}):
        database.execute("delete from outlet where outlet_id in (select outlet_id from registry)")
        _insert_outlets(database, outlets)
        database.execute("delete from feed")
        names = ("feed_id", "outlet_id", "url", "kind", "status", "source", "note", "since")
        database.insert("feed", {name: [getattr(feed, name) for feed in feeds] for name in names})


def load_outlets(database: Database) -> list[Outlet]:
    """Return every known outlet, by id."""
    names = "outlet_id, name, kind, country, city, zones, zone_basis, domains, language, home, owner, label_source"
    return [
        Outlet(**{**row, "kind": Kind(row["kind"]), "zones": tuple(row["zones"]), "domains": tuple(row["domains"])})
        for row in database.rows(f"select {names} from outlet order by outlet_id")  # noqa: S608 - our own names
    ]


def replace_gold(database: Database, labels: Sequence[GoldLabel]) -> None:
    """Keep one reader's labels apart; the newest import of an item's label replaces the older."""
    with database.batch("labelled", {"item_id": [label.item_id for label in labels]}):
        database.execute("delete from gold_label where item_id in (select item_id from labelled)")
    names = ("item_id", "case_id", "narrative", "frame", "route", "cites", "source_file")
    database.insert("gold_label", {name: [getattr(label, name) for label in labels] for name in names})


def load_gold(database: Database) -> list[GoldLabel]:
    """Return every label, by item; for evaluation only."""
    names = "item_id, case_id, narrative, frame, route, cites, source_file"
    return [GoldLabel(**row) for row in database.rows(f"select {names} from gold_label order by item_id")]  # noqa: S608 - our own names


def count_texts(database: Database, *, after_version: int = 0) -> int:
    """Return how many versions arrived after `after_version`."""
    counted = database.rows(
        "select count(*) as n from item_version where version_id > $after", {"after": after_version}
    )
    return int(counted[0]["n"])


def item_texts(database: Database, *, after_version: int = 0, most: int | None = None) -> list[ItemText]:
    """Return what the matcher may see of every version that arrived after `after_version`, in order of arrival.

    `most` bounds how many, the first of them; None gives all.

    A time that nobody can believe (before any feed, or still to come when we saw the item) is not shown to it: it would
    put the item outside the narrative's own time, and out of the ledger without a word.
    """
    where = "where v.version_id > $after order by v.version_id limit $most"
    asked = {"after": after_version, "most": most, **_BELIEVED}
    return [_item_text(row) for row in database.rows(_TEXTS + where, asked)]


def current_texts(database: Database, item_ids: Collection[str] | None = None) -> list[ItemText]:
    """Return what the matcher may see of the newest version of every item, or of these; in order of arrival."""
    where = (
        "where v.version_id in (select max(version_id) from item_version"
        " where $ids is null or list_contains($ids, item_id) group by item_id) order by v.version_id"
    )
    ids = None if item_ids is None else list(item_ids)
    return [_item_text(row) for row in database.rows(_TEXTS + where, {"ids": ids, **_BELIEVED})]


def interval(earliest: datetime | None, latest: datetime | None) -> Interval | None:
    """Make an interval of two columns; None if the time is unknown."""
    return Interval(earliest=earliest, latest=latest) if earliest and latest else None


def _insert_outlets(database: Database, outlets: Sequence[Outlet]) -> None:
    plain = ("outlet_id", "name", "country", "city", "zone_basis", "language", "home", "owner", "label_source")
    columns = {name: [getattr(outlet, name) for outlet in outlets] for name in plain}
    columns |= {
        "kind": [outlet.kind.value for outlet in outlets],
        "zones": [list(outlet.zones) for outlet in outlets],
        "domains": [list(outlet.domains) for outlet in outlets],
    }
    database.insert("outlet", columns)


def _item_text(row: dict[str, Any]) -> ItemText:
    published = interval(row.pop("published_earliest"), row.pop("published_latest"))
    return ItemText(published=published, **{**row, "outlet_kind": Kind(row["outlet_kind"])})


_BELIEVED = {"plausible": PLAUSIBLE_FROM, "tolerance": CLOCK_TOLERANCE}
_TEXTS = """
select v.item_id, v.version_id, i.outlet_id, o.name as outlet_name, o.kind as outlet_kind, i.language,
    v.title, v.summary, v.text, i.url, v.seen_at,
    v.item_id in (select item_id from item_link where kind = 'claim_review') as claim_review,
    case when c.latest >= $plausible and c.earliest <= i.first_seen_at + $tolerance then c.earliest end
        as published_earliest, c.latest as published_latest
from item_version v join item i using (item_id) join outlet o using (outlet_id) join item_clock(null) c using (item_id)
"""
