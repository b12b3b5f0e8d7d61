"""Coverage spans of an outlet's feeds in; when it was watched, and what may have passed unseen, out. Pure.

All feeds of an outlet stand together: it is watched while all of them are.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, pairwise

from store.model import Censoring, CoverageSpan, Interval

DEAD_AFTER = timedelta(days=14)  # of a feed without a good poll while others have some: it stands for nothing any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Censored:
    """What can be said of the time before (or, of a silent outlet, up to) a moment."""

    how: Censoring
    unknown_from: datetime | None = None
    unknown_to: datetime | None = None


def watched_times(spans: Iterable[CoverageSpan], *, as_of: datetime | None = None) -> list[Interval]:
    """Return the stretches in which one outlet was watched, as far as was known by `as_of`, in order, disjoint.

    Whatever is not watched of a feed is a gap of the outlet, whether it was recorded as one or not: before we knew the
    feed too. Only a feed that has not been seen for DEAD_AFTER, while others were, no longer matters.
    """
    by_feed: dict[str, list[CoverageSpan]] = defaultdict(list)
    for span in spans:
        if as_of is None or span.started_at <= as_of:
            by_feed[span.feed_id].append(span)
    feeds = [_merged(_clipped(span, as_of) for span in feed if span.watched) for feed in by_feed.values()]
    seen = _merged(stretch for feed in feeds for stretch in feed)
    gaps = [_clipped(span, as_of) for feed in by_feed.values() for span in feed if not span.watched]
    for feed in filter(None, feeds):
        gaps += [Interval(earliest=a.latest, latest=b.earliest) for a, b in pairwise(feed)]
        gaps.append(Interval(earliest=seen[0].earliest, latest=feed[0].earliest))
        if seen[-1].latest - feed[-1].latest < DEAD_AFTER:
            gaps.append(Interval(earliest=feed[-1].latest, latest=seen[-1].latest))
    return _without(seen, _merged(gaps))


def unseen(watched: Sequence[Interval], start: datetime, end: datetime) -> list[Interval]:
    """Return the stretches from `start` to `end` in which the outlet was not watched, in order."""
    return _without([Interval(earliest=start, latest=end)], watched) if start < end else []


def before_mention(watched: Sequence[Interval], story: datetime | None, mention: Interval) -> Censored:
    """Say whether a mention earlier than this one can have passed unseen since the story began."""
    if not watched or story is None:
        return Censored(how=Censoring.UNKNOWN)
    until = mention.latest if mention.open else mention.earliest
    if until <= story:
        at_once = any(stretch.earliest <= until <= stretch.latest for stretch in watched)
        return Censored(how=Censoring.NONE) if at_once else Censored(how=Censoring.LEFT, unknown_to=until)
    return _told(unseen(watched, story, until), story) or Censored(how=Censoring.NONE)


def while_silent(watched: Sequence[Interval], story: datetime, until: datetime) -> Censored:
    """Say what is known of an outlet of which no mention was seen from the story's beginning to `until`."""
    return _told(unseen(watched, story, until), story) or Censored(how=Censoring.RIGHT)


def _told(gaps: Sequence[Interval], story: datetime) -> Censored | None:
    if not gaps:
        return None
    how = Censoring.LEFT if gaps[0].earliest <= story else Censoring.INTERVAL
    return Censored(how=how, unknown_from=gaps[0].earliest, unknown_to=gaps[-1].latest)


def _clipped(span: CoverageSpan, as_of: datetime | None) -> Interval:
    end = span.ended_at if as_of is None else min(span.ended_at, as_of)
    return Interval(earliest=span.started_at, latest=max(span.started_at, end))


def _merged(intervals: Iterable[Interval]) -> list[Interval]:
    merged: list[Interval] = []
    for one in sorted(intervals, key=lambda interval: interval.earliest):
        if merged and one.earliest <= merged[-1].latest:
            merged[-1] = Interval(earliest=merged[-1].earliest, latest=max(merged[-1].latest, one.latest))
        else:
            merged.append(one)
    return merged


def _without(intervals: Sequence[Interval], taken: Sequence[Interval]) -> list[Interval]:
    """Return what is left of disjoint sorted intervals; the ends of what is taken belong to both."""
    holes = [hole for hole in taken if hole.earliest < hole.latest]
    left: list[Interval] = []
    at = 0
    for one in intervals:
        while at < len(holes) and holes[at].latest <= one.earliest:
            at += 1
        since = one.earliest
        for hole in islice(holes, at, None):
            if hole.earliest >= one.latest:
                break
            if since < hole.earliest:
                left.append(Interval(earliest=since, latest=hole.earliest))
            since = max(since, hole.latest)
        if since < one.latest or since == one.earliest == one.latest:
            left.append(Interval(earliest=since, latest=one.latest))
    return left
