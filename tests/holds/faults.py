"""Faults of the machine, made for real: each takes a data folder, does its worst, and returns what the writer said."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.builders import ROOT

NOBODY = 65534
ADD = """
import resource, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
import os
paths, first, last, limit, user, ahead = Path(sys.argv[1]), *map(int, sys.argv[2:])
from store.database import Paths, open_writer
from store.errors import RastroError
from store.snapshot import publish_snapshot
from tests.holds.builders import add_batch
if user: os.setgid(user); os.setuid(user)
if limit: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
now = datetime.now(UTC) + timedelta(days=ahead)
try:
    with open_writer(Paths(paths), now=now, job="test") as database:
        for number in range(first, last):
            add_batch(database, Paths(paths), number, now=now)
            print("added", number, flush=True)
            publish_snapshot(database, Paths(paths), now=now)
            print("published", number, flush=True)
except RastroError as error:
    print("refused", error, flush=True)
    os._exit(3)
"""


def add(  # noqa: PLR0913 - each is a fault of its own
    data: Path, first: int, last: int, *, limit: int = 0, user: int = 0, ahead_days: int = 0
) -> "subprocess.CompletedProcess[str]":
    """Add and publish batches in a process with a limit on file sizes (bytes), a user's rights, or another clock."""
    words = [str(one) for one in (data, first, last, limit, user, ahead_days)]
    return subprocess.run([sys.executable, "-c", ADD, *words], cwd=ROOT, capture_output=True, text=True, check=False,
                          timeout=120)  # fmt: skip


def acknowledged(run: "subprocess.CompletedProcess[str]", what: str = "added") -> list[int]:
    """Return the batches of which a run said so."""
    return [int(line.split()[1]) for line in run.stdout.splitlines() if line.startswith(what)]


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path | None]:
    """Mount a small file system for as long as the block runs; None where that is not allowed."""
    folder.mkdir()
    made = _mount(["-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)])
    try:
        yield folder if made else None
    finally:
        if made:
            subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def read_only(folder: Path) -> Iterator[bool]:
    """Mount a folder over itself, read-only; yields False where that is not allowed."""
    made = _mount(["--bind", str(folder), str(folder)]) and _mount(["-o", "remount,bind,ro", str(folder)])
    try:
        yield made
    finally:
        if made:
            subprocess.run(["umount", str(folder)], check=True)


def _mount(words: Sequence[str]) -> bool:
    if os.geteuid() != 0:
        return False
    return subprocess.run(["mount", *words], check=False, capture_output=True).returncode == 0
