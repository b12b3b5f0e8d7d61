"""Print the weights of narratives/match.py, fitted on the tune part only: `python -m tests.gate.calibrate`."""

import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from narratives.encoder import default_encoders
from narratives.match import Features, Matcher
from store.model import Narrative
from tests.gate.case import labelled, narratives, rows
from tests.gate.split import part

LEFT_OUT, COPIES, SEED = 0.2, 8, 20261123  # of the patterns of each query, by lot, in half the copies
RIDGE = 0.3 * COPIES  # a copy adds no new evidence; keeps some hundred pairs from driving the weights to infinity
# Chosen by leaving each narrative out in turn on the tune part: the quick encoder's similarity and margin add nothing
# beside the fine one's, and the fine one's rival nothing beside the quick one's.
NAMES = ("concept", "groups", "fine.similarity", "fine.margin", "quick.rival")
NAMES_ALONE = ("concept", "groups", "fine.similarity")
Pairs = list[tuple[Features, bool]]


def fit(known: Pairs, names: Sequence[str]) -> dict[str, float]:
    """Return the weights of a logistic regression with a ridge penalty on scaled features, by Newton's method."""
    raw = np.array([[found.values()[name] for name in names] for found, _ in known])
    scale = np.array([1.0, *raw.std(axis=0)])
    x = np.column_stack([np.ones(len(raw)), raw]) / scale
    y = np.array([float(carries) for _, carries in known])
    weights = np.zeros(x.shape[1])
    penalty = RIDGE * np.diag([0.0] + [1.0] * len(names))
    for _ in range(100):
        p = 1 / (1 + np.exp(-x @ weights))
        step = np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + penalty, x.T @ (y - p) - penalty @ weights)
        weights = weights + step
        if np.abs(step).max() < 1e-9:
            break
    return {name: round(float(w), 2) for name, w in zip(("intercept", *names), weights / scale, strict=True)}


def tune_pairs(*, alone: bool) -> Pairs:
    """Return features and truth of every pair of a tune row and a narrative, under every copy.

    `alone`: from the claim and the query, without wordings and neighbours.
    """
    encoders = default_encoders().remembering()
    known = [replace(one, neighbours=(), wordings=()) if alone else one for one in narratives()]
    table = [row for row in rows() if part(row.case_id) == "tune"]
    items, truth = [row.item for row in table], [labelled(row).narrative_id for row in table]
    return [
        (features, carried == narrative)
        for copy in copies(known)
        for carried, found in zip(truth, Matcher(copy, copy, encoders).features(items), strict=True)
        for narrative, features in found.items()
    ]


def copies(known: Sequence[Narrative]) -> Iterator[list[Narrative]]:
    """Return the definitions as they are as often as with patterns left out; a group keeps one pattern at least."""
    lot = random.Random(SEED)  # noqa: S311 - a seeded choice, no secret
    for _ in range(COPIES // 2):
        yield list(known)
        yield [replace(one, concepts=thinned(one, lot)) for one in known]


def thinned(narrative: Narrative, lot: random.Random) -> dict[str, tuple[tuple[str, ...], ...]]:
    def kept(group: Iterable[str]) -> tuple[str, ...]:
        patterns = tuple(group)
        return tuple(one for one in patterns if lot.random() >= LEFT_OUT) or patterns[:1]

    return {language: tuple(kept(group) for group in groups) for language, groups in narrative.concepts.items()}


def _main() -> None:
    for alone, names in ((False, NAMES), (True, NAMES_ALONE)):
        pairs = tune_pairs(alone=alone)
        carried = sum(carries for _, carries in pairs)
        sys.stdout.write(f"alone={alone}: {fit(pairs, names)} on {len(pairs)} pairs, {carried} carried\n")


if __name__ == "__main__":
    _main()
