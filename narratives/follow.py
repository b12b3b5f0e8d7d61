"""When an outlet was watched and its first mention in; what a pick-up curve may know of its lag out. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from narratives.lag import LagBetween, lag_after
from narratives.survival import Followed
from store.model import CoverageSpan, Interval


def follow_pick_up(
    outlet_id: str,
    first: Interval,
    origin: Interval,
    watched: Sequence[CoverageSpan],
    *,
    lag_between: LagBetween = lag_after,
) -> Followed:
    """Return what is known of the lag of an outlet whose earliest known mention came in `first`.

    `watched` has the coverage of the outlet's feeds; an outlet is watched while all of them are. One that was not
    watched when the origin began is unknown whatever was seen of it later: to take in those that were seen and leave
    out those that were not would make the curve rise too early. After a gap nothing rules out an earlier mention, so
    the lag begins at the gap.
    """
    until = watched_without_gap(origin.earliest, watched)
    if until is None:
        return Followed(outlet_id=outlet_id, min_h=None, max_h=None)
    lag = lag_between(origin, Interval(earliest=min(first.earliest, until), latest=first.latest))
    return Followed(outlet_id=outlet_id, min_h=lag.min_h, max_h=lag.max_h)


def follow_silence(
    outlet_id: str, origin: Interval, watched: Sequence[CoverageSpan], *, lag_between: LagBetween = lag_after
) -> Followed:
    """Return what is known of the lag of an outlet of which no mention was seen: later than its first gap, or never."""
    until = watched_without_gap(origin.earliest, watched)
    if until is None:
        return Followed(outlet_id=outlet_id, min_h=None, max_h=None)
    silent = lag_between(origin, Interval(earliest=until, latest=until))
    return Followed(outlet_id=outlet_id, min_h=max(silent.min_h, 0.0), max_h=None)


def watched_without_gap(since: datetime, watched: Sequence[CoverageSpan]) -> datetime | None:
    """Return until when all feeds of an outlet were watched without a gap, from `since`; None if not even then."""
    by_feed: dict[str, list[CoverageSpan]] = defaultdict(list)
    for span in watched:
        by_feed[span.feed_id].append(span)
    ends = [_end(since, spans) for spans in by_feed.values()]
    known = [end for end in ends if end is not None]
    return min(known) if known and len(known) == len(ends) else None


def _end(since: datetime, spans: Sequence[CoverageSpan]) -> datetime | None:
    end = None
    for span in sorted((span for span in spans if span.watched), key=lambda span: span.started_at):
        if span.started_at <= (end or since):
            end = max(end or since, span.ended_at) if span.ended_at >= since else end
    return end
