"""Addresses as feeds and files state them in; what can be asked for, and what identifies the page, out. Pure."""

import re
import unicodedata
from collections.abc import Collection
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

MAX_CHARACTERS = 8_000  # servers refuse longer ones; a picture pasted as data is far longer

# Who sent the reader, not what is read. Never listed: id, p, page_id, nota, story and whatever can name a page.
TRACKING = re.compile(
    r"utm_.*|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|twclid|ttclid|yclid|ysclid|igshid|igsh|mc_.*|_ga|_gl"
    r"|ref_src|ref_url|ocid|at_medium|at_campaign.*|wt_mc|wt\.mc_.*|cmpid|smid|ito|s_cid|ns_.*|xtor|mkt_tok|_hsenc|_hsmi"
    r"|ftag|sfnsn|__twitter_impression|amp_js_v|amp_gsa|usqp",
    re.IGNORECASE,
)

_AMP_PARAMETERS = frozenset({("amp", ""), ("amp", "1"), ("amp", "true"), ("amp", "amp")})
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_KEPT_IN_PATH = "%/:@!$&'()*+,;=-._~"
_KEPT_IN_LINK = _KEPT_IN_PATH + "?#[]"
_AMPERSAND = re.compile(r"&(?:amp;)+", re.IGNORECASE)
_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_PATH_END = re.compile(r"(?:/|(?<=/)index\.html?|(?<=[^/])/amp)$", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]")
_VARIANT_HOST = re.compile(r"(?:m|mobile|movil|amp)\.(?P<rest>.+)")
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gob", "gov", "gub", "net", "nom", "org"})
_AMP_COPY = re.compile(
    r"https://(?:google\.[a-z]{2,3}(?:\.[a-z]{2})?/amp|[^/?]+\.cdn\.ampproject\.org/[cv])/(?:s/)?"
    r"(?P<original>[^/?]+\.[^/?]+.*)"
)
_AMP_LAYERS = 3  # a copy of a copy is seen where links are shared; more is mischief


def canonical_url(url: str, *, keep: Collection[str] | None = None, drop: Collection[str] = ()) -> str:
    """Return the address without what does not identify the page; the same again changes nothing.

    Scheme and host lower case and ASCII, http as https, `www.`, mobile and AMP forms, fragment, tracking parameters,
    session, default port, `index.html`, doubled and trailing slashes dropped; escapes as in RFC 3986, section 6.2.2.
    `keep`: the only query parameters that name a page at this outlet; `drop`: more that do not.
    Where Google's viewer or cache holds a copy of the page, it is the publisher's own address.
    Raises ValueError unless it is http(s) with a host, without blanks and control characters.
    """
    text = url.strip()
    if not (text.isascii() and text.isprintable() and " " not in text) and any(map(_is_unseen, text)):
        raise ValueError("expected an address without blanks and control characters")
    for _ in range(_AMP_LAYERS):
        reduced = _reduced(text, keep, drop)
        copy = _AMP_COPY.fullmatch(reduced)
        if copy is None:
            return reduced
        text = f"https://{copy['original']}"
    raise ValueError("expected the address of a page, not of a copy of copies")


def entry_link(stated: str, base: str) -> str:
    """Return an entry's link as an address that can be asked for: absolute, and without raw blanks and letters.

    Raises ValueError where there is none: another scheme (javascript:, data:, mailto:), no host, no such port,
    or too long.
    """
    text = "".join(c for c in stated.strip() if c not in "\t\r\n")
    text = _AMPERSAND.sub("&", text)
    if not text or len(text) > MAX_CHARACTERS:
        raise ValueError(f"expected an address of at most {MAX_CHARACTERS} characters")
    if not _SCHEME.match(text):
        text = urljoin(base, text)
    parts = _split(text)
    tail = urlunsplit(("", "", parts.path, parts.query, parts.fragment))
    escaped = quote(_LONE_PERCENT.sub("%25", tail), safe=_KEPT_IN_LINK, errors="replace")
    link = f"{parts.scheme}://{parts.netloc}{escaped}"
    canonical_url(link)  # refuses a host or a port that is none: what is returned here must not fail there
    return link


def address_words(url: str) -> str:
    """Return the words of an address's path and query: often those of the headline, where a list gives none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return " ".join(re.findall(r"[^\W_]+", unquote(f"{parts.path} {parts.query}")))


def is_web(text: str) -> bool:
    """Tell whether a text means to be an http(s) address."""
    return text.strip().lower().startswith(("http://", "https://"))


def _is_unseen(character: str) -> bool:
    return character.isspace() or unicodedata.category(character).startswith("C")


def _split(text: str) -> SplitResult:
    parts = urlsplit(text)
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        raise ValueError("expected an http(s) address with a host")
    return parts


def _reduced(text: str, keep: Collection[str] | None, drop: Collection[str]) -> str:
    parts = _split(text)
    port = f":{parts.port}" if parts.port and parts.port not in {80, 443} else ""
    return urlunsplit(("https", _host(parts) + port, _path(parts.path), _query(parts.query, keep, drop), ""))


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    elif not host.isascii():
        host = host.encode("idna").decode("ascii").lower()
    host = _without_variants(host)
    if not _HOST.fullmatch(host):
        raise ValueError("expected an http(s) address with a host")
    return host


def _without_variants(host: str) -> str:
    shorter = host.removeprefix("www.")
    variant = _VARIANT_HOST.fullmatch(shorter)
    if variant and _is_registrable(variant["rest"]):
        shorter = variant["rest"]
    return host if shorter in {host, ""} else _without_variants(shorter)


def _is_registrable(host: str) -> bool:
    """Tell whether a host can be a publisher's: example.com and example.com.mx are, com and com.mx are not."""
    labels = host.split(".")
    return len(labels) > 2 or (len(labels) == 2 and labels[0] not in _SECOND_LEVEL)  # noqa: PLR2004 - name and suffix


def _path(path: str) -> str:
    escaped = _ESCAPE.sub(_unescaped, quote(_LONE_PERCENT.sub("%25", path), safe=_KEPT_IN_PATH))
    return _without_ends(re.sub(r"/{2,}", "/", _SESSION.sub("", escaped)))


def _unescaped(escape: re.Match[str]) -> str:
    letter = chr(int(escape[1], 16))
    return letter if letter in _UNRESERVED else escape[0].upper()


def _without_ends(path: str) -> str:
    """Cut what may stand behind a page's own path, as often as it does."""
    end = _PATH_END.search(path)
    while end:
        path = path[: end.start()]
        end = _PATH_END.search(path)
    return path


def _query(query: str, keep: Collection[str] | None, drop: Collection[str]) -> str:
    pairs = parse_qsl(_AMPERSAND.sub("&", query), keep_blank_values=True, errors="surrogateescape")
    kept = [(key, value) for key, value in pairs if _names_page(key, value, keep) and key not in drop]
    return urlencode(kept, errors="surrogateescape")


def _names_page(key: str, value: str, keep: Collection[str] | None) -> bool:
    if keep is not None:
        return key in keep
    if key.lower() == "outputtype":
        return value.lower() != "amp"
    return not TRACKING.fullmatch(key) and (key.lower(), value.lower()) not in _AMP_PARAMETERS
