"""Intervals of time in, intervals of lag out: what can be said about "how long after" when clocks are coarse."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from store.model import Interval

_HOUR = timedelta(hours=1)
_WRONG_ORDER = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """Hours from one event to another, at least and at most. Negative only if the second was certainly before."""

    min_h: float
    max_h: float


LagBetween = Callable[[Interval, Interval], Lag]
"""How a lag is counted from the origin to an event: by the clock, or in waking hours."""


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


def smallest_ordered_h(poll_h: float) -> float:
    """Return the smallest lag, in hours, whose order two feeds polled every `poll_h` show rightly 19 times of 20.

    With independent polls and no other clock, a lag shorter than the period shows in the wrong order with a
    probability of (1 - lag / period)² / 2.
    """
    return poll_h * (1 - math.sqrt(2 * _WRONG_ORDER))


def resolved(lag: Lag, resolution_h: float) -> Lag:
    """Return the lag as far as clocks that tell times apart by `resolution_h` at best can state it.

    What is shorter than that, either way, can only be "within": its upper end is the resolution, its lower end
    nothing, or as much before. Longer lags are left as they are. Raises ValueError for a negative resolution.
    """
    if resolution_h < 0:
        raise ValueError(f"a resolution of {resolution_h} h")
    if lag.min_h >= resolution_h or lag.max_h <= -resolution_h:
        return lag
    low = min(lag.min_h, 0.0) if lag.max_h >= 0 else min(lag.min_h, -resolution_h)
    high = max(lag.max_h, resolution_h) if lag.max_h >= 0 else 0.0
    return Lag(min_h=low, max_h=high)
