"""A stretch of time in, its nights and the ticks of an axis in Mexico City time out."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from dashboard.charts.lanes import Band, Span
from dashboard.formats import MEXICO_CITY, local, short_day, short_month, weekday

_HOUR = timedelta(hours=1)
_NIGHTS_UP_TO_H = 12 * 24
_STEPS_H = (3, 6, 12, 24, 48, 96, 168, 336)
_STEPS_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)
_MONTHS_FROM_H = 60 * 24


def nights(span: Span) -> list[tuple[float, float]]:
    """Return the hours from 22 to 6 in Mexico City as x from, x to; none on stretches of more than 12 days."""
    if span.hours > _NIGHTS_UP_TO_H:
        return []
    found = []
    evening = datetime.combine(local(span.start).date() - timedelta(days=1), time(22), MEXICO_CITY)
    while evening < span.end:
        morning = datetime.combine(evening.date() + timedelta(days=1), time(6), MEXICO_CITY)
        low, high = max(span.x(evening), 0), min(span.x(morning), span.hours)
        if low < high:
            found.append((low, high))
        evening += timedelta(days=1)
    return found


def ticks(span: Span, band: Band | None, *, most: int, lang: str) -> list[tuple[float, str]]:
    """Return x and two-line text of at most about `most` ticks.

    Hours after the origin ("+12 h") when it is known to the hour, else full hours, days or months on the clock.
    """
    if band and band.end - band.start < _HOUR and span.hours <= _NIGHTS_UP_TO_H:
        return _lags(span, band, most, lang)
    if span.hours > _MONTHS_FROM_H:
        return _months(span, most, lang)
    step = next((s for s in _STEPS_H if span.hours / s <= most), _STEPS_H[-1])
    return [(span.x(t), _clock_text(t, lang, hours=step < 24)) for t in _clock(span, step)]  # noqa: PLR2004 — a day


def _lags(span: Span, band: Band, most: int, lang: str) -> list[tuple[float, str]]:
    step = next((s for s in _STEPS_H if span.hours / s <= most), _STEPS_H[-1])
    zero = span.x(band.end)
    count = int((span.hours - zero) / step) + 1
    moments = [(n * step, local(band.end + n * step * _HOUR)) for n in range(count)]
    return [
        (span.x(t), f"<b>{f'+{h} h' if h else '0'}</b><br>{weekday(t, lang)} {t.day}, {t:%H:%M}") for h, t in moments
    ]


def _clock(span: Span, step_h: int) -> Iterator[datetime]:
    midnight = datetime.combine(local(span.start).date(), time(0))
    moment = midnight
    while (
        here := moment.replace(tzinfo=MEXICO_CITY)
    ) <= span.end:  # steps on the wall clock, also where an hour is lost
        if here >= span.start:
            yield here
        moment += timedelta(hours=step_h)


def _clock_text(moment: datetime, lang: str, *, hours: bool) -> str:
    date_line = f"{weekday(moment, lang)} {short_day(moment, lang)}"
    if not hours:
        return f"<b>{weekday(moment, lang)}</b><br>{short_day(moment, lang)}"
    return f"<b>{moment:%H:%M}</b><br>{date_line}"


def _months(span: Span, most: int, lang: str) -> list[tuple[float, str]]:
    spanned = span.hours / (30.4 * 24)
    step = next((s for s in _STEPS_MONTHS if spanned / s <= most), _STEPS_MONTHS[-1])
    first = local(span.start)
    at = range(first.year * 12, local(span.end).year * 12 + 12, step)
    moments = [datetime(m // 12, m % 12 + 1, 1, tzinfo=MEXICO_CITY) for m in at]
    return [(span.x(t), short_month(t, lang)) for t in moments if span.start <= t <= span.end]
