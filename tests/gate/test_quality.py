"""The quality gate: floors on the test part of the public case; a drop fails, and raising them needs better code."""

import hashlib
from collections.abc import Mapping

import pytest

from narratives.match import WEIGHTS, WEIGHTS_ALONE, YES
from tests.gate.calibrate import NAMES, NAMES_ALONE, fit, tune_pairs
from tests.gate.case import CASE, features, labelled, narratives, route_counts, rows, score_of
from tests.gate.learning import curve

pytestmark = pytest.mark.slow

CASE_SHA256 = "3c93c278d22fecdfa199e93a0693e170804662c3b36d5044857f12ef5a8b3ee5"
NARRATIVES = [narrative.narrative_id for narrative in narratives()]


def test_the_case_is_the_one_the_floors_were_measured_on() -> None:
    assert hashlib.sha256(CASE.read_bytes()).hexdigest() == CASE_SHA256


def test_matching_over_all_narratives_and_languages() -> None:
    measured = score_of("rastro")
    assert measured.precision >= 0.95, measured
    assert measured.recall >= 0.92, measured
    assert measured.average_precision >= 0.97, measured


@pytest.mark.parametrize("baseline", ["concept query alone", "similarity alone", "BM25 of the claim"])
def test_matcher_beats_its_baselines(baseline: str) -> None:
    rastro, other = score_of("rastro"), score_of(baseline)
    assert rastro.f1 > other.f1
    assert rastro.average_precision > other.average_precision


@pytest.mark.parametrize("narrative", NARRATIVES)
def test_no_narrative_falls_behind(narrative: str) -> None:
    assert score_of("rastro", narrative=narrative).f1 >= 0.88


def test_routes_are_unknown_rather_than_wrong() -> None:
    counts = route_counts()
    assert counts["right"] >= 33
    assert counts["wrong"] <= 3


@pytest.mark.parametrize(("alone", "names", "weights"), [(False, NAMES, WEIGHTS), (True, NAMES_ALONE, WEIGHTS_ALONE)],
                         ids=["with neighbours", "alone"])  # fmt: skip
def test_weights_in_the_code_are_those_of_the_tune_part(
    *, alone: bool, names: tuple[str, ...], weights: Mapping[str, float]
) -> None:
    assert fit(tune_pairs(alone=alone), names) == pytest.approx(dict(weights), rel=0.02)


def test_what_is_not_encoded_is_not_missed() -> None:
    """Hold the screen by words against encoding everything: of what the matcher would then say yes to, it loses none."""
    everything = [found for one in features(rows()) for found in one.values() if not found.outside]
    wanted = [found for found in everything if found.score() > 0]
    assert len(wanted) > 100
    assert sum(found.reached for found in wanted) >= 0.99 * len(wanted)


def test_the_two_stories_about_cartels_are_not_mixed_up() -> None:
    names = {"cartel-recruits", "cartel-killers"}
    carrying = [(labelled(row).narrative_id, one) for row, one in zip(rows(), features(rows()), strict=True)
                if labelled(row).narrative_id in names]  # fmt: skip
    mixed = [truth for truth, one in carrying for other in names - {truth} if one[other].probability() >= YES]
    assert len(mixed) <= 0.05 * len(carrying)


def test_ten_judgements_make_a_hurried_narrative_better() -> None:
    (point,) = curve("test", counts=(10,), draws=6)
    assert point.after >= point.before + 0.02
