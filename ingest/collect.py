"""Feeds in; everything they show in the store out, one round at a time. Errors are outcomes: no feed stops another."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Event
from types import TracebackType
from typing import Self

from ingest.fetch import Answer, Client, Limits, Validators
from ingest.polite import ROBOTS_KEPT, RobotsText
from ingest.reader import Job
from ingest.readers import Readers
from ingest.registry import Registry
from ingest.schedule import is_due, must_rest
from ingest.settle import FeedResult, Target, Visit, settle, visit_id
from store import archive
from store.database import Database, Paths
from store.errors import StoreError
from store.identity import fetch_id
from store.model import Feed, FeedState, Fetch, Outcome
from store.polled import load_stamps, recent_robots

READABLE = frozenset({"rss", "atom", "json_feed", "news_sitemap"})
BATCH = 64  # polls written in one transaction, at most
BATCH_S = 1.0  # and how long one that is done waits for others
ASK_IN_FULL = timedelta(hours=24)  # how long to believe "not modified" before asking without conditions
NO_NETWORK = frozenset({Outcome.DNS_ERROR, Outcome.CONNECT_ERROR, Outcome.TIMEOUT})
LOOK_UP_S = 0.5  # how often to look whether to stop
LONE = 2  # feeds that must fail together before the fault is taken to be ours


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectContext:
    """What collecting needs: where things lie, who tells the time, and how it may behave on the web.

    `report` is told of each feed once it is committed; setting `stop` ends a round after what is done is written.
    """

    paths: Paths
    clock: Callable[[], datetime]
    limits: Limits
    report: Callable[[FeedResult], None]
    stop: Event = field(default_factory=Event)
    contact: str | None = None
    allow_loopback: bool = False

    def telling(self, report: Callable[[FeedResult], None]) -> "CollectContext":
        """Return the same with another listener."""
        return replace(self, report=report)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which feeds a round polls, and how many it leaves alone, by reason."""

    targets: tuple[Target, ...]
    left: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the caller asked for.

    `max_age`: only feeds not seen for so long; `due`: only those due by their own period, or not tried for `longest`.
    """

    outlets: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    max_age: timedelta | None = None
    due: bool = False
    longest: timedelta | None = None


def choose(registry: Registry, states: dict[str, FeedState], wanted: Wanted, *, now: datetime) -> Choice:
    """Choose the feeds to poll. Not asked: dead addresses, kinds read elsewhere, and feeds that must rest."""
    outlets = {outlet.outlet_id: outlet for outlet in registry.outlets}
    targets: list[Target] = []
    left: dict[str, int] = {}
    for feed in registry.feeds:
        outlet = outlets[feed.outlet_id]
        if (wanted.outlets and outlet.outlet_id not in wanted.outlets) or (
            wanted.kinds and outlet.kind not in wanted.kinds
        ):
            continue
        state = states.get(feed.feed_id) or FeedState(feed_id=feed.feed_id, url=feed.url)
        reason = _left_alone(feed, state, wanted, now)
        if reason:
            left[reason] = left.get(reason, 0) + 1
        else:
            targets.append(Target(feed=feed, outlet=outlet, state=state))
    return Choice(targets=tuple(targets), left=left)


class Collector:
    """Polls round after round with one client: turns at hosts, robots.txt and reader processes last between rounds."""

    def __init__(self, context: CollectContext) -> None:
        self._context = context
        self._runner = asyncio.Runner()
        self._client: Client | None = None
        self._readers = Readers()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._runner:
            self._runner.run(self._close())

    def poll(self, database: Database, targets: Sequence[Target]) -> list[FeedResult]:
        """Poll the targets and write what they show; `context.report` is told of each once it is committed."""
        return self._runner.run(self._poll(database, targets))

    async def _poll(self, database: Database, targets: Sequence[Target]) -> list[FeedResult]:
        context, client = self._context, self._open(database)
        stamps = load_stamps(database)
        results: list[FeedResult] = []
        work = [_visit(context, client, self._readers, target) for target in targets]
        async with aclosing(_batches(work, context.stop)) as batches:
            async for visits in batches:
                done = await asyncio.to_thread(settle, database, visits, robots_fetches(context, client), stamps)
                results += done
                for result in done:
                    context.report(result)
        return results

    def _open(self, database: Database) -> Client:
        if self._client is None:
            context = self._context
            self._client = Client(
                clock=context.clock, room=self._readers.room, contact=context.contact, limits=context.limits,
                allow_loopback=context.allow_loopback, known_robots=known_robots(database, context),
            )  # fmt: skip
        return self._client

    async def _close(self) -> None:
        await self._readers.close()
        if self._client:
            await self._client.close()


async def _visit(context: CollectContext, client: Client, readers: Readers, target: Target) -> Visit:
    """Poll one feed: ask, and read what came unless it is what came last time."""
    state = target.state
    answer = await client.get(state.url, _validators(state, context.clock()))
    name = visit_id(target, answer.started_at)
    if answer.outcome is not Outcome.OK:
        return Visit(target=target, fetch_id=name, answer=replace(answer, body=b""))
    digest = hashlib.sha256(answer.body).hexdigest()
    visit = Visit(target=target, fetch_id=name, answer=replace(answer, body=b""), body_sha256=digest,
                  body_bytes=len(answer.body))  # fmt: skip
    if digest == state.body_sha256:
        return visit
    job = Job(body=answer.body, content_type=answer.header("content-type"), url=answer.url, feed=target.feed,
              outlet=target.outlet, seen_at=answer.finished_at, absent_at=state.seen_at, fetch_id=name,
              archive=context.paths.archive)  # fmt: skip
    return replace(visit, reading=await readers.read(job))


async def _batches(work: Sequence[Coroutine[None, None, Visit]], stop: Event) -> AsyncGenerator[list[Visit], None]:
    """Yield visits as they are done, some at a time, until `stop` is set; what is not done then is dropped.

    Those that found no network wait until it is known whose fault it is: when nothing at all answers in the whole
    round, it is taken to be ours.
    """
    done: asyncio.Queue[Visit] = asyncio.Queue()

    async def deliver(one: Coroutine[None, None, Visit]) -> None:
        done.put_nowait(await one)

    loop = asyncio.get_running_loop()
    held: list[Visit] = []
    answered, due = False, loop.time() + BATCH_S
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(deliver(one)) for one in work]
        waiting = len(tasks)
        while waiting and not stop.is_set():
            try:
                async with asyncio.timeout(LOOK_UP_S):
                    held.append(await done.get())
            except TimeoutError:
                if answered and held:
                    yield held
                    held, due = [], loop.time() + BATCH_S
                continue
            waiting -= 1
            answered = answered or held[-1].answer.outcome not in NO_NETWORK
            if answered and (len(held) >= BATCH or loop.time() >= due):
                yield held
                held, due = [], loop.time() + BATCH_S
        for task in tasks:
            task.cancel()
    if held:
        yield [replace(visit, offline=not answered and len(held) >= LONE) for visit in held]


def _left_alone(feed: Feed, state: FeedState, wanted: Wanted, now: datetime) -> str | None:
    """Say why a feed is not polled now, or None if it is; the first reason counts."""
    reasons = {
        "dead": feed.status == "dead",
        feed.kind: feed.kind not in READABLE,
        "gone": state.gone_at is not None,
        "resting": must_rest(state, now),
        "not_due": wanted.due and not is_due(state, now) and not _is_overdue(state, wanted, now),
        "fresh": bool(wanted.max_age and state.seen_at and now - state.seen_at < wanted.max_age),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def _is_overdue(state: FeedState, wanted: Wanted, now: datetime) -> bool:
    return bool(wanted.longest is not None and state.tried_at and now - state.tried_at >= wanted.longest)


def _validators(state: FeedState, now: datetime) -> Validators | None:
    """Return what makes a request conditional; none once a day, since some servers say "not modified" for ever."""
    if state.unconditional or state.full_at is None or now - state.full_at >= ASK_IN_FULL:
        return None
    return Validators(etag=state.etag, last_modified=state.last_modified)


def known_robots(database: Database, context: CollectContext) -> dict[str, RobotsText]:
    """Return what hosts answered lately when asked for their robots.txt, by origin."""
    known: dict[str, RobotsText] = {}
    for address, row in recent_robots(database, since=context.clock() - ROBOTS_KEPT).items():
        try:
            body = archive.load(context.paths.archive, row["body_sha256"]) if row["body_sha256"] else b""
        except StoreError:  # it is asked for again
            continue
        origin = address.removesuffix("/robots.txt")
        known[origin] = RobotsText(status=row["status"], body=body, read_at=row["finished_at"])
    return known


def robots_fetches(context: CollectContext, client: Client) -> list[Fetch]:
    """Turn the requests for robots.txt since the last batch into rows, and keep what came."""
    read, client.robots_read = client.robots_read, []
    return [_robots_fetch(context, asked, answer) for asked, answer in read]


def _robots_fetch(context: CollectContext, asked: str, answer: Answer) -> Fetch:
    digest = archive.keep(context.paths.archive, answer.body) if answer.body else None
    return Fetch(
        fetch_id=fetch_id("robots", asked, answer.started_at.isoformat()), source="robots", address=asked,
        started_at=answer.started_at, finished_at=answer.finished_at, outcome=answer.outcome, body_sha256=digest,
        body_bytes=len(answer.body) if digest else None, error=answer.error, status=answer.status,
        final_url=answer.url if answer.url != asked else None, headers=answer.headers,
        received_bytes=answer.received_bytes,
    )  # fmt: skip
