import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from ingest.reader import Job, Reading, read_body
from ingest.readers import Readers
from store import archive
from store.model import Feed, Kind, Outcome, Outlet
from tests.builders import NOW

T = TypeVar("T")
BODY = b"<rss version='2.0'><channel><title>Faro</title><item><title>Nota</title><link>/1</link></item></channel></rss>"
OUTLET = Outlet(outlet_id="faro", name="El Faro", kind=Kind.REGIONAL, country="MX", zones=("America/Mexico_City",),
                zone_basis="registry", label_source="invented for a test")  # fmt: skip
FEED = Feed(
    feed_id="faro/1", outlet_id="faro", url="https://faro.example/rss", kind="rss", status="unconfirmed", source="x"
)


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Job(body=BODY, content_type=None, url=FEED.url, feed=FEED, outlet=OUTLET, seen_at=NOW, absent_at=None,
               fetch_id="f", archive=tmp_path)  # fmt: skip


def run(work: Callable[[Readers], Awaitable[T]], *, longest_s: float = 20.0) -> T:
    async def whole() -> T:
        readers = Readers(processes=1, longest_s=longest_s)
        try:
            return await work(readers)
        finally:
            await readers.close()

    return asyncio.run(whole())


def test_process_reads_what_the_function_reads(job: Job) -> None:
    assert run(lambda readers: readers.read(job)) == read_body(job)


def test_body_is_kept_before_it_is_read(job: Job) -> None:
    assert read_body(replace(job, body=b"<html>no feed</html>")).fault is Outcome.NOT_A_FEED
    assert len(list(job.archive.rglob("*.gz"))) == 1


def test_relative_link_is_resolved_against_where_the_body_came_from(job: Job) -> None:
    assert [item.url for item in read_body(job).items] == ["https://faro.example/1"]


def test_reading_that_takes_too_long_is_stopped_and_its_feed_is_broken(job: Job) -> None:
    reading = run(lambda readers: readers.read(job), longest_s=0.001)
    assert reading.fault is Outcome.BROKEN
    assert "0.001 s" in (reading.error or "")


def test_process_that_dies_is_replaced(job: Job) -> None:
    async def work(readers: Readers) -> list[Reading]:
        first = await readers.read(job)
        process = readers._idle.get_nowait()
        readers._idle.put_nowait(process)
        assert process is not None
        os.kill(process.pid, signal.SIGKILL)
        await process.wait()
        return [first, await readers.read(job), await readers.read(job)]

    first, during, after = run(work)
    assert (first.fault, during.fault, after.fault) == (None, Outcome.BROKEN, None)


def test_every_body_of_a_crowd_gets_its_own_reading(job: Job) -> None:
    async def work(readers: Readers) -> list[Reading]:
        jobs = [replace(job, body=BODY.replace(b"Nota", b"Nota %d" % number)) for number in range(20)]
        return list(await asyncio.gather(*(readers.read(one) for one in jobs)))

    assert [reading.items[0].title for reading in run(work)] == [f"Nota {number}" for number in range(20)]


def test_archived_body_is_the_body(job: Job) -> None:
    read_body(job)
    (path,) = job.archive.rglob("*.gz")
    assert archive.load(job.archive, path.parent.name + path.stem) == BODY
