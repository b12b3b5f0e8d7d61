"""An interpreter with the program loaded, once; each line of words on its standard input runs in a fork of it.

Standard output gets the fork's process id, then, when it has ended, its exit code: one line each.
"""

import json
import os
import select
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.builders import ROOT


class Warm:
    """Runs commands as processes of their own that need not load the program first. Use it as a context manager."""

    def __init__(self) -> None:
        # Libraries that start threads when they are loaded would not survive the fork.
        alone = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
        self._parent = subprocess.Popen([sys.executable, "-m", "tests.warm"], stdin=subprocess.PIPE, bufsize=0,
                                        stdout=subprocess.PIPE, cwd=ROOT, env={**os.environ, **alone})  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pipe in (self._parent.stdin, self._parent.stdout):
            if pipe:
                pipe.close()
        self._parent.wait(10)

    def start(self, words: list[str], *, out: Path | None = None) -> int:
        """Start a command and return its process id; what it prints is appended to `out`, or lost."""
        assert self._parent.stdin is not None
        self._parent.stdin.write(json.dumps([str(out or os.devnull), words]).encode() + b"\n")
        return self._line()

    def ended(self) -> bool:
        """Tell whether the command has ended; `code` does not block then."""
        return bool(select.select([self._parent.stdout], [], [], 0)[0])

    def code(self) -> int:
        """Wait for the command and return its exit code, negative for the signal that ended it."""
        return self._line()

    def _line(self) -> int:
        assert self._parent.stdout is not None
        return int(self._parent.stdout.readline())


def serve() -> None:
    """Run commands until the other side closes."""
    from ingest import backfill  # noqa: PLC0415 - what makes this interpreter warm
    from rastro import app  # noqa: PLC0415
    from tests.ingest.looking import Here  # noqa: PLC0415

    # Readers hold nothing that a kill could lose, and starting them is most of what a run costs.
    backfill.Readers = Here  # type: ignore[misc]  # of the same kind
    for line in sys.stdin:
        out, words = json.loads(line)
        pid = os.fork()
        if pid == 0:
            code = 0
            os.dup2(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_APPEND), 1)
            try:
                app(words)
            except SystemExit as stop:
                code = stop.code if isinstance(stop.code, int) else 1
            os._exit(code)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
