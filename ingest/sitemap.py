"""A news sitemap's well-formed XML in; its addresses as entries out. Pure."""

from lxml import etree  # type: ignore[import-untyped]  # lxml carries no types

from ingest.entry import Entry, ParsedFeed


def read(data: bytes) -> ParsedFeed:
    """Read a sitemap (https://www.sitemaps.org/protocol.html) with or without Google's news tags.

    Without news tags an entry has only link and `updated` (lastmod). An <url> without <loc> is a bad entry.
    """
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    tree = etree.fromstring(data, parser)
    urls = [] if tree is None else list(tree.iterchildren("{*}url"))
    entries = tuple(entry for url in urls if (entry := _entry(url)).link)
    return ParsedFeed(kind="news_sitemap", entries=entries, bad_entries=len(urls) - len(entries))


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
