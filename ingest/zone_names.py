"""The zone at the end of a stated time in ("GMT-0600", "+00:00", "CST"), a time zone out."""

import re
from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_OFFSET = re.compile(r"(?:UTC|GMT|UT|Z)?\s?(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?", re.IGNORECASE)
_MOST = timedelta(hours=14)

# RFC 822 names, and the few others that feeds use and that mean one offset there.
_HOURS = {
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "МСК": 3,
    "BRT": -3, "ART": -3,
}  # fmt: skip
_PLACES = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}


def zone_of(stated: str) -> tzinfo:
    """Return the zone that a name or an offset means. Raises ValueError for one we do not know: it is not guessed."""
    name = stated.strip().upper()
    if name in {"Z", "UT", "UTC", "GMT"}:
        return UTC
    if name in _HOURS:
        return timezone(timedelta(hours=_HOURS[name]))
    if name in _PLACES:
        return ZoneInfo(_PLACES[name])
    offset = _OFFSET.fullmatch(name)
    if offset is None:
        raise ValueError(f"expected a zone such as GMT, EST or -0600, got {stated!r}")
    distance = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
    if distance > _MOST or int(offset["minutes"] or 0) >= 60:  # noqa: PLR2004 - minutes in an hour
        raise ValueError(f"expected an offset of at most 14 hours, got {stated!r}")
    return timezone(-distance if offset["sign"] == "-" else distance)
