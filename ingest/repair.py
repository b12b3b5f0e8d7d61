"""A feed's XML in; XML that every parser can read out: what is broken costs the entry it stands in, no other. Pure."""

import re
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree  # type: ignore[import-untyped]  # lxml carries no types

from ingest.bounds import refuse_excess, shorten
from ingest.entry import BrokenFeedError
from ingest.mend import CDATA_END, CDATA_START, closed_cdata, mended, parts, without_comments
from ingest.sniff import Document

DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>\n'

_ENTRY_NAMES = {"rss": "item", "rdf": "item", "channel": "item", "feed": "entry", "urlset": "url"}
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
    "rss": "http://backend.userland.com/rss2",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
}
_TAG = re.compile(r"<[^<>!?][^<>]*>")
_OUTER_TAG = re.compile(r"<(?:[\w.-]+:)?(?:rss|feed|rdf|channel|urlset)\b", re.IGNORECASE)
_OUTER_END = re.compile(r"</(?:[\w.-]+:)?(?:rss|feed|rdf|channel|urlset)\s*>", re.IGNORECASE)
_PREFIX = re.compile(r"(?:</?|\s)([A-Za-z_][\w.-]*):(?=[A-Za-z_])")
_DECLARED = re.compile(r"\sxmlns(?::([\w.-]+))?\s*=\s*(?:\"[^\"<]*\"|'[^'<]*')")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


@dataclass(frozen=True, slots=True, kw_only=True)
class WellFormed:
    """A feed as well-formed bytes with the declaration utf-8, and as a tree if nothing had to be mended."""

    data: bytes
    tree: etree._Element | None = None
    faults: tuple[str, ...] = ()
    whole: bool = True  # the root element has its end
    bad_entries: int = 0  # left out: they stood where the body was cut, or nothing of them could be read


def well_formed(document: Document) -> WellFormed:
    """Return the feed as it is if it is well-formed, else put together again from its entries, each mended alone.

    Raises BrokenFeedError when not even its root element can be read, or when it is beyond all bounds.
    """
    name = _ENTRY_NAMES[document.root]
    starts = [found.start() for found in _start(name).finditer(document.text)]
    refuse_excess(document.text, len(starts))
    if _swallows(document.text, name):
        return _rebuilt(document, "a CDATA section is not closed")
    data = DECLARATION + document.text.encode()
    try:
        tree = etree.fromstring(data, _parser(recover=False))
    except etree.XMLSyntaxError as error:
        return _rebuilt(document, f"not well-formed XML: {str(error.msg)[:160]}")
    changed = [_unnest(tree, name), shorten(tree)]
    return WellFormed(data=_serialized(tree) if any(changed) else data, tree=tree)


def _start(name: str) -> re.Pattern[str]:
    return re.compile(rf"<(?:[\w.-]+:)?{name}(?=[\s/>])", re.IGNORECASE)


def _end(name: str) -> re.Pattern[str]:
    return re.compile(rf"</(?:[\w.-]+:)?{name}\s*>", re.IGNORECASE)


def _swallows(text: str, name: str) -> bool:
    """Say whether a CDATA section runs on over an entry's end into the next section: well-formed by bad luck."""
    return any(
        inside and CDATA_START in part[1:] and _end(name).search(part) is not None for part, inside in parts(text)
    )


def _parser(*, recover: bool) -> etree.XMLParser:
    # The document type is gone already; this also refuses entities, networks, and nesting beyond 256 elements.
    return etree.XMLParser(
        recover=recover, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )


def _serialized(tree: etree._Element) -> bytes:
    return DECLARATION + bytes(etree.tostring(tree, encoding="utf-8", xml_declaration=False))


def _unnest(tree: etree._Element, name: str) -> bool:
    """Take entries out of entries, which would cost the outer one; return whether there were any.

    A child becomes an entry of its own (a forgotten end); one deeper down, in a source or a history, goes.
    """
    nested = [one for one in tree.iter(f"{{*}}{name}") if next(one.iterancestors(f"{{*}}{name}"), None) is not None]
    last: dict[etree._Element, etree._Element] = {}
    for entry in nested:
        parent = entry.getparent()
        if parent.tag == entry.tag:
            last.get(parent, parent).addnext(entry)
            last[parent] = entry
        else:
            parent.remove(entry)
    return bool(nested)


