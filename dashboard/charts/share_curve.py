"""Lines of share_lines.py in, the chart of the share of outlets that had picked a narrative up out."""

from collections.abc import Sequence
from datetime import datetime

import plotly.graph_objects as go

from dashboard.charts.curve import DASHES, LABEL_PX, LABEL_SIZE, MOST, spread
from dashboard.charts.share_lines import Line
from dashboard.charts.words import counted, word
from dashboard.drawing import Drawing
from dashboard.escape import esc
from dashboard.formats import lag, number
from dashboard.theme import (
    FAINT,
    GRID,
    INK,
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

HALF, TOP = 0.5, 1.06
_STEEP_H = 0.25  # a rise within a quarter of an hour is drawn as a step, not as a box


def share_curve(  # noqa: PLR0913 - all but the lines are named
    lines: Sequence[Line],
    *,
    base: str,
    as_of: datetime,
    country: str | None = "MX",
    event: str = "mention",
    horizon_h: float = 72,
    sheet: Sheet = Sheet(),  # noqa: B008 - frozen
) -> go.Figure:
    """Draw the share of outlets by hours since the origin: the first line with its band and median, others beside it.

    `base` is watched or carriers, `event` mention or adoption, as in the views; at most five lines are drawn.
    """
    drawn = list(lines[:MOST])
    said = _sentences(lines, (base, event, country), as_of, sheet.lang)
    if not drawn:
        return blank(said, sheet)
    fig = Drawing()
    _band(fig, drawn[0])
    for rank in range(len(drawn) - 1, -1, -1):  # the narrative shown lies on top
        _steps(fig, drawn[rank], rank, sheet.lang)
    _median(fig, drawn[0], horizon_h)
    right = 300 if sheet.wide else 230
    margins = Margins(72, right, top=16, bottom=58)
    around = sum(heights(said, sheet, margins))
    height = max(sheet.height or (600 if sheet.head else 420), around + LABEL_PX * len(drawn) + 20)
    _ends(fig, drawn, horizon_h, (height - around, sheet.width - right - 72, right), sheet.lang)
    _axes(fig, horizon_h, sheet)
    return frame(fig, said, sheet=sheet, height=height, margins=margins)


def _band(fig: Drawing, line: Line) -> None:
    """Draw the band of a line: between two steps its lower end is the former's, its upper end the latter's."""
    if not line.steps:
        return
    xs, low, high = [0.0], [0.0], [line.steps[0].most]
    for number_, step in enumerate(line.steps):
        after = line.steps[number_ + 1].most if number_ + 1 < len(line.steps) else 1.0
        for least, most in ((low[-1], step.most), (step.least, max(after, step.most))):
            xs.append(step.to_h)
            low.append(max(least, low[-1]))
            high.append(most)
    xs.append(max(line.ends_h, xs[-1]))
    low.append(low[-1])
    high.append(high[-1])
    kept = [n for n, x in enumerate(xs) if x <= line.ends_h]
    cut = [xs[n] for n in kept]
    if cut[-1] < line.ends_h:  # the next step lies beyond the end: the band goes on as it was up to there
        after = min(kept[-1] + 1, len(xs) - 1)
        cut.append(line.ends_h)
        kept.append(after if xs[after] > line.ends_h else kept[-1])
    closed = [*cut, *reversed(cut)]
    ys = [*(high[n] for n in kept), *(low[n] for n in reversed(kept))]
    fig.add_scatter(x=closed, y=ys, mode="lines", line={"width": 0}, fill="toself", hoverinfo="skip",
                    fillcolor=see_through(SERIES[0], 0.10), meta="band")  # fmt: skip


def _steps(fig: Drawing, line: Line, rank: int, lang: str) -> None:
    """Draw the estimate: level where it is known, a shaded box where it rises somewhere."""
    xs: list[float | None] = [0.0]
    ys: list[float | None] = [0.0]
    before = 0.0
    for step in line.steps:
        if step.from_h >= line.ends_h:
            break
        xs.append(step.from_h)
        ys.append(before)
        end = min(step.to_h, line.ends_h)
        if step.to_h - step.from_h > _STEEP_H:
            box = {"x0": step.from_h, "x1": end, "y0": before, "y1": step.share}
            fig.add_shape(type="rect", line={"color": SERIES[rank], "width": 1, "dash": "2px,3px"}, layer="below",
                          fillcolor=see_through(SERIES[rank], 0.20 if rank == 0 else 0.08), name=f"box:{rank}",
                          **box)  # fmt: skip
            xs.append(None)
            ys.append(None)
        if step.to_h > line.ends_h:
            before = float("nan")
            break
        xs.append(step.to_h)
        ys.append(step.share)
        before = step.share
    if before == before:  # noqa: PLR0124 - not inside a box
        xs.append(line.ends_h)
        ys.append(before)
    said = ["" if x is None or y is None else word("share.hover", lang, h=f"{x:.0f}", share=_percent(y, lang))
            for x, y in zip(xs, ys, strict=True)]  # fmt: skip
    fig.add_scatter(
        x=xs, y=ys, mode="lines", name=esc(line.name), meta=f"line:{rank}", text=said, cliponaxis=False,
        line={"shape": "hv", "color": SERIES[rank], "width": 3.5 if rank == 0 else 2, "dash": DASHES[rank]},
        hovertemplate="%{text}<extra>%{fullData.name}</extra>",
    )  # fmt: skip


def _median(fig: Drawing, line: Line, horizon_h: float) -> None:
    """Mark one outlet in two: the median as a thick bar, its band as a thin one with an arrow where it goes on."""
    fig.add_shape(type="line", xref="paper", x0=0, x1=1, y0=HALF, y1=HALF, layer="below",
                  line={"color": FAINT, "width": 1, "dash": "4px,4px"})  # fmt: skip
    for name, (low, high), width in (("median_band", line.band, 2), ("median", line.median, 7)):
        if low is None or low > horizon_h:
            continue
        end = horizon_h if high is None else min(high, horizon_h)
        fig.add_shape(type="line", x0=low, x1=max(end, low + horizon_h / 400), y0=HALF, y1=HALF, name=name,
                      line={"color": INK, "width": width})  # fmt: skip
        if name == "median_band" and (high is None or high > horizon_h):
            marker = {"symbol": "triangle-right", "size": 12, "color": INK}
            fig.add_scatter(x=[horizon_h], y=[HALF], mode="markers", marker=marker, hoverinfo="skip",
                            cliponaxis=False, meta="open")  # fmt: skip


def _ends(
    fig: Drawing, drawn: Sequence[Line], horizon_h: float, room: tuple[float, float, int], lang: str
) -> None:  # fmt: skip
    """Name each line at its end; names are pushed apart and a thread leads to them."""
    plot_px, wide_px, right = room
    ends = [line.shares(line.ends_h)[0] for line in drawn]
    order = sorted(range(len(drawn)), key=lambda n: -ends[n])
    half = TOP * LABEL_PX / 2 / plot_px
    placed = spread([ends[n] for n in order], gap=2 * half, low=half * 0.8, high=TOP - half * 0.6)
    for n, y in zip(order, placed, strict=True):
        line, colour = drawn[n], SERIES[n]
        marker = {"size": 11, "color": PAPER if line.running else colour, "line": {"color": colour, "width": 2.5}}
        fig.add_scatter(x=[line.ends_h], y=[ends[n]], mode="markers", marker=marker, cliponaxis=False,
                        meta=f"end:{n}", hoverinfo="skip")  # fmt: skip
        name = label_lines(line.name, (right - 40) / 1.08, LABEL_SIZE)
        text = f"<b>{name}</b><br>{_end(line, lang)}"
        fig.add_annotation(x=1, xref="paper", xanchor="left", xshift=26, y=y, text=text, showarrow=False, align="left",
                           font={"size": LABEL_SIZE, "color": colour}, name="end")  # fmt: skip
        fig.add_shape(type="line", xref="paper", x0=line.ends_h / horizon_h, x1=1 + 22 / wide_px, y0=ends[n], y1=y,
                      line={"color": colour, "width": 1}, name="thread")  # fmt: skip


def _end(line: Line, lang: str) -> str:
    low, high = line.shares(line.ends_h)
    share = _percent(low, lang) if low == high else f"{low:.0%}"[:-1] + "–" + _percent(high, lang)
    key = "share.end_running" if line.running else "share.end_share"
    return word(key, lang, share=share, n=number(line.outlets))


def _axes(fig: Drawing, horizon_h: float, sheet: Sheet) -> None:
    step = next((s for s in (6, 12, 24, 48, 96, 168) if horizon_h / s <= 8), 336)  # noqa: PLR2004 - ticks that fit
    at = [step * n for n in range(int(horizon_h // step) + 1)]
    fig.update_xaxes(range=[0, horizon_h], tickvals=at, ticktext=[f"+{h} h" if h else "0" for h in at])
    fig.update_xaxes(showgrid=False, showline=True, title={"text": word("share.hours", sheet.lang), "standoff": 6})
    fig.update_xaxes(title_font={"size": 14, "color": MUTED}, linecolor=FAINT)
    shares = [0, 0.25, 0.5, 0.75, 1]
    fig.update_yaxes(range=[0, TOP], tickvals=shares, ticktext=[_percent(y, sheet.lang) for y in shares])
    fig.update_yaxes(ticklabelstandoff=8, gridcolor=GRID, tickfont={"size": 15, "color": MUTED})


def _percent(share: float, lang: str) -> str:
    return f"{share:.0%}".replace("%", "\u00a0%" if lang == "es" else "%")


def _who(base: str, event: str, country: str | None, lang: str) -> str:
    """Name those whose share it is: of carriers, those known to have done what the curve counts."""
    key = f"{base}_{event}" if base == "carriers" else base
    return word(f"share.{key}{'_mx' if country == 'MX' else ''}", lang)


def _sentences(
    lines: Sequence[Line], kind: tuple[str, str, str | None], as_of: datetime, lang: str
) -> Sentences:  # fmt: skip
    base, event, country = kind
    if not lines:
        return Sentences(word("share.empty", lang), "", dated("", as_of, lang))
    line = lines[0]
    (low, high), (band_low, band_high) = line.median, line.band
    named = {"name": esc(line.name), "who": _who(base, event, country, lang)}
    named["did"] = word(f"share.did_{base if base == 'carriers' else event}", lang)
    if low is None:
        title = word("share.title_none", lang, **named)
    elif high is None:
        title = word("share.title_open", lang, **named)
    else:
        title = word("share.title", lang, lag=lag(low, high).removeprefix("+"), **named)
    if band_low is not None:
        open_ended = band_high is None
        band = word("share.band_open", lang, low=f"{band_low:.0f}") if open_ended else lag(band_low, band_high)
        title = f"{title} {word('share.band', lang, band=band)}"
    measure = [word(f"share.{base}_measure", lang), word("share.legend", lang)]
    if any(one.running for one in lines[:MOST]):
        measure.append(word("share.hollow", lang))
    method = "share.method_kaplan" if line.method == "kaplan-meier" else "share.method_turnbull"
    foot = [
        word(method, lang), word(f"share.event_{event}", lang),
        counted("share.unknown", line.unknown, lang) if line.unknown else "",
        counted("share.before", line.before, lang) if line.before else "",
        word("share.resolution", lang, h=f"{line.resolution_h:.1f}") if line.resolution_h else "",
        counted("share.dropped", len(lines) - MOST, lang) if len(lines) > MOST else "",
    ]  # fmt: skip
    return Sentences(
        title.replace("95 %", "95\u00a0%"),
        " ".join(measure).replace("95 %", "95\u00a0%"),
        dated(" ".join(x for x in foot if x), as_of, lang),
    )
