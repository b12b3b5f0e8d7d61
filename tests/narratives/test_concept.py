import pytest

from narratives.concept import compile_pattern, find_all, find_any
from narratives.fold import fold


def matches(pattern: str, text: str) -> bool:
    return compile_pattern(pattern).search(fold(text).text) is not None


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("cartel*", "Los CÁRTELES mexicanos", True),
        ("cartel", "Los cárteles", False),
        ("*kartell*", "Drogenkartelle", True),
        ("estados unidos", "los Estados\n  Unidos dicen", True),
        ("estados unidos", "los estados más unidos", False),
        ("ee uu", "de EE. UU. a Kiev", True),
        ("eu", "el neutro europeo", False),
        ("eu", "EU recluta", True),
        ("sicari* ~3 frente", "el frente recibe a sicarios", True),
        ("sicari* ~1 frente", "el frente recibe hoy a sicarios", False),
        ("картел*", "бойцы КАРТЕЛЕЙ", True),
        ("найм*", "Киев найм", True),
        ("a.b", "axb", False),
    ],
)
def test_pattern(pattern: str, text: str, expected: bool) -> None:  # noqa: FBT001 - a table of cases
    assert matches(pattern, text) is expected


def test_every_group_must_match_and_each_gives_its_first_span() -> None:
    text = fold("Narcos van a Ucrania; otros narcos no").text
    hits = find_all([["narco*"], ["ucrania", "kiev"]], text)
    assert hits is not None
    assert [(hit.group, text[hit.start : hit.end]) for hit in hits] == [(0, "narcos"), (1, "ucrania")]
    assert find_all([["narco*"], ["kiev"]], text) is None


def test_earliest_and_then_longest_pattern_wins() -> None:
    hit = find_any(["carteles", "los carteles"], fold("Los cárteles").text)
    assert hit is not None
    assert (hit.start, hit.end) == (0, 12)
