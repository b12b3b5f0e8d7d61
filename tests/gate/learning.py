"""How much a narrative learns from judgements: `python -m tests.gate.learning [PART]` prints the learning curve.

Narratives as written in ten minutes: claims and a query only, of which a fifth of the patterns is left out by lot. So
many items of each are judged, drawn by lot from the most uncertain that the matcher reaches, as the review queue gives
them; the rest of the part is scored, with and without what was learnt, micro-averaged over narratives and draws.
"""

import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from narratives.encoder import Encoders, default_encoders
from narratives.lessons import Lesson, teach
from narratives.match import YES, Features, Matcher
from store.model import Narrative
from tests.gate.calibrate import thinned
from tests.gate.case import Row, labelled, narratives, rows
from tests.gate.split import part

DRAWS = 6
COUNTS = (5, 10, 20, 40)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """F1 of the items that were not judged, before and after learning from `judged` ones a narrative."""

    judged: int
    before: float
    after: float


def curve(part_name: str, counts: Sequence[int] = COUNTS, draws: int = DRAWS) -> list[Point]:
    """Return a point for each count of judgements."""
    return [_point(part_name, count, draws) for count in counts]


def _point(part_name: str, count: int, draws: int) -> Point:
    sums = [_scored(part_name, draw, number, count) for draw in range(draws) for number in range(len(narratives()))]
    before, after = ([sum(column) for column in zip(*one, strict=True)] for one in zip(*sums, strict=True))
    return Point(judged=count, before=_f1(before), after=_f1(after))


def _scored(part_name: str, draw: int, number: int, count: int) -> tuple[list[int], list[int]]:
    """Return how many items that were not judged are right, wrong and missed; before learning, and after."""
    found, features = _untaught(part_name, draw)
    table, name = _table(part_name), found[number].narrative_id
    before = [one[name].probability() for one in features]
    chosen = _queue([n for n, one in enumerate(features) if one[name].reached], before, (count, 7 * draw + number))
    lessons = [Lesson(item=table[n].item, carries=labelled(table[n]).narrative_id == name) for n in chosen]
    taught = teach(found, {name: lessons}, _encoders())
    learnt = Matcher([taught[number]], taught, _encoders()).features([row.item for row in table])
    after = [one[name].probability() for one in learnt]
    rest = [n for n in range(len(table)) if n not in chosen]
    truth = [labelled(table[n]).narrative_id == name for n in rest]
    return _counted(truth, [before[n] for n in rest]), _counted(truth, [after[n] for n in rest])


def _counted(truth: Sequence[bool], chances: Sequence[float]) -> list[int]:
    said = [chance >= YES for chance in chances]
    pairs = list(zip(said, truth, strict=True))
    return [pairs.count((True, True)), pairs.count((True, False)), pairs.count((False, True))]


def _queue(reached: Sequence[int], chances: Sequence[float], lot: tuple[int, int]) -> set[int]:
    count, seed = lot
    uncertain = sorted(reached, key=lambda n: (abs(chances[n] - YES), n))[: 2 * count]
    return set(random.Random(seed).sample(uncertain, min(count, len(uncertain))))  # noqa: S311 - a seeded choice


def _f1(sums: Sequence[int]) -> float:
    right, wrong, missed = sums
    return 2 * right / (2 * right + wrong + missed)


@cache
def _untaught(part_name: str, draw: int) -> tuple[list[Narrative], list[dict[str, Features]]]:
    lot = random.Random(99 + draw)  # noqa: S311 - a seeded choice
    found = [replace(one, neighbours=(), wordings=(), concepts=thinned(one, lot)) for one in narratives()]
    return found, Matcher(found, found, _encoders()).features([row.item for row in _table(part_name)])


@cache
def _table(part_name: str) -> list[Row]:
    return [row for row in rows() if part(row.case_id) == part_name]


@cache
def _encoders() -> Encoders:
    return default_encoders().remembering()


def _main(part_name: str) -> None:
    for point in curve(part_name):
        sys.stdout.write(f"{point.judged:>3} judged: F1 {point.before:.3f} -> {point.after:.3f}\n")


if __name__ == "__main__":
    _main(sys.argv[1] if len(sys.argv) > 1 else "tune")
