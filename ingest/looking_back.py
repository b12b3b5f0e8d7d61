"""The words of a back-fill: what is looked for, and what one answer showed. Every kind of source speaks them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

from ingest.registry import Registry
from ingest.span import Sent, Span
from ingest.urls import canonical_url
from ingest.zones import zones_of
from store.identity import item_id
from store.looked_back import Ask, Carrier
from store.model import (
    EVER,
    Basis,
    Feed,
    Fetch,
    Interval,
    Item,
    ItemLink,
    Kind,
    Meaning,
    Outcome,
    Outlet,
    Precision,
    PublishedTime,
    TimeReading,
)


class Screen(Protocol):
    """Tells whether words are about what is looked for; given by the caller, since narratives are not known here."""

    def meets(self, text: str, language: str | None) -> bool:
        """Return whether they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a back-fill looks for. `endpoint` is where its service answers, without a slash at the end."""

    kind: str
    since: datetime
    until: datetime
    registry: Registry
    endpoint: str = ""
    outlets: tuple[Outlet, ...] = ()  # whose items are wanted; empty: anybody's, where the source knows them
    feeds: tuple[Feed, ...] = ()  # of these outlets
    query: str | None = None  # in the service's own language
    names: tuple[str, ...] = ()  # channels, section pages or files, as the kind of source has it
    carriers: tuple[Carrier, ...] = ()  # items whose pages are wanted
    screen: Screen | None = None

    def wants(self, outlet: Outlet) -> bool:
        """Tell whether this outlet's items are looked for."""
        return not self.outlets or any(one.outlet_id == outlet.outlet_id for one in self.outlets)

    def covers(self, when: Interval | None) -> bool:
        """Tell whether a time can lie within the period; an unknown one can."""
        return when is None or (when.latest >= self.since and when.earliest <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One answer, to be read: what was asked, the body, and where it came from in the end."""

    plan: Plan
    ask: Ask
    body: bytes
    content_type: str | None
    url: str
    seen_at: datetime
    fetch_id: str
    sent: Sent | None = None  # which part of a file, where a part was asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """A page that lay inside an answer, to be kept like one that was asked for."""

    fetch: Fetch
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One item as an answer showed it, with the clocks and links that came along.

    `words`: it shows the item's own words, so that another wording is an edit; else it only lists it.
    """

    item: Item
    readings: tuple[TimeReading, ...] = ()
    links: tuple[ItemLink, ...] = ()
    words: bool = False
    outlet: Outlet | None = None  # when no registry lists it


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an answer held: items, and what else it makes us ask for."""

    sights: tuple[Sight, ...] = ()
    asks: tuple[Ask, ...] = ()
    entries: int = 0
    outside: int = 0  # entries left out: not of the period, or of nobody we look for
    bad: tuple[str, ...] = ()
    fault: Outcome | None = None
    error: str | None = None
    inside: tuple[Inside, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What asks will cost, as far as it can be told beforehand."""

    requests: int
    size: int  # bytes
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A kind of source: what it asks for first, and how answers are read, by task."""

    seeds: Callable[[Plan], Sequence[Ask]]
    readers: dict[str, Callable[[Answered], Found]] = field(default_factory=dict)
    endpoint: str = ""  # the service's public address
    fixed: bool = False  # the first asks are all there will be
    span: Callable[[Ask], Span | None] = lambda _ask: None  # a part of a file; such bodies are not kept as they are
    weigh: Callable[[Sequence[Ask]], Weight | None] = lambda _asks: None  # None: one request each, of unknown size


def reading(item: Item, source: str, meaning: Meaning = Meaning.STATED) -> TimeReading | None:
    """Return an item's own time as a reading; None if it has none."""
    stated = item.published
    if stated.interval is None:
        return None
    return TimeReading(item_id=item.item_id, source=source, meaning=meaning, basis=stated.basis, raw=stated.raw,
                       interval=stated.interval, precision=stated.precision, seen_at=item.first_seen_at,
                       fetch_id=item.fetch_id)  # fmt: skip


def out_by(item: Item, source: str, moment: datetime, raw: str | None) -> TimeReading:
    """Return that somebody had seen the item by then: an upper bound, and a lower bound of nothing."""
    return TimeReading(item_id=item.item_id, source=source, meaning=Meaning.OUT_BY, basis=Basis.INFERRED, raw=raw,
                       interval=Interval(earliest=EVER, latest=moment), precision=Precision.SECOND,
                       seen_at=item.first_seen_at, fetch_id=item.fetch_id)  # fmt: skip


def sight(
    item: Item, source: str, *readings: TimeReading | None, words: bool = False, meaning: Meaning = Meaning.STATED
) -> Sight:
    """Make a sight of an item that no feed of ours showed, its own time (`meaning` says whose word it is) included."""
    known = dict.fromkeys(one for one in (reading(item, source, meaning), *readings) if one)
    return Sight(item=replace(item, feed_id=None, source=source), readings=tuple(known), words=words)


UNKNOWN_TIME = PublishedTime(raw=None, interval=None, precision=Precision.UNKNOWN, basis=Basis.INFERRED)


def listed_item(  # noqa: PLR0913 - what an item is made of
    answered: Answered,
    *,
    url: str,
    title: str,
    outlet: Outlet,
    language: str | None,
    published: PublishedTime = UNKNOWN_TIME,
) -> Item:
    """Make an item of what an index says of it. Raises ValueError for an address that is none."""
    canonical = canonical_url(url, keep=outlet.url_keep, drop=outlet.url_drop)
    return Item(
        item_id=item_id(outlet.outlet_id, canonical), outlet_id=outlet.outlet_id, url=url, canonical_url=canonical,
        title=title, summary=None, text=None, language=language, published=published,
        first_seen_at=answered.seen_at, fetch_id=answered.fetch_id,
    )  # fmt: skip


def outlet_at(plan: Plan, url: str, source: str) -> Outlet:
    """Return the outlet at an address: the registry's, else one known by its host alone, whose zone nobody knows.

    Raises ValueError for an address without a host.
    """
    known = plan.registry.at(url)
    if known:
        return known
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    if not host:
        raise ValueError("expected an http(s) address with a host")
    zones, zone_basis = zones_of("unknown")
    return Outlet(
        outlet_id=host.replace(".", "-"), name=host, kind=Kind.OTHER, country="unknown", zones=zones,
        zone_basis=zone_basis, label_source=f"nobody: its host as {source} has it", domains=(host,),
    )  # fmt: skip


def is_listed(plan: Plan, outlet: Outlet) -> bool:
    """Tell whether the registry lists an outlet."""
    return any(one.outlet_id == outlet.outlet_id for one in plan.registry.outlets)


def feed_of(outlet: Outlet, url: str, kind: str) -> Feed:
    """Return a feed that stands in for an address that is none of the registry's."""
    return Feed(feed_id=f"{outlet.outlet_id}/{kind}", outlet_id=outlet.outlet_id, url=url, kind=kind,
                status="unconfirmed", source="back-fill")  # fmt: skip


def read_records(
    records: Iterable[Any], read: Callable[[Any], Sight | None], what: str
) -> tuple[list[Sight], list[str], int]:  # fmt: skip
    """Return what the records of an answer show, why some cannot be read, and how many were not looked for.

    `read` gives None for what was not looked for; what it raises over a record that is odd makes that record a bad one.
    """
    sights: list[Sight] = []
    bad: list[str] = []
    outside = 0
    for record in records:
        try:
            found = read(record)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            bad.append(f"{what} that cannot be read: {error}")
            continue
        if found is None:
            outside += 1
        else:
            sights.append(found)
    return sights, bad, outside
