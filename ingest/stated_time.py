"""A time as an import file states it in; a published time out. Strict: what it does not know, it refuses. Pure."""

import re
from datetime import MAXYEAR, MINYEAR, date, datetime, time

from ingest.interval import interval_of, is_midnight
from store.model import Basis, Precision, PublishedTime

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_CLOCK = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}(?P<minute>:\d{2}(?P<second>:\d{2}(\.\d{1,6})?)?)?\s?(Z|[+-]\d{2}(:?\d{2})?)?"
)
_ORDER = (Precision.SECOND, Precision.MINUTE, Precision.HOUR, Precision.DAY, Precision.MONTH, Precision.UNKNOWN)


def published_time(raw: str | None, precision: str | None, basis: Basis, zones: tuple[str, ...]) -> PublishedTime:
    """Read a stated time: YYYY, YYYY-MM, YYYY-MM-DD or an ISO 8601 date and time.

    Without an offset it is read in the outlet's `zones`; with several, the interval spans all of them. Midnight
    sharp counts as the day, unless `precision` says that it is a time.
    `precision` may be coarser than the string, never finer; None takes the string's own.
    Raises ValueError saying what was expected.
    """
    stated = Precision(precision) if precision else None
    if not raw or stated is Precision.UNKNOWN:
        return PublishedTime(raw=raw or None, interval=None, precision=Precision.UNKNOWN, basis=basis)
    moment, own = _read(raw)
    if not MINYEAR < moment.year < MAXYEAR:
        raise ValueError(f"expected a year that a calendar has room around, got {raw!r}")
    if stated and own is Precision.DAY and _CLOCK.fullmatch(raw):
        own = Precision.SECOND
    level = stated or own
    if _ORDER.index(level) < _ORDER.index(own):
        raise ValueError(f"precision {level} is finer than {raw!r} says")
    if level is Precision.UNKNOWN:
        return PublishedTime(raw=raw, interval=None, precision=level, basis=basis)
    return PublishedTime(raw=raw, interval=interval_of(moment, level, zones), precision=level, basis=basis)


def _read(raw: str) -> tuple[datetime, Precision]:
    if re.fullmatch(r"\d{4}", raw):
        return datetime(int(raw), 1, 1), Precision.UNKNOWN  # noqa: DTZ001 - its zone is applied in interval_of
    try:
        if month := _MONTH.fullmatch(raw):
            return datetime(int(month[1]), int(month[2]), 1), Precision.MONTH  # noqa: DTZ001 - as above
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw):
            return datetime.combine(date.fromisoformat(raw), time()), Precision.DAY
        if clock := _CLOCK.fullmatch(raw):
            return _with_clock(datetime.fromisoformat(raw), clock)
    except ValueError:
        pass
    raise ValueError(f"expected YYYY, YYYY-MM, YYYY-MM-DD or an ISO 8601 time, got {raw!r}")


def _with_clock(moment: datetime, clock: re.Match[str]) -> tuple[datetime, Precision]:
    """Take midnight sharp for a day whose hour nobody stated: programs write dates that way."""
    if is_midnight(moment):
        return moment, Precision.DAY
    level = Precision.SECOND if clock["second"] else Precision.MINUTE if clock["minute"] else Precision.HOUR
    return moment, level
