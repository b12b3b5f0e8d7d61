"""An item's links and forwards, and another item, in; whether it points at that one, and in which words, out. Pure."""

from collections.abc import Collection
from urllib.parse import parse_qsl, urlsplit

from narratives.fold import fold
from narratives.links import is_of
from store.model import Carried, Frame, ItemLink, LinkKind

# How strong it is, beside a share of wording, which is its own score. Set by hand, tuned on nothing: a forwarded post
# is the post itself; a link is what the outlet shows as its source; a channel's other post only names the channel.
FORWARDED, LINKED, SAME_CHANNEL = 0.95, 0.8, 0.7
_POINTING = frozenset({LinkKind.LINK, LinkKind.CITATION, LinkKind.FORWARD})
_CHANNELS = frozenset({"t.me", "telegram.me"})
_VARIANTS = ("www.", "amp.", "m.")
_TRACKING = ("utm_", "fbclid", "gclid", "outputtype", "amp", "single")


def pointed(item: Carried, source: Carried, domains: Collection[str]) -> tuple[float, str] | None:
    """Return how strongly an item points at another as its source, and by what; None if it does not.

    `domains` are those of the other's outlet, mirrors included. A fact-check points at what it checks, which is no
    route by which it came.
    """
    if item.frame is Frame.FACT_CHECK:
        return None
    found = [one for link in item.links if link.kind in _POINTING and (one := _by_link(link, source, domains))]
    return max(found, default=None)


def _by_link(link: ItemLink, source: Carried, domains: Collection[str]) -> tuple[float, str] | None:
    forwarded = link.kind is LinkKind.FORWARD
    if _same_page(link.target, source.url, domains):
        if forwarded:
            return FORWARDED, f"forwards it: {link.target}"
        return LINKED, f"links to it: {link.target}" + (f" ({link.words!r})" if link.words else "")
    if forwarded and (_channel(link.target) or fold(link.target).text) in {_channel(source.url), _name(source)}:
        return SAME_CHANNEL, f"forwards a post of its channel: {link.target}"
    return None


def _same_page(target: str, url: str, domains: Collection[str]) -> bool:
    """Tell whether two addresses are one page: in a variant for phones, with tracking, or at a mirror of the outlet."""
    there, here = _page(target), _page(url)
    if there is None or here is None or there[1:] != here[1:] or not there[1].strip("/"):
        return False
    return there[0] == here[0] or (is_of(there[0], domains) and is_of(here[0], domains))


def _page(url: str) -> tuple[str, str, tuple[tuple[str, str], ...]] | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    host = parts.hostname
    for variant in _VARIANTS:
        host = host.removeprefix(variant)
    path = parts.path.rstrip("/").removesuffix("/amp").removeprefix("/amp")
    asked = sorted(pair for pair in parse_qsl(parts.query) if not pair[0].lower().startswith(_TRACKING))
    return host, path.lower() if host in _CHANNELS else path, tuple(asked)


def _channel(url: str) -> str | None:
    page = _page(url)
    if page is None or page[0] not in _CHANNELS:
        return None
    first = page[1].strip("/").removeprefix("s/").partition("/")[0]
    return f"t.me/{first}" if first else None


def _name(source: Carried) -> str:
    return fold(source.outlet).text
