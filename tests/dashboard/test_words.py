import re
from pathlib import Path

import pytest

from dashboard.escape import clean, csv_cell, esc, md, safe_url
from dashboard.urlstate import choose
from dashboard.words import CODES, WORDS, t
from store.model import Basis, Decision, Frame, Precision, Route
from tests.builders import ROOT
from tests.dashboard.hostile import HOSTILE


def test_both_languages_have_the_same_keys_and_placeholders() -> None:
    assert WORDS["en"].keys() == WORDS["es"].keys()
    assert CODES["en"].keys() == CODES["es"].keys()
    for key, english in WORDS["en"].items():
        assert set(re.findall(r"{(\w+)}", english)) == set(re.findall(r"{(\w+)}", WORDS["es"][key])), key


def test_every_key_that_a_page_uses_is_there() -> None:
    used = {key for path in (ROOT / "dashboard").rglob("*.py") for key in re.findall(r'\bt\("(\w+)"', _text(path))}
    assert used <= WORDS["en"].keys()


def test_every_closed_word_has_a_reader_s_word() -> None:
    closed = {*Frame, *Route, *Precision, *Basis, Decision.YES, Decision.REVIEW, "origin", "pick-up"}
    assert closed <= CODES["en"].keys()


def test_placeholders_are_filled_in() -> None:
    assert t("kpi_items_delta", "en", n=3) == "3 the week before"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_harmless_as_html_markdown_and_cell(text: str) -> None:
    assert "<" not in esc(text)
    assert not re.search(r"(?<!\\)[<\[\]!`$*_]", md(text))
    assert not str(csv_cell(text)).startswith(("=", "+", "-", "@", "\t"))
    assert len(clean(text)) <= 200


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://faro.example/1", True),
        ("http://faro.example", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//faro.example", False),
        ("https://", False),
        ("http://[x", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(address: str | None, kept: bool) -> None:  # noqa: FBT001 - a table of cases
    assert safe_url(address) == (address if kept else None)


def test_choice_in_the_address() -> None:
    options = {"a": "A", "b": "B"}
    assert choose(None, options, "a").shown == "a"
    assert choose("b", options, "a").shown == "b"
    assert (choose("z", options, "a").shown, choose("z", options, "a").unknown) == ("a", True)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
