"""Rows of the views `pickup_curves` and `lag_quantiles` in, the lines of the share chart out."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd


@dataclass(frozen=True, slots=True)
class Step:
    """The share rises to `share` between these hours, nobody can say where; with its 95 % band by `to_h`."""

    from_h: float
    to_h: float
    share: float
    least: float
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One narrative: its steps by the hour, how far they go, its median and whom it rests on.

    `ends_h`: where the line ends, at the horizon or before; `running`: outlets are still being observed there.
    """

    name: str
    steps: tuple[Step, ...]
    ends_h: float
    running: bool
    median: tuple[float | None, float | None]
    band: tuple[float | None, float | None]
    method: str
    outlets: int
    unknown: int
    before: int
    resolution_h: float | None

    def shares(self, hour: float) -> tuple[float, float]:
        """Return the share by an hour, at least and at most, as the estimate has it; equal outside the steps."""
        low = max((step.share for step in self.steps if step.to_h <= hour), default=0.0)
        high = max((step.share for step in self.steps if step.from_h < hour), default=0.0)
        return low, max(low, high)


def base_of(medians: pd.DataFrame, shown: str) -> str:
    """Return the base to draw: watched outlets if this narrative has any, else those known to have carried it."""
    rows = medians[(medians["narrative_id"] == shown) & (medians["base"] == "watched")]
    return "watched" if len(rows) and int(rows.iloc[0]["known"] + rows.iloc[0]["silent"]) > 0 else "carriers"


def read_lines(  # noqa: PLR0913 - all but the frames are named
    curves: pd.DataFrame,
    medians: pd.DataFrame,
    *,
    names: Mapping[str, str],
    shown: str,
    base: str,
    seen_h: Mapping[str, float],
    horizon_h: float,
) -> list[Line]:
    """Return the lines of one base, the narrative shown first, the others by how far they went.

    `seen_h` has the hours since each narrative's origin up to which anything is known.
    """
    lines: dict[str, Line] = {}
    steps = defaultdict(list)
    for step in _records(curves[curves["base"] == base]):
        steps[step["narrative_id"]].append(step)
    for row in _records(medians[medians["base"] == base]):
        key = str(row["narrative_id"])
        if key in names and int(row["known"]) + int(row["silent"]):
            lines[key] = _line(names[key], row, steps[key], (seen_h.get(key, horizon_h), horizon_h))
    first = [lines.pop(shown)] if shown in lines else []
    return [*first, *sorted(lines.values(), key=lambda one: (-one.shares(one.ends_h)[0], one.name))]


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): cell for name, cell in row.items()} for row in frame.to_dict("records")]


def _line(name: str, row: Mapping[str, Any], steps: Sequence[Mapping[str, Any]], until: tuple[float, float]) -> Line:
    seen_h, horizon_h = until
    known = [_step(step) for step in steps if not pd.isna(step["to_h"])]
    last = max((step.to_h for step in known), default=0.0)
    open_from = [max(float(step["from_h"]), last) for step in steps if pd.isna(step["to_h"])]
    ends = max(0.0, min([horizon_h, seen_h, *open_from]))
    watched = row["base"] == "watched"
    return Line(
        name=name, steps=tuple(sorted(known, key=lambda step: step.to_h)), ends_h=ends, running=ends < horizon_h,
        median=(_hours(row["low_h"]), _hours(row["high_h"])),
        band=(_hours(row["band_low_h"]), _hours(row["band_high_h"])), method=str(row["method"]),
        outlets=int(row["known"]) + (int(row["silent"]) if watched else 0), unknown=int(row["unknown"]),
        before=int(row["before_origin"]), resolution_h=_hours(row["resolution_h"]),
    )  # fmt: skip


def _step(step: Mapping[str, Any]) -> Step:
    least, most = (float(step[name]) if not pd.isna(step[name]) else value
                   for name, value in (("band_least", 0.0), ("band_most", 1.0)))  # fmt: skip
    return Step(max(0.0, float(step["from_h"])), max(0.0, float(step["to_h"])), float(step["share"]), least, most)


def _hours(cell: Any) -> float | None:
    return None if pd.isna(cell) else float(cell)
