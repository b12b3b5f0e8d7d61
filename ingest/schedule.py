"""A feed's state and what a poll came to in; its next state out: when to ask again, where, and with which conditions.

Pure: the time comes in. The rules and their numbers, with the reasons:

- A poll should find between one third and two thirds of its entries known, and never come later than a third of the
  time that the feed's entries reach back, so that one lost poll costs nothing (the controller of Media Cloud's
  rss-fetcher; a third of the window as measured on five Mexican feeds).
- Nor later than six hours: a feed that seldom changes costs four conditional requests a day, and the ledger can say
  "not there six hours before" instead of "not there two days before".
- Failures back off exponentially: to a third of the window (an hour at least) while the feed answered in the last
  week, to a day otherwise; a feed is never given up, save after 410. Retry-After is obeyed up to a day.
- A permanent redirect is adopted after seven days or ten sightings; a temporary one never.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ingest.pauses import retry_after
from store.model import SEEN, FeedState, Outcome

SHORTEST = timedelta(minutes=10)
LONGEST = timedelta(hours=6)
FIRST = timedelta(minutes=30)  # until a window is known
LOW, HIGH = 1 / 3, 2 / 3  # share of known entries in a poll
FASTER, SLOWER = 0.67, 1.5
BACKOFF = timedelta(minutes=5)
DAY = timedelta(days=1)
RECENTLY = timedelta(days=7)
LEAST_BACKOFF = timedelta(hours=1)
OFFLINE = timedelta(minutes=2)  # when nothing at all answered: the fault is ours
JITTER = 0.1  # part of a period by which a due time is moved, so that feeds do not march in step
ADOPT_AFTER = timedelta(days=7)
ADOPT_SIGHTINGS = 10
REST = frozenset({Outcome.RATE_LIMITED, Outcome.UNAVAILABLE})
RATE_MEMORY = 0.3  # weight of the newest poll in the smoothed rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """What one poll came to, as far as scheduling cares."""

    at: datetime
    outcome: Outcome
    error: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    retry_after: str | None = None
    permanent_to: str | None = None
    body_sha256: str | None = None
    entries: int = 0
    new_items: int = 0
    spread_s: float | None = None  # between the oldest and newest believable stated time in the body
    newest: tuple[str, ...] = ()
    overrun: bool = False
    offline: bool = False  # nothing at all answered in this round
    lied: bool = False  # the server had said "not modified" while the content was another


def next_state(state: FeedState, poll: Poll) -> FeedState:
    """Return what is known of the feed after a poll."""
    tried = replace(state, tried_at=poll.at, outcome=poll.outcome, error=poll.error)
    if poll.outcome in SEEN:
        return _after_sight(_moved(tried, poll), poll)
    return _after_failure(tried, poll)


def is_due(state: FeedState, now: datetime) -> bool:
    """Tell whether the feed should be asked now, by its own period.

    A due time further off than any rule sets one (the clock was put back) does not count.
    """
    if state.gone_at:
        return False
    if state.due_at is None or state.due_at <= now:
        return True
    return state.due_at - now > DAY * (1 + JITTER)


def must_rest(state: FeedState, now: datetime) -> bool:
    """Tell whether the feed must not be asked now, even on request: gone, told to wait, or failing lately."""
    return state.gone_at is not None or (state.resting and not is_due(state, now))


def _after_sight(state: FeedState, poll: Poll) -> FeedState:
    full = poll.outcome is not Outcome.NOT_MODIFIED
    elapsed_h = (poll.at - state.seen_at).total_seconds() / 3600 if state.seen_at else 0.0
    rate = _rate(state.rate_h, poll.new_items, elapsed_h)
    window = _window(state.window_s, poll, rate) if full else state.window_s
    period = _period(state, poll, window)
    gap = poll.overrun or state.watched_since is None
    return replace(
        state,
        etag=poll.etag if full else state.etag,
        last_modified=poll.last_modified if full else state.last_modified,
        body_sha256=poll.body_sha256 if full else state.body_sha256,
        seen_at=poll.at,
        full_at=poll.at if full else state.full_at,
        new_at=poll.at if poll.new_items else state.new_at,
        failures=0,
        due_at=poll.at + _jittered(period, state, poll.at),
        resting=False,
        period_s=period.total_seconds(),
        window_s=window,
        rate_h=rate,
        newest=poll.newest if full and poll.newest else state.newest,
        watched_since=poll.at if gap else state.watched_since,
        unconditional=state.unconditional or poll.lied,
    )


def _after_failure(state: FeedState, poll: Poll) -> FeedState:
    if poll.offline:
        return replace(state, due_at=poll.at + OFFLINE, resting=False)
    if poll.outcome is Outcome.GONE:
        return replace(state, failures=state.failures + 1, gone_at=poll.at, due_at=None, resting=True)
    failures = state.failures + 1
    wait = min(_longest_backoff(state, poll.at), BACKOFF * 2 ** min(failures - 1, 12))
    asked = retry_after(poll.retry_after, poll.at) if poll.outcome in REST else None
    due = poll.at + _jittered(max(wait, asked or wait), state, poll.at)
    return replace(state, failures=failures, due_at=max(due, poll.at + asked) if asked else due, resting=True)


def _longest_backoff(state: FeedState, at: datetime) -> timedelta:
    """Return how long to wait at most: a feed that answered lately is asked before its window turns over."""
    if state.seen_at is None or at - state.seen_at > RECENTLY:
        return DAY
    window = timedelta(seconds=state.window_s / 3) if state.window_s else LONGEST
    return max(LEAST_BACKOFF, min(LONGEST, window))


def _moved(state: FeedState, poll: Poll) -> FeedState:
    if poll.permanent_to is None or poll.permanent_to == state.url:
        return replace(state, moved_to=None, moved_since=None, moved_sightings=0)
    same = poll.permanent_to == state.moved_to
    since = state.moved_since if same and state.moved_since else poll.at
    sightings = state.moved_sightings + 1 if same else 1
    if sightings >= ADOPT_SIGHTINGS or (sightings > 1 and poll.at - since >= ADOPT_AFTER):
        return replace(state, url=poll.permanent_to, moved_to=None, moved_since=None, moved_sightings=0)
    return replace(state, moved_to=poll.permanent_to, moved_since=since, moved_sightings=sightings)


def _rate(before: float | None, new_items: int, elapsed_h: float) -> float | None:
    if elapsed_h <= 0:
        return before
    measured = new_items / elapsed_h
    return measured if before is None else (1 - RATE_MEMORY) * before + RATE_MEMORY * measured


def _window(before: float | None, poll: Poll, rate_h: float | None) -> float | None:
    """Estimate how far the entries reach back: by their stated times, and by how fast new ones come."""
    by_rate = poll.entries / rate_h * 3600 if rate_h else None
    known = [seconds for seconds in (poll.spread_s, by_rate) if seconds]
    return min(known) if known else before


def _period(state: FeedState, poll: Poll, window_s: float | None) -> timedelta:
    if not state.period_s:
        period = FIRST
    elif poll.overrun:
        period = timedelta(seconds=state.period_s) / 2
    else:
        known = 1 - poll.new_items / poll.entries if poll.entries else 1.0
        factor = FASTER if known < LOW else SLOWER if known > HIGH else 1.0
        period = timedelta(seconds=state.period_s * factor)
    longest = min(LONGEST, timedelta(seconds=window_s / 3)) if window_s else LONGEST
    return max(SHORTEST, min(period, longest))


def _jittered(period: timedelta, state: FeedState, at: datetime) -> timedelta:
    """Move a period by up to a tenth, the same for the same feed and moment: runs can be repeated."""
    digest = hashlib.blake2b(f"{state.feed_id}|{at.isoformat()}".encode(), digest_size=4).digest()
    return period * (1 - JITTER * int.from_bytes(digest) / 2**32)
