"""Times, lags and numbers in, their words in English or Spanish out; days and hours are Mexico City's."""

from datetime import UTC, date, datetime, timedelta
from math import ceil, floor
from zoneinfo import ZoneInfo

MEXICO_CITY = ZoneInfo("America/Mexico_City")

_DAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "es": ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
}
_MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
           "noviembre", "diciembre"),
}  # fmt: skip
_HOURS_SHOWN_AS_HOURS = 72  # above, a lag reads in days
_DAY_H = 24
_INSTANT_H = 1 / 30  # an interval of two minutes or less is shown as one moment
_SPACE = "\u00a0"  # keeps a number and its unit on one line


def local(instant: datetime) -> datetime:
    """Turn an aware instant into Mexico City's wall clock."""
    return instant.astimezone(MEXICO_CITY)


def weekday(day: date, lang: str) -> str:
    """Tue."""
    return _DAYS[lang][day.weekday()]


def short_day(day: date, lang: str) -> str:
    """9 Apr."""
    return f"{day.day}{_SPACE}{_MONTHS[lang][day.month - 1][:3]}"


def long_day(day: date, lang: str) -> str:
    """9 April 2024."""
    month = _MONTHS[lang][day.month - 1]
    return f"{day.day} de {month} de {day.year}" if lang == "es" else f"{day.day} {month} {day.year}"


def clock(instant: datetime, lang: str) -> str:
    """9 Apr 2024, 17:28 (23:28 UTC)."""
    here, utc = local(instant), instant.astimezone(UTC)
    other_day = "" if here.date() == utc.date() else f"{short_day(utc.date(), lang)}, "
    return f"{short_day(here.date(), lang)} {here.year}, {here:%H:%M} ({other_day}{utc:%H:%M} UTC)"


def stated_day(earliest: datetime, latest: datetime) -> date:
    """Return the calendar day an outlet stated, from the interval that the day can mean (the view `daily` does so)."""
    return (earliest + (latest - earliest) / 2).astimezone(UTC).date()


def instant(moment: datetime, lang: str) -> str:
    """Tue 9 Apr 2024, 17:28."""
    here = local(moment)
    return f"{weekday(here, lang)}{_SPACE}{full_day(here, lang)}, {here:%H:%M}"


def full_day(day: date, lang: str) -> str:
    """9 Apr 2024."""
    return f"{short_day(day, lang)}{_SPACE}{day.year}"


def short_month(day: date, lang: str) -> str:
    """Apr 2024."""
    return f"{_MONTHS[lang][day.month - 1][:3]}{_SPACE}{day.year}"


def named_day(moment: datetime, lang: str, *, now: datetime) -> str:
    """10 April 2024, without the year if it is the year of `now`."""
    day = local(moment).date()
    if day.year != local(now).year:
        return long_day(day, lang)
    return f"{day.day}{' de ' if lang == 'es' else ' '}{_MONTHS[lang][day.month - 1]}"


def lag(least: float | None, most: float | None) -> str:
    """Show a lag in hours as an interval, rounded outward: +8–32 h, +8 h 37 min, +257–260 d, −237 to −234 d."""
    if least is None or most is None:
        return "–"
    if most - least <= _INSTANT_H:
        return _moment(least)
    unit, size = ("h", 1) if max(abs(least), abs(most)) <= _HOURS_SHOWN_AS_HOURS else ("d", _DAY_H)
    low, high = floor(least / size), ceil(most / size)
    if low < 0:
        return f"{_signed(low)}{_SPACE}…{_SPACE}{_signed(high)}{_SPACE}{unit}"
    return f"+{low:,}–{high:,}{_SPACE}{unit}"


def number(value: float) -> str:
    """Write a whole number with a comma at the thousands, as both Mexico and the U.S. do: 12,500."""
    return f"{value:,.0f}"


def _moment(hours: float) -> str:
    minutes = round(abs(hours) * 60)
    sign = "−" if hours < 0 and minutes else "+"
    if minutes >= _HOURS_SHOWN_AS_HOURS * 60:
        days, rest = divmod(timedelta(minutes=minutes), timedelta(days=1))
        return f"{sign}{days:,}{_SPACE}d{_SPACE}{rest.seconds // 3600}{_SPACE}h"
    whole, rest_minutes = divmod(minutes, 60)
    parts = [f"{whole}{_SPACE}h"] * bool(whole) + [f"{rest_minutes}{_SPACE}min"] * bool(rest_minutes or not whole)
    return sign + _SPACE.join(parts)


def _signed(number: int) -> str:
    return f"{'−' if number < 0 else '+'}{abs(number):,}"
