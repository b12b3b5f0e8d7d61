"""Bodies in; readings out, from processes of their own: a hostile body can be stopped, and costs nobody else's time."""

import asyncio
import os
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from typing import Protocol, TypeVar

from ingest.read_loop import HEADER_BYTES

CODE = Path(__file__).parent.parent
PIPE_BYTES = 2**26
BACKLOG = 32  # bodies that wait for a reader before no more are asked for
READ_S = 30.0  # a body of the largest allowed size takes a few seconds


Made = TypeVar("Made")
Made_co = TypeVar("Made_co", covariant=True)


class Work(Protocol[Made_co]):
    """A body to be read in a process of its own: what it makes there, and what stands in for that when it cannot."""

    def read(self) -> Made_co:
        """Read it; whatever the body holds, this returns."""

    def broken(self, why: str) -> Made_co:
        """Return a reading that says why there is none."""


class Readers:
    """A few reader processes, started when first needed and replaced when one is stopped or dies."""

    def __init__(self, *, processes: int = 2, longest_s: float = READ_S) -> None:
        self._idle: asyncio.Queue[Process | None] = asyncio.Queue()
        self._longest_s = longest_s
        self._waiting = 0
        self._room = asyncio.Event()
        self._room.set()
        for _ in range(processes):
            self._idle.put_nowait(None)

    async def close(self) -> None:
        """End the processes that are idle; those at work end with their jobs."""
        while not self._idle.empty():
            await _stop(self._idle.get_nowait())

    async def room(self) -> None:
        """Wait until few bodies are waiting to be read."""
        await self._room.wait()

    def _queue(self, change: int) -> None:
        self._waiting += change
        if self._waiting < BACKLOG:
            self._room.set()
        else:
            self._room.clear()

    async def read(self, job: Work[Made]) -> Made:
        """Read one body; a reading that takes too long, or kills its process, is a broken feed."""
        self._queue(+1)
        try:
            process = await self._idle.get()
        finally:
            self._queue(-1)
        try:
            process = process or await asyncio.create_subprocess_exec(
                sys.executable, "-m", "ingest.read_loop", stdin=PIPE, stdout=PIPE, limit=PIPE_BYTES,
                env={**os.environ, "PYTHONPATH": str(CODE)}, start_new_session=True,
            )  # fmt: skip
            async with asyncio.timeout(self._longest_s):
                return await _ask(process, job)
        except TimeoutError:
            await _stop(process)
            process = None
            return job.broken(f"not read after {self._longest_s:g} s")
        except (asyncio.IncompleteReadError, ConnectionError):
            await _stop(process)
            process = None
            return job.broken("reading it ended its process")
        except asyncio.CancelledError:
            await _stop(process)
            process = None
            raise
        finally:
            self._idle.put_nowait(process)


async def _ask(process: Process, job: Work[Made]) -> Made:
    if process.stdin is None or process.stdout is None:
        raise ConnectionError("a reader process without pipes")
    message = pickle.dumps(job, protocol=pickle.HIGHEST_PROTOCOL)
    process.stdin.write(len(message).to_bytes(HEADER_BYTES) + message)
    await process.stdin.drain()
    size = int.from_bytes(await process.stdout.readexactly(HEADER_BYTES))
    reading = pickle.loads(await process.stdout.readexactly(size))  # noqa: S301 - from our own child process
    if not isinstance(reading, type(job.broken(""))):
        raise ConnectionError("a reader process that answers something else")
    return reading


async def _stop(process: Process | None) -> None:
    if process is None:
        return
    if process.returncode is None:
        process.kill()
    await process.wait()
