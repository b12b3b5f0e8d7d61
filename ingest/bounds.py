"""A feed's XML in; the same within what feedparser reads in bounded time out, or a refusal. Pure.

Feedparser takes quadratic time over long names, many attributes and many namespaces; only an attack has them.
"""

import re

from lxml import etree  # type: ignore[import-untyped]  # lxml carries no types

from ingest.entry import BrokenFeedError

MOST_ENTRIES = 50_000  # what a sitemap may hold; the longest feed that was seen holds 1,000
MOST_TAGS = 600_000  # those in the entries' own markup included
MOST_PREFIXES = 100
MOST_ATTRIBUTES = 50  # of one element
LONGEST_NAME = 200  # characters of a name, a date or an e-mail address
LONGEST_ATTRIBUTE = 8_000  # characters; longer addresses work nowhere

_PREFIX = re.compile(r"xmlns:([\w.-]+)")
_NAMES_AND_DATES = frozenset({
    "author", "creator", "name", "email", "managingeditor", "webmaster", "publisher", "contributor", "owner",
    "pubdate", "date", "published", "updated", "issued", "modified", "created", "lastbuilddate", "expirationdate",
    "valid", "language",
})  # fmt: skip


def refuse_excess(text: str, entries: int, prefixes: int = 0) -> None:
    """Raise BrokenFeedError for more entries, prefixes or tags than any feed has."""
    _refuse("entries", entries, MOST_ENTRIES)
    _refuse("namespace prefixes", max(prefixes, len(set(_PREFIX.findall(text)))), MOST_PREFIXES)
    _refuse("tags", text.count("<"), MOST_TAGS)


def shorten(tree: etree._Element) -> bool:
    """Cut far too long names and dates and far too many attributes; return whether there were any."""
    found = tree.xpath(f"//*[string-length() > {LONGEST_NAME}]")
    long_ones = [element for element in found if _local_name(element) in _NAMES_AND_DATES]
    for element in long_ones:
        text = "".join(element.itertext())[:LONGEST_NAME]
        element.clear(keep_tail=True)
        element.text = text
    wide_ones = tree.xpath(f"//*[count(@*) > {MOST_ATTRIBUTES}]")
    for element in wide_ones:
        for name in element.attrib.keys()[MOST_ATTRIBUTES:]:
            del element.attrib[name]
    swollen = tree.xpath(f"//*[@*[string-length() > {LONGEST_ATTRIBUTE}]]")
    for element in swollen:
        for name, value in element.attrib.items():
            if len(value) > LONGEST_ATTRIBUTE:
                del element.attrib[name]
    return bool(long_ones or wide_ones or swollen)


def _local_name(element: etree._Element) -> str:
    # By hand, because what was recovered may carry a name that XML forbids, which QName refuses.
    return re.split("[}:]", str(element.tag))[-1].lower()


def _refuse(what: str, count: int, most: int) -> None:
    if count > most:
        raise BrokenFeedError(f"more than {most:,} {what}: an attack or an accident, no feed")
