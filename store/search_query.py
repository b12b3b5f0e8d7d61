"""What a person typed into a search box in; an expression of the index, or a named fault, out: nothing goes on raw."""

import re
from dataclasses import dataclass
from enum import StrEnum

from store.errors import QueryError
from store.search_words import Words, fold, split

LONGEST = 500  # characters
MOST_TERMS = 40
DEEPEST = 12  # brackets in brackets
STEMS, PLAIN = "{head_stem body_stem}", "{head body}"

_TOKEN = re.compile(r'\s*(?:(?P<open>\()|(?P<close>\))|(?P<minus>-(?=[\w"“«(]))?(?:["“”«»](?P<phrase>[^"“”«»]*)'
                    r'(?P<end>["“”«»])?|(?P<word>[^\s()"“”«»]+))?)')  # fmt: skip
_OPERATORS = {"AND": "AND", "OR": "OR", "NOT": "NOT", "Y": "AND", "O": "OR"}


class Fault(StrEnum):
    """Why a search cannot be answered."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    QUOTE = "quote"
    BRACKET = "bracket"
    OPERATOR = "operator"
    ONLY_NOT = "only_not"
    PREFIX = "prefix"
    TOO_SLOW = "too_slow"
    NO_INDEX = "no_index"


MESSAGES = {
    Fault.EMPTY: "the search holds no word",
    Fault.TOO_LONG: f"the search is longer than {LONGEST} characters, {MOST_TERMS} words or {DEEPEST} brackets deep",
    Fault.QUOTE: "a quotation mark is not closed",
    Fault.BRACKET: "the brackets do not match, or hold nothing",
    Fault.OPERATOR: "AND, OR and NOT need a word after them, AND and OR one before them too",
    Fault.ONLY_NOT: "a search needs something to find, not only NOT; each side of OR does",
    Fault.PREFIX: "a star stands at the end of a word of two letters or more",
    Fault.TOO_SLOW: "the search took too long and was stopped; ask for rarer words",
    Fault.NO_INDEX: "this snapshot has no index for searching; the next `rastro match` or `rastro ingest` makes one",
}


class SearchError(QueryError):
    """A search was refused; `fault` says why, for a page to put into the reader's language."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(MESSAGES[fault])
        self.fault = fault


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of the answer: an expression of the index, and whether it is denied."""

    expression: str
    denied: bool = False


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # open, close, word, phrase or one of AND OR NOT
    text: str = ""


def index_query(typed: str, words: Words) -> str:
    """Return the expression that finds what was typed.

    Words stand for their inflections, "phrases" and vacun* for themselves; words side by side must all be there.
    AND binds closer than OR; NOT and a leading minus deny; brackets group. Raises SearchError.
    """
    if len(typed) > LONGEST:
        raise SearchError(Fault.TOO_LONG)
    tokens = _tokens(typed)
    if sum(token.kind in {"word", "phrase"} for token in tokens) > MOST_TERMS:
        raise SearchError(Fault.TOO_LONG)
    if not any(split(token.text) for token in tokens):
        raise SearchError(Fault.EMPTY)
    reading = _Reading(tokens, words)
    expression = reading.either(0)
    if reading.at != len(tokens):
        raise SearchError(Fault.BRACKET)
    return expression


def _tokens(typed: str) -> list[_Token]:
    found: list[_Token] = []
    for match in _TOKEN.finditer(typed):
        if match["minus"]:
            found.append(_Token("NOT"))
        if match["phrase"] is not None:
            if not match["end"]:
                raise SearchError(Fault.QUOTE)
            found += [_Token("phrase", match["phrase"])] if split(match["phrase"]) else []
        elif match["open"] or match["close"]:
            found.append(_Token("open" if match["open"] else "close"))
        elif match["word"] in _OPERATORS:
            found.append(_Token(_OPERATORS[match["word"]]))
        elif match["word"] and split(match["word"]):  # a lone dash or star is no word
            found.append(_Token("word", match["word"]))
    return found


class _Reading:
    """Recursive descent over the tokens; `at` is the next one."""

    def __init__(self, tokens: list[_Token], words: Words) -> None:
        self._tokens = tokens
        self._words = words
        self.at = 0

    def either(self, depth: int) -> str:
        """Read alternatives joined by OR."""
        sides = [self._all(depth)]
        while self._next() == "OR":
            self.at += 1
            sides.append(self._all(depth))
        return " OR ".join(sides) if len(sides) == 1 else f"({' OR '.join(sides)})"

    def _all(self, depth: int) -> str:
        """Read parts side by side, joined by AND or by nothing."""
        parts = [self._part(depth)]
        while self._next() not in {None, "OR", "close"}:
            if self._next() == "AND":
                self.at += 1
            parts.append(self._part(depth))
        wanted = [part.expression for part in parts if not part.denied]
        denied = [part.expression for part in parts if part.denied]
        if not wanted:
            raise SearchError(Fault.ONLY_NOT)
        kept = f"({' AND '.join(wanted)})"
        return f"({kept} NOT ({' OR '.join(denied)}))" if denied else kept

    def _part(self, depth: int) -> _Part:
        kind = self._next()
        if kind is None or kind in {"AND", "OR"}:
            raise SearchError(Fault.OPERATOR)
        token = self._tokens[self.at]
        self.at += 1
        if kind == "NOT":
            inner = self._part(depth)
            return _Part(inner.expression, denied=not inner.denied)
        if kind == "close":
            raise SearchError(Fault.BRACKET)
        if kind == "open":
            return _Part(self._group(depth + 1))
        return _Part(_phrase(token.text) if kind == "phrase" else self._word(token.text))

    def _group(self, depth: int) -> str:
        if depth > DEEPEST:
            raise SearchError(Fault.TOO_LONG)
        inner = self.either(depth)
        if self._next() != "close":
            raise SearchError(Fault.BRACKET)
        self.at += 1
        return inner

    def _word(self, typed: str) -> str:
        inside = split(typed)
        if typed.endswith("*"):
            return _prefix(inside)
        if len(inside) > 1:  # covid-19, U.S.: its parts side by side
            return _phrase(typed)
        forms = " OR ".join(f'"{form}"' for form in self._words.stems(inside[0]))
        return f"{STEMS} : ({forms})"

    def _next(self) -> str | None:
        return self._tokens[self.at].kind if self.at < len(self._tokens) else None


def _phrase(text: str) -> str:
    return f'{PLAIN} : "{" ".join(fold(word) for word in split(text))}"'


def _prefix(inside: list[str]) -> str:
    if len(inside[-1]) < 2:  # noqa: PLR2004 - one letter begins a tenth of all words
        raise SearchError(Fault.PREFIX)
    return f'{PLAIN} : "{" ".join(fold(word) for word in inside)}" *'
