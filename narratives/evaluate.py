"""Labelled items and a matcher in, scores beside three baselines out: matching, frames and routes. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import bm25s
import numpy as np
import numpy.typing as npt

from narratives.encoder import Encoder
from narratives.fold import fold, words
from narratives.frame_model import lead
from narratives.match import YES, Features, Matcher, treatment
from store.model import Frame, GoldLabel, ItemText, Narrative, Route

DENIALS = {Frame.DENIES: "denial", Frame.REPORTS_DENIAL: "denial", Frame.FACT_CHECK: "denial"}
_NONE: Mapping[str, Collection[str]] = {}
RESAMPLES, SEED = 500, 20261123
Numbers = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """One item with one reader's labels; `narrative_id` is None where the reader saw none of ours."""

    item: ItemText
    narrative_id: str | None
    frame: str | None
    route: str | None
    seen: Collection[str] | None = None  # its tracer phrases, where its words here are not the outlet's own


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchScore:
    """How a voice decided pairs of item and narrative, over all or one narrative and language.

    `f1_low` and `f1_high` bound 95 % of F1 over resampled items (seeded bootstrap, 500 times).
    """

    voice: str
    narrative: str
    language: str
    items: int
    right: int
    wrong: int
    missed: int
    precision: float
    recall: float
    f1: float
    f1_low: float
    f1_high: float
    average_precision: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassScore:
    """How often a frame or a route was right, among items that a reader labelled and that carry a narrative."""

    kind: str  # frame, denials merged or route
    label: str
    right: int
    wrong: int
    missed: int
    f1: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """How often a reader's label became another one."""

    kind: str
    label: str
    said: str
    items: int


def label_items(
    items: Sequence[ItemText],
    labels: Sequence[GoldLabel],
    narratives: Sequence[Narrative],
    seen: Mapping[str, Collection[str]] = _NONE,
) -> list[Labelled]:
    """Join items and labels; a label is a narrative's id or one of its `labels`, and anything else is none of ours.

    `seen` has the tracer phrases of items whose words here are not the outlet's own, by item id.
    """
    ids = {name: n.narrative_id for n in narratives for name in (n.narrative_id, *n.labels)}
    by_item = {label.item_id: label for label in labels}
    return [
        Labelled(
            item=item,
            narrative_id=ids.get(label.narrative),
            frame=label.frame,
            route=label.route,
            seen=seen.get(item.item_id),
        )
        for item in items
        if (label := by_item.get(item.item_id))
    ]


def score_matching(labelled: Sequence[Labelled], matcher: Matcher) -> list[MatchScore]:
    """Score the matcher and its baselines on every pair; an item counts against every narrative it does not carry.

    Rows come for all together, then per narrative, then per language. The thresholds of BM25 and of the similarity
    are the best that these very items allow: the baselines at their kindest.
    """
    voices = _voices(labelled, matcher)
    truth = np.array([[one.narrative_id == n.narrative_id for n in matcher.narratives] for one in labelled])
    languages = np.array([one.item.language or "unknown" for one in labelled])
    everyone = np.ones(len(labelled), dtype=bool)
    rows = [_score(voice, scores, truth, ("all", "all"), everyone) for voice, scores in voices.items()]
    rastro = voices["rastro"]
    for column, narrative in enumerate(matcher.narratives):
        one = [slice(None), slice(column, column + 1)]
        rows.append(_score("rastro", rastro[tuple(one)], truth[tuple(one)], (narrative.narrative_id, "all"), everyone))
    spoken = sorted(set(languages))
    return rows + [_score("rastro", rastro, truth, ("all", one), languages == one) for one in spoken]


def score_classes(
    labelled: Sequence[Labelled], narratives: Sequence[Narrative], encoder: Encoder | None = None
) -> tuple[list[ClassScore], list[Confusion]]:
    """Score frames, frames with denials merged, and routes, on the items whose narrative the reader named.

    Each item is judged under its own narrative, whether the matcher found it there or not. Without an encoder frames
    rest on words alone. Where no row of the file is labelled `state_media`, its reader took state media for outlets
    like any other, and so does the score.
    """
    merged = Route.STATE_MEDIA.value not in {one.route for one in labelled}
    vectors = encoder.encode([lead(one.item) for one in labelled]) if encoder else [None] * len(labelled)
    by_id = {narrative.narrative_id: narrative for narrative in narratives}
    pairs: list[tuple[str, str, str]] = []
    for one, vector in zip(labelled, vectors, strict=True):
        narrative = by_id.get(one.narrative_id or "")
        if narrative is None:
            continue
        treated = treatment(one.item, narrative, one.seen, vector)
        said = treated.frame.value if treated.frame else "undecided"
        if one.frame:
            pairs += [("frame", one.frame, said), ("denials merged", _merged(one.frame), _merged(said))]
        if one.route:
            route = Route.OTHER_OUTLET if merged and treated.route is Route.STATE_MEDIA else treated.route
            pairs.append(("route", one.route, route.value))
    return _class_scores(pairs), _confusions(pairs)


