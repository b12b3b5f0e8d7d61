"""Rows of the view `pickups` of one to five narratives in, the chart of how many outlets took them up out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.lanes import Lane, Story, read_story
from dashboard.charts.words import counted, outlets_of, word
from dashboard.drawing import Drawing
from dashboard.escape import esc
from dashboard.theme import (
    FAINT,
    GRID,
    MUTED,
    PAPER,
    SERIES,
    Margins,
    Sentences,
    Sheet,
    blank,
    dated,
    frame,
    heights,
    label_lines,
    see_through,
)

ADOPTING = frozenset({"origin", "asserts", "attributes"})
MOST = 5
DASHES = ("solid", "solid", "solid", "8px,4px", "3px,3px")  # colour is never alone
LABEL_PX, LABEL_SIZE = 62, 15


@dataclass(frozen=True, slots=True)
class _Count:
    """One narrative: hours (ascending) at which an outlet can have taken it up at the earliest, at the latest."""

    name: str
    soonest_h: tuple[float, ...]
    surest_h: tuple[float, ...]
    seen_h: float
    carried: int
    unplaced: int
    before: int

    def low(self, until_h: float) -> int:
        """How many outlets surely had it by then, as far as the data goes."""
        return sum(h <= min(until_h, self.seen_h) for h in self.surest_h)

    def high(self, until_h: float) -> int:
        """How many outlets can have had it by then, as far as the data goes."""
        return sum(h <= min(until_h, self.seen_h) for h in self.soonest_h)


def pickup_curve(  # noqa: PLR0913 — all but the frame are named
    pickups: pd.DataFrame,
    *,
    names: dict[str, str],
    as_of: datetime,
    country: str | None = "MX",
    horizon_h: float = 72,
    sheet: Sheet = Sheet(),  # noqa: B008 — frozen
) -> go.Figure:
    """Draw the number of outlets that took a narrative up, by hours since its origin, between the bounds of the dates.

    `pickups` holds rows as `swimlane` takes them, with narrative_id; `names` gives each narrative's name. Of more than
    five narratives the ones with most outlets are drawn.
    """
    counts = _counts(pickups, names, country, (as_of, horizon_h))
    drawn = [c for c in counts if c.carried > c.unplaced][:MOST]
    said = _sentences(counts, drawn, country, (as_of, horizon_h), sheet.lang)
    if not drawn:
        return blank(said, sheet)
    fig = Drawing()
    top = max(3, *(c.high(horizon_h) for c in drawn)) * 1.08
    for number, count in reversed(list(enumerate(drawn))):  # the one that went furthest lies on top
        _steps(fig, count, number, min(horizon_h, count.seen_h), sheet.lang)
    right = 300 if sheet.wide else 230
    margins = Margins(58, right, top=26, bottom=58)
    around = sum(heights(said, sheet, margins))
    height = max(sheet.height or (620 if sheet.head else 420), around + LABEL_PX * len(drawn) + 20)
    _ends(fig, drawn, horizon_h, (top, height - around, sheet.width - right - 58, right), sheet.lang)
    _axes(fig, horizon_h, top, sheet)
    return frame(fig, said, sheet=sheet, height=height, margins=margins)


def _counts(
    pickups: pd.DataFrame, names: dict[str, str], country: str | None, until: tuple[datetime, float]
) -> list[_Count]:
    """Return the narratives in the order of `names`' outlets, most first."""
    found: list[_Count] = []
    if pickups.empty:
        return found
    for narrative, rows in pickups.groupby("narrative_id", sort=True):
        key = str(narrative)
        story = read_story(rows, name=names.get(key, key), country=country, as_of=until[0])
        if story.pickups:
            found.append(_count(story, until[1]))
    return sorted(found, key=lambda c: (-c.low(until[1]), -c.high(until[1]), -c.carried, c.name))


