"""Item texts and narratives in, mentions out: concept query, nearness to claim and neighbours decide together. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import exp

import numpy as np

from narratives.cites import cites
from narratives.concept import Hit, find_all, find_any
from narratives.encoder import Encoder, Encoders, Vectors
from narratives.fold import Folded, fold
from narratives.frame import frame_of
from narratives.frame_model import lead
from narratives.nearness import Nearness, Wordings, nearest
from narratives.route import route_of
from narratives.screen import Met, Screen
from store.model import Decision, Frame, Interval, ItemText, Mention, Narrative, Passage, Route

YES, REVIEW = 0.5, 0.15
# How much nearer a neighbour may be, by the quick encoder, before a query that is nearly met is not followed up: at 0
# the tune part lost 6 % of what it carries with a fifth of the patterns taken away, at -.1 2 %.
# Below a cosine of `NEAR` that part lost another .4 %, and of real Mexican news the fine encoder read far less.
NEARER, NEAR = -0.1, 0.4
MAX_READ = 100_000  # characters of an item's text: more than any article, and a bound on what a hostile one costs
CHUNK_WORDS, MAX_CHUNKS = 60, 8  # of the text: a claim takes a paragraph, and a vector of a whole article blurs it
# Logistic regressions on the tune part of the public case, its queries whole and with a fifth of their patterns left
# out by lot, as a query written in ten minutes would be: `python -m tests.gate.calibrate` prints these (2026-11-23).
# `quick` and `fine` are the two encoders; `rival` says that of two narratives whose queries both match, the nearer one
# is carried. A narrative without neighbours has no margins, hence weights of its own.
WEIGHTS: Mapping[str, float] = {
    "intercept": -25.16,
    "concept": 3.41,
    "groups": 5.37,
    "fine.similarity": 21.81,
    "fine.margin": 91.33,
    "quick.rival": -121.27,
}
WEIGHTS_ALONE: Mapping[str, float] = {"intercept": -67.06, "concept": 2.93, "groups": 5.41, "fine.similarity": 69.14}
_FIELDS = ("title", "summary", "text")
_NONE: Mapping[str, Collection[str]] = {}
_EMPTY: Vectors = np.zeros((0, 1), dtype=np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What a decision rests on, for one item and one narrative."""

    met: Met | None  # what of the concept query the item meets; None if nothing, or if something rules it out
    quick: Nearness
    fine: Nearness
    alone: bool  # the narrative has no neighbours
    outside: bool = False  # certainly out before or after the time in which the narrative counts
    bar: float = 0.0  # what the narrative has learnt, in log-odds

    @property
    def concept(self) -> bool:
        """Tell whether the whole concept query is met."""
        return self.met is not None and self.met.whole

    @property
    def similarity(self) -> float:
        """Return the cosine that is weighed: the fine encoder's, to the nearest wording."""
        return self.fine.similarity

    @property
    def margin(self) -> float:
        """Return the margin that is weighed: the fine encoder's, over the nearest neighbour."""
        return self.fine.margin

    @property
    def rival(self) -> float:
        """Return the lead of a rival that is weighed: the quick encoder's."""
        return self.quick.rival

    @property
    def neighbour(self) -> str | None:
        """Return the label of the neighbour that the item is nearest to."""
        return self.fine.neighbour or self.quick.neighbour

    @property
    def reached(self) -> bool:
        """Tell whether the pair is worth the fine encoder: the query met, or nearly and the claim near enough."""
        if self.met is None or self.outside:
            return False
        near = self.quick.margin > NEARER and self.quick.similarity >= NEAR
        return self.met.whole or (self.met.nearly and near)

    def values(self) -> dict[str, float]:
        """Return the numbers that are weighed, by the name of their weight."""
        return {
            "concept": float(self.concept),
            "groups": self.met.share if self.met else 0.0,
            **{f"quick.{name}": float(getattr(self.quick, name)) for name in ("similarity", "margin", "rival")},
            **{f"fine.{name}": float(getattr(self.fine, name)) for name in ("similarity", "margin", "rival")},
        }

    def score(self) -> float:
        """Return the log-odds that the item carries the narrative, whatever the narrative has learnt."""
        weights = WEIGHTS_ALONE if self.alone else WEIGHTS
        values = self.values()
        return max(-30.0, min(30.0, sum(weight * values.get(name, 1.0) for name, weight in weights.items())))

    def probability(self) -> float:
        """Return the calibrated probability that the item carries the narrative, 0 to 1."""
        return 1 / (1 + exp(-(self.score() + self.bar))) if self.reached else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """How an item treats a narrative and by which text it came, each with the words behind it."""

    frame: Frame | None
    frame_cue: str | None
    route: Route
    route_cue: str | None


