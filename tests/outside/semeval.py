"""Labelled articles of SemEval-2025 Task 10 subtask 2 from a folder outside the repository: read, and ranked for score.

`RASTRO_SEMEVAL` is the folder of the train release: per language `EN/raw-documents/*.txt` (title, blank line, text) and
`EN/subtask-2-annotations.txt` (file, narratives, sub-narratives; tabs between, semicolons within). Nothing of it is kept
here: its terms allow research, not redistribution. `python -m tests.outside.semeval` prints the table.
"""

import os
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

import numpy as np

from narratives.encoder import Encoders, default_encoders
from narratives.evaluate import average_precision
from narratives.lessons import Lesson, teach
from narratives.match import CHUNK_WORDS, Matcher
from store.model import ItemText, Kind, Narrative
from tests.outside.definitions import DEFINITIONS

FOLDER = "RASTRO_SEMEVAL"
EXAMPLES, TIMES_OTHER, DRAWS, LEAST = (
    10,
    3,
    10,
    17,
)  # as the floors were measured: ten examples, thirty others, ten draws
FLOORS = {"EN": 0.585, "PT": 0.486, "RU": 0.600}


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article and the sub-narratives that annotators gave it."""

    item: ItemText
    labels: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """Mean average precision over narratives of one language, from the definition alone and with examples."""

    language: str
    articles: int
    narratives: int
    chance: float
    defined: float
    taught: float


def read_articles(folder: Path, language: str) -> list[Article]:
    """Read one language of a release, in the order of its annotations. Raises ValueError naming file and line."""
    table = folder / language / "subtask-2-annotations.txt"
    lines = table.read_text(encoding="utf-8").splitlines()
    return [_article(table, number, line) for number, line in enumerate(lines, start=1) if line.strip()]


def rank(articles: Sequence[Article], language: str, definitions: Sequence[Narrative], encoders: Encoders) -> Ranked:
    """Rank the articles of one language by every narrative that LEAST of them carry; the same articles for both scores."""
    remembering = encoders.remembering()
    lot = random.Random(20261123)  # noqa: S311 - seeded, so that it can be repeated
    rows = [
        _ranked(articles, one, lot, remembering)
        for one in definitions
        if sum(one.narrative_id in article.labels for article in articles) >= LEAST
    ]
    chance, defined, taught = (round(mean(values), 3) for values in zip(*rows, strict=True))
    return Ranked(
        language=language, articles=len(articles), narratives=len(rows), chance=chance, defined=defined, taught=taught
    )


def report(folder: Path) -> list[Ranked]:
    """Return the scores of every language that has a floor and is in the folder."""
    return [
        rank(read_articles(folder, language), language, DEFINITIONS, default_encoders())
        for language in FLOORS
        if (folder / language).is_dir()
    ]


def _ranked(
    articles: Sequence[Article], narrative: Narrative, lot: random.Random, encoders: Encoders
) -> tuple[float, float, float]:
    carrying = [n for n, one in enumerate(articles) if narrative.narrative_id in one.labels]
    others = [n for n, one in enumerate(articles) if narrative.narrative_id not in one.labels]
    before = _scores(articles, narrative, encoders)
    found = []
    for _ in range(DRAWS):
        shown = lot.sample(carrying, EXAMPLES) + lot.sample(others, TIMES_OTHER * EXAMPLES)
        lessons = [Lesson(item=articles[n].item, carries=narrative.narrative_id in articles[n].labels) for n in shown]
        (learnt,) = teach([narrative], {narrative.narrative_id: lessons}, encoders)
        rest = np.setdiff1d(np.arange(len(articles)), shown)
        truth = np.isin(rest, carrying)
        after = _scores(articles, learnt, encoders)
        found.append(
            (float(truth.mean()), average_precision(before[rest], truth), average_precision(after[rest], truth))
        )
    chance, defined, taught = (mean(values) for values in zip(*found, strict=True))
    return chance, defined, taught


def _scores(articles: Sequence[Article], narrative: Narrative, encoders: Encoders) -> np.ndarray:
    found = Matcher([narrative], [narrative], encoders).features([one.item for one in articles])
    return np.array([one[narrative.narrative_id].score() for one in found])


def _article(table: Path, number: int, line: str) -> Article:
    cells = line.split("\t")
    if len(cells) != 3:
        raise ValueError(f"{table}, line {number}: expected three cells between tabs, found {len(cells)}")
    title, _, text = (table.parent / "raw-documents" / cells[0]).read_text(encoding="utf-8").strip().partition("\n")
    words = text.split()
    item = ItemText(
        item_id=cells[0], version_id=number, outlet_id="semeval", outlet_name="semeval", outlet_kind=Kind.OTHER,
        language=table.parent.name.lower(), title=title.strip(), summary=" ".join(words[:CHUNK_WORDS]) or None,
        text=" ".join(words) or None, url="", published=None, seen_at=datetime(2024, 12, 6, tzinfo=UTC),
    )  # fmt: skip
    return Article(item=item, labels=frozenset(label.strip() for label in cells[2].split(";")))


if __name__ == "__main__":
    for one in report(Path(os.environ[FOLDER])):
        sys.stdout.write(f"{one}, floor {FLOORS[one.language]}\n")
