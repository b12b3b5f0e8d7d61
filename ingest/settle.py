"""What a batch of polls came to in; rows for retrievals, items, coverage, stamp classes and feed states out.

One transaction a batch: either all of it is acknowledged or nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ingest.fetch import Answer
from ingest.language import judged_language
from ingest.reader import Reading
from ingest.schedule import Poll, next_state
from ingest.stamps import Sight, learn, stamp_of
from store.database import Database
from store.identity import fetch_id
from store.items import Added, add_items
from store.model import SEEN, CoverageSpan, Feed, FeedState, Fetch, Interval, Item, Outcome, Outlet, Precision, Stamp
from store.observed import add_fetches
from store.polled import add_stamps, extend_coverage, replace_states, stated_times

NEWEST = 3  # items by which the next poll shows that nothing was pushed out between
OLDEST_LEFT_OUT = 0.1  # of the entries, when judging how far back they reach: pinned ones are older than the rest
GREW = 1.25  # a reach that grew by less is not worth a new row
OLDEST_CACHE = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A feed to be polled, with what is known of it."""

    feed: Feed
    outlet: Outlet
    state: FeedState


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One poll of one feed, done: the answer, the body's hash if there was one, and its reading if it was read."""

    target: Target
    fetch_id: str
    answer: Answer
    body_sha256: str | None = None
    body_bytes: int | None = None
    reading: Reading | None = None
    offline: bool = False

    @property
    def outcome(self) -> Outcome:
        """How the poll ended, reading included."""
        if self.reading and self.reading.fault:
            return self.reading.fault
        if self.answer.outcome is Outcome.OK and self.reading is None:
            return Outcome.UNCHANGED
        return self.answer.outcome

    @property
    def error(self) -> str | None:
        """What was said when it failed."""
        return self.reading.error if self.reading and self.reading.fault else self.answer.error

    @property
    def shown_at(self) -> datetime:
        """The moment whose state of the feed we saw: when we asked, less the time it had lain in a cache."""
        age = self.answer.header("age") or ""
        lain = min(timedelta(seconds=int(age[:9])), OLDEST_CACHE) if age.isdecimal() else timedelta()
        return self.answer.started_at - lain


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedResult:
    """What became of one feed in one round: what the log line and --json show."""

    feed_id: str
    outlet_id: str
    url: str
    outcome: str
    status: int | None
    entries: int
    new_items: int
    changed_items: int
    bad_entries: int
    received_bytes: int
    seconds: float
    overrun: bool
    error: str | None
    notes: tuple[str, ...]


def visit_id(target: Target, started_at: datetime) -> str:
    """Derive the id of a poll's retrieval."""
    return fetch_id("feed", target.feed.feed_id, started_at.isoformat())


def settle(
    database: Database, visits: Sequence[Visit], robots: Sequence[Fetch], stamps: dict[str, Stamp]
) -> list[FeedResult]:
    """Write everything that a batch of polls showed, in one transaction; `stamps` is brought up to date."""
    with database.transaction():
        shown = [item for visit in visits if visit.reading for item in visit.reading.items]
        added = add_items(database, shown, complete=_with_language)
        moved_from = stated_times(database, added.moved)
        ids, fresh = iter(added.ids), set(added.new)
        settled = [_settled(visit, added, ids, fresh, moved_from) for visit in visits]
        learnt = [stamp for one in settled if (stamp := _news(one.state, one.visit.shown_at, stamps))]
        add_fetches(database, [*robots, *(one.fetch for one in settled)])
        replace_states(database, [one.state for one in settled])
        extend_coverage(database, [span for one in settled for span in one.spans])
        add_stamps(database, learnt)
    stamps.update({stamp.feed_id: stamp for stamp in learnt})
    return [one.result for one in settled]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settled:
    visit: Visit
    state: FeedState
    fetch: Fetch
    spans: tuple[CoverageSpan, ...]
    result: FeedResult


def _with_language(item: Item) -> Item:
    """Ask the classifier about a new item whose language is not plain; known items were asked about long ago."""
    if item.language_plain:
        return item
    return replace(item, language=judged_language((item.title, item.summary, item.text)) or item.language)


def _settled(
    visit: Visit, added: Added, ids: Iterator[str], fresh: set[str], moved_from: dict[str, Interval]
) -> _Settled:
    items = visit.reading.items if visit.reading else ()
    known_as = [next(ids) for _ in items]
    new = [item for item, name in zip(items, known_as, strict=True) if name in fresh]
    fresh.difference_update(known_as)  # an item that two feeds show is new in one of them
    changed = {*added.changed, *added.moved} & set(known_as)
    before = visit.target.state
    overrun = bool(before.newest and known_as) and not set(before.newest) & set(known_as)
    poll = _poll(visit, items, known_as, new, overrun=overrun)
    after = next_state(before, poll)
    if items:
        moves = [(moved_from[name], item.published.interval) for item, name in zip(items, known_as, strict=True)
                 if name in moved_from and item.published.interval]  # fmt: skip
        sight = Sight(at=visit.shown_at, new=new, moves=moves)
        after = replace(after, stamps=learn(after, sight))
    fetch = _fetch(visit, new=len(new), changed=len(changed), overrun=overrun)
    return _Settled(visit=visit, state=after, fetch=fetch, spans=_spans(visit, before, after, overrun=overrun),
                    result=_result(visit, fetch))  # fmt: skip


