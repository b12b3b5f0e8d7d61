"""Items per narrative and day of eight weeks in, the chart of one week out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.words import counted, word
from dashboard.drawing import Drawing
from dashboard.escape import esc
from dashboard.formats import MEXICO_CITY, full_day, local, number, weekday
from dashboard.theme import (
    ADOPTS,
    GRID,
    INK,
    MUTED,
    ORIGIN,
    PAPER,
    SEQ,
    Margins,
    Sentences,
    Sheet,
    blank,
    dated,
    frame,
    heights,
    ink_on,
    label_lines,
    seq,
)

ROWS, WEEKS, ROW_PX = 12, 8, 46
_DAY = timedelta(days=1)
TREND, TOTAL, CHANGE, MONTH = 7.1, 9.95, 11.15, 13.5  # x of the columns right of the seven days, in cells
TREND_WIDE = 1.4


@dataclass(frozen=True, slots=True)
class _Row:
    """One narrative: items of 56 days, oldest first (NaN: no data), and items dated only to a month.

    `by_hour`: of the last of these days a week earlier that has begun, the items up to the same hour; None: not known.
    """

    name: str
    days: tuple[float, ...]
    monthly: int
    by_hour: float | None = None
    back: bool = False  # it had items before these eight weeks, and none in them

    @property
    def week(self) -> tuple[float, ...]:
        """The seven days of the week shown."""
        return self.days[-7:]

    def weeks(self) -> list[float]:
        """Items a week, oldest first; NaN for a week without any data."""
        return [_total(self.days[i : i + 7]) for i in range(0, len(self.days), 7)]


@dataclass(frozen=True, slots=True)
class _Week:
    """The rows drawn, the week, and how many of its days have begun by `as_of` (7: it is over)."""

    rows: tuple[_Row, ...]
    rest: tuple[_Row, ...]
    start: date
    as_of: datetime
    begun: int
    lang: str

    @property
    def all(self) -> tuple[_Row, ...]:
        """The rows drawn and those there is no room for: what the headline counts."""
        return self.rows + self.rest

    @property
    def running(self) -> bool:
        """Whether the last day that has begun is not over."""
        end = datetime.combine(self.start + 7 * _DAY, time(0), MEXICO_CITY)
        return self.begun > 0 and self.as_of < end

    def total(self, row: _Row) -> float:
        """Items of the days that have begun."""
        return _total(row.week[: self.begun], empty=0)

    def before(self, row: _Row) -> float:
        """Items of the same weekdays a week ago; of a day that is not over, up to the same hour if that is known."""
        days = row.days[-14:-7][: self.begun]
        if self.running and row.by_hour is not None and not np.isnan(days[-1]):
            days = (*days[:-1], row.by_hour)
        return _total(days, empty=0)

    @property
    def by_hour(self) -> bool:
        """Whether a running week is compared with the same hours of the last."""
        return self.running and any(row.by_hour is not None for row in self.all)

    def gap(self, row: _Row) -> bool:
        """Whether the comparison stands on days without data."""
        return any(np.isnan(row.week[: self.begun])) or any(np.isnan(row.days[-14:-7][: self.begun]))


def weekly(  # noqa: PLR0913 — all but the frame are named
    daily: pd.DataFrame,
    *,
    names: dict[str, str],
    week_start: date,
    as_of: datetime,
    undated: dict[str, int] | None = None,
    back: Collection[str] = (),
    sheet: Sheet = Sheet(),  # noqa: B008 — frozen
) -> go.Figure:
    """Draw the items of each narrative by day, with eight weeks' trend, total and change.

    `daily` has narrative_id, day (date), items (float, NaN: no data; no row: none seen) of the eight weeks up to the
    one that begins on the Monday `week_start`; where it has items_by_hour too (items up to the hour of `as_of`), a
    running week is compared with the same hours of the last. `undated` counts items dated only to a month that touches
    this week; `back` has the narratives that came back after eight weeks or more.
    """
    week = _read(daily, names, (undated or {}, back), (week_start, as_of), sheet.lang)
    said = _sentences(week, sum((undated or {}).values()))
    if not week.rows:
        return blank(said, sheet)
    fig = Drawing()
    left = 268 if sheet.wide else 190
    _cells(fig, week)
    _trends(fig, week)
    _totals(fig, week)
    _months(fig, week)
    _axes(fig, week, left)
    margins = Margins(left, 18, top=60, bottom=10)
    around = sum(heights(said, sheet, margins))
    height = max(sheet.height or 0, ROW_PX * len(week.rows) + around)
    return frame(fig, said, sheet=sheet, height=height, margins=margins)


def _read(
    daily: pd.DataFrame,
    names: dict[str, str],
    more: tuple[dict[str, int], Collection[str]],
    when: tuple[date, datetime],
    lang: str,
) -> _Week:
    """Return the narratives, most items of this week first; none if nobody carried any in the eight weeks."""
    undated, back = more
    start, as_of = when
    begun = max(0, min(7, (local(as_of).date() - start).days + 1))
    days = [start - 7 * (WEEKS - 1) * _DAY + i * _DAY for i in range(7 * WEEKS)]
    table = _table(daily, days)
    by_hour = _by_hour(daily, start + (begun - 8) * _DAY)
    found = [
        _Row(
            names.get(key, key),
            tuple(table.get(key, [0.0] * len(days))),
            int(undated.get(key, 0)),
            by_hour.get(key),
            key in back,
        )
        for key in sorted({*table, *undated})
    ]
    seen = any(r.monthly or any(np.isnan(r.days)) or sum(r.days) > 0 for r in found)
    live = found if seen else []  # a tracked narrative that nobody carried is a row too: silence beside the others
    whole = _Week((), (), start, as_of, begun, lang)
    live.sort(key=lambda r: (-whole.total(r), -r.monthly, -whole.before(r), -_total(r.days, empty=0), r.name))
    return _Week(tuple(live[:ROWS]), tuple(live[ROWS:]), start, as_of, begun, lang)


def _table(daily: pd.DataFrame, days: Sequence[date]) -> dict[str, list[float]]:
    """Return items by narrative in the order of the days; a day with no row counts as none seen."""
    if daily.empty:
        return {}
    at = {day: i for i, day in enumerate(days)}
    table: dict[str, list[float]] = {}
    dates = pd.to_datetime(daily["day"]).dt.date
    for key, day, items in zip(daily["narrative_id"], dates, daily["items"], strict=True):
        row = table.setdefault(str(key), [0.0] * len(days))
        if day in at:
            row[at[day]] += float("nan") if pd.isna(items) else float(items)
    return table


def _by_hour(daily: pd.DataFrame, day: date) -> dict[str, float]:
    """Return the items of one day up to the hour, by narrative; nothing if the data does not say."""
    if "items_by_hour" not in daily:
        return {}
    there = daily[pd.to_datetime(daily["day"]).dt.date == day]
    return {str(key): float(n) for key, n in zip(there["narrative_id"], there["items_by_hour"], strict=True)}


def _total(days: Sequence[float], *, empty: float = float("nan")) -> float:
    known = [x for x in days if not np.isnan(x)]
    return sum(known) if known else empty


def _cells(fig: Drawing, week: _Week) -> None:
    """Seven cells a row with their number; a day without data is dashed, a day to come is left out."""
    top = max([4.0, *(x for row in week.rows for x in row.week if not np.isnan(x))])
    shown = [[None if np.isnan(x) or j >= week.begun else x for j, x in enumerate(row.week)] for row in week.rows]
    hover = [[counted("week.hover", int(x or 0), week.lang) for x in row] for row in shown]
    scale = [[i / (len(SEQ) - 1), colour] for i, colour in enumerate(SEQ)]
    fig.add_heatmap(
        z=shown,
        x=list(range(7)),
        y=list(range(len(week.rows))),
        zmin=0,
        zmax=top,
        xgap=3,
        ygap=5,
        colorscale=scale,
        showscale=False,
        hoverongaps=False,
        text=hover,
        hovertemplate="%{text}<extra></extra>",
        meta="cells",
    )
    for i, row in enumerate(week.rows):
        for j, items in enumerate(row.week[: week.begun]):
            _cell(fig, (j, i), items, items / top, week.lang)


def _cell(fig: Drawing, at: tuple[int, int], items: float, share: float, lang: str) -> None:
    x, y = at
    if np.isnan(items):
        edge = {"color": "#8A8A8A", "width": 1, "dash": "dot"}
        box = {"x0": x - 0.47, "x1": x + 0.47, "y0": y - 0.44, "y1": y + 0.44}
        fig.add_shape(type="rect", fillcolor=PAPER, line=edge, name="no data", **box)
        _write(fig, at, word("week.gap", lang), MUTED)
    else:
        _write(fig, at, "·" if items == 0 else number(items), ink_on(seq(share)), size=17)


def _write(  # noqa: PLR0913 — a place, a text and how it is set
    fig: Drawing, at: tuple[float, float], text: str, colour: str, *, size: int = 16, anchor: str = "center"
) -> None:
    font = {"size": size, "color": colour}
    fig.add_annotation(x=at[0], y=at[1], text=text, showarrow=False, xanchor=anchor, font=font)


def _trends(fig: Drawing, week: _Week) -> None:
    """Eight weeks on one scale for all rows; a week without any data breaks the line."""
    series = [row.weeks() for row in week.rows]
    top = max([1.0, *(x for weeks in series for x in weeks if not np.isnan(x))])
    xs = [TREND + TREND_WIDE * i / (WEEKS - 1) for i in range(WEEKS)]
    for i, weeks in enumerate(series):
        ys = [None if np.isnan(x) else i + 0.32 - 0.64 * x / top for x in weeks]
        base = {"x0": xs[0], "x1": xs[-1], "y0": i + 0.32, "y1": i + 0.32}
        fig.add_shape(type="line", line={"color": GRID, "width": 1}, layer="below", **base)
        hover = ["" if np.isnan(x) else counted("week.hover", int(x), week.lang) for x in weeks]
        drawn = {"hovertemplate": "%{customdata}<extra></extra>", "meta": f"trend:{i}"}
        line = {"color": "#6B7480", "width": 2}
        fig.add_scatter(x=xs, y=ys, mode="lines", line=line, customdata=hover, **drawn)
        fill = PAPER if week.running else ADOPTS  # hollow: the week is not over
        last = {"size": 8, "color": fill, "line": {"color": ADOPTS, "width": 2}}
        fig.add_scatter(x=xs[-1:], y=ys[-1:], mode="markers", marker=last, hoverinfo="skip", meta="now")


def _totals(fig: Drawing, week: _Week) -> None:
    for i, row in enumerate(week.rows):
        now, before = week.total(row), week.before(row)
        _write(fig, (TOTAL, i), f"<b>{number(now)}</b>", INK, size=20, anchor="right")
        mark = " †" if week.gap(row) else ""
        if now == before:
            text = word("week.equal", week.lang) if now else "–"
            _write(fig, (CHANGE, i), f"{text}{mark}", MUTED, anchor="left")
        elif before == 0:
            said = word("week.back" if row.back else "week.new", week.lang)
            _write(fig, (CHANGE, i), f"<b>{said}</b>{mark}", ORIGIN, anchor="left")
        else:
            colour = ORIGIN if now > before else ADOPTS
            marker = {"size": 12, "color": colour, "symbol": "triangle-up" if now > before else "triangle-down"}
            fig.add_scatter(  # a shape, not a glyph
                x=[CHANGE + 0.08], y=[i], mode="markers", marker=marker, hoverinfo="skip", meta="change"
            )
            _write(fig, (CHANGE + 0.25, i), f"{_signed(now - before)}{mark}", colour, anchor="left")


def _signed(change: float) -> str:
    return f"{'+' if change > 0 else '−'}{number(abs(change))}"


def _months(fig: Drawing, week: _Week) -> None:
    for i, row in enumerate(week.rows):
        if row.monthly:
            _write(fig, (MONTH, i), number(row.monthly), MUTED)


def _axes(fig: Drawing, week: _Week, left: int) -> None:
    days = [week.start + i * _DAY for i in range(7)]
    heads = [
        f"{weekday(d, week.lang)}<br><b>{d.day}{'*' if week.running and i == week.begun - 1 else ''}</b>"
        for i, d in enumerate(days)
    ]
    columns = [(TREND + TREND_WIDE / 2, "week.weeks"), (TOTAL - 0.25, "week.total"), (CHANGE + 0.6, "week.against")]
    if any(row.monthly for row in week.rows):
        columns.append((MONTH, "week.month"))
    for key in columns:
        first, second = word(key[1], week.lang).split("\n")
        heads.append(f'<span style="font-size:13px">{first}<br><b>{second}</b></span>')
    fig.update_xaxes(range=[-0.52, 14.1], side="top", tickvals=[*range(7), *(x for x, _ in columns)], ticktext=heads)
    fig.update_xaxes(showgrid=False, ticks="", tickangle=0)
    count = len(week.rows)
    names = [label_lines(r.name, left - 36) for r in week.rows]
    fig.update_yaxes(range=[count - 0.5, -0.5], showgrid=False, tickvals=list(range(count)), ticktext=names)
    fig.update_yaxes(ticklabelstandoff=10)


def _sentences(week: _Week, undated: int) -> Sentences:
    lang, end = week.lang, week.start + 6 * _DAY
    parts = [word("week.measure", lang, a=full_day(week.start, lang), b=full_day(end, lang))]
    if week.rows:
        parts.append(word("week.legend", lang))
    if any(np.isnan(x) for row in week.rows for x in row.week[: week.begun]):
        parts.append(word("week.legend_gap", lang))
    if week.running:
        running = "week.legend_hours" if week.by_hour else "week.legend_running"
        parts.append(word(running, lang, t=f"{local(week.as_of):%H:%M}"))
    if any(week.gap(row) for row in week.rows):
        parts.append(word("week.legend_gap_compared", lang))
    foot = [
        counted("week.undated", undated, lang) if undated else "",
        counted("week.more", len(week.rest), lang) if week.rest else "",
        word("coverage", lang),
    ]
    legend = "   ".join(part.replace(" ", "\u00a0") for part in parts[1:])  # breaks between its entries only
    return Sentences(
        _title(week), f"{parts[0]}   {legend}".rstrip(" "), dated(" ".join(x for x in foot if x), week.as_of, lang)
    )


def _title(week: _Week) -> str:
    """Say the total and its change; name a largest rise only if there is exactly one and no gap under it."""
    lang, rows = week.lang, week.all
    if not rows:
        return word("week.empty", lang)
    now, before = sum(map(week.total, rows)), sum(map(week.before, rows))
    title = counted("week.title", int(now), lang) if now else word("week.none", lang)
    if any(map(week.gap, rows)) or not now:
        return _with_most(title, week) if now else title
    if now == before:
        return word("week.same", lang, title=title)
    if not before:
        return word("week.first", lang, title=title)
    key = "week.change_hours" if week.by_hour else "week.change_days" if week.running else "week.change"
    title = word(key, lang, title=title, change=_signed(now - before))
    rises = sorted(((week.total(r) - week.before(r), r.name) for r in rows), reverse=True)
    if rises[0][0] <= 0 or len(rises) == 1 or rises[1][0] == rises[0][0]:
        return title
    return word("week.rise", lang, title=title, name=esc(rises[0][1]))


def _with_most(title: str, week: _Week) -> str:
    """Name the narrative with most items if there is exactly one, of several."""
    ranked = sorted(((week.total(r), r.name) for r in week.all), reverse=True)
    if len(ranked) == 1 or ranked[0][0] == ranked[1][0]:
        return title
    return word("week.most", week.lang, title=title, name=esc(ranked[0][1]))
