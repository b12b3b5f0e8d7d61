"""One outlet's first item and what else carries the narrative in; the earlier texts it can have come from out. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from narratives.fold import fold
from narratives.pointing import pointed
from narratives.times import Dated
from store.model import Carried, Kind, Route, SharedText, Via

# How much each kind of evidence is worth beside a share of wording, which is its own score. Set by hand, tuned on
# nothing: they only say that a named outlet outweighs a text known by its words.
NAMED_OUTLET, NAMED_TEXT = 0.7, 0.5
LEAST_SHARE = 0.1  # of the later text's words: less is not worth a line
MARGIN = 0.1  # by which the best must lead before one is named
SHOWN = 3
_SHORTEST_NAME = 4  # letters: a shorter name stands for too much else (RT-PCR, "la SEP")
_TAKEN_OVER = "same text as "  # a cue that is not the item's own words, but what its wording was compared with
_NO_DOMAINS: Mapping[str, Collection[str]] = MappingProxyType({})
_TEXTS: Mapping[Route, tuple[str, ...]] = {
    Route.TASS: ("tass",), Route.EFE: ("efe",), Route.EUROPAPRESS: ("europa-press", "europapress"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """One piece of evidence that an item came from another."""

    source: Dated
    score: float
    evidence: str
    directed: bool  # it tells which of the two was first, whatever the clocks say
    common: bool = False  # it can as well be a third text's, whatever the clocks say


def find_via(
    lead: Dated,
    carriers: Mapping[str, Sequence[Dated]],
    shared: Sequence[SharedText],
    domains: Mapping[str, Collection[str]] = _NO_DOMAINS,
) -> tuple[Via, ...]:
    """Return the likely sources of an item, strongest first, one an outlet; nothing without evidence.

    `carriers` are all items that carry it by outlet id, `shared` the pairs that the item belongs to, `domains` those of
    each outlet, mirrors included. What was certainly out later is no source; time alone, or the kind of a source
    alone, is no evidence of one text.
    """
    pairs = {_other(pair, lead.item.item_id): pair for pair in shared if pair.containment >= LEAST_SHARE}
    found = []
    for outlet_id, items in carriers.items():
        told = _told(lead.item, items[0].item)
        if outlet_id == lead.item.outlet_id or not (told or pairs or lead.item.links):
            continue
        known = domains.get(outlet_id, ())
        possible = [other for other in items if not _surely_before(lead, other)]
        hints = [hint for other in possible for hint in _hints(lead.item, other, told, pairs.get(other.item.item_id))]
        hints += [hint for other in possible for hint in _links(lead, other, known)]
        if hints:
            found.append(_best(lead, hints))
    return tuple(sorted(found, key=lambda via: (-via.score, not via.decided, via.item_id))[:SHOWN])


def decided_via(found: Sequence[Via]) -> str | None:
    """Return the id of the one item that it came from, or None while it can be one or another."""
    if not found or not found[0].decided:
        return None
    return None if len(found) > 1 and found[0].score - found[1].score < MARGIN else found[0].item_id


def _told(item: Carried, source: Carried) -> tuple[float, str] | None:
    """Return what the item itself says of an outlet as its source, and what that is worth."""
    if item.route_cue and _names(item.route_cue, source):
        return NAMED_OUTLET, f"names it: {item.route_cue!r}"
    embassy = item.route is Route.EMBASSY and source.kind is Kind.DIPLOMATIC and source.country == "RU"
    if embassy or source.outlet_id in _TEXTS.get(item.route, ()):
        return NAMED_TEXT, f"came by its text ({item.route})"
    return None


def _hints(item: Carried, other: Dated, told: tuple[float, str] | None, pair: SharedText | None) -> Iterator[Hint]:
    if pair:
        ours = pair.later_item_id == item.item_id
        said = f"shares {pair.shared_words} words, {pair.containment:.0%} of the text"
        score = min(1.0, pair.containment)
        said += ", perhaps from a third one" if pair.common else ""
        yield Hint(source=other, score=score, evidence=said, directed=pair.directed and ours, common=pair.common)
    if told:
        yield Hint(source=other, score=told[0], evidence=told[1], directed=True)


def _links(lead: Dated, other: Dated, domains: Collection[str]) -> Iterator[Hint]:
    if lead.item.links and (found := pointed(lead.item, other.item, domains)):
        yield Hint(source=other, score=found[0], evidence=found[1], directed=True)


def _best(lead: Dated, hints: Sequence[Hint]) -> Via:
    """Join the evidence for each item of one outlet, and keep the item for which there is most."""
    by_item: dict[str, list[Hint]] = defaultdict(list)
    for hint in hints:
        by_item[hint.source.item.item_id].append(hint)
    return max((_joined(lead, group) for group in by_item.values()), key=lambda via: (via.score, via.item_id))


def _joined(lead: Dated, hints: Sequence[Hint]) -> Via:
    doubt = 1.0
    for hint in hints:
        doubt *= 1 - hint.score
    first = hints[0].source
    via = Via(
        item_id=first.item.item_id, outlet=first.item.outlet, url=first.item.url, score=round(1 - doubt, 3),
        evidence="; ".join(hint.evidence for hint in hints), decided=False,
    )  # fmt: skip
    by_clock = _surely_before(first, lead) and not all(hint.common for hint in hints)
    return replace(via, decided=any(hint.directed for hint in hints) or by_clock)


def _surely_before(one: Dated, other: Dated) -> bool:
    a, b = one.published, other.published
    return bool(a and b and a.latest < b.earliest)


def _other(pair: SharedText, item_id: str) -> str:
    return pair.earlier_item_id if pair.later_item_id == item_id else pair.later_item_id


def _names(cue: str, source: Carried) -> bool:
    name = _words(source.outlet)
    return len(name) >= _SHORTEST_NAME and not cue.startswith(_TAKEN_OVER) and f" {name} " in f" {_words(cue)} "


def _words(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in fold(text).text).split())
