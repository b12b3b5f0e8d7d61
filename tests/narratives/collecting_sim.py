"""Invented outlets whose truth is known, polled as feeds are: what a ledger gets to see, and what it should have said.

Hours count from the true origin. Each outlet has its habits: when it publishes, how it dates, how much its feed holds,
when it was polled and when it failed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from store.model import (
    Basis,
    Carried,
    CoverageSpan,
    Decision,
    Frame,
    Interval,
    Kind,
    OriginRule,
    Outlet,
    Precision,
    Route,
)

BEFORE_H = 96.0  # simulated before the origin, so that feeds are full
ZONES = ("America/Mexico_City", "America/Tijuana", "America/Cancun", "America/Hermosillo")
STYLES = ("second", "minute", "day", "none", "batch", "moved", "faulty")
STYLE_SHARES = (0.33, 0.2, 0.17, 0.1, 0.08, 0.1, 0.02)
BATCH_SHARE, BATCH_HOUR = 0.08, 9  # hour UTC
WAKES, NIGHT = 6.0, 0.15  # local hour; share of the usual stories that come out before it
RULE = OriginRule(kinds=(Kind.STATE_MEDIA,), countries=("RU",))
Draw = np.random.Generator
Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What really happened at one outlet: hours from the origin to its first mention; infinite if there was none."""

    lag_h: float
    polled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One simulated narrative: what the ledger gets, and the truth."""

    carried: tuple[Carried, ...]
    watched: Mapping[str, Sequence[CoverageSpan]]
    outlets: tuple[Outlet, ...]
    as_of: datetime
    origin_at: datetime
    truth: Mapping[str, Truth]
    true_quantile: Callable[[float], float]  # of the lags of all such outlets, those that never pick up included


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How lags come about in one narrative: who picks it up at all, and how long it takes without a night."""

    carries: float
    median_h: float
    spread: float

    def lags(self, draw: Draw, begins_at: float, count: int) -> Floats:
        """Return the lags of so many outlets; what falls into the night comes out in the morning."""
        lag = draw.lognormal(np.log(self.median_h), self.spread, count)
        hour = (begins_at + lag) % 24
        lag += np.where(hour < WAKES, WAKES - hour + draw.uniform(0, 2, count), 0.0)
        return np.where(draw.random(count) < self.carries, lag, np.inf)


def made(seed: int) -> Made:
    """Make one narrative, all of it decided by the seed."""
    draw = np.random.default_rng(seed)
    origin_at = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=int(draw.integers(30 * 86400)))
    as_of_h = float(draw.uniform(24, 14 * 24))
    habit = Habit(
        carries=float(draw.uniform(0.45, 1)), median_h=float(draw.uniform(3, 40)), spread=float(draw.uniform(0.4, 1.3))
    )
    begins_at = (origin_at.hour + origin_at.minute / 60 - 6) % 24
    carried, outlets, watched, truth = _origin(draw, origin_at), [_outlet("tass", ZONES[0], state=True)], {}, {}
    for number, lag_h in enumerate(habit.lags(draw, begins_at, int(draw.integers(25, 70)))):
        one = _Feed(draw, f"faro-{number}", origin_at, as_of_h)
        carried += one.carried(float(lag_h))
        watched[one.name] = one.spans()
        outlets.append(_outlet(one.name, one.zone))
        truth[one.name] = Truth(lag_h=float(one.out_at(float(lag_h))), polled=bool(len(one.polls)))
    many = habit.lags(draw, begins_at, 40_000)
    batches = draw.random(len(many)) < BATCH_SHARE
    many[batches] += _wait_for_batch(origin_at, many[batches])
    many.sort()
    return Made(
        carried=tuple(carried), watched=watched, outlets=tuple(outlets), as_of=origin_at + timedelta(hours=as_of_h),
        origin_at=origin_at, truth=truth, true_quantile=lambda share: float(many[int(share * len(many))]),
    )  # fmt: skip


