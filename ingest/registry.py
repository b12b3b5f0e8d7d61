"""The outlets file in; checked outlets, feeds, and the names and addresses that lead to them out."""

import hashlib
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from ingest.zones import zones_of
from store.errors import ConfigError
from store.model import Feed, Kind, Outlet

FEED_KINDS = (
    "rss",
    "atom",
    "json_feed",
    "news_sitemap",
    "sitemap_index",
    "archive_sitemap",
    "telegram_preview",
)
STATUSES = ("confirmed", "unconfirmed", "dead")

_FILE_KEYS = frozenset({"outlet", "shared_domains"})
_OUTLET_KEYS = frozenset({
    "id", "name", "aliases", "kind", "country", "city", "zone", "language", "home", "owner", "label_source",
    "label_date", "domains", "sections", "note", "feeds", "url",
})  # fmt: skip
_FEED_KEYS = frozenset({"url", "kind", "status", "source", "probed", "note"})

_URL_KEYS = frozenset({"keep", "drop"})

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_COUNTRY = re.compile(r"[A-Z]{2}|unknown")
_LANGUAGE = re.compile(r"[a-z]{2}")
_HOST = re.compile(r"(?!www\.)([a-z0-9-]+\.)+[a-z0-9-]+")
_HOST_MEANT = "a host such as milenio.com, lower case, without www."
_SECTION = re.compile(_HOST.pattern + r"(/[a-z0-9._~-]+){1,3}")
_PARAMETER = re.compile(r"[^\s&=#?]+")
_PARAMETER_MEANT = "the name of a query parameter such as id"
_DATE_MARK = re.compile(r"\{(YYYY-MM-DD|YYYYMM)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """Every outlet and feed we know, and how a name or an address leads to its outlet.

    `aliases` holds the folded names, aliases and ids that belong to one outlet only; `addresses` hosts and
    host/path sections; `shared` the domains under which a sub-domain never counts as its parent.
    """

    outlets: tuple[Outlet, ...]
    feeds: tuple[Feed, ...]
    aliases: dict[str, str]
    addresses: dict[str, str] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()
    _by_id: dict[str, Outlet] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {outlet.outlet_id: outlet for outlet in self.outlets})

    def named(self, name: str) -> Outlet | None:
        """Return the one outlet of that name, alias or id; accents, case, blanks and punctuation are ignored."""
        return self._by_id.get(self.aliases.get(folded(name), ""))

    def at(self, address: str) -> Outlet | None:
        """Return the outlet at a host or URL: its longest registered domain, and there the longest section.

        Whole labels are compared, so start.com is not below rt.com. Below a shared domain only what is
        registered there counts: deutsch.news-pravda.com is nobody's when only news-pravda.com is known.
        """
        found = next((key for key in _keys(address, self.shared) if key in self.addresses), "")
        return self._by_id.get(self.addresses.get(found, ""))


def folded(name: str) -> str:
    """Return a name's letters and digits in any script, without accents and case."""
    return "".join(c for c in unicodedata.normalize("NFKD", name).casefold() if c.isalnum())


def load_registry(path: Path) -> Registry:
    """Read and check the outlets file; its header explains the keys.

    Raises ConfigError naming the outlet and the key, or the line when it is not TOML at all.
    """
    top = _Table(file=path, where="", cells=_parsed(path))
    top.only(_FILE_KEYS)
    tables = [_outlet_table(table) for table in top.tables("outlet")]
    outlets = tuple(_outlet(table) for table in tables)
    feeds = tuple(feed for table in tables for feed in _feeds(table))
    _refuse_repeats(path, "id", [outlet.outlet_id for outlet in outlets])
    _refuse_repeats(path, "feeds.url", [feed.url for feed in feeds])
    return Registry(
        outlets=outlets,
        feeds=feeds,
        aliases=_aliases(tables, outlets),
        addresses=_addresses(tables),
        shared=frozenset(top.texts("shared_domains", _HOST, _HOST_MEANT)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """One table of the file: its cells, and how to name it in a complaint."""

    file: Path
    where: str
    cells: dict[str, Any]

    def wrong(self, key: str, expected: str) -> ConfigError:
        """Return the complaint about one of the table's keys."""
        return ConfigError(self.file, f"{self.where}.{key}" if self.where else key, expected)

    def only(self, allowed: frozenset[str]) -> None:
        """Refuse keys that mean nothing here: they are typing errors."""
        for key in self.cells:
            if key not in allowed:
                raise self.wrong(key, f"not a key we know; expected one of {', '.join(sorted(allowed))}")

    def tables(self, key: str) -> "Iterator[_Table]":
        """Yield the sub-tables under a key, numbered from 1 until they are given their own name."""
        cells = self.cells.get(key, [])
        if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
            raise self.wrong(key, f"expected tables headed [[{key}]]")
        prefix = f"{self.where}." if self.where else ""
        for number, cell in enumerate(cells, start=1):
            yield _Table(file=self.file, where=f"{prefix}{key} {number}", cells=cell)

    def table(self, key: str) -> "_Table":
        """Return the sub-table of that name."""
        cells = self.cells[key]
        if not isinstance(cells, dict):
            raise self.wrong(key, f"expected a table headed [outlet.{key}]")
        return _Table(file=self.file, where=f"{self.where}.{key}", cells=cells)

    def text(self, key: str) -> str:
        """Return a required line of text."""
        value = self.optional(key)
        if value is None:
            raise self.wrong(key, "expected text, but the key is missing")
        return value

    def optional(self, key: str) -> str | None:
        """Return a line of text, or None if the key is not there."""
        value = self.cells.get(key)
        return None if value is None else self._line(key, value)

    def matching(self, key: str, pattern: re.Pattern[str], expected: str) -> str:
        """Return a required text of a certain form."""
        return self._formed(key, self.text(key), pattern, expected)

    def texts(self, key: str, pattern: re.Pattern[str], expected: str) -> tuple[str, ...]:
        """Return a list of texts of a certain form; empty if the key is not there."""
        values = self.cells.get(key, [])
        if not isinstance(values, list):
            raise self.wrong(key, f"expected a list of texts, got {values!r}")
        return tuple(self._formed(key, self._line(key, value), pattern, expected) for value in values)

    def choice(self, key: str, words: Iterable[str]) -> str:
        """Return a required text that is one of a closed set of words."""
        value, known = self.text(key), list(words)
        if value not in known:
            raise self.wrong(key, f"expected one of {', '.join(known)}, got {value!r}")
        return value

    def web(self, key: str, value: str) -> str:
        """Return the value if it is an http(s) address with a host."""
        try:
            parts = urlsplit(value)
            right = parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in value
        except ValueError:
            right = False
        if not right:
            raise self.wrong(key, f"expected an http(s) address, got {value!r}")
        return value

    def _line(self, key: str, value: object) -> str:
        if not isinstance(value, str) or not (value and value == value.strip() and value.isprintable()):
            raise self.wrong(key, f"expected one line of text without blanks around it, got {value!r}")
        return value

    def _formed(self, key: str, value: str, pattern: re.Pattern[str], expected: str) -> str:
        if not pattern.fullmatch(value):
            raise self.wrong(key, f"expected {expected}, got {value!r}")
        return value


def _parsed(path: Path) -> dict[str, Any]:
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise ConfigError(path, "file", f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError(path, f"line {line}", "expected UTF-8 text") from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:  # until Python 3.14 the line stands only in the message
        stated = re.search(r"at line (\d+)", str(error))
        line = int(stated.group(1)) if stated else text.count("\n") + 1
        raise ConfigError(path, f"line {line}", f"not TOML: {error}") from error


def _outlet_table(numbered: _Table) -> _Table:
    numbered.matching("id", _SLUG, "a slug of a-z, 0-9 and hyphens such as el-universal")
    table = _Table(file=numbered.file, where=f'outlet "{numbered.cells["id"]}"', cells=numbered.cells)
    table.only(_OUTLET_KEYS)
    return table


def _outlet(table: _Table) -> Outlet:
    table.optional("note")
    country = table.matching("country", _COUNTRY, 'two capital letters (ISO 3166) or "unknown"')
    zones, zone_basis = _zones(table, country)
    home = table.optional("home")
    url_keep, url_drop = _url_rules(table)
    return Outlet(
        outlet_id=table.text("id"),
        name=table.text("name"),
        kind=Kind(table.choice("kind", [kind.value for kind in Kind])),
        country=country,
        zones=zones,
        zone_basis=zone_basis,
        label_source=f"{table.text('label_source')}, read {_label_date(table)}",
        domains=table.texts("domains", _HOST, _HOST_MEANT),
        city=table.optional("city"),
        language=_language(table),
        home=home and table.web("home", home),
        owner=table.optional("owner"),
        url_keep=url_keep,
        url_drop=url_drop,
    )


def _url_rules(outlet: _Table) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """Return the query parameters that name a page at an outlet (None: not said), and those that name none."""
    if "url" not in outlet.cells:
        return None, ()
    rules = outlet.table("url")
    rules.only(_URL_KEYS)
    keep = rules.texts("keep", _PARAMETER, _PARAMETER_MEANT) if "keep" in rules.cells else None
    drop = rules.texts("drop", _PARAMETER, _PARAMETER_MEANT)
    both = sorted(set(keep or ()) & set(drop))
    if both:
        raise rules.wrong("drop", f"expected parameters that keep does not name, got {', '.join(both)}")
    return keep, drop


def _zones(table: _Table, country: str) -> tuple[tuple[str, ...], str]:
    zone = table.optional("zone")
    if zone is None:
        return zones_of(country)
    if zone not in _iana_zones():
        raise table.wrong("zone", f"expected an IANA zone such as America/Mexico_City, got {zone!r}")
    return (zone,), "registry"


@cache
def _iana_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _label_date(table: _Table) -> str:
    value = table.cells.get("label_date")
    if isinstance(value, datetime) or not isinstance(value, date):
        raise table.wrong("label_date", f"expected a date such as 2026-11-23, without quotes, got {value!r}")
    return value.isoformat()


def _language(table: _Table) -> str | None:
    if "language" not in table.cells:
        return None
    return table.matching("language", _LANGUAGE, "two small letters (ISO 639-1)")


def _feeds(outlet: _Table) -> Iterator[Feed]:
    for table in outlet.tables("feeds"):
        table.only(_FEED_KEYS)
        yield _feed(table, outlet.text("id"))


def _feed(table: _Table, outlet_id: str) -> Feed:
    url = table.web("url", table.text("url"))
    kind = table.choice("kind", FEED_KINDS)
    templated, fixed = _DATE_MARK.search(url), _DATE_MARK.sub("", url)
    if "{" in fixed or (templated and kind != "archive_sitemap"):
        raise table.wrong("url", "expected {YYYY-MM-DD} or {YYYYMM}, only in an archive_sitemap, or no braces")
    status = table.choice("status", STATUSES)
    probed = table.optional("probed")
    if status != "unconfirmed" and probed is None:
        raise table.wrong("probed", f"expected date and result of the probe that makes it {status}")
    notes = (f"probed {probed}" if probed else None, table.optional("note"))
    return Feed(
        feed_id=f"{outlet_id}/{hashlib.blake2b(url.encode(), digest_size=4).hexdigest()}",
        outlet_id=outlet_id,
        url=url,
        kind=kind,
        status=status,
        source=table.text("source"),
        note="; ".join(note for note in notes if note) or None,
    )


def _refuse_repeats(file: Path, key: str, values: list[str]) -> None:
    for value, times in Counter(values).items():
        if times > 1:
            raise ConfigError(file, key, f"expected each once, got {value!r} {times} times")


def _aliases(tables: list[_Table], outlets: tuple[Outlet, ...]) -> dict[str, str]:
    owners: dict[str, set[str]] = {}
    for table, outlet in zip(tables, outlets, strict=True):
        aliases = table.texts("aliases", re.compile(r".*\w.*"), "names")
        for name in (outlet.outlet_id, outlet.name, *aliases):
            owners.setdefault(folded(name), set()).add(outlet.outlet_id)
    return {name: ids.pop() for name, ids in owners.items() if name and len(ids) == 1}


def _addresses(tables: list[_Table]) -> dict[str, str]:
    owners: dict[str, str] = {}
    for table in tables:
        domains = table.texts("domains", _HOST, _HOST_MEANT)
        sections = table.texts("sections", _SECTION, "host/path such as oem.com.mx/elsoldemexico, lower case")
        for address in domains + sections:
            if address in owners:
                key = "domains" if address in domains else "sections"
                raise table.wrong(key, f'{address!r} already belongs to outlet "{owners[address]}"')
            owners[address] = table.text("id")
    return owners


def _keys(address: str, shared: frozenset[str]) -> Iterator[str]:
    """Yield what an address may be registered under: longest domain first, and there longest path first."""
    try:
        parts = urlsplit((address if "//" in address else f"//{address}").strip().lower())
        host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    except ValueError:  # brackets that are no IPv6 address
        return
    labels = host.split(".")
    steps = [step for step in parts.path.split("/") if step][:3]
    for start in range(len(labels) - 1):
        domain = ".".join(labels[start:])
        if start > 0 and domain in shared:
            return
        yield from ("/".join((domain, *steps[:depth])) for depth in range(len(steps), 0, -1))
        yield domain
