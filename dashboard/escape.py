"""Strings that others wrote in, the same made harmless for the place where they are shown or saved out."""

import html
import unicodedata
from urllib.parse import urlsplit

LONGEST = 200  # characters of a title that a page shows
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


def clean(text: object, *, longest: int = LONGEST) -> str:
    """Drop control and invisible direction characters, join runs of spaces, and cut at `longest` characters."""
    visible = "".join(" " if c.isspace() else c for c in str(text) if c.isspace() or _visible(c))
    joined = " ".join(visible.split(" ")).strip()
    return joined if len(joined) <= longest else joined[: longest - 1].rstrip() + "…"


def visible(text: str) -> str:
    """Drop control and invisible direction characters; line breaks stay, and other white space is a space."""
    return "".join(c if c == "\n" or not c.isspace() else " " for c in text if c.isspace() or _visible(c))


def esc(text: object, *, longest: int = LONGEST) -> str:
    """Escape for Plotly and HTML text: no tag, entity or template of the feed's own survives."""
    return html.escape(clean(text, longest=longest), quote=False).replace("%{", "%&#123;")


def md(text: object, *, longest: int = LONGEST) -> str:
    """Escape for Markdown: every ASCII punctuation mark stands for itself, so no link, picture or formula begins."""
    return "".join(f"\\{c}" if c in _PUNCTUATION else c for c in clean(text, longest=longest))


def csv_cell(value: object) -> object:
    """Return the value for a CSV cell; a string that a spreadsheet would run as a formula gets a leading `'`."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def safe_url(url: object) -> str | None:
    """Return the address if it is http(s) with a host and nothing odd in it, else None."""
    if not isinstance(url, str) or any(c.isspace() or c in "<>\"'`\\" or not _visible(c) for c in url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and host else None


def _visible(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
