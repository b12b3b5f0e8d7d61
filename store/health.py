"""A feed's history in; how it goes, with alerts measured against its own usual, out. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from store.polled import FeedHistory

FAILING = 3  # failed polls in a row
SILENT_TIMES = 2.0  # times its own usual longest silence (the 95th percentile of four weeks)
SILENT_LEAST_H = 6.0
SILENT_KNOWN = 10  # silences from which the usual one can be told; below, two days
SILENT_UNKNOWN_H = 48.0
SECONDS_AN_HOUR = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    """How one feed goes. Times in UTC; items a day without those of the first poll; alerts in words."""

    HEADINGS: ClassVar[tuple[str, ...]] = (
        "feed", "outcome", "last seen", "failures", "items today", "usual a day", "silent h", "usual h", "overruns 7 d",
        "stamps", "alerts",
    )  # fmt: skip

    feed_id: str
    outlet_id: str
    url: str
    outcome: str | None
    error: str | None
    seen_at: datetime | None
    due_at: datetime | None
    failures: int
    items_last_day: int
    items_usual_day: float | None
    silent_h: float | None
    usual_silence_h: float | None
    overruns_week: int
    moved_to: str | None
    stamp_class: str | None
    alerts: tuple[str, ...]
    kinds: tuple[str, ...]  # of the alerts, in their order: gone, never, failing, silent, overrun or moved

    def cells(self) -> list[Any]:
        """Return the row of a table under HEADINGS."""
        seen = f"{self.seen_at:%Y-%m-%d %H:%M}" if self.seen_at else "never"
        return [self.feed_id, self.outcome, seen, self.failures, self.items_last_day, self.items_usual_day,
                self.silent_h, self.usual_silence_h, self.overruns_week, self.stamp_class,
                "; ".join(self.alerts)]  # fmt: skip


def assess(history: FeedHistory, *, now: datetime) -> FeedHealth:
    """Judge a feed by its own past."""
    silent_h = _hours(history.new_at, now)
    alerts = _alerts(history, silent_h)
    return FeedHealth(
        feed_id=history.feed_id, outlet_id=history.outlet_id, url=history.url, outcome=history.outcome,
        error=history.error, seen_at=history.seen_at, due_at=history.due_at, failures=history.failures,
        items_last_day=history.items_last_day, items_usual_day=_rounded(history.items_usual_day),
        silent_h=_rounded(silent_h), usual_silence_h=_rounded(history.usual_silence_h),
        overruns_week=history.overruns_week, moved_to=history.moved_to, stamp_class=history.stamp_class,
        alerts=tuple(alerts.values()), kinds=tuple(alerts),
    )  # fmt: skip


def _alerts(history: FeedHistory, silent_h: float | None) -> dict[str, str]:
    alerts: dict[str, str] = {}
    if history.gone_at:
        alerts["gone"] = f"gone since {history.gone_at:%Y-%m-%d}: the server said 410"
    elif history.seen_at is None:
        alerts["never"] = f"never answered as a feed: {history.outcome}"
    elif history.failures >= FAILING:
        alerts["failing"] = f"{history.failures} failed polls in a row: {history.outcome}"
    longest = _longest_silence(history)
    if silent_h is not None and silent_h > longest:
        alerts["silent"] = f"nothing new for {silent_h:.0f} h; usually at most {longest:.0f} h"
    if history.overruns_week:
        alerts["overrun"] = (
            f"{history.overruns_week} overruns in a week: its window turns over faster than it is polled"
        )
    if history.moved_to:
        alerts["moved"] = f"moved to {history.moved_to}"
    return alerts


def _longest_silence(history: FeedHistory) -> float:
    if history.usual_silence_h is None or history.silences < SILENT_KNOWN:
        return SILENT_UNKNOWN_H
    return max(SILENT_LEAST_H, SILENT_TIMES * history.usual_silence_h)


def _hours(since: datetime | None, now: datetime) -> float | None:
    return None if since is None else (now - since).total_seconds() / SECONDS_AN_HOUR


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
