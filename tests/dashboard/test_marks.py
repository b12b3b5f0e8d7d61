import re

import pytest

from dashboard.marks import Change, Span, changes, compared, counted_words, marked, shared
from tests.dashboard.hostile import HOSTILE


def plain(html: str) -> str:
    return re.sub(r"<sup>.*?</sup>|<[^>]+>", "", html)


def test_spans_are_marked_and_numbered() -> None:
    assert re.search(r"<mark[^>]*>dos<sup>1</sup></mark> tres", marked("uno dos tres", [Span(4, 7, 1)]))


def test_overlapping_spans_keep_every_letter_once() -> None:
    html = marked("abcdef", [Span(0, 4, 1), Span(2, 6, 2)])
    assert plain(html) == "abcdef"
    assert html.count("<mark") == 3


@pytest.mark.parametrize("span", [Span(-1, 2), Span(3, 3), Span(2, 99)])
def test_span_outside_its_text_marks_nothing(span: Span) -> None:
    assert "<mark" not in marked("abc", [span])


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_makes_no_element(text: str) -> None:
    for html in (marked(text, [Span(0, 3, 1)]), compared([Change("old", text), Change("new", text)])):
        assert set(re.findall(r"<(\w+)", html)) <= {"div", "mark", "sup", "ins", "del"}
        assert "\u202e" not in html


def test_difference_is_word_by_word_and_loses_nothing() -> None:
    found = changes("El SVR afirma que sí", "El SVR dice que sí.")
    assert found is not None
    assert [c.text for c in found if c.kind == "old"] == ["afirma"]
    assert [c.text for c in found if c.kind == "new"] == ["dice", "."]
    assert "".join(c.text for c in found if c.kind != "new") == "El SVR afirma que sí"


def test_phrase_that_changed_stays_in_one_piece() -> None:
    found = changes("que Estados Unidos recluta", "que EE. UU. recluta")
    assert found is not None
    assert [c.text for c in found] == ["que ", "Estados Unidos", "EE. UU.", " recluta"]


def test_text_too_long_to_compare_is_said() -> None:
    assert changes("a " * 9_000, "b") is None


def test_shared_runs_of_four_words_are_found_wherever_they_stand() -> None:
    text, other = "Antes: uno dos tres cuatro cinco. Después", "y UNO dos, tres cuatro cinco, al fin"
    spans = shared(text, other)
    assert [text[s.start : s.end] for s in spans] == ["uno dos tres cuatro cinco"]
    assert counted_words(text, spans) == 5


def test_fewer_words_than_a_run_share_nothing() -> None:
    assert shared("uno dos tres", "uno dos tres") == []
    assert shared("", "x") == []
