"""A Retry-After header in; how long its server asks to be left alone out. Pure."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_PAUSE = timedelta(days=1)


def retry_after(header: str | None, at: datetime) -> timedelta | None:
    """Return the time asked for, counted from `at` and a day at most; None if nothing that can be read is asked."""
    text = (header or "").strip()
    if text.isdecimal():
        wait = timedelta(seconds=min(int(text[:9]), LONGEST_PAUSE.total_seconds()))
    else:
        try:
            until = parsedate_to_datetime(text)
        except ValueError:
            return None
        wait = (until if until.tzinfo else until.replace(tzinfo=UTC)) - at
    return min(wait, LONGEST_PAUSE) if wait > timedelta() else None
