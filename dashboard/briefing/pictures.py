"""The answers about a week in, the dashboard's own charts of it, for a slide and for a page, out."""

import html
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.briefing.book import Book
from dashboard.briefing.counted import note_curves, note_flow, note_lanes, note_week
from dashboard.briefing.news import came_back
from dashboard.briefing.telling import HORIZON_H, Scene
from dashboard.charts.curve import pickup_curve
from dashboard.charts.flow import route_flow
from dashboard.charts.lanes import Story, read_story
from dashboard.charts.swimlane import ROW_PX, swimlane
from dashboard.charts.weekly import ROW_PX as DAY_PX
from dashboard.charts.weekly import weekly
from dashboard.flow import read_flow
from dashboard.theme import Sheet

SLIDE = (1280, 720)  # pixels, drawn at 1.5: 1920 x 1080
PAGE_PX, LANES_PX, CURVE_PX = 1100, 720, 640
LANE_PX, DAY_ROW_PX = 24, 38  # on a page the rows stand closer than on a screen
SLIDE_ROWS, PAGE_ROWS = 15, 25
NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One chart twice: as a slide with its own headline, and for a page that sets the words itself."""

    name: str
    slide: go.Figure
    page: go.Figure
    source: str  # name of the answer it is drawn from

    @property
    def title(self) -> str:
        """The finding, plain text."""
        return html.unescape(self.slide.layout.meta["title"])

    @property
    def measure(self) -> str:
        """What is measured, plain text."""
        return html.unescape(self.slide.layout.meta["subtitle"])

    @property
    def foot(self) -> str:
        """How it is known, plain text."""
        return html.unescape(self.slide.layout.meta["foot"])


def week_picture(scene: Scene, as_of: datetime) -> Picture:
    """Return the weekly heat picture."""
    daily, undated = scene.book.answers["daily"].rows, scene.book.answers["month_only"].rows
    given: dict[str, Any] = {
        "names": scene.names, "week_start": scene.week.start, "as_of": as_of,
        "undated": dict(zip(undated["narrative_id"], undated["items"], strict=True)), "back": came_back(scene),
    }  # fmt: skip
    slide = weekly(daily, sheet=_slide(scene.lang), **given)
    page = closer(weekly(daily, sheet=_page(scene.lang), **given), drawn_px=DAY_PX, wanted_px=DAY_ROW_PX)
    text = written(slide)
    days = [scene.week.start + timedelta(days=n) for n in range(7)]
    for key in scene.names:
        for day in days:
            scene.book.seen(text, "count", "daily", "items", narrative_id=key, day=day)
        scene.book.seen(text, "count", "weeks", "items", narrative_id=key)
        scene.book.seen(text, "signed", "weeks", "items items_before", narrative_id=key)
        scene.book.seen(text, "count", "month_only", "items", narrative_id=key)
    note_week(scene, text + written(page))
    return _noted(scene.book, Picture(name="week", slide=slide, page=page, source="daily"))


def swimlane_picture(scene: Scene, key: str, as_of: datetime, rows: int = PAGE_ROWS, width: int = PAGE_PX) -> Picture:
    """Return who ran a narrative first; `rows` and `width` (pixels) are what the page has room for."""
    pickups = _of(scene, key)
    given: dict[str, Any] = {"name": scene.names[key], "as_of": as_of, "country": scene.country}
    slide = swimlane(pickups, max_rows=SLIDE_ROWS, sheet=_slide(scene.lang), **given)
    sheet = Sheet(lang=scene.lang, width=width, head=False)
    page = closer(swimlane(pickups, max_rows=rows, sheet=sheet, **given), drawn_px=ROW_PX, wanted_px=LANE_PX)
    text = written(slide) + written(page)
    for column in ("origin_earliest", "origin_latest"):
        scene.book.seen(text, "moment", "story", column, narrative_id=key)
    for outlet_id in pickups["outlet_id"]:
        where = {"narrative_id": key, "outlet_id": outlet_id}
        scene.book.seen(text, "text", "pickups", "outlet", **where)
        scene.book.seen(text, "lag", "pickups", "lag_min_h lag_max_h", **where)
        scene.book.seen(text, "moment", "pickups", "first_earliest", **where)
        for form in ("stated_day", "stated_month"):
            scene.book.seen(text, form, "pickups", "first_earliest first_latest", **where)
    note_lanes(scene, text, key, _story(scene, key, as_of), (slide, page))
    return _noted(scene.book, Picture(name=f"who-first-{key}", slide=slide, page=page, source="pickups"))


def curve_picture(scene: Scene, keys: list[str], as_of: datetime) -> Picture:
    """Return how many outlets took up each of these narratives, by hours since its origin."""
    pickups = scene.book.answers["pickups"].rows
    kept = pickups[pickups["narrative_id"].isin(keys)]
    names = {key: scene.names[key] for key in keys}
    given: dict[str, Any] = {"names": names, "as_of": as_of, "country": scene.country, "horizon_h": HORIZON_H}
    slide = pickup_curve(kept, sheet=_slide(scene.lang), **given)
    page = pickup_curve(kept, sheet=Sheet(lang=scene.lang, width=CURVE_PX, height=240, head=False), **given)
    text = written(slide) + written(page)
    for key in keys:
        for column in ("at_least", "at_most", "carried"):
            scene.book.seen(text, "count", "curve", column, narrative_id=key)
    note_curves(scene, text, {key: _story(scene, key, as_of) for key in keys})
    name = f"curve-{keys[0]}" if len(keys) == 1 else "curve"
    return _noted(scene.book, Picture(name=name, slide=slide, page=page, source="pickups"))


def route_picture(scene: Scene, key: str, as_of: datetime) -> Picture:
    """Return by which texts outlets had a narrative, as far as evidence says; asked for by a dossier only."""
    answers = scene.book.answers
    flow = read_flow(answers["flow_items"].rows, answers["flow_sources"].rows, scene.country)
    given: dict[str, Any] = {"name": scene.names[key], "as_of": as_of, "country": scene.country}
    slide = route_flow(flow, sheet=_slide(scene.lang), **given)
    page = route_flow(flow, sheet=_page(scene.lang), **given)
    note_flow(scene, written(slide) + written(page), key, flow)
    return _noted(scene.book, Picture(name=f"route-{key}", slide=slide, page=page, source="flow_items"))


def closer(figure: go.Figure, *, drawn_px: int, wanted_px: int) -> go.Figure:
    """Return the chart with its rows closer together; margins and legend stay as far from the plot as they were."""
    margin = figure.layout.margin
    around = (margin.t or 0) + (margin.b or 0)
    plot = figure.layout.height - around
    new = round(plot * wanted_px / drawn_px)
    if plot <= 0 or not figure.data:
        return figure
    figure.update_layout(height=new + around)
    if figure.layout.legend.y is not None:
        figure.update_layout(legend_y=1 + (figure.layout.legend.y - 1) * plot / new)
    return figure


def written(figure: go.Figure) -> str:
    """Return what stands in a figure besides its axes' scales, a line a text, plain."""
    names = figure.layout.yaxis.ticktext or ()
    texts = [a.text for a in figure.layout.annotations] + [trace.name for trace in figure.data if trace.name]
    return "\n".join(map(_plain, [*texts, *names]))


