"""Two times as intervals and an outlet's zones in; the lag in waking hours (06 to 24 local time) out. Pure.

A story that breaks at 23:00 and is picked up at 07:00 has a clock lag of eight hours and a waking lag of two.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from narratives.lag import Lag
from store.model import Interval

WAKES = time(6)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def waking_lag(origin: Interval, event: Interval, zones: Sequence[str]) -> Lag:
    """Return the waking hours from the origin to an event, as an interval.

    `zones` are the IANA zones that the outlet's clock can stand for; with several, the lag spans what it would be in
    each. As with `lag_after`, only an event that was certainly before the origin has a negative lag. Raises ValueError
    without a zone.
    """
    if not zones:
        raise ValueError("a waking lag needs at least one time zone")
    places = [ZoneInfo(zone) for zone in zones]
    if event.latest < origin.earliest:
        return Lag(
            min_h=-max(waking_hours(event.earliest, origin.latest, place) for place in places),
            max_h=-min(waking_hours(event.latest, origin.earliest, place) for place in places),
        )
    soonest, latest = (origin.latest, event.earliest), (origin.earliest, event.latest)
    return Lag(
        min_h=min(waking_hours(*soonest, place) for place in places) if soonest[0] < soonest[1] else 0.0,
        max_h=max(waking_hours(*latest, place) for place in places),
    )


def waking_hours(start: datetime, end: datetime, place: ZoneInfo) -> float:
    """Return how many hours of [start, end] lie between 06:00 and midnight in a zone; clock changes count as lived.

    Neither is naive, and `end` is not before `start`.
    """
    first, last = start.astimezone(place).date(), end.astimezone(place).date()
    days = (first + _DAY * number for number in range((last - first).days + 1))
    return sum(_shared_hours(start, end, day, place) for day in days)


def _shared_hours(start: datetime, end: datetime, day: date, place: ZoneInfo) -> float:
    # Compared in UTC: Python subtracts times of one zone by the clock on the wall, which jumps twice a year.
    wakes = datetime.combine(day, WAKES, place).astimezone(UTC)
    sleeps = datetime.combine(day + _DAY, time(), place).astimezone(UTC)
    return max((min(end.astimezone(UTC), sleeps) - max(start.astimezone(UTC), wakes)) / _HOUR, 0.0)
