"""People's decisions: an append-only JSON Lines file in, rows out; the pipeline never writes that file."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from store.database import Database
from store.errors import ConfigError
from store.judging import read_lines
from store.model import Decision, Frame, Interval, Judgement, Note, OriginJudgement, Route, Undo

_EXPECTED = {
    "mention": "item_id, narrative_id, decision (yes, review, no), judged_by and judged_at with its zone;"
    " frame, route and reason are optional",
    "note": "item_id, narrative_id, judged_by, judged_at with its zone and reason",
    "origin": "narrative_id, judged_by and judged_at with its zone, and item_id, outlet_id or earliest and latest (with"
    " their zones); none of the three takes an earlier decision back, reason is optional",
    "undo": "item_id, narrative_id, judged_by and judged_at with its zone; reason is optional",
}

_Line = Judgement | Note | OriginJudgement | Undo


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgements:
    """What people said and did not take back, in the file's order, and the numbers of lines that were cut off."""

    items: tuple[Judgement, ...] = ()
    origins: tuple[OriginJudgement, ...] = ()
    notes: tuple[Note, ...] = ()
    torn: tuple[int, ...] = ()


def read_judgements(path: Path) -> Judgements:
    """Read the file; a missing one means no decisions yet.

    A line is a decision about an item and a narrative, or with `"kind": "origin"` about what started a narrative, or
    with `"kind": "note"` a remark, or with `"kind": "undo"` takes back what the same person said last about an item and
    a narrative. A line that a crash cut off is left out and told by number.
    Raises ConfigError naming the line and what was expected.
    """
    lines = read_lines(path)
    kept = _in_force([_said(path, number, row) for number, row in lines.rows])
    return Judgements(
        items=tuple(one for one in kept if isinstance(one, Judgement)),
        origins=tuple(one for one in kept if isinstance(one, OriginJudgement)),
        notes=tuple(one for one in kept if isinstance(one, Note)),
        torn=lines.torn,
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


def _in_force(said: Sequence[_Line]) -> list[_Line]:
    """Drop what was taken back: an undo takes the last thing that its own author said about the two and that stands."""
    kept: dict[int, _Line] = {}
    mine: dict[tuple[str, str | None, str], list[int]] = defaultdict(list)
    for number, one in enumerate(said):
        stack = mine[one.judged_by, one.item_id, one.narrative_id]
        if isinstance(one, OriginJudgement):
            kept[number] = one
        elif not isinstance(one, Undo):
            kept[number] = one
            stack.append(number)
        elif stack:
            del kept[stack.pop()]
    return list(kept.values())


def _said(path: Path, number: int, row: Any) -> _Line:
    key = f"line {number}"
    if not isinstance(row, dict):
        raise ConfigError(path, key, "expected a JSON object")
    kind = row.get("kind", "mention")
    if kind not in _EXPECTED:
        raise ConfigError(path, key, f"expected one of the kinds {', '.join(_EXPECTED)}, got {kind!r}")
    try:
        return _checked_origin(row) if kind == "origin" else _checked(kind, row)
    except (KeyError, ValueError, TypeError) as error:
        raise ConfigError(path, key, f"expected {_EXPECTED[kind]}: {error}") from error


def _checked(kind: str, row: Mapping[str, Any]) -> Judgement | Note | Undo:
    common: dict[str, Any] = {name: _text(row, name) for name in ("item_id", "narrative_id", "judged_by")}
    common["judged_at"] = _moment(row, "judged_at")
    if kind == "note":
        return Note(**common, reason=_text(row, "reason"))
    reason = _text(row, "reason") if row.get("reason") is not None else None
    if kind == "undo":
        return Undo(**common, reason=reason)
    return Judgement(
        **common,
        decision=Decision(row["decision"]),
        frame=Frame(row["frame"]) if row.get("frame") else None,
        route=Route(row["route"]) if row.get("route") else None,
        reason=reason,
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


def _text(row: Mapping[str, Any], key: str) -> str:
    if not isinstance(row[key], str) or not row[key]:
        raise ValueError(f"{key} {row[key]!r} is no text")
    return str(row[key])


def _moment(row: Mapping[str, Any], key: str) -> datetime:
    read = datetime.fromisoformat(row[key])
    if read.tzinfo is None:
        raise ValueError(f"{key} {row[key]!r} has no zone")
    return read
