"""What a person decided in, one more line at the end of the judgements file out; its lines back, torn ones apart."""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from store.errors import LockedError, StoreError
from store.model import Judgement, Note, Undo

LONGEST_NAME, LONGEST_REASON = 60, 1_000  # characters
PATIENCE_S = 5.0  # a line takes milliseconds: whoever holds the file longer hangs


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The objects of the file by line number, and the numbers of lines that were cut off while being written."""

    rows: tuple[tuple[int, Any], ...]
    torn: tuple[int, ...]


def append_judgement(path: Path, said: Judgement | Note | Undo) -> None:
    """Add one line to the file and bring it to the disk before returning; what is there is never touched.

    Any number of people may do so at once, from threads or processes. A line that somebody left unfinished is closed
    first, so that this one stands alone. Raises StoreError if it cannot be written: then nothing was added.
    """
    line = json.dumps(_row(said), ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    is_new = not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with _held(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, fcntl.LOCK_EX) as handle:
            end = os.lseek(handle, 0, os.SEEK_END)
            unfinished = end > 0 and os.pread(handle, 1, end - 1) != b"\n"
            _write(handle, b"\n" + line if unfinished else line, end)
        if is_new:
            _sync_folder(path.parent)
    except OSError as error:
        raise StoreError(f"{path}: the decision could not be written: {error.strerror}") from error


def read_lines(path: Path) -> Lines:
    """Read the file, waiting for a line that is just being written; a missing file has no lines.

    A line that is no JSON was cut off by a crash: its number is returned, and the others count.
    """
    try:
        with _held(path, os.O_RDONLY, fcntl.LOCK_SH) as handle, os.fdopen(os.dup(handle), "rb") as file:
            whole = file.read()
    except FileNotFoundError:
        return Lines(rows=(), torn=())
    rows: list[tuple[int, Any]] = []
    torn: list[int] = []
    for number, line in enumerate(whole.split(b"\n"), start=1):  # splitlines() would break at U+2028 inside a reason
        if not line.strip():
            continue
        try:
            rows.append((number, json.loads(line.decode("utf-8"))))
        except (ValueError, RecursionError):  # thousands of brackets are no decision either
            torn.append(number)
    return Lines(rows=tuple(rows), torn=tuple(torn))


def name_of(text: str) -> str:
    """Return a person's name as it is kept: one line, printable, not too long; empty if nothing is left."""
    return _plain(text, LONGEST_NAME)


def reason_of(text: str | None) -> str | None:
    """Return a reason as it is kept, or None for an empty one."""
    return _plain(text or "", LONGEST_REASON) or None


def _row(said: Judgement | Note | Undo) -> dict[str, Any]:
    kind = {Judgement: "mention", Note: "note", Undo: "undo"}[type(said)]
    cells = {field.name: getattr(said, field.name) for field in fields(said)}
    cells |= {"judged_by": name_of(said.judged_by), "judged_at": _utc(said.judged_at),
              "reason": reason_of(said.reason)}  # fmt: skip
    if not cells["judged_by"]:
        raise StoreError("a decision needs the name of who decided it")
    return {"kind": kind} | {name: cell for name, cell in cells.items() if cell is not None}


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _plain(text: str, longest: int) -> str:
    printable = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(printable.split())[:longest].rstrip()


def _write(handle: int, line: bytes, end: int) -> None:
    """Write the whole line, or leave the file as it was."""
    try:
        left = memoryview(line)
        while left:
            left = left[os.write(handle, left) :]
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, end)
        raise


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _held(path: Path, flags: int, lock: int) -> Iterator[int]:
    handle = os.open(path, flags, 0o644)
    try:
        _wait(handle, lock, path)
        yield handle
    finally:
        os.close(handle)  # gives the lock back


def _wait(handle: int, lock: int, path: Path) -> None:
    limit = time.monotonic() + PATIENCE_S
    while True:
        try:
            fcntl.flock(handle, lock | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > limit:
                raise LockedError(f"{path}: somebody has been writing for {PATIENCE_S:.0f} s; try again") from error
            time.sleep(0.005)
        else:
            return
