import csv

import numpy as np
import pytest
import xxhash
from hypothesis import given
from hypothesis import strategies as st

from narratives.fingerprint import KS, MAX_WORDS, fold_words, grams, print_of, sampled, winnowed
from tests.builders import CASE


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("La Niñez, ¡ÁRBOL!", ["la", "ninez", "arbol"]),
        ("EE.UU. en 2024", ["ee", "uu", "en", "2024"]),
        ("Москва вербует", ["москва", "вербует"]),
        ("", []),
        ("¿?", []),
    ],
)
def test_words_are_folded(text: str, words: list[str]) -> None:
    assert fold_words(text) == words


def test_hash_is_xxh64_with_seed_42_of_words_joined_by_one_blank() -> None:
    expected = xxhash.xxh64_intdigest(b"rusia acusa a", seed=42)
    assert grams(["rusia", "acusa", "a"], 3).hashes.tolist() == [expected]


def test_short_phrases_hash_as_in_the_imported_file() -> None:
    with CASE.with_name("fingerprints.csv").open(encoding="utf-8", newline="") as handle:
        file = {(row["url"].split("/")[2], int(row["h"])) for row in csv.DictReader(handle) if row["k"] == "3"}
    phrase = int(print_of("Régimen de Kiev").grams[3].hashes[0])  # a tracer of Milenio's says that it stands there
    assert ("amp.milenio.com", phrase) in file


def test_text_shorter_than_a_gram_has_none() -> None:
    assert [len(print_of("una sola").grams[k].hashes) for k in KS] == [0, 0, 0]


def test_quoted_words_are_marked_and_an_open_quote_is_not() -> None:
    assert print_of('Dijo «no va» y "sí" fue').quoted.tolist() == [False, True, True, False, True, False]  # type: ignore[union-attr] # a text's own quotes are always known
    assert not print_of("Dijo «no va y se fue").quoted.any()  # type: ignore[union-attr] # as above


def test_long_text_is_cut_and_not_refused() -> None:
    assert print_of("a " * (MAX_WORDS + 50)).words == MAX_WORDS


@given(st.lists(st.sampled_from("abcdefgh"), min_size=12, max_size=60), st.integers(1, 8))
def test_a_run_of_window_and_gram_is_never_lost(words: list[str], window: int) -> None:
    run = words[2 : 2 + window + 5 - 1]
    kept = set(winnowed(grams(words, 5), window).hashes.tolist())
    assert len(run) < window + 4 or kept & set(winnowed(grams(run, 5), window).hashes.tolist())


@given(st.text())
def test_any_text_has_fingerprints(text: str) -> None:
    found = print_of(text)
    assert found.words == len(fold_words(text))
    assert len(found.grams[3].positions) == max(0, found.words - 2)


def test_sample_takes_the_same_grams_from_every_text() -> None:
    words = [f"w{number}" for number in range(200)]
    whole, part = sampled(grams(words, 3), 4), sampled(grams(words[50:150], 3), 4)
    assert set(part.hashes.tolist()) <= set(whole.hashes.tolist())
    assert 20 < len(whole.hashes) < 80
    assert np.all(whole.hashes % 4 == 0)
