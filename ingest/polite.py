"""Hosts in; turns out: one request at a time and a pause between two, and what robots.txt asks of us."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego

from store.model import Outcome

ROBOTS_BYTES = 2_000_000  # RFC 9309 asks for 500 KiB at least
ROBOTS_KEPT = timedelta(hours=24)  # RFC 9309: not longer than a day
ROBOTS_MISSED = timedelta(minutes=5)
SLOWEST_S = 120.0  # a longer Crawl-delay is cut to this: a feed is one page, not a crawl
TOO_MANY_REQUESTS, SERVER_FAULT = 429, 500


@dataclass(slots=True)
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0  # on the event loop's own clock, seconds
    delay_s: float = 0.0


class Turns:
    """Hands out turns at hosts: nobody gets a second request at once, nor sooner than the delay after the last."""

    def __init__(self, *, delay_s: Callable[[str], float | None]) -> None:
        self._delay_s = delay_s  # None: this host needs no turns
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for a turn at `host` (name and port) and hold it for the block."""
        delay = self._delay_s(host)
        if delay is None:
            yield
            return
        state = self._hosts.setdefault(host, _Host(delay_s=delay))
        loop = asyncio.get_running_loop()
        async with state.lock:
            await asyncio.sleep(max(0.0, state.free_at - loop.time()))
            try:
                yield
            finally:
                state.free_at = loop.time() + state.delay_s

    def slow_down(self, host: str, delay_s: float) -> None:
        """Keep at least this pause at a host from now on (its robots.txt asks for it)."""
        delay = self._delay_s(host)
        if delay is not None:
            state = self._hosts.setdefault(host, _Host(delay_s=delay))
            state.delay_s = max(state.delay_s, min(delay_s, SLOWEST_S))


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsText:
    """A host's answer to a request for its robots.txt; `status` is None when there was no answer."""

    status: int | None
    body: bytes
    read_at: datetime
    fault: Outcome | None = None  # why there was no answer
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether an address may be asked for: `outcome` is None if it may, else what the try comes to."""

    outcome: Outcome | None = None
    why: str = ""


class Robots:
    """Remembers each host's robots.txt for a day and answers whether an address may be asked for.

    As in RFC 9309: 4xx means that everything may be asked for; 5xx, 429 or no answer that nothing may, for now.
    """

    def __init__(
        self,
        *,
        agent: str,
        ask: Callable[[str], Awaitable[RobotsText]],
        turns: Turns,
        clock: Callable[[], datetime],
        known: Mapping[str, RobotsText],
    ) -> None:
        self._agent = agent
        self._ask = ask
        self._turns = turns
        self._clock = clock
        self._texts = {origin: text for origin, text in known.items() if _is_answer(text)}
        self._rules: dict[str, tuple[RobotsText, Protego]] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def verdict(self, url: str) -> Verdict:
        """Judge an address by its host's robots.txt, asked for once a day, or soon again if it did not come."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        async with self._locks.setdefault(origin, asyncio.Lock()):
            text = self._texts.get(origin)
            if text is None or not self._holds(text):
                text = self._texts[origin] = await self._ask(f"{origin}/robots.txt")
        if not _is_answer(text):
            return Verdict(outcome=text.fault or Outcome.UNAVAILABLE, why=f"robots.txt: {text.error}")
        if self._parsed(origin, parts.netloc, text).can_fetch(url, self._agent):
            return Verdict()
        return Verdict(outcome=Outcome.ROBOTS, why=f"{origin}/robots.txt asks us to stay away")

    def _holds(self, text: RobotsText) -> bool:
        """Tell whether an answer still counts; one from the future does not, whatever moved the clock."""
        age = self._clock() - text.read_at
        return timedelta() <= age < (ROBOTS_KEPT if _is_answer(text) else ROBOTS_MISSED)

    def _parsed(self, origin: str, host: str, text: RobotsText) -> Protego:
        if origin not in self._rules or self._rules[origin][0] is not text:
            found = text.status is not None and text.status < 300  # noqa: PLR2004 - HTTP: there is a file
            rules = Protego.parse(text.body.decode("utf-8", "replace") if found else "")
            delay = rules.crawl_delay(self._agent)
            if delay:
                self._turns.slow_down(host, float(delay))
            self._rules[origin] = (text, rules)
        return self._rules[origin][1]


def _is_answer(text: RobotsText) -> bool:
    return text.status is not None and text.status < SERVER_FAULT and text.status != TOO_MANY_REQUESTS
