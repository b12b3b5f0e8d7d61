"""Bodies in; readings out, from processes of their own: a hostile body can be stopped, and costs nobody else's time."""

import asyncio
import os
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

from ingest.read_loop import HEADER_BYTES
from ingest.reader import Job, Reading
from store.model import Outcome

CODE = Path(__file__).parent.parent
PIPE_BYTES = 2**26
BACKLOG = 32  # bodies that wait for a reader before no more are asked for
READ_S = 30.0  # a body of the largest allowed size takes a few seconds


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

    async def read(self, job: Job) -> Reading:
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
            return Reading(fault=Outcome.BROKEN, error=f"not read after {self._longest_s:g} s")
        except (asyncio.IncompleteReadError, ConnectionError):
            await _stop(process)
            process = None
            return Reading(fault=Outcome.BROKEN, error="reading it ended its process")
        except asyncio.CancelledError:
            await _stop(process)
            process = None
            raise
        finally:
            self._idle.put_nowait(process)


async def _ask(process: Process, job: Job) -> Reading:
    if process.stdin is None or process.stdout is None:
        raise ConnectionError("a reader process without pipes")
    message = pickle.dumps(job, protocol=pickle.HIGHEST_PROTOCOL)
    process.stdin.write(len(message).to_bytes(HEADER_BYTES) + message)
    await process.stdin.drain()
    size = int.from_bytes(await process.stdout.readexactly(HEADER_BYTES))
    reading = pickle.loads(await process.stdout.readexactly(size))  # noqa: S301 - from our own child process
    if not isinstance(reading, Reading):
        raise ConnectionError("a reader process that answers something else")
    return reading


async def _stop(process: Process | None) -> None:
    if process is None:
        return
    if process.returncode is None:
        process.kill()
    await process.wait()
