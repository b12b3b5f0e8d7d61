"""A person's own SQL: one SELECT and a snapshot in, a data frame out, in a child process that can touch nothing else.

The settings and limits are those that stopped the attacks listed in docs/design-notes.md: inside one process a
locked configuration would bind every other reader of the same file, and DuckDB cannot interrupt every function.
"""

import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from store.errors import QueryError, StoreError

if TYPE_CHECKING:
    import pandas as pd

TIMEOUT_S = 30.0
MAX_ROWS = 100_000
MEMORY_BYTES = 3 * 2**30
SETTINGS = (
    "set TimeZone = 'UTC'",
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
    real = Path(os.path.realpath(snapshot))
    if not real.exists():
        raise StoreError(f"{snapshot}: nothing has been published yet; run `rastro demo` or `rastro import FILE` first")
    command = [sys.executable, "-m", "store.sandbox", str(real)]
    environment = {"PATH": os.defpath, "PYTHONPATH": str(Path(__file__).parent.parent), "PYTHONUTF8": "1"}
    try:
        child = subprocess.run(command, input=sql.encode(), env=environment, capture_output=True, check=False,
                               timeout=timeout_s)  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise QueryError(f"stopped after {timeout_s:.0f} s; ask for less, or use `rastro shell`") from error
    if child.returncode:
        message = child.stderr.decode(errors="replace").strip()
        raise QueryError(message if child.returncode == REFUSED else f"the query ended its process: {message[-300:]}")
    return pa.ipc.open_stream(child.stdout).read_pandas()


def _answer(snapshot: str, sql: str) -> pa.Table:
    connection = duckdb.connect(snapshot, read_only=True, config={"threads": 2, "memory_limit": "1GB"})
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
    except (duckdb.Error, ValueError, MemoryError) as error:
        sys.stderr.write(str(error))
        return REFUSED
    with pa.ipc.new_stream(sys.stdout.buffer, table.schema) as writer:
        writer.write_table(table)
    return 0


if __name__ == "__main__":
    sys.exit(_child(sys.argv[1]))
