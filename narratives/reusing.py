"""The reuse run: what was not fingerprinted or compared yet in, verified pairs and the routes they prove out."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from narratives.cites import Cite, cites
from narratives.fingerprint import KS, Grams, Hashes, Print, print_of, sampled, winnowed
from narratives.fold import fold
from narratives.overlap import BLOCK, RARE, SHINGLE, Background, matched_words, overlap
from narratives.reuse import (
    RARE_IN_LONG,
    RARE_IN_SHORT,
    RULE,
    SHORT,
    TWO_TRANSLATIONS,
    Known,
    is_order_certain,
    may_say_republished,
    relation_of,
)
from narratives.route import route_of
from narratives.sources import OUTLETS
from narratives.tracers import learn, tracers_of
from narratives.wording import passages, wording
from store.database import Database
from store.derived import routed_mentions, set_routes
from store.fingerprints import (
    GramRows,
    add_fingerprints,
    imported_prints,
    newest_texts,
    phrases_seen,
    unread_texts,
)
from store.model import NAMED_TEXTS, ItemText, Narrative, Relation, Reuse, Route
from store.reuse import (
    Pair,
    candidates,
    fingerprinted_items,
    frequency,
    replace_reuse,
    spread_routes,
    uncompared,
)

BATCH = 500
WINDOW = timedelta(days=14)
WINNOW = 4  # of four consecutive 5-word grams of a long text one is kept: any 8 words in common are found
SAMPLE = 4  # of four 3-word grams of a long text one is kept, to know how common they are
LEAST_WORDS = 8  # a text with fewer has nothing to compare
BACKGROUND = 1_000  # items with fingerprints, from which on it can be said that a gram is rare


@dataclass(frozen=True, slots=True, kw_only=True)
class ReuseReport:
    """What a run did: wordings read, items compared, pairs that share wording, and routes found through them."""

    read: int
    compared: int
    pairs: int
    routes: int


def find_reuse(
    database: Database, narratives: Sequence[Narrative], *, progress: Callable[[int, int], None]
) -> ReuseReport:
    """Fingerprint what is new, compare it with what was out within two weeks, and improve the mentions' routes.

    Imported fingerprints and tracers count exactly as if the text were there. `progress` is told items compared and
    items in all. Raises StoreError.
    """
    read = _read_new(database)
    evidence = Evidence.of(database, narratives)
    waiting = uncompared(database)
    pairs = 0
    for at in range(0, len(waiting), BATCH):
        batch = waiting[at : at + BATCH]
        found = _compare(database, batch, evidence)
        replace_reuse(database, batch, found)
        pairs += len(found)
        progress(at + len(batch), len(waiting))
    routes = _refresh(database, evidence) + spread_routes(database)
    return ReuseReport(read=read, compared=len(waiting), pairs=pairs, routes=routes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What betrays a text: phrases by route, and which of them stand in items whose words we do not hold."""

    tracers: Mapping[str, Sequence[str]]
    seen: Mapping[str, Collection[str]]

    @classmethod
    def of(cls, database: Database, narratives: Sequence[Narrative]) -> "Evidence":
        """Gather the tracers of the narrative files and those that imported phrases teach."""
        seen = phrases_seen(database)
        given = cls(tracers=tracers_of(narratives), seen=seen)
        told = newest_texts(database, [item_id for item_id, phrases in seen.items() if phrases])
        return cls(tracers=learn(given.tracers, seen, {item.item_id: given.route(item) for item in told}), seen=seen)

    def texts_behind(self, item: ItemText) -> frozenset[Route]:
        """Return the named texts that an item rests on: that of its route, and that which its phrases betray."""
        seen = self.seen.get(item.item_id)
        betrayed = route_of(item, (), tracers=self.tracers, seen=seen)[0]
        return frozenset({self.route(item), betrayed} & NAMED_TEXTS)

    def route(self, item: ItemText) -> Route:
        """Return the route of an item by its own words and phrases."""
        return route_of(item, cites(item), tracers=self.tracers, seen=self.seen.get(item.item_id))[0]


