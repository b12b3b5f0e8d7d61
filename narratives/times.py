"""One item's stated times in; the interval in which it was out, and what is odd about it, out. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from narratives.lag import first_of
from store.model import (
    CLOCK_TOLERANCE,
    EVER,
    Basis,
    Carried,
    Interval,
    Meaning,
    Precision,
    TimeFlag,
    TimeReading,
)

_YEAR = re.compile(r"(?<![\d:+-])\d{4}(?![\d:])")  # not a zone's offset
_WIDTH = {  # of a stated time whose zone is known; a day of 25 hours and a month with one are among them
    Precision.SECOND: timedelta(0),
    Precision.MINUTE: timedelta(minutes=1),
    Precision.HOUR: timedelta(hours=1),
    Precision.DAY: timedelta(hours=25),
    Precision.MONTH: timedelta(days=31, hours=1),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """An item with the time that the ledger believes; `published` is None when there is none to believe."""

    item: Carried
    published: Interval | None
    flags: frozenset[TimeFlag]
    moved_to: Interval | None


def date_item(item: Carried, *, as_of: datetime | None = None) -> Dated:
    """Return the first believable time that the outlet stated by `as_of`, bounded by when we saw the item.

    A time that moves keeps its first value. One before `plausible_from` is not used, and the next statement counts.
    One that was still to come when we saw the item, by more than CLOCK_TOLERANCE, says nothing: the item was out
    after the feed's last poll without it, if there was one, and by the time we saw it.

    Of the readings beside that time (its page, another list of the outlet), one that agrees with it and is narrower is
    the better clock; an index's guess gives way to what the outlet says. Who had seen the item by then bounds it above.
    """
    readings = [one for one in item.readings if as_of is None or one.seen_at <= as_of]
    stated = _stated_better(item, readings)
    dated = _dated(stated, as_of=as_of)
    if stated is not item:
        dated = replace(dated, flags=dated.flags | {TimeFlag.BETTER_CLOCK})
    refined = _refined(dated, [one for one in readings if one.meaning is Meaning.STATED])
    return _bounded_above(refined, [one.interval.latest for one in readings if one.meaning is Meaning.OUT_BY])


def _dated(item: Carried, *, as_of: datetime | None) -> Dated:
    moves = tuple(move for move in item.moved if as_of is None or move.seen_at <= as_of)
    flags = _plain_flags(item)
    stated = [item.published, *(move.published for move in moves)]
    believable = [one for one in stated if one is not None and one.latest >= item.plausible_from]
    if any(one is not None and one.latest < item.plausible_from for one in stated) or _says_long_ago(item):
        flags.add(TimeFlag.IMPLAUSIBLE)
    if not believable:
        flags.add(TimeFlag.UNDATED)
        return Dated(item=item, published=None, flags=frozenset(flags), moved_to=None)
    first = believable[0]
    later = [one for one in believable[1:] if one != first]
    if first is not item.published:
        flags.add(TimeFlag.DATED_LATER)
    if later:
        flags.add(TimeFlag.MOVED)
    published = _bounded(first, item)
    if published.earliest < first.earliest:
        flags.add(TimeFlag.FUTURE)
    if item.zone_basis == "unknown" and first.latest - first.earliest > _WIDTH.get(item.precision, timedelta.max):
        flags.add(TimeFlag.ZONE_UNKNOWN)
    return Dated(item=item, published=published, flags=frozenset(flags), moved_to=later[-1] if later else None)


def _stated_better(item: Carried, readings: Sequence[TimeReading]) -> Carried:
    """Put what the outlet says in the place of what an index guessed."""
    said = next((one for one in readings if one.meaning is Meaning.STATED), None)
    if said is None or not (item.looked_back and item.basis is Basis.INFERRED):
        return item
    return _with_clock(item, said)


def _refined(dated: Dated, stated: Sequence[TimeReading]) -> Dated:
    """Take the narrowest reading that agrees with the time believed so far, if it is narrower."""
    believed = dated.published
    if believed is None or believed.open:
        return dated
    agreeing = [one for one in stated if one.interval.overlaps(believed) and _width(one.interval) < _width(believed)]
    best = min(agreeing, key=lambda one: _width(one.interval), default=None)
    if best is None:
        return dated
    flags = dated.flags - {TimeFlag.MONTH, TimeFlag.ZONE_UNKNOWN} | {TimeFlag.BETTER_CLOCK}
    return replace(dated, item=_with_clock(dated.item, best), published=best.interval, flags=flags)


def _bounded_above(dated: Dated, bounds: Sequence[datetime]) -> Dated:
    """Cut off what lies after somebody had seen the item; a time wholly after that says nothing any more."""
    if not bounds:
        return dated
    bound, believed = min(bounds), dated.published
    if believed is not None and believed.latest <= bound:
        return dated
    since = EVER if believed is None or believed.earliest > bound else believed.earliest
    flags = dated.flags - {TimeFlag.UNDATED} | {TimeFlag.BOUNDED}
    return replace(dated, published=Interval(earliest=since, latest=bound), flags=flags)


def _with_clock(item: Carried, reading: TimeReading) -> Carried:
    return replace(item, published=reading.interval, precision=reading.precision, basis=reading.basis,
                   published_raw=reading.raw)  # fmt: skip


def _width(interval: Interval) -> timedelta:
    return interval.latest - interval.earliest


def seen_between(item: Carried) -> Interval | None:
    """Return when an item was out as far as polls tell: after the last without it, by the first with it.

    Without an earlier poll the lower end is open. None for an imported item: nobody polled.
    """
    if item.imported:
        return None
    since = item.absent_at if item.absent_at and item.absent_at <= item.first_seen_at else EVER
    return Interval(earliest=since, latest=item.first_seen_at)


def first_bounded(intervals: Iterable[Interval]) -> Interval | None:
    """Return when the first of several events happened.

    One that is bounded above only lowers the upper end and leaves the lower one open, unless the others end before.
    """
    known = list(intervals)
    closed = first_of(interval for interval in known if not interval.open)
    if closed is None or any(interval.open and interval.latest < closed.latest for interval in known):
        return first_of(known)
    return closed


def _bounded(stated: Interval, item: Carried) -> Interval:
    if stated.earliest > item.first_seen_at + CLOCK_TOLERANCE:
        return seen_between(item) or Interval(earliest=EVER, latest=item.first_seen_at)
    return Interval(earliest=stated.earliest, latest=min(stated.latest, max(stated.earliest, item.first_seen_at)))


def _plain_flags(item: Carried) -> set[TimeFlag]:
    said = {
        TimeFlag.MONTH: item.precision is Precision.MONTH,
        TimeFlag.DUPLICATE: item.same_story_as is not None,
        TimeFlag.TWO_FEEDS: item.feeds > 1,
        TimeFlag.IMPORTED: item.imported and not item.looked_back,
        TimeFlag.LOOKED_BACK: item.looked_back,
        TimeFlag.BACKFILLED: not item.imported and item.absent_at is None,
    }
    return {flag for flag, is_so in said.items() if is_so}


def _says_long_ago(item: Carried) -> bool:
    """Tell whether the outlet's own words name a year in which no feed existed, so that no time was made of them."""
    years = [int(year) for year in _YEAR.findall(item.published_raw or "")]
    return item.published is None and bool(years) and max(years) < item.plausible_from.year
