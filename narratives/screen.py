"""Concept queries of many narratives and an item's words in, how much of each query the item meets out. Pure.

A word is looked up once, whoever asks for it: so a million items against fifty narratives cost minutes, and only what
meets a query, or all of it but one group, is worth an encoder's time.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from narratives.concept import LETTER, compile_pattern
from narratives.fold import fold, fold_fast
from store.model import Narrative

_WORD = re.compile(rf"{LETTER}+")
_PATTERN_WORD = re.compile(rf"(?:{LETTER}|\*)+")
_NEAR = re.compile(r"\s+~\d{1,2}\s+")
_REMEMBERED = 200_000  # words whose patterns are kept: a year of news has fewer that come back


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """How much of a narrative's concept query an item meets."""

    groups: int  # with a hit
    of: int

    @property
    def whole(self) -> bool:
        """Tell whether every group has a hit."""
        return self.groups == self.of

    @property
    def nearly(self) -> bool:
        """Tell whether all groups have a hit, or of three or more all but one: one of two says next to nothing."""
        return self.whole or (self.groups == self.of - 1 and self.groups > 1)

    @property
    def share(self) -> float:
        """Return the share of groups with a hit, 0 to 1."""
        return self.groups / self.of


class Screen:
    """All patterns of all narratives, ready to be looked up by word."""

    def __init__(self, narratives: Iterable[Narrative]) -> None:
        self._queries = [_queries(narrative) for narrative in narratives]
        self._index = _Index(
            pattern
            for query in self._queries
            for groups in [*query.by_language.values(), (query.exclude,)]
            for group in groups
            for pattern in group
        )

    def met(self, text: str, language: str | None) -> dict[str, Met]:
        """Return by narrative id what of its query the text meets; the query is that of `language`, else any.

        Narratives without a hit are absent, and so are those that an exclusion rules out.
        """
        folded = fold_fast(text)
        hits = self._index.hits(folded)
        found = {}
        for query in self._queries:
            own = query.by_language.get(language or "")
            asked = [own] if own else list(query.by_language.values())
            met = [Met(groups=sum(not hits.isdisjoint(group) for group in groups), of=len(groups)) for groups in asked]
            best = max(met, key=lambda one: (one.groups - one.of, one.groups), default=None)
            if best and best.groups and hits.isdisjoint(query.exclude):
                found[query.narrative_id] = best
        return found


@dataclass(frozen=True, slots=True)
class _Query:
    narrative_id: str
    by_language: Mapping[str, Sequence[frozenset[str]]]
    exclude: frozenset[str]


class _Index:
    """Patterns by the words they need: decided by the word alone, or by a regular expression once it is there."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._exact: dict[str, set[str]] = defaultdict(set)
        self._prefixes: dict[str, set[str]] = defaultdict(set)
        self._others: list[tuple[re.Pattern[str], str]] = []
        self._phrases: set[str] = set()
        for pattern in set(patterns):
            self._add(pattern)
        self._of_word = lru_cache(maxsize=_REMEMBERED)(self._look_up)

    def hits(self, folded: str) -> set[str]:
        """Return the patterns that the folded text meets."""
        found: set[str] = set()
        for word in set(_WORD.findall(folded)):
            if named := self._of_word(word):
                found |= named
        for phrase in found & self._phrases:
            if not compile_pattern(phrase).search(folded):
                found.discard(phrase)
        return found

    def _add(self, pattern: str) -> None:
        needed = _PATTERN_WORD.findall(fold(_NEAR.sub(" ", pattern)).text)
        first = max(needed, key=lambda word: len(word.strip("*")))
        if len(needed) > 1:
            self._phrases.add(pattern)
        if "*" not in first:
            self._exact[first].add(pattern)
        elif first.find("*") == len(first) - 1 and len(first) > 1:
            self._prefixes[first[:-1]].add(pattern)
        else:
            self._others.append((re.compile(re.escape(first).replace(r"\*", f"{LETTER}*")), pattern))

    def _look_up(self, word: str) -> frozenset[str]:
        found = set(self._exact.get(word, ()))
        for end in range(1, len(word) + 1):
            found |= self._prefixes.get(word[:end], set())
        found |= {pattern for expression, pattern in self._others if expression.fullmatch(word)}
        return frozenset(found)


def _queries(narrative: Narrative) -> _Query:
    by_language = {
        language: tuple(frozenset(group) for group in groups) for language, groups in narrative.concepts.items()
    }
    excluded = frozenset(pattern for patterns in narrative.exclude.values() for pattern in patterns)
    return _Query(narrative.narrative_id, by_language, excluded)
