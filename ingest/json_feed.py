"""A JSON Feed's text in; its items as entries out (https://www.jsonfeed.org/version/1.1/). Pure."""

import html
import json
import re
from typing import Any
from urllib.parse import urljoin

from ingest.charset import without_forbidden
from ingest.entry import BrokenFeedError, Entry, NotAFeedError, ParsedFeed

_ITEMS = re.compile(r'"items"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")


def read(text: str, *, url: str, faults: tuple[str, ...] = ()) -> ParsedFeed:
    """Read JSON Feed 1.0 and 1.1; an item that is none counts as bad, and a cut file gives the items before the cut.

    Raises NotAFeedError for other JSON, BrokenFeedError for a JSON Feed of which no item can be read.
    """
    try:
        top = json.loads(text)
    except (ValueError, RecursionError) as error:
        return _salvaged(text, url, (*faults, f"not valid JSON: {str(error)[:160]}"))
    if not isinstance(top, dict) or not isinstance(top.get("items"), list) or not _says_feed(top):
        raise NotAFeedError(f"JSON that is no JSON Feed: {_shape(top)}")
    return _feed(top, top["items"], url, faults)


def _says_feed(top: dict[str, Any]) -> bool:
    version = top.get("version")
    return "jsonfeed.org" in version if isinstance(version, str) else isinstance(top.get("title"), str)


def _salvaged(text: str, url: str, faults: tuple[str, ...]) -> ParsedFeed:
    start = _ITEMS.search(text)
    if "jsonfeed.org" not in text[:2000]:
        raise NotAFeedError(f"text that begins like JSON and is none: {faults[-1]}")
    items = _items_before_the_fault(text, start.end()) if start else []
    if not items:
        raise BrokenFeedError(f"a JSON Feed of which not one item can be read: {faults[-1]}")
    feed = _feed({}, items, url, (*faults, "the items behind the fault are left out"))
    return ParsedFeed(kind=feed.kind, entries=feed.entries, faults=feed.faults, bad_entries=feed.bad_entries + 1)


def _items_before_the_fault(text: str, position: int) -> list[Any]:
    decoder = json.JSONDecoder()
    items: list[Any] = []
    while True:
        found = _BETWEEN.match(text, position)
        position = found.end() if found else position
        try:
            item, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            return items
        items.append(item)


def _feed(top: dict[str, Any], items: list[Any], url: str, faults: tuple[str, ...]) -> ParsedFeed:
    base = _absolute(url, _text(top.get("home_page_url"))) or url
    read = [_entry(item, base) if isinstance(item, dict) else Entry() for item in items]
    entries = tuple(entry for entry in read if entry != Entry())
    if read and not entries:
        raise BrokenFeedError(f"a JSON Feed of whose {len(read)} items not one can be read")
    return ParsedFeed(
        kind="json_feed", entries=entries, title=_plain(top.get("title")), language=_text(top.get("language")),
        faults=faults, bad_entries=len(read) - len(entries),
    )  # fmt: skip


def _entry(item: dict[str, Any], base: str) -> Entry:
    guid = _identity(item.get("id"))
    link = _text(item.get("url")) or _text(item.get("external_url"))
    if link is None and guid and guid.startswith(("http://", "https://")):
        link = guid  # the format wants the address as id where there is one
    return Entry(
        guid=guid,
        link=_absolute(base, link),
        title=_plain(item.get("title")),
        summary=_plain(item.get("summary")),
        content=_text(item.get("content_html")) or _plain(item.get("content_text")),
        author=_author(item),
        published=_text(item.get("date_published")),
        updated=_text(item.get("date_modified")),
        language=_text(item.get("language")),
    )


def _text(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    return without_forbidden(value).strip() or None


def _plain(value: Any) -> str | None:
    """Return plain text as HTML: the format says which of its texts are markup."""
    text = _text(value)
    return html.escape(text, quote=False) if text and ("<" in text or "&" in text) else text


def _identity(value: Any) -> str | None:
    """Return an id, which writers of old versions gave as a number."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return _text(value)


def _author(item: dict[str, Any]) -> str | None:
    authors = item.get("authors")
    people = authors if isinstance(authors, list) else [item.get("author")]
    names = [_text(person.get("name")) for person in people if isinstance(person, dict)]
    return ", ".join(dict.fromkeys(name for name in names if name)) or None


def _absolute(base: str, link: str | None) -> str | None:
    if link is None:
        return None
    try:
        return urljoin(base, link)
    except ValueError:
        return None


def _shape(top: Any) -> str:
    if isinstance(top, dict):
        return f"an object with the keys {', '.join(sorted(map(str, top))[:5])}"[:160]
    return f"a list of {len(top)}" if isinstance(top, list) else type(top).__name__