def _count(story: Story, horizon_h: float) -> _Count:
    placed = [x for x in story.pickups if _placed(x)]
    takers = [x for x in placed if x.kind in ADOPTING]
    adopting = [x for x in takers if not story.is_before_origin(x)]
    seen = (story.as_of - story.band.start).total_seconds() / 3600 if story.band else horizon_h
    return _Count(
        name=story.name,
        soonest_h=tuple(sorted(max(0.0, x.least_h) for x in adopting if x.least_h is not None)),
        surest_h=tuple(sorted(max(0.0, x.most_h) for x in adopting if x.most_h is not None)),
        seen_h=max(0.0, seen),
        carried=len(story.pickups),
        unplaced=len(story.pickups) - len(placed),
        before=len(takers) - len(adopting),
    )


def _placed(lane: Lane) -> bool:
    return lane.known not in {"month", "nothing"} and lane.least_h is not None and lane.most_h is not None


def _steps(fig: Drawing, count: _Count, number: int, until_h: float, lang: str) -> None:
    """Two step lines and the doubt between them: at least so many, at most so many."""
    colour, dash = SERIES[number], DASHES[number]
    for bound, hours, width in (("low", count.surest_h, 3.5), ("high", count.soonest_h, 1.5)):
        x, y = _stairs(hours, until_h)
        fig.add_scatter(
            x=x,
            y=y,
            mode="lines",
            name=esc(count.name),
            meta=f"{bound}:{number}",
            line={"shape": "hv", "color": colour, "width": width, "dash": dash},
            fill="tonexty" if bound == "high" else None,
            fillcolor=see_through(colour, 0.13),
            cliponaxis=False,
            customdata=[[word(f"curve.hover_{bound}", lang, k=int(k), h=f"{h:.0f}")] for h, k in zip(x, y)],  # noqa: B905
            hovertemplate="%{customdata[0]}<extra>%{fullData.name}</extra>",
        )


def _stairs(hours: Sequence[float], until_h: float) -> tuple[np.ndarray, np.ndarray]:
    inside = [h for h in hours if h <= until_h]
    return np.array([0.0, *inside, until_h]), np.array([0.0, *range(1, len(inside) + 1), len(inside)])


def _ends(
    fig: Drawing, drawn: Sequence[_Count], horizon_h: float, room: tuple[float, float, float, int], lang: str
) -> None:
    """Name each line at its end; where ends are close, labels are pushed apart and a thread leads to them."""
    top, plot_px, plot_px_x, right = room
    ends = [float(c.low(min(horizon_h, c.seen_h))) for c in drawn]
    order = sorted(range(len(drawn)), key=lambda i: -ends[i])
    half = top * LABEL_PX / 2 / plot_px
    placed = spread([ends[i] for i in order], gap=2 * half, low=half * 0.8, high=top - half * 0.6)
    for i, y in zip(order, placed, strict=True):
        count, colour, end = drawn[i], SERIES[i], min(horizon_h, drawn[i].seen_h)
        running = count.seen_h < horizon_h
        marker = {"size": 11, "color": PAPER if running else colour, "line": {"color": colour, "width": 2.5}}
        fig.add_scatter(
            x=[end], y=[ends[i]], mode="markers", marker=marker, cliponaxis=False, meta="end", hoverinfo="skip"
        )
        name = label_lines(count.name, (right - 40) / 1.08, LABEL_SIZE)
        text = f"<b>{name}</b><br>{_end_text(count, end, running=running, lang=lang)}"
        font = {"size": LABEL_SIZE, "color": colour}
        place = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 26, "showarrow": False, "align": "left"}
        fig.add_annotation(text=text, y=y, font=font, name="end", **place)
        thread = {"color": colour, "width": 1}
        fig.add_shape(
            type="line",
            xref="paper",
            name="thread",
            x0=end / horizon_h,
            x1=1 + 22 / plot_px_x,
            y0=ends[i],
            y1=y,
            line=thread,
        )


