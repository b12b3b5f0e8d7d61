"""Rows of the view `pickups` of one narrative in, the chart of who ran it first, and how surely, out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.clock import nights, ticks
from dashboard.charts.lane_words import lane_sentences
from dashboard.charts.lanes import KINDS, Lane, Span, Story, read_story, shortened
from dashboard.charts.words import counted, word
from dashboard.drawing import Drawing
from dashboard.escape import esc
from dashboard.formats import full_day, instant, short_month, stated_day
from dashboard.theme import (
    ADOPTS,
    DEBUNKS,
    FAINT,
    GRID,
    INK,
    MUTED,
    NIGHT,
    ORIGIN,
    PAPER,
    WEIGHS,
    Margins,
    Sheet,
    balanced,
    blank,
    frame,
    heights,
    label,
    see_through,
    text_px,
)

# symbol, fill, line: shape and fill carry the meaning, colour only repeats it
MARKS = {
    "origin": ("square", ORIGIN, ORIGIN),
    "asserts": ("circle", ADOPTS, ADOPTS),
    "attributes": ("circle", PAPER, ADOPTS),
    "denies": ("diamond", PAPER, DEBUNKS),
    "fact_check": ("diamond", DEBUNKS, DEBUNKS),
    "analysis": ("triangle-up", PAPER, WEIGHS),
    "undecided": ("x-thin", MUTED, MUTED),
}
BAR, MONTH_BAR, ORIGIN_BAR = "#B4C0CE", "#E6EAEF", "#EDB9A6"
ROW_PX, GUTTER_PX, GAP = 29, 34, 0.55
LABEL = 15


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where things are: y of each lane, the stretch of time, hours in a pixel."""

    story: Story
    span: Span
    lanes: tuple[Lane, ...]
    ys: tuple[float, ...]
    hours_px: float
    tight_px: float  # hours in a pixel where the picture is shown as narrow as it may be
    lang: str

    hidden: int

    @property
    def bottom(self) -> float:
        return max(self.ys) + (1.3 if self.hidden else 0.6)

    @property
    def long(self) -> bool:
        """Whether the axis is too long for hours: labels then name the day."""
        return not nights(self.span)

    @property
    def rows(self) -> list[tuple[Lane, float]]:
        return list(zip(self.lanes, self.ys, strict=True))


def swimlane(  # noqa: PLR0913 — all but the frame are named
    pickups: pd.DataFrame,
    *,
    name: str,
    as_of: datetime,
    country: str | None = "MX",
    max_rows: int = 25,
    sheet: Sheet = Sheet(),  # noqa: B008 — frozen
) -> go.Figure:
    """Draw who ran a narrative first, with each date as wide as it is known.

    `pickups` holds the rows of one narrative: outlet, country, role, frame, first_earliest and first_latest (UTC or
    NaT), lag_min_h and lag_max_h (hours), published_precision, items. `country` filters pick-ups, never origins.
    """
    story = read_story(pickups, name=name, country=country, as_of=as_of)
    said = lane_sentences(story, sheet.lang)
    if not story.lanes:
        return blank(said, sheet)
    lanes = shortened(story.lanes, max_rows)
    left = _left_px(lanes, sheet)
    plot = _plot(story, lanes, (sheet.width - left - 20, (sheet.words_px or sheet.width) - left - 20), sheet.lang)
    fig = Drawing()
    above = _background(fig, plot)
    _bars(fig, plot)
    _marks(fig, plot)
    _labels(fig, plot)
    _night_legend(fig, plot)
    _axes(fig, plot, sheet, left)
    margins = Margins(left, 20, top=above, bottom=_bottom_px(fig), legend=_legend_lines(fig, sheet))
    around = sum(heights(said, sheet, margins))
    height = max(sheet.height or 0, round(ROW_PX * (plot.bottom + 0.6)) + around)  # rows decide; never squeezed
    _more(fig, plot)
    return frame(fig, said, sheet=sheet, height=height, margins=margins)


def _left_px(lanes: Sequence[Lane], sheet: Sheet) -> int:
    widest = max(text_px(x.outlet, 16, weight="bold" if x.origin else "normal") for x in lanes)
    return round(min(max(widest + 40, 150), sheet.width * 0.27))


