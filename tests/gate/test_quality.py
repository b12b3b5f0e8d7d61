"""The quality gate: floors on the test part of the public case; a drop fails, and raising them needs better code."""

import hashlib

import pytest

from narratives.match import WEIGHTS
from tests.gate.calibrate import fit, tune_pairs
from tests.gate.case import CASE, LABELS
from tests.gate.score import best_similarity_threshold, concept_says, matcher_says, score, similarity_says

pytestmark = pytest.mark.slow

CASE_SHA256 = "3c93c278d22fecdfa199e93a0693e170804662c3b36d5044857f12ef5a8b3ee5"


def test_the_case_is_the_one_the_floors_were_measured_on() -> None:
    assert hashlib.sha256(CASE.read_bytes()).hexdigest() == CASE_SHA256


def test_matching_over_all_narratives_and_languages() -> None:
    measured = score(matcher_says, on="test")
    assert measured.precision >= 0.93, measured
    assert measured.recall >= 0.93, measured


def test_matcher_beats_both_baselines() -> None:
    threshold = best_similarity_threshold()
    rastro = score(matcher_says, on="test").f1
    assert rastro > score(concept_says, on="test").f1
    assert rastro > score(lambda found: similarity_says(found, threshold=threshold), on="test").f1


@pytest.mark.parametrize("narrative", LABELS.values())
def test_no_narrative_falls_behind(narrative: str) -> None:
    assert score(matcher_says, on="test", narrative=narrative).f1 >= 0.79


def test_weights_in_the_code_are_those_of_the_tune_part() -> None:
    assert fit(tune_pairs()) == pytest.approx(dict(WEIGHTS), rel=0.02)
