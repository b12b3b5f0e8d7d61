"""A text in, the domains it links to as its sources out: not those it only recommends for further reading. Pure."""

import re
from collections.abc import Collection, Iterator

from narratives.fold import folded_pattern

PLATFORMS = frozenset({
    "x.com", "twitter.com", "t.me", "telegram.me", "telegram.org", "facebook.com", "instagram.com", "youtube.com",
    "youtu.be", "tiktok.com", "vk.com", "rumble.com", "odysee.com", "blogspot.com", "wordpress.com", "medium.com",
    "substack.com", "google.com", "bit.ly",
})  # fmt: skip
"""Everybody's hosts: a link to one of them is a link to no outlet."""
_HOST = re.compile(r"(?<![\w@.-])(?:https?://)?((?:[\w-]{1,63}\.){1,5}[a-z]{2,18})(?![\w-])(?!\.\w)", re.IGNORECASE)
_READ_ALSO = folded_pattern(
    r"(?<!\w)(?:(?:le[ae]|ve[ar]?|mira|consulta|escucha)\W{0,3}(?:también|además|aquí)"
    r"|te (?:puede|podría|pudiera) interesar|(?:notas?|noticias?|artículos?|contenidos?|temas?) relacionad[ao]s?"
    r"|no te pierdas|read (?:also|more|next)|see also"
    r"|related (?:articles?|stor(?:y|ies)|news|content)|recommended (?:for you|reading|stories)|you may also like"
    r"|читайте также|читать также|материалы по теме|leia (?:também|mais)|leggi anche|lire aussi|à lire aussi"
    r"|lesen sie auch)(?!\w)"
)


def linked_hosts(folded: str) -> tuple[str, ...]:
    """Return the hosts that a folded text names, in its order; not those after "lea también" in a line."""
    return tuple(
        match.group(1).removeprefix("www.")
        for line in folded.split("\n")
        for match in _HOST.finditer(_before_read_also(line))
    )


def is_of(host: str, domains: Collection[str]) -> bool:
    """Tell whether a host is one of the domains or lies under one."""
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def read_also_spans(folded: str) -> Iterator[tuple[int, int]]:
    """Yield where a folded text only recommends further reading: from its "lea también" to the end of the line."""
    for match in _READ_ALSO.finditer(folded):
        end = folded.find("\n", match.end())
        yield match.start(), end if end >= 0 else len(folded)


def _before_read_also(line: str) -> str:
    found = _READ_ALSO.search(line)
    return line[: found.start()] if found else line
