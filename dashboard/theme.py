"""A Plotly figure and its sentences in, the same figure in the house's type, colours and frame out."""

import html
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from typing import Literal

import plotly.graph_objects as go
import plotly.io as pio

from dashboard.drawing import Drawing
from dashboard.escape import esc
from dashboard.formats import instant

FONT = "Inter, 'Source Sans 3', 'Noto Sans', Arial, sans-serif"
INK, MUTED, FAINT, GRID, PAPER, NIGHT = "#1A1A1A", "#595959", "#B3B3B3", "#E4E4E4", "#FFFFFF", "#F3F4F6"
ORIGIN, ADOPTS, DEBUNKS, WEIGHS = "#C8390B", "#0A5FA5", "#00795C", "#7A5C00"
SERIES = ("#0A5FA5", "#C8390B", "#00795C", "#8E4585", "#7A5C00")  # Okabe-Ito, darkened to 3:1 on white
SEQ = ("#F4F6F8", "#DCE9F3", "#B5D2E7", "#7FB3D5", "#4A8DBE", "#1F669F", "#0B4577")
WIDE_PX = 1100  # below this the type is smaller and the margins narrower
SIDE_PX = 28
_EMS = (
    (0.29, "!,.:Iijl· \u00a0"),
    (0.37, ";t|1()/[]fr"),
    (0.48, '"-_'),
    (0.55, "*?s–czkxvy"),
    (0.81, "w"),
    (0.93, "mM…"),
    (1.0, "%@W—"),
)
_GREEK, _CJK = 0x0370, 0x2E80

_AXIS = {"gridcolor": GRID, "zeroline": False, "linecolor": FAINT, "showline": False, "automargin": False}
pio.templates["rastro"] = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": 16, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "colorway": SERIES,
        "hoverlabel": {
            "bgcolor": PAPER,
            "bordercolor": "#999999",
            "align": "left",
            "font": {"family": FONT, "size": 14, "color": INK},
        },
        "xaxis": {**_AXIS, "ticks": "outside", "tickcolor": FAINT, "tickfont": {"size": 15, "color": MUTED}},
        "yaxis": {**_AXIS, "ticks": "", "tickfont": {"size": 16, "color": INK}},
        "separators": ".,",
        "dragmode": False,
        "hovermode": "closest",
        "showlegend": False,
    }
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """How a chart is drawn: language, size in pixels (height None: what the rows need), words in the picture or not."""

    lang: str = "en"
    width: int = 1280
    height: int | None = None
    head: bool = True
    words_px: int | None = None  # of headline, subtitle and foot, where the picture may be shown narrower than drawn

    @property
    def room(self) -> int:
        """How wide a line of words may be, in pixels."""
        return min(self.width, self.words_px or self.width) - 2 * SIDE_PX

    @property
    def wide(self) -> bool:
        """Whether there is room for the larger type."""
        return self.width >= WIDE_PX


def screen(lang: str) -> Sheet:
    """Return the sheet of a page: Streamlit draws it as wide as the window allows, but breaks no line of it anew."""
    return Sheet(lang=lang, width=1160, words_px=766)


@dataclass(frozen=True, slots=True)
class Sentences:
    """What a chart says in words: finding, measure, and how it is known. Feed text in it is escaped already."""

    title: str
    subtitle: str
    foot: str


@dataclass(frozen=True, slots=True)
class Margins:
    """Room around the plot in pixels, without headline and foot; `legend` is the number of its lines."""

    left: int
    right: int
    top: int = 16
    bottom: int = 34
    legend: int = 0


def label(text: object, width_px: float, size: float = 16, *, weight: Literal["normal", "bold"] = "normal") -> str:
    """Return one line that Plotly takes as plain text, cut with an ellipsis to the width."""
    return esc(fit(html.unescape(esc(text)), width_px, size, weight=weight))


@lru_cache(maxsize=4096)
def text_px(text: str, size: float, *, weight: Literal["normal", "bold"] = "normal") -> float:
    """Return the width of a line in Inter, in pixels, estimated a little on the wide side."""
    return sum(_em(c) for c in text) * size * (1.08 if weight == "bold" else 1.0)


