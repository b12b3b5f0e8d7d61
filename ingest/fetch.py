"""An address in; status, headers and the whole decoded body out, or the one reason why not. Never raises for a server.

The transport is httpcore2, the layer below httpx2: it hands us bytes as they came, so that limits, redirects and
decoding are ours. No cookies are kept and no scripts run.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import httpcore2 as http

from ingest.decode import DecodingError, TooLargeError, TruncatedError, decode_body
from ingest.faults import Progress, Stop, explained, outcome_of
from ingest.guard import GuardedBackend, RefusedAddressError, UnknownHostError, resolve
from ingest.polite import ROBOTS_BYTES, Robots, RobotsText, Turns, Verdict
from ingest.span import Span
from ingest.wire import bypasses_proxy, proxies, redirect_target, wire_url
from store.model import Outcome

PRODUCT = "Rastro"
ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
ENCODINGS = "gzip, br, zstd"
PERMANENT = frozenset({301, 308})
REDIRECTS = PERMANENT | {302, 303, 307}
_NO_DELAY_HOSTS = ("localhost", "127.", "[::1]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one request may cost."""

    deadline_s: float = 45.0  # for the whole request, redirects included; waiting for a turn is not counted
    stall_s: float = 5.0  # once a body has begun, stall_bytes must come in this time, again and again
    stall_bytes: int = 500
    body_bytes: int = 10_000_000  # decoded, and as received
    redirects: int = 10
    at_once: int = 32  # requests in flight, all hosts together
    large_bytes: int = 1_000_000  # a body beyond this is rare, and two such at a time are received
    host_delay_s: float | None = None  # pause between two requests to a host; None: 5 s, and none on loopback


DEFAULT_HOST_DELAY_S = 5.0
LARGE_AT_ONCE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one request came to. `outcome` is OK only for a 2xx answer with a whole body.

    Of a robots.txt that was too large, `body` holds the beginning as received.
    """

    outcome: Outcome
    url: str  # the last address asked, after redirects
    started_at: datetime
    finished_at: datetime
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    received_bytes: int = 0
    permanent_to: str | None = None  # where 301 and 308 alone led
    error: str | None = None

    def header(self, name: str) -> str | None:
        """Return the first header of that name, to the letter."""
        return next((value for key, value in self.headers if key.lower() == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server said about the body we hold, to the letter, so that it can answer 304."""

    etag: str | None = None
    last_modified: str | None = None


