"""The public case as the gate sees it: rows with their labels, and the matcher's features of each."""

import csv
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from ingest.registry import Registry, load_registry
from narratives.catalog import load_narratives
from narratives.encoder import default_encoders
from narratives.evaluate import ClassScore, Confusion, Labelled, MatchScore, score_classes, score_matching
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
    return Matcher(narratives(), narratives(), default_encoders())


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
    # the words of the case are paraphrases: no tracer phrase in them is the outlet's
    return Labelled(item=row.item, narrative_id=ids.get(row.label), frame=row.frame, route=row.route, seen=())


def score_of(voice: str, part_name: str = "test", narrative: str = "all") -> MatchScore:
    """Return one score over all languages."""
    return next(s for s in scores(part_name) if (s.voice, s.narrative, s.language) == (voice, narrative, "all"))


@cache
def classes(part_name: str) -> tuple[tuple[ClassScore, ...], tuple[Confusion, ...]]:
    """Score frames and routes on one part of the case."""
    table = [labelled(row) for row in rows() if part(row.case_id) == part_name]
    found, confusions = score_classes(table, narratives(), default_encoders().quick)
    return tuple(found), tuple(confusions)


def frame_macro_f1(part_name: str = "test") -> float:
    """Return the mean F1 of asserts, attributes and the denial kinds taken together."""
    f1 = {one.label: one.f1 for one in classes(part_name)[0] if one.kind == "denials merged"}
    return round((f1["asserts"] + f1["attributes"] + f1["denial"]) / 3, 4)


def route_counts(part_name: str = "test") -> dict[str, int]:
    """Return how many routes are right, left unknown though labelled, and wrong."""
    counts = {"right": 0, "unknown": 0, "wrong": 0}
    for one in classes(part_name)[1]:
        if one.kind == "route":
            counts["right" if one.said == one.label else "unknown" if one.said == "unknown" else "wrong"] += one.items
    return counts


def report() -> str:
    """Return the table of the README: the matcher beside its baselines, and each narrative, on the test part."""
    lines = [
        f"{s.voice:20} {s.narrative:19} P {s.precision:.3f}  R {s.recall:.3f}  F1 {s.f1:.3f} [{s.f1_low:.2f}, {s.f1_high:.2f}]"
        f"  AP {s.average_precision:.3f}  right {s.right}, wrong {s.wrong}, missed {s.missed}"
        for s in scores("test")
        if s.language == "all"
    ]
    routes = route_counts()
    frames = "  ".join(f"{one.label} {one.f1:.2f}" for one in classes("test")[0] if one.kind == "denials merged")
    lines.append(f"frames, F1: {frames}; macro over asserts, attributes, denial {frame_macro_f1():.2f}")
    lines.append(f"routes: right {routes['right']}, unknown {routes['unknown']}, wrong {routes['wrong']}")
    return "\n".join(lines)


@cache
def _registry() -> Registry:
    return load_registry(ROOT / "data" / "outlets.toml")


def _row(number: int, cells: dict[str, str]) -> Row:
    outlet = _registry().named(cells["outlet"])
    item = ItemText(
        item_id=cells["case_id"], version_id=number, outlet_id=outlet.outlet_id if outlet else cells["outlet"], outlet_name=cells["outlet"],
        outlet_kind=Kind(cells["outlet_kind"]), language=cells["language"], title=cells["title_paraphrase"],
        summary=cells["summary_paraphrase"], text=None, url=cells["url"], published=None, seen_at=datetime(2026, 11, 23, tzinfo=UTC),
    )  # fmt: skip
    return Row(
        case_id=cells["case_id"], label=cells["narrative"], frame=cells["stance"], route=cells["route"], item=item
    )
