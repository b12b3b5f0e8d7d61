"""One item and one narrative in, what the decision rests on and what would change it out. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from narratives.encoder import Encoders
from narratives.fold import fold, words
from narratives.frame_model import lead
from narratives.match import REVIEW, YES, Features, Matcher, Treatment, decision_of, first_spans, treatment
from store.model import Decision, ItemText, Learnt, Narrative, Neighbour, Passage

_FELT = 0.005  # a change of the probability below that would be shown as none


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One OR-group of the concept query: where it is met in the item, None where nothing of it is."""

    number: int  # from 1
    patterns: tuple[str, ...]
    passage: Passage | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A sentence of a definition and how near the item comes to it."""

    name: str  # "claim in es", "wording 2", or the label of a neighbour
    sentence: str
    similarity: float  # cosine with the item's nearest part, -1 to 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """A neighbouring narrative whose own concept query matches too and that the item is nearer to."""

    narrative_id: str
    nearer: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What the matcher would say with one thing changed."""

    what: str
    probability: float
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What a decision rests on; `language` is that of the concept query shown, None if the narrative has none."""

    item_id: str
    narrative_id: str
    title: str
    outlet: str
    decision: Decision
    probability: float
    yes_from: float
    review_from: float
    language: str | None
    groups: tuple[Group, ...]
    excluded_by: tuple[Passage, ...]
    wording: Near
    neighbour: Near | None
    margin: float  # similarity to the nearest wording minus that to the nearest neighbour
    rival: Rival | None
    outside: str | None  # which bound of time rules it out, in words
    learnt: Learnt | None  # what the narrative learnt from texts that people decided on
    changes: tuple[Change, ...]
    treatment: Treatment


def explain(
    item: ItemText,
    narrative: Narrative,
    catalog: Sequence[Narrative],
    encoders: Encoders,
    *,
    seen: Collection[str] | None = None,
) -> Explanation:
    """Return what the matcher's decision about a pair rests on, and what other things would make of it.

    `catalog` has the narratives that neighbours name by id; `seen` as in `route_of`.
    """
    case = _Case(item, narrative, catalog, encoders.remembering())
    features = case.features[narrative.narrative_id]
    probability = features.probability()
    groups = case.groups()
    excluded = case.excluded()
    rival = case.rival() if features.rival > 0 else None
    return Explanation(
        item_id=item.item_id, narrative_id=narrative.narrative_id, title=item.title, outlet=item.outlet_name,
        decision=decision_of(probability), probability=round(probability, 4), yes_from=YES, review_from=REVIEW,
        language=case.language, groups=groups, excluded_by=excluded, wording=case.nearest_wording(),
        neighbour=case.nearest_neighbour(), margin=round(features.margin, 4), rival=rival,
        outside=_bound(item, narrative) if features.outside else None,
        learnt=narrative.learnt, changes=case.changes(features, groups, excluded, rival),
        treatment=case.treatment(seen),
    )  # fmt: skip


class _Case:
    """One item and one definition, and the same with one thing changed."""

    def __init__(
        self, item: ItemText, narrative: Narrative, catalog: Sequence[Narrative], encoders: Encoders
    ) -> None:  # fmt: skip
        self._item, self._narrative, self._encoders = item, narrative, encoders
        self._others = _named(narrative, catalog)
        around = [narrative, *self._others.values()]
        self._matcher = Matcher([narrative], around, encoders)
        self.features: dict[str, Features] = Matcher(around, [*catalog, narrative], encoders).features([item])[0]
        self.language = self._shown_language()

    def groups(self) -> tuple[Group, ...]:
        """Return the groups of the query that is shown, with the words that meet them."""
        groups = self._narrative.concepts[self.language] if self.language else ()
        searched = [(patterns, f"group {number}") for number, patterns in enumerate(groups, start=1)]
        return tuple(
            Group(number=number, patterns=patterns, passage=passage)
            for number, (patterns, passage) in enumerate(
                zip(groups, first_spans(self._item, searched), strict=True), start=1
            )
        )

    def excluded(self) -> tuple[Passage, ...]:
        """Return the words that rule the item out, each with its pattern."""
        patterns = [pattern for listed in self._narrative.exclude.values() for pattern in listed]
        spans = first_spans(self._item, [((pattern,), pattern) for pattern in patterns])
        return tuple(span for span in spans if span)

    def treatment(self, seen: Collection[str] | None) -> Treatment:
        """Return frame and route as the matcher gives them."""
        said = lead(self._item)
        vector = self._encoders.quick.encode([said])[0] if said.strip() else None
        return treatment(self._item, self._narrative, seen, vector)

    def nearest_wording(self) -> Near:
        """Return the sentence of the narrative that the item comes nearest to."""
        return self._nearest(_sentences(self._narrative)) or Near(name="none", sentence="", similarity=0.0)

    def nearest_neighbour(self) -> Near | None:
        """Return the sentence of a neighbour that the item comes nearest to; None if there are no neighbours."""
        return self._nearest([
            (near.label, sentence)
            for near in self._narrative.neighbours
            for sentence in [*near.descriptions, *self._sentences_of(near)]
        ])  # fmt: skip

    def rival(self) -> Rival | None:
        """Return the neighbouring narrative that matches too and is nearer."""
        own = self.features[self._narrative.narrative_id].similarity
        nearer = [
            Rival(narrative_id=other, nearer=round(self.features[other].similarity - own, 4))
            for other in self._others
            if self.features[other].concept
        ]
        return max(nearer, key=lambda one: one.nearer, default=None)

    def changes(
        self, features: Features, groups: Sequence[Group], excluded: Sequence[Passage], rival: Rival | None
    ) -> tuple[Change, ...]:
        """Decide anew with one thing of the definition changed at a time; keep what makes a difference."""
        variants: dict[str, Narrative] = {}
        bare = replace(self._narrative, since=None, until=None)
        if features.outside:
            variants["without the bounds of time"] = bare
        if excluded:
            variants["without the patterns that exclude it"] = replace(self._narrative, exclude={})
        elif features.concept and features.probability() >= REVIEW:
            variants["if a group of the concept query had no hit"] = self._without_concept()
        missing = [group.number for group in groups if group.passage is None]
        if missing and self._word():
            name = "a hit in group" if len(missing) == 1 else "hits in groups"
            variants[f"with {name} {' and '.join(map(str, missing))}"] = self._with_groups(missing)
        ids = {rival.narrative_id} if rival else set()
        for near in self._narrative.neighbours:
            if near.label == features.neighbour or near.narrative_id in ids:
                variants[f"without the neighbour “{near.label}”"] = self._without(near)
        before = features.probability()
        found = [self._change(what, variant) for what, variant in variants.items()]
        return tuple(one for one in found if abs(one.probability - before) >= _FELT)

    def _change(self, what: str, variant: Narrative) -> Change:
        around = [variant, *self._others.values()]
        changed = Matcher([variant], around, self._encoders).features([self._item])[0][variant.narrative_id]
        probability = changed.probability()
        return Change(what=what, probability=round(probability, 4), decision=decision_of(probability))

    def _without(self, neighbour: Neighbour) -> Narrative:
        left = tuple(near for near in self._narrative.neighbours if near is not neighbour)
        return replace(self._narrative, neighbours=left)

    def _without_concept(self) -> Narrative:
        return replace(self._narrative, exclude={"und": (self._word(),)})

    def _with_groups(self, missing: Sequence[int]) -> Narrative:
        """Give the missing groups a word that the item has, as if one of theirs were in it."""
        groups = self._narrative.concepts[self.language or ""]
        met = tuple((self._word(),) if n in missing else group for n, group in enumerate(groups, start=1))
        return replace(self._narrative, concepts={self.language or "": met})

    def _word(self) -> str:
        joined = " ".join(filter(None, (self._item.title, self._item.summary, self._item.text)))
        return next((word for word, _, _ in words(fold(joined))), "")

    def _nearest(self, named: Sequence[tuple[str, str]]) -> Near | None:
        similarities = self._matcher.closeness(self._item, [sentence for _, sentence in named])
        found = [
            Near(name=name, sentence=sentence, similarity=round(similarity, 4))
            for (name, sentence), similarity in zip(named, similarities, strict=True)
        ]
        return max(found, key=lambda near: near.similarity, default=None)

    def _sentences_of(self, near: Neighbour) -> list[str]:
        other = self._others.get(near.narrative_id or "")
        return [sentence for _, sentence in _sentences(other)] if other else []

    def _shown_language(self) -> str | None:
        """Return the language whose query is tried, or of several the one that most of the groups of are met."""
        queries: Mapping[str, Sequence[Sequence[str]]] = self._narrative.concepts
        if self._item.language in queries:
            return self._item.language
        met = {
            language: sum(span is not None for span in first_spans(self._item, [(group, "") for group in groups]))
            / len(groups)
            for language, groups in queries.items()
        }
        return max(met, key=lambda language: met[language], default=None)


def _named(narrative: Narrative, catalog: Sequence[Narrative]) -> dict[str, Narrative]:
    wanted = {near.narrative_id for near in narrative.neighbours if near.narrative_id}
    return {other.narrative_id: other for other in catalog if other.narrative_id in wanted - {narrative.narrative_id}}


def _sentences(narrative: Narrative) -> list[tuple[str, str]]:
    claims = [(f"claim in {language}", claim) for language, claim in narrative.claims.items()]
    wordings = [(f"wording {number}", text) for number, text in enumerate(narrative.wordings, start=1)]
    carrying = narrative.learnt.carrying if narrative.learnt else ()
    return [*claims, *wordings, *(("a text that people say carries it", text) for text in carrying)]


def _bound(item: ItemText, narrative: Narrative) -> str | None:
    out = item.published
    if out and narrative.since and out.latest < narrative.since:
        return f"it was out by {out.latest:%Y-%m-%d %H:%M} UTC, and it counts since {narrative.since:%Y-%m-%d}"
    if out and narrative.until and out.earliest > narrative.until:
        return (
            f"it was not out before {out.earliest:%Y-%m-%d %H:%M} UTC, and it counts until {narrative.until:%Y-%m-%d}"
        )
    return None
