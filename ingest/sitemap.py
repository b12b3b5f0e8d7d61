"""A news sitemap's well-formed XML in; its addresses as entries out. Pure."""

import re
from dataclasses import dataclass

from lxml import etree  # type: ignore[import-untyped]  # lxml carries no types

from ingest.entry import Entry, ParsedFeed

MOST_PARTS = 50_000  # what an index may name (https://www.sitemaps.org/protocol.html)
_DECLARATION = re.compile(rb"^\s*<\?xml[^>]*\?>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A sitemap that an index names."""

    address: str
    changed: str | None  # lastmod, to the letter


def read(data: bytes) -> ParsedFeed:
    """Read a sitemap (https://www.sitemaps.org/protocol.html) with or without Google's news tags.

    Without news tags an entry has only link and `updated` (lastmod). An <url> without <loc> is a bad entry.
    """
    tree = _tree(data)
    urls = [] if tree is None else list(tree.iterchildren("{*}url"))
    entries = tuple(entry for url in urls if (entry := _entry(url)).link)
    return ParsedFeed(kind="news_sitemap", entries=entries, bad_entries=len(urls) - len(entries))


def read_index(data: bytes) -> tuple[Part, ...]:
    """Read a sitemap index in UTF-8, as far as it can be read; a <sitemap> without <loc> is left out."""
    tree = _tree(_DECLARATION.sub(b"", data))
    listed = [] if tree is None else list(tree.iterchildren("{*}sitemap"))[:MOST_PARTS]
    return tuple(
        Part(address=address, changed=_text(one, "{*}lastmod")) for one in listed if (address := _text(one, "{*}loc"))
    )


def _tree(data: bytes) -> etree._Element | None:
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
                             encoding="utf-8")  # fmt: skip
    return etree.fromstring(data, parser)


def _entry(url: etree._Element) -> Entry:
    return Entry(
        link=_text(url, "{*}loc"),
        title=_text(url, "{*}news/{*}title"),
        author=_text(url, "{*}news/{*}author"),
        published=_text(url, "{*}news/{*}publication_date"),
        updated=_text(url, "{*}lastmod"),
        language=_text(url, "{*}news/{*}publication/{*}language"),
    )


def _text(element: etree._Element, path: str) -> str | None:
    found = element.find(path)
    text = "" if found is None else "".join(found.itertext()).strip()
    return text or None
