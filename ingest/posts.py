"""Posts of closed platforms as people wrote them down in; items out. Nothing is scraped, and nothing is taken on trust.

A post without its address, author, time and words, or of which nobody says who wrote it down, is refused.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from ingest.imports import ImportContext, ImportReport
from ingest.language import plain_language
from ingest.plain import plain
from ingest.slug import slug
from ingest.stated_time import published_time
from ingest.tables import BadRow, Row, read_table
from ingest.urls import canonical_url
from ingest.zones import zones_of
from store import archive
from store.errors import ConfigError, ImportError_
from store.identity import fetch_id, item_id
from store.items import add_items, known_as
from store.looked_back import add_links, add_readings
from store.model import (
    CLOCK_TOLERANCE,
    Basis,
    Fetch,
    Item,
    ItemLink,
    Kind,
    LinkKind,
    Meaning,
    Outcome,
    Outlet,
    Precision,
    TimeReading,
)
from store.observed import add_fetches, add_outlets

SOURCE = "added"
REQUIRED = ("url", "author", "published", "text", "recorded_by")
COLUMNS = (*REQUIRED, "outlet", "archive_url", "published_precision")
TITLE_CHARACTERS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post, checked."""

    item: Item
    outlet: Outlet
    recorded_by: str
    archive_url: str | None


def add_post(context: ImportContext, cells: Mapping[str, str | None]) -> tuple[str, bool]:
    """Record one post; return its item's id and whether it is new. The record is kept as JSON in the archive.

    `cells` by COLUMNS. Raises ConfigError naming what is missing or wrong.
    """
    body = json.dumps({name: cells.get(name) for name in COLUMNS}, ensure_ascii=False, sort_keys=True).encode()
    missing = [name for name in REQUIRED if not (cells.get(name) or "").strip()]
    if missing:
        raise ConfigError("post", missing[0], "expected address, author, time, words and who wrote it down")
    fetch = _fetch(context, str(cells["url"]), body)
    try:
        post = _post(context, dict(cells), fetch)
    except ValueError as error:
        raise ConfigError("post", str(cells["url"]), str(error)) from error
    with context.database.transaction():
        known = known_as(context.database, [post.item])[0]
        _write(context, [post], fetch)
    return known or post.item.item_id, known is None


def import_posts(context: ImportContext, path: Path) -> ImportReport:
    """Read a file of posts with the columns COLUMNS; a row without time or source is bad, and costs only itself.

    Raises ImportError_ when the file as a whole cannot be used.
    """
    try:
        body = path.read_bytes()
    except OSError as error:
        raise ImportError_(path, f"cannot be read: {error.strerror}") from error
    rows = read_table(path, body, REQUIRED)
    fetch = _fetch(context, path.name, body)
    posts: list[Post] = []
    bad = [row for row in rows if isinstance(row, BadRow)]
    for row in rows:
        if isinstance(row, Row):
            try:
                posts.append(_post(context, row.cells, fetch))
            except ValueError as error:
                bad.append(BadRow(line=row.line, reason=str(error)))
    with context.database.transaction():
        new, changed = _write(context, posts, fetch)
    return ImportReport(file=path.name, rows=len(rows), new=new, changed=changed, seen=len(posts) - new - changed,
                        bad=tuple(sorted(bad, key=lambda row: row.line)), labelled=0)  # fmt: skip


def _fetch(context: ImportContext, address: str, body: bytes) -> Fetch:
    digest = archive.keep(context.paths.archive, body)
    return Fetch(fetch_id=fetch_id(SOURCE, address, digest), source=SOURCE, address=address, started_at=context.now,
                 finished_at=context.now, outcome=Outcome.OK, body_sha256=digest, body_bytes=len(body))  # fmt: skip