def _scale(figure: go.Figure) -> list[str]:
    """Return what stands along the axes."""
    across = [_plain(text) for text in figure.layout.xaxis.ticktext or ()]
    step, reach = figure.layout.yaxis.dtick, figure.layout.yaxis.range
    up = [str(n) for n in range(0, int(reach[1]) + 1, int(step))] if step and not figure.layout.yaxis.ticktext else []
    return across + up


def _noted(book: Book, picture: Picture) -> Picture:
    """Write down the numbers of a picture that no question gives: its scales, and what only its chart can count."""
    for figure in (picture.slide, picture.page):
        for text in _scale(figure):
            if NUMBER.search(text):
                book.told(f"{picture.name}.axis", text, "scale")
        known = {token for one in book.shown for token in NUMBER.findall(one.shown)}
        for line in written(figure).splitlines():
            if not set(NUMBER.findall(line)) <= known:  # no question counts it: the rows at least are named
                book.told(f"{picture.name}.text", line, "drawn", picture.source)
    return picture


def _plain(text: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", text)).replace("\n", " ")


def _of(scene: Scene, key: str) -> pd.DataFrame:
    pickups = scene.book.answers["pickups"].rows
    return pickups[pickups["narrative_id"] == key]


def _story(scene: Scene, key: str, as_of: datetime) -> Story:
    return read_story(_of(scene, key), name=scene.names[key], country=scene.country, as_of=as_of)


def _slide(lang: str) -> Sheet:
    return Sheet(lang=lang, width=SLIDE[0], height=SLIDE[1])


def _page(lang: str) -> Sheet:
    return Sheet(lang=lang, width=PAGE_PX, head=False)


def day_rows(daily: pd.DataFrame) -> pd.DataFrame:
    """Return the answer `week_daily` with days as days, so that a row can be named by one.

    Without the counts by hour: brief_week compares whole days, and one page has one rule.
    """
    return daily.drop(columns="items_by_hour", errors="ignore").assign(day=[_day(day) for day in daily["day"]])


def _day(day: Any) -> date:
    moment: datetime = pd.Timestamp(day).to_pydatetime()
    return moment.date()
