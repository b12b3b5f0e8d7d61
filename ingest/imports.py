"""One import file in, items in the store out: every row ends in exactly one counted outcome."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from ingest.plain import plain
from ingest.registry import Registry
from ingest.slug import slug
from ingest.stated_time import published_time
from ingest.tables import BadRow, Row, read_table
from ingest.urls import canonical_url
from ingest.zones import zones_of
from store import archive
from store.database import Database, Paths
from store.errors import ImportError_
from store.fingerprints import mark_paraphrases
from store.identity import fetch_id, item_id
from store.items import add_items
from store.model import Basis, Fetch, GoldLabel, Item, Kind, Outcome, Outlet
from store.observed import add_fetches, add_outlets, load_outlets, replace_gold, replace_registry

BATCH = 5_000
_LANGUAGE = re.compile(r"[a-z]{2}")
In = TypeVar("In")
Out = TypeVar("Out")
_COUNTRY = re.compile(r"[A-Z]{2}|unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What became of every row of a file."""

    file: str
    rows: int
    new: int
    changed: int
    seen: int
    bad: tuple[BadRow, ...]
    labelled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportContext:
    """What an import needs besides the file: where things lie, who the outlets are, and what time it is."""

    database: Database
    paths: Paths
    registry: Registry
    now: datetime


def import_file(context: ImportContext, path: Path, *, progress: Callable[[int, int], None]) -> ImportReport:
    """Read a file (see ingest/tables.py), keep its body in the archive, and add its items.

    Importing the same file again changes nothing. Labels (narrative, stance, route, cites) are kept apart and
    never reach the matcher. `progress` is told rows done and rows in all. Raises ImportError_ when the file as
    a whole cannot be used.
    """
    try:
        body = path.read_bytes()
    except OSError as error:
        raise ImportError_(path, f"cannot be read: {error.strerror}") from error
    rows = read_table(path, body)
    fetch = _fetch(context, path, body)
    reader = _RowReader(context, path, fetch)
    entries = [reader.entry(row) for row in rows]
    good = [entry for entry in entries if isinstance(entry, _Entry)]
    bad = tuple(entry for entry in entries if isinstance(entry, BadRow))
    add_fetches(context.database, [fetch])
    replace_registry(context.database, context.registry.outlets, context.registry.feeds)
    add_outlets(context.database, reader.outlets.values())
    new, changed = _add(context.database, good, progress)
    labels = [entry.label for entry in good if entry.label]
    mark_paraphrases(context.database, {entry.item.item_id for entry in good if entry.paraphrased})
    replace_gold(context.database, list({label.item_id: label for label in labels}.values()))
    return ImportReport(file=path.name, rows=len(rows), new=new, changed=changed, bad=bad,
                        seen=len(good) - new - changed, labelled=len(labels))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    item: Item
    label: GoldLabel | None
    paraphrased: bool


