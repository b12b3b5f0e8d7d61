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
from store.model import Decision, Frame, Judgement, Note, Route, Undo

_EXPECTED = {
    "mention": "item_id, narrative_id, decision (yes, review, no), judged_by and judged_at with its zone;"
    " frame, route and reason are optional",
    "note": "item_id, narrative_id, judged_by, judged_at with its zone and reason",
    "undo": "item_id, narrative_id, judged_by and judged_at with its zone; reason is optional",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgements:
    """What people said and did not take back, in the file's order, and the numbers of lines that were cut off."""

    items: tuple[Judgement, ...] = ()
    notes: tuple[Note, ...] = ()
    torn: tuple[int, ...] = ()


def read_judgements(path: Path) -> Judgements:
    """Read the file; a missing one means no decisions yet.

    A line is a decision about an item and a narrative, or with `"kind": "note"` a remark, or with `"kind": "undo"`
    takes back what the same person said last about the two. A line that a crash cut off is left out and told by number.
    Raises ConfigError naming the line and what was expected.
    """
    lines = read_lines(path)
    kept = _in_force([_said(path, number, row) for number, row in lines.rows])
    return Judgements(
        items=tuple(one for one in kept if isinstance(one, Judgement)),
        notes=tuple(one for one in kept if isinstance(one, Note)),
        torn=lines.torn,
    )


def replace_judgements(database: Database, judgements: Judgements) -> None:
    """Bring the judgement table to what the file says."""
    rows = judgements.items
    plain = ("item_id", "narrative_id", "judged_by", "judged_at", "reason")
    columns: dict[str, list[Any]] = {name: [getattr(row, name) for row in rows] for name in plain}
    columns |= {
        "decision": [row.decision.value for row in rows],
        "frame": [row.frame.value if row.frame else None for row in rows],
        "route": [row.route.value if row.route else None for row in rows],
    }
    with database.transaction():
        database.execute("delete from judgement")
        database.insert("judgement", columns)


def _in_force(said: Sequence[Judgement | Note | Undo]) -> list[Judgement | Note]:
    """Drop what was taken back: an undo takes the last thing that its own author said about the two and that stands."""
    kept: dict[int, Judgement | Note] = {}
    mine: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for number, one in enumerate(said):
        stack = mine[one.judged_by, one.item_id, one.narrative_id]
        if not isinstance(one, Undo):
            kept[number] = one
            stack.append(number)
        elif stack:
            del kept[stack.pop()]
    return list(kept.values())


def _said(path: Path, number: int, row: Any) -> Judgement | Note | Undo:
    key = f"line {number}"
    if not isinstance(row, dict):
        raise ConfigError(path, key, "expected a JSON object")
    kind = row.get("kind", "mention")
    if kind not in _EXPECTED:
        raise ConfigError(path, key, f"expected one of the kinds {', '.join(_EXPECTED)}, got {kind!r}")
    try:
        return _checked(kind, row)
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


def _text(row: Mapping[str, Any], key: str) -> str:
    if not isinstance(row[key], str) or not row[key]:
        raise ValueError(f"{key} {row[key]!r} is no text")
    return str(row[key])


def _moment(row: Mapping[str, Any], key: str) -> datetime:
    read = datetime.fromisoformat(row[key])
    if read.tzinfo is None:
        raise ValueError(f"{key} {row[key]!r} has no zone")
    return read