def treatment(
    item: ItemText, narrative: Narrative, seen: Collection[str] | None = None, vector: Vectors | None = None
) -> Treatment:
    """Return frame and route of an item as carrying this narrative.

    `seen` as in `route_of`; `vector` is the quick encoder's of title and summary, without which words alone decide.
    """
    frame, frame_cue = frame_of(item, is_origin=item.outlet_id in narrative.origin.outlets, vector=vector)
    route, route_cue = route_of(item, cites(item), frame, tracers=narrative.tracers, seen=seen)
    return Treatment(frame=frame, frame_cue=frame_cue, route=route, route_cue=route_cue)


class Matcher:
    """The narratives of one run, their queries ready to be looked up and their wordings encoded once."""

    def __init__(self, narratives: Sequence[Narrative], catalog: Sequence[Narrative], encoders: Encoders) -> None:
        self.narratives = tuple(narratives)
        self._encoders = encoders
        self._screen = Screen(catalog)
        self._quick = Wordings(catalog, encoders.quick)
        self._fine = Wordings(catalog, encoders.fine)

    def match(self, items: Sequence[ItemText], seen: Mapping[str, Collection[str]] = _NONE) -> list[Mention]:
        """Decide a batch: one mention per pair that carries the narrative, may carry it, or nearly does.

        `seen` has, by item id, the tracer phrases of items whose words here are not the outlet's own. Pairs without a
        row are `no`. The order is that of `items`, then of the narratives. Only items that nearly meet a query are
        encoded, and by the fine encoder only those of a pair that is reached.
        """
        found = []
        for document, by_narrative in self._decided(items):
            for narrative in self.narratives:
                features = by_narrative.get(narrative.narrative_id)
                if features and (
                    mention := self._mention(document, narrative, features, seen.get(document.item.item_id))
                ):
                    found.append(mention)
        return found

    def features(self, items: Sequence[ItemText]) -> list[dict[str, Features]]:
        """Return for each item the features by narrative id: of every pair, worth an encoder's time or not."""
        documents = [self._document(item) for item in items]
        self._encode(documents, documents)
        return [{n.narrative_id: self._features(one, n, fine=True) for n in self.narratives} for one in documents]

    def _decided(self, items: Sequence[ItemText]) -> list[tuple["_Document", dict[str, Features]]]:
        """Return the items with a pair that is reached, and the features of the pairs that meet some of a query."""
        documents = [one for one in (self._document(item) for item in items) if one.worth_encoding(self.narratives)]
        self._encode(documents, ())
        reached = [one for one in documents if any(found.reached for found in self._of_met(one, fine=False).values())]
        self._encode((), reached)
        return [(one, self._of_met(one, fine=True)) for one in reached]

    def closeness(self, item: ItemText, texts: Sequence[str]) -> list[float]:
        """Return for each text its highest cosine, by the fine encoder, with a part of the item; 0 without words."""
        document = self._document(item)
        self._encode((), [document])
        return [nearest(document.fine, one[None, :]) for one in self._encoders.fine.encode(texts)]

    def _of_met(self, document: "_Document", *, fine: bool) -> dict[str, Features]:
        met = [narrative for narrative in self.narratives if narrative.narrative_id in document.met]
        return {narrative.narrative_id: self._features(document, narrative, fine=fine) for narrative in met}

    def _document(self, item: ItemText) -> "_Document":
        clipped = item if item.text is None else replace(item, text=item.text[:MAX_READ])
        return _Document(clipped, self._screen.met(_joined(clipped)[1], item.language))

    def _encode(self, quick: Sequence["_Document"], fine: Sequence["_Document"]) -> None:
        for document, vectors in zip(
            quick, _vectors([_more_parts(one.item) for one in quick], self._encoders.quick), strict=True
        ):
            document.quick = vectors
        for document, vectors in zip(
            fine, _vectors([one.fine_parts() for one in fine], self._encoders.fine), strict=True
        ):
            document.fine = vectors

    def _features(self, document: "_Document", narrative: Narrative, *, fine: bool) -> Features:
        met = document.met.get(narrative.narrative_id)
        rivals = document.whole(near.narrative_id for near in narrative.neighbours) if met and met.whole else []
        return Features(
            met=met,
            quick=self._quick.near(document.quick, narrative, rivals),
            fine=self._fine.near(document.fine, narrative, rivals) if fine else Nearness(),
            alone=not narrative.neighbours,
            outside=_outside(document.item.published, narrative),
            bar=narrative.learnt.bar if narrative.learnt else 0.0,
        )

    def _mention(
        self, document: "_Document", narrative: Narrative, features: Features, seen: Collection[str] | None
    ) -> Mention | None:
        probability = features.probability()
        decision = decision_of(probability)
        hits = document.hits(narrative)
        if decision is Decision.NO and (not features.reached or not hits):
            return None
        item = document.item
        treated = treatment(item, narrative, seen, document.lead)
        voices = [*(["concept"] if hits else []), self._encoders.quick.name, self._encoders.fine.name]
        voices += ["learnt"] if narrative.learnt else []
        return Mention(
            item_id=item.item_id, narrative_id=narrative.narrative_id, decision=decision,
            probability=round(probability, 4), method=" + ".join(voices),
            frame=treated.frame, frame_cue=treated.frame_cue, route=treated.route, route_cue=treated.route_cue,
            passages=document.passages(hits or document.part_hits(narrative), narrative), neighbour=features.neighbour,
            similarity=round(features.fine.similarity, 4), definition_hash=narrative.definition_hash,
        )  # fmt: skip


