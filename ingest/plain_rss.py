"""A well-formed RSS 2.0 tree in; what feedparser would say of it out, or None when it takes feedparser to tell. Pure.

Most news feeds are plain: known elements, once each, without markup or attributes of their own. Reading those off the
tree that exists already takes a tenth of feedparser's time. Whatever is not that plain is feedparser's; it stays the
judge, and a test holds that the two agree.
"""

import re
from typing import Any

from lxml import etree  # type: ignore[import-untyped]  # lxml carries no types

_DC = "{http://purl.org/dc/elements/1.1/}"
_ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
_ATOM_LINK = "{http://www.w3.org/2005/Atom}link"
_MEDIA = "{http://search.yahoo.com/mrss/}"
_WFW = "{http://wellformedweb.org/CommentAPI/}"
_SLASH = "{http://purl.org/rss/1.0/modules/slash/}"
_SYNDICATION = "{http://purl.org/rss/1.0/modules/syndication/}"

_READ = {"title": "title", "link": "link", "description": "summary", "guid": "id", "pubDate": "published",
         _ENCODED: "content", f"{_DC}creator": "author"}  # fmt: skip
_PASSED_OVER = frozenset({
    "category", "comments", "enclosure", f"{_WFW}commentRss", f"{_SLASH}comments", f"{_MEDIA}content",
    f"{_MEDIA}thumbnail",
})  # fmt: skip
_FEED_READ = {"title": "title", "link": "link", "language": "language"}
_FEED_PASSED_OVER = frozenset({
    "copyright", "description", "docs", "generator", "lastBuildDate", "managingEditor", "pubDate", "ttl", "webMaster",
    f"{_SYNDICATION}updatePeriod", f"{_SYNDICATION}updateFrequency",
})  # fmt: skip
_REPAIRED = re.compile("[\x80-\x9f]|[\xc2-\xf4][\x80-\xbf]")  # what feedparser takes for a wrong encoding


class _NotPlainError(Exception):
    """This feed is feedparser's."""


def read(root: etree._Element) -> dict[str, Any] | None:
    """Return {"feed": ..., "entries": [...]} in feedparser's own terms, or None."""
    try:
        return _read(root)
    except _NotPlainError:
        return None


def _read(root: etree._Element) -> dict[str, Any]:
    if root.tag != "rss" or set(root.attrib) - {"version"} or not root.get("version", "").startswith("2"):
        raise _NotPlainError
    if len(root) != 1 or root[0].tag != "channel" or root[0].attrib:
        raise _NotPlainError
    about: dict[str, Any] = {}
    entries: list[dict[str, Any]] = []
    for child in root[0]:
        if child.tag == "item":
            entries.append(_entry(child))
        elif child.tag in _FEED_READ:
            _put(about, _FEED_READ[child.tag], child)
        elif child.tag == _ATOM_LINK:
            if child.get("rel") not in {"self", "hub"}:
                raise _NotPlainError
        elif child.tag not in _FEED_PASSED_OVER or child.attrib or len(child):
            raise _NotPlainError
    return {"feed": about, "entries": entries}


def _entry(item: etree._Element) -> dict[str, Any]:
    if item.attrib:
        raise _NotPlainError
    raw: dict[str, Any] = {}
    for child in item:
        if child.tag in _READ:
            _put(raw, _READ[child.tag], child)
        elif child.tag not in _PASSED_OVER or len(child):
            raise _NotPlainError
    return _in_full(raw, permalink=item.findtext("guid") is not None and _is_permalink(item.find("guid")))


def _put(raw: dict[str, Any], key: str, element: etree._Element) -> None:
    """Keep an element's text, unless it is there already, holds elements, or says more in attributes."""
    if key in raw or len(element) or set(element.attrib) - ({"isPermaLink"} if key == "id" else set()):
        raise _NotPlainError
    text = (element.text or "").strip()
    if _REPAIRED.search(text) or (key == "author" and ("@" in text or "(" in text)):
        raise _NotPlainError
    if key == "summary" and "content" in raw:
        raise _NotPlainError
    raw[key] = text


def _in_full(raw: dict[str, Any], *, permalink: bool) -> dict[str, Any]:
    """Say it as feedparser does: a text as content, a name as a person, a permalink as the missing link."""
    if "content" in raw:
        raw["content"] = [{"type": "text/html", "value": raw["content"]}]
    if raw.get("author"):
        raw["authors"] = [{"name": raw["author"]}]
    if "link" in raw:
        raw["links"] = [{"rel": "alternate", "href": raw["link"]}]
    elif permalink:
        raw["link"] = raw["id"]
    return raw


def _is_permalink(guid: etree._Element) -> bool:
    return bool(guid.get("isPermaLink", "true") == "true")
