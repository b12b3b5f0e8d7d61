"""A page's address in; the addresses at which it may have feeds, and what each of them answered, out.

What asks the web and what reads a feed are handed in: nothing here does either.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from lxml import etree  # type: ignore[import-untyped]  # lxml carries no types

from ingest.charset import decode
from ingest.entry import BrokenFeedError, Entry, NotAFeedError, ParsedFeed
from ingest.toml_table import is_web
from store.model import Outcome

PAGE_BYTES = 2_000_000  # of a page that are looked at
MOST = 50  # candidates that a page may name
MOST_SITEMAPS = 10  # that robots.txt may name
ADDRESS_LENGTH = 2_000

_NOBODY = frozenset({Outcome.DNS_ERROR, Outcome.CONNECT_ERROR, Outcome.TLS_ERROR, Outcome.REFUSED_ADDRESS})

COMMON_PATHS = (
    "/feed",
    "/feed/",
    "/rss",
    "/rss.xml",
    "/atom.xml",
    "/index.xml",
    "/feeds/posts/default",
    "/arc/outboundfeeds/rss/",
    "/sitemap-news.xml",
    "/news-sitemap.xml",
)
_FEED_TYPES = re.compile(r"application/(rss|atom|rdf)\+xml|application/feed\+json", re.IGNORECASE)
_LOOSE_TYPES = re.compile(r"((application|text)/(xml|json))?\s*(;|$)", re.IGNORECASE)  # only if the address agrees
_LAST_STEP = re.compile(
    r"/((rss2?|feeds?|atom|rdf)(/[^/]+)?|[^/]*\.(rss|atom|rdf)|[^/]*(rss|feed|atom|news)[^/]*\.(xml|json))/?$"
)
_QUERY = re.compile(r"(^|&)(feed|format|type|outputtype|alt)=(rss2?|atom|rdf|feed|xml|json)(&|$)", re.IGNORECASE)
_SITEMAP_LINE = re.compile(rb"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What an address answered: the part of a retrieval that discovery needs."""

    outcome: Outcome
    url: str  # after redirects
    status: int | None = None
    body: bytes = b""
    content_type: str | None = None
    error: str | None = None


class Parse(Protocol):
    """Reads a feed, or raises NotAFeedError or BrokenFeedError."""

    def __call__(self, body: bytes, *, content_type: str | None, url: str) -> ParsedFeed:
        """Read a body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An address at which there may be a feed, and what speaks for it."""

    url: str
    why: str  # page, link, anchor, path or robots
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What became of a candidate: a feed if `kind` is known, else `fault` says why not."""

    asked: str
    url: str  # after redirects
    why: str
    outcome: Outcome
    title: str | None = None
    kind: str | None = None
    entries: int = 0
    newest: datetime | None = None  # of the dates that state their zone
    fault: str | None = None


def candidates(html: bytes, url: str) -> list[Candidate]:
    """Return the feeds that a page names, most trustworthy first: <link> elements, then <a> that look like feeds.

    At most MOST, each http(s) and once; only the first PAGE_BYTES are read. Comment feeds come last.
    """
    parser = etree.HTMLParser(recover=True, no_network=True, huge_tree=False, encoding="utf-8")
    text = decode(html[:PAGE_BYTES], None).text
    tree = etree.fromstring(text.encode("utf-8", "replace"), parser) if text.strip() else None
    if tree is None:
        return []
    base = _base(tree, url)
    named = [*_links(tree, base), *_anchors(tree, base)]
    return _once(sorted(named, key=lambda one: "comment" in one.url.lower()))[:MOST]


def common_paths(url: str) -> list[Candidate]:
    """Return where publishing systems keep feeds: at the root, and for WordPress below a section as well."""
    path = urlsplit(url).path.rstrip("/")
    section = (f"{path}/feed/",) if path else ()
    return [Candidate(url=urljoin(url, place), why="path") for place in (*section, *COMMON_PATHS)]


def sitemaps(robots: bytes, url: str) -> list[Candidate]:
    """Return the sitemaps that a robots.txt names, those for news first."""
    named = [urljoin(url, line.decode("utf-8", "replace")) for line in _SITEMAP_LINE.findall(robots[:PAGE_BYTES])]
    ordered = sorted(named, key=lambda address: "news" not in address.lower() and "notic" not in address.lower())
    return _once(Candidate(url=address, why="robots") for address in ordered if _fit(address))[:MOST_SITEMAPS]


async def discover(
    url: str,
    *,
    get: Callable[[str], Awaitable[Page]],
    parse: Parse,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> list[Found]:
    """Ask a page, what it names, common paths and robots.txt, one after the other; return what each answered.

    The page itself is in the answer only if it is a feed or cannot be had. Feeds come first, those with the newest
    entries at the top. `progress` is told addresses asked and addresses in all. Raises nothing for a server.
    """
    page = await get(url)
    itself = _found(Candidate(url=url, why="page"), page, parse)
    if page.outcome in _NOBODY:
        return [itself]
    root = urljoin(page.url, "/robots.txt")
    robots = await get(root)
    told = candidates(page.body, page.url) if page.outcome is Outcome.OK and itself.kind is None else []
    listed = sitemaps(robots.body, root) if robots.outcome is Outcome.OK else []
    asked = [one for one in _once([*told, *common_paths(page.url), *listed]) if one.url not in {url, page.url}]
    found = [itself] if itself.kind or page.outcome is not Outcome.OK else []
    for done, candidate in enumerate(asked, start=1):
        found.append(_found(candidate, await get(candidate.url), parse))
        progress(done, len(asked))
    return _in_order(found)


def _found(candidate: Candidate, page: Page, parse: Parse) -> Found:
    found = Found(asked=candidate.url, url=page.url, why=candidate.why, outcome=page.outcome, title=candidate.title)
    if page.outcome is not Outcome.OK:
        return replace(found, fault=page.error)
    try:
        feed = parse(page.body, content_type=page.content_type, url=page.url)
    except NotAFeedError as error:
        return replace(found, outcome=Outcome.NOT_A_FEED, fault=str(error))
    except BrokenFeedError as error:
        return replace(found, outcome=Outcome.BROKEN, fault=str(error))
    return replace(found, title=feed.title or candidate.title, kind=feed.kind, entries=len(feed.entries),
                   newest=_newest(feed.entries))  # fmt: skip


def _in_order(found: Iterable[Found]) -> list[Found]:
    """Put feeds first, the freshest at the top; leave out what only leads to a feed that is there already."""
    last = datetime.min.replace(tzinfo=UTC)
    ordered = sorted(found, key=lambda one: (one.kind is not None, one.newest or last), reverse=True)
    seen: set[str] = set()
    kept = []
    for one in ordered:
        if one.kind is None or one.url not in seen:
            kept.append(one)
        seen.add(one.url)
    return kept


def _newest(entries: Iterable[Entry]) -> datetime | None:
    moments = (_moment(date) for entry in entries for date in (entry.published, entry.updated) if date)
    return max((moment for moment in moments if moment), default=None)


def _moment(stated: str) -> datetime | None:
    """Read a date as RSS or as Atom writes it, if it says its zone."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(stated.strip())
            return moment.astimezone(UTC) if moment.tzinfo else None
        except (ValueError, OverflowError):
            continue
    return None


