"""Narratives in; a sieve for a back-fill out, which asks their concept queries alone."""

from dataclasses import dataclass
from functools import cache

from narratives.screen import Screen
from store.model import Narrative


@dataclass(frozen=True, slots=True)
class ConceptScreen:
    """Lets through words that meet the whole concept query of one of the narratives."""

    narratives: tuple[Narrative, ...]

    def meets(self, text: str, language: str | None) -> bool:
        """Return whether they do; the query is that of `language`, else any."""
        return any(met.whole for met in _screen(self).met(text, language).values())

    def __hash__(self) -> int:
        return hash(repr(self))

    def __repr__(self) -> str:
        return f"ConceptScreen({', '.join(f'{one.narrative_id} {one.definition_hash}' for one in self.narratives)})"


@cache
def _screen(sieve: ConceptScreen) -> Screen:
    return Screen(sieve.narratives)
