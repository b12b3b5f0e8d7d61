"""Observed rows: what was retrieved goes in once and is never changed; a new wording is a new version."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from store.database import Database
from store.model import Feed, Fetch, GoldLabel, Interval, Item, ItemText, Kind, Outlet


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What a batch came to: ids of new items, ids of known items with new words, and how many were known."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    seen: int


def content_hash(title: str, summary: str | None, text: str | None) -> str:
    """Hash a wording: 16 hex digits of BLAKE2b over title, summary and text."""
    parts = "\x1f".join((title, summary or "", text or ""))
    return hashlib.blake2b(parts.encode(), digest_size=8).hexdigest()


def add_fetch(database: Database, fetch: Fetch) -> None:
    """Record one retrieval; the same `fetch_id` again changes nothing."""
    if database.rows("select 1 from retrieval where fetch_id = $id", {"id": fetch.fetch_id}):
        return
    names = ("fetch_id", "feed_id", "source", "address", "started_at", "finished_at", "outcome",
             "body_sha256", "body_bytes", "error")  # fmt: skip
    database.insert("retrieval", {name: [getattr(fetch, name)] for name in names})


def add_items(database: Database, items: Sequence[Item]) -> Added:
    """Add a batch in one transaction and return what was new.

    Idempotent: a known item with the wording it last had adds nothing; with another wording, one version.
    """
    known = _latest_wordings(database, [item.item_id for item in items])
    new: dict[str, Item] = {}
    versions: list[tuple[Item, str]] = []
    changed: list[str] = []
    for item in items:
        digest = content_hash(item.title, item.summary, item.text)
        if item.item_id not in known:
            new[item.item_id] = item
        elif known[item.item_id] != digest:
            changed.append(item.item_id)
        else:
            continue
        known[item.item_id] = digest
        versions.append((item, digest))
    with database.transaction():
        _insert_items(database, list(new.values()))
        _insert_versions(database, versions)
    return Added(new=tuple(new), changed=tuple(changed), seen=len(items) - len(versions))


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
        names = ("feed_id", "outlet_id", "url", "kind", "status", "source", "note")
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


def item_texts(database: Database, *, after_version: int = 0) -> list[ItemText]:
    """Return what the matcher may see of every version that arrived after `after_version`, in order of arrival."""
    rows = database.rows(
        """
        select v.item_id, v.version_id, i.outlet_id, o.name as outlet_name, o.kind as outlet_kind, i.language,
            v.title, v.summary, v.text, i.url, v.seen_at, i.published_earliest, i.published_latest
        from item_version v join item i using (item_id) join outlet o using (outlet_id)
        where v.version_id > $after order by v.version_id
        """,
        {"after": after_version},
    )
    return [
        ItemText(published=interval(row.pop("published_earliest"), row.pop("published_latest")),
                 **{**row, "outlet_kind": Kind(row["outlet_kind"])})
        for row in rows
    ]  # fmt: skip


def interval(earliest: datetime | None, latest: datetime | None) -> Interval | None:
    """Make an interval of two columns; None if the time is unknown."""
    return Interval(earliest=earliest, latest=latest) if earliest and latest else None


def _latest_wordings(database: Database, item_ids: Sequence[str]) -> dict[str, str]:
    with database.batch("wanted", {"item_id": item_ids}):
        rows = database.rows(
            "select item_id, arg_max(content_hash, version_id) as content_hash"
            " from item_version semi join wanted using (item_id) group by item_id"
        )
    return {row["item_id"]: row["content_hash"] for row in rows}


def _insert_items(database: Database, items: Sequence[Item]) -> None:
    plain = ("item_id", "outlet_id", "url", "canonical_url", "guid", "language", "first_seen_at", "fetch_id")
    columns = {name: [getattr(item, name) for item in items] for name in plain}
    times = [item.published for item in items]
    columns |= {
        "published_raw": [time.raw for time in times],
        "published_earliest": [_end(time.interval, "earliest") for time in times],
        "published_latest": [_end(time.interval, "latest") for time in times],
        "published_precision": [time.precision.value for time in times],
        "published_basis": [time.basis.value for time in times],
    }
    database.insert("item", columns)


def _end(interval: Interval | None, name: str) -> object:
    return None if interval is None else getattr(interval, name)


def _insert_versions(database: Database, versions: Sequence[tuple[Item, str]]) -> None:
    last = database.rows("select coalesce(max(version_id), 0) as last from item_version")[0]["last"]
    items = [item for item, _ in versions]
    plain = ("item_id", "title", "summary", "text", "fetch_id")
    columns = {name: [getattr(item, name) for item in items] for name in plain}
    columns |= {
        "version_id": list(range(last + 1, last + 1 + len(versions))),
        "seen_at": [item.first_seen_at for item in items],
        "content_hash": [digest for _, digest in versions],
    }
    database.insert("item_version", columns)


def _insert_outlets(database: Database, outlets: Sequence[Outlet]) -> None:
    plain = ("outlet_id", "name", "country", "city", "zone_basis", "language", "home", "owner", "label_source")
    columns = {name: [getattr(outlet, name) for outlet in outlets] for name in plain}
    columns |= {
        "kind": [outlet.kind.value for outlet in outlets],
        "zones": [list(outlet.zones) for outlet in outlets],
        "domains": [list(outlet.domains) for outlet in outlets],
    }
    database.insert("outlet", columns)
