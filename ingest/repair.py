"""A feed's XML in; XML that every parser can read out: what is broken costs the entry it stands in, no other. Pure."""

import html
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree  # type: ignore[import-untyped]  # lxml carries no types

from ingest.charset import without_forbidden
from ingest.sniff import Document

DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>\n'
# A name or date beyond this is none, and feedparser's pattern for e-mail addresses takes quadratic time over it.
LONGEST_NAME = 300  # characters

ENTRY_NAMES = {"rss": "item", "rdf": "item", "channel": "item", "feed": "entry", "urlset": "url"}
_NAMES_AND_DATES = frozenset({
    "author", "creator", "name", "email", "managingeditor", "webmaster", "publisher", "contributor", "owner",
    "pubdate", "date", "published", "updated", "issued", "modified", "created", "lastbuilddate", "expirationdate",
    "valid", "language",
})  # fmt: skip
_PREFIXES = {  # what feeds mean by a prefix that they forgot to declare
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
}
_TAG = re.compile(r"<[^<>!?][^<>]*>")
_PREFIX = re.compile(r"(?:</?|\s)([A-Za-z_][\w.-]*):(?=[A-Za-z_])")
_DECLARED = re.compile(r"\sxmlns(?::([\w.-]+))?\s*=\s*(?:\"[^\"<]*\"|'[^'<]*')")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_REFERENCE = re.compile(r"&(?:#(?P<decimal>[0-9]{1,8});|#[xX](?P<hexadecimal>[0-9a-fA-F]{1,7});|(?P<name>\w{1,40});)?")
_OPENED_BY = re.compile(r"<([\w:.-]+)[^<>]*>\s*\Z")
_STRAY = re.compile(r"<(?![A-Za-z_/!?])")
_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})


@dataclass(frozen=True, slots=True, kw_only=True)
class WellFormed:
    """A feed as well-formed bytes with the declaration utf-8."""

    data: bytes
    faults: tuple[str, ...] = ()
    bad_entries: int = 0  # left out: they stood where the body was cut, or nothing of them could be read


def well_formed(document: Document) -> WellFormed | None:
    """Return the feed as it is if it is well-formed, else rebuilt entry by entry; None if nothing can be read."""
    data = DECLARATION + document.text.encode()
    try:
        tree = etree.fromstring(data, _parser(recover=False))
    except etree.XMLSyntaxError as error:
        return _rebuilt(document, f"not well-formed XML: {str(error.msg)[:160]}")
    return WellFormed(data=_serialized(tree) if _shorten(tree) else data)


def _parser(*, recover: bool) -> etree.XMLParser:
    # The document type is gone already; this also refuses entities, networks, and nesting beyond 256 elements.
    return etree.XMLParser(
        recover=recover, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )


def _serialized(tree: etree._Element) -> bytes:
    return DECLARATION + bytes(etree.tostring(tree, encoding="utf-8", xml_declaration=False))


def _shorten(tree: etree._Element) -> bool:
    """Cut names and dates that are far too long; return whether there were any."""
    found = tree.xpath(f"//*[string-length() > {LONGEST_NAME}]")
    long_ones = [element for element in found if etree.QName(element).localname.lower() in _NAMES_AND_DATES]
    for element in long_ones:
        text = "".join(element.itertext())[:LONGEST_NAME]
        tail = element.tail
        element.clear(keep_tail=True)
        element.text, element.tail = text, tail
    return bool(long_ones)


def _rebuilt(document: Document, reason: str) -> WellFormed | None:
    """Put the feed together again from its head and those entries that can be read, each mended alone."""
    text = _without_comments(document.text)
    head, entries, cut = _pieces(text, ENTRY_NAMES[document.root])
    scope = _scope(text, head)
    tree = _element(_with_scope(head, scope))
    if tree is None:
        return None
    parent = next(tree.iterchildren("{*}channel"), None) if document.root == "rss" else None
    parent = tree if parent is None else parent
    mended = lost = 0
    for entry in entries:
        whole = _parsed(f"<scope {scope}>{entry}</scope>", recover=False)
        mended += whole is None
        found = whole if whole is not None else _element(f"<scope {scope}>{_mended(entry)}</scope>")
        children = [] if found is None else [child for child in found if isinstance(child.tag, str)]
        parent.extend(children)
        lost += not children
    faults = [reason]
    if mended:
        faults.append(f"{mended} of {len(entries)} entries mended")
    if cut:
        faults.append("cut off: the last entry is incomplete and left out")
    _shorten(tree)
    return WellFormed(data=_serialized(tree), faults=tuple(faults), bad_entries=lost + cut)


