"""Candidate pairs with their texts in, what may be said about each pair out. Pure."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from narratives.cites import FIELDS, Cite, cites
from narratives.fingerprint import BLOCK, RARE, Print, within
from narratives.fold import fold
from narratives.links import PLATFORMS, is_of, linked_hosts
from narratives.overlap import Background, Counted, matched_words, overlap
from narratives.reuse import (
    RULE,
    SHORT,
    TWO_TRANSLATIONS,
    Known,
    is_order_certain,
    is_ordinary,
    may_say_republished,
    relation_of,
)
from narratives.sources import OUTLETS
from narratives.wording import passages
from store.model import ItemText, Kind, Outlet, Relation, Reuse, Route
from store.reuse import Pair

SAMPLE = 4  # of four 3-word grams of a long text one is kept, to know how common they are
LEAST_NAMED = 4  # 3-word grams in common, below which even a common source is no reason to compare two texts


@dataclass(frozen=True, slots=True)
class Outlets:
    """The domains of each outlet that are nobody else's, mirrors included, by its id."""

    domains: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, outlets: Sequence[Outlet]) -> "Outlets":
        """Gather the domains; one that several outlets share, or a platform's, leads to none of them."""
        owners = Counter(domain for outlet in outlets for domain in set(outlet.domains))
        return cls({
            outlet.outlet_id: frozenset(d for d in outlet.domains if owners[d] == 1 and d not in PLATFORMS)
            for outlet in outlets
        })  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """All that is needed to judge pairs: items and fingerprints by item id, and what is known around them.

    `imported` are the items whose wording we hold as hashes only. `behind` gives the named texts that an item rests
    on, from it and its cites. `frequency` says how many items of the window have a 3-word gram; nothing, where too
    few items are stored.
    """

    items: Mapping[str, ItemText]
    prints: Mapping[str, Print]
    imported: frozenset[str]
    behind: Callable[[ItemText, Sequence[Cite]], frozenset[Route]]
    outlets: Outlets
    frequency: Counted


def reuses(pairs: Sequence[Pair], shelf: Shelf, done: set[frozenset[str]]) -> list[Reuse]:
    """Return the related pairs, each once; `done` has the pairs that were judged before, and takes these."""
    around: dict[str, list[str]] = {}
    for pair in pairs:
        around.setdefault(pair.item_id, []).append(pair.other_id)
    sources = _Sources(shelf)
    return [
        found
        for one, others in around.items()
        for found in _Around(one, others, shelf, sources).reuses(done)
    ]  # fmt: skip


@dataclass(slots=True)
class _Sources:
    """What items rest on and name as their sources; worked out once an item, and only if it is asked for."""

    shelf: Shelf
    _behind: dict[str, frozenset[Route]] = field(default_factory=dict)
    _named: dict[str, tuple[tuple[Cite, ...], tuple[str, ...]]] = field(default_factory=dict)

    def ordered(self, one: ItemText, other: ItemText) -> tuple[ItemText, ItemText]:
        """Return the two as they were out; where clocks cannot tell, the one that the other credits comes first."""
        earlier, later = sorted((one, other), key=_reading_order)
        told = is_order_certain(earlier.published, later.published)
        turned = not told and self._credits(earlier, later) and not self._credits(later, earlier)
        return (later, earlier) if turned else (earlier, later)

    def known(self, earlier: ItemText, later: ItemText) -> Known:
        common = min(self._texts_behind(earlier) & self._texts_behind(later), default=None)
        return Known(common_source=common, credited=self._credits(later, earlier))

    def _texts_behind(self, item: ItemText) -> frozenset[Route]:
        if item.item_id not in self._behind:
            self._behind[item.item_id] = self.shelf.behind(item, self._sources_of(item)[0])
        return self._behind[item.item_id]

    def _credits(self, later: ItemText, earlier: ItemText) -> bool:
        """Tell whether one names or links the other's outlet as its source; what a fact-checker links, it tests."""
        if later.outlet_kind is Kind.FACT_CHECKER:
            return False
        found, hosts = self._sources_of(later)
        domains = self.shelf.outlets.domains.get(earlier.outlet_id, frozenset())
        told = [cite for cite in found if cite.how != "name"]
        return _names_outlet(told, earlier.outlet_name) or any(is_of(host, domains) for host in hosts)

    def _sources_of(self, item: ItemText) -> tuple[tuple[Cite, ...], tuple[str, ...]]:
        if item.item_id not in self._named:
            self._named[item.item_id] = _named_in(item)
        return self._named[item.item_id]