@cache
def _em(char: str) -> float:
    """Measured in Chromium with our Inter; beyond Latin the fallback font is taken to be wide."""
    if ord(char) >= _CJK:
        return 1.0
    if ord(char) >= _GREEK and char not in "–—…−·‘’“”":
        return 0.72
    return next((em for em, chars in _EMS if char in chars), 0.74 if char.isupper() else 0.61)


def fit(text: str, width_px: float, size: float, *, weight: Literal["normal", "bold"] = "normal") -> str:
    """Return the text, or its beginning with an ellipsis if it is wider than the room."""
    if text_px(text, size, weight=weight) <= width_px:
        return text
    kept = text
    while kept and text_px(f"{kept}…", size, weight=weight) > width_px:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def wrap(text: str, width_px: float, size: float, *, lines: int = 2) -> str:
    """Break text at ordinary spaces into lines that fit, the last one cut with an ellipsis; Plotly cannot."""
    return "<br>".join(_wrapped(text, width_px, size, lines))


def balanced(text: str, width_px: float, size: float, *, lines: int = 2) -> str:
    """Break like `wrap`, with lines of about equal length: for headlines."""
    return "<br>".join(_balanced(text, width_px, size, lines))


def label_lines(text: object, width_px: float, size: float = 16) -> str:
    """Return at most two lines that Plotly takes as plain text: for names from the data."""
    return "<br>".join(esc(line) for line in _balanced(html.unescape(esc(text)), width_px, size, 2))


def _wrapped(text: str, width_px: float, size: float, lines: int) -> list[str]:
    if text_px(text, size) <= width_px:
        return [text]
    done: list[str] = []
    rest = text.split(" ")
    while rest and len(done) < lines - 1:
        ends = accumulate(text_px(word, size) + text_px(" ", size) for word in rest)
        taken = max(1, sum(end - text_px(" ", size) <= width_px for end in ends))
        done.append(fit(" ".join(rest[:taken]), width_px, size))
        rest = rest[taken:]
    return [*done, fit(" ".join(rest), width_px, size)] if rest else done


def _balanced(text: str, width_px: float, size: float, lines: int) -> list[str]:
    """Narrow the room until one more line, or an ellipsis, would be needed."""
    best = _wrapped(text, width_px, size, lines)
    room = width_px * 0.97
    while len(best) > 1 and room > width_px / (lines + 1):
        found = _wrapped(text, room, size, lines)
        if len(found) != len(best) or "".join(found).count("…") != text.count("…"):
            break
        best, room = found, room * 0.97
    return best


