"""Builders of what a ledger is made from, with invented outlets: hours count from the START of an invented story."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from store.model import (
    Basis,
    Carried,
    CoverageSpan,
    Decision,
    Frame,
    Interval,
    Kind,
    OriginRule,
    Outlet,
    Pickup,
    Precision,
    Route,
)

START = datetime(2024, 4, 9, 6, tzinfo=UTC)
SEEN = START + timedelta(days=100)
RUSSIAN_STATE = OriginRule(kinds=(Kind.STATE_MEDIA,), countries=("RU",))


def at(hour: float) -> datetime:
    return START + timedelta(hours=hour)


def span(earliest_h: float, latest_h: float) -> Interval:
    return Interval(earliest=at(earliest_h), latest=at(latest_h))


def item(
    outlet: str, published: Interval | None, *, frame: Frame = Frame.ATTRIBUTES, state: bool = False, n: int = 0
) -> Carried:
    return Carried(
        item_id=f"{outlet}-{n}", outlet_id=outlet, outlet=outlet.title(), country="RU" if state else "MX",
        kind=Kind.STATE_MEDIA if state else Kind.REGIONAL, url=f"https://{outlet}.example/{n}", published=published,
        precision=Precision.DAY if published else Precision.UNKNOWN, basis=Basis.URL, first_seen_at=SEEN, frame=frame,
        route=Route.UNKNOWN, decision=Decision.YES, judged=False,
    )  # fmt: skip


def watched(outlet: str, *stretches: tuple[float, float], feed: str = "feed") -> list[CoverageSpan]:
    return [
        CoverageSpan(feed_id=f"{outlet}-{feed}", outlet_id=outlet, started_at=at(a), ended_at=at(b), watched=True)
        for a, b in stretches
    ]


def gap(outlet: str, start: float, end: float, feed: str = "feed") -> CoverageSpan:
    return CoverageSpan(feed_id=f"{outlet}-{feed}", outlet_id=outlet, started_at=at(start), ended_at=at(end),
                        watched=False, reason="overrun")  # fmt: skip


def outlet(name: str) -> Outlet:
    return Outlet(outlet_id=name, name=name.title(), kind=Kind.REGIONAL, country="MX", zones=("America/Mexico_City",),
                  zone_basis="registry", label_source="invented for a test")  # fmt: skip


def row(rows: Sequence[Pickup], name: str) -> Pickup:
    return next(one for one in rows if one.outlet_id == name)
