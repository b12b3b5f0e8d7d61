"""Items of one narrative with their frames in, the chart of how it was treated over time out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.counts import Unit, unit_of
from dashboard.charts.words import counted, word
from dashboard.drawing import Drawing
from dashboard.escape import esc
from dashboard.formats import full_day, local, number, short_month, stated_day
from dashboard.theme import (
    ADOPTS,
    DEBUNKS,
    FAINT,
    GRID,
    INK,
    MUTED,
    ORIGIN,
    PAPER,
    WEIGHS,
    Margins,
    Sentences,
    Sheet,
    blank,
    dated,
    frame,
    heights,
    see_through,
)

# row, fill, edge, pattern: the row's name carries the meaning, colour only repeats it
ROWS = (
    ("origin", ORIGIN, ORIGIN, ""),
    ("asserts", ADOPTS, ADOPTS, ""),
    ("attributes", see_through(ADOPTS, 0.35), ADOPTS, ""),
    ("analysis", see_through(WEIGHS, 0.3), WEIGHS, ""),
    ("reports_denial", see_through(DEBUNKS, 0.3), DEBUNKS, ""),
    ("denies", see_through(DEBUNKS, 0.6), DEBUNKS, ""),
    ("fact_check", DEBUNKS, DEBUNKS, ""),
    ("undecided", PAPER, MUTED, "/"),
    ("review", PAPER, FAINT, "x"),
)
UNCERTAIN = frozenset({"undecided", "review"})
ROW_PX, BAR, APART = 46, 0.62, 0.5  # pixels of a row; height of the longest bar and the gap above what is not certain
LABELLED = 40  # bars in a row that have room for their number
FREQ = {"day": "D", "week": "W-MON", "month": "MS"}
_DAYED = frozenset({"second", "minute", "hour", "day"})


@dataclass(frozen=True, slots=True)
class Treated:
    """Numbers of items by row and stretch of time, and how many have no day."""

    unit: Unit
    counts: pd.DataFrame  # index: starts of days, weeks or months, none left out; columns: the rows that have any
    undated: "pd.Series[int]"  # by row

    def total(self, key: str) -> int:
        """Return the dated items of a row; 0 if it has none."""
        return int(self.counts[key].sum()) if key in self.counts else 0


def treatments(items: pd.DataFrame, country: str | None) -> Treated:
    """Count items by treatment and day, week or month, whichever the stretch of time asks for.

    `items` has country, decision (yes or review), frame, published_earliest, published_latest (UTC) and
    published_precision. What waits for a person is a row of its own, whatever its frame.
    """
    kept = items if country is None else items[items["country"] == country]
    keys = [_key(*row) for row in zip(kept["decision"], kept["frame"], strict=True)]
    days = [_day(*row) for row in zip(kept["published_precision"], _plain(kept["published_earliest"]),
                                      _plain(kept["published_latest"]), strict=True)]  # fmt: skip
    found = pd.DataFrame({"key": keys, "day": days}, dtype=object)
    undated = found[found["day"].isna()].groupby("key").size()
    known = found.dropna(subset=["day"])
    if known.empty:
        return Treated("day", pd.DataFrame(), undated)
    unit = unit_of(min(known["day"]), max(known["day"]))
    starts = pd.to_datetime(known["day"])
    if unit != "day":
        starts = starts.dt.to_period("W-SUN" if unit == "week" else "M").dt.start_time
    every = pd.date_range(starts.min(), starts.max(), freq=FREQ[unit])
    counts = pd.crosstab(starts, known["key"]).reindex(every, fill_value=0)
    return Treated(unit, counts[[key for key, *_ in ROWS if key in counts]], undated)


def frames_over_time(
    treated: Treated, *, name: str, as_of: datetime, sheet: Sheet = Sheet()  # noqa: B008 — frozen
) -> go.Figure:  # fmt: skip
    """Draw how many items treated a narrative in which way, and when; a row a frame, what is not certain apart."""
    said = _sentences(treated, name, as_of, sheet.lang)
    if treated.counts.empty:
        return blank(said, sheet)
    fig = Drawing()
    rows = _placed(treated)
    top = max(3, int(treated.counts.to_numpy().max()))
    for key, y in rows:
        _row(fig, treated, key, y, top, sheet.lang)
    left = 250 if sheet.wide else 190
    _axes(fig, treated, rows, sheet)
    margins = Margins(left, 90, top=18, bottom=54)
    height = max(sheet.height or 0, round(ROW_PX * (rows[-1][1] + 1)) + sum(heights(said, sheet, margins)))
    return frame(fig, said, sheet=sheet, height=height, margins=margins)


def named_start(start: date, unit: Unit, lang: str) -> str:
    """Return what a bar is called: its day, the Monday of its week, or its month."""
    return short_month(start, lang) if unit == "month" else full_day(start, lang)


def _key(decision: str, frame: Any) -> str:
    if decision == "review":
        return "review"
    return frame if isinstance(frame, str) else "undecided"


def _plain(times: "pd.Series[Any]") -> list[Any]:
    """Return times as Python's own: pandas' take ten times as long to read one by one."""
    return list(times.dt.to_pydatetime()) if len(times) else []


def _day(precision: str, earliest: Any, latest: Any) -> date | None:
    if precision not in _DAYED or pd.isna(earliest) or pd.isna(latest):
        return None
    return stated_day(earliest, latest) if precision == "day" else local(earliest).date()


def _placed(treated: Treated) -> list[tuple[str, float]]:
    """Return the rows from above with the line that their bars stand on."""
    found: list[tuple[str, float]] = []
    y = 0.0
    for key in treated.counts:
        y += APART if key in UNCERTAIN and not any(k in UNCERTAIN for k, _ in found) and found else 0.0
        found.append((str(key), y))
        y += 1
    return found


def _row(fig: Drawing, treated: Treated, key: str, y: float, top: int, lang: str) -> None:  # noqa: PLR0913, PLR0917 - a row and where it stands
    fill, edge, pattern = next(rest for slug, *rest in ROWS if slug == key)
    numbers = [int(n) for n in treated.counts[key]]
    named = [named_start(start.date(), treated.unit, lang) for start in treated.counts.index]
    fig.add_bar(
        x=list(range(len(numbers))),
        y=[-BAR * n / top if n else None for n in numbers],
        base=[y] * len(numbers),
        width=0.8,
        marker={"color": fill, "line": {"color": edge, "width": 1.5},
                "pattern": {"shape": pattern, "fgcolor": edge, "bgcolor": fill, "size": 6, "solidity": 0.2}},
        meta=f"row:{key}",
        text=[word("treated.hover", lang, when=when, n=number(n)) for when, n in zip(named, numbers, strict=True)],
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    base = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y, "layer": "below"}
    fig.add_shape(line={"color": GRID, "width": 1}, **base)
    if len(numbers) <= LABELLED:
        for x, n in enumerate(numbers):
            if n:
                fig.add_annotation(x=x, y=y - BAR * n / top, text=number(n), yanchor="bottom",
                         font={"size": 13, "color": INK}, name="count")  # fmt: skip
    fig.add_annotation(x=1, xref="paper", y=y, text=f"<b>{number(sum(numbers))}</b>", xanchor="right",
             xshift=64, yanchor="bottom", font={"size": 18, "color": INK}, name="total")  # fmt: skip


def _axes(fig: Drawing, treated: Treated, rows: Sequence[tuple[str, float]], sheet: Sheet) -> None:
    lang, starts = sheet.lang, list(treated.counts.index)
    most = 8 if sheet.wide else 5
    step = max(1, -(-len(starts) // most))
    at = list(range(0, len(starts), step))
    named = [named_start(starts[n].date(), treated.unit, lang) for n in at]
    lines = [f"{day}<br>{year}" for day, _, year in (text.rpartition("\u00a0") for text in named)]
    fig.update_xaxes(tickvals=at, ticktext=lines, tickangle=0)  # slanted, they would stand on the foot
    fig.update_xaxes(range=[-0.6, max(len(starts), 6) - 0.4], showgrid=False)
    names = [word("origin" if key == "origin" else f"treated.{key}", lang) for key, _ in rows]
    fig.update_yaxes(tickvals=[y - 0.2 for _, y in rows], ticktext=names, range=[rows[-1][1] + 0.12, -0.95])
    fig.update_yaxes(showgrid=False, ticklabelstandoff=10)
    fig.update_layout(barmode="overlay")
    fig.add_annotation(x=1, xref="paper", y=1, yref="paper", text=word("treated.total", lang),
             xanchor="right", xshift=64, yanchor="bottom", font={"size": 14, "color": MUTED})  # fmt: skip


def _sentences(treated: Treated, name: str, as_of: datetime, lang: str) -> Sentences:
    undated = int(treated.undated.sum())
    left_out = counted("treated.undated", undated, lang) if undated else ""
    if treated.counts.empty:
        return Sentences(word("treated.none", lang, name=esc(name)), "", dated(left_out, as_of, lang))
    certain = sum(treated.total(key) for key, *_ in ROWS if key != "review")
    adopt = treated.total("origin") + treated.total("asserts") + treated.total("attributes")
    against = sum(treated.total(key) for key in ("reports_denial", "denies", "fact_check"))
    parts = [counted("treated.items", certain, lang)]
    parts += [word(f"treated.{key}", lang, n=number(n)) for key, n in (("adopt", adopt), ("against", against)) if n]
    apart = word("treated.apart", lang) if any(key in UNCERTAIN for key in treated.counts) else ""
    title = word("treated.title", lang, name=esc(name), parts=", ".join(parts))
    measure = f"{word(f'treated.by_{treated.unit}', lang)} {apart}".strip()
    foot = " ".join(x for x in (word("frames.drafted", lang), left_out, word("coverage", lang)) if x)
    return Sentences(title, measure, dated(foot, as_of, lang))
