"""An ISO week as people write it in, its days out; the coverage of a week in, whether it may be spoken of, out."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from dashboard.formats import MEXICO_CITY, local
from store.errors import ConfigError

ENOUGH_PCT = 75  # of the hours in which the followed feeds were to be watched; set by hand, not measured
_WRITTEN = re.compile(r"(\d{4})-W(\d{2})")


class Coverage(StrEnum):
    """What the coverage of a week allows."""

    ENOUGH = "enough"
    THIN = "thin"  # followed feeds were watched too little
    NONE = "none"  # no feed was followed: what there is came from files


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """An ISO week: its Monday; days are Mexico City's."""

    start: date

    @property
    def slug(self) -> str:
        """2024-W15."""
        return f"{self.start:%G-W%V}"

    @property
    def last(self) -> date:
        """Its Sunday."""
        return self.start + timedelta(days=6)

    @property
    def end(self) -> datetime:
        """The moment after its last."""
        return datetime.combine(self.start + timedelta(days=7), time(0), MEXICO_CITY)


def week_of(written: str) -> Week:
    """Read 2024-W15. Raises ConfigError."""
    found = _WRITTEN.fullmatch(written)
    wrong = ConfigError("--week", written, "expected an ISO week such as 2024-W15")
    if found is None:
        raise wrong
    try:
        return Week(start=date.fromisocalendar(int(found[1]), int(found[2]), 1))
    except ValueError as error:
        raise wrong from error


def week_before(now: datetime) -> Week:
    """Return the last week that is over in Mexico City."""
    today = local(now).date()
    return Week(start=today - timedelta(days=today.weekday() + 7))


def week_with(moment: datetime) -> Week:
    """Return the week in which a moment lies in Mexico City."""
    today = local(moment).date()
    return Week(start=today - timedelta(days=today.weekday()))


def judged_coverage(feeds: int, share_pct: int | None) -> Coverage:
    """Say what the followed feeds and the share of their hours that we watched allow."""
    if not feeds or share_pct is None:
        return Coverage.NONE
    return Coverage.ENOUGH if share_pct >= ENOUGH_PCT else Coverage.THIN
