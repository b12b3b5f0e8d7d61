"""The reuse run: what was not fingerprinted or compared yet in, verified pairs and the routes they prove out."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby

import numpy as np

from narratives.cites import Cite, cites
from narratives.comparison import SAMPLE, Outlets, Shelf, reuses
from narratives.fingerprint import KS, RARE, SHINGLE, Grams, Print, print_of, sampled, winnowed
from narratives.overlap import NOBODY, Counted
from narratives.reuse import SHORT
from narratives.route import route_of
from narratives.tracers import learn, tracers_of
from narratives.wording import wording
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
from store.model import NAMED_TEXTS, ItemText, Narrative, Reuse, Route
from store.observed import load_outlets
from store.reuse import Candidates, Pair, candidates, replace_reuse, spread_routes, uncompared

BATCH = 1_000
HELD = 2_000  # items whose texts are in memory at a time
WINDOW = timedelta(days=14)
WINNOW = 4  # of four consecutive 5-word grams of a long text one is kept: any 8 words in common are found
LEAST_WORDS = 8  # a text with fewer has nothing to compare
BACKGROUND = 1_000  # items with fingerprints in the window, from which on it can be said that a gram is rare


@dataclass(frozen=True, slots=True, kw_only=True)
class ReuseReport:
    """What a run did: wordings read, items compared, pairs that share wording, routes found, and what it left out."""

    read: int
    compared: int
    pairs: int
    routes: int
    common_grams: int = 0  # runs of words that too many items have, by batch
    boilerplate: int = 0  # runs of words that an outlet repeats, by batch and outlet
    beyond: int = 0  # runs of words that were not looked up, because an item had too many places to look at
    left_out: int = 0  # pairs that share grams and were not compared, because an item had too many of them


def find_reuse(
    database: Database, narratives: Sequence[Narrative], *, progress: Callable[[int, int], None]
) -> ReuseReport:
    """Fingerprint what is new, compare it with what was out within two weeks, and improve the mentions' routes.

    Imported fingerprints and tracers count exactly as if the text were there. `progress` is told items compared and
    items in all. Raises StoreError.
    """
    read = _read_new(database)
    evidence = Evidence.of(database, narratives)
    outlets = Outlets.of(load_outlets(database))
    waiting = uncompared(database)
    tally = ReuseReport(read=read, compared=len(waiting), pairs=0, routes=0)
    for at in range(0, len(waiting), BATCH):
        batch = waiting[at : at + BATCH]
        found, looked_up = _compare(database, batch, evidence, outlets)
        replace_reuse(database, batch, found, looked_up.left_out)
        tally = replace(
            tally, pairs=tally.pairs + len(found), common_grams=tally.common_grams + looked_up.common,
            boilerplate=tally.boilerplate + looked_up.boilerplate, beyond=tally.beyond + looked_up.beyond,
            left_out=tally.left_out + sum(looked_up.left_out.values()),
        )  # fmt: skip
        progress(at + len(batch), len(waiting))
    return replace(tally, routes=_refresh(database, evidence) + spread_routes(database))


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
        return cls(
            tracers=learn(given.tracers, seen, {item.item_id: given.route(item, cites(item)) for item in told}),
            seen=seen,
        )

    def texts_behind(self, item: ItemText, found: Sequence[Cite]) -> frozenset[Route]:
        """Return the named texts whose words an item has: the credited one, and the one that its phrases betray.

        Without either, the one it says it has the story from: a lead that names the embassy says nothing about a body
        in an agency's words.
        """
        credited = [cite for cite in found if cite.how in {"dateline", "link"}]
        own = {self.route(item, credited), self.route(item, ())} & NAMED_TEXTS
        return frozenset(own or {self.route(item, found)} & NAMED_TEXTS)

    def route(self, item: ItemText, found: Sequence[Cite]) -> Route:
        """Return the route of an item by its own words, the sources it names and its phrases."""
        return route_of(item, found, tracers=self.tracers, seen=self.seen.get(item.item_id))[0]


def stored_grams(item_id: str, found: Print) -> GramRows:
    """Return what is kept of a text's fingerprints: all 3-word grams of a short one, a choice of a long one."""
    if found.words < SHORT:
        kept = {RARE: found.grams[RARE], SHINGLE: winnowed(found.grams[SHINGLE], WINNOW)}
    else:
        kept = {RARE: sampled(found.grams[RARE], SAMPLE), SHINGLE: winnowed(found.grams[SHINGLE], WINNOW)}
    return GramRows(item_id=item_id, words=found.words, grams={k: (g.positions, g.hashes) for k, g in kept.items()})


def imported_print(rows: GramRows) -> Print:
    """Return imported grams as the fingerprints they are; nobody knows which of the words are quoted."""
    none = (np.zeros(0, np.int32), np.zeros(0, np.uint64))
    return Print.of(rows.words, {k: Grams(*rows.grams.get(k, none)) for k in KS}, None)


def _read_new(database: Database) -> int:
    read = 0
    while texts := unread_texts(database, limit=BATCH):
        prints = [(item.item_id, print_of(wording(item))) for item in texts]
        rows = [stored_grams(item_id, found) for item_id, found in prints if found.words >= LEAST_WORDS]
        add_fingerprints(database, rows, {item.item_id: item.version_id for item in texts})
        read += len(texts)
    return read


def _compare(
    database: Database, batch: Sequence[str], evidence: Evidence, outlets: Outlets
) -> tuple[list[Reuse], Candidates]:
    looked_up = candidates(database, batch, window=WINDOW)
    telling = looked_up.window_items >= BACKGROUND
    frequency = Counted(looked_up.frequency.hashes, looked_up.frequency.items) if telling else NOBODY
    done: set[frozenset[str]] = set()
    found: list[Reuse] = []
    for pairs in _in_parts(looked_up.pairs):
        shelf = _shelf(database, pairs, evidence, outlets, frequency)
        found += reuses(pairs, shelf, done)
    return found, looked_up


def _in_parts(pairs: Sequence[Pair]) -> Iterator[list[Pair]]:
    """Cut pairs, which come by item, into parts with so few items that their texts fit into memory together."""
    part: list[Pair] = []
    held: set[str] = set()
    for _, around in groupby(pairs, key=lambda pair: pair.item_id):
        mine = list(around)
        if len(held) >= HELD:
            yield part
            part, held = [], set()
        part += mine
        held |= {pair.other_id for pair in mine} | {mine[0].item_id}
    if part:
        yield part


def _shelf(
    database: Database, pairs: Sequence[Pair], evidence: Evidence, outlets: Outlets, frequency: Counted
) -> Shelf:
    ids = {pair.item_id for pair in pairs} | {pair.other_id for pair in pairs}
    items = {item.item_id: item for item in newest_texts(database, ids)}
    imported = imported_prints(database, ids)
    prints = {
        key: imported_print(imported[key]) if key in imported else print_of(wording(item))
        for key, item in items.items()
    }
    return Shelf(
        items=items, prints=prints, imported=frozenset(imported), behind=evidence.texts_behind, outlets=outlets,
        frequency=frequency,
    )  # fmt: skip


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
