from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narratives.concept import find_all, find_any
from narratives.fold import fold, fold_fast
from narratives.screen import Screen
from store.model import Narrative, OriginRule

PATTERNS = ("arma*", "*cartel*", "u s", "guerra ~2 moscu", "ucrania", "n*co", "la guerra contra rusia", "узбек*")
WORDS = ("armas", "Ármate", "narcocárteles", "u", "s", "guerra", "de", "Moscú", "ucrania", "ucraniano", "la", "contra",
         "Rusia", "nixco", "узбеки", "U.S.", "ΣΟΦΟΣ", "İ")  # fmt: skip


def narrative(*groups: tuple[str, ...], exclude: tuple[str, ...] = ()) -> Narrative:
    return Narrative(narrative_id="one", titles={}, short_names={}, claims={"es": "x"}, concepts={"es": groups},
                     neighbours=(), accused=(), origin=OriginRule(), sources=(), exclude={"es": exclude})  # fmt: skip


@given(st.text() | st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_folding_fast_is_folding(text: str) -> None:
    assert fold_fast(text) == fold(text).text


@given(
    st.lists(st.lists(st.sampled_from(PATTERNS), min_size=1).map(tuple), min_size=1, max_size=4),
    st.lists(st.sampled_from(PATTERNS), max_size=1).map(tuple),
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from((" ", "-", ", ", "\n")))),
)
def test_looking_words_up_says_what_the_regular_expressions_say(
    groups: list[tuple[str, ...]], exclude: tuple[str, ...], said: list[tuple[str, str]]
) -> None:
    text = "".join(word + gap for word, gap in said)
    folded = fold(text).text
    met = Screen([narrative(*groups, exclude=exclude)]).met(text, "es").get("one")
    ruled_out = bool(find_any(exclude, folded))
    hits = [find_any(group, folded) for group in groups]
    assert (met.groups if met else 0) == (0 if ruled_out else sum(hit is not None for hit in hits))
    assert bool(met and met.whole) == (not ruled_out and find_all(groups, folded) is not None)


@pytest.mark.parametrize(
    ("language", "met"), [("es", (1, 2)), ("ru", (1, 1)), ("de", (1, 1)), (None, (1, 1))],
    ids=["its own", "another", "not covered: the best", "unknown: the best"],
)  # fmt: skip
def test_query_is_that_of_the_language(language: str | None, met: tuple[int, int]) -> None:
    one = replace(narrative(("arma*",), ("ucrania",)), concepts={"es": (("arma*",), ("ucrania",)), "ru": (("arma*",),)})
    found = Screen([one]).met("armas", language)["one"]
    assert (found.groups, found.of) == met


def test_two_narratives_with_the_same_pattern_are_both_met() -> None:
    both = [narrative(("arma*",)), replace(narrative(("arma*",), ("x",)), narrative_id="two")]
    assert {name: met.share for name, met in Screen(both).met("Armas.", "es").items()} == {"one": 1.0, "two": 0.5}
