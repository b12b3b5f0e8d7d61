"""`python -m tests.bench_loops LOOP FILE`: what tutorials do with a list of feeds, for `make bench`. Prints two counts."""

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path

import fastfeedparser
import feedparser
import httpx2

TIMEOUT_S = 10.0
AT_ONCE = 32


def with_feedparser(urls: list[str]) -> int:
    """Fetch and parse one after the other with httpx2 and feedparser's defaults; return the number of entries."""
    with httpx2.Client(timeout=TIMEOUT_S) as client:
        return sum(len(feedparser.parse(client.get(url).content).entries) for url in urls)


def with_fastfeedparser(urls: list[str]) -> int:
    """Do the same with fastfeedparser; what it refuses has no entries."""
    with httpx2.Client(timeout=TIMEOUT_S) as client:
        return sum(_fast_entries(client.get(url).content) for url in urls)


def together(urls: list[str]) -> int:
    """Fetch 32 at a time with asyncio and httpx2, parse with feedparser's defaults as they come."""
    return asyncio.run(_together(urls))


async def _together(urls: list[str]) -> int:
    slots = asyncio.Semaphore(AT_ONCE)

    async def entries(client: httpx2.AsyncClient, url: str) -> int:
        async with slots:
            answer = await client.get(url)
        return len(feedparser.parse(answer.content).entries)

    async with httpx2.AsyncClient(timeout=TIMEOUT_S) as client:
        return sum(await asyncio.gather(*(entries(client, url) for url in urls)))


def _fast_entries(body: bytes) -> int:
    try:
        return len(fastfeedparser.parse(body).entries)
    except (ValueError, SyntaxError):
        return 0


LOOPS: dict[str, Callable[[list[str]], int]] = {
    "feedparser": with_feedparser,
    "fastfeedparser": with_fastfeedparser,
    "together": together,
}


if __name__ == "__main__":
    asked = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    sys.stdout.write(json.dumps({"feeds": len(asked), "entries": LOOPS[sys.argv[1]](asked)}) + "\n")
