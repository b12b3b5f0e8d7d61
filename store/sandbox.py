"""A person's own SQL: one SELECT and a snapshot in, a data frame out, in a child process that can touch nothing else.

The settings and limits are those that stopped the attacks listed in docs/design-notes.md: inside one process a
locked configuration would bind every other reader of the same file, and DuckDB cannot interrupt every function.
"""

import os
import resource
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from store.errors import QueryError, StoreError

if TYPE_CHECKING:
    import pandas as pd

TIMEOUT_S = 30.0
MAX_ROWS = 100_000
MEMORY_BYTES = 3 * 2**30  # of the whole child
DUCKDB_MEMORY = "1GB"
SETTINGS = (
    "set TimeZone = 'UTC'",
    "set temp_directory = ''",  # nothing spills: a question too big for the memory is told so, and leaves no file
    "set enable_external_access = false",
    "set python_enable_replacements = false",
    "set allow_persistent_secrets = false",
    "set autoinstall_known_extensions = false",
    "set autoload_known_extensions = false",
    "set lock_configuration = true",
)
NICE = 15  # everybody else's pages come first
REFUSED = 3  # exit status of the child: the query, not the program, is wrong


def run_analyst_query(snapshot: Path, sql: str, *, timeout_s: float = TIMEOUT_S) -> "pd.DataFrame":
    """Answer one SELECT (or EXPLAIN) on a published snapshot, at most MAX_ROWS rows.

    Raises QueryError when DuckDB refuses it or it outlives `timeout_s`, StoreError if nothing is published.
    """
    return start_analyst_query(snapshot, sql, timeout_s=timeout_s).wait()


def start_analyst_query(snapshot: Path, sql: str, *, timeout_s: float = TIMEOUT_S) -> "RunningQuery":
    """Start the same and return at once. Raises StoreError if nothing is published."""
    real = Path(os.path.realpath(snapshot))
    if not real.exists():
        raise StoreError(f"{snapshot}: nothing has been published yet; run `rastro demo` or `rastro import FILE` first")
    return RunningQuery(real, sql, timeout_s)


class RunningQuery:
    """One SELECT at work in its child process, which ends at the time limit whether anybody waits for it or not."""

    def __init__(self, snapshot: Path, sql: str, timeout_s: float) -> None:
        command = [sys.executable, "-m", "store.sandbox", str(snapshot)]
        environment = {"PATH": os.defpath, "PYTHONPATH": str(Path(__file__).parent.parent), "PYTHONUTF8": "1"}
        pipe = subprocess.PIPE
        self._child = subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, stderr=pipe)
        self._limit_s, self._late, self._cancelled = timeout_s, False, False
        self._said: tuple[bytes, bytes] = (b"", b"")
        self._reader = threading.Thread(target=self._read, args=(sql.encode(errors="replace"),), daemon=True)
        self._reader.start()

    @property
    def done(self) -> bool:
        """Whether there is an answer, or a refusal."""
        return not self._reader.is_alive()

    def cancel(self) -> None:
        """End it now; `wait` then raises QueryError."""
        self._cancelled = True
        self._child.kill()

    def wait(self) -> "pd.DataFrame":
        """Return the answer. Raises QueryError when DuckDB refuses it, or it was cancelled or outlived its limit."""
        self._reader.join()
        if self._cancelled:
            raise QueryError("cancelled")
        if self._late:
            raise QueryError(f"stopped after {self._limit_s:.0f} s; ask for less, or use `rastro shell`")
        answer, complaint = self._said
        if status := self._child.returncode:
            message = complaint.decode(errors="replace").strip()
            raise QueryError(message if status == REFUSED else f"the query ended its process: {message[-300:]}")
        return pa.ipc.open_stream(answer).read_pandas()

    def _read(self, sql: bytes) -> None:
        try:
            self._said = self._child.communicate(sql, timeout=self._limit_s)
        except subprocess.TimeoutExpired:
            self._late = True
            self._child.kill()
            self._child.communicate()


def _answer(snapshot: str, sql: str) -> pa.Table:
    connection = duckdb.connect(snapshot, read_only=True, config={"threads": 2, "memory_limit": DUCKDB_MEMORY})
    for setting in SETTINGS:
        connection.execute(setting)
    statements = connection.extract_statements(sql)
    allowed = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}
    if len(statements) != 1 or statements[0].type not in allowed:
        raise ValueError("one SELECT at a time, please: a snapshot is read-only")
    reader = connection.execute(statements[0]).to_arrow_reader(MAX_ROWS)
    for batch in reader:
        return pa.Table.from_batches([batch]).slice(0, MAX_ROWS)
    return pa.Table.from_batches([], schema=reader.schema)


def _child(snapshot: str) -> int:
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        table = _answer(snapshot, sys.stdin.read())
    except (duckdb.OutOfMemoryException, MemoryError):
        sys.stderr.write(f"it needs more than {DUCKDB_MEMORY} of memory; ask for less, or use `rastro shell`")
        return REFUSED
    except (duckdb.Error, ValueError) as error:
        sys.stderr.write(str(error))
        return REFUSED
    with pa.ipc.new_stream(sys.stdout.buffer, table.schema) as writer:
        writer.write_table(table)
    return 0


if __name__ == "__main__":
    sys.exit(_child(sys.argv[1]))
