"""Cleaned items in; rows for what is new, new wordings and moved dates out. Observed rows are only ever inserted."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from store.database import Database
from store.identity import item_id
from store.model import Interval, Item, PublishedTime

SAME_STORY_DAYS = 7
SAME_STORY_LETTERS = 25  # shorter headlines ("Editorial", "Cartón de hoy") return every day


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What a batch came to.

    `ids` holds for every item given, in order, the id under which it is known. `changed` are known items with new
    words, `moved` known items with another stated time, `seen` how many added nothing.
    """

    ids: tuple[str, ...]
    new: tuple[str, ...]
    changed: tuple[str, ...]
    moved: tuple[str, ...]
    seen: int


def content_hash(title: str, summary: str | None, text: str | None) -> str:
    """Hash a wording: 16 hex digits of BLAKE2b over title, summary and text."""
    parts = "\x1f".join((title, summary or "", text or ""))
    return hashlib.blake2b(parts.encode(), digest_size=8).hexdigest()


def add_items(
    database: Database, items: Sequence[Item], *, complete: Callable[[Item], Item] = lambda item: item
) -> Added:
    """Add a batch and return what was new; call it inside a transaction. New items go through `complete` first.

    An item is known by its id, by its outlet's guid, or by its outlet and canonical URL. A known item adds a version
    when its feed shows other words than it showed last, or words that nobody showed before; and a moved date when
    its stated time is another than the last. The same batch again adds nothing.
    """
    if not items:
        return Added(ids=(), new=(), changed=(), moved=(), seen=0)
    shelf = _known(database, items)
    ids: list[str] = []
    new: dict[str, Item] = {}
    changed: dict[str, None] = {}
    moved: dict[str, None] = {}
    versions: list[Item] = []
    moves: list[Item] = []
    untouched = 0
    for given in items:
        item = shelf.recognised(given)
        ids.append(item.item_id)
        known = shelf.items.get(item.item_id)
        if known is None:
            new[item.item_id] = item
            versions.append(item)
            shelf.learn(item)
            continue
        worded, dated = known.is_worded_anew(item), known.is_dated_anew(item)
        if worded:
            versions.append(item)
            changed[item.item_id] = None
        if dated:
            moves.append(item)
            moved[item.item_id] = None
        untouched += not worded and not dated
        known.take(item)
    _insert_items(database, list(map(complete, new.values())))
    _insert_versions(database, versions)
    _insert_moves(database, moves)
    _link_same_stories(database, list(new.values()))
    return Added(ids=tuple(ids), new=tuple(new), changed=tuple(changed), moved=tuple(moved), seen=untouched)


def known_as(database: Database, items: Sequence[Item]) -> list[str | None]:
    """Return for each item the id under which it is known already, or None; by the same rules as `add_items`."""
    if not items:
        return []
    shelf = _known(database, items)
    found = [shelf.recognised(item).item_id for item in items]
    return [name if name in shelf.items else None for name in found]


@dataclass(slots=True)
class _Known:
    """What the store holds of one item: enough to tell what a new sight of it adds."""

    canonical_url: str
    title: str
    wordings: set[str]
    last_by_feed: dict[str | None, str]
    dates: list[Interval]
    date_by_feed: dict[str | None, Interval]

    def is_worded_anew(self, item: Item) -> bool:
        digest = content_hash(item.title, item.summary, item.text)
        last = self.last_by_feed.get(item.feed_id)
        return digest != last if last else digest not in self.wordings

    def is_dated_anew(self, item: Item) -> bool:
        stated = item.published.interval
        if stated is None:
            return False
        last = self.date_by_feed.get(item.feed_id)
        return stated != last if last else not any(stated.overlaps(date) for date in self.dates)

    def is_another_story(self, item: Item) -> bool:
        """Tell a guid that was given to a new story (address, title and day are others) from an edited item."""
        if item.canonical_url == self.canonical_url or item.title == self.title:
            return False
        stated = item.published.interval
        return stated is not None and bool(self.dates) and not any(stated.overlaps(date) for date in self.dates)

    def take(self, item: Item) -> None:
        self.reword(item.feed_id, item.title, content_hash(item.title, item.summary, item.text))
        self.redate(item.feed_id, item.published.interval)

    def reword(self, feed_id: str | None, title: str, digest: str) -> None:
        self.title = title
        self.wordings.add(digest)
        self.last_by_feed[feed_id] = digest

    def redate(self, feed_id: str | None, stated: Interval | None) -> None:
        if stated is not None:
            self.dates.append(stated)
            self.date_by_feed[feed_id] = stated


