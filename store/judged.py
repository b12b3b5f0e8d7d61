"""People's decisions: an append-only JSON Lines file in, rows out; the pipeline never writes that file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from store.database import Database
from store.errors import ConfigError
from store.model import Decision, Frame, Interval, Judgement, OriginJudgement, Route

_ITEM = (
    "item_id, narrative_id, decision (yes, review, no), judged_by and judged_at with its zone;"
    " frame, route and reason are optional"
)
_ORIGIN = (
    "narrative_id, judged_by and judged_at with its zone, and item_id, outlet_id or earliest and latest (with their"
    " zones); none of the three takes an earlier decision back, reason is optional"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgements:
    """What people decided: about items, and about what started a narrative. Each in the file's order."""

    items: tuple[Judgement, ...] = ()
    origins: tuple[OriginJudgement, ...] = ()


def read_judgements(path: Path) -> Judgements:
    """Read the file; a missing one means no decisions yet.

    A line is about an item, or with `"kind": "origin"` about what started a narrative.
    Raises ConfigError naming the line and what was expected.
    """
    if not path.exists():
        return Judgements()
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [_judgement(path, number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    return Judgements(
        items=tuple(one for one in found if isinstance(one, Judgement)),
        origins=tuple(one for one in found if isinstance(one, OriginJudgement)),
    )


def replace_judgements(database: Database, judgements: Judgements) -> None:
    """Bring the judgement tables to what the file says."""
    plain = ("item_id", "narrative_id", "judged_by", "judged_at", "reason")
    columns: dict[str, list[Any]] = {name: [getattr(row, name) for row in judgements.items] for name in plain}
    columns |= {
        "decision": [row.decision.value for row in judgements.items],
        "frame": [row.frame.value if row.frame else None for row in judgements.items],
        "route": [row.route.value if row.route else None for row in judgements.items],
    }
    names = (*plain, "outlet_id")
    origins: dict[str, list[Any]] = {name: [getattr(row, name) for row in judgements.origins] for name in names}
    origins |= {
        "earliest": [row.when and row.when.earliest for row in judgements.origins],
        "latest": [row.when and row.when.latest for row in judgements.origins],
    }
    with database.transaction():
        database.execute("delete from judgement")
        database.execute("delete from origin_judgement")
        database.insert("judgement", columns)
        database.insert("origin_judgement", origins)


def _judgement(path: Path, number: int, line: str) -> Judgement | OriginJudgement:
    key = f"line {number}"
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise ConfigError(path, key, f"expected one JSON object a line: {error}") from error
    if not isinstance(row, dict):
        raise ConfigError(path, key, "expected a JSON object")
    kind = row.get("kind", "mention")
    if kind not in {"mention", "origin"}:
        raise ConfigError(path, key, f"expected the kind mention or origin, got {kind!r}")
    try:
        return _checked_origin(row) if kind == "origin" else _checked(row)
    except (KeyError, ValueError, TypeError) as error:
        raise ConfigError(path, key, f"expected {_ORIGIN if kind == 'origin' else _ITEM}: {error}") from error


def _checked(row: Mapping[str, Any]) -> Judgement:
    return Judgement(
        item_id=row["item_id"],
        narrative_id=row["narrative_id"],
        decision=Decision(row["decision"]),
        frame=Frame(row["frame"]) if row.get("frame") else None,
        route=Route(row["route"]) if row.get("route") else None,
        judged_by=row["judged_by"],
        judged_at=_moment(row, "judged_at"),
        reason=row.get("reason"),
    )


def _checked_origin(row: Mapping[str, Any]) -> OriginJudgement:
    timed = row.get("earliest") is not None or row.get("latest") is not None
    return OriginJudgement(
        narrative_id=row["narrative_id"],
        item_id=row.get("item_id"),
        outlet_id=row.get("outlet_id"),
        when=Interval(earliest=_moment(row, "earliest"), latest=_moment(row, "latest")) if timed else None,
        judged_by=row["judged_by"],
        judged_at=_moment(row, "judged_at"),
        reason=row.get("reason"),
    )


def _moment(row: Mapping[str, Any], key: str) -> datetime:
    read = datetime.fromisoformat(row[key])
    if read.tzinfo is None:
        raise ValueError(f"{key} {row[key]!r} has no zone")
    return read
