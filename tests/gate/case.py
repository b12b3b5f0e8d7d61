"""The public case as the gate sees it: rows with their labels, and the matcher's features of each."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from narratives.catalog import load_narratives
from narratives.encoder import default_encoder
from narratives.match import Features, Matcher
from store.model import ItemText, Kind, Mention, Narrative

ROOT = Path(__file__).parents[2]
CASE = ROOT / "data" / "cases" / "coverage.csv"
LABELS = {"N1": "cartel-recruits", "N1b": "cartel-killers", "N2": "weapons-to-cartels", "N4": "russian-spies"}


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


def mentions(table: Sequence[Row]) -> dict[tuple[str, str], Mention]:
    """Return the matcher's mentions by case id and narrative id."""
    found = matcher().match([row.item for row in table])
    return {(mention.item_id, mention.narrative_id): mention for mention in found}


def _row(number: int, cells: dict[str, str]) -> Row:
    item = ItemText(
        item_id=cells["case_id"], version_id=number, outlet_id=cells["outlet"], outlet_name=cells["outlet"],
        outlet_kind=Kind(cells["outlet_kind"]), language=cells["language"], title=cells["title_paraphrase"],
        summary=cells["summary_paraphrase"], text=None, url=cells["url"], published=None, seen_at=datetime(2026, 11, 23, tzinfo=UTC),
    )  # fmt: skip
    return Row(
        case_id=cells["case_id"], label=cells["narrative"], frame=cells["stance"], route=cells["route"], item=item
    )