@dataclass(slots=True)
class _Shelf:
    """The known items that a batch touches, and how they are recognised."""

    items: dict[str, _Known]
    by_guid: dict[tuple[str, str], str]
    by_url: dict[tuple[str, str], str]

    def recognised(self, item: Item) -> Item:
        """Return the item under the id by which it is known already, if it is."""
        found = item.item_id if item.item_id in self.items else self._by_other_keys(item)
        if found is None:
            return item
        if item.guid and self.items[found].is_another_story(item):
            other = item_id(item.outlet_id, f"{item.guid}|{item.canonical_url}")
            return replace(item, item_id=other)
        return item if found == item.item_id else replace(item, item_id=found)

    def learn(self, item: Item) -> None:
        known = self.items[item.item_id] = _unread(item.canonical_url)
        known.take(item)
        if item.guid:
            self.by_guid.setdefault((item.outlet_id, item.guid), item.item_id)
        self.by_url.setdefault((item.outlet_id, item.canonical_url), item.item_id)

    def _by_other_keys(self, item: Item) -> str | None:
        by_guid = self.by_guid.get((item.outlet_id, item.guid)) if item.guid else None
        return by_guid or self.by_url.get((item.outlet_id, item.canonical_url))


_RECOGNISED = """
    select distinct item_id from item_key semi join (
        select md5_number_lower('i|' || item_id) as key from incoming
        union select md5_number_lower('g|' || outlet_id || '|' || guid) from incoming where guid is not null
        union select md5_number_lower('u|' || outlet_id || '|' || canonical_url) from incoming
    ) using (key)
"""


def _known(database: Database, items: Sequence[Item]) -> _Shelf:
    with database.batch("incoming", _texts(items, "item_id", "outlet_id", "guid", "canonical_url")):
        found = [row["item_id"] for row in database.rows(_RECOGNISED)]
    with database.batch("wanted", {"item_id": found}):
        rows = database.rows(
            "select item_id, outlet_id, guid, canonical_url, feed_id, published_earliest, published_latest"  # noqa: S608
            f" from item where {_wanted_in('item')} order by first_seen_at, item_id"
        )
        versions = database.rows(
            "select item_id, feed_id, title, content_hash"  # noqa: S608 - our own names
            f" from item_version where {_wanted_in('item_version')} order by version_id"
        )
        moves = database.rows(
            "select item_id, feed_id, published_earliest, published_latest"  # noqa: S608 - our own names
            f" from published_change where {_wanted_in('published_change')} order by seen_at"
        )
    shelf = _Shelf(items={}, by_guid={}, by_url={})
    for row in rows:
        known = shelf.items[row["item_id"]] = _unread(row["canonical_url"])
        known.redate(row["feed_id"], _stated(row))
        if row["guid"]:
            shelf.by_guid.setdefault((row["outlet_id"], row["guid"]), row["item_id"])
        shelf.by_url.setdefault((row["outlet_id"], row["canonical_url"]), row["item_id"])
    for row in versions:
        shelf.items[row["item_id"]].reword(row["feed_id"], row["title"], row["content_hash"])
    for row in moves:
        shelf.items[row["item_id"]].redate(row["feed_id"], _stated(row))
    return shelf


def _wanted_in(table: str) -> str:
    """Find rows by the ids alone first: a plain semi join reads the other columns, titles too, of the whole table."""
    return f"rowid in (select rowid from {table} semi join wanted using (item_id))"  # noqa: S608 - our own names


