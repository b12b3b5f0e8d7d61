"""The public case as the gate sees it: rows with their labels, and the matcher's features of each."""

import csv
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from narratives.catalog import load_narratives
from narratives.encoder import default_encoder
from narratives.evaluate import Labelled, MatchScore, score_matching
from narratives.match import Features, Matcher
from store.model import ItemText, Kind, Narrative
from tests.gate.split import part

ROOT = Path(__file__).parents[2]
CASE = ROOT / "data" / "cases" / "coverage.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One page of the case: what the matcher may see, and apart from it the labels."""

    case_id: str
    label: str
    frame: str
    route: str
    item: ItemText


@cache
def rows() -> tuple[Row, ...]:
    """Read the case, in its order."""
    with CASE.open(encoding="utf-8", newline="") as handle:
        return tuple(_row(number, cells) for number, cells in enumerate(csv.DictReader(handle), start=1))


@cache
def narratives() -> tuple[Narrative, ...]:
    """Read the bundled narratives."""
    return tuple(load_narratives(ROOT / "data" / "narratives"))


@cache
def matcher() -> Matcher:
    """Build the matcher of the bundled narratives."""
    return Matcher(narratives(), narratives(), default_encoder())


@cache
def features(table: tuple[Row, ...]) -> list[dict[str, Features]]:
    """Return the matcher's features of each row, by narrative id."""
    return matcher().features([row.item for row in table])


@cache
def scores(part_name: str) -> tuple[MatchScore, ...]:
    """Score the matcher and its baselines on one part of the case."""
    table = [row for row in rows() if part(row.case_id) == part_name]
    return tuple(score_matching([labelled(row) for row in table], matcher()))


def labelled(row: Row) -> Labelled:
    """Return a row as evaluation takes it."""
    ids = {label: narrative.narrative_id for narrative in narratives() for label in narrative.labels}
    return Labelled(item=row.item, narrative_id=ids.get(row.label), frame=row.frame, route=row.route)


def score_of(voice: str, part_name: str = "test", narrative: str = "all") -> MatchScore:
    """Return one score over all languages."""
    return next(s for s in scores(part_name) if (s.voice, s.narrative, s.language) == (voice, narrative, "all"))


def report() -> str:
    """Return the table of the README: the matcher beside its baselines, and each narrative, on the test part."""
    lines = [
        f"{s.voice:20} {s.narrative:19} P {s.precision:.3f}  R {s.recall:.3f}  F1 {s.f1:.3f} [{s.f1_low:.2f}, {s.f1_high:.2f}]"
        f"  AP {s.average_precision:.3f}  right {s.right}, wrong {s.wrong}, missed {s.missed}"
        for s in scores("test")
        if s.language == "all"
    ]
    return "\n".join(lines)


def _row(number: int, cells: dict[str, str]) -> Row:
    item = ItemText(
        item_id=cells["case_id"], version_id=number, outlet_id=cells["outlet"], outlet_name=cells["outlet"],
        outlet_kind=Kind(cells["outlet_kind"]), language=cells["language"], title=cells["title_paraphrase"],
        summary=cells["summary_paraphrase"], text=None, url=cells["url"], published=None, seen_at=datetime(2026, 11, 23, tzinfo=UTC),
    )  # fmt: skip
    return Row(
        case_id=cells["case_id"], label=cells["narrative"], frame=cells["stance"], route=cells["route"], item=item
    )
