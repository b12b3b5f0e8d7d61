"""Intervals of time in, intervals of lag out: what can be said about "how long after" when clocks are coarse."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from store.model import Interval

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """Hours from one event to another, at least and at most. Negative only if the second was certainly before."""

    min_h: float
    max_h: float


def first_of(intervals: Iterable[Interval]) -> Interval | None:
    """Return when the first of several events happened, each known as an interval; None without any.

    The first cannot have been before the smallest lower end, nor after the smallest upper end, whichever of the
    events it was.
    """
    known = list(intervals)
    if not known:
        return None
    return Interval(earliest=min(i.earliest for i in known), latest=min(i.latest for i in known))


def lag_after(origin: Interval, event: Interval) -> Lag:
    """Return the lag of an event that came from `origin`, as an interval in hours.

    What came from the origin cannot have been before it, so the lower end is not negative; but an event that
    was certainly over before the origin began keeps its negative lag: that is a finding, not an error.
    """
    low = (event.earliest - origin.latest) / _HOUR
    high = (event.latest - origin.earliest) / _HOUR
    return Lag(min_h=low if high < 0 else max(low, 0.0), max_h=high)