def stored_grams(item_id: str, found: Print) -> GramRows:
    """Return what is kept of a text's fingerprints: all of a short one, a choice of a long one."""
    if found.words < SHORT:
        kept = {RARE: found.grams[RARE], SHINGLE: found.grams[SHINGLE]}
    else:
        kept = {RARE: sampled(found.grams[RARE], SAMPLE), SHINGLE: winnowed(found.grams[SHINGLE], WINNOW)}
    return GramRows(item_id=item_id, words=found.words, grams={k: (g.positions, g.hashes) for k, g in kept.items()})


def imported_print(rows: GramRows) -> Print:
    """Return imported grams as the fingerprints they are; nobody knows which of the words are quoted."""
    none = (np.zeros(0, np.int32), np.zeros(0, np.uint64))
    return Print(words=rows.words, grams={k: Grams(*rows.grams.get(k, none)) for k in KS}, quoted=None)


def _read_new(database: Database) -> int:
    texts = unread_texts(database)
    for at in range(0, len(texts), BATCH):
        batch = texts[at : at + BATCH]
        prints = [(item.item_id, print_of(wording(item))) for item in batch]
        rows = [stored_grams(item_id, found) for item_id, found in prints if found.words >= LEAST_WORDS]
        add_fingerprints(database, rows, {item.item_id: item.version_id for item in batch})
    return len(texts)


def _compare(database: Database, batch: Sequence[str], evidence: Evidence) -> list[Reuse]:
    pairs = candidates(database, batch, window=WINDOW)
    ids = {pair.item_id for pair in pairs} | {pair.other_id for pair in pairs}
    items = {item.item_id: item for item in newest_texts(database, ids)}
    imported = imported_prints(database, ids)
    prints = {
        key: imported_print(imported[key]) if key in imported else print_of(wording(item))
        for key, item in items.items()
    }
    comparison = _Comparison(pairs, items, prints, evidence, frozenset(imported))
    comparison.count(database)
    return comparison.reuses()