def first_spans(item: ItemText, searched: Sequence[tuple[Sequence[str], str]]) -> list[Passage | None]:
    """Return where each list of patterns is met first in the item, read as the matcher reads it; with its reason."""
    document = _Document(item, {})
    return [document.first(patterns, why) for patterns, why in searched]


class _Document:
    """One item with what it meets of each query; folded and encoded once for all narratives, and only if needed."""

    def __init__(self, item: ItemText, met: Mapping[str, Met]) -> None:
        self.item = item
        self.met = met
        self.quick: Vectors = _EMPTY
        self.fine: Vectors = _EMPTY
        self._starts, self._text = _joined(item)

    def worth_encoding(self, narratives: Iterable[Narrative]) -> bool:
        """Tell whether the item meets a query but for one group at most."""
        return any(met.nearly for n in narratives if (met := self.met.get(n.narrative_id)))

    def fine_parts(self) -> list[str]:
        """Return what the fine encoder reads; not the title alone as well where no query is wholly met."""
        parts, whole = _parts(self.item), any(met.whole for met in self.met.values())
        return [part for part in parts if whole or part != self.item.title or part == lead(self.item)]

    def whole(self, narrative_ids: Iterable[str | None]) -> list[str]:
        """Return which of these narratives' queries the item meets."""
        return [one for one in narrative_ids if one and (met := self.met.get(one)) and met.whole]

    def hits(self, narrative: Narrative) -> tuple[Hit, ...]:
        """Return where the whole concept query is met: a hit for each group, or none at all."""
        if (met := self.met.get(narrative.narrative_id)) is None or not met.whole:
            return ()
        found = (find_all(groups, self._folded.text) for groups in self._queries(narrative))
        return next((hits for hits in found if hits), ())

    def part_hits(self, narrative: Narrative) -> tuple[Hit, ...]:
        """Return where the groups are met that are, in the query that is met best."""
        found: list[Hit] = []
        for groups in self._queries(narrative):
            hits = [hit for n, group in enumerate(groups) if (hit := find_any(group, self._folded.text, number=n))]
            found = max(found, hits, key=len)
        return tuple(found)

    def _queries(self, narrative: Narrative) -> list[Sequence[Sequence[str]]]:
        own = narrative.concepts.get(self.item.language or "")
        return [own] if own else list(narrative.concepts.values())

    @cached_property
    def _folded(self) -> Folded:
        return fold(self._text)

    @property
    def lead(self) -> Vectors | None:
        """Return the quick vector of title and summary, the first of the parts; None without either or before it."""
        return self.quick[0] if len(self.quick) and lead(self.item).strip() else None

    def passages(self, hits: Sequence[Hit], narrative: Narrative) -> tuple[Passage, ...]:
        """Return the spans of the item's fields that the hits stand for."""
        name = narrative.narrative_id
        return tuple(self._passage(hit, f"group {hit.group + 1} of the concept query of {name}") for hit in hits)

    def first(self, patterns: Sequence[str], why: str) -> Passage | None:
        """Return where the first of the patterns stands in the item's fields."""
        hit = find_any(patterns, self._folded.text)
        return self._passage(hit, why) if hit else None

    def _passage(self, hit: Hit, why: str) -> Passage:
        start, end = self._folded.origin(hit.start, hit.end)
        field = next(name for name in reversed(_FIELDS) if name in self._starts and self._starts[name] <= start)
        content = getattr(self.item, field)
        low, high = start - self._starts[field], min(end - self._starts[field], len(content))
        return Passage(field=field, start=low, end=high, text=content[low:high], why=why)


