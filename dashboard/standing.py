"""What people said, in the file and in the snapshot, in; what stands, and what the snapshot does not know yet, out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from store.model import Decision, Frame, Judgement, Note, Route

Key = tuple[str, str]  # item id, narrative id


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The last word on each field, and whose the last decision was."""

    decision: Decision
    frame: Frame | None
    route: Route | None
    judged_by: str
    judged_at: datetime
    reason: str | None


def standing(judgements: Iterable[Judgement]) -> dict[Key, Standing]:
    """Return for every item and narrative the last word on each field: the newest that says something about it."""
    found: dict[Key, Standing] = {}
    for row in sorted(judgements, key=lambda one: one.judged_at):  # stable: of one instant, the later line counts
        before = found.get((row.item_id, row.narrative_id))
        found[row.item_id, row.narrative_id] = Standing(
            decision=row.decision,
            frame=row.frame or (before.frame if before else None),
            route=row.route or (before.route if before else None),
            judged_by=row.judged_by,
            judged_at=row.judged_at,
            reason=row.reason,
        )
    return found


def of_frame(rows: pd.DataFrame) -> list[Judgement]:
    """Read the judgements that a snapshot holds."""
    return [
        Judgement(
            item_id=row["item_id"], narrative_id=row["narrative_id"], decision=Decision(row["decision"]),
            frame=Frame(row["frame"]) if isinstance(row["frame"], str) else None,
            route=Route(row["route"]) if isinstance(row["route"], str) else None,
            judged_by=row["judged_by"], judged_at=row["judged_at"].to_pydatetime(),
            reason=row["reason"] if isinstance(row["reason"], str) else None,
        )
        for row in rows.to_dict("records")
    ]  # fmt: skip


def pending(now: Mapping[Key, Standing], known: Mapping[Key, Standing]) -> dict[Key, Standing | None]:
    """Return where the file says other than the snapshot; None: the snapshot's decision has been taken back."""
    changed: dict[Key, Standing | None] = {key: one for key, one in now.items() if _said(known.get(key)) != _said(one)}
    return changed | dict.fromkeys(known.keys() - now.keys())


def overlay(rows: pd.DataFrame, changes: Mapping[Key, Standing | None], words: Mapping[str, str]) -> pd.DataFrame:
    """Return mentions with what is pending on top; `judged` becomes a word.

    `rows` has item_id, narrative_id, decision, frame, route and judged (whether the snapshot knows of a decision);
    `words` names the states none, judged, pending and taken_back.
    """
    keys = list(zip(rows["item_id"], rows["narrative_id"], strict=True))
    over = {name: [_field(changes.get(key), name, was) for key, was in zip(keys, rows[name], strict=True)]
            for name in ("decision", "frame", "route")}  # fmt: skip
    state = [words[_state(key, changes, was=bool(was))] for key, was in zip(keys, rows["judged"], strict=True)]
    return rows.assign(**over, judged=state)


def last_of(who: str, said: Iterable[Judgement | Note]) -> Judgement | Note | None:
    """Return what a person said last and has not taken back; None if nothing."""
    own = [one for one in said if one.judged_by == who]
    return max(own, key=lambda one: one.judged_at, default=None)


def _said(one: Standing | None) -> tuple[Decision, Frame | None, Route | None] | None:
    return (one.decision, one.frame, one.route) if one else None


def _field(change: Standing | None, name: str, was: Any) -> Any:
    now = getattr(change, name) if change else None
    return now.value if now else was


def _state(key: Key, changes: Mapping[Key, Standing | None], *, was: bool) -> str:
    if key not in changes:
        return "judged" if was else "none"
    return "pending" if changes[key] else "taken_back"