class _Comparison:
    """The candidate pairs of one batch, with all that is needed to judge them."""

    def __init__(
        self,
        pairs: Sequence[Pair],
        items: Mapping[str, ItemText],
        prints: Mapping[str, Print],
        evidence: Evidence,
        imported: frozenset[str],
    ) -> None:
        self._items, self._prints, self._evidence, self._imported = items, prints, evidence, imported
        self._behind: dict[str, frozenset[Route]] = {}
        self._around: dict[str, list[str]] = {}
        for pair in pairs:
            self._around.setdefault(pair.item_id, []).append(pair.other_id)
        self._cites: dict[str, tuple[Cite, ...]] = {}
        self._holders: dict[str, dict[str, Hashes]] = {}  # of the item at hand only
        self._frequency: dict[int, int] = {}
        self._sampled: dict[int, int] = {}

    def count(self, database: Database) -> None:
        """Look up how common the shared 3-word grams are; a store with few items cannot tell."""
        if not self._around or fingerprinted_items(database) < BACKGROUND:
            return
        shared = [
            np.intersect1d(self._prints[one].grams[RARE].hashes, self._prints[other].grams[RARE].hashes)
            for one, others in self._around.items()
            for other in others
        ]
        self._frequency = frequency(database, np.unique(np.concatenate(shared)))
        self._sampled = {gram: items for gram, items in self._frequency.items() if gram % SAMPLE == 0}

    def reuses(self) -> list[Reuse]:
        """Return the related pairs, each once."""
        done: set[frozenset[str]] = set()
        found: list[Reuse] = []
        for one, others in self._around.items():
            circle = [one, *(other for other in others if self._is_close(one, other))]
            for other in others:
                if (key := frozenset((one, other))) not in done:
                    done.add(key)
                    found.extend(self._reuse(one, other, circle))
        return found

    def _is_close(self, one: str, other: str) -> bool:
        first, second = self._prints[one], self._prints[other]
        return any(
            matched_words(text, another).sum() >= TWO_TRANSLATIONS * text.words
            for text, another in ((first, second), (second, first))
        )

    def _reuse(self, one: str, other: str, circle: Sequence[str]) -> list[Reuse]:
        earlier, later = sorted((self._items[one], self._items[other]), key=_reading_order)
        first, second = self._prints[earlier.item_id], self._prints[later.item_id]
        known = Known(common_source=self._common_source(earlier, later), credited=self._credits(later, earlier))
        named = known.common_source is not None or known.credited
        if other not in circle and not named and _has_little(first, second):
            return []
        found = overlap(first, second, self._background(one, other, circle))
        relation = relation_of(found, known)
        if relation is Relation.INDEPENDENT:
            return []
        matched = matched_words(second, first)
        spans = () if later.item_id in self._imported else passages(later, matched)
        certain = is_order_certain(earlier.published, later.published)
        return [Reuse(
            earlier_item_id=earlier.item_id, later_item_id=later.item_id, relation=relation,
            shared_words=found.second.matched, containment=round(found.second.share, 4),
            containment_earlier=round(found.first.share, 4), containment_5=round(found.containment, 4),
            outside_quotes=None if found.share_outside is None else round(found.share_outside, 4),
            rare_grams=found.rare, exclusive_grams=found.exclusive, common_source=known.common_source,
            credited=known.credited, order_certain=certain,
            directed=may_say_republished(relation, order_certain=certain), rule=RULE, passages=spans,
        )]  # fmt: skip

    def _background(self, one: str, other: str, circle: Sequence[str]) -> Background:
        if one not in self._holders:
            self._holders = {one: self._held(one)}
        outlet = self._items[other].outlet_id
        short = min(self._prints[one].words, self._prints[other].words) < SHORT
        return Background(
            frequency=self._frequency if short else self._sampled,
            circle=[self._prints[key] for key in dict.fromkeys((*circle, other))],
            holders=[held for holder, held in self._holders[one].items() if holder != outlet],
        )

    def _held(self, one: str) -> dict[str, Hashes]:
        """Return which 8-word grams of an item each outlet around it has."""
        own = self._prints[one].grams[BLOCK].hashes
        held: dict[str, list[Hashes]] = {}
        for key in self._around[one]:
            shared = np.intersect1d(own, self._prints[key].grams[BLOCK].hashes)
            held.setdefault(self._items[key].outlet_id, []).append(shared)
        return {outlet: np.concatenate(parts) for outlet, parts in held.items()}

    def _credits(self, later: ItemText, earlier: ItemText) -> bool:
        if later.item_id not in self._cites:
            self._cites[later.item_id] = tuple(cite for cite in cites(later) if cite.how != "name")
        return _names_outlet(self._cites[later.item_id], earlier.outlet_name)

    def _common_source(self, first: ItemText, second: ItemText) -> Route | None:
        return min(self._texts_behind(first) & self._texts_behind(second), default=None)

    def _texts_behind(self, item: ItemText) -> frozenset[Route]:
        if item.item_id not in self._behind:
            self._behind[item.item_id] = self._evidence.texts_behind(item)
        return self._behind[item.item_id]


def _has_little(first: Print, second: Print) -> bool:
    """Tell whether two texts share fewer 3-word grams than any rule asks for; their blocks are known to be few."""
    needed = RARE_IN_SHORT if min(first.words, second.words) < SHORT else RARE_IN_LONG
    return len(np.intersect1d(first.grams[RARE].hashes, second.grams[RARE].hashes)) < needed


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


def _refresh(database: Database, evidence: Evidence) -> int:
    """Decide the routes of mentions anew whose items' phrases may have been imported after they were matched."""
    rows = routed_mentions(database, list(evidence.seen))
    items = {item.item_id: item for item in newest_texts(database, [row.item_id for row in rows])}
    changed = []
    for row in rows:
        item = items[row.item_id]
        route, cue = route_of(item, cites(item), row.frame, tracers=evidence.tracers, seen=evidence.seen[item.item_id])
        if (route, cue) != (row.route, row.route_cue):
            changed.append((row.item_id, row.narrative_id, route, cue))
    set_routes(database, changed)
    return len(changed)
