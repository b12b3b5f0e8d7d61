"""What each poll shows of a feed's dates in; how far these dates can be believed out. Pure.

Classes, from the five Mexican feeds that were measured:
batch (all items of a poll share one instant: the time at which the feed was written), stale (new items bear dates of
before a poll that did not show them), updated (dates move when an item is touched), minute (seconds are always 0),
exact.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from store.model import FeedState, Interval, Item, Precision, Stamp

CLOCKED = frozenset({Precision.SECOND, Precision.MINUTE})
CLUSTER = timedelta(minutes=5)
WRITTEN_ON_REQUEST_H = 0.25  # a batch that is never older than this when polled is written for the poll
CLUSTER_SHARE = 0.8  # of a poll's new dated items, for the poll to count as a batch
CLUSTER_ITEMS = 4  # fewer say nothing
BATCH_POLLS, BATCH_SHARE = 3, 0.8
STALE_BY = timedelta(hours=24)
STALE_SHARE = 0.5
MOVED_ITEMS, MOVED_SHARE = 3, 0.01
MINUTE_SHARE = 0.9
LEARNT_ITEMS, LEARNT_POLLS = 20, 3
LEAST_REACH_H = 24.0


@dataclass(slots=True, kw_only=True)
class Counts:
    """What the polls of a feed have shown so far."""

    polls: int = 0  # with a body
    dated: int = 0  # new items with a stated time
    second_zero: int = 0  # of these, stated to the second, and that second is 0
    to_second: int = 0  # stated to the second
    late: int = 0  # new after the first poll, dated before it by more than STALE_BY
    late_of: int = 0  # new after the first poll, dated
    cluster_polls: int = 0  # polls in which most new items share one instant
    cluster_of: int = 0  # polls with enough new items to tell
    oldest_batch_h: float = 0.0  # hours by which a batch's instant lay before the poll, at most
    last_batch: float = 0.0  # instant of the last batch, seconds since 1970
    batch_gap_h: float = 0.0  # hours between two batches, at most
    moved: int = 0  # known items whose stated time moved
    longest_move_h: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What one poll showed: the items that were new, and the moved dates as (before, after)."""

    at: datetime
    new: Sequence[Item]
    moves: Sequence[tuple[Interval, Interval]] = ()
    window_s: float | None = None


def learn(state: FeedState, sight: Sight) -> str:
    """Return the feed's counts after a poll, as JSON."""
    counts = Counts(**json.loads(state.stamps))
    counts.polls += 1
    dated = [item for item in sight.new if item.published.interval]
    counts.dated += len(dated)
    timed = [item for item in dated if item.published.precision is Precision.SECOND]
    counts.to_second += len(timed)
    counts.second_zero += sum(_start(item).second == 0 for item in timed)
    later = [item for item in dated if item.absent_at]
    counts.late_of += len(later)
    counts.late += sum(_is_late(item) for item in later)
    clocked = [_start(item) for item in dated if item.published.precision in CLOCKED]
    _count_cluster(counts, clocked, sight.at)
    counts.moved += len(sight.moves)
    hours = [abs((after.earliest - before.earliest).total_seconds()) / 3600 for before, after in sight.moves]
    counts.longest_move_h = max([counts.longest_move_h, *hours])
    return json.dumps(asdict(counts))


def stamp_of(state: FeedState, at: datetime) -> Stamp | None:
    """Return the class that the counts so far say, or None while they are too few."""
    counts = Counts(**json.loads(state.stamps))
    if counts.polls < LEARNT_POLLS or counts.dated < LEARNT_ITEMS:
        return None
    name, share = _class(counts)
    reach_h = max(LEAST_REACH_H, counts.longest_move_h, (state.window_s or 0.0) / 3600)
    items = counts.cluster_of if name == "batch" else counts.dated
    slack_h = _slack_h(counts) if name == "batch" else 0.0
    return Stamp(feed_id=state.feed_id, stamp_class=name, learnt_at=at, items=items, share=share, reach_h=reach_h,
                 slack_h=slack_h)  # fmt: skip


def _class(counts: Counts) -> tuple[str, float]:
    if counts.cluster_of >= BATCH_POLLS and counts.cluster_polls >= BATCH_SHARE * counts.cluster_of:
        return "batch", counts.cluster_polls / counts.cluster_of
    if counts.late_of >= LEARNT_ITEMS and counts.late >= STALE_SHARE * counts.late_of:
        return "stale", counts.late / counts.late_of
    if counts.moved >= MOVED_ITEMS and counts.moved >= MOVED_SHARE * counts.dated:
        return "updated", min(1.0, counts.moved / counts.dated)
    if counts.to_second >= LEARNT_ITEMS and counts.second_zero >= MINUTE_SHARE * counts.to_second:
        return "minute", counts.second_zero / counts.to_second
    return "exact", 1.0


def _slack_h(counts: Counts) -> float:
    """Return how long an item can have waited for its batch: hardly at all when the feed is written on request."""
    if counts.oldest_batch_h <= WRITTEN_ON_REQUEST_H:
        return counts.oldest_batch_h
    return max(counts.oldest_batch_h, counts.batch_gap_h)


def _count_cluster(counts: Counts, starts: list[datetime], at: datetime) -> None:
    if len(starts) < CLUSTER_ITEMS:
        return
    starts.sort()
    largest = max(sum(start <= other <= start + CLUSTER for other in starts) for start in starts)
    counts.cluster_of += 1
    if largest >= CLUSTER_SHARE * len(starts):
        instant = starts[len(starts) // 2].timestamp()
        gap_h = (instant - counts.last_batch) / 3600 if counts.last_batch else 0.0
        counts.cluster_polls += 1
        counts.oldest_batch_h = max(counts.oldest_batch_h, (at.timestamp() - instant) / 3600)
        counts.batch_gap_h = max(counts.batch_gap_h, gap_h)
        counts.last_batch = instant


def _is_late(item: Item) -> bool:
    interval = item.published.interval
    return interval is not None and item.absent_at is not None and interval.latest < item.absent_at - STALE_BY


def _start(item: Item) -> datetime:
    assert item.published.interval is not None  # noqa: S101 - callers keep dated items only
    return item.published.interval.earliest