def _post(context: ImportContext, cells: Mapping[str, str | None], fetch: Fetch) -> Post:
    """Check one post. Raises ValueError naming the column."""
    url, words = (cells["url"] or "").strip(), plain(cells["text"])
    author, recorded_by = plain(cells["author"]), plain(cells["recorded_by"])
    if words is None or author is None or recorded_by is None:
        raise ValueError("text, author, recorded_by: nothing visible in one of them")
    archived = (cells.get("archive_url") or "").strip() or None
    for name, address in (("url", url), ("archive_url", archived)):
        if address is not None:
            _web(name, address)
    outlet = _outlet(context, cells, author, url)
    try:
        published = published_time(cells["published"], cells.get("published_precision"), Basis.IMPORT, outlet.zones)
    except ValueError as error:
        raise ValueError(f"published: {error}") from error
    if published.interval is None or published.precision in {Precision.UNKNOWN, Precision.MONTH}:
        raise ValueError("published: expected a day or a time; a post without one is refused")
    if published.interval.earliest > context.now + CLOCK_TOLERANCE:
        raise ValueError("published: still to come")
    canonical = canonical_url(url, keep=outlet.url_keep, drop=outlet.url_drop)
    item = Item(
        item_id=item_id(outlet.outlet_id, canonical), outlet_id=outlet.outlet_id, url=url, canonical_url=canonical,
        title=words if len(words) <= TITLE_CHARACTERS else words[:TITLE_CHARACTERS].rpartition(" ")[0] + "…",
        summary=None, text=words if len(words) > TITLE_CHARACTERS else None, author=author,
        language=plain_language((words, None, None)), published=published, first_seen_at=context.now,
        fetch_id=fetch.fetch_id, source=SOURCE,
    )  # fmt: skip
    return Post(item=item, outlet=outlet, recorded_by=recorded_by, archive_url=archived)


def _web(name: str, address: str) -> None:
    try:
        canonical_url(address)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error


def _outlet(context: ImportContext, cells: Mapping[str, str | None], author: str, url: str) -> Outlet:
    """Return whose post it is: the outlet named, or the author if that is one; else the author as an outlet."""
    registry, named = context.registry, plain(cells.get("outlet"))
    known = registry.named(named) if named else registry.named(author) or registry.at(url)
    if known:
        return known
    name, host = named or author, (urlsplit(url).hostname or "").removeprefix("www.")
    zones, zone_basis = zones_of("unknown")
    described = Outlet(
        outlet_id="", name=name, kind=Kind.OTHER, country="unknown", zones=zones, zone_basis=zone_basis,
        label_source=f"post written down by hand ({plain(cells['recorded_by'])})",
    )  # fmt: skip
    return replace(described, outlet_id=slug(f"{name} {host}", host))


def _write(context: ImportContext, posts: Sequence[Post], fetch: Fetch) -> tuple[int, int]:
    """Write posts; the caller holds the transaction. Return how many items are new and how many changed."""
    database = context.database
    add_fetches(database, [fetch])
    add_outlets(database, [*context.registry.outlets, *(post.outlet for post in posts)])
    added = add_items(database, [post.item for post in posts])
    named = list(zip(posts, added.ids, strict=True))
    add_readings(database, [reading for post, name in named for reading in _readings(post, name)])
    add_links(database, [link for post, name in named for link in _links(post, name)])
    return len(added.new), len(added.changed)


def _readings(post: Post, name: str) -> list[TimeReading]:
    stated = post.item.published
    if stated.interval is None:
        return []
    return [TimeReading(item_id=name, source=SOURCE, meaning=Meaning.STATED, basis=stated.basis, raw=stated.raw,
                        interval=stated.interval, precision=stated.precision, seen_at=post.item.first_seen_at,
                        fetch_id=post.item.fetch_id)]  # fmt: skip


def _links(post: Post, name: str) -> list[ItemLink]:
    seen_at, fetched = post.item.first_seen_at, post.item.fetch_id
    links = [ItemLink(item_id=name, kind=LinkKind.RECORDED, target=post.recorded_by, seen_at=seen_at, fetch_id=fetched)]
    if post.archive_url:
        links.append(replace(links[0], kind=LinkKind.ARCHIVE, target=post.archive_url))
    return links
