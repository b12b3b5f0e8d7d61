"""Items found per day, week or month in, a chart of bars out."""

from datetime import date, datetime, timedelta
from typing import Literal

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.words import counted, word
from dashboard.drawing import Drawing
from dashboard.escape import esc
from dashboard.formats import full_day, number, short_month
from dashboard.theme import ADOPTS, INK, MUTED, Margins, Sentences, Sheet, blank, dated, fit, frame, heights

Unit = Literal["day", "week", "month"]
DAYS, WEEKS = 70, 52 * 7  # so many days are drawn day by day, and so many week by week; more by month
LABELLED = 40  # bars that have room for their number
PLOT_PX = 210
ASKED_PX = 700


def unit_of(first: date, last: date) -> Unit:
    """Return the unit in which a stretch of days is drawn."""
    spanned = (last - first).days
    if spanned < DAYS:
        return "day"
    return "week" if spanned < WEEKS else "month"


def found_over_time(  # noqa: PLR0913 - all but the frame are named
    counts: pd.DataFrame,
    *,
    unit: Unit,
    asked: str,
    undayed: int,
    as_of: datetime,
    sheet: Sheet = Sheet(),  # noqa: B008 - frozen
) -> go.Figure:
    """Draw how many items a search found over time.

    `counts` has start (date) and items (number), a row a unit that has any; `asked` is what was typed, as typed (empty:
    only filters); `undayed` items are known no better than to the month, and are not drawn.
    """
    said = _sentences(counts, (unit, asked, undayed), as_of, sheet)
    if counts.empty:
        return blank(said, sheet)
    whole = _whole(counts, unit)
    fig = Drawing()
    _bars(fig, whole, unit, sheet.lang)
    fig.update_yaxes(range=[0, max(3, whole.max()) * 1.18], nticks=5, tickfont={"size": 15, "color": MUTED})
    fig.update_layout(bargap=0.25 if len(whole) <= LABELLED else 0.1)
    _dates(fig, whole, unit, sheet.lang)
    margins = Margins(64, 28, top=22, bottom=34)
    height = max(sheet.height or 0, PLOT_PX + sum(heights(said, sheet, margins)))
    return frame(fig, said, sheet=sheet, height=height, margins=margins)


def _whole(counts: pd.DataFrame, unit: Unit) -> "pd.Series[int]":
    """Return the numbers by unit, 0 where none was found between the first and the last."""
    starts = pd.to_datetime(counts["start"])
    every = pd.date_range(starts.min(), starts.max(), freq={"day": "D", "week": "W-MON", "month": "MS"}[unit])
    return pd.Series(counts["items"].to_numpy(), index=starts).reindex(every, fill_value=0).astype(int)


def _bars(fig: Drawing, whole: "pd.Series[int]", unit: Unit, lang: str) -> None:
    named = [_named(moment.date(), unit, lang) for moment in whole.index]
    shown = [number(n) if n and len(whole) <= LABELLED else "" for n in whole]
    fig.add_bar(
        x=list(range(len(whole))),
        y=whole.to_list(),
        marker={"color": ADOPTS},
        text=shown,
        textposition="outside",
        textfont={"size": 14, "color": INK},
        cliponaxis=False,
        customdata=[[name, counted("found.items", int(n), lang)] for name, n in zip(named, whole, strict=True)],
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
    )


def _dates(fig: Drawing, whole: "pd.Series[int]", unit: Unit, lang: str) -> None:
    """Name at most eight bars below the axis."""
    step = max(1, -(-len(whole) // 8))
    at = list(range(0, len(whole), step))
    named = [_named(whole.index[n].date(), unit, lang, short=True) for n in at]
    fig.update_xaxes(tickvals=at, ticktext=named, range=[-0.6, max(len(whole), 6) - 0.4], showgrid=False)


def _named(day: date, unit: Unit, lang: str, *, short: bool = False) -> str:
    if unit == "month":
        return short_month(day, lang)
    if unit == "week" and not short:
        return word("found.week", lang, first=full_day(day, lang), last=full_day(day + timedelta(days=6), lang))
    return full_day(day, lang)


def _sentences(counts: pd.DataFrame, what: tuple[Unit, str, int], as_of: datetime, sheet: Sheet) -> Sentences:
    unit, asked, undayed = what
    lang = sheet.lang
    quoted = esc(fit(asked, ASKED_PX, 16))
    subject = word("found.asked", lang, asked=quoted) if asked else word("found.all", lang)
    left_out = counted("found.undayed", undayed, lang) if undayed else ""
    if counts.empty:
        return Sentences(word("found.none", lang), subject, dated(left_out, as_of, lang))
    most = counts.loc[counts["items"].idxmax()]
    title = word("found.title", lang, items=counted("found.items", int(counts["items"].sum()), lang),
                 when=_named(pd.Timestamp(most["start"]).date(), unit, lang), n=number(int(most["items"])))  # fmt: skip
    foot = " ".join(filter(None, (word("found.empty", lang), left_out)))
    return Sentences(title, f"{subject} {word(f'found.by_{unit}', lang)}", dated(foot, as_of, lang))