def ink_on(colour: str) -> str:
    """Return black or white, whichever has the higher WCAG contrast on the fill (#RRGGBB)."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)  # noqa: PLR2004 — WCAG 2
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return PAPER if 1.05 / (light + 0.05) > (light + 0.05) / 0.0603 else INK


def seq(share: float) -> str:
    """Return the colour of the sequential ramp at 0..1, interpolated as Plotly does."""
    place = max(0.0, min(1.0, share)) * (len(SEQ) - 1)
    step = min(int(place), len(SEQ) - 2)
    low, high = list(pairwise(SEQ))[step]
    mixed = [round(_part(low, i) + (_part(high, i) - _part(low, i)) * (place - step)) for i in (1, 3, 5)]
    return "#" + "".join(f"{value:02X}" for value in mixed)


def _part(colour: str, at: int) -> int:
    return int(colour[at : at + 2], 16)


def see_through(colour: str, alpha: float) -> str:
    """Return the colour (#RRGGBB) as rgba with the alpha, 0..1."""
    return f"rgba({_part(colour, 1)},{_part(colour, 3)},{_part(colour, 5)},{alpha:g})"


def heights(said: Sentences, sheet: Sheet, margins: Margins) -> tuple[int, int]:
    """Return the pixels above and below the plot."""
    top, bottom = margins.top + (8 + 23 * margins.legend if margins.legend else 0), margins.bottom
    if sheet.head:
        title, subtitle, foot = _broken(said, sheet)
        top += 30 + _lines(title) * round(_title_size(sheet) * 1.32) + 10 + _lines(subtitle) * 21
        bottom += 22 + _lines(foot) * 18
    return top, bottom


def frame(fig: Drawing, said: Sentences, *, sheet: Sheet, height: int, margins: Margins) -> go.Figure:
    """Put headline, subtitle, foot, margins and type on a figure, the same on every chart.

    With `sheet.head` false the words are not drawn (a page sets them as real text); either way they travel in
    `layout.meta` as title, subtitle and foot, escaped and without markup.
    """
    top, bottom = heights(said, sheet, margins)
    fig.update_layout(
        template="rastro", width=sheet.width, height=height,
        meta={"title": said.title, "subtitle": said.subtitle, "foot": said.foot},
        margin={"l": margins.left, "r": margins.right, "t": top, "b": bottom, "pad": 0},
    )  # fmt: skip
    if sheet.head:
        _words_in_picture(fig, said, sheet, margins, (top, bottom))
    if margins.legend:
        _legend(fig, sheet, margins, height - top - bottom)
    for number, trace in enumerate(fig.traces):  # plotly.js draws a random uid otherwise, and no two exports are equal
        trace["uid"] = f"t{number:03d}"
    return fig.figure()


def dated(foot: str, as_of: datetime, lang: str) -> str:
    """Return the foot with the day and hour up to which the data goes, in Mexico City."""
    until = {"en": "Data as of {t} (Mexico City)", "es": "Datos al {t} (Ciudad de México)"}[lang]
    said = until.format(t=instant(as_of, lang)).replace(" ", "\u00a0")  # stays on one line
    return f"{foot}  {said}".strip(" ")


def blank(said: Sentences, sheet: Sheet) -> go.Figure:
    """Return a figure that only says its title: there is nothing to draw."""
    fig = Drawing()
    fig.update_xaxes(visible=False, range=[0, 1])
    fig.update_yaxes(visible=False, range=[0, 1])
    text = wrap(said.title, sheet.width - 4 * SIDE_PX, 18)
    fig.add_annotation(text=text, x=0.5, y=0.5, font={"size": 18, "color": MUTED})
    height = sheet.height or (330 if sheet.head else 160)
    return frame(fig, said, sheet=sheet, height=height, margins=Margins(SIDE_PX, SIDE_PX, bottom=16))


def _title_size(sheet: Sheet) -> int:
    return 25 if sheet.wide else 21


def _lines(text: str) -> int:
    return text.count("<br>") + 1


@lru_cache(maxsize=64)  # asked twice for each chart: for its height, and to write
def _broken(said: Sentences, sheet: Sheet) -> tuple[str, str, str]:
    room, big = sheet.room, _title_size(sheet)
    more = 0 if sheet.words_px is None else 1  # lines: nothing that is said may be lost to the room
    title = balanced(said.title, room / 1.06, big, lines=2 + more)
    subtitle = balanced(said.subtitle, room, 16 if sheet.wide else 15, lines=3 + more)
    return title, subtitle, wrap(said.foot, room, 13, lines=4 + 2 * more)


def _words_in_picture(
    fig: Drawing, said: Sentences, sheet: Sheet, margins: Margins, around: tuple[int, int]
) -> None:  # fmt: skip
    title, subtitle, foot = _broken(said, sheet)
    (top, bottom), left, big = around, margins.left, _title_size(sheet)
    written = {"xref": "paper", "yref": "paper", "x": 0, "xanchor": "left", "align": "left"}
    written["xshift"] = SIDE_PX - left
    below_title = 18 + _lines(title) * round(big * 1.32)
    for text, down, size, colour in ((f"<b>{title}</b>", 18, big, INK), (subtitle, below_title + 8, 16, MUTED)):
        font = {"size": size if sheet.wide or size == big else 15, "color": colour}
        fig.add_annotation(**written, text=text, y=1, yanchor="top", yshift=top - down, font=font)
    low = {"size": 13, "color": MUTED}
    fig.add_annotation(**written, text=foot, y=0, yanchor="bottom", yshift=12 - bottom, font=low)


def _legend(fig: Drawing, sheet: Sheet, margins: Margins, plot_px: int) -> None:
    """Real marker shapes above the plot, so that no font has to carry them."""
    room = sheet.width - margins.left - margins.right
    fig.update_layout(
        showlegend=True,
        legend={
            "orientation": "h",
            "x": -(margins.left - 18) / room,
            "xanchor": "left",
            "y": 1 + (margins.top + 2) / plot_px,
            "yanchor": "bottom",
            "font": {"size": 15, "color": INK},
            "itemsizing": "trace",
            "tracegroupgap": 0,
            "itemclick": False,
            "itemdoubleclick": False,
            "bgcolor": "rgba(0,0,0,0)",
        },
    )