def _plot(story: Story, lanes: Sequence[Lane], room_px: tuple[float, float], lang: str) -> _Plot:
    span = story.span or Span(story.as_of, story.as_of + timedelta(days=1))
    ys, y = [], 0.0
    for number, lane in enumerate(lanes):
        before = lanes[number - 1] if number else lane
        new_block = (before.origin and not lane.origin) or (before.known != "nothing" and lane.known == "nothing")
        y += (1.0 if number else 0.0) + (GAP if new_block and number else 0.0)
        ys.append(y)
    hours_px, tight_px = (span.hours / (wide - GUTTER_PX) for wide in room_px)
    return _Plot(story, span, tuple(lanes), tuple(ys), hours_px, tight_px, lang, len(story.lanes) - len(lanes))


def _background(fig: Drawing, plot: _Plot) -> int:
    """Draw what lies behind the lanes; return the pixels that the words above them need."""
    below = {"type": "rect", "y0": -0.6, "y1": plot.bottom, "line_width": 0, "layer": "below"}
    for low, high in nights(plot.span) if plot.story.span else []:
        fig.add_shape(x0=low, x1=high, fillcolor=NIGHT, name="night", **below)
    for x, _ in ticks(plot.span, plot.story.band, most=8, lang=plot.lang) if plot.story.span else []:
        fig.add_shape(type="line", x0=x, x1=x, y0=-0.6, y1=plot.bottom, line={"color": GRID, "width": 1}, layer="below")
    band = plot.story.band
    if band is None:
        return 14
    low, high = (max(0.0, min(plot.span.x(t), plot.span.hours)) for t in (band.start, band.end))
    high = max(high, low + 2 * plot.hours_px)
    fig.add_shape(x0=low, x1=high, fillcolor=see_through(ORIGIN, 0.13), name="origin", **below)
    key = "lane.band" if band.end - band.start > timedelta(minutes=2) else "lane.band_exact"
    text = word(key, plot.lang, a=instant(band.start, plot.lang), b=instant(band.end, plot.lang))
    if plot.tight_px > plot.hours_px and low + text_px(text, LABEL) * plot.tight_px > plot.span.hours:
        text = balanced(text, text_px(text, LABEL) * 0.6, LABEL)
    need = max(text_px(line, LABEL) for line in text.split("<br>")) * plot.tight_px
    right = low + need <= plot.span.hours
    x = low if right else max(high, min(need, plot.span.hours))
    place = {"x": x, "xanchor": "left" if right else "right", "y": -0.6, "yanchor": "bottom", "name": "origin"}
    fig.add_annotation(text=text, align="left", font={"size": LABEL, "color": ORIGIN}, **place)
    return 34 + 20 * text.count("<br>")


def _drawn(plot: _Plot, lane: Lane) -> tuple[float, float] | None:
    """Return x from, x to of a lane's interval inside the axis; None when undated or wholly outside."""
    if lane.earliest is None or lane.latest is None:
        return None
    low, high = plot.span.x(lane.earliest), plot.span.x(lane.latest)
    if high <= 0 or low >= plot.span.hours:
        return None
    return max(low, 0.0), min(max(high, low), plot.span.hours)


def _bars(fig: Drawing, plot: _Plot) -> None:
    """Draw an interval as a bar as long as the doubt; nothing in it claims a minute."""
    kinds = (
        ("by_interval", BAR, lambda x: x.known in {"hour", "day"} and not x.origin),
        ("by_month", MONTH_BAR, lambda x: x.known == "month"),
        ("origin", ORIGIN_BAR, lambda x: x.known in {"hour", "day"} and x.origin),
    )
    for key, colour, belongs in kinds:
        rows = [(lane, y, drawn) for lane, y in plot.rows if belongs(lane) and (drawn := _drawn(plot, lane))]
        if not rows:
            continue
        edge = {"color": FAINT, "width": 1 if key == "by_month" else 0}
        fig.add_bar(
            orientation="h",
            name=word(key, plot.lang),
            meta=f"bar:{key}",
            y=[y for _, y, _ in rows],
            base=[low for _, _, (low, _) in rows],
            x=[max(high - low, 3 * plot.hours_px) for _, _, (low, high) in rows],
            width=0.5,
            marker={"color": colour, "line": edge},
            showlegend=key != "origin",
            legendrank=2000,
            customdata=[[_hover(lane, plot.lang)] for lane, _, _ in rows],
            hovertemplate="%{customdata[0]}<extra></extra>",
        )


