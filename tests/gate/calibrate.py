"""Print the weights of narratives/match.py, fitted on the tune part only: `python -m tests.gate.calibrate`."""

import sys

import numpy as np

from narratives.match import Features
from tests.gate.case import Row, features, labelled, rows
from tests.gate.split import part

RIDGE = 0.3  # set once, before any result; keeps 240 pairs from driving the weights to infinity
NAMES = ("concept", "similarity", "margin", "rival")


def fit(known: list[tuple[Features, bool]]) -> dict[str, float]:
    """Return the weights of a logistic regression with a ridge penalty on scaled features, by Newton's method."""
    raw = np.array([[getattr(found, name) for name in NAMES] for found, _ in known])
    scale = np.array([1.0, *raw.std(axis=0)])
    x = np.column_stack([np.ones(len(raw)), raw]) / scale
    y = np.array([float(carries) for _, carries in known])
    weights = np.zeros(x.shape[1])
    penalty = RIDGE * np.diag([0.0] + [1.0] * len(NAMES))
    for _ in range(100):
        p = 1 / (1 + np.exp(-x @ weights))
        step = np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + penalty, x.T @ (y - p) - penalty @ weights)
        weights = weights + step
        if np.abs(step).max() < 1e-9:
            break
    return {name: round(float(w), 2) for name, w in zip(("intercept", *NAMES), weights / scale, strict=True)}


def tune_pairs() -> list[tuple[Features, bool]]:
    """Return features and truth of every pair of a tune row and a narrative."""
    table: list[Row] = [row for row in rows() if part(row.case_id) == "tune"]
    return [
        (found, labelled(row).narrative_id == narrative)
        for row, by_narrative in zip(table, features(tuple(table)), strict=True)
        for narrative, found in by_narrative.items()
    ]


def _main() -> None:
    pairs = tune_pairs()
    sys.stdout.write(f"{fit(pairs)} on {len(pairs)} pairs, {sum(carries for _, carries in pairs)} carried\n")


if __name__ == "__main__":
    _main()
