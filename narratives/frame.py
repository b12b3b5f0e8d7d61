"""An item's text in, how it treats the claim out, with the words behind that. Rules only. Pure."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from narratives.fold import fold
from narratives.lexicon import (
    ANALYSIS,
    ATTRIBUTION,
    DENIAL,
    FACT_CHECK,
    FACT_CHECK_DOMAINS,
    FACT_CHECK_SECTIONS,
)
from store.model import Frame, ItemText, Kind

Framed = tuple[Frame | None, str | None]


@dataclass(frozen=True, slots=True)
class _Words:
    title: str
    body: str


def frame_of(item: ItemText, *, is_origin: bool) -> Framed:
    """Return the frame and the words behind it; (None, None) for an item without words.

    Structure comes first (a fact-checker, a fact-check section), then cues of a fact-check, a denial, an analysis
    and an attribution, each sought in the title before the rest. `is_origin` says that the item's outlet is named
    as an origin of this narrative. An item that says the claim without any of these asserts it.
    """
    if place := _fact_check_place(item):
        return Frame.FACT_CHECK, place
    words = _Words(fold(item.title).text, fold(" ".join(filter(None, (item.summary, item.text)))).text)
    if not (words.title + words.body).strip():
        return None, None
    by_cue = _fact_check(words) or _denial(item, words)
    if by_cue:
        return by_cue
    return (Frame.ORIGIN, item.outlet_name) if is_origin else _told(words)


def _fact_check(words: _Words) -> Framed | None:
    found = FACT_CHECK.search(words.title) or FACT_CHECK.search(words.body)
    return (Frame.FACT_CHECK, found.group()) if found else None


def _denial(item: ItemText, words: _Words) -> Framed | None:
    """Tell a denial from the report of one: an embassy or ministry denies; an outlet reports that somebody does."""
    found = DENIAL.search(words.title) or DENIAL.search(words.body)
    if not found:
        return None
    return (Frame.DENIES if item.outlet_kind is Kind.DIPLOMATIC else Frame.REPORTS_DENIAL), found.group()


def _told(words: _Words) -> Framed:
    if analysis := ANALYSIS.search(f"{words.title} {words.body}"):
        return Frame.ANALYSIS, analysis.group()
    if attribution := ATTRIBUTION.search(words.title) or ATTRIBUTION.search(words.body):
        return Frame.ATTRIBUTES, attribution.group()
    return Frame.ASSERTS, None


def _fact_check_place(item: ItemText) -> str | None:
    if item.outlet_kind is Kind.FACT_CHECKER:
        return f"{item.outlet_name} is a fact-checker"
    parts = urlsplit(item.url)
    host = (parts.hostname or "").removeprefix("www.")
    domain = next((known for known in FACT_CHECK_DOMAINS if host == known or host.endswith("." + known)), None)
    return domain or next((section for section in FACT_CHECK_SECTIONS if section in parts.path.lower()), None)