def _base(tree: etree._Element, url: str) -> str:
    stated = next((href for element in tree.iter("base") if (href := element.get("href"))), "")
    joined = _joined(url, stated)
    return joined if joined and is_web(joined) else url


def _links(tree: etree._Element, base: str) -> Iterator[Candidate]:
    for element in tree.iter("link"):
        relations = set((element.get("rel") or "").lower().split())
        kind = (element.get("type") or "").strip()
        address = _joined(base, element.get("href"))
        if not address or not relations & {"alternate", "feed"} or "stylesheet" in relations:
            continue
        if _FEED_TYPES.match(kind) or "feed" in relations or (_LOOSE_TYPES.match(kind) and _looks_like_feed(address)):
            yield Candidate(url=address, why="link", title=_title(element.get("title")))


def _anchors(tree: etree._Element, base: str) -> Iterator[Candidate]:
    for element in tree.iter("a"):
        address = _joined(base, element.get("href"))
        if address and _looks_like_feed(address):
            yield Candidate(url=address, why="anchor", title=_title(element.get("title") or element.text))


def _looks_like_feed(address: str) -> bool:
    parts = urlsplit(address)
    return bool(_LAST_STEP.search(parts.path.lower()) or _QUERY.search(parts.query))


def _joined(base: str, reference: str | None) -> str | None:
    """Return where a reference on a page leads, without fragment; None for what is not to be asked."""
    stripped = (reference or "").strip()[: ADDRESS_LENGTH + 1]
    if stripped.lower().startswith("feed:"):
        stripped = stripped[5:] if "://" in stripped[5:] else f"http:{stripped[5:]}"
    try:
        address = urljoin(base, stripped).partition("#")[0]
    except ValueError:
        return None
    return address if stripped and _fit(address) else None


def _fit(address: str) -> bool:
    return len(address) <= ADDRESS_LENGTH and address.isprintable() and is_web(address)


def _title(text: str | None) -> str | None:
    return " ".join("".join(c for c in text or "" if c.isprintable() or c.isspace()).split())[:200] or None


def _once(named: Iterable[Candidate]) -> list[Candidate]:
    first: dict[str, Candidate] = {}
    for candidate in named:
        first.setdefault(candidate.url, candidate)
    return list(first.values())
