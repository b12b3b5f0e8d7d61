"""Text in; its words out as the index knows them: without case and accents, beside their Snowball stems."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from Stemmer import Stemmer, version

STEMMED = {"es": "spanish", "en": "english", "ru": "russian"}
RULES = f"1 PyStemmer {version()}"  # part of every index: another rule or stemmer makes it anew
MOST_CACHED = 300_000

_WORD = re.compile(r"[^\W_]+")
_LEFT_MARKS = re.compile("[\u0300-\u036f]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")


@dataclass(slots=True)
class Words:
    """Turns texts into the words of the index; keeps what it has met, since few words make most of a text."""

    _stemmers: dict[str, Stemmer] = field(
        default_factory=lambda: {code: Stemmer(name, 0) for code, name in STEMMED.items()}
    )
    _known: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    def indexed(self, text: str, language: str | None) -> tuple[str, str]:
        """Return the folded words of a text, and their folded stems, each joined by spaces.

        The stems are those of the text's language; Cyrillic without a language is taken for Russian, other text for
        Spanish, and words of a language without a stemmer stand as they are.
        """
        code = language or ("ru" if _CYRILLIC.search(text) else "es")
        pairs = [self._both(word, code) for word in split(text)]
        return " ".join(pair[0] for pair in pairs), " ".join(pair[1] for pair in pairs)

    def stems(self, word: str) -> tuple[str, ...]:
        """Return every folded form under which the index can hold this one word, in any language; the first is plain.

        A query does not say its language, so a Latin word is looked for under its Spanish and its English stem.
        """
        codes: Sequence[str] = ("ru",) if _CYRILLIC.search(word) else ("es", "en")
        folded = [self._both(word, code) for code in codes]
        return tuple(dict.fromkeys((folded[0][0], *(pair[1] for pair in folded))))

    def _both(self, word: str, code: str) -> tuple[str, str]:
        known = self._known.get((code, word))
        if known is None:
            if len(self._known) >= MOST_CACHED:
                self._known.clear()
            plain = fold(word)
            stem = fold(self._stemmers[code].stemWord(word)) if code in self._stemmers else plain
            known = self._known[code, word] = (plain, stem or plain)
        return known


def split(text: str) -> list[str]:
    """Return the words of a text (runs of letters and digits), composed and in lower case, accents kept."""
    if text.isascii():
        return _WORD.findall(text.lower())
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())
    return _WORD.findall(_LEFT_MARKS.sub("", composed))


def fold(word: str) -> str:
    """Drop the accents of a word in lower case; Russian й and ё become и and е."""
    if word.isascii():
        return word
    return "".join(part for part in unicodedata.normalize("NFKD", word) if not unicodedata.combining(part))
