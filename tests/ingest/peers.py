"""A peer's test collection in; its cases with what they expect of titles, links, names and times out."""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
_EXPECT = re.compile(rb"Expect:\s*(.*?)\s*-->", re.DOTALL)
_HEADER = re.compile(rb"Header:\s+Content-type:(.*)", re.IGNORECASE)
_GO_FEED = re.compile(r"`(\s*(?:<\?xml|<rss|<feed|<rdf:RDF)[^`]*)`")
_NAMES = {
    "title": "title", "link": "link", "id": "guid", "guid": "guid", "summary": "summary", "description": "summary",
    "content": "content", "author": "author", "published": "published", "issued": "published", "updated": "updated",
    "modified": "updated", "date": "updated", "published_parsed": "published", "issued_parsed": "published",
    "updated_parsed": "updated", "modified_parsed": "updated", "date_parsed": "updated", "created": "published",
    "created_parsed": "published",
}  # fmt: skip
_DETAILS = {"title_detail": "title", "summary_detail": "summary", "description_detail": "summary", "content": "content"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What a case expects of one field of one entry (or of the feed: entry None)."""

    entry: int | None
    field: str  # a field of Entry, or count
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    name: str
    body: bytes
    facts: tuple[Fact, ...]
    content_type: str | None = None


def feedparser_cases(folder: Path) -> Iterator[Case]:
    """Read cases whose comment holds a Python expression; it is parsed, never run."""
    for path in sorted(folder.rglob("*.xml")):
        body = path.read_bytes()
        text = body if b"Expect:" in body else b""
        expect = _EXPECT.search(text)
        header = _HEADER.search(text)
        if expect:
            facts = tuple(_facts(expect[1].decode("utf-8", "replace")))
            kind = header[1].decode().strip() if header else None
            yield Case(name=path.relative_to(folder).as_posix(), body=body, facts=facts, content_type=kind)


def _facts(expression: str) -> Iterator[Fact]:
    try:
        tree = ast.parse(expression.strip(), mode="eval")
    except SyntaxError:
        return
    terms = tree.body.values if isinstance(tree.body, ast.BoolOp) and isinstance(tree.body.op, ast.And) else [tree.body]
    for term in terms:
        if isinstance(term, ast.Compare) and len(term.ops) == 1 and isinstance(term.ops[0], ast.Eq):
            fact = _fact(term.left, term.comparators[0])
            if fact:
                yield fact


def _fact(left: ast.expr, right: ast.expr) -> Fact | None:
    try:
        value = ast.literal_eval(right)
    except ValueError:
        return None
    match _path(left):
        case ["feed", "title"]:
            return Fact(entry=None, field="title", value=value)
        case ["entries", int(entry), str(key)] if key in _NAMES:
            return Fact(entry=entry, field=_NAMES[key], value=value)
        case ["entries", int(entry), str(key), "value"] if key in _DETAILS:
            return Fact(entry=entry, field=_DETAILS[key], value=value)
        case ["entries", int(entry), "content", 0, "value"]:
            return Fact(entry=entry, field="content", value=value)
        case _:
            return None


def _path(node: ast.expr) -> list[Any]:
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return [*_path(node.value), node.slice.value]
    if isinstance(node, ast.Attribute):
        return [*_path(node.value), node.attr]
    return [node.id] if isinstance(node, ast.Name) else []


def gofeed_cases(folder: Path) -> Iterator[Case]:
    """Read pairs of a feed and the JSON that it must become."""
    for path in sorted(folder.rglob("*.json")):
        source = path.with_suffix(".xml")
        if not source.exists():
            continue
        expected = json.loads(path.read_text())
        if isinstance(expected, dict):
            facts = tuple(_pair_facts(expected))
            yield Case(name=source.relative_to(folder).as_posix(), body=source.read_bytes(), facts=facts)


def _pair_facts(expected: dict[str, Any]) -> Iterator[Fact]:
    entries = expected.get("items", expected.get("entries"))
    if not isinstance(entries, list):
        return
    told = {
        "title",
        "link",
        "links",
        "guid",
        "id",
        "description",
        "summary",
        "content",
        "pubDate",
        "published",
        "updated",
    }
    if all(told & entry.keys() for entry in entries):  # an entry of which nothing is ours is a bad one to us
        yield Fact(entry=None, field="count", value=len(entries))
    for i, entry in enumerate(entries):
        guid = entry.get("guid", entry.get("id"))
        published = entry.get("publishedParsed", entry.get("pubDateParsed"))
        fields = {"title": entry.get("title"), "link": entry.get("link"), "published": published,
                  "updated": entry.get("updatedParsed"), "guid": guid.get("value") if isinstance(guid, dict) else guid}  # fmt: skip
        yield from (
            Fact(entry=i, field=field, value=value) for field, value in fields.items() if isinstance(value, str)
        )


def walked_cases(folder: Path) -> Iterator[Case]:
    """Take every well-formed feed of a folder; what it holds is read by a bare walk over its elements."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix in {".xml", "", ".rss"}):
        yield from _walked(path.relative_to(folder).as_posix(), path.read_bytes())


def go_cases(folder: Path) -> Iterator[Case]:
    """Take the feeds that stand as raw strings in Go's test files."""
    for path in sorted(folder.rglob("*_test.go")):
        for i, found in enumerate(_GO_FEED.finditer(path.read_text())):
            yield from _walked(f"{path.relative_to(folder).as_posix()}#{i}", found[1].strip().encode())


def _walked(name: str, body: bytes) -> Iterator[Case]:
    try:
        tree = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except (etree.XMLSyntaxError, ValueError):
        return
    kind = etree.QName(tree).localname
    if kind not in {"rss", "feed", "RDF"} or tree.getroottree().docinfo.internalDTD is not None:
        return
    read = _atom_facts if kind == "feed" else _rss_facts
    entries = (
        list(tree.iterchildren("{*}entry"))
        if kind == "feed"
        else list(tree.iter("item", "{http://purl.org/rss/1.0/}item", "{http://my.netscape.com/rdf/simple/0.9/}item"))
    )
    entries = [entry for entry in entries if next(entry.iterancestors(entry.tag), None) is None]
    named = [entry for entry in entries if _tells(entry)]
    facts = [Fact(entry=None, field="count", value=len(named))] if len(named) == len(entries) else []
    facts += [fact for i, entry in enumerate(entries if facts else []) for fact in read(i, entry)]
    yield Case(name=name, body=body, facts=tuple(facts))


def _tells(entry: Any) -> bool:
    """Say whether an entry has any text that is ours to read."""
    texts = [
        entry.findtext(f"{{*}}{name}") or "" for name in ("title", "id", "guid", "description", "pubDate", "updated")
    ]
    links = [
        link.get("href") or link.text or ""
        for link in entry.findall("{*}link")
        if link.get("rel", "alternate") == "alternate"
    ]
    return any(text.strip() for text in texts + links)


def _atom_facts(i: int, entry: Any) -> Iterator[Fact]:
    title = entry.find(f"{ATOM}title")
    if title is not None and not len(title) and title.text and title.text.strip():
        yield Fact(entry=i, field="title", value=title.text)
    links = [link.get("href") for link in entry.findall(f"{ATOM}link")
             if link.get("rel", "alternate") == "alternate" and link.get("type", "text/html") == "text/html"]  # fmt: skip
    if len(links) == 1 and links[0] and entry.find("{*}origLink") is None and "base" not in str(list(entry.attrib)):
        yield Fact(entry=i, field="link", value=links[0])
    for field in ("published", "updated"):
        if (text := entry.findtext(f"{ATOM}{field}")) and text.strip():
            yield Fact(entry=i, field=field, value=text.strip())


def _rss_facts(i: int, entry: Any) -> Iterator[Fact]:
    home = entry.tag.removesuffix("item")
    for name, field in (("title", "title"), ("link", "link"), ("pubDate", "published")):
        found = entry.findall(f"{home}{name}")
        if len(found) == 1 and not len(found[0]) and found[0].text and found[0].text.strip():
            skipped = field == "link" and entry.find("{*}origLink") is not None
            if not skipped:
                yield Fact(entry=i, field=field, value=found[0].text.strip())
