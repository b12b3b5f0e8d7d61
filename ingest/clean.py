"""A raw entry of a feed in; our item (canonical URL, plain words, language, time with its precision) out. Pure."""

from collections.abc import Iterator
from datetime import datetime

from ingest.boilerplate import without_boilerplate
from ingest.entry import Entry
from ingest.feed_time import read_time
from ingest.interval import interval_of
from ingest.language import plain_language, stated_language
from ingest.markup import text_of, title_of
from ingest.plain import plain as visible
from ingest.urls import canonical_url, entry_link, is_web
from store.identity import item_id
from store.model import Basis, Feed, Item, Outlet, Precision, PublishedTime

OPENING_CHARACTERS = 120  # of a text that stands in for a title
RAW_TIME_CHARACTERS = 200  # kept of a stated time; the longest real one has 80


def clean_entry(  # noqa: PLR0913 - what an item is made of
    entry: Entry, *, outlet: Outlet, feed: Feed, base: str, language: str | None, seen_at: datetime, fetch_id: str
) -> Item:
    """Turn an entry into an item.

    `base` is the feed's final URL, against which a relative link is resolved; `language` as the feed states it.
    An entry is identified by its guid, unless that is only its link again; else by its canonical URL, as an import
    is; else by its title and stated date. Without a link (and a guid that is one) `url` is the outlet's home or the
    feed, and `canonical_url` that with the item's id behind "#", so that no two such items share an address.
    The language is that of the words where it is plain, else the stated one, and then `language_plain` is False.
    Without a title the first words stand in for it, or else the address.
    Raises ValueError for an entry with no title, no text and no link.
    """
    link = _link(entry, base)
    title, summary, text = _words(entry)
    heading = title or _opening(summary or text) or link
    if heading is None:
        raise ValueError("an entry with no title, no text and no link")
    url = link or outlet.home or base
    canonical = canonical_url(url, keep=outlet.url_keep, drop=outlet.url_drop)
    guid = visible(entry.guid)
    identity = _identity(guid, canonical if link else None, heading, entry, outlet)
    key = item_id(outlet.outlet_id, identity)
    plain = plain_language((title, summary, text))
    return Item(
        item_id=key, outlet_id=outlet.outlet_id, url=url, canonical_url=canonical if link else f"{canonical}#{key}",
        title=heading, summary=summary, text=text,
        language=plain or stated_language((entry.language, language, outlet.language)),
        language_plain=plain is not None,
        published=_published(entry, outlet, language), first_seen_at=seen_at, fetch_id=fetch_id,
        guid=guid, author=title_of(entry.author), feed_id=feed.feed_id,
    )  # fmt: skip


def _link(entry: Entry, base: str) -> str | None:
    return next(_links(entry, base), None)


def _links(entry: Entry, base: str) -> Iterator[str]:
    """Yield the entry's usable addresses: its link, and its guid if that is one."""
    stated = [entry.link, entry.guid if entry.guid and is_web(entry.guid) else None]
    for one in filter(None, stated):
        try:
            yield entry_link(one, base)
        except ValueError:  # javascript:, data:, a host that is none
            continue


def _words(entry: Entry) -> tuple[str | None, str | None, str | None]:
    """Return title, summary and text; what only repeats another of them is None."""
    title = title_of(entry.title)
    summary = without_boilerplate(text_of(entry.summary))
    content = without_boilerplate(text_of(entry.content))
    text = content if content and len(content) > len(summary or title or "") else None
    return title, None if summary == title else summary, text


def _opening(text: str | None) -> str | None:
    if text is None or len(text) <= OPENING_CHARACTERS:
        return text
    return text[:OPENING_CHARACTERS].rpartition(" ")[0] + "…"


def _identity(guid: str | None, canonical: str | None, heading: str, entry: Entry, outlet: Outlet) -> str:
    """Return what identifies the entry at its outlet; the three kinds begin differently, so that none meets another."""
    if guid and not _repeats(guid, canonical, outlet):
        return f"guid:{guid}"
    if canonical:
        return canonical
    return f"title:{heading}|{entry.published or entry.updated or ''}"


def _repeats(guid: str, canonical: str | None, outlet: Outlet) -> bool:
    """Tell whether a guid is only the link again, in whatever spelling."""
    if canonical is None or not is_web(guid):
        return False
    try:
        return canonical_url(entry_link(guid, guid), keep=outlet.url_keep, drop=outlet.url_drop) == canonical
    except ValueError:
        return False


def _published(entry: Entry, outlet: Outlet, language: str | None) -> PublishedTime:
    stated = [raw for raw in (entry.published, entry.updated) if raw and raw.strip()]
    unknown = PublishedTime(raw=stated[0][:RAW_TIME_CHARACTERS] if stated else None, interval=None,
                            precision=Precision.UNKNOWN, basis=Basis.FEED)  # fmt: skip
    if not stated:
        return unknown
    try:
        moment, level = read_time(stated[0], languages=(outlet.language, entry.language, language))
    except ValueError:  # an entry is never dropped for its date: the string is kept
        return unknown
    interval = interval_of(moment, level, outlet.zones)
    return PublishedTime(raw=unknown.raw, interval=interval, precision=level, basis=Basis.FEED)
