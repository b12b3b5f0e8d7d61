"""Concept queries: groups of patterns and a folded text in, the spans that match every group out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from narratives.fold import fold

LETTER = r"[^\W_]"
_GAP = r"[\W_]+"
_NEAR = re.compile(r"\s+~(\d{1,2})\s+")


@dataclass(frozen=True, slots=True)
class Hit:
    """One pattern found: its group's number and its span in the folded text."""

    group: int
    start: int
    end: int


@lru_cache(maxsize=4096)
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Compile one pattern to a regular expression over folded text.

    `*` stands for any letters at that place of a word, several words are a phrase, and `a ~5 b` means at most
    five words between the two, in either order. Raises ValueError saying what was expected.
    """
    sides = _NEAR.split(fold(pattern).text.strip())
    if len(sides) == 1:
        return re.compile(_phrase(sides[0]))
    if len(sides) != 3:  # noqa: PLR2004 - left, distance, right
        raise ValueError("expected one `~n` in a pattern")
    left, right = _phrase(sides[0]), _phrase(sides[2])
    between = f"(?:{_GAP}{LETTER}+){{0,{int(sides[1])}}}{_GAP}"
    return re.compile(f"{left}{between}{right}|{right}{between}{left}")


def find_all(groups: Sequence[Sequence[str]], folded: str) -> tuple[Hit, ...] | None:
    """Return the first hit of every group in the folded text, or None if a group has none."""
    hits = []
    for number, group in enumerate(groups):
        hit = find_any(group, folded, number=number)
        if hit is None:
            return None
        hits.append(hit)
    return tuple(hits)


def find_any(patterns: Sequence[str], folded: str, *, number: int = 0) -> Hit | None:
    """Return the earliest hit of any of the patterns, or None."""
    found = [match for match in (compile_pattern(pattern).search(folded) for pattern in patterns) if match]
    first = min(found, key=lambda match: (match.start(), -match.end()), default=None)
    return Hit(number, first.start(), first.end()) if first else None


def _phrase(text: str) -> str:
    words = text.split()
    if not words or not any(re.search(LETTER, word) for word in words):
        raise ValueError("expected a word")
    parts = [re.escape(word).replace(r"\*", f"{LETTER}*") for word in words]
    return f"(?<!{LETTER}){_GAP.join(parts)}(?!{LETTER})"