def _unread(canonical_url: str) -> _Known:
    return _Known(canonical_url=canonical_url, title="", wordings=set(), last_by_feed={}, dates=[], date_by_feed={})


def _stated(row: dict[str, Any]) -> Interval | None:
    earliest, latest = row["published_earliest"], row["published_latest"]
    return Interval(earliest=earliest, latest=latest) if earliest else None


def _insert_items(database: Database, items: Sequence[Item]) -> None:
    if not items:
        return
    plain = ("item_id", "outlet_id", "url", "canonical_url", "guid", "language", "first_seen_at", "fetch_id",
             "author", "feed_id", "absent_at", "source")  # fmt: skip
    columns = {name: [getattr(item, name) for item in items] for name in plain} | _times(items)
    columns["published_basis"] = [item.published.basis.value for item in items]
    database.insert("item", columns)
    with database.batch("incoming", _texts(items, "item_id", "outlet_id", "guid", "canonical_url")):
        database.execute(
            "insert into item_key"
            " select md5_number_lower('i|' || item_id), item_id from incoming"
            " union all select md5_number_lower('g|' || outlet_id || '|' || guid), item_id from incoming"
            "   where guid is not null"
            " union all select md5_number_lower('u|' || outlet_id || '|' || canonical_url), item_id from incoming"
        )


def _insert_versions(database: Database, items: Sequence[Item]) -> None:
    if not items:
        return
    last = database.rows("select coalesce(max(version_id), 0) as last from item_version")[0]["last"]
    plain = ("item_id", "title", "summary", "text", "fetch_id", "feed_id")
    columns = {name: [getattr(item, name) for item in items] for name in plain}
    columns |= {
        "version_id": list(range(last + 1, last + 1 + len(items))),
        "seen_at": [item.first_seen_at for item in items],
        "content_hash": [content_hash(item.title, item.summary, item.text) for item in items],
    }
    database.insert("item_version", columns)


def _insert_moves(database: Database, items: Sequence[Item]) -> None:
    columns = {name: [getattr(item, name) for item in items] for name in ("item_id", "feed_id", "fetch_id")} | _times(
        items
    )
    database.insert("published_change", columns | {"seen_at": [item.first_seen_at for item in items]})


def _link_same_stories(database: Database, new: Sequence[Item]) -> None:
    """Link items of one outlet that bear one headline, accents and case aside, within a week of our own clock."""
    if not new:
        return
    since = min(item.first_seen_at for item in new) - timedelta(days=SAME_STORY_DAYS)
    with database.batch("fresh", _texts(new, "item_id", "outlet_id")):
        database.execute(
            f"""
            insert into same_story
            with recent as (
                select i.item_id, i.outlet_id, i.first_seen_at, lower(strip_accents(v.title)) as headline, v.version_id
                from item i join item_version v using (item_id)
                where i.first_seen_at >= $since and v.seen_at >= $since  -- a parameter: older rows are not even read
                    and length(v.title) >= {SAME_STORY_LETTERS}
                    and i.outlet_id in (select outlet_id from fresh)
            )
            select later.item_id, arg_min(earlier.item_id, earlier.version_id), any_value(later.first_seen_at)
            from recent later semi join fresh using (item_id)
            join recent earlier on earlier.outlet_id = later.outlet_id and earlier.headline = later.headline
                and earlier.version_id < later.version_id and earlier.item_id <> later.item_id
                and earlier.first_seen_at >= later.first_seen_at - interval {SAME_STORY_DAYS} days
            group by later.item_id
            """,  # noqa: S608 - our own numbers
            {"since": since},
        )


def _times(items: Sequence[Item]) -> dict[str, list[Any]]:
    times: list[PublishedTime] = [item.published for item in items]
    return {
        "published_raw": [time.raw for time in times],
        "published_earliest": [time.interval and time.interval.earliest for time in times],
        "published_latest": [time.interval and time.interval.latest for time in times],
        "published_precision": [time.precision.value for time in times],
    }


def _texts(items: Iterable[Item], *names: str) -> dict[str, list[Any]]:
    rows = list(items)
    return {name: [getattr(item, name) for item in rows] for name in names}
