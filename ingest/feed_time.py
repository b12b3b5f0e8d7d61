"""A time as a feed states it in, in any of the forms that feeds use; a moment with its precision out. Pure.

What can mean two days is refused, never guessed.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from ingest.clock import is_clock, moment_of
from ingest.interval import is_midnight
from ingest.language import code_of
from ingest.month_names import month_of
from ingest.worded_time import read_words
from store.model import Precision

MAX_CHARACTERS = 100
FIRST_YEAR, LAST_YEAR = 1990, 2100  # no feed is older; a year outside is a mistake or a joke
DAY_FIRST = frozenset({"ca", "de", "es", "fr", "it", "pt", "ru", "uk"})  # where 09/04/2024 is in April

_EARLIEST_EPOCH, _LATEST_EPOCH = 1_000_000_000, 4_102_444_800  # 2001, the first of ten digits, to 2100
_MILLISECONDS_DIGITS = 13

_WORD = r"[^\W\d_]+"
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)(?P<rest>.*)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?(\D.*)?)?", re.IGNORECASE)
_YEAR_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})")
_NUMERIC = re.compile(
    rf"(?:{_WORD}[.,]*\s+)?(?P<first>\d{{1,2}})(?P<mark>[/.-])(?P<second>\d{{1,2}})(?P=mark)(?P<year>\d{{4}}|\d{{2}})(?!\d)"
    r"(?P<rest>.*)"
)
_DAY_MONTH = re.compile(
    rf"(?:{_WORD}(?:-feira)?[.,\s]*)?(?P<day>\d{{1,2}})(?:[.ºª°]|st|nd|rd|th|er)?[\s-]*(?:de\s+|d['’]\s?)?"
    rf"(?P<month>{_WORD})[.,\s-]+(?:de\s+|del\s+(?:año\s+)?)?(?P<year>\d{{4}}|\d{{2}})(?![\d:])"
    r"(?:\s*(?:года|року|г\.?|р\.?)(?!\w))?(?P<rest>.*)",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"(?:{_WORD}[.,\s]\s*)?(?P<month>{_WORD})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,\s*|\s+)(?:de\s+|del\s+)?"
    r"(?P<year>\d{4})(?!\d)(?P<rest>.*)",
    re.IGNORECASE,
)
_YEAR_LAST = re.compile(
    rf"(?:{_WORD}[.,\s]\s*)?(?P<month>{_WORD})\.?\s+(?P<day>\d{{1,2}}),?\s+(?P<rest>\d{{1,2}}:\d.*?)\s+(?P<year>\d{{4}})",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"(?P<whole>\d{10}|\d{13})(?:\.\d+)?")


def read_time(raw: str, *, languages: Iterable[str | None]) -> tuple[datetime, Precision]:
    """Read a stated time; the moment is naive where no zone is stated, else aware.

    `languages`: stated ones, the surest first; the first that is known decides whether 09/04/2024 begins with the day.
    RFC 822 and ISO 8601 with the variants of real feeds, dates in words, epoch seconds and milliseconds. Midnight
    sharp is the day. Raises ValueError saying why it cannot be read, or can be read in two ways.
    """
    text = " ".join(raw.replace("−", "-").split())
    if not text or len(text) > MAX_CHARACTERS:
        raise ValueError(f"expected a time of at most {MAX_CHARACTERS} characters")
    read = _epoch(text) or _iso(text) or _numeric(text, languages) or _worded(text) or read_words(text)
    if read is None:
        raise ValueError(f"expected a date that feeds use, got {raw!r}")
    moment, level = read
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"expected a year from {FIRST_YEAR} to {LAST_YEAR}, got {raw!r}")
    if level is not Precision.MONTH and is_midnight(moment):
        return moment, Precision.DAY
    return moment, level


def _epoch(text: str) -> tuple[datetime, Precision] | None:
    found = _EPOCH.fullmatch(text)
    if found is None:
        return None
    seconds = int(found["whole"]) // (1000 if len(found["whole"]) == _MILLISECONDS_DIGITS else 1)
    if not _EARLIEST_EPOCH <= seconds <= _LATEST_EPOCH:
        raise ValueError(f"expected seconds or milliseconds since 1970, got {text!r}")
    return datetime.fromtimestamp(seconds, UTC), Precision.SECOND


def _iso(text: str) -> tuple[datetime, Precision] | None:
    if month := _YEAR_MONTH.fullmatch(text):
        return _day(month["year"], int(month["month"]), 1), Precision.MONTH
    if found := _YEAR_FIRST.fullmatch(text):
        return moment_of(_day(found["year"], int(found["month"]), int(found["day"])), found["rest"])
    if found := _COMPACT.fullmatch(text):
        year, month_, day, *clock, zone = found.groups()
        return moment_of(_day(year, int(month_), int(day)), ":".join(filter(None, clock)) + (zone or ""))
    return None


def _numeric(text: str, languages: Iterable[str | None]) -> tuple[datetime, Precision] | None:
    found = _NUMERIC.fullmatch(text)
    if found is None:
        return None
    first, second = int(found["first"]), int(found["second"])
    known = next((code for code in map(code_of, languages) if code), None)
    if len(found["year"]) == 2:  # noqa: PLR2004 - 24 of 2024, or a day
        raise ValueError(f"can be read in two ways: {text!r}")
    if known in DAY_FIRST and second <= 12:  # noqa: PLR2004 - months in a year
        day, month = first, second
    elif first != second and max(first, second) <= 12:  # noqa: PLR2004 - as above
        raise ValueError(f"can be read in two ways: {text!r}")
    else:
        month, day = sorted((first, second))
    return moment_of(_day(found["year"], month, day), found["rest"])


def _worded(text: str) -> tuple[datetime, Precision] | None:
    for form in (_DAY_MONTH, _MONTH_DAY, _YEAR_LAST):
        found = form.fullmatch(text)
        month = month_of(found["month"]) if found else None
        if found and month and is_clock(found["rest"]):
            return moment_of(_day(found["year"], month, int(found["day"])), found["rest"])
    return None


def _day(year: str, month: int, day: int) -> datetime:
    """Return the day, naive: its zone stands behind it or is the outlet's. RFC 2822 says what two digits mean."""
    number = int(year)
    if len(year) == 2:  # noqa: PLR2004 - 24 of 2024
        number += 2000 if number < 50 else 1900  # noqa: PLR2004 - RFC 2822, section 4.3
    return datetime(number, month, day)  # noqa: DTZ001 - naive on purpose, as said above
