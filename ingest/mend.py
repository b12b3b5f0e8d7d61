"""A broken stretch of feed XML in; the same with its usual mistakes put right out. Pure, in linear time."""

import html
import re
import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from html.entities import html5

from ingest.charset import without_forbidden

CDATA_START, CDATA_END = "<![CDATA[", "]]>"

_REFERENCE = re.compile(r"&(?:#(?P<decimal>[0-9]{1,8});|#[xX](?P<hexadecimal>[0-9a-fA-F]{1,7});|(?P<name>\w{1,40});)?")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_TAG = re.compile(r"<[A-Za-z_][^<>]*>")
_ATTRIBUTE = re.compile(r"(\"[^\"]*\"|'[^']*')|(\s[A-Za-z_][\w:.-]*)=([^\s\"'<>=]+?)(?=[\s>]|/>)")
_STRAY = re.compile(r"<(?![A-Za-z_/!?])")
_OPENED_BY = re.compile(r"<([\w:.-]+)[^<>]*>\s*\Z")
_FIELD_NAMES = (
    "title|link|guid|id|pubDate|published|updated|dc:date|dc:creator|dc:title|description|summary|content"
    "|content:encoded|author|category|comments|source"
)
_FIELD = re.compile(rf"<({_FIELD_NAMES})(?=[\s>])(?P<attributes>[^<>]*)>")
_FIELD_END = re.compile(rf"</({_FIELD_NAMES})>")
_ANY_TAG = re.compile(r"<(?P<closing>/)?(?P<name>[A-Za-z_][\w:.-]*)[^<>]*?(?P<empty>/)?>")
_XHTML = re.compile(r"\btype\s*=\s*[\"'](?:xhtml|application/xhtml\+xml)", re.IGNORECASE)


def parts(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the text in parts, each with whether it is a CDATA section."""
    position = 0
    while (start := text.find(CDATA_START, position)) >= 0:
        end = text.find(CDATA_END, start)
        yield text[position:start], False
        position = len(text) if end < 0 else end + len(CDATA_END)
        yield text[start:position], True
    yield text[position:], False


def without_comments(text: str) -> str:
    """Leave comments out, so that entries in them stay dead; not those that reach out of a CDATA section."""
    kept, position = [], 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start)) >= 0:
        section_end = text.find(CDATA_END, start, end)
        kept.append(text[position : start if section_end < 0 else section_end])
        position = end + len("-->") if section_end < 0 else section_end
    return "".join([*kept, text[position:]])


def mended(entry: str) -> str:
    """Put right one entry, or what stands before the first one.

    Open CDATA sections and fields are closed, HTML's entities named, stray signs escaped, and markup that does not
    nest becomes text within its field.
    """
    text = "".join(
        part if inside else _TAG.sub(_quoted, _STRAY.sub("&lt;", _REFERENCE.sub(_reference, part)))
        for part, inside in parts(closed_cdata(entry))
    )
    return _with_whole_fields(text)


def closed_cdata(piece: str) -> str:
    """End an open CDATA section where the element that holds it ends, or at the end of the piece."""
    start = piece.rfind(CDATA_START)
    if start < 0 or piece.find(CDATA_END, start) >= 0:
        return piece
    opened = _OPENED_BY.search(piece, max(0, start - 200), start)
    end = piece.find(f"</{opened[1]}", start) if opened else -1
    return piece + CDATA_END if end < 0 else piece[:end] + CDATA_END + piece[end:]


def _quoted(tag: re.Match[str]) -> str:
    """Quote the attributes that are not."""
    return _ATTRIBUTE.sub(lambda found: found[1] or f'{found[2]}="{found[3]}"', tag[0])


def _reference(found: re.Match[str]) -> str:
    """Return a reference that XML knows: itself, the character that HTML means, or an escaped ampersand."""
    name = found["name"]
    if name in _XML_NAMES:
        return found[0]
    if name:
        meant = html5.get(f"{name};")
        return html.escape(meant) if meant else f"&amp;{name};"
    digits = found["decimal"] or found["hexadecimal"]
    if not digits:
        return "&amp;"
    point = int(digits, 10 if found["decimal"] else 16)
    return f"&#{point};" if point <= sys.maxunicode and without_forbidden(chr(point)) else ""


def _with_whole_fields(entry: str) -> str:
    """Close each field before the next one begins, and escape the tags inside fields whose tags do not nest."""
    bare = "".join(" " * len(part) if inside else part for part, inside in parts(entry))
    ends: dict[str, list[int]] = defaultdict(list)
    for found in _FIELD_END.finditer(bare):
        ends[found[1]].append(found.start())
    written, position = [], 0
    fields = list(_FIELD.finditer(bare))
    for i, field in enumerate(fields):
        if field.start() < position or field["attributes"].endswith("/"):
            continue
        following = fields[i + 1].start() if i + 1 < len(fields) else _end_of_entry(bare, field.end())
        stop, closing = _stop(field, ends[field[1]], following, bare)
        inner = entry[field.end() : stop]
        if "<" in bare[field.end() : stop] and not _XHTML.search(field["attributes"]) and not _nests(inner):
            inner = "".join(part if inside else _escaped(part) for part, inside in parts(inner))
        written.append(entry[position : field.end()] + inner + closing)
        position = stop
    return "".join([*written, entry[position:]])


def _stop(field: re.Match[str], ends: list[int], following: int, bare: str) -> tuple[int, str]:
    """Return where a field's text ends, and the tag that is missing there: it has no end before its next namesake."""
    after = bisect_right(ends, field.end() - 1)
    if after == len(ends) or bare.find(f"<{field[1]}>", field.end(), ends[after]) >= 0:
        return following, f"</{field[1]}>"
    return ends[after], ""


def _end_of_entry(bare: str, start: int) -> int:
    end = bare.rfind("</", start)
    return end if end >= 0 else len(bare)


def _escaped(markup: str) -> str:
    return markup.replace("<", "&lt;").replace(">", "&gt;")


def _nests(markup: str) -> bool:
    """Say whether every tag that opens in a stretch of markup also closes there, in order."""
    open_tags: list[str] = []
    for part, inside in parts(markup):
        for found in () if inside else _ANY_TAG.finditer(part):
            if found["closing"]:
                if not open_tags or open_tags.pop() != found["name"]:
                    return False
            elif not found["empty"]:
                open_tags.append(found["name"])
    return not open_tags
