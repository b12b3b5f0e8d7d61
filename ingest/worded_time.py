"""A date in words that the plain forms do not know in ("10:20, 15 avril 2024"); a moment and its precision out.

The one door to dateparser: slow, so asked last, and never for a string that leaves it something to fill in.
"""

import re
from datetime import datetime, timedelta, timezone
from functools import cache, lru_cache
from typing import Any

from store.model import Precision

LANGUAGES = ["es", "en", "ru", "pt", "uk", "fr", "de", "it", "ca"]

_SETTINGS = {
    "PARSERS": ["absolute-time"],  # "ayer" would ask the clock
    "STRICT_PARSING": True,
    "REQUIRE_PARTS": ["day", "month", "year"],
    "RETURN_TIME_AS_PERIOD": True,
    "DATE_ORDER": "DMY",
}
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_WORD = re.compile(r"[^\W\d_]{3,}")
_OTHER = re.compile(r"[^\w\s,.:()'’+-]|_|\d{5,}|\d[.-]\d{1,2}[.-]\d")  # numeric dates are not for guessing
_SECONDS = re.compile(r"\d:\d{2}:\d{2}")


@lru_cache(maxsize=1_000)
def read_words(text: str) -> tuple[datetime, Precision] | None:
    """Read a date whose month is a word and whose day and year are stated; None if it is not such a date."""
    if _OTHER.search(text) or len(_YEAR.findall(text)) != 1 or not _WORD.search(text):
        return None
    try:
        read = _parser().get_date_data(text)
    except (ValueError, OverflowError):
        return None
    moment: datetime | None = read.date_obj
    if moment is None:
        return None
    offset = moment.utcoffset()
    moment = moment.replace(tzinfo=None if offset is None else timezone(timedelta(seconds=offset.total_seconds())))
    if read.period != "time":
        return moment, Precision.DAY
    return moment, Precision.SECOND if _SECONDS.search(text) else Precision.MINUTE


@cache
def _parser() -> Any:
    # Read on first use: most runs never meet such a date.
    from dateparser.date import DateDataParser  # noqa: PLC0415

    return DateDataParser(languages=LANGUAGES, settings=_SETTINGS, try_previous_locales=False)
