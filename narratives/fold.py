"""Text in, the same text without case and accents out, with the way back to the original characters."""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; `starts[i]` is where the original character behind folded character i begins."""

    text: str
    starts: tuple[int, ...]
    length: int  # of the original

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original that [start, end) of the folded text came from.

        Marks that were stripped belong to the character before them; those at the very beginning, which have none,
        belong to the first. An empty span comes back as an empty one.
        """
        if start >= end:
            at = self._before(start)
            return at, at
        last = self.starts[min(end, len(self.starts)) - 1] if self.starts else 0
        return self._before(start), self._before(bisect_right(self.starts, last))

    def _before(self, position: int) -> int:
        if position <= 0:
            return 0
        return self.starts[position] if position < len(self.starts) else self.length


def fold(text: str) -> Folded:
    """Fold a text: NFKD, combining marks dropped, lower case; never raises, whatever the characters.

    Russian й and ё become и and е, in texts and patterns alike. A character may become several or none.
    """
    folded: list[str] = []
    starts: list[int] = []
    for position, character in enumerate(text):
        part = _folded_character(character)
        folded.append(part)
        starts.extend([position] * len(part))
    return Folded("".join(folded), tuple(starts), len(text))


def fold_fast(text: str) -> str:
    """Return `fold(text).text` without the way back, some ten times as fast."""
    if text.isascii():
        return text.lower()
    lowered = unicodedata.normalize("NFKD", text).replace("Σ", "σ").lower()  # lower() alone writes ς at a word's end
    return "".join(character for character in lowered if not unicodedata.combining(character))


def words(folded: Folded) -> list[tuple[str, int, int]]:
    """Return the words (runs of letters and digits) with their spans in the folded text."""
    return [(match.group(), match.start(), match.end()) for match in _WORD.finditer(folded.text)]


def folded_pattern(pattern: str) -> re.Pattern[str]:
    r"""Compile a regular expression over folded text from one written readably, with accents, й and ё.

    Marks are dropped as in `fold`; case is kept, since `\W` is not `\w`: write letters in lower case.
    """
    decomposed = unicodedata.normalize("NFKD", pattern)
    return re.compile("".join(character for character in decomposed if not unicodedata.combining(character)))


@lru_cache(maxsize=65_536)
def _folded_character(character: str) -> str:
    if character.isascii():
        return character.lower()
    lowered = "".join(part.lower() for part in unicodedata.normalize("NFKD", character))
    return "".join(part for part in lowered if not unicodedata.combining(part))
