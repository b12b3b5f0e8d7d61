from dataclasses import replace

import numpy as np
import pytest

from narratives.evaluate import average_precision, bm25_of_claims, label_items, score_classes, score_matching
from store.model import GoldLabel
from tests.narratives.test_match import MATCHER, NARRATIVE, item

CARRIES = [item("Ucrania vende armas a los cárteles"), item("Armas de Ucrania para el cártel")]
OTHERS = [item("El trigo sube de precio"), item("Llueve en la costa"), item("El boxeador llega armado de paciencia")]
LABELS = [
    GoldLabel(item_id=one.item_id, case_id=None, narrative="A1" if one in CARRIES else "NEG", frame="asserts",
              route="unknown", cites=None, source_file="invented")
    for one in [*CARRIES, *OTHERS]
]  # fmt: skip


@pytest.mark.parametrize(
    ("scores", "truth", "expected"),
    [
        ([0.9, 0.8, 0.1], [True, True, False], 1.0),
        ([0.9, 0.8, 0.1], [False, True, True], 0.5833),
        ([0.5, 0.5], [False, True], 0.5),  # a tie counts as badly as it can
        ([0.5, 0.4], [False, False], 0.0),
    ],
)
def test_average_precision(scores: list[float], truth: list[bool], expected: float) -> None:
    assert average_precision(np.array(scores), np.array(truth)) == pytest.approx(expected, abs=1e-4)


def test_label_is_an_id_or_a_name_of_the_narrative_and_anything_else_is_none_of_ours() -> None:
    named = replace(NARRATIVE, labels=("A1",))
    found = label_items([*CARRIES, *OTHERS], LABELS, [named])
    assert [one.narrative_id for one in found] == ["arms", "arms", None, None, None]
    unlabelled = item("Sin etiqueta")
    assert label_items([unlabelled], LABELS, [named]) == []


def test_matcher_comes_first_with_all_items_then_by_narrative_and_language() -> None:
    found = label_items([*CARRIES, *OTHERS], LABELS, [replace(NARRATIVE, labels=("A1",))])
    rows = score_matching(found, MATCHER)
    assert [(row.voice, row.narrative, row.language) for row in rows] == [
        ("rastro", "all", "all"), ("concept query alone", "all", "all"), ("similarity alone", "all", "all"),
        ("BM25 of the claim", "all", "all"), ("rastro", "arms", "all"), ("rastro", "all", "es")]  # fmt: skip
    assert (rows[0].right, rows[0].wrong, rows[0].missed, rows[0].f1) == (2, 0, 0, 1.0)
    assert all(row.f1_low <= row.f1 <= row.f1_high for row in rows)


def test_bm25_ranks_the_item_with_the_claims_words_first() -> None:
    scores = bm25_of_claims([*OTHERS, *CARRIES, item("")], [NARRATIVE])
    assert scores.shape == (6, 1)
    assert int(scores.argmax()) == 3


def test_frames_are_scored_apart_and_with_denials_merged() -> None:
    found = label_items(
        CARRIES, [replace(label, frame="denies") for label in LABELS], [replace(NARRATIVE, labels=("A1",))]
    )
    scores, confusions = score_classes(found, [NARRATIVE])
    assert {(row.kind, row.label) for row in scores} == {
        ("frame", "denies"),
        ("denials merged", "denial"),
        ("route", "unknown"),
    }
    assert [(c.label, c.said, c.items) for c in confusions if c.kind == "frame"] == [("denies", "asserts", 2)]
