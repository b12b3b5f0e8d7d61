"""OPML (http://opml.org/spec2.opml) in, the feeds it names out; and outlets in, OPML that loses nothing out. Pure."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import format_datetime
from html.entities import html5
from pathlib import Path
from typing import Any

from lxml import etree  # type: ignore[import-untyped]  # lxml carries no types

from ingest.charset import decode
from ingest.registry import FEED_KEYS, OUTLET_KEYS
from store.errors import ConfigError

NAMESPACE = "urn:rastro:outlets"
BODY_LIMIT = 20_000_000  # bytes; 5,000 feeds take about two million
LINE_LIMIT = 2_000  # characters of a name or another line of text
_READER_TYPES = frozenset({"rss", "atom", "json_feed"})  # what feed readers call `rss`, whatever it is
_OWN = f"{{{NAMESPACE}}}"
_FEED = "feed_"  # begins the attributes that describe a feed; the others describe its outlet
_OUTLET_CELLS = tuple(key for key in OUTLET_KEYS if key not in {"name", "home", "feeds"})  # OPML has its own for these
_FEED_CELLS = tuple(key for key in FEED_KEYS if key != "url")
_JSON_CELLS = frozenset({"aliases", "domains", "sections", "url"})  # lists and tables; all others are lines of text
_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)(\w{1,40};)?")
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One feed of an OPML file. `outlet` and `feed` are the TOML cells that our own export wrote beside it."""

    line: int
    url: str  # to the letter, blanks around it cut
    name: str | None = None
    home: str | None = None
    format: str | None = None  # what the file calls its type
    outlet: dict[str, Any] = field(default_factory=dict)
    feed: dict[str, Any] = field(default_factory=dict)


def read_opml(body: bytes, file: Path) -> list[Outline]:
    """Return the outlines that name a feed, from folders of any depth, in the file's order.

    Names and values of attributes are taken as feed readers write them: any case, HTML's named entities, lone
    ampersands, a byte order mark. Raises ConfigError naming the line for what is no XML, and refuses entities of the
    file's own making: they can be made to unfold without end or to read other files.
    """
    if len(body) > BODY_LIMIT:
        raise ConfigError(file, "file", f"expected at most {BODY_LIMIT:,} bytes, got {len(body):,}")
    text = decode(body, None).text
    if own := _ENTITY.search(text):
        raise ConfigError(file, f"line {_line_at(text, own.start())}", "declares entities; expected plain OPML")
    root = _root(text, file)
    return [outline for element in root.iter("{*}*") if (outline := _outline(element))]


def write_opml(tables: Sequence[dict[str, Any]], *, title: str, now: datetime) -> bytes:
    """Write [[outlet]] tables, as TOML gives them, as OPML 2.0: a folder for each kind, an outline for each feed.

    Outlets without a feed have no place in OPML and are left out.
    """
    root = etree.Element("opml", version="2.0", nsmap={"rastro": NAMESPACE})
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = title
    etree.SubElement(head, "dateCreated").text = format_datetime(now)
    body = etree.SubElement(root, "body")
    for kind in dict.fromkeys(table["kind"] for table in tables if table.get("feeds")):
        folder = etree.SubElement(body, "outline", text=kind, title=kind)
        for table in tables:
            for feed in table.get("feeds", ()) if table["kind"] == kind else ():
                etree.SubElement(folder, "outline", _attributes(table, feed))
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def one_line(text: str) -> str | None:
    """Return a text's printable characters as one line without blanks around it; None if there are none."""
    kept = "".join(c for c in text if c.isprintable() or c.isspace())
    return " ".join(kept.split())[:LINE_LIMIT].strip() or None


def _root(text: str, file: Path) -> etree._Element:
    clean = _XML_DECLARATION.sub(_newlines, text, count=1) if text.lstrip().startswith("<?xml") else text
    data = _REFERENCE.sub(_numbered, clean).encode("utf-8", "replace")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise ConfigError(file, f"line {line}", f"expected OPML, but this is not XML: {error.msg}") from error
    if _local(root.tag) != "opml":
        raise ConfigError(file, f"line {root.sourceline}", f"expected <opml>, got <{_local(root.tag)[:40]}>")
    return root


def _newlines(declaration: re.Match[str]) -> str:
    return "\n" * declaration[0].count("\n")


def _numbered(reference: re.Match[str]) -> str:
    """Write one of HTML's entities as XML can read it; an ampersand that is only an ampersand becomes `&amp;`."""
    name = reference[1] or ""
    if name not in html5:
        return f"&amp;{name}"
    return "".join(f"&#{ord(character)};" for character in html5[name])


def _outline(element: etree._Element) -> Outline | None:
    if _local(element.tag) != "outline":
        return None
    plain = {key.lower(): value for key, value in element.attrib.items() if not key.startswith("{")}
    own = {key.removeprefix(_OWN): value for key, value in element.attrib.items() if key.startswith(_OWN)}
    url = (plain.get("xmlurl") or "").strip()
    if not url:
        return None
    return Outline(
        line=element.sourceline,
        url=url,
        name=one_line(plain.get("title") or "") or one_line(plain.get("text") or ""),
        home=(plain.get("htmlurl") or "").strip() or None,
        format=(plain.get("type") or "").strip().lower() or None,
        outlet=_cells(own, _OUTLET_CELLS, ""),
        feed=_cells(own, _FEED_CELLS, _FEED),
    )


def _cells(own: dict[str, str], keys: Sequence[str], prefix: str) -> dict[str, Any]:
    read = {key: _value(key, own[prefix + key]) for key in keys if prefix + key in own}
    return {key: value for key, value in read.items() if value is not None}


def _value(key: str, written: str) -> Any:
    """Read a cell as `_written` wrote it; what is wrong stays text, to be refused with everything else."""
    try:
        if key in {"label_date", "since"}:
            return date.fromisoformat(written)
        value = json.loads(written) if key in _JSON_CELLS else one_line(written)
    except (ValueError, RecursionError):
        return one_line(written)
    parts = list(value.values()) if isinstance(value, dict) else [value]
    return value if all(_is_flat(part) for part in parts) else one_line(written)


def _is_flat(value: object) -> bool:
    return value is None or isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(part, str) for part in value)
    )  # fmt: skip


def _attributes(table: dict[str, Any], feed: dict[str, Any]) -> dict[str, str]:
    kind = feed["kind"]
    attributes = {"text": table["name"], "title": table["name"], "type": "rss" if kind in _READER_TYPES else kind}
    attributes["xmlUrl"] = feed["url"]
    if "home" in table:
        attributes["htmlUrl"] = table["home"]
    outlet = {_OWN + key: _written(table[key]) for key in _OUTLET_CELLS if key in table}
    return attributes | outlet | {_OWN + _FEED + key: _written(feed[key]) for key in _FEED_CELLS if key in feed}


def _written(value: Any) -> str:
    """Write a cell so that `_value` reads the same: texts and dates as they are, lists and tables as JSON."""
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _local(tag: object) -> str:
    """Return an element's name without its namespace, lower case; comments have none."""
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
