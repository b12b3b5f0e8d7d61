"""A plan in; what it finds in the store out, answer by answer: a run that is killed goes on where it stopped.

What an answer showed, what it makes us ask for and that it was answered are written in one transaction, so that at any
moment a run is what its rows say. Nothing here carries coverage: looking back is not watching.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from ingest import local_part
from ingest.collect import CollectContext, known_robots, robots_fetches
from ingest.fetch import Answer, Client
from ingest.looking_back import Answered, Found, Plan, Sight
from ingest.pauses import retry_after
from ingest.readers import Readers
from ingest.sources import SOURCES, Reads
from ingest.span import sent
from store import archive
from store.database import Database
from store.identity import fetch_id
from store.items import add_items, known_as
from store.looked_back import (
    DONE,
    FAILED,
    WAITING,
    Ask,
    Settled,
    Waiting,
    add_asks,
    add_links,
    add_readings,
    forget_run,
    settle_asks,
    tally,
    waiting_asks,
)
from store.model import Fetch, Outcome
from store.observed import add_fetches, add_outlets

AT_ONCE = 8  # answers written in one transaction, at most; each from another host
MOST_TRIES = 5
NO_SUCH_PART = 416  # HTTP's number: the file ends before the part begins
PASSING = frozenset({
    Outcome.RATE_LIMITED, Outcome.UNAVAILABLE, Outcome.SERVER_ERROR, Outcome.TIMEOUT, Outcome.TRUNCATED,
    Outcome.DNS_ERROR, Outcome.CONNECT_ERROR, Outcome.PROTOCOL_ERROR,
})  # fmt: skip
LONGEST_REST = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How far one call may go. `told` hears of requests made and asks known, after each transaction."""

    max_requests: int | None = None
    patience: timedelta = timedelta(minutes=2)  # a rest that is longer ends the call; the next one goes on
    rest: timedelta = timedelta(seconds=30)  # after a passing failure, doubled each time, unless the server says
    secret: Mapping[str, str] = field(default_factory=dict)  # headers for the plan's endpoint alone; never stored
    told: Callable[[int, int], None] = lambda _done, _known: None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillReport:
    """What a call came to; `outcomes` counts all asks of the run by how they ended, earlier calls included."""

    kind: str
    run: str
    requests: int
    outcomes: dict[str, int]
    items: int
    new_items: int
    outside: int
    bad: int
    waiting: int
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What a call would ask for: `requests` now, and more if `open_ended`, as answers name them.

    `size` is in bytes: None if nobody can tell, an estimate unless `exact`.
    """

    kind: str
    run: str
    requests: int
    open_ended: bool
    first: tuple[str, ...]
    size: int | None = None
    exact: bool = True


def dry_run(database: Database, plan: Plan, *, most: int | None) -> DryRun:
    """Count what would be asked for; nothing is asked and nothing is kept."""
    source, run = SOURCES[plan.kind], run_of(plan)
    database.execute("begin")
    try:
        add_asks(database, run, source.seeds(plan))
        waiting = [one.ask for one in waiting_asks(database, run)]
    finally:
        database.execute("rollback")
    weight = source.weigh(waiting)
    requests = weight.requests if weight else len(waiting)
    return DryRun(
        kind=plan.kind, run=run, requests=requests if most is None else min(most, requests),
        open_ended=not source.fixed, first=tuple(ask.address for ask in waiting[:20]),
        size=weight.size if weight else None, exact=weight is None or weight.exact,
    )  # fmt: skip


def run_of(plan: Plan) -> str:
    """Name a run by everything that decides what it asks for, so that the same command goes on with it."""
    said = [
        plan.kind, plan.since.isoformat(), plan.until.isoformat(), plan.endpoint, plan.query, sorted(plan.names),
        sorted(outlet.outlet_id for outlet in plan.outlets), sorted(feed.url for feed in plan.feeds),
        repr(plan.screen),
    ]  # fmt: skip
    return hashlib.blake2b(json.dumps(said).encode(), digest_size=6).hexdigest()


def backfill(  # noqa: PLR0913 - all but four are named
    database: Database,
    context: CollectContext,
    plan: Plan,
    bounds: Bounds,
    *,
    anew: bool = False,
    readers: Readers | None = None,
) -> BackfillReport:
    """Ask for what the plan needs and is not answered yet, and write what comes; `anew` forgets what was asked."""
    with database.transaction():
        add_outlets(database, plan.registry.outlets)
        if anew:
            forget_run(database, run_of(plan))
        add_asks(database, run_of(plan), SOURCES[plan.kind].seeds(plan))
    return asyncio.run(_Run(database, context, plan, bounds, readers or Readers()).go())


@dataclass(slots=True)
class _Counts:
    requests: int = 0
    items: int = 0
    new: int = 0
    outside: int = 0
    bad: int = 0


class _Run:
    """One call: its client, its readers, and what it has done."""

    def __init__(
        self, database: Database, context: CollectContext, plan: Plan, bounds: Bounds, readers: Readers
    ) -> None:
        self._database, self._context, self._plan, self._bounds = database, context, plan, bounds
        self._name = run_of(plan)
        self._reading = replace(plan, carriers=())  # what goes to a reader process with each answer
        self._readers = readers
        self._counts = _Counts()
        self._client = Client(
            clock=context.clock, room=self._readers.room, contact=context.contact, limits=context.limits,
            allow_loopback=context.allow_loopback, known_robots=known_robots(database, context),
        )  # fmt: skip

    async def go(self) -> BackfillReport:
        """Ask until nothing is left, or the bounds are reached, or somebody says stop."""
        again_at: datetime | None = None
        try:
            while not self._context.stop.is_set():
                waiting = waiting_asks(self._database, self._name)
                batch = self._batch(waiting)
                if not waiting or self._left() == 0:
                    break
                if not batch:
                    again_at = min(one.not_before for one in waiting if one.not_before)
                    if not await self._rested(again_at):
                        break
                    again_at = None
                    continue
                await self._asked(batch)
                self._bounds.told(self._counts.requests, self._counts.requests + len(waiting) - len(batch))
        finally:
            await self._readers.close()
            await self._client.close()
        return self._report(again_at)

    def _left(self) -> int | None:
        most = self._bounds.max_requests
        return None if most is None else max(0, most - self._counts.requests)

    def _batch(self, waiting: Sequence[Waiting]) -> list[Waiting]:
        """Take asks in their order as long as each goes to another host, and none to one that must be left alone.

        The order in which answers are written does not depend on how many are asked for at once.
        """
        now, left = self._context.clock(), self._left()
        resting = {_host(one) for one in waiting if one.not_before and one.not_before > now}
        batch: list[Waiting] = []
        hosts: set[str] = set()
        for one in waiting:
            host = _host(one)
            if host in resting:
                continue
            if host in hosts or len(batch) == AT_ONCE or (left is not None and len(batch) == left):
                break
            hosts.add(host)
            batch.append(one)
        return batch

    async def _rested(self, until: datetime) -> bool:
        """Wait, if that is not too long; tell whether to go on."""
        wait = until - self._context.clock()
        if wait > self._bounds.patience:
            return False
        await asyncio.to_thread(self._context.stop.wait, max(0.0, wait.total_seconds()))
        return True

    async def _asked(self, batch: Sequence[Waiting]) -> None:
        done = await asyncio.gather(*(self._answer(one) for one in batch))
        self._counts.requests += len(batch)
        with self._database.transaction():
            add_fetches(self._database, robots_fetches(self._context, self._client))
            settled = [
                self._settled(one, fetch, answer, found)
                for one, (fetch, answer, found) in zip(batch, done, strict=True)
            ]
            settle_asks(self._database, self._name, settled)

    async def _answer(self, one: Waiting) -> tuple[Fetch, Answer, Found | None]:
        """Ask, keep the body, and have it read in a process of its own."""
        plan, ask = self._plan, one.ask
        secret = self._bounds.secret if plan.endpoint and ask.address.startswith(f"{plan.endpoint}/") else None
        span = SOURCES[plan.kind].span(ask)
        if ask.address.startswith(local_part.SCHEME):
            answer = await asyncio.to_thread(local_part.read_part, ask.address, span, clock=self._context.clock)
        else:
            answer = await self._client.get(ask.address, secret=secret, span=span)
        if span and answer.status == NO_SUCH_PART and span.first:
            return _fetch(plan.kind, ask, answer, None), replace(answer, outcome=Outcome.OK, error=None), Found()
        if answer.outcome is not Outcome.OK:
            return _fetch(plan.kind, ask, answer, None), answer, None
        kept = None if span else archive.keep(self._context.paths.archive, answer.body)
        fetch = _fetch(plan.kind, ask, answer, kept)
        answered = Answered(plan=self._reading, ask=ask, body=answer.body, content_type=answer.header("content-type"),
                            url=answer.url, seen_at=answer.finished_at, fetch_id=fetch.fetch_id,
                            sent=sent(answer.status, answer.header("content-range"), len(answer.body)))  # fmt: skip
        found = await self._readers.read(Reads(answered=answered))
        for page in found.inside:
            archive.keep(self._context.paths.archive, page.body)
        inside = tuple(replace(page, body=b"") for page in found.inside)
        return fetch, replace(answer, body=b""), replace(found, inside=inside)

    def _settled(self, one: Waiting, fetch: Fetch, answer: Answer, found: Found | None) -> Settled:
        """Write what one answer showed; the caller holds the transaction."""
        outcome = (found.fault if found else None) or answer.outcome
        error = (found.error if found else None) or answer.error
        if outcome in PASSING and one.tries + 1 < MOST_TRIES:
            add_fetches(self._database, [fetch])
            return Settled(number=one.number, state=WAITING, outcome=outcome, error=error,
                           not_before=self._rest(one, answer))  # fmt: skip
        add_fetches(self._database, [one.fetch for one in found.inside] if found else [])
        new, items = self._written(found.sights) if found else (0, 0)
        add_asks(self._database, self._name, found.asks if found else ())
        bad, outside = (len(found.bad), found.outside) if found else (0, 0)
        add_fetches(self._database, [replace(fetch, outcome=outcome, error=error, new_items=new,
                                             entries=found.entries if found else None, bad_entries=bad)])  # fmt: skip
        counts = self._counts
        counts.items, counts.new = counts.items + items, counts.new + new
        counts.outside, counts.bad = counts.outside + outside, counts.bad + bad
        return Settled(number=one.number, state=DONE if outcome is Outcome.OK else FAILED, outcome=outcome, error=error,
                       items=items, new_items=new, outside=outside, bad=bad)  # fmt: skip

    def _written(self, sights: Sequence[Sight]) -> tuple[int, int]:
        """Write sights; return how many items are new, and how many there were.

        A list adds no wording to an item that is known: it may say less than what showed it.
        """
        database = self._database
        add_outlets(database, [sight.outlet for sight in sights if sight.outlet])
        known = known_as(database, [sight.item for sight in sights])
        shown = [one.item for one, name in zip(sights, known, strict=True) if name is None or one.words]
        first = list({item.item_id: item for item in reversed(shown)}.values())[::-1] if shown else []
        added = add_items(database, first)
        names = known_as(database, [sight.item for sight in sights])
        named = [(one, name or one.item.item_id) for one, name in zip(sights, names, strict=True)]
        add_readings(database, [replace(reading, item_id=name) for one, name in named for reading in one.readings])
        add_links(database, [replace(link, item_id=name) for one, name in named for link in one.links])
        return len(added.new), len(sights)

    def _rest(self, one: Waiting, answer: Answer) -> datetime:
        asked = retry_after(answer.header("retry-after"), answer.finished_at)
        own = self._bounds.rest * (4 if answer.outcome is Outcome.RATE_LIMITED else 1) * 2**one.tries
        return answer.finished_at + (asked or min(own, LONGEST_REST))

    def _report(self, again_at: datetime | None) -> BackfillReport:
        counts, outcomes = self._counts, tally(self._database, self._name)
        return BackfillReport(
            kind=self._plan.kind, run=self._name, requests=counts.requests, outcomes=outcomes, items=counts.items,
            new_items=counts.new, outside=counts.outside, bad=counts.bad, waiting=outcomes.get("waiting", 0),
            again_at=again_at,
        )  # fmt: skip


def _host(one: Waiting) -> str:
    return urlsplit(one.ask.address).netloc


def _fetch(kind: str, ask: Ask, answer: Answer, digest: str | None) -> Fetch:
    """Make the row of a try; one that brought a body is named by it, so that the same again is the same row.

    A part of a file has a body that is not kept (`digest` is None): it is named by what it is a part of.
    """
    part = f"part {ask.key}" if answer.outcome is Outcome.OK else answer.started_at.isoformat()
    what = digest or part
    return Fetch(
        fetch_id=fetch_id(kind, ask.address, what), source=kind, address=ask.address, started_at=answer.started_at,
        finished_at=answer.finished_at, outcome=answer.outcome, body_sha256=digest,
        body_bytes=len(answer.body) if digest else None, error=answer.error, status=answer.status,
        final_url=answer.url if answer.url != ask.address else None, headers=answer.headers,
        received_bytes=answer.received_bytes,
    )  # fmt: skip
