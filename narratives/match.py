"""Item texts and narratives in, mentions out: a concept query and the similarity to the claim decide together. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp

import numpy as np

from narratives.cites import cites
from narratives.concept import Hit, find_all, find_any
from narratives.encoder import Encoder, Vectors
from narratives.fold import Folded, fold
from narratives.frame import frame_of
from narratives.frame_model import lead
from narratives.route import route_of
from store.model import Decision, Frame, Interval, ItemText, Mention, Narrative, Passage, Route

YES, REVIEW = 0.5, 0.15
MAX_READ = 100_000  # characters of an item's text: more than any article, and a bound on what a hostile one costs
# Logistic regression on the tune part of the public case: `python -m tests.gate.calibrate` prints these
# (2026-11-23; F1 .967 there, .940 on the test part). `rival` says in effect that of two narratives whose
# queries both match, the nearer one is carried.
WEIGHTS: Mapping[str, float] = {
    "intercept": -6.33,
    "concept": 8.21,
    "similarity": 0.67,
    "margin": 12.83,
    "rival": -127.27,
}
_FIELDS = ("title", "summary", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What a decision rests on, for one item and one narrative."""

    concept: float  # 1 if every group of the concept query matches and nothing rules the item out, else 0
    similarity: float  # cosine of the item's nearest part and the claim's nearest wording, -1 to 1
    margin: float  # the same minus that of the nearest neighbour
    rival: float  # how much nearer a neighbour is whose own concept query matches too; 0 if there is none
    neighbour: str | None  # the nearest neighbour's label
    outside: bool = False  # certainly out before or after the time in which the narrative counts

    def probability(self) -> float:
        """Return the calibrated probability that the item carries the narrative, 0 to 1."""
        if self.outside:
            return 0.0
        score = WEIGHTS["intercept"] + sum(
            WEIGHTS[name] * getattr(self, name) for name in WEIGHTS if name != "intercept"
        )
        return 1 / (1 + exp(-max(-30.0, min(30.0, score))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """How an item treats a narrative and by which text it came, each with the words behind it."""

    frame: Frame | None
    frame_cue: str | None
    route: Route
    route_cue: str | None


def treatment(item: ItemText, narrative: Narrative, vector: Vectors | None = None) -> Treatment:
    """Return frame and route of an item as carrying this narrative; `vector` is that of its title and summary."""
    frame, frame_cue = frame_of(item, is_origin=item.outlet_id in narrative.origin.outlets, vector=vector)
    route, route_cue = route_of(item, cites(item), frame)
    return Treatment(frame=frame, frame_cue=frame_cue, route=route, route_cue=route_cue)


class Matcher:
    """The narratives of one run, their wordings encoded once."""

    def __init__(self, narratives: Sequence[Narrative], catalog: Sequence[Narrative], encoder: Encoder) -> None:
        self.narratives = tuple(narratives)
        self._encoder = encoder
        wordings = {n.narrative_id: encoder.encode([*n.claims.values(), *n.wordings]) for n in catalog}
        self._claims = wordings
        self._catalog = {n.narrative_id: n for n in catalog}
        self._neighbours = {n.narrative_id: _neighbours(n, wordings, encoder) for n in narratives}

    def match(self, items: Sequence[ItemText]) -> list[Mention]:
        """Decide a batch: one mention per pair that carries the narrative, may carry it, or nearly does.

        Pairs without a row are `no`. The order is that of `items`, then of the narratives.
        """
        documents = [_Document(item, vectors) for item, vectors in zip(items, self._encode(items), strict=True)]
        found = [self._mention(document, narrative) for document in documents for narrative in self.narratives]
        return [mention for mention in found if mention]

    def features(self, items: Sequence[ItemText]) -> list[dict[str, Features]]:
        """Return for each item the features by narrative id: what calibration and evaluation look at."""
        return [
            {n.narrative_id: self._features(document, n)[0] for n in self.narratives}
            for document in (_Document(i, v) for i, v in zip(items, self._encode(items), strict=True))
        ]

    def _encode(self, items: Sequence[ItemText]) -> list[Vectors]:
        parts = [part for item in items for part in _parts(item)]
        vectors = self._encoder.encode(parts)
        ends = np.cumsum([len(_parts(item)) for item in items])
        return np.split(vectors, ends[:-1]) if items else []

    def _features(self, document: "_Document", narrative: Narrative) -> tuple[Features, tuple[Hit, ...]]:
        hits = document.concept(narrative)
        similarity = document.nearest(self._claims[narrative.narrative_id])
        near = [(document.nearest(vectors), label) for label, vectors in self._neighbours[narrative.narrative_id]]
        best, label = max(near, default=(0.0, None))
        features = Features(
            concept=float(bool(hits)), similarity=similarity, margin=similarity - best, neighbour=label,
            rival=self._rival(document, narrative, similarity) if hits else 0.0,
            outside=_outside(document.item.published, narrative),
        )  # fmt: skip
        return features, hits

    def _rival(self, document: "_Document", narrative: Narrative, similarity: float) -> float:
        rivals = [self._catalog[near.narrative_id] for near in narrative.neighbours if near.narrative_id]
        nearer = [document.nearest(self._claims[rival.narrative_id]) - similarity for rival in rivals
                  if document.concept(rival)]  # fmt: skip
        return max(0.0, *nearer) if nearer else 0.0

    def _mention(self, document: "_Document", narrative: Narrative) -> Mention | None:
        features, hits = self._features(document, narrative)
        probability = features.probability()
        decision = _decision(probability)
        if decision is Decision.NO and (features.outside or not hits):
            return None
        item = document.item
        treated = treatment(item, narrative, document.lead)
        return Mention(
            item_id=item.item_id, narrative_id=narrative.narrative_id, decision=decision,
            probability=round(probability, 4), method=f"concept + {self._encoder.name}" if hits else self._encoder.name,
            frame=treated.frame, frame_cue=treated.frame_cue, route=treated.route, route_cue=treated.route_cue,
            passages=document.passages(hits, narrative), neighbour=features.neighbour,
            similarity=round(features.similarity, 4), definition_hash=narrative.definition_hash,
        )  # fmt: skip


class _Document:
    """One item, folded and encoded once for all narratives."""

    def __init__(self, item: ItemText, vectors: Vectors) -> None:
        self.item = item if item.text is None else replace(item, text=item.text[:MAX_READ])
        self._vectors = vectors
        self._starts, joined = _joined(self.item)
        self._folded: Folded = fold(joined)

    def concept(self, narrative: Narrative) -> tuple[Hit, ...]:
        """Return the hits of the concept query in the item's language, or in any where that is not covered."""
        text = self._folded.text
        if any(find_any(patterns, text) for patterns in narrative.exclude.values()):
            return ()
        own = narrative.concepts.get(self.item.language or "")
        queries = [own] if own else list(narrative.concepts.values())
        return next((hits for hits in (find_all(groups, text) for groups in queries) if hits), ())

    @property
    def lead(self) -> Vectors | None:
        """Return the vector of title and summary, the first of the parts; None for an item without either."""
        return self._vectors[0] if len(self._vectors) and lead(self.item).strip() else None

    def nearest(self, wordings: Vectors) -> float:
        """Return the highest cosine between a part of the item and any of the wordings."""
        return float((self._vectors @ wordings.T).max()) if len(self._vectors) and len(wordings) else 0.0

    def passages(self, hits: Sequence[Hit], narrative: Narrative) -> tuple[Passage, ...]:
        """Return the spans of the item's fields that the hits stand for."""
        return tuple(self._passage(hit, narrative) for hit in hits)

    def _passage(self, hit: Hit, narrative: Narrative) -> Passage:
        start, end = self._folded.origin(hit.start, hit.end)
        field = next(name for name in reversed(_FIELDS) if name in self._starts and self._starts[name] <= start)
        content = getattr(self.item, field)
        low, high = start - self._starts[field], min(end - self._starts[field], len(content))
        why = f"group {hit.group + 1} of the concept query of {narrative.narrative_id}"
        return Passage(field=field, start=low, end=high, text=content[low:high], why=why)


def _neighbours(
    narrative: Narrative, wordings: Mapping[str, Vectors], encoder: Encoder
) -> list[tuple[str, Vectors]]:  # fmt: skip
    found = []
    for neighbour in narrative.neighbours:
        own = [encoder.encode(neighbour.descriptions)] if neighbour.descriptions else []
        if neighbour.narrative_id:
            own.append(wordings[neighbour.narrative_id])
        found.append((neighbour.label, np.concatenate(own)))
    return found


def _parts(item: ItemText) -> list[str]:
    return [part for part in dict.fromkeys((lead(item), item.title, item.summary or "", item.text or "")) if part]


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


def _decision(probability: float) -> Decision:
    if probability >= YES:
        return Decision.YES
    return Decision.REVIEW if probability >= REVIEW else Decision.NO
