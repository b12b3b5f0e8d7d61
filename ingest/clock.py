"""A day and what stands behind it ("T10:20:00Z", ", 17:28 h", "5:20 p. m. EST") in; a moment with its precision out."""

import re
from datetime import datetime, tzinfo

from ingest.zone_names import zone_of
from store.model import Precision

_NOON = 12
_LEAP_SECOND = 60

_BETWEEN = r"(?:[\s,;|@·–—-]|T(?=\d))*(?:(?:a\s+las?|a\s+les|às|as|à|at|um|alle(?:\s+ore)?|ore|в|о|об)\s+)?"
_CLOCK = (
    r"(?P<hour>\d{1,2})(?:\s?[:.h]\s?(?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?)?"
    r"\s*(?:(?P<half>[ap])\.?\s?m\b\.?|(?P<unit>hs|hrs?|horas?|h|uhr|ч|год)\b\.?)?"
)
_ZONE = r"(?P<zone>[a-zмск]{1,4}(?:\s?[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{1,2}(?::?\d{2})?)"
_NAMED_AGAIN = r"(?:\s[a-z]{2,5})?\s*(?:\([^()]*\))?"  # "-0600 CST", "+0200 (CEST)"
_REST = re.compile(rf"{_BETWEEN}(?:{_CLOCK})?[\s,]*(?:{_ZONE}{_NAMED_AGAIN})?\s*", re.IGNORECASE)


def moment_of(day: datetime, rest: str) -> tuple[datetime, Precision]:
    """Return the day at the hour and in the zone that stand behind it; naive where no zone does.

    Raises ValueError for a rest that is no time of day, an hour that does not exist, or an unknown zone.
    """
    found = _REST.fullmatch(rest)
    if found is None:
        raise ValueError(f"expected a time of day, got {rest!r}")
    zone = zone_of(found["zone"]) if found["zone"] else None
    if found["hour"] is None:
        return day.replace(tzinfo=zone), Precision.DAY
    return _at(day, found, zone), _precision(found)


def is_clock(rest: str) -> bool:
    """Tell whether a text has the form of a time of day."""
    return _REST.fullmatch(rest) is not None


def _at(day: datetime, found: re.Match[str], zone: tzinfo | None) -> datetime:
    second = int(found["second"] or 0)
    return day.replace(
        hour=_hour(int(found["hour"]), (found["half"] or "").lower()),
        minute=int(found["minute"] or 0),
        second=second - 1 if second == _LEAP_SECOND else second,
        microsecond=int((found["fraction"] or "0").ljust(6, "0")[:6]),
        tzinfo=zone,
    )


def _hour(stated: int, half: str) -> int:
    if not half:
        return stated
    if half == "a" and stated > _NOON:
        raise ValueError(f"expected an hour before noon, got {stated}")
    return stated if stated > _NOON else stated % _NOON + (_NOON if half == "p" else 0)


def _precision(found: re.Match[str]) -> Precision:
    if found["second"]:
        return Precision.SECOND
    return Precision.MINUTE if found["minute"] else Precision.HOUR
