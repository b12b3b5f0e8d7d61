import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narratives.fold import fold, folded_pattern, words

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()))  # broken surrogates too
SPAN = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: (min(pair), max(pair)))


@pytest.mark.parametrize(
    ("text", "folded"),
    [("México", "mexico"), ("МЕДВЕДЕВ ёж", "медведев еж"), ("ﬁn Straße", "fin straße"), ("EE.\xa0UU.", "ee. uu.")],
)
def test_case_and_accents_are_gone(text: str, folded: str) -> None:
    assert fold(text).text == folded


@pytest.mark.parametrize(
    "text",
    ["México", "Me\u0301xico", "el ﬁn de México", "🙂 México", "عربي México", "İstanbul México", "\ud83d México"],
)
def test_span_of_the_folded_text_leads_back_to_the_original(text: str) -> None:
    folded = fold(text)
    start = folded.text.index("mexico")
    low, high = folded.origin(start, start + 6)
    assert text[low:high] in {"México", "Me\u0301xico"}


@given(ANY_TEXT, SPAN)
def test_no_text_raises_and_every_span_is_inside(text: str, span: tuple[int, int]) -> None:
    low, high = fold(text).origin(*span)
    assert 0 <= low <= high <= len(text)


@given(ANY_TEXT)
def test_origin_of_the_whole_is_the_whole(text: str) -> None:
    folded = fold(text)
    if folded.text:
        assert folded.origin(0, len(folded.text)) == (0, len(text))


@given(ANY_TEXT, st.integers(0, 60))
def test_empty_span_stays_empty(text: str, at: int) -> None:
    low, high = fold(text).origin(at, at)
    assert low == high


@given(ANY_TEXT)
def test_folding_twice_changes_nothing_and_leaves_no_marks(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once
    assert not any(unicodedata.combining(character) for character in once)


@given(ANY_TEXT)
def test_words_stand_where_they_say_and_come_back_in_order(text: str) -> None:
    folded = fold(text)
    found = words(folded)
    spans = [folded.origin(start, end) for _, start, end in found]
    assert all(folded.text[start:end] == word for word, start, end in found)
    assert spans == sorted(spans)


def _back(text: str, part: str) -> str:
    folded = fold(text)
    at = folded.text.index(part)
    start, end = folded.origin(at, at + len(part))
    return text[start:end]


def test_decomposed_marks_belong_to_the_letter_before_them() -> None:
    assert _back("la acusacio\u0301n\u0301 rusa", "acusacion") == "acusacio\u0301n\u0301"


def test_joined_emoji_before_a_word_do_not_shift_its_span() -> None:
    assert _back("🇲🇽👨‍👩‍👧 Cárteles", "carteles") == "Cárteles"


def test_ligature_and_a_capital_that_becomes_two_letters_come_back_whole() -> None:
    assert _back("el oﬁcial", "oficial") == "oﬁcial"
    assert _back("ﬁn", "i") == "ﬁ"
    assert _back("İstanbul", "istanbul") == "İstanbul"


def test_right_to_left_text_keeps_its_letters() -> None:
    assert _back("قال نَفَى الخبر", "نفى") == "نَفَى"


def test_russian_short_i_and_yo_fold_like_the_patterns() -> None:
    assert fold("Российский посол Зелёный").text == "россиискии посол зеленыи"
    assert folded_pattern(r"российск\w+").search(fold("РОССИЙСКИЙ").text)


def test_pattern_loses_its_accents_and_keeps_its_escapes() -> None:
    assert folded_pattern(r"\Wmurió\b").search(fold(" Murió ").text)
    assert folded_pattern("ñ").pattern == "n"


def test_words_are_runs_of_letters_and_digits() -> None:
    found = words(fold("EE.UU., 9_abr «Kiev»"))
    assert [word for word, _, _ in found] == ["ee", "uu", "9", "abr", "kiev"]


def test_words_of_latin_text_are_those_of_the_cases_fingerprints() -> None:
    text = "¿Niega México, D.F., la Acusación nº 3?"
    stripped = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).lower()
    assert [word for word, _, _ in words(fold(text))] == re.findall("[a-z0-9]+", stripped)