class _Around:
    """One item and those it is compared with."""

    def __init__(self, one: str, others: Sequence[str], shelf: Shelf, sources: _Sources) -> None:
        self._one, self._shelf, self._sources = one, shelf, sources
        self._print = shelf.prints[one]
        self._others = others
        self._measured = {other: overlap(self._print, shelf.prints[other]) for other in others}
        self._close = {other for other, found in self._measured.items() if found.share >= TWO_TRANSLATIONS}
        self._threes = self._print.distinct[RARE]
        self._inside = np.ones(len(self._threes), dtype=np.int64)  # the item itself
        for other in self._close:
            self._inside += within(self._threes, shelf.prints[other].distinct[RARE])
        known, items = shelf.frequency.of(self._threes)
        self._counted, self._frequency = known, np.zeros(len(self._threes), dtype=np.int64)
        self._frequency[known] = items
        self._blocks = self._print.distinct[BLOCK]
        self._held: dict[str, np.ndarray[tuple[int], np.dtype[np.bool_]]] = {}  # by outlet
        for other in others:
            here = within(self._blocks, shelf.prints[other].distinct[BLOCK])
            outlet = shelf.items[other].outlet_id
            self._held[outlet] = self._held[outlet] | here if outlet in self._held else here
        self._outlets = sum(self._held.values(), start=np.zeros(len(self._blocks), dtype=np.int64))

    def reuses(self, done: set[frozenset[str]]) -> Iterator[Reuse]:
        """Yield the related pairs that are not done yet."""
        for other in self._others:
            if (key := frozenset((self._one, other))) not in done:
                done.add(key)
                if found := self._reuse(other):
                    yield found

    def _reuse(self, other: str) -> Reuse | None:
        shelf = self._shelf
        bare = self._measured[other]
        if other not in self._close and bare.shared_3 < LEAST_NAMED:
            return None
        found = overlap(self._print, shelf.prints[other], self._background(other, short=bare.is_short(SHORT)))
        if is_ordinary(found, named=True):
            return None  # whatever their sources: looking for those is what costs most
        earlier, later = self._sources.ordered(shelf.items[self._one], shelf.items[other])
        if later.item_id == self._one:
            found = replace(found, first=found.second, second=found.first)
        first, second = shelf.prints[earlier.item_id], shelf.prints[later.item_id]
        known = self._sources.known(earlier, later)
        relation = relation_of(found, known)
        if relation is Relation.INDEPENDENT:
            return None
        spans = () if later.item_id in shelf.imported else passages(later, matched_words(second, first))
        certain = is_order_certain(earlier.published, later.published)
        return Reuse(
            earlier_item_id=earlier.item_id, later_item_id=later.item_id, relation=relation,
            shared_words=found.second.matched, containment=round(found.second.share, 4),
            containment_earlier=round(found.first.share, 4), containment_5=round(found.containment, 4),
            outside_quotes=None if found.share_outside is None else round(found.share_outside, 4),
            rare_grams=found.rare, exclusive_grams=found.exclusive, common_source=known.common_source,
            credited=known.credited, order_certain=certain,
            directed=may_say_republished(relation, order_certain=certain), rule=RULE, passages=spans,
        )  # fmt: skip

    def _background(self, other: str, *, short: bool) -> Background:
        counted = self._counted if short else self._counted & (self._threes % np.uint64(SAMPLE) == 0)
        inside = self._inside
        if other not in self._close:
            inside = inside + within(self._threes, self._shelf.prints[other].distinct[RARE])
        holders = self._outlets - self._held[self._shelf.items[other].outlet_id]
        return Background(
            outside=Counted(self._threes[counted], (self._frequency - inside)[counted]),
            holders=Counted(self._blocks, holders),
        )


def _named_in(item: ItemText) -> tuple[tuple[Cite, ...], tuple[str, ...]]:
    hosts = tuple(host for name in FIELDS for host in linked_hosts(fold(getattr(item, name) or "").text))
    return cites(item), hosts


def _names_outlet(found: Sequence[Cite], outlet_name: str) -> bool:
    name = fold(outlet_name).text
    return any(
        (OUTLETS[cite.source].fullmatch(name) is not None) if cite.source in OUTLETS else fold(cite.text).text == name
        for cite in found
    )


def _reading_order(item: ItemText) -> tuple[bool, float, float, str]:
    """Order items as far as the clocks can tell: by the middle of their interval, the undated last."""
    at = item.published
    middle = (at.earliest.timestamp() + at.latest.timestamp()) / 2 if at else 0.0
    return at is None, middle, item.seen_at.timestamp(), item.item_id
