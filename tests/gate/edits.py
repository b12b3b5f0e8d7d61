"""Edits of a text as editors make them, so calibrated that as much wording survives as in rewrites by people.

How much of it people keep, measured before (share of 1-, 3- and 5-word grams): paraphrases of Webis-CPC-11 .60 .19 .08,
MSRPar pairs .76 .39 .24, two Spanish translations of one text (NTREX) .67 .29 .14. `heavy` aims at .68 .19 .05, a
little less than any of them; `light` at .82 .43 .23.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from narratives.fingerprint import fold_words
from tests.gate.news import sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """How a sentence is rewritten: chance of another word for a word, and of two neighbouring pieces changing places."""

    replaced: float
    moved: float


# fitted by hand on every other real article, from the first; test_reuse.py holds them to the targets on the others
HEAVY = Strength(replaced=0.42, moved=0.08)
LIGHT = Strength(replaced=0.24, moved=0.03)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A text made from another: which share of its words stands in passages taken over untouched, 0 to 1."""

    level: str
    text: str
    taken: float


def rewrite(sentence: str, strength: Strength, vocabulary: Sequence[str], draw: random.Random) -> str:
    """Rewrite one sentence: pieces of two to four words change places, words are exchanged for others."""
    words = sentence.split()
    pieces = []
    while words:
        size = draw.randint(2, 4)
        pieces.append(words[:size])
        words = words[size:]
    at = 0
    while at + 1 < len(pieces):
        if draw.random() < strength.moved:
            pieces[at], pieces[at + 1] = pieces[at + 1], pieces[at]
            at += 1
        at += 1
    return " ".join(
        draw.choice(vocabulary) if draw.random() < strength.replaced else word for piece in pieces for word in piece
    )


def edits(text: str, host: str, vocabulary: Sequence[str], draw: random.Random) -> list[Edited]:
    """Return the text edited in all ways; `host` is another article, for embedding."""
    parts = sentences(text)
    return [
        _partly(parts, "copy", 0, HEAVY, vocabulary, draw),
        *(_partly(parts, f"rw{share}", share, HEAVY, vocabulary, draw) for share in (10, 30, 50, 70, 100)),
        _partly(parts, "light100", 100, LIGHT, vocabulary, draw),
        _truncated(parts),
        _framed(text),
        _embedded(parts, host),
        _quoted(parts, vocabulary, draw),
    ]


def kept(source: str, made: str, k: int) -> float:
    """Return the share of the source's distinct k-word grams that the made text still has."""
    before, after = (_grams(text, k) for text in (source, made))
    return len(before & after) / len(before) if before else 0.0


def _partly(parts: Sequence[str], level: str, share: int, strength: Strength, vocabulary: Sequence[str], draw: random.Random) -> Edited:  # fmt: skip # noqa: PLR0913, PLR0917 - what an edit is made of
    changed = set(draw.sample(range(len(parts)), round(len(parts) * share / 100)))
    made = [rewrite(part, strength, vocabulary, draw) if at in changed else part for at, part in enumerate(parts)]
    taken = sum(_length(part) for at, part in enumerate(made) if at not in changed)
    return Edited(level=level, text=" ".join(made), taken=taken / sum(map(_length, made)))


def _truncated(parts: Sequence[str]) -> Edited:
    return Edited(level="trunc30", text=" ".join(parts[: max(1, round(len(parts) * 0.3))]), taken=1.0)


def _framed(text: str) -> Edited:
    frame = "Suscríbete a nuestro boletín diario y recibe las noticias más importantes en tu correo electrónico."
    return Edited(
        level="boiler", text=f"{frame} {text} {frame}", taken=_length(text) / (_length(text) + 2 * _length(frame))
    )


def _embedded(parts: Sequence[str], host: str) -> Edited:
    start = len(parts) // 3
    pasted = parts[start : start + max(1, round(len(parts) * 0.25))]
    around = sentences(host)
    middle = len(around) // 2
    made = " ".join([*around[:middle], *pasted, *around[middle:]])
    return Edited(level="embed25", text=made, taken=sum(map(_length, pasted)) / _length(made))


def _quoted(parts: Sequence[str], vocabulary: Sequence[str], draw: random.Random) -> Edited:
    """Keep every third sentence, in quotation marks; rewrite the rest."""
    made = [f"«{part}»" if at % 3 == 0 else rewrite(part, HEAVY, vocabulary, draw) for at, part in enumerate(parts)]
    taken = sum(_length(part) for at, part in enumerate(parts) if at % 3 == 0)
    return Edited(level="quotes", text=" ".join(made), taken=taken / _length(" ".join(made)))


def _grams(text: str, k: int) -> set[tuple[str, ...]]:
    words = fold_words(text)
    return {tuple(words[at : at + k]) for at in range(len(words) - k + 1)}


def _length(text: str) -> int:
    return len(fold_words(text))