class Client:
    """Fetches politely: turns per host, robots.txt, limits, and nothing from private networks.

    `clock` tells the time of our own clock (UTC); `room` is awaited before a request goes out, so that bodies do not
    pile up. `known_robots` holds what hosts answered lately, by origin.
    Raises ConfigError when a proxy named in the environment cannot be used.
    """

    def __init__(  # noqa: PLR0913 - each is a choice of the entry point
        self,
        *,
        clock: Callable[[], datetime],
        room: Callable[[], Awaitable[None]] | None = None,
        contact: str | None = None,
        limits: Limits | None = None,
        allow_loopback: bool = False,
        known_robots: Mapping[str, RobotsText] | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.user_agent = f"{PRODUCT}/0.1 (news research; {' '.join((contact or 'no contact given').split())})"
        self.robots_read: list[tuple[str, Answer]] = []  # what was asked for, and what came
        self._clock = clock
        self._room = room
        self._limits = limits or Limits()
        self._allow_loopback = allow_loopback
        self._turns = Turns(delay_s=self._host_delay)
        self._large = asyncio.Semaphore(LARGE_AT_ONCE)
        self._served: set[str] = set()  # hosts to which a connection may be kept
        self._slots = asyncio.Semaphore(self._limits.at_once)
        self._robots = Robots(agent=PRODUCT, ask=self._ask_robots, turns=self._turns,
                              clock=clock, known=known_robots or {})  # fmt: skip
        backend = GuardedBackend(allow_loopback=allow_loopback)
        self._direct = self._pool(tls, None, backend)
        self._proxies = {scheme: self._pool(tls, proxy, None) for scheme, proxy in proxies().items()}

    async def close(self) -> None:
        """Close all connections."""
        for pool in (self._direct, *self._proxies.values()):
            await pool.aclose()

    async def get(
        self,
        url: str,
        validators: Validators | None = None,
        *,
        secret: Mapping[str, str] | None = None,
        span: Span | None = None,
    ) -> Answer:
        """Ask for `url` (of a file, for this part of it), conditionally if `validators` are given; follow redirects.

        `secret` headers (a key) go to the origin of `url` alone: no redirect carries them elsewhere.
        """
        headers = _conditions(validators) | (span.headers() if span else {})
        return await self._get(url, headers, self._limits.body_bytes, ask_robots=True, secret=secret)

    async def _get(
        self,
        url: str,
        headers: dict[str, str],
        limit: int,
        *,
        ask_robots: bool,
        secret: Mapping[str, str] | None = None,
    ) -> Answer:
        progress = Progress(url=wire_url(url), left_s=self._limits.deadline_s)
        try:
            body = await self._follow(progress, headers, limit, ask_robots=ask_robots, secret=secret or {})
        except Stop as stop:
            return self._answer(progress, stop.outcome, body=b"" if ask_robots else progress.partial, error=str(stop))
        return self._answer(progress, outcome_of(progress.status or 0), body=body)

    def _answer(self, progress: Progress, outcome: Outcome, *, body: bytes = b"", error: str | None = None) -> Answer:
        if outcome is not Outcome.OK and error is None and outcome is not Outcome.NOT_MODIFIED:
            error = f"status {progress.status}"
        now = self._clock()
        return Answer(outcome=outcome, url=progress.url, started_at=progress.started_at or now, finished_at=now,
                      status=progress.status, headers=progress.headers, body=body, received_bytes=progress.received,
                      permanent_to=progress.permanent_to, error=error)  # fmt: skip

    async def _follow(
        self,
        progress: Progress,
        headers: dict[str, str],
        limit: int,
        *,
        ask_robots: bool,
        secret: Mapping[str, str],
    ) -> bytes:
        seen: set[str] = set()
        home = _origin(progress.url)
        for _ in range(self._limits.redirects + 1):
            seen.add(progress.url)
            if ask_robots:
                await self._heed_robots(progress.url)
            known_to = secret if _origin(progress.url) == home else {}
            body = await self._hop(progress, {**headers, **known_to}, limit)
            if progress.status not in REDIRECTS:
                return body
            progress.url = _next_url(progress)
            if progress.url in seen:
                raise Stop(Outcome.REDIRECT_ERROR, f"redirects lead back to {progress.url}")
            progress.all_permanent = progress.all_permanent and progress.status in PERMANENT
            if progress.all_permanent:
                progress.permanent_to = progress.url
        raise Stop(Outcome.REDIRECT_ERROR, f"more than {self._limits.redirects} redirects")

    async def _hop(self, progress: Progress, headers: dict[str, str], limit: int) -> bytes:
        """Ask for one address, in its host's turn and within what is left of the deadline."""
        loop = asyncio.get_running_loop()
        async with self._turns.turn(urlsplit(progress.url).netloc), self._slots:
            if self._room:
                await self._room()
            progress.started_at = progress.started_at or self._clock()
            start = loop.time()
            try:
                async with asyncio.timeout(progress.left_s):
                    received = await self._exchanged(progress, headers, limit)
            except TimeoutError:
                raise Stop(Outcome.TIMEOUT, f"not done after {self._limits.deadline_s:g} s") from None
            progress.left_s -= loop.time() - start
        return _decoded(received, progress, limit)

    async def _exchanged(self, progress: Progress, headers: dict[str, str], limit: int) -> bytes:
        """Exchange once, or twice when a kept connection turns out to have been let go by the server."""
        host = urlsplit(progress.url).netloc
        try:
            received = await self._exchange(progress, headers, limit)
        except Stop as stop:
            if host not in self._served or not stop.unanswered:
                raise
            received = await self._exchange(progress, headers, limit)
        self._served.add(host)
        return received

    async def _exchange(self, progress: Progress, headers: dict[str, str], limit: int) -> bytes:
        progress.status, progress.headers = None, ()
        pool = await self._pool_for(progress.url)
        stated = {"User-Agent": self.user_agent, "Accept": ACCEPT, "Accept-Encoding": ENCODINGS, **headers}
        sent: list[tuple[bytes | str, bytes | str]] = [(name, _wire_bytes(value)) for name, value in stated.items()]
        async with explained(progress), pool.stream("GET", progress.url, headers=sent) as response:
            progress.status = response.status
            progress.headers = tuple(
                (key.decode("latin-1"), value.decode("latin-1")) for key, value in response.headers
            )
            if response.status in REDIRECTS or response.status == 304:  # noqa: PLR2004 - HTTP's own number
                return b""
            try:
                return await self._whole(progress, response.aiter_stream(), limit)
            except Stop:  # what is still on its way would fill the window that HTTP/2 gives the next answer
                await response.extensions["network_stream"].aclose()
                raise

    async def _whole(self, progress: Progress, parts: AsyncIterator[bytes], limit: int) -> bytes:
        """Receive a body that is not too large and does not stall; large ones take turns, so that few are held."""
        loop = asyncio.get_running_loop()
        received: list[bytes] = []
        size = since = 0
        async with AsyncExitStack() as held:
            try:
                async with asyncio.timeout(self._limits.stall_s) as stall:
                    async for part in parts:
                        received.append(part)
                        if size <= self._limits.large_bytes < size + len(part):
                            stall.reschedule(None)
                            await held.enter_async_context(self._large)
                        size += len(part)
                        since += len(part)
                        progress.received += len(part)
                        if size > limit:
                            progress.partial = b"".join(received) if limit <= ROBOTS_BYTES else b""
                            raise Stop(Outcome.TOO_LARGE, f"more than {limit} bytes")
                        if since >= self._limits.stall_bytes:
                            since = 0
                            stall.reschedule(loop.time() + self._limits.stall_s)
            except TimeoutError:
                why = f"fewer than {self._limits.stall_bytes} bytes in {self._limits.stall_s:g} s"
                raise Stop(Outcome.TIMEOUT, why) from None
        return b"".join(received)

    async def _pool_for(self, url: str) -> http.AsyncConnectionPool:
        """Choose the proxy that the environment names for this address, or none.

        Behind a proxy the name is resolved there; what resolves here to a private address is refused all the same.
        """
        parts = urlsplit(url)
        pool = self._proxies.get(parts.scheme)
        if pool is None or bypasses_proxy(parts.netloc):
            return self._direct
        try:
            await resolve(parts.hostname or "", parts.port or 443, allow_loopback=self._allow_loopback)
        except UnknownHostError:
            pass
        except RefusedAddressError as error:
            raise Stop(Outcome.REFUSED_ADDRESS, str(error)) from error
        return pool

    async def _heed_robots(self, url: str) -> None:
        verdict: Verdict = await self._robots.verdict(url)
        if verdict.outcome:
            raise Stop(verdict.outcome, verdict.why)

    async def _ask_robots(self, url: str) -> RobotsText:
        answer = await self._get(url, {}, ROBOTS_BYTES, ask_robots=False)
        self.robots_read.append((url, answer))
        fault = answer.outcome if answer.outcome in _NO_ANSWER else None
        return RobotsText(status=None if fault else answer.status, body=answer.body, read_at=answer.finished_at,
                          fault=fault, error=answer.error)  # fmt: skip

    def _host_delay(self, host: str) -> float | None:
        if self._limits.host_delay_s is not None:
            return self._limits.host_delay_s
        return None if self._allow_loopback and host.startswith(_NO_DELAY_HOSTS) else DEFAULT_HOST_DELAY_S

    def _pool(
        self, tls: ssl.SSLContext | None, proxy: http.Proxy | None, backend: GuardedBackend | None
    ) -> http.AsyncConnectionPool:
        return http.AsyncConnectionPool(
            ssl_context=tls, proxy=proxy, http2=True, network_backend=backend,
            max_connections=self._limits.at_once, max_keepalive_connections=self._limits.at_once, keepalive_expiry=30,
        )  # fmt: skip


_NO_ANSWER = frozenset({
    Outcome.TIMEOUT, Outcome.DNS_ERROR, Outcome.CONNECT_ERROR, Outcome.TLS_ERROR, Outcome.PROTOCOL_ERROR,
    Outcome.REFUSED_ADDRESS, Outcome.TRUNCATED, Outcome.BAD_ENCODING,
})  # fmt: skip


def _decoded(received: bytes, progress: Progress, limit: int) -> bytes:
    encodings = ",".join(value for key, value in progress.headers if key.lower() == "content-encoding")
    try:
        return decode_body(received, encodings, limit=limit)
    except TooLargeError as error:
        raise Stop(Outcome.TOO_LARGE, str(error)) from error
    except TruncatedError as error:
        raise Stop(Outcome.TRUNCATED, str(error)) from error
    except DecodingError as error:
        raise Stop(Outcome.BAD_ENCODING, str(error)) from error


def _next_url(progress: Progress) -> str:
    location = next((value for key, value in progress.headers if key.lower() == "location"), None)
    try:
        return redirect_target(progress.url, location)
    except ValueError as error:
        raise Stop(Outcome.REDIRECT_ERROR, f"status {progress.status}: {error}") from error


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _wire_bytes(value: str) -> bytes:
    """Write a header's value as it came (headers are read as Latin-1), or in UTF-8 if it is ours."""
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode()


def _conditions(validators: Validators | None) -> dict[str, str]:
    if validators is None:
        return {}
    stated = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in stated.items() if value}
