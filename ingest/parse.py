"""A body's bytes in; a feed's entries out, whatever its format. The only door to feedparser. Pure."""

import html
import io
import re
import zlib
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser

from ingest import charset, json_feed, plain_rss, sitemap
from ingest.entry import BrokenFeedError, Entry, NotAFeedError, ParsedFeed
from ingest.repair import WellFormed, well_formed
from ingest.sniff import Document, refuse_binary, xml_document

UNPACKED_LIMIT = 20_000_000  # bytes; a news sitemap holds 1,000 addresses, a feed beyond this is an attack

_INDEX_ROOT = re.compile(rb"<(?:[\w.-]+:)?sitemapindex[\s>]", re.IGNORECASE)
_LOOK_WITHIN = 65_536  # bytes; what a server prints before the root is shorter
_HEADERS = {"content-type": "application/xml; charset=utf-8"}
_DC_DATE = re.compile(rb"<(?:[\w.-]+:)?date[\s>]", re.IGNORECASE)
_MARKUP = re.compile(r"</\w+>|&#?\w+;|<\w+[^<>]*/>")
_MAIL = re.compile(r"\S+@\S+\s*\((?P<name>[^()]+)\)")
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})


def parse_feed(body: bytes, *, content_type: str | None, url: str) -> ParsedFeed:
    """Read RSS 0.9x to 2.0, Atom, RDF, CDF, JSON Feed or a news sitemap, told apart by the body alone.

    `url` is where the body came from: relative links are resolved against it in the end. Raises NotAFeedError
    saying what the body looks like, or BrokenFeedError when it means to be a feed but nothing can be read; nothing
    else, whatever the bytes.
    """
    unpacked = _unpacked(body)
    refuse_binary(unpacked)
    decoded = charset.decode(unpacked, content_type)
    if decoded.text.lstrip().startswith(("{", "[")):
        return json_feed.read(decoded.text, url=url, faults=decoded.faults)
    document = xml_document(decoded.text)
    mended = well_formed(document)
    faults = (*decoded.faults, *document.faults, *mended.faults)
    feed = sitemap.read(mended.data) if document.root == "urlset" else _read(document, mended, url)
    if not feed.entries and (mended.bad_entries or feed.bad_entries or not mended.whole):
        raise BrokenFeedError(f"<{document.root}> begins a feed, but not one entry can be read: {'; '.join(faults)}")
    return replace(feed, faults=(*faults, *feed.faults), bad_entries=feed.bad_entries + mended.bad_entries)


def parse_sitemap_index(body: bytes, *, content_type: str | None) -> tuple[sitemap.Part, ...] | None:
    """Return the sitemaps that a sitemap index names, in its order; None if the body is something else.

    Raises NotAFeedError or BrokenFeedError for a gzip file that cannot be unpacked.
    """
    unpacked = _unpacked(body)
    if _INDEX_ROOT.search(unpacked[:_LOOK_WITHIN]) is None:
        return None
    return sitemap.read_index(charset.decode(unpacked, content_type).text.encode())