def _rebuilt(document: Document, reason: str) -> WellFormed:
    text = without_comments(document.text)
    head, entries, cut = _pieces(text, _ENTRY_NAMES[document.root])
    scope = _scope(text, head)
    tree = _recovered(_with_scope(head, scope))
    if tree is None:
        tree = _recovered(f"<{document.text[1:].split('>')[0].split()[0]} {scope}/>")
    if tree is None:
        raise BrokenFeedError(f"<{document.root}> begins a feed, but its XML cannot be read at all: {reason}")
    channel = next(tree.iterchildren("{*}channel"), None) if document.root == "rss" else None
    parent = tree if channel is None else channel
    mends = lost = 0
    for entry in entries:
        whole = _parsed(f"<scope {scope}>{entry}</scope>", recover=False)
        mends += whole is None
        found = _recovered(f"<scope {scope}>{mended(entry)}</scope>") if whole is None else whole
        children = [] if found is None else [child for child in found if isinstance(child.tag, str)]
        parent.extend(children)
        lost += not children
    _unnest(tree, _ENTRY_NAMES[document.root])
    shorten(tree)
    faults = [reason]
    if mends:
        faults.append(f"{mends} of {len(entries)} entries mended")
    if cut:
        faults.append("cut off: the last entry is incomplete and left out")
    ended = _OUTER_END.search(text, max(0, len(text) - 100)) is not None
    return WellFormed(data=_serialized(tree), faults=tuple(faults), whole=ended, bad_entries=lost + cut)


def _recovered(text: str) -> etree._Element | None:
    """Read what can be read; None also where the parser recovers names or signs that are no XML themselves."""
    tree = _parsed(text, recover=True)
    if tree is None:
        return None
    try:
        return _parsed(_serialized(tree).decode(), recover=False)
    except UnicodeDecodeError:
        return None


def _pieces(text: str, name: str) -> tuple[str, list[str], bool]:
    """Return what stands before the first entry, each entry, and whether a last one was cut off and left out."""
    starts = [found.start() for found in _start(name).finditer(text)]
    bounds = [*starts, len(text)]
    pieces = _joined([text[start:end] for start, end in pairwise(bounds)])
    entries = [_until_end(piece, _end(name)) for piece in pieces]
    head = closed_cdata(text[: bounds[0]])
    cut = bool(entries) and not (_end(name).search(entries[-1]) or _OUTER_END.search(entries[-1]))
    return head, entries[:-1] if cut else entries, cut


def _joined(pieces: list[str]) -> list[str]:
    """Join what an entry's name inside a closed CDATA section took apart."""
    joined: list[list[str]] = []
    inside = False
    for piece in pieces:
        closed, opened = piece.find(CDATA_END), piece.find(CDATA_START)
        if inside and closed >= 0 and (opened < 0 or closed < opened):
            joined[-1].append(piece)
        else:
            joined.append([piece])
        inside = piece.rfind(CDATA_START) > piece.rfind(CDATA_END)
    return ["".join(piece) for piece in joined]


def _until_end(piece: str, closing: re.Pattern[str]) -> str:
    ends = [found.end() for found in closing.finditer(piece)]
    return piece[: ends[-1]] if ends else piece


def _scope(text: str, head: str) -> str:
    """Return the namespace declarations in force around the entries, forgotten ones added."""
    outer = [tag for tag in _TAG.findall(head)[:2] if _OUTER_TAG.match(tag)]
    declared = {found[1]: found[0].strip() for tag in outer for found in _DECLARED.finditer(tag)}
    tags = _TAG.findall("".join(part for part, inside in parts(text) if not inside))
    used = {prefix for tag in tags for prefix in _PREFIX.findall(_QUOTED.sub('""', tag))}
    refuse_excess("", 0, len(used))
    for prefix in sorted(used - declared.keys() - {"xml", "xmlns"}):
        declared[prefix] = f'xmlns:{prefix}="{_PREFIXES.get(prefix.lower(), f"urn:prefix:{prefix}")}"'
    return mended(" ".join(declared.values()))


def _with_scope(head: str, scope: str) -> str:
    """Give the root element all namespace declarations, and mend what stands before the entries."""
    root = _TAG.match(head)
    if not root:
        return mended(head)
    closed = root[0].endswith("/>")
    bare = mended(_DECLARED.sub("", root[0])).rstrip(">").rstrip("/")
    return f"{bare} {scope}{'/>' if closed else '>'}{mended(head[root.end() :])}"


def _parsed(text: str, *, recover: bool) -> etree._Element | None:
    try:
        return etree.fromstring(text.encode(), _parser(recover=recover))
    except etree.XMLSyntaxError:
        return None
