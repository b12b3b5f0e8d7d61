"""HTML as feeds carry it in (cut, unclosed, escaped twice, hostile); plain text out. Pure, and linear in its input."""

import re
from functools import cache
from typing import Any

from lxml import etree  # type: ignore[import-untyped]  # lxml carries no types

from ingest.plain import plain

MAX_CHARACTERS = 1_000_000  # of one field; the longest articles have a tenth of it
LAYERS = 3  # feeds escape once too often, never more than twice

_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u",
    "var", "wbr",
})  # fmt: skip
_BLOCKS = frozenset({
    "article", "aside", "audio", "blockquote", "body", "br", "button", "caption", "center", "dd", "div", "dl", "dt",
    "embed", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr",
    "html", "iframe", "img", "input", "li", "link", "main", "meta", "nav", "noscript", "object", "ol", "p", "param",
    "picture", "pre", "script", "section", "source", "style", "svg", "table", "tbody", "td", "template", "textarea",
    "tfoot", "th", "thead", "title", "tr", "ul", "video",
})  # fmt: skip
_UNSEEN = frozenset({"iframe", "noscript", "script", "style", "svg", "template", "textarea"})

_KNOWN_TAGS = "|".join(sorted(_INLINE | _BLOCKS))
_TAG = re.compile(rf"</?(?:{_KNOWN_TAGS})(?:[\s/][^<>]*)?>|<!--", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[a-z/!?]", re.IGNORECASE)
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_LITERAL = re.compile(rf"<(?!/?(?:{_KNOWN_TAGS})(?:[\s/>]|$)|!--)", re.IGNORECASE)


def text_of(html: str | None) -> str | None:
    """Return the visible words of a piece of HTML as one line, or None if there are none.

    Blocks are parted by a blank; scripts, styles, frames, comments and alternative texts are left out. Only the
    first MAX_CHARACTERS are read.
    """
    if html is None:
        return None
    text = _CDATA.sub("", html[:MAX_CHARACTERS])
    if _ANY_TAG.search(text):
        text = _words(text)
    return plain(_unescaped(text))


def title_of(html: str | None) -> str | None:
    """Return the words of a title; what looks like a tag and is none ("Inflación <5%", "<Arde>") is a word."""
    if html is None:
        return None
    return plain(_unescaped(_CDATA.sub("", html[:MAX_CHARACTERS])))


def _unescaped(text: str) -> str:
    """Take away the layers of escaping that are left; only tags that HTML knows are tags here."""
    for _ in range(LAYERS):
        if not (_ENTITY.search(text) or _TAG.search(text)):
            break
        text = _words(_LITERAL.sub("&lt;", text))
    return text


def _words(html: str) -> str:
    parser = _parser()
    # A NUL ends the text for the parser, and it drops leading blanks that no element holds.
    parser.feed(b"<p>" + html.replace("\x00", " ").encode("utf-8", errors="replace"))
    words: str = parser.close()
    return words


@cache
def _parser() -> Any:
    """Return the one parser: making one costs more than reading a summary, and closing it makes it new."""
    return etree.HTMLParser(target=_Words(), encoding="utf-8")


class _Words:
    """Collects the text between a parser's events: no tree is built, so depth costs nothing."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._unseen = 0

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        self._part(tag)
        self._unseen += tag in _UNSEEN

    def end(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN
        self._part(tag)

    def data(self, text: str) -> None:
        if not self._unseen:
            self._parts.append(text)

    def comment(self, _text: str) -> None:
        pass

    def close(self) -> str:
        words = "".join(self._parts)
        self._parts, self._unseen = [], 0
        return words

    def _part(self, tag: str) -> None:
        if tag not in _INLINE:
            self._parts.append(" ")
