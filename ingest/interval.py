"""A stated moment with its precision and the zones it can mean in; the interval it stands for, in UTC, out. Pure."""

from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from store.model import Interval, Precision

_ONE_SECOND = timedelta(seconds=1)
_STEPS = {
    Precision.SECOND: _ONE_SECOND,
    Precision.MINUTE: timedelta(minutes=1),
    Precision.HOUR: timedelta(hours=1),
}


def interval_of(moment: datetime, level: Precision, zones: tuple[str, ...]) -> Interval:
    """Return the earliest and the latest second that the moment can mean.

    Without an offset of its own it is read in each of the IANA `zones`, and an hour that the clocks show twice as
    both; the interval spans all readings. `level` is not UNKNOWN.
    """
    places: list[tzinfo] = [moment.tzinfo] if moment.tzinfo else [ZoneInfo(zone) for zone in zones]
    readings = [_ends(moment, level, place, fold) for place in places for fold in (0, 1)]
    return Interval(
        earliest=min(start for start, _ in readings),
        latest=max(end for _, end in readings) - _ONE_SECOND,
    )


def is_midnight(moment: datetime) -> bool:
    """Tell whether a moment is midnight sharp: programs that know only the day write it so."""
    return moment.replace(tzinfo=None).time() == time()


def _ends(moment: datetime, level: Precision, place: tzinfo, fold: int) -> tuple[datetime, datetime]:
    start = _start(moment, level)
    begin = start.replace(tzinfo=place, fold=fold).astimezone(UTC)
    if level in _STEPS:
        return begin, begin + _STEPS[level]
    following = start + timedelta(days=32 if level is Precision.MONTH else 1)
    if level is Precision.MONTH:
        following = following.replace(day=1)
    return begin, following.replace(tzinfo=place, fold=fold).astimezone(UTC)


def _start(moment: datetime, level: Precision) -> datetime:
    naive = moment.replace(tzinfo=None, microsecond=0)
    if level is Precision.MONTH:
        return naive.replace(day=1, hour=0, minute=0, second=0)
    if level is Precision.DAY:
        return naive.replace(hour=0, minute=0, second=0)
    if level is Precision.HOUR:
        return naive.replace(minute=0, second=0)
    return naive.replace(second=0) if level is Precision.MINUTE else naive
