"""One writer at a time: a lock file that names its holder and is released by the kernel when the holder dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from store.errors import LockedError, StoreError


@contextmanager
def writer_lock(path: Path, *, job: str) -> Iterator[None]:
    """Hold `path` as the only writer while the block runs.

    `job` is written into the file so that a second writer can be told who is first.
    Raises LockedError at once if another process holds it, StoreError if it cannot be written.
    """
    with _opened(path) as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            handle.seek(0)
            holder = handle.read().strip() or "unknown process"
            raise LockedError(f"{path}: another writer is at work ({holder}); wait for it or stop it") from error
        try:
            handle.truncate(0)
            handle.write(f"pid {os.getpid()}, rastro {job}\n")
            handle.flush()
        except OSError as error:
            raise StoreError(f"{path}: cannot be written: {error.strerror}; make room there, then run again") from error
        yield


def _opened(path: Path) -> TextIO:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("a+", encoding="utf-8")
    except OSError as error:
        raise StoreError(
            f"{path}: cannot be opened: {error.strerror}; give this user the right to write in the data folder"
        ) from error