class _RowReader:
    """Turns rows into items, and remembers the outlets they name."""

    def __init__(self, context: ImportContext, path: Path, fetch: Fetch) -> None:
        self._context = context
        self._path = path
        self._fetch = fetch
        known = [*load_outlets(context.database), *context.registry.outlets]
        self._known = {outlet.outlet_id: outlet for outlet in known}
        self.outlets: dict[str, Outlet] = {}

    def entry(self, row: Row | BadRow) -> _Entry | BadRow:
        """Return the row as an item with its label, or why not."""
        if isinstance(row, BadRow):
            return row
        try:
            item = self._item(row.cells)
        except (ValueError, KeyError) as error:
            return BadRow(line=row.line, reason=str(error))
        return _Entry(item=item, label=_label(row.cells, item.item_id, self._path.name), paraphrased=row.paraphrased)

    def _item(self, cells: dict[str, str | None]) -> Item:
        url = cells["url"] or ""
        _checked("url", canonical_url, url)
        outlet = self._outlet(cells, url)
        canonical = canonical_url(url, keep=outlet.url_keep, drop=outlet.url_drop)
        basis = cells.get("published_basis") or Basis.IMPORT
        known_from = _checked("published_basis", Basis, basis)
        published = _checked("published", lambda raw: published_time(
            raw, cells.get("published_precision"), known_from, outlet.zones), cells.get("published"))  # fmt: skip
        title = plain(cells["title"])
        if title is None:
            raise ValueError("title: nothing visible in it")
        return Item(
            item_id=item_id(outlet.outlet_id, canonical), outlet_id=outlet.outlet_id, url=url,
            canonical_url=canonical, title=title, summary=plain(cells.get("summary")),
            text=plain(cells.get("text")), language=_language(cells.get("language")), published=published,
            first_seen_at=self._context.now, fetch_id=self._fetch.fetch_id,
        )  # fmt: skip

    def _outlet(self, cells: dict[str, str | None], url: str) -> Outlet:
        name = plain(cells["outlet"])
        if name is None:
            raise ValueError("outlet: nothing visible in it")
        country = _country(cells.get("outlet_country"))
        registered = self._context.registry.named(name)
        if registered and (_agree(country, registered) or self._context.registry.at(url) == registered):
            return registered
        host = urlsplit(url).hostname or ""
        key = slug(name, host)
        if key in self._known and not _agree(country, self._known[key]):
            key = f"{key}-{country.lower()}"  # two outlets of one name in two countries
        if key not in self._known:
            described = self._described(name, cells, host)
            self._known[key] = self.outlets[key] = replace(described, outlet_id=key)
        return self._known[key]

    def _described(self, name: str, cells: dict[str, str | None], host: str) -> Outlet:
        country = _country(cells.get("outlet_country"))
        zones, zone_basis = zones_of(country)
        described = Outlet(
            outlet_id="", name=name, kind=_checked("outlet_kind", Kind, cells.get("outlet_kind") or Kind.OTHER),
            country=country, zones=zones, zone_basis=zone_basis, label_source=f"import of {self._path.name}",
            domains=(host.removeprefix("www."),), language=_language(cells.get("language")),
        )  # fmt: skip
        relative = self._context.registry.at(host)
        return replace(described, zones=relative.zones, zone_basis=relative.zone_basis) if relative else described


def _fetch(context: ImportContext, path: Path, body: bytes) -> Fetch:
    digest = archive.keep(context.paths.archive, body)
    key = fetch_id("import", path.name, digest)
    return Fetch(fetch_id=key, source="import", address=path.name, started_at=context.now, finished_at=context.now,
                 outcome=Outcome.OK, body_sha256=digest, body_bytes=len(body))  # fmt: skip


def _add(database: Database, good: Sequence[_Entry], progress: Callable[[int, int], None]) -> tuple[int, int]:
    new = changed = 0
    for start in range(0, len(good), BATCH):
        with database.transaction():
            added = add_items(database, [entry.item for entry in good[start : start + BATCH]])
        new += len(added.new)
        changed += len(added.changed)
        progress(min(start + BATCH, len(good)), len(good))
    return new, changed


def _label(cells: dict[str, str | None], item: str, file: str) -> GoldLabel | None:
    narrative = cells.get("narrative")
    if not narrative:
        return None
    return GoldLabel(item_id=item, case_id=cells.get("case_id"), narrative=narrative, frame=cells.get("stance"),
                     route=cells.get("route"), cites=cells.get("cites"), source_file=file)  # fmt: skip


def _checked(column: str, read: Callable[[In], Out], value: In) -> Out:
    try:
        return read(value)
    except ValueError as error:
        raise ValueError(f"{column}: {error}") from error


def _country(stated: str | None) -> str:
    country = "unknown" if stated is None or stated.lower() == "unknown" else stated.upper()
    if not _COUNTRY.fullmatch(country):
        raise ValueError(f"outlet_country: expected two letters (ISO 3166) or unknown, got {stated!r}")
    return country


def _agree(country: str, outlet: Outlet) -> bool:
    return "unknown" in {country, outlet.country} or country == outlet.country


def _language(stated: str | None) -> str | None:
    if stated is None:
        return None
    code = stated.strip().lower().replace("_", "-").split("-")[0]
    if not _LANGUAGE.fullmatch(code):
        raise ValueError(f"language: expected a two-letter code (ISO 639-1), got {stated!r}")
    return code