def _pieces(text: str, name: str) -> tuple[str, list[str], int]:
    """Return what stands before the first entry, each entry, and how many are cut off (1 or 0)."""
    starts = [found.start() for found in re.finditer(rf"<(?:[\w.-]+:)?{name}(?=[\s/>])", text, re.IGNORECASE)]
    if not starts:
        return _closed_cdata(text), [], 0
    bounds = [*starts, len(text)]
    pieces = _joined([text[bounds[i] : bounds[i + 1]] for i in range(len(starts))])
    closing = re.compile(rf"</(?:[\w.-]+:)?{name}\s*>", re.IGNORECASE)
    entries = [_until_end(piece, closing) for piece in pieces]
    last = entries[-1]
    complete = (
        closing.search(last)
        or last.rstrip().endswith("/>")
        or re.search(r"</(rss|feed|rdf:RDF|channel|urlset)\s*>\s*$", last, re.IGNORECASE)
    )
    return _closed_cdata(text[: starts[0]]), entries if complete else entries[:-1], int(not complete)


def _joined(pieces: list[str]) -> list[str]:
    """Join what an entry's name inside a closed CDATA section took apart."""
    joined: list[str] = []
    for piece in pieces:
        inside = joined and joined[-1].rfind("<![CDATA[") > joined[-1].rfind("]]>")
        closed, opened = piece.find("]]>"), piece.find("<![CDATA[")
        if inside and closed >= 0 and (opened < 0 or closed < opened):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def _until_end(piece: str, closing: re.Pattern[str]) -> str:
    ends = [found.end() for found in closing.finditer(piece)]
    return piece[: ends[-1]] if ends else piece


def _without_comments(text: str) -> str:
    """Leave comments out, so that entries in them stay dead; not those that reach out of a CDATA section."""
    kept, position = [], 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start)) >= 0:
        section_end = text.find("]]>", start, end)
        kept.append(text[position : start if section_end < 0 else section_end])
        position = end + len("-->") if section_end < 0 else section_end
    return "".join([*kept, text[position:]])


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the text in parts, each with whether it is a CDATA section."""
    position = 0
    while (start := text.find("<![CDATA[", position)) >= 0:
        end = text.find("]]>", start)
        yield text[position:start], False
        position = len(text) if end < 0 else end + len("]]>")
        yield text[start:position], True
    yield text[position:], False


def _mended(entry: str) -> str:
    """Close CDATA sections, name unknown entities and escape stray signs, outside of CDATA sections."""
    return "".join(
        part if inside else _STRAY.sub("&lt;", _REFERENCE.sub(_reference, part))
        for part, inside in _parts(_closed_cdata(entry))
    )


def _closed_cdata(piece: str) -> str:
    """End an open CDATA section where the element that holds it ends, or at the end of the piece."""
    start = piece.rfind("<![CDATA[")
    if start < 0 or piece.find("]]>", start) >= 0:
        return piece
    opened = _OPENED_BY.search(piece, max(0, start - 200), start)
    end = piece.find(f"</{opened[1]}", start) if opened else -1
    return f"{piece}]]>" if end < 0 else f"{piece[:end]}]]>{piece[end:]}"


def _reference(found: re.Match[str]) -> str:
    """Return a reference that XML knows: itself, the character that HTML means, or an escaped ampersand."""
    name = found["name"]
    if name in _OWN:
        return found[0]
    if name:
        meant = html.unescape(found[0])
        return html.escape(meant) if meant != found[0] else f"&amp;{name};"
    digits = found["decimal"] or found["hexadecimal"]
    if not digits:
        return "&amp;"
    point = int(digits, 10 if found["decimal"] else 16)
    return found[0] if point <= sys.maxunicode and without_forbidden(chr(point)) else ""


def _scope(text: str, head: str) -> str:
    """Return the namespace declarations in force around the entries, forgotten ones added."""
    tags = _TAG.findall(head)
    outer = [tag for tag in tags[:2] if re.match(r"<(?:[\w.-]+:)?(rss|feed|rdf|channel|urlset)\b", tag, re.IGNORECASE)]
    declared = {found[1]: found[0].strip() for tag in outer for found in _DECLARED.finditer(tag)}
    used = {
        prefix
        for tag in _TAG.findall("".join(part for part, inside in _parts(text) if not inside))
        for prefix in _PREFIX.findall(_QUOTED.sub('""', tag))
    }
    for prefix in sorted(used - declared.keys() - {"xml", "xmlns"}):
        declared[prefix] = f'xmlns:{prefix}="{_PREFIXES.get(prefix.lower(), f"urn:prefix:{prefix}")}"'
    return " ".join(declared.values())


def _with_scope(head: str, scope: str) -> str:
    """Give the root element all namespace declarations, and mend what stands before the entries."""
    root = _TAG.match(head)
    if not root:
        return _mended(head)
    closed = root[0].endswith("/>")
    bare = _DECLARED.sub("", root[0]).rstrip(">").rstrip("/")
    return f"{bare} {scope}{'/>' if closed else '>'}{_mended(head[root.end() :])}"


def _element(text: str) -> etree._Element | None:
    return _parsed(text, recover=True)


def _parsed(text: str, *, recover: bool) -> etree._Element | None:
    try:
        return etree.fromstring(text.encode(), _parser(recover=recover))
    except etree.XMLSyntaxError:
        return None
