import csv
from pathlib import Path

import pytest

from ingest.language import code_of, language_of

COVERAGE = Path(__file__).parents[2] / "data" / "cases" / "coverage.csv"


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("La embajada de Rusia en México negó las acusaciones", "es"),
        ("The embassy denied the claims on Tuesday evening", "en"),
        ("Посольство опровергло обвинения в адрес страны", "ru"),
        ("Посольство спростувало звинувачення на адресу країни", "uk"),
        ("A embaixada negou as acusações feitas ontem à noite", "pt"),
        ("L'ambassade a démenti les accusations mardi soir", "fr"),
        ("Die Botschaft wies die Vorwürfe am Dienstag zurück", "de"),
        ("L'ambasciata ha smentito le accuse di martedì sera", "it"),
        ("L'ambaixada va desmentir les acusacions de dimarts", "ca"),
    ],
)
def test_words_show_their_language_whatever_is_stated(title: str, language: str) -> None:
    assert language_of([title, None, None], ["zz"]) == language


@pytest.mark.parametrize(
    ("stated", "language"),
    [
        (("es-MX", "en", "ru"), "es"),
        ((None, "en-us", "es"), "en"),
        ((None, "Spanish", "es"), "es"),
        ((None, None, None), None),
    ],
)
def test_too_few_letters_leave_it_to_what_is_stated(stated: tuple[str | None, ...], language: str | None) -> None:
    assert language_of(["RT 2024", None], stated) == language


def test_words_without_a_clear_language_leave_it_to_what_is_stated() -> None:
    assert language_of(["xqzt " * 10], ["es"]) == "es"


@pytest.mark.parametrize(
    ("stated", "code"),
    [("ES_mx", "es"), (" pt-BR ", "pt"), ("zh-Hans-CN", "zh"), ("español", None), ("", None), (None, None)],
)
def test_stated_language_is_a_code_or_nothing(stated: str | None, code: str | None) -> None:
    assert code_of(stated) == code


def test_titles_and_summaries_of_the_real_case_are_told_apart() -> None:
    with COVERAGE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    titles = [language_of([row["title_paraphrase"]], []) == row["language"] for row in rows]
    wholes = [language_of([row["title_paraphrase"], row["summary_paraphrase"]], []) == row["language"] for row in rows]
    assert sum(titles) / len(rows) >= 0.98
    assert sum(wholes) / len(rows) >= 0.99
