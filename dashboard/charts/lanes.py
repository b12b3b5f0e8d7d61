"""Rows of the view `pickups` of one narrative in, the lanes of the who-first chart and their time axis out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Literal

import pandas as pd

from dashboard.formats import MEXICO_CITY, lag, local

Known = Literal["minute", "hour", "day", "month", "nothing"]
KINDS = ("origin", "asserts", "attributes", "denies", "fact_check", "analysis", "undecided")
STORY = timedelta(days=4)
_DAY = timedelta(days=1)
_EVER = datetime.max.replace(tzinfo=MEXICO_CITY)


@dataclass(frozen=True, slots=True)
class Lane:
    """One outlet's first item: between `earliest` and `latest` (UTC), both None when no date is known."""

    outlet: str
    country: str
    origin: bool
    kind: str
    known: Known
    earliest: datetime | None
    latest: datetime | None
    least_h: float | None
    most_h: float | None
    items: int

    @property
    def exact(self) -> bool:
        """Whether it is known to the minute, so that a symbol may stand at its time."""
        return self.known == "minute"

    @property
    def lag(self) -> str:
        """Time after the origin in words; empty when it is not known."""
        return "" if self.least_h is None or self.most_h is None else lag(self.least_h, self.most_h)

    @property
    def middle(self) -> datetime:
        """Middle of the interval, for reading order; the end of time when undated."""
        if self.earliest is None or self.latest is None:
            return _EVER
        return self.earliest + (self.latest - self.earliest) / 2


@dataclass(frozen=True, slots=True)
class Band:
    """The origin's first item lies between these moments."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Span:
    """The drawn stretch of time; x on the chart is hours since `start`."""

    start: datetime
    end: datetime

    @property
    def hours(self) -> float:
        """Length in hours."""
        return self.x(self.end)

    def x(self, moment: datetime) -> float:
        """Return hours since the start."""
        return (moment - self.start) / timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Story:
    """One narrative: its lanes after the country filter, how many the filter left out, origin and drawn stretch."""

    name: str
    country: str | None
    as_of: datetime
    lanes: tuple[Lane, ...]
    elsewhere: int
    band: Band | None
    span: Span | None

    @property
    def pickups(self) -> tuple[Lane, ...]:
        """The lanes that are not origins."""
        return tuple(lane for lane in self.lanes if not lane.origin)

    def is_before_origin(self, lane: Lane) -> bool:
        """Whether the lane is dated before the origin whatever the true times are."""
        return lane.latest is not None and self.band is not None and lane.latest < self.band.start


def read_story(pickups: pd.DataFrame, *, name: str, country: str | None, as_of: datetime) -> Story:
    """Return the story of one narrative; `country` filters the pick-ups only, None keeps all."""
    everywhere = read_lanes(pickups)
    lanes = in_country(everywhere, country)
    band = origin_band(lanes)
    return Story(name, country, as_of, tuple(lanes), len(everywhere) - len(lanes), band, story_span(lanes, band))


def read_lanes(pickups: pd.DataFrame) -> list[Lane]:
    """Return one lane a row: origins first, then by the middle of the interval, undated last."""
    lanes = [_lane(row) for row in pickups.to_dict("records")]
    return sorted(lanes, key=lambda lane: (not lane.origin, lane.middle, lane.outlet))


def in_country(lanes: Iterable[Lane], country: str | None) -> list[Lane]:
    """Keep the origins and, of the others, those of the country; None keeps all."""
    return [lane for lane in lanes if lane.origin or country is None or lane.country == country]


def shortened(lanes: Sequence[Lane], rows: int) -> list[Lane]:
    """Keep at most so many lanes; origins never take more than a third, unless there is little else."""
    origins, others = [x for x in lanes if x.origin], [x for x in lanes if not x.origin]
    first = origins[: max(rows // 3, rows - len(others))]
    return first + others[: rows - len(first)]


def origin_band(lanes: Iterable[Lane]) -> Band | None:
    """Return when the story started: not before the first earliest, not after the first latest of the origins."""
    dated = [(x.earliest, x.latest) for x in lanes if x.origin and x.earliest and x.latest]
    return Band(min(a for a, _ in dated), min(b for _, b in dated)) if dated else None


def story_span(lanes: Sequence[Lane], band: Band | None) -> Span | None:
    """Return the stretch to draw: the origin and four days, or everything when most dated lanes lie beyond."""
    dated = [(x.earliest, x.latest) for x in lanes if x.earliest and x.latest]
    if not dated:
        return None
    start = band.start if band else min(a for a, _ in dated)
    limit = max(start + STORY, band.end + _DAY) if band else start + STORY
    outside = [a for a, b in dated if a >= limit or b <= start]
    if len(outside) * 2 > len(dated):
        return Span(min(start, *(a for a, _ in dated)), _next_midnight(max(b for _, b in dated)))
    inside = [b for a, b in dated if a < limit and b <= limit] + [band.end if band else start + _DAY]
    before = [a for a, b in dated if start - _DAY <= a < start < b]  # a foreign calendar day begins before the band
    return Span(min([*before, start]), _next_midnight(max(min(limit, max(inside)), start + _DAY)))


def known_first(lanes: Sequence[Lane]) -> Lane | None:
    """Return the one lane that is before all others whatever the true times are; None while intervals overlap."""
    for lane in lanes:
        others = [x for x in lanes if x is not lane]
        if lane.latest and all(x.earliest and lane.latest < x.earliest for x in others):
            return lane
    return None


def _next_midnight(moment: datetime) -> datetime:
    here = local(moment)
    midnight = datetime.combine(here.date(), time(0), MEXICO_CITY)
    return (
        midnight
        if here - midnight < timedelta(minutes=1)
        else datetime.combine(here.date() + _DAY, time(0), MEXICO_CITY)
    )


def _lane(row: dict[Any, Any]) -> Lane:
    earliest, latest = _moment(row["first_earliest"]), _moment(row["first_latest"])
    if earliest is None or latest is None:
        earliest = latest = None
    origin = row["role"] == "origin"
    return Lane(
        outlet=str(row["outlet"]),
        country=str(row["country"]),
        origin=origin,
        kind="origin" if origin else kind_of(row["frame"]),
        known=_known(row["published_precision"], earliest, latest),
        earliest=earliest,
        latest=latest,
        least_h=_hours(row["lag_min_h"]),
        most_h=_hours(row["lag_max_h"]),
        items=_whole(row.get("items")),
    )


def kind_of(frame: Any) -> str:
    """Return the symbol's kind for a frame of the data; unknown and missing ones are undecided."""
    if frame == "reports_denial":
        return "denies"
    return frame if isinstance(frame, str) and frame in KINDS else "undecided"


def _known(precision: Any, earliest: datetime | None, latest: datetime | None) -> Known:
    if earliest is None or latest is None:
        return "nothing"
    named: dict[str, Known] = {"second": "minute", "minute": "minute", "hour": "hour", "day": "day", "month": "month"}
    return named.get(str(precision), "day" if latest - earliest <= 3 * _DAY else "month")


def _moment(value: Any) -> datetime | None:
    if value is None or value is pd.NaT:
        return None
    moment: datetime = pd.Timestamp(value).to_pydatetime(warn=False)
    return moment


def _hours(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _whole(value: Any) -> int:
    return 1 if value is None or pd.isna(value) else int(value)
