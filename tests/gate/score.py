"""Decisions and truth in, precision, recall and F1 out; the same arithmetic for the matcher and its baselines."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from narratives.match import YES, Features
from tests.gate.case import LABELS, features, rows
from tests.gate.split import part

Voice = Callable[[Features], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Counts of right and wrong decisions over pairs of item and narrative."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Return right / decided yes."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Return right / carried."""
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)

    def __str__(self) -> str:
        return f"P {self.precision:.3f} R {self.recall:.3f} F1 {self.f1:.3f} ({self.right}/{self.wrong}/{self.missed})"


def matcher_says(found: Features) -> bool:
    """Decide as narratives/match.py does."""
    return found.probability() >= YES


def concept_says(found: Features) -> bool:
    """Decide by the concept query alone: the naive baseline an analyst would type into a search box."""
    return bool(found.concept)


def similarity_says(found: Features, *, threshold: float) -> bool:
    """Decide by the similarity to the claim alone."""
    return found.similarity >= threshold


def best_similarity_threshold() -> float:
    """Return the threshold with the best F1 on the tune part: the baseline at its best."""
    candidates = [step / 100 for step in range(30, 80)]
    return max(candidates, key=lambda t: score(lambda found: similarity_says(found, threshold=t), on="tune").f1)


def score(voice: Voice, *, on: str, narrative: str | None = None, language: str | None = None) -> Score:
    """Score a voice on one part of the public case; every row counts against every narrative it does not carry."""
    table = tuple(row for row in rows() if part(row.case_id) == on)
    pairs = [
        (voice(found), LABELS.get(row.label) == narrative_id)
        for row, by_narrative in zip(table, features(table), strict=True)
        for narrative_id, found in by_narrative.items()
        if narrative in {None, narrative_id} and language in {None, row.item.language}
    ]
    return _count(pairs)


def _count(pairs: Iterable[tuple[bool, bool]]) -> Score:
    kept = list(pairs)
    return Score(
        right=sum(said and true for said, true in kept),
        wrong=sum(said and not true for said, true in kept),
        missed=sum(true and not said for said, true in kept),
    )


def report() -> str:
    """Return the table of the README: the matcher beside its baselines, on the test part."""
    threshold = best_similarity_threshold()
    voices: dict[str, Voice] = {
        "rastro": matcher_says,
        "concept query alone": concept_says,
        f"similarity alone (>= {threshold:.2f})": lambda found: similarity_says(found, threshold=threshold),
    }
    lines = [f"{name:32} all narratives   {score(voice, on='test')}" for name, voice in voices.items()]
    lines += [f"{'rastro':32} {narrative:16} {score(matcher_says, on='test', narrative=narrative)}"
              for narrative in LABELS.values()]  # fmt: skip
    return "\n".join(lines)


if __name__ == "__main__":
    print(report())  # noqa: T201 - `python -m tests.gate.score` prints it