def _poll(visit: Visit, items: Sequence[Item], known_as: Sequence[str], new: Sequence[Item], *, overrun: bool) -> Poll:
    answer = visit.answer
    moved = answer.permanent_to or (visit.reading.moved_to if visit.reading else None)
    return Poll(
        at=visit.shown_at, outcome=visit.outcome, error=visit.error, etag=answer.header("etag"),
        last_modified=answer.header("last-modified"), retry_after=answer.header("retry-after"), permanent_to=moved,
        body_sha256=visit.body_sha256, entries=len(items), new_items=len(new), spread_s=_spread(items),
        newest=_newest(items, known_as), overrun=overrun, offline=visit.offline,
        lied=_lied(visit, new),
    )  # fmt: skip


def _spread(items: Sequence[Item]) -> float | None:
    """Return the seconds between the stated times of the newest and (nearly) the oldest entry."""
    coarse = {Precision.DAY, Precision.MONTH, Precision.UNKNOWN}
    times = sorted(item.published.interval.earliest for item in items
                   if item.published.interval and item.published.precision not in coarse)  # fmt: skip
    if len(times) < 2:  # noqa: PLR2004 - a spread needs two
        return None
    return (times[-1] - times[int(len(times) * OLDEST_LEFT_OUT)]).total_seconds() or None


def _newest(items: Sequence[Item], known_as: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of the newest items, by stated time and then by their place in the feed."""
    times = [item.published.interval.earliest.timestamp() if item.published.interval else 0.0 for item in items]
    order = sorted(range(len(items)), key=lambda place: (-times[place], place))
    return tuple(dict.fromkeys(known_as[place] for place in order))[:NEWEST]


def _lied(visit: Visit, new: Sequence[Item]) -> bool:
    """Tell whether the server had answered "not modified" although it had something new.

    It did when an unconditional request shows another body under the validators we hold, or items that it dates
    before its last "not modified".
    """
    state, answer = visit.target.state, visit.answer
    if state.outcome is not Outcome.NOT_MODIFIED or visit.outcome is not Outcome.OK:
        return False
    same = (answer.header("etag"), answer.header("last-modified")) == (state.etag, state.last_modified)
    seen_at = state.seen_at
    hidden = [item for item in new if seen_at and item.published.interval and item.published.interval.latest < seen_at]
    return same or bool(hidden)


def _spans(visit: Visit, before: FeedState, after: FeedState, *, overrun: bool) -> tuple[CoverageSpan, ...]:
    if visit.outcome not in SEEN:
        return ()
    feed, now = visit.target.feed, visit.shown_at
    since = after.watched_since or now
    watched = CoverageSpan(feed_id=feed.feed_id, outlet_id=feed.outlet_id, started_at=since,
                           ended_at=max(since, now), watched=True)  # fmt: skip
    if not (overrun and before.seen_at):
        return (watched,)
    gap = replace(watched, started_at=before.seen_at, ended_at=max(before.seen_at, now), watched=False,
                  reason="failing" if before.failures else "overrun")  # fmt: skip
    return (gap, watched)


def _fetch(visit: Visit, *, new: int, changed: int, overrun: bool) -> Fetch:
    answer, reading = visit.answer, visit.reading
    final = answer.url if answer.url != visit.target.state.url else None
    return Fetch(
        fetch_id=visit.fetch_id, source="feed", address=visit.target.state.url, started_at=answer.started_at,
        finished_at=answer.finished_at, outcome=visit.outcome, body_sha256=visit.body_sha256,
        body_bytes=visit.body_bytes, feed_id=visit.target.feed.feed_id,
        error=visit.error, status=answer.status, final_url=final, headers=answer.headers,
        received_bytes=answer.received_bytes, entries=reading.entries if reading else None,
        bad_entries=len(reading.bad) if reading else None, new_items=new, changed_items=changed,
        overrun=overrun if reading and not reading.fault else None, previous_seen_at=visit.target.state.seen_at,
    )  # fmt: skip


def _result(visit: Visit, fetch: Fetch) -> FeedResult:
    reading = visit.reading
    return FeedResult(
        feed_id=visit.target.feed.feed_id, outlet_id=visit.target.outlet.outlet_id, url=fetch.address,
        outcome=fetch.outcome.value, status=fetch.status, entries=fetch.entries or 0, new_items=fetch.new_items or 0,
        changed_items=fetch.changed_items or 0, bad_entries=fetch.bad_entries or 0,
        received_bytes=fetch.received_bytes or 0,
        seconds=round((fetch.finished_at - fetch.started_at).total_seconds(), 3), overrun=bool(fetch.overrun),
        error=fetch.error, notes=(*reading.notes, *reading.bad[:NEWEST]) if reading else (),
    )  # fmt: skip


def _news(state: FeedState, at: datetime, stamps: dict[str, Stamp]) -> Stamp | None:
    """Return the feed's stamp class if it is another than the one on record."""
    stamp, old = stamp_of(state, at), stamps.get(state.feed_id)
    if stamp is None:
        return None
    same = old is not None and old.stamp_class == stamp.stamp_class
    grew = old is not None and (stamp.reach_h > old.reach_h * GREW or stamp.slack_h > old.slack_h)
    return None if same and not grew else stamp
