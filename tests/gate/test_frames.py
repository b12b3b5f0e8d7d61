"""The gate of frames: floors on the test part, weights that equal their fit, examples that are ours."""

import json

import numpy as np
import pytest

from narratives.frame_model import weights
from store.model import Frame
from tests.gate.calibrate_frames import EXAMPLES, examples, fit, shares
from tests.gate.case import classes, frame_macro_f1

pytestmark = pytest.mark.slow


def test_macro_f1_of_frames_with_denials_merged() -> None:
    assert frame_macro_f1() >= 0.69


@pytest.mark.parametrize(("label", "floor"), [("asserts", 0.6), ("attributes", 0.76), ("denial", 0.7)])
def test_no_frame_falls_behind(label: str, floor: float) -> None:
    f1 = {one.label: one.f1 for one in classes("test")[0] if one.kind == "denials merged"}
    assert f1[label] >= floor


def test_weights_in_the_repository_are_those_of_the_examples() -> None:
    found = fit(examples(), shares())
    for name in ("words", "voice", "denial"):
        assert np.abs(getattr(weights(), name) - found[name]).max() <= 0.02, name


def test_examples_are_complete_and_none_stands_twice() -> None:
    rows = [json.loads(line) for line in EXAMPLES.read_text(encoding="utf-8").splitlines()]
    assert {frozenset(row) for row in rows} == {frozenset({"frame", "language", "title", "summary"})}
    assert len({row["title"] for row in rows}) == len(rows) >= 400
    assert {row["frame"] for row in rows} == set(Frame) - {Frame.ORIGIN}
