"""Floors for text reuse: on the real case's hashed wording, and on texts edited in known ways."""

import hashlib
import random
from functools import cache
from statistics import mean

import pytest

from tests.gate.case import CASE
from tests.gate.edits import HEAVY, LIGHT, Strength, kept, rewrite
from tests.gate.news import NEWS, made_up_articles, real_articles, sentences
from tests.gate.reuse import LevelScore, measure, pair_scores, route_scores

pytestmark = pytest.mark.slow

SHA256 = {
    "fingerprints.csv": "7110e2a90753d032411f29898c18e1adbcf84c5432cc4486efc0d4504d7f0036",
    "tracers.csv": "69e95ee55b4f8128d05b6d9746e0277ceb80082d378a30c17a0b7fc6d56e36c3",
    "reuse_pairs.csv": "b41a9d1087c0f1d646dc2800de947e6757ea5a3f752ec0f6d17ffed56173a78f",
}
UP_TO_70 = ("copy", "rw10", "rw30", "rw50", "rw70")


@pytest.mark.parametrize("file", sorted(SHA256))
def test_files_are_those_the_floors_were_measured_on(file: str) -> None:
    assert hashlib.sha256(CASE.with_name(file).read_bytes()).hexdigest() == SHA256[file]


def test_shares_of_the_real_case_are_the_readers() -> None:
    measured = [pair for pair in pair_scores() if pair.measured is not None]
    assert len(measured) == 30  # all that we call related
    assert max(abs((pair.measured or 0.0) - pair.stated) for pair in measured) <= 0.05
    assert max(pair.stated for pair in pair_scores() if pair.measured is None) <= 0.15


@pytest.mark.parametrize(
    ("parts", "floor"), [({"test"}, 0.9), ({"tune"}, 0.9), ({"tune", "test"}, 0.9)], ids=["test", "tune", "across"]
)
def test_relations_of_the_real_case(parts: set[str], floor: float) -> None:
    chosen = [pair for pair in pair_scores() if pair.parts == parts]
    assert mean(pair.is_right for pair in chosen) >= floor


def test_no_relation_is_wrong_of_which_the_reader_was_sure() -> None:
    assert [pair for pair in pair_scores() if pair.confidence != "low" and not pair.is_right] == []


def test_routes_of_items_with_imported_wording() -> None:
    scores = route_scores()
    assert len(scores["right"]) >= 13
    assert len(scores["wrong"]) <= 1


@pytest.mark.parametrize("level", [*UP_TO_70, "trunc30", "boiler", "embed25", "quotes"])
def test_made_up_sources_are_found(level: str) -> None:
    score = _made_up()[level]
    assert (score.candidates, score.found) == (1.0, 1.0)
    assert score.precision >= 0.8
    assert score.error <= 0.10


@pytest.mark.parametrize(
    ("level", "found", "error"),
    [*((level, 0.99, 0.05) for level in UP_TO_70), ("trunc30", 0.99, 0.02), ("boiler", 0.99, 0.02),
     ("embed25", 0.88, 0.02), ("quotes", 0.99, 0.06), ("light100", 0.93, 1.0), ("rw100", 0.40, 1.0)],
)  # fmt: skip
def test_real_sources_are_found(level: str, found: float, error: float) -> None:
    score = _real()[level]
    assert score.candidates >= (0.87 if level == "rw100" else 0.99), score
    assert score.found >= found, score
    assert score.precision >= 0.97, score
    assert score.error <= error, score


@pytest.mark.parametrize(
    ("strength", "targets"), [(HEAVY, (0.68, 0.19, 0.05)), (LIGHT, (0.82, 0.43, 0.23))], ids=["heavy", "light"]
)
def test_rewriting_keeps_as_much_as_people_do(strength: Strength, targets: tuple[float, ...]) -> None:
    articles = _articles()[1::2][:150]  # the other half was fitted on
    vocabulary, draw = [word for text in articles for word in text.split()], random.Random(3)  # noqa: S311 - seeded
    made = [" ".join(rewrite(part, strength, vocabulary, draw) for part in sentences(text)) for text in articles]
    for k, target in zip((1, 3, 5), targets, strict=True):
        assert mean(kept(text, new, k) for text, new in zip(articles, made, strict=True)) == pytest.approx(
            target, abs=0.04
        )


@cache
def _made_up() -> dict[str, LevelScore]:
    return {score.level: score for score in measure(made_up_articles(120), sources=44)}


@cache
def _real() -> dict[str, LevelScore]:
    return {score.level: score for score in measure(_articles()[1::2], sources=704)}


def _articles() -> tuple[str, ...]:
    found = real_articles()
    if not found:
        pytest.skip(f"set {NEWS} to a folder with the three files of github.com/jpposadas/FakeNewsCorpusSpanish")
    return found
