"""The sources an item names in, the text it came by out: only on evidence, unknown otherwise. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from urllib.parse import urlsplit

from narratives.cites import FIELDS, Cite
from narratives.fold import fold, folded_pattern, words
from narratives.links import is_of
from narratives.sources import OUTLETS, PRESS, STATE_MEDIA, WIRES
from narratives.tracers import folded_phrase
from store.model import NAMED_TEXTS, Frame, ItemText, Kind, Route

_OF_SOURCE: Mapping[str, Route] = {
    **dict.fromkeys(PRESS, Route.OTHER_OUTLET),
    **dict.fromkeys(WIRES, Route.OTHER_OUTLET),
    **dict.fromkeys(STATE_MEDIA, Route.STATE_MEDIA),
    "other_outlet": Route.OTHER_OUTLET,
    "embassy_ru": Route.EMBASSY,
    "tass": Route.TASS,
    "efe": Route.EFE,
    "europapress": Route.EUROPAPRESS,
}
# A fact-check names the texts it tests and an analysis its examples: neither is how the item came by the story.
_NOT_CARRIED = frozenset({Frame.FACT_CHECK, Frame.ANALYSIS})
_SELF_ROUTES: Mapping[str, Route] = {
    "tass": Route.TASS, "efe": Route.EFE, "europapress": Route.EUROPAPRESS,
}  # fmt: skip
_DENIES_AFTER = folded_pattern(
    r"^\W*(?:\w+\W+){0,3}?(?:negó|niega|rechaz|desm[ie]|refut|calific|den(?:ied|ies)|reject|dismiss|опроверг|отверг"
    r"|отриц)"
)
_DENIES_BEFORE = folded_pattern(r"(?:negó|niega|rechaz[aoó]|desm(?:iente|intió)) (?:la )?$")
_INTERVIEW = (
    r"(?:entrevista (?:con|para)|declaro a|dijo a|conto a|en exclusiva (?:para|a)|told|interview with|рассказал\w* "
    r"|в интервью) (?:el |la |the )?"
)
LEAD = 400  # characters of a text in which it says where the story comes from: two or three sentences
AGGREGATORS = frozenset({
    "news-pravda.com", "rambler.ru", "mail.ru", "dzen.ru", "msn.com", "yahoo.com", "news.google.com", "smi2.ru",
})  # fmt: skip
"""Places that publish other outlets' texts by trade. Our own list: what their pages say of themselves."""
_MIRROR = folded_pattern(r"\((?:vía|via|espejo|mirror|réplica|copia|зеркало|miroir|spiegel)\W[^()]*\)")
_Found = tuple[Route, str | None]


def route_of(
    item: ItemText,
    found: Sequence[Cite],
    frame: Frame | None = None,
    *,
    tracers: Mapping[str, Sequence[str]] | None = None,
    seen: Collection[str] | None = None,
) -> _Found:
    """Return the route and the words behind it; unknown without evidence, and rather unknown than wrong.

    `tracers` has phrases that betray a text, by the name of its route. `seen` has the folded phrases that stand in the
    item's original wording, where its words here are not the outlet's own; None looks into its words. The order of
    evidence: the item is itself a wire's or an embassy's, a dateline, credit or link, an embassy that the item's lead
    has as the teller, the tracers of one route, then the first outlet, agency or embassy that it says it has the
    story from, and last that the outlet republishes others by trade or by its own name. Naming only the accuser (SVR,
    say) tells nothing about the text in between, and a bare name in passing tells nothing at all. An item that also
    shows the traces of another text keeps the first as its route, and the words name both.
    """
    if own := _is_source_itself(item):
        return own
    if frame in _NOT_CARRIED:
        return _republished(item) or (Route.UNKNOWN, None)
    known = [cite for cite in found if cite.source in _OF_SOURCE and not _is_denier(item, cite)]
    credited = [cite for cite in known if cite.how in {"dateline", "link"}]
    told = [cite for cite in known if cite.how == "attribution"]
    leading = [cite for cite in told[:1] if cite.source == "embassy_ru" and _is_in_lead(cite)]
    traced = _by_tracers(item, tracers or {}, seen)
    tied = len(traced) > 1 and len(traced[0][1]) == len(traced[1][1])
    traces: list[_Found] = [(route, ", ".join(phrases[:2])) for route, phrases in traced]
    evidence = [_first(credited), _first(leading), *([] if tied else traces), _first(told), _own_report(item),
                _republished(item)]  # fmt: skip
    return _both_named([found for found in evidence if found], traces)