def _vectors(parts: Sequence[Sequence[str]], encoder: Encoder) -> list[Vectors]:
    """Return the vectors of each item's parts, all encoded in one go."""
    vectors = encoder.encode([part for one in parts for part in one])
    return np.split(vectors, np.cumsum([len(one) for one in parts])[:-1]) if parts else []


def _parts(item: ItemText) -> list[str]:
    """Return what the fine encoder reads: title with summary, the title alone, and the text in pieces."""
    said = (item.text or "").split(maxsplit=CHUNK_WORDS * MAX_CHUNKS)[: CHUNK_WORDS * MAX_CHUNKS]
    chunks = [" ".join(said[at : at + CHUNK_WORDS]) for at in range(0, len(said), CHUNK_WORDS)]
    return [part for part in dict.fromkeys((lead(item), item.title, *chunks)) if part]


def _more_parts(item: ItemText) -> list[str]:
    """Return what the quick encoder reads: the same, and the summary alone."""
    return list(dict.fromkeys([*_parts(item), *([item.summary] if item.summary else [])]))


def _joined(item: ItemText) -> tuple[dict[str, int], str]:
    starts: dict[str, int] = {}
    joined = ""
    for name in _FIELDS:
        if content := getattr(item, name):
            starts[name] = len(joined)
            joined += content + "\n"
    return starts, joined


def _outside(published: Interval | None, narrative: Narrative) -> bool:
    """Tell whether an item was certainly out before or after the time in which the narrative counts."""
    if published is None:
        return False
    early = narrative.since is not None and published.latest < narrative.since
    return early or (narrative.until is not None and published.earliest > narrative.until)


def decision_of(probability: float) -> Decision:
    """Return what a probability comes to at the thresholds."""
    if probability >= YES:
        return Decision.YES
    return Decision.REVIEW if probability >= REVIEW else Decision.NO
