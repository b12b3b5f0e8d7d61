"""Hours watched per feed and day in, the coverage calendar of one outlet out."""

from datetime import date, datetime, timedelta

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.words import counted, word
from dashboard.drawing import Drawing
from dashboard.escape import esc
from dashboard.formats import number, short_day
from dashboard.theme import (
    INK,
    MUTED,
    SEQ,
    Margins,
    Sentences,
    Sheet,
    blank,
    dated,
    frame,
    heights,
    label,
)

DAYS, ROWS, ROW_PX, LEFT = 56, 8, 34, 290
_DAY_H = 24
_SEEN_H = 0.01  # less is rounding


def coverage_days(days: pd.DataFrame, *, name: str, until: date, as_of: datetime, sheet: Sheet) -> go.Figure:
    """Draw how much of each of 56 days up to `until` each feed was watched, and where there is a gap.

    `days` has name (of the feed), day (date), watched_h and gap_h (hours); no row or NaN: nothing known of that day.
    """
    shown = [until - timedelta(days=DAYS - 1 - n) for n in range(DAYS)]
    feeds = list(dict.fromkeys(days["name"]))
    said = _sentences(days, esc(name), len(feeds), as_of, sheet.lang)
    if not feeds:
        return blank(said, sheet)
    cells_of = zip(days["watched_h"], days["gap_h"], strict=True)
    at = dict(zip(zip(days["name"], days["day"], strict=True), cells_of, strict=True))
    fig = Drawing()
    drawn = feeds[:ROWS]
    cells = [[_hours(at.get((feed, day))) for day in shown] for feed in drawn]
    scale = [[i / (len(SEQ) - 1), colour] for i, colour in enumerate(SEQ)]
    hover = [[f"{short_day(day, sheet.lang)}: " + word("days.hover", sheet.lang, h=number(seen), gap=number(gap))
              for day, (seen, gap) in zip(shown, row, strict=True)] for row in cells]  # fmt: skip
    fig.add_heatmap(
        z=[[seen if seen > _SEEN_H else None for seen, _ in row] for row in cells], zmin=0, zmax=_DAY_H, xgap=2, ygap=4,
        x=list(range(DAYS)), y=list(range(len(drawn))), colorscale=scale, showscale=False, hoverongaps=False,
        text=hover, hovertemplate="%{text}<extra></extra>", meta="days")  # fmt: skip
    gaps = [(x, y) for y, row in enumerate(cells) for x, (_, gap) in enumerate(row) if gap > _SEEN_H]
    if gaps:
        marker = {"symbol": "x-thin", "size": 7, "line": {"width": 2, "color": INK}}
        fig.add_scatter(x=[x for x, _ in gaps], y=[y for _, y in gaps], mode="markers", marker=marker,
                        text=[hover[y][x] for x, y in gaps], hovertemplate="%{text}<extra></extra>",
                        meta="gaps")  # fmt: skip
    fig.update_yaxes(tickvals=list(range(len(drawn))), ticktext=[label(feed, LEFT - 30, 16) for feed in drawn],
                     range=[len(drawn) - 0.5, -0.5], showgrid=False)  # fmt: skip
    mondays = [n for n, day in enumerate(shown) if day.weekday() == 0]
    fig.update_xaxes(tickvals=mondays, ticktext=[short_day(shown[n], sheet.lang) for n in mondays], side="top",
                     range=[-0.5, DAYS - 0.5], showgrid=False, tickfont={"size": 14, "color": MUTED})  # fmt: skip
    margins = Margins(LEFT, 20, top=36, bottom=8)
    height = max(sheet.height or 0, ROW_PX * len(drawn) + sum(heights(said, sheet, margins)))
    return frame(fig, said, sheet=sheet, height=height, margins=margins)


def _hours(found: tuple[float, float] | None) -> tuple[float, float]:
    seen, gap = found or (0.0, 0.0)
    return (0.0 if pd.isna(seen) else float(seen)), (0.0 if pd.isna(gap) else float(gap))


def _sentences(days: pd.DataFrame, name: str, feeds: int, as_of: datetime, lang: str) -> Sentences:
    if not feeds:
        return Sentences(word("days.none", lang), "", dated("", as_of, lang))
    seen = days.loc[days["watched_h"] > _SEEN_H, "day"].nunique()
    gaps = days.loc[days["gap_h"] > _SEEN_H, "day"].nunique()
    title = word("days.title", lang, name=name, n=number(seen), all=number(DAYS))
    title += counted("days.gaps", gaps, lang) if gaps else ""
    more = counted("days.more", feeds - ROWS, lang) if feeds > ROWS else ""
    return Sentences(title, word("days.measure", lang), dated(more, as_of, lang))
