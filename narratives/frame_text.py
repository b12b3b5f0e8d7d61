"""An item's fields in, sentences of marked words with their spans out: what frame cues are sought in. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from narratives.lexicon import Mark, marks_of
from store.model import ItemText

FIELDS = ("title", "summary", "text")
MAX_FIELD = 3_000  # characters: a frame is set in the title and the lead; bounds what a hostile item costs
MAX_WORD = 40
_TOKEN = re.compile(r"[^\W_][\w\u0300-\u036f\u064b-\u065f]*|[^\w\s]")
_OPEN, _CLOSE, _STRAIGHT = frozenset("«“„"), frozenset("»”“"), '"'
_END = frozenset(".!?…")
_INITIALS = 2  # EE. UU., St.


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a sign; `start` and `end` are its span in the field."""

    word: str  # folded
    start: int
    end: int
    marks: frozenset[Mark]
    capital: bool
    quoted: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of one field; `marks` are those of its words together."""

    field: str
    source: str
    tokens: tuple[Token, ...]
    marks: frozenset[Mark]

    def words(self) -> tuple[str, ...]:
        """Return the folded words and signs in order."""
        return tuple(token.word for token in self.tokens)

    def cue(self, first: int, last: int) -> str:
        """Return the original wording from token `first` to token `last`, both included."""
        return self.source[self.tokens[first].start : self.tokens[last].end]

    def whole(self) -> str:
        """Return the sentence as the item has it."""
        return self.cue(0, len(self.tokens) - 1)


def sentences(item: ItemText) -> tuple[Sentence, ...]:
    """Return the sentences of title, summary and lead of the text, in reading order; a title is one sentence."""
    found: list[Sentence] = []
    for field in FIELDS:
        source = (getattr(item, field) or "")[:MAX_FIELD]
        tokens = _tokens(source, item.language)
        parts = [tokens] if field == "title" and tokens else _split(tokens)
        found.extend(_sentence(field, source, part) for part in parts)
    return tuple(found)


@lru_cache(maxsize=65_536)
def folded_word(word: str) -> str:
    """Return a word without case and combining marks; й as и."""
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def _sentence(field: str, source: str, tokens: Sequence[Token]) -> Sentence:
    return Sentence(field, source, tuple(tokens), frozenset().union(*(token.marks for token in tokens)))


def _tokens(source: str, language: str | None) -> list[Token]:
    raw = [(match.group()[:MAX_WORD], match.start(), match.end()) for match in _TOKEN.finditer(source)]
    quoted = _quoted([word for word, _, _ in raw])
    tokens = []
    for number, (word, start, end) in enumerate(raw):
        folded = folded_word(word)
        marks = frozenset[Mark]() if language == "pt" and folded == "no" else marks_of(folded)  # "em o", no negation
        tokens.append(Token(folded, start, end, marks, word[0].isupper(), number in quoted))
    return tokens


def _quoted(words: Sequence[str]) -> frozenset[int]:
    """Return the positions between a quotation mark and the one that closes it; an open quotation quotes nothing."""
    inside: set[int] = set()
    opened: int | None = None
    for position, word in enumerate(words):
        if opened is None:
            opened = position if word in _OPEN or word == _STRAIGHT else None
        elif word in _CLOSE or word == _STRAIGHT:
            inside.update(range(opened + 1, position))
            opened = None
    return frozenset(inside)


def _split(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    part: list[Token] = []
    for position, token in enumerate(tokens):
        part.append(token)
        if token.word in _END and not _initials(tokens, position):
            yield part
            part = []
    if part:
        yield part


def _initials(tokens: Sequence[Token], position: int) -> bool:
    """Tell whether a full stop belongs to initials such as those of EE. UU. rather than to a sentence."""
    before = tokens[position - 1] if position else None
    return before is not None and tokens[position].word == "." and before.capital and len(before.word) <= _INITIALS
