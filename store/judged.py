"""People's decisions: an append-only JSON Lines file in, rows out; the pipeline never writes that file."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from store.database import Database
from store.errors import ConfigError
from store.model import Decision, Frame, Judgement, Route


def read_judgements(path: Path) -> list[Judgement]:
    """Read the file in its order; a missing file means no decisions yet.

    Raises ConfigError naming the line and what was expected.
    """
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_judgement(path, number, line) for number, line in enumerate(lines, start=1) if line.strip()]


def replace_judgements(database: Database, judgements: Sequence[Judgement]) -> None:
    """Bring the judgement table to what the file says."""
    plain = ("item_id", "narrative_id", "judged_by", "judged_at", "reason")
    columns: dict[str, list[Any]] = {name: [getattr(row, name) for row in judgements] for name in plain}
    columns |= {
        "decision": [row.decision.value for row in judgements],
        "frame": [row.frame.value if row.frame else None for row in judgements],
        "route": [row.route.value if row.route else None for row in judgements],
    }
    with database.transaction():
        database.execute("delete from judgement")
        database.insert("judgement", columns)


def _judgement(path: Path, number: int, line: str) -> Judgement:
    key = f"line {number}"
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise ConfigError(path, key, f"expected one JSON object a line: {error}") from error
    if not isinstance(row, dict):
        raise ConfigError(path, key, "expected a JSON object")
    try:
        return _checked(row)
    except (KeyError, ValueError, TypeError) as error:
        raise ConfigError(
            path, key, f"expected item_id, narrative_id, decision (yes, review, no), judged_by and judged_at "
            f"with its zone; frame, route and reason are optional: {error}",
        ) from error  # fmt: skip


def _checked(row: Mapping[str, Any]) -> Judgement:
    judged_at = datetime.fromisoformat(row["judged_at"])
    if judged_at.tzinfo is None:
        raise ValueError(f"judged_at {row['judged_at']!r} has no zone")
    return Judgement(
        item_id=row["item_id"],
        narrative_id=row["narrative_id"],
        decision=Decision(row["decision"]),
        frame=Frame(row["frame"]) if row.get("frame") else None,
        route=Route(row["route"]) if row.get("route") else None,
        judged_by=row["judged_by"],
        judged_at=judged_at,
        reason=row.get("reason"),
    )
