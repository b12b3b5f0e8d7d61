"""A text in, the hashes of its word grams out: the scheme of data/cases/fingerprints.csv. Pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xxhash

RARE, SHINGLE, BLOCK = KS = (
    3,
    5,
    8,
)  # words: of a gram that can be rare, of a fingerprint, of a block worth publishing
SEED = 42
MAX_WORDS = 10_000  # more than any article, and a bound on what a hostile one costs
MAX_QUOTE = 200  # words; a longer "quotation" is a quotation mark that somebody forgot to close
_LATIN = re.compile(r"[a-z0-9]+")
_ANY = re.compile(r"[^\W_]+")
_QUOTES = {"«": "»", "“": "”", "„": "“", '"': '"'}
_LATIN_OR_QUOTE = re.compile(r'[a-z0-9]+|[«»“”„"]')
_ANY_OR_QUOTE = re.compile(r'[^\W_]+|[«»“”„"]')
Hashes = npt.NDArray[np.uint64]
Positions = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Grams:
    """Hashes of the k-word grams of a text, each with the position of its first word; in the order of the text."""

    positions: Positions
    hashes: Hashes


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """The fingerprints of one text: all that comparing it with another needs.

    `quoted[i]` tells whether word i stands in quotation marks; None where that is not known.
    """

    words: int
    grams: Mapping[int, Grams]  # by k
    quoted: Mask | None
    distinct: Mapping[int, Hashes]  # by k, in ascending order
    unquoted: Hashes  # distinct 3-word grams of which at least one word is known to stand outside quotation marks

    @classmethod
    def of(cls, words: int, found: Mapping[int, Grams], quoted: Mask | None) -> "Print":
        """Make fingerprints of grams."""
        distinct = {k: np.unique(one.hashes) for k, one in found.items()}
        outside = distinct[RARE]
        if quoted is not None and quoted.any():
            spans = np.minimum(found[RARE].positions[:, None] + np.arange(RARE), words - 1)
            outside = np.unique(found[RARE].hashes[~quoted[spans].all(axis=1)])
        return cls(words=words, grams=found, quoted=quoted, distinct=distinct, unquoted=outside)


def fold_words(text: str) -> list[str]:
    """Return the words of a text: NFKD, lower case, marks stripped, then runs of [a-z0-9].

    A text that is mostly in another script would have no words that way: there, runs of any letters and digits.
    """
    folded = _folded(text)
    return _pattern(folded, _LATIN, _ANY).findall(folded)


def word_pattern(text: str) -> re.Pattern[str]:
    """Return what a word of this text is, once it is folded."""
    return _pattern(_folded(text), _LATIN, _ANY)


def print_of(text: str) -> Print:
    """Return the fingerprints of a text, all positions and every k, and which of its words are quoted."""
    folded = _folded(text)
    words: list[str] = []
    quoted: list[bool] = []
    closing, opened_at = "", 0
    for token in _pattern(folded, _LATIN_OR_QUOTE, _ANY_OR_QUOTE).findall(folded):
        if token == closing:
            length = len(words) - opened_at
            quoted[opened_at:] = [length <= MAX_QUOTE] * length
            closing = ""
        elif token in _QUOTES:
            if not closing:
                closing, opened_at = _QUOTES[token], len(words)
        elif token not in {"»", "”"}:
            words.append(token)
            quoted.append(False)
        if len(words) == MAX_WORDS:
            break
    return Print.of(len(words), {k: grams(words, k) for k in KS}, np.array(quoted, dtype=bool))


def within(hashes: Hashes, distinct: Hashes) -> Mask:
    """Tell for each hash whether it is among the distinct ones, which are in ascending order."""
    if not len(distinct):
        return np.zeros(len(hashes), dtype=bool)
    found: Mask = distinct[np.minimum(np.searchsorted(distinct, hashes), len(distinct) - 1)] == hashes
    return found


def grams(words: Sequence[str], k: int) -> Grams:
    """Hash every run of k words, joined by one blank: xxh64 with seed 42."""
    encoded = [word.encode() for word in words]
    joined = b" ".join(encoded)
    ends = np.cumsum([len(word) + 1 for word in encoded], dtype=np.int64) if encoded else np.zeros(0, np.int64)
    starts = [0, *ends.tolist()]
    count = max(0, len(words) - k + 1)
    digest = xxhash.xxh64_intdigest
    hashes = (digest(joined[starts[at] : starts[at + k] - 1], seed=SEED) for at in range(count))
    return Grams(np.arange(count, dtype=np.int32), np.fromiter(hashes, np.uint64, count))


def winnowed(found: Grams, window: int) -> Grams:
    """Keep of every `window` consecutive grams the one with the smallest hash, the rightmost if there are several.

    Two texts with a run of `window + k - 1` words in common keep at least one gram in common (Schleimer, Wilkerson
    and Aiken, 2003: https://theory.stanford.edu/~aiken/publications/papers/sigmod03.pdf).
    """
    if len(found.hashes) <= window:
        last = [len(found.hashes) - 1 - int(np.argmin(found.hashes[::-1]))] if len(found.hashes) else []
        return _take(found, np.array(last, dtype=np.int64))
    windows = np.lib.stride_tricks.sliding_window_view(found.hashes, window)[:, ::-1]
    smallest = np.arange(len(windows)) + window - 1 - windows.argmin(axis=1)
    return _take(found, np.unique(smallest))


def sampled(found: Grams, one_in: int) -> Grams:
    """Keep the grams whose hash is a multiple of `one_in`: the same ones in every text, so they can be counted."""
    return _take(found, np.flatnonzero(found.hashes % np.uint64(one_in) == 0))


def _take(found: Grams, at: npt.NDArray[np.int64]) -> Grams:
    return Grams(found.positions[at], found.hashes[at])


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    lowered = unicodedata.normalize("NFKD", text).lower()
    return "".join(character for character in lowered if not unicodedata.combining(character))


def _pattern(folded: str, latin: re.Pattern[str], other: re.Pattern[str]) -> re.Pattern[str]:
    if folded.isascii():
        return latin
    letters = sum(map(str.isalpha, folded))
    foreign = sum(character.isalpha() for character in folded if not character.isascii())
    return other if foreign * 2 > letters else latin