def _is_in_lead(cite: Cite) -> bool:
    """Tell whether a source is named where a story says where it comes from: title, summary or the first sentences."""
    return cite.field != "text" or cite.start < LEAD


def _republished(item: ItemText) -> _Found | None:
    """Return `other_outlet` if it lies in the name or the trade of the place that its texts are others'."""
    name = fold(item.outlet_name).text
    if found := _MIRROR.search(name) or _named_in_brackets(name):
        return Route.OTHER_OUTLET, found.group()
    host = urlsplit(item.url).hostname or ""
    return (Route.OTHER_OUTLET, host) if is_of(host, AGGREGATORS) else None


def _named_in_brackets(name: str) -> re.Match[str] | None:
    """Find another outlet in the brackets of an outlet's name: "Blog (RIA)" carries RIA's text."""
    inside = re.search(r"(?<=\()[^()]*(?=\))", name)
    before = name[: inside.start()] if inside else ""
    listed = inside and any(names.search(inside.group()) and not names.search(before) for names in OUTLETS.values())
    return inside if listed else None


def _is_source_itself(item: ItemText) -> _Found | None:
    name = fold(item.outlet_name).text
    if item.outlet_kind is Kind.DIPLOMATIC:
        return Route.EMBASSY, item.outlet_name
    route = next((route for source, route in _SELF_ROUTES.items() if WIRES[source].fullmatch(name)), None)
    return (route, item.outlet_name) if route else None


def _first(kept: Sequence[Cite]) -> _Found | None:
    return (_OF_SOURCE[kept[0].source], kept[0].text) if kept else None


def _both_named(evidence: Sequence[_Found], traces: Sequence[_Found]) -> _Found:
    """Return the first evidence, and with its words those of another text that the item shows; both, if none leads."""
    if not evidence:
        both = "; also ".join(f"{route.value}: {cue}" for route, cue in traces[:2])
        return Route.UNKNOWN, both or None
    route, cue = evidence[0]
    named = {route} <= NAMED_TEXTS
    other = next(((r, c) for r, c in [*evidence[1:], *traces] if named and r is not route and r in NAMED_TEXTS), None)
    return (route, f"{cue}; also {other[0].value}: {other[1]}") if other else (route, cue)


def _is_denier(item: ItemText, cite: Cite) -> bool:
    """Tell whether an embassy is named as the one who rejects the story, not the one who tells it."""
    if cite.source != "embassy_ru":
        return False
    content = getattr(item, cite.field) or ""
    before, after = fold(content[: cite.start]).text, fold(content[cite.end : cite.end + 60]).text
    return bool(_DENIES_BEFORE.search(before) or _DENIES_AFTER.search(after))


def _by_tracers(
    item: ItemText, tracers: Mapping[str, Sequence[str]], seen: Collection[str] | None
) -> list[tuple[Route, list[str]]]:  # fmt: skip
    """Return the routes with tracer phrases in the item and those phrases, the most phrases first."""
    if not tracers:
        return []
    text = " ".join(word for field in FIELDS for word, _, _ in words(fold(getattr(item, field) or "")))
    hits = [
        (Route(route), [phrase for phrase in phrases if _has(text, phrase, seen)]) for route, phrases in tracers.items()
    ]
    return sorted(((route, found) for route, found in hits if found), key=lambda pair: -len(pair[1]))


def _has(text: str, phrase: str, seen: Collection[str] | None) -> bool:
    wanted = folded_phrase(phrase)
    if seen is not None:
        return wanted in seen
    return bool(wanted) and f" {wanted} " in f" {text} "


def _own_report(item: ItemText) -> _Found | None:
    """Return `own` when somebody speaks to the outlet itself: "en entrevista con" and its name."""
    name = fold(item.outlet_name).text.strip()
    for field in FIELDS:
        content = getattr(item, field) or ""
        folded = fold(content)
        match = re.search(rf"(?<!\w){_INTERVIEW}{re.escape(name)}(?!\w)", folded.text) if name else None
        if match:
            start, end = folded.origin(*match.span())
            return Route.OWN, content[start:end]
    return None
