"""The fetcher as tests use it: the real one, with short limits, trusting the test server's authority."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime

from ingest.fetch import Answer, Client, Limits, Validators
from ingest.polite import RobotsText
from tests.ingest.certificates import client_tls

DEADLINE_S = 0.6
QUICK = Limits(deadline_s=DEADLINE_S, body_bytes=1_000_000)


def now() -> datetime:
    """Tell the time."""
    return datetime.now(UTC)


def client(
    limits: Limits = QUICK,
    *,
    allow_loopback: bool = True,
    contact: str | None = "redaccion@faro.example",
    known_robots: Mapping[str, RobotsText] | None = None,
) -> Client:
    """Return a fetcher that may reach this machine; call it inside an event loop."""
    return Client(clock=now, contact=contact, limits=limits, allow_loopback=allow_loopback,
                  known_robots=known_robots, tls=client_tls())  # fmt: skip


def fetch(url: str, validators: Validators | None = None, limits: Limits = QUICK) -> Answer:
    """Ask for one address with a fetcher of its own."""
    return fetch_all([url], validators, limits)[0]


def fetch_all(urls: list[str], validators: Validators | None = None, limits: Limits = QUICK) -> list[Answer]:
    """Ask for addresses one after the other with the same fetcher."""

    async def each(fetcher: Client) -> list[Answer]:
        return [await fetcher.get(url, validators) for url in urls]

    return within(each, limits)


def fetch_together(urls: list[str], limits: Limits = QUICK) -> list[Answer]:
    """Ask for addresses all at once with the same fetcher."""

    async def together(fetcher: Client) -> list[Answer]:
        return await asyncio.gather(*(fetcher.get(url) for url in urls))

    return within(together, limits)


def within(work: Callable[[Client], Awaitable[list[Answer]]], limits: Limits = QUICK) -> list[Answer]:
    """Do some work with a fetcher, in an event loop of its own."""

    async def run() -> list[Answer]:
        fetcher = client(limits)
        try:
            return await work(fetcher)
        finally:
            await fetcher.close()

    return asyncio.run(run())