def _end_text(count: _Count, end_h: float, *, running: bool, lang: str) -> str:
    low, high = count.low(end_h), count.high(end_h)
    known = str(low) if low == high else f"{low}–{high}"
    return word("curve.end_running" if running else "curve.end", lang, k=known, n=count.carried)


def spread(ys: Sequence[float], *, gap: float, low: float, high: float) -> list[float]:
    """Push places apart to at least `gap`, inside low..high as far as they fit; they come and go from high to low."""
    out: list[float] = []
    for y in ys:
        out.append(min(y, high, out[-1] - gap) if out else min(y, high))
    if out and out[-1] < low:
        out[-1] = low
        for i in range(len(out) - 2, -1, -1):
            out[i] = max(out[i], out[i + 1] + gap)
    return out


def _axes(fig: Drawing, horizon_h: float, top: float, sheet: Sheet) -> None:
    step = next((s for s in (6, 12, 24, 48, 96, 168) if horizon_h / s <= 8), 336)  # noqa: PLR2004 — ticks that fit
    at = [step * i for i in range(int(horizon_h // step) + 1)]
    fig.update_xaxes(range=[0, horizon_h], tickvals=at, ticktext=[f"+{h} h" if h else "0" for h in at])
    fig.update_xaxes(showgrid=False, showline=True, title={"text": word("curve.hours", sheet.lang), "standoff": 6})
    fig.update_xaxes(title_font={"size": 14, "color": MUTED}, linecolor=FAINT)
    fig.update_yaxes(range=[0, top], dtick=max(1, round(top / 6)), tickfont={"size": 15, "color": MUTED})
    fig.update_yaxes(ticklabelstandoff=8, gridcolor=GRID)
    place = {"x": 0, "xref": "paper", "xanchor": "left", "y": 1, "yref": "paper", "yanchor": "bottom", "xshift": -30}
    text = word("curve.outlets", sheet.lang)
    fig.add_annotation(text=text, showarrow=False, font={"size": 14, "color": MUTED}, **place)


def _sentences(
    counts: Sequence[_Count], drawn: Sequence[_Count], country: str | None, until: tuple[datetime, float], lang: str
) -> Sentences:
    as_of, horizon_h = until
    unplaced, before = sum(c.unplaced for c in drawn), sum(c.before for c in drawn)
    foot = [
        counted("curve.unplaced", unplaced, lang) if unplaced else "",
        counted("curve.before", before, lang) if before else "",
        word("curve.against", lang),
        counted("curve.dropped", len(counts) - len(drawn), lang) if len(counts) > MOST else "",
        word("coverage", lang),
    ]
    title = _title(drawn, country, horizon_h, lang) if drawn else word("curve.empty", lang)
    if any(c.seen_h < horizon_h for c in drawn):
        title = word("curve.so_far", lang, title=title)
    return Sentences(title, word("curve.measure", lang), dated(" ".join(x for x in foot if x), as_of, lang))


def _title(drawn: Sequence[_Count], country: str | None, horizon_h: float, lang: str) -> str:
    """Name the one that went furthest only when its least is more than every other's most."""
    best, hours = drawn[0], f"{horizon_h:g}"
    low, high = best.low(horizon_h), best.high(horizon_h)
    name, who = esc(best.name), outlets_of(country, high, lang)
    rivals = [c for c in drawn[1:] if c.high(horizon_h) >= low]
    if rivals and high and all(c.low(horizon_h) == c.high(horizon_h) == high for c in (best, *rivals)):
        return word("curve.tie", lang, k=len(rivals) + 1, who=who, h=hours)
    if rivals and any(c.high(horizon_h) for c in drawn):
        return word("curve.no_most", lang, h=hours)
    if not high and len(drawn) > 1:
        return word("curve.none_all", lang, h=hours)
    if not high:
        return word("curve.none", lang, name=name, h=hours)
    key = "curve.title" if len(drawn) == 1 else "curve.most"
    return word(key if low == high else f"{key}_range", lang, name=name, low=low, who=who, h=hours)