def _unpacked(body: bytes) -> bytes:
    """Unpack a gzip file (.xml.gz); what comes over HTTP is unpacked already. A damaged end is left out."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(body, UNPACKED_LIMIT + 1)
    except zlib.error as error:
        raise NotAFeedError(f"a damaged gzip file: {error}") from error
    if len(unpacked) > UNPACKED_LIMIT:
        raise BrokenFeedError(f"a gzip file that unpacks to more than {UNPACKED_LIMIT:,} bytes")
    return unpacked


def _read(document: Document, mended: WellFormed, url: str) -> ParsedFeed:
    parsed = (plain_rss.read(mended.tree) if mended.tree is not None else None) or _judged(mended.data)
    about = parsed["feed"]
    around = _Surroundings(
        atom=document.root == "feed",
        dated=bool(_DC_DATE.search(mended.data)),
        base=_absolute(url, _text(about, "link")) or url,
        language=_text(about, "language"),
    )
    read = [_entry(raw, around) for raw in parsed["entries"]]
    entries = tuple(entry for entry in read if entry != Entry())
    return ParsedFeed(
        kind="atom" if around.atom else "rss", entries=entries, title=_markup(about, "title", around),
        language=around.language, moved_to=_text(about, "itunes_new-feed-url") or _text(about, "newlocation"),
        bad_entries=len(read) - len(entries),
    )  # fmt: skip


def _judged(data: bytes) -> Any:
    """Let feedparser read it."""
    try:
        return feedparser.parse(
            io.BytesIO(data), response_headers=_HEADERS, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # feedparser names no errors, and its input is anybody's
        raise BrokenFeedError(f"feedparser cannot read it: {type(error).__name__}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class _Surroundings:
    """What an entry means depends on these."""

    atom: bool
    dated: bool  # somewhere the feed uses dc:date
    base: str  # relative links start here, unless the feed says xml:base
    language: str | None


def _entry(raw: Any, around: _Surroundings) -> Entry:
    content, summary = _content(raw, around), _markup(raw, "summary", around)
    published, updated = _times(raw, around)
    return Entry(
        guid=_text(raw, "id"),
        link=_link(raw, around.base),
        title=_markup(raw, "title", around),
        summary=None if summary == content else summary,  # feedparser copies the text where no summary is
        content=content,
        author=_author(raw),
        published=published,
        updated=updated,
        language=_language(raw, around.language),
    )


def _text(raw: Any, key: str) -> str | None:
    # dict.get, because feedparser's own look-up gives one date for another.
    value = dict.get(raw, key)
    return value if isinstance(value, str) and value.strip() else None


def _markup(raw: Any, key: str, around: _Surroundings) -> str | None:
    """Return a text as HTML: what Atom calls plain is escaped where a reader of HTML would misread it."""
    text = _text(raw, key)
    return _as_html(text, dict.get(raw, f"{key}_detail"), around) if text else None


def _as_html(text: str, detail: Any, around: _Surroundings) -> str:
    plain = isinstance(detail, dict) and detail.get("type") == "text/plain"
    if around.atom and plain and "<" in text and not _MARKUP.search(text):
        return html.escape(text, quote=False)
    return text


def _content(raw: Any, around: _Surroundings) -> str | None:
    """Return the longest text: beside the article there may be an abstract under the same name."""
    parts = [part for part in dict.get(raw, "content") or [] if part.get("type", "text/html") in _HTML_TYPES]
    texts = [_as_html(part["value"], part, around) for part in parts if str(part.get("value") or "").strip()]
    return max(texts, key=len, default=None)


def _times(raw: Any, around: _Surroundings) -> tuple[str | None, str | None]:
    """Return the strings for published and updated. dc:date, which feedparser calls updated, is publication in RSS."""
    published, updated = _text(raw, "published"), _text(raw, "updated")
    if published is None and around.dated and not around.atom:
        published, updated = updated, None
    return published or _text(raw, "created"), updated


def _author(raw: Any) -> str | None:
    """Return all names. From "address (name)" feedparser's own names come out wrong for long top-level domains."""
    stated = _text(raw, "author") or ""
    people = dict.get(raw, "authors") or []
    if len(people) == 1 and (mail := _MAIL.fullmatch(stated)):
        return mail["name"].strip()
    names = [person.get("name") or person.get("email") for person in people]
    named = dict.fromkeys(name for name in names if isinstance(name, str) and name.strip())
    return ", ".join(named) or stated or None


def _language(raw: Any, of_feed: str | None) -> str | None:
    stated = _text(raw, "language")
    if stated:
        return stated
    details = [dict.get(raw, "title_detail"), dict.get(raw, "summary_detail"), *(dict.get(raw, "content") or [])]
    inherited = next((detail["language"] for detail in details if detail and detail.get("language")), None)
    return inherited if inherited != of_feed else None


def _link(raw: Any, base: str) -> str | None:
    """Return where the entry leads: before a counting redirect, else the alternate link, else a guid that is one."""
    link, guid = _text(raw, "link"), _text(raw, "id")
    links = [one for one in dict.get(raw, "links") or [] if one.get("rel", "alternate") == "alternate"]
    stated = [_text(raw, "feedburner_origlink"), None if link == guid else link, *(_text(one, "href") for one in links)]
    found = [address for text in stated if (address := _absolute(base, text))]
    if link and link == guid and _is_web(link.strip()):  # a permalink; "12345" is none
        found.append(link.strip())
    return next((address for address in found if _is_web(address)), found[0] if found else None)


def _absolute(base: str, link: str | None) -> str | None:
    if not link or not link.strip():
        return None
    try:
        return urljoin(base, link.strip())
    except ValueError:  # an address such as http://[x
        return None


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False
