"""Readers of the writer's own file, beside readers of snapshots: how many are refused while it writes."""

import subprocess
import sys
import tempfile
from pathlib import Path

from store.database import Paths, open_writer
from store.snapshot import publish_snapshot
from tests.builders import NOW
from tests.holds.builders import add_batch

TRIES = 5
_READER = (
    "import duckdb, sys; print(duckdb.connect(sys.argv[1], read_only=True).execute('from item').fetchone() is not None)"
)
_HOLDER = (
    "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True); print('open', flush=True); sys.stdin.read()"
)


def answered(path: Path) -> int:
    """Return how many of some reading processes were answered."""
    runs = [subprocess.run([sys.executable, "-c", _READER, str(path.resolve())], capture_output=True, text=True,
                           check=False) for _ in range(TRIES)]  # fmt: skip
    return sum(run.stdout.strip() == "True" for run in runs)


def sharing() -> None:
    """Print how many readers each design answers while a writer is open, and whether a reader keeps the writer out."""
    with tempfile.TemporaryDirectory() as folder:
        paths = Paths(Path(folder))
        with open_writer(paths, now=NOW, job="bench") as database:
            add_batch(database, paths, 0)
            publish_snapshot(database, paths, now=NOW)
            shared, snapshots = answered(paths.database), answered(paths.pointer)
        sys.stdout.write(
            f"while a writer is open: {shared} of {TRIES} readers of its own file are answered, {snapshots} of {TRIES} of"
            f" snapshots\nwhile a reader is open: a writer of the same file is"
            f" {'kept out' if kept_out(paths.database) else 'let in'}; of a snapshot, the writer has another file\n"
        )


def kept_out(path: Path) -> bool:
    """Tell whether one reader of the file keeps a writer out."""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", _HOLDER, str(path)], stdin=pipe, stdout=pipe, text=True) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        holder.stdout.readline()
        writer = _HOLDER.replace(", read_only=True", "")
        tried = subprocess.run([sys.executable, "-c", writer, str(path)], stdin=subprocess.DEVNULL, capture_output=True,
                               text=True, check=False)  # fmt: skip
        holder.stdin.close()
    return tried.returncode != 0


if __name__ == "__main__":
    sharing()