class _Feed:
    """One outlet with one feed: its stories, its polls, and what these saw."""

    def __init__(self, draw: Draw, name: str, origin_at: datetime, as_of_h: float) -> None:
        self._draw, self.name, self._origin_at, self._as_of_h = draw, name, origin_at, as_of_h
        self.zone = str(draw.choice(ZONES))
        self._style = str(draw.choice(STYLES, p=STYLE_SHARES))
        self._holds = int(draw.integers(10, 120))
        self._stories = self._usual(float(draw.uniform(10, 120)))
        self.polls, self._failed = self._polled()

    def out_at(self, lag_h: float) -> float:
        """Return when the outlet's first mention is out: a batch waits for its hour."""
        if self._style != "batch":
            return lag_h
        return lag_h + float(_wait_for_batch(self._origin_at, np.array([lag_h]))[0])

    def carried(self, lag_h: float) -> list[Carried]:
        """Return the mentions that a poll saw: the first and the later ones, those that passed unseen left out."""
        if not np.isfinite(lag_h):
            return []
        later = lag_h + np.cumsum(self._draw.exponential(24, int(self._draw.poisson(0.7))))
        outs = [self.out_at(float(hour)) for hour in (lag_h, *later)]
        return [item for number, hour in enumerate(outs) if (item := self._item(number, hour))]

    def spans(self) -> list[CoverageSpan]:
        """Return the coverage as collecting keeps it: stretches between polls that missed nothing, and gaps."""
        found: list[CoverageSpan] = []
        for before, after in zip(self.polls, self.polls[1:], strict=False):
            overrun = self._between(before, after) >= self._holds
            if found and not overrun and found[-1].watched:
                before = (found.pop().started_at - self._origin_at) / timedelta(hours=1)  # noqa: PLW2901 - the same stretch goes on
            found.append(self._span(before, after, "overrun" if overrun else None))
        if len(self.polls) and len(self._failed) and self._failed[-1] > self.polls[-1]:
            found.append(self._span(self.polls[-1], self._failed[-1], "failing"))
        return found

    def _usual(self, a_day: float) -> Floats:
        count = self._draw.poisson(a_day / 24 * (BEFORE_H + self._as_of_h))
        hours = np.sort(self._draw.uniform(-BEFORE_H, self._as_of_h, count))
        start = self._origin_at.hour + self._origin_at.minute / 60 - 6
        awake = (start + hours) % 24 >= WAKES
        return np.asarray(hours[awake | (self._draw.random(count) < NIGHT)], dtype=np.float64)

    def _polled(self) -> tuple[Floats, Floats]:
        """Return the polls that were shown the feed, and those that failed."""
        draw = self._draw
        period = float(draw.choice([0.25, 0.5, 1, 3, 6, 24], p=[0.25, 0.25, 0.2, 0.15, 0.1, 0.05]))
        begins = float(draw.uniform(0, 72)) if draw.random() < 0.15 else -BEFORE_H + 24
        ends = float(draw.uniform(0, self._as_of_h)) if draw.random() < 0.1 else self._as_of_h
        if draw.random() < 0.05:
            return np.array([]), np.array([])
        steps = period * draw.uniform(0.7, 1.3, int((self._as_of_h + BEFORE_H) / period / 0.7) + 2)
        tries = begins + np.cumsum(steps)
        tries = tries[tries <= self._as_of_h]
        down = tries > ends
        for outage in draw.uniform(-BEFORE_H, self._as_of_h, int(draw.poisson(0.004 * (self._as_of_h + BEFORE_H)))):
            down |= (tries >= outage) & (tries < outage + draw.uniform(2, 30))
        return tries[~down], tries[down]

    def _item(self, number: int, hour: float) -> Carried | None:
        if not len(self.polls):
            return self._imported(number, hour)
        seen = int(np.searchsorted(self.polls, hour))
        if seen == len(self.polls) or self._between(hour, self.polls[seen]) >= self._holds:
            return None
        first_seen = self._at(self.polls[seen])
        before = self._at(self.polls[seen - 1]) if seen else None
        return self._carried(number, self._dated(self._at(hour), before, first_seen), first_seen, Basis.FEED)

    def _imported(self, number: int, hour: float) -> Carried | None:
        if hour > self._as_of_h - 1:
            return None
        return self._carried(number, self._day(self._at(hour)), self._at(self._as_of_h - 1), Basis.IMPORT)

    def _dated(self, out: datetime, before: datetime | None, first_seen: datetime) -> Interval | None:
        """Return the time as collecting would have it: what the outlet states, bounded by polls where it is coarse."""
        out = out.replace(microsecond=0)
        if self._style == "none":
            return Interval(earliest=before, latest=first_seen) if before else None
        if self._style == "faulty":
            stated = out + timedelta(hours=5) if self._draw.random() < 0.5 else datetime(1970, 1, 1, tzinfo=UTC)
            return Interval(earliest=stated, latest=stated)
        widest = {
            "second": Interval(earliest=out, latest=out),
            "minute": Interval(earliest=out.replace(second=0), latest=out.replace(second=59)),
            "day": self._day(out),
            "batch": Interval(earliest=out - timedelta(hours=24), latest=out),
            "moved": Interval(
                earliest=out - timedelta(hours=6), latest=out + timedelta(hours=6 * self._draw.random() ** 4)
            ),
        }[self._style]
        return Interval(earliest=widest.earliest, latest=max(min(widest.latest, first_seen), out))

    def _day(self, out: datetime) -> Interval:
        place = ZoneInfo(self.zone)
        midnight = out.astimezone(place).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        following = (midnight + timedelta(days=1)).astimezone(UTC)
        return Interval(earliest=midnight.astimezone(UTC), latest=following - timedelta(seconds=1))

    def _carried(self, number: int, published: Interval | None, first_seen: datetime, basis: Basis) -> Carried:
        precision = {"second": Precision.SECOND, "minute": Precision.MINUTE, "faulty": Precision.SECOND}
        return Carried(
            item_id=f"{self.name}-{number}", outlet_id=self.name, outlet=self.name.title(), country="MX",
            kind=Kind.REGIONAL, url=f"https://{self.name}.example/{number}", published=published,
            precision=precision.get(self._style, Precision.DAY if published else Precision.UNKNOWN), basis=basis,
            first_seen_at=first_seen, frame=Frame.ATTRIBUTES, route=Route.UNKNOWN, decision=Decision.YES, judged=False,
        )  # fmt: skip

    def _between(self, after: float, until: float) -> int:
        """Return how many stories came out after one hour and until another."""
        return int(np.searchsorted(self._stories, until, "right") - np.searchsorted(self._stories, after, "right"))

    def _span(self, begins: float, ends: float, reason: str | None) -> CoverageSpan:
        return CoverageSpan(
            feed_id=f"{self.name}/1", outlet_id=self.name, started_at=self._at(begins), ended_at=self._at(ends),
            watched=reason is None, reason=reason,
        )  # fmt: skip

    def _at(self, hour: float) -> datetime:
        return self._origin_at + timedelta(hours=float(hour))