def _marks(fig: Drawing, plot: _Plot) -> None:
    """Set each symbol at its time when the minute is known, else in the gutter left of the axis."""
    gutter = -GUTTER_PX / 2 * plot.hours_px
    for rank, kind in enumerate(KINDS):
        rows = [(lane, y) for lane, y in plot.rows if lane.kind == kind]
        if not rows:
            continue
        symbol, fill, line = MARKS[kind]
        at = [_drawn(plot, lane) if lane.exact else None for lane, _ in rows]
        fig.add_scatter(
            mode="markers",
            name=word(kind, plot.lang),
            meta=f"mark:{kind}",
            x=[x[0] if x else gutter for x in at],
            y=[y for _, y in rows],
            cliponaxis=False,
            legendrank=rank,
            marker={"symbol": symbol, "size": 13, "color": fill, "line": {"width": 2.5, "color": line}},
            customdata=[[_hover(lane, plot.lang)] for lane, _ in rows],
            hovertemplate="%{customdata[0]}<extra></extra>",
        )


def _hover(lane: Lane, lang: str) -> str:
    lines = [f"<b>{esc(lane.outlet)}</b> ({esc(lane.country)})", word(lane.kind, lang), _when(lane, lang)]
    if lane.lag and not lane.origin:
        lines.append(word("lane.after", lang, lag=lane.lag))
    return "<br>".join([*lines, counted("week.hover", lane.items, lang)])


def _when(lane: Lane, lang: str) -> str:
    if lane.earliest is None or lane.latest is None:
        return word("lane.undated", lang)
    if lane.exact:
        return instant(lane.earliest, lang)
    return word("lane.between", lang, a=instant(lane.earliest, lang), b=instant(lane.latest, lang))


def _labels(fig: Drawing, plot: _Plot) -> None:
    for lane, y in plot.rows:
        drawn = _drawn(plot, lane)
        if drawn:
            _lag_label(fig, plot, lane, (y, *drawn))
        elif lane.latest is None or lane.earliest is None:
            _text(fig, plot, (0, 0, y), word("lane.undated", plot.lang))
        else:
            _arrow(fig, plot, lane, y)


def _text(  # noqa: PLR0913 — a place and what is written there
    fig: Drawing, plot: _Plot, at: tuple[float, float, float], text: str, *, colour: str = MUTED, clear_px: int = 7
) -> None:
    """Write right of the bar (x from, x to, y) if the text fits before the plot's edge, else in it, else left of it."""
    low, high, y = at
    need = (text_px(text, LABEL) + clear_px) * plot.hours_px
    x, side = low, {"xanchor": "right", "xshift": -clear_px}
    if high + need <= plot.span.hours:
        x, side = high, {"xanchor": "left", "xshift": clear_px}
    elif low - need < 0 or high - low > need:
        x = high
    fig.add_annotation(x=x, y=y, text=text, showarrow=False, font={"size": LABEL, "color": colour}, **side)


def _lag_label(fig: Drawing, plot: _Plot, lane: Lane, at: tuple[float, float, float]) -> None:
    y, low, high = at
    if lane.known == "month":
        words = [word("by_month", plot.lang), _date(lane, plot.lang), "" if lane.origin else lane.lag]
        text = "  ·  ".join(x for x in words if x)
        inside = high - low > (text_px(text, LABEL) + 14) * plot.hours_px
        _text(fig, plot, (low, low if inside else high, y), text)
        return
    text = instant(lane.middle, plot.lang) if lane.origin and lane.exact else ("" if lane.origin else lane.lag)
    if text and not lane.origin and plot.long:
        text = f"{_date(lane, plot.lang)}  ·  {text}"
    if text:
        _text(fig, plot, (low, low if lane.exact else high, y), text, colour=INK, clear_px=13 if lane.exact else 7)


