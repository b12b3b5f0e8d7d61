"""Mentions by frame of outlets or narratives in, the chart of how each treats the claims out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.words import counted, word
from dashboard.drawing import Drawing
from dashboard.formats import number
from dashboard.theme import (
    ADOPTS,
    DEBUNKS,
    FAINT,
    INK,
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
    label,
    see_through,
)

# column, word of the legend, fill, edge, pattern: the pattern carries the meaning, colour only repeats it
PARTS = (
    ("origin", "origin", see_through(ORIGIN, 0.22), ORIGIN, "-"),
    ("asserts", "asserts", ADOPTS, ADOPTS, ""),
    ("attributes", "attributes", PAPER, ADOPTS, ""),
    ("against", "denies", see_through(DEBUNKS, 0.28), DEBUNKS, "/"),
    ("analysis", "analysis", PAPER, WEIGHS, "."),
    ("undecided", "undecided", PAPER, FAINT, "x"),
)
WHITE_ON = frozenset({"asserts"})
ROWS, ROW_PX, LEFT = 15, 34, 290
ROOM = 0.03  # of the width: a digit
LEAST = 4  # mentions at the right edge: a bar of one is no long bar
_TITLED = ("asserts", "attributes", "against")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Whose mentions these are, and the words for those that there is no room for."""

    who: str  # ours or escaped already
    more: str = "frames.more"


def frame_bars(rows: pd.DataFrame, *, named: Named, as_of: datetime, sheet: Sheet) -> go.Figure:
    """Draw mentions by frame, a bar a row, in the rows' order.

    `rows` has name, mentions, origin, asserts, attributes, against, analysis and undecided (numbers of mentions).
    """
    said = _sentences(rows, named, as_of, sheet.lang)
    if rows.empty:
        return blank(said, sheet)
    drawn, fig = rows.head(ROWS), Drawing()
    top = max(LEAST, int(drawn["mentions"].max()))
    for part in PARTS:
        _bars(fig, drawn, part, top, sheet.lang)
    for at, total in enumerate(drawn["mentions"]):
        fig.add_annotation(x=total, y=at, text=f"<b>{number(total)}</b>", showarrow=False, xanchor="left", xshift=8,
                           font={"size": 16, "color": INK})  # fmt: skip
    names = [label(name, LEFT - 30, 16) for name in drawn["name"]]
    fig.update_yaxes(tickvals=list(range(len(names))), ticktext=names, range=[len(names) - 0.5, -0.5], showgrid=False)
    fig.update_yaxes(ticklabelstandoff=8)
    fig.update_xaxes(visible=False, range=[0, top * 1.08])
    fig.update_layout(barmode="stack", bargap=0.34, legend={"traceorder": "normal"})
    margins = Margins(LEFT, 40, top=10, bottom=6, legend=1 if sheet.wide else 2)
    height = max(sheet.height or 0, ROW_PX * len(drawn) + sum(heights(said, sheet, margins)))
    return frame(fig, said, sheet=sheet, height=height, margins=margins)


def _bars(fig: Drawing, rows: pd.DataFrame, part: Sequence[str], top: int, lang: str) -> None:
    column, legend, fill, edge, pattern = part
    counts = [int(n) for n in rows[column]]
    if not any(counts):
        return
    totals = rows["mentions"]
    texts = [number(n) if n and n < total and n / top > ROOM else "" for n, total in zip(counts, totals, strict=True)]
    marker = {"color": fill, "line": {"color": edge, "width": 2},
              "pattern": {"shape": pattern, "fgcolor": edge, "bgcolor": fill, "size": 8, "solidity": 0.16}}  # fmt: skip
    fig.add_bar(
        y=list(range(len(counts))), x=[n or None for n in counts], orientation="h", name=word(legend, lang),
        marker=marker, text=texts, textposition="inside", insidetextanchor="middle", textangle=0,
        constraintext="none", meta=f"bar:{column}",
        textfont={"size": 14, "color": PAPER if column in WHITE_ON else INK},
        hovertemplate=f"{word(legend, lang)}: %{{x}}<extra></extra>",
    )  # fmt: skip


def _sentences(rows: pd.DataFrame, named: Named, as_of: datetime, lang: str) -> Sentences:
    total = int(rows["mentions"].sum()) if len(rows) else 0
    if not total:
        return Sentences(word("frames.none", lang), "", dated("", as_of, lang))
    found = [(name, int(rows[name].sum())) for name in _TITLED]
    parts = [counted("frames.mentions", total, lang), *(word(f"frames.{k}", lang, n=number(n)) for k, n in found if n)]
    foot = [counted(named.more, len(rows) - ROWS, lang) if len(rows) > ROWS else "", word("frames.drafted", lang),
            word("coverage", lang)]  # fmt: skip
    title = word("frames.title", lang, who=named.who, parts=", ".join(parts))
    return Sentences(title, word("frames.measure", lang), dated(" ".join(x for x in foot if x), as_of, lang))