def _wait_for_batch(origin_at: datetime, lag_h: Floats) -> Floats:
    """Return the hours until the next batch, which comes at nine in the morning UTC; none for what never comes."""
    since_midnight = (origin_at - origin_at.replace(hour=0, minute=0, second=0, microsecond=0)) / timedelta(hours=1)
    finite = np.where(np.isfinite(lag_h), lag_h, 0.0)
    return np.asarray((BATCH_HOUR - since_midnight - finite) % 24, dtype=np.float64)


def _origin(draw: Draw, at: datetime) -> list[Carried]:
    """Return the origin's item, known to the second or by its Moscow day, and maybe that of a second state outlet."""
    place = ZoneInfo("Europe/Moscow")
    midnight = at.astimezone(place).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
    day = Interval(earliest=midnight, latest=midnight + timedelta(hours=24, seconds=-1))
    told = [day if draw.random() < 0.4 else Interval(earliest=at, latest=at)]
    if draw.random() < 0.5:
        later = at + timedelta(seconds=int(draw.integers(60, 6 * 3600)))
        told.append(Interval(earliest=later, latest=later))
    return [
        Carried(
            item_id=f"origin-{name}", outlet_id=name, outlet=name.title(), country="RU", kind=Kind.STATE_MEDIA,
            url=f"https://{name}.example/1", published=published, precision=Precision.SECOND, basis=Basis.FEED,
            first_seen_at=at + timedelta(hours=7), frame=Frame.ORIGIN, route=Route.OWN, decision=Decision.YES, judged=False,
        )
        for name, published in zip(("tass", "canal"), told, strict=False)
    ]  # fmt: skip


def _outlet(name: str, zone: str, *, state: bool = False) -> Outlet:
    return Outlet(
        outlet_id=name, name=name.title(), kind=Kind.STATE_MEDIA if state else Kind.REGIONAL,
        country="RU" if state else "MX", zones=(zone,), zone_basis="registry", label_source="invented",
    )  # fmt: skip