def _voices(labelled: Sequence[Labelled], matcher: Matcher) -> dict[str, Numbers]:
    items = [one.item for one in labelled]
    found = matcher.features(items)

    def grid(read: Callable[[Features], float]) -> Numbers:
        return np.array([[read(by_id[n.narrative_id]) for n in matcher.narratives] for by_id in found])

    return {
        "rastro": grid(Features.probability),
        "concept query alone": grid(lambda features: float(features.concept)),
        "similarity alone": grid(lambda features: features.similarity),
        "BM25 of the claim": bm25_of_claims(items, matcher.narratives),
    }


def bm25_of_claims(items: Sequence[ItemText], narratives: Sequence[Narrative]) -> Numbers:
    """Return BM25 of each narrative's claims against each item: a row an item, a column a narrative.

    All languages of the claim are one query over folded words. BM25: https://doi.org/10.1561/1500000019.
    """
    index = bm25s.BM25()
    texts = [" ".join(filter(None, (item.title, item.summary, item.text))) for item in items]
    index.index([_tokens(text) or [""] for text in texts], show_progress=False)
    return np.column_stack([index.get_scores(_tokens(" ".join(n.claims.values()))) for n in narratives]).astype(float)


def _tokens(text: str) -> list[str]:
    return [word for word, _, _ in words(fold(text))]


def _score(voice: str, scores: Numbers, truth: Truth, what: tuple[str, str], kept: Truth) -> MatchScore:
    chosen, true = scores[kept], truth[kept]
    said = chosen >= _threshold(voice, chosen, true)
    right, wrong, missed = int((said & true).sum()), int((said & ~true).sum()), int((~said & true).sum())
    low, high = _interval(said, true)
    return MatchScore(
        voice=voice, narrative=what[0], language=what[1], items=len(chosen), right=right, wrong=wrong, missed=missed,
        precision=_ratio(right, right + wrong), recall=_ratio(right, right + missed), f1=_f1(right, wrong, missed),
        f1_low=low, f1_high=high, average_precision=average_precision(chosen.ravel(), true.ravel()),
    )  # fmt: skip


def _threshold(voice: str, scores: Numbers, truth: Truth) -> float:
    fixed = {"rastro": YES, "concept query alone": 0.5}
    if voice in fixed:
        return fixed[voice]
    candidates = np.unique(np.quantile(scores, np.linspace(0, 1, 1_001)))
    return float(max(candidates, key=lambda cut: _f1_of(scores >= cut, truth)))


def average_precision(scores: Numbers, truth: Truth) -> float:
    """Return the mean of the precision at every carried pair, best score first; ties count as badly as they can."""
    order = np.lexsort((truth, -scores))
    ranked = truth[order]
    if not ranked.any():
        return 0.0
    precision = np.cumsum(ranked) / np.arange(1, len(ranked) + 1)
    return round(float(precision[ranked].mean()), 4)


def _interval(said: Truth, truth: Truth) -> tuple[float, float]:
    random = np.random.default_rng(SEED)
    drawn = (random.integers(0, len(said), len(said)) for _ in range(RESAMPLES))
    found = [_f1_of(said[rows], truth[rows]) for rows in drawn]
    low, high = np.quantile(found, [0.025, 0.975])
    return round(float(low), 4), round(float(high), 4)


def _f1_of(said: Truth, truth: Truth) -> float:
    return _f1(int((said & truth).sum()), int((said & ~truth).sum()), int((~said & truth).sum()))


def _f1(right: int, wrong: int, missed: int) -> float:
    return _ratio(2 * right, 2 * right + wrong + missed)


def _ratio(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _merged(label: str) -> str:
    return DENIALS.get(Frame(label), label) if label in set(Frame) else label


def _class_scores(pairs: Sequence[tuple[str, str, str]]) -> list[ClassScore]:
    rows = []
    for kind in dict.fromkeys(kind for kind, _, _ in pairs):
        here = [(label, said) for k, label, said in pairs if k == kind]
        for label in sorted({label for label, _ in here}):
            right = sum(label == a == b for a, b in here)
            wrong = sum(b == label != a for a, b in here)
            missed = sum(a == label != b for a, b in here)
            rows.append(ClassScore(kind=kind, label=label, right=right, wrong=wrong, missed=missed,
                                   f1=_f1(right, wrong, missed)))  # fmt: skip
    return rows


def _confusions(pairs: Sequence[tuple[str, str, str]]) -> list[Confusion]:
    counted: Mapping[tuple[str, str, str], int] = {pair: pairs.count(pair) for pair in dict.fromkeys(pairs)}
    return [
        Confusion(kind=kind, label=label, said=said, items=n)
        for (kind, label, said), n in sorted(counted.items(), key=lambda entry: (entry[0][0], entry[0][1], -entry[1]))
        if kind != "denials merged"
    ]
