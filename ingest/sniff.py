"""A body in; what it is out: the root of a feed and the text from there on, or what it looks like instead. Pure."""

import re
from dataclasses import dataclass

from ingest.entry import NotAFeedError

_NAME = r"[A-Za-z_][\w.-]*"
_FEED_ROOT = re.compile(rf"<(?:{_NAME}:)?(rss|feed|rdf|channel|urlset|sitemapindex)(?=[\s/>])", re.IGNORECASE)
_PAGE = re.compile(r"<!doctype\s+html|<(?:html|head|body)(?=[\s>])", re.IGNORECASE)
_ELEMENT = re.compile(rf"<({_NAME}(?::{_NAME})?)")
_PROLOG = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_PAGE_TITLE = re.compile(r"<title[^>]*>([^<]*)", re.IGNORECASE)
_LOOK_WITHIN = 65_536  # characters; what a server prints before the feed is shorter

_BINARY = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
)
_CHALLENGES = (
    (re.compile(r"cloudflare|cf-chl|cf_chl|challenge-platform|<title>Just a moment", re.IGNORECASE), "Cloudflare"),
    (re.compile(r"_Incapsula_Resource|incapsula incident", re.IGNORECASE), "Imperva"),
    (re.compile(r"captcha-delivery|datadome", re.IGNORECASE), "DataDome"),
    (re.compile(r"px-captcha|perimeterx", re.IGNORECASE), "PerimeterX"),
    (re.compile(r"errors\.edgesuite\.net|akamai", re.IGNORECASE), "Akamai"),
    (re.compile(r"g-recaptcha|hcaptcha|captcha", re.IGNORECASE), "a captcha"),
)
_REFUSAL = re.compile(
    r"just a moment|attention required|checking your browser|verify you are human|access denied|been blocked"
    r"|are you a robot|enable javascript and cookies|captcha|request unsuccessful|pardon our interruption",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A feed's XML from its root element on: no declaration, no document type, nothing behind the root's end."""

    root: str  # local name, lower case: rss, feed, rdf, channel, urlset
    text: str
    faults: tuple[str, ...] = ()


def refuse_binary(body: bytes) -> None:
    """Raise NotAFeedError for nothing at all and for files that are known by their first bytes."""
    if not body.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise NotAFeedError("an empty body")
    found = next((name for mark, name in _BINARY if body.startswith(mark)), None)
    if found:
        raise NotAFeedError(found)


def xml_document(text: str) -> Document:
    """Find the feed in a text.

    Raises NotAFeedError saying what the text looks like: a page, a challenge, other XML, plain text.
    """
    start = _after_prolog(text)
    root = _FEED_ROOT.search(text, start, start + _LOOK_WITHIN)
    page = _PAGE.search(text, start, root.start() if root else len(text))
    if page or not root:
        raise NotAFeedError(_looks_like(text, start, page))
    if root[1].lower() == "sitemapindex":
        raise NotAFeedError("a sitemap index: it names other sitemaps and holds no entries")
    end, behind = _end(text, root)
    faults = []
    if text[start : root.start()].strip():
        faults.append(f"{root.start() - start} characters before the root element left out")
    if behind:
        faults.append(f"{behind} characters behind the root element left out")
    return Document(root=root[1].lower(), text=text[root.start() : end], faults=tuple(faults))


def _after_prolog(text: str) -> int:
    """Return where the first thing stands that is no blank, declaration, comment or document type."""
    position = 0
    while found := _PROLOG.match(text, position):
        position = found.end()
    return position


def _end(text: str, root: re.Match[str]) -> tuple[int, int]:
    """Return where the root element ends, and how many characters that mean something stand behind it."""
    closing = text.rfind(f"</{root[0][1:]}", root.end())
    end = text.find(">", closing) + 1 if closing >= 0 else 0
    if not end:
        return len(text), 0
    return end, len(text) - end - (_after_prolog(text[end:]))


def _looks_like(text: str, start: int, page: re.Match[str] | None) -> str:
    if page or _PAGE.search(text):
        return _page(text)
    element = _ELEMENT.match(text, start)
    if element:
        return f"XML or HTML whose first element is <{element[1][:40]}>, not a feed"
    return f"plain text, beginning {text[start : start + 60].strip()!r}"


def _page(text: str) -> str:
    found = _PAGE_TITLE.search(text)
    title = " ".join(found[1].split())[:80] if found else ""
    named = f", titled {title!r}" if title else ""
    guard = next((name for pattern, name in _CHALLENGES if pattern.search(text)), None)
    if guard and _REFUSAL.search(text):
        return f"a challenge page ({guard}){named}: the server wants a browser"
    if _REFUSAL.search(title):
        return f"a refusal page{named}"
    return f"an HTML page{named}"