def _arrow(fig: Drawing, plot: _Plot, lane: Lane, y: float) -> None:
    """Draw a lane beyond the axis as an arrow at the edge with its date."""
    later = lane.earliest is not None and plot.span.x(lane.earliest) >= plot.span.hours
    edge = plot.span.hours - 8 * plot.hours_px if later else 8 * plot.hours_px
    symbol = "triangle-right" if later else "triangle-left"
    fig.add_scatter(
        x=[edge],
        y=[y],
        mode="markers",
        meta="arrow",
        cliponaxis=False,
        showlegend=False,
        marker={"symbol": symbol, "size": 11, "color": MUTED},
        customdata=[[_hover(lane, plot.lang)]],
        hovertemplate="%{customdata[0]}<extra></extra>",
    )
    side = {"xanchor": "right", "xshift": -10} if later else {"xanchor": "left", "xshift": 10}
    fig.add_annotation(
        x=edge, y=y, text=_date(lane, plot.lang), showarrow=False, font={"size": LABEL, "color": MUTED}, **side
    )


def _date(lane: Lane, lang: str) -> str:
    if lane.earliest is None or lane.latest is None:
        return word("lane.undated", lang)
    stated = stated_day(lane.earliest, lane.latest)
    return short_month(stated, lang) if lane.known == "month" else full_day(stated, lang)


def _night_legend(fig: Drawing, plot: _Plot) -> None:
    if plot.story.span and nights(plot.span):
        marker = {"symbol": "square", "size": 14, "color": "#DFE2E6"}
        text = word("night", plot.lang)
        fig.add_scatter(x=[None], y=[None], mode="markers", name=text, legendrank=3000, marker=marker, meta="night")


def _axes(fig: Drawing, plot: _Plot, sheet: Sheet, left: int) -> None:
    right = plot.span.hours + 2 * plot.hours_px
    most = int((sheet.width - left - 20) / 105)
    shown = [
        (x, text)
        for x, text in (ticks(plot.span, plot.story.band, most=most, lang=plot.lang) if plot.story.span else [])
        if x <= plot.span.hours - 45 * plot.hours_px  # a label further right would be cut
    ]
    fig.update_xaxes(range=[-GUTTER_PX * plot.hours_px, right], showgrid=False, side="bottom")
    fig.update_xaxes(tickvals=[x for x, _ in shown], ticktext=[text for _, text in shown])
    line = {"type": "line", "x0": 0, "x1": plot.span.hours, "y0": plot.bottom, "y1": plot.bottom}
    fig.add_shape(**line, line={"color": FAINT, "width": 1})
    names = [
        f"<b>{label(x.outlet, left - 40, weight='bold')}</b>" if x.origin else label(x.outlet, left - 34)
        for x in plot.lanes
    ]
    fig.update_yaxes(range=[plot.bottom, -0.6], showgrid=False, tickvals=list(plot.ys), ticktext=names)
    fig.update_yaxes(ticklabelstandoff=4)
    fig.update_layout(barmode="overlay")


def _bottom_px(fig: Drawing) -> int:
    """Return the room for tick labels of two lines, one line or none."""
    shown = fig.layout["xaxis"]["ticktext"]
    return 56 if any("<br>" in text for text in shown) else 38 if shown else 18


def _legend_lines(fig: Drawing, sheet: Sheet) -> int:
    """Return how many lines the legend takes: Plotly breaks it into columns as wide as the widest entry."""
    widths = [0.96 * text_px(trace["name"], 15) + 45 for trace in fig.traces if trace.get("showlegend", True)]
    room = min(sheet.width - 30, (sheet.words_px or sheet.width) - 90)  # as narrow as a window of 1200 shows it
    if sum(widths) <= room:
        return 1
    columns = max(1, int(room // max(widths)))
    return -(-len(widths) // columns)


def _more(fig: Drawing, plot: _Plot) -> None:
    if plot.hidden:
        text = counted("lane.more", plot.hidden, plot.lang)
        place = {"x": 0, "y": plot.bottom - 0.4, "xanchor": "left", "xshift": 7, "showarrow": False}
        fig.add_annotation(text=text, font={"size": 14, "color": MUTED}, **place)
