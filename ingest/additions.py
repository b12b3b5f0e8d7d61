"""A registry and the feeds of an OPML file in; the outlets and feeds that are new out. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from ingest.opml import Outline
from ingest.registry import Registry, fits_template, is_host
from ingest.slug import slug
from ingest.toml_table import is_web
from ingest.urls import canonical_url
from store.model import Kind

_FORMATS = {"atom": "atom", "json": "json_feed", "jsonfeed": "json_feed", "json_feed": "json_feed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Additions:
    """What an OPML file adds, as cells of the outlets file, and what became of its other outlines."""

    outlets: tuple[dict[str, Any], ...]  # [[outlet]] tables, feeds included
    feeds: tuple[tuple[str, dict[str, Any]], ...]  # id of an outlet that is listed already, and the feed's cells
    known: int  # feeds that are listed already, or twice in the file
    left_out: tuple[str, ...]  # line and reason of every outline that cannot be used

    @property
    def feed_count(self) -> int:
        """Return how many feeds are new, under new and known outlets."""
        return len(self.feeds) + sum(len(table["feeds"]) for table in self.outlets)


def plan_additions(registry: Registry, outlines: Sequence[Outline], *, file: str, today: date) -> Additions:
    """Decide which feeds are new and whose they are; nothing is invented.

    A feed belongs to the outlet its own attribute names, else to the one its home page or its address leads to, else
    to a new one: one for each home page, or for itself when it states none. What a new outlet is is `other` and
    `unknown`, unless our own export says more.
    """
    planner = _Planner(registry, f"OPML {file}", today)
    for outline in outlines:
        planner.take(outline)
    return planner.additions()


@dataclass(slots=True)
class _Planner:
    registry: Registry
    source: str
    today: date
    new: dict[str, dict[str, Any]] = field(default_factory=dict)  # by what makes feeds one outlet's
    feeds: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    known: int = 0
    left_out: list[str] = field(default_factory=list)
    _spelt: set[str] = field(init=False)  # addresses to the letter
    _listed: set[str] = field(init=False)  # canonical addresses
    _ids: set[str] = field(init=False)
    _taken: set[str] = field(init=False)
    _exported: set[str] = field(default_factory=set)  # ids that our own export gave: it said all there is
    _suffixes: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._spelt = {feed.url for feed in self.registry.feeds}
        self._listed = {_address(url) for url in self._spelt}
        self._ids = {outlet.outlet_id for outlet in self.registry.outlets}
        self._taken = set(self._ids)

    def take(self, outline: Outline) -> None:
        """Put one outline where it belongs."""
        url = _without_feed_scheme(outline.url)
        feed = self._feed(outline, url)
        try:
            same = _usable(url, feed["kind"])
        except ValueError as reason:
            self.left_out.append(f"line {outline.line}: {reason}")
            return
        # An outlets file may list two spellings of one address, and an export of it repeats both.
        if url in self._spelt or (same in self._listed and not outline.feed):
            self.known += 1
            return
        self._spelt.add(url)
        self._listed.add(same)
        owner = self._owner(outline, url)
        if owner:
            self.feeds.append((owner, feed))
        else:
            self._outlet(outline, url)["feeds"].append(feed)

    def additions(self) -> Additions:
        """Return everything taken so far; a host that only one new outlet calls its home becomes its domain."""
        homes = Counter(_home_host(table) for table in self.new.values())
        for table in self.new.values():
            host = _home_host(table)
            if host and homes[host] == 1 and table["id"] not in self._exported and host not in self.registry.addresses:
                table["domains"] = [host]
        return Additions(outlets=tuple(self.new.values()), feeds=tuple(self.feeds), known=self.known,
                         left_out=tuple(self.left_out))  # fmt: skip

    def _feed(self, outline: Outline, url: str) -> dict[str, Any]:
        stated = {"kind": _FORMATS.get(outline.format or "", "rss"), "status": "unconfirmed", "source": self.source}
        return {"url": url, **stated, **outline.feed}

    def _owner(self, outline: Outline, url: str) -> str | None:
        """Return the id of the listed outlet that a feed belongs to."""
        if "id" in outline.outlet:
            return outline.outlet["id"] if outline.outlet["id"] in self._ids else None
        found = (outline.home and self.registry.at(outline.home)) or self.registry.at(url)
        return found.outlet_id if found else None

    def _outlet(self, outline: Outline, url: str) -> dict[str, Any]:
        home = outline.home if outline.home and is_web(outline.home) and outline.home.isprintable() else None
        key = outline.outlet.get("id") or (_address(home) if home else url)
        if key not in self.new:
            host = urlsplit(home or url).hostname or ""
            name = outline.name or host
            stated = {"kind": Kind.OTHER.value, "country": "unknown"} | ({"home": home} if home else {})
            labels = {"label_source": self.source, "label_date": self.today}
            self.new[key] = {"id": self._fresh_id(outline, name, host), "name": name, **stated, **labels,
                             **{k: value for k, value in outline.outlet.items() if k != "id"}, "feeds": []}  # fmt: skip
        return self.new[key]

    def _fresh_id(self, outline: Outline, name: str, host: str) -> str:
        if "id" in outline.outlet:
            self._exported.add(outline.outlet["id"])
        wanted = str(outline.outlet.get("id") or slug(name, host) or "outlet")
        fresh = wanted
        while fresh in self._taken:
            self._suffixes[wanted] += 1
            fresh = f"{wanted}-{self._suffixes[wanted] + 1}"
        self._taken.add(fresh)
        return fresh


def _without_feed_scheme(url: str) -> str:
    """Return what `feed://host` and `feed:https://host` stand for."""
    if url.lower().startswith("feed://"):
        return f"http{url[4:]}"
    return url[5:] if url.lower().startswith("feed:") else url


def _usable(url: str, kind: object) -> str:
    """Return what makes a feed's address the same as another's. Raises ValueError for what is no address."""
    if not is_web(url) or not url.isprintable():
        raise ValueError(f"expected an http(s) address, got {url[:200]!r}")
    if not fits_template(url, str(kind)):
        raise ValueError(f"expected an address without braces, got {url[:200]!r}")
    return canonical_url(url)


def _address(url: str) -> str:
    try:
        return canonical_url(url)
    except ValueError:  # a port that is no number
        return url


def _home_host(table: dict[str, Any]) -> str:
    """Return the host that is an outlet's alone: its home lies at the top of it."""
    parts = urlsplit(table.get("home", ""))
    host = (parts.hostname or "").removeprefix("www.")
    return host if parts.path in {"", "/"} and not parts.query and is_host(host) else ""
