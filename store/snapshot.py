"""Publishing: the writer's database in, a new immutable file with its index and a swapped pointer out."""

import os
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from store.database import Database, Paths, open_snapshot
from store.errors import StoreError
from store.search import index_path, publish_index, update_index

KEEP = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One published file: its path, when it was published and how many items it holds."""

    path: Path
    published_at: datetime
    items: int


def publish_snapshot(database: Database, paths: Paths, *, now: datetime, keep: int = KEEP) -> Snapshot:
    """Copy the checkpointed database to a new name, probe it, and point everybody to it.

    The copy runs in a subprocess: closing a file descriptor of the database in the writer's own process would
    drop DuckDB's lock. Readers of an older snapshot keep it as long as they like; all but `keep` are removed.
    Raises StoreError if the copy does not answer like the original; the pointer then stays where it was.
    """
    paths.snapshots.mkdir(parents=True, exist_ok=True)
    for left_over in (*paths.snapshots.glob("*.tmp"), *paths.snapshots.glob("*.search-tmp")):
        left_over.unlink()
    final = _free_name(paths, now)
    temporary = final.with_suffix(".tmp")
    database.execute("checkpoint")
    copy = subprocess.run(["cp", "--reflink=auto", "--", str(paths.database), str(temporary)],
                          check=False, capture_output=True, text=True)  # fmt: skip
    if copy.returncode:
        raise StoreError(f"{temporary}: could not be written: {copy.stderr.strip()}")
    _sync(temporary)
    _probe(database, temporary)
    temporary.chmod(0o444)
    update_index(database, paths)
    publish_index(paths, final)
    temporary.rename(final)
    _point(paths, final)
    _prune(paths, keep)
    items = database.rows("select count(*) as n from item")[0]["n"]
    return Snapshot(path=final, published_at=published_at(final), items=items)


def published_at(snapshot: Path) -> datetime:
    """Read the time of publication (UTC) from a snapshot's name; the pointer is resolved first."""
    return datetime.fromtimestamp(int(Path(os.path.realpath(snapshot)).stem) / 1000, tz=UTC)


def _free_name(paths: Paths, now: datetime) -> Path:
    newest = max((int(path.stem) for path in paths.snapshots.glob("*.duckdb")), default=0)
    return paths.snapshots / f"{max(int(now.timestamp() * 1000), newest + 1)}.duckdb"


def _sync(path: Path) -> None:
    with path.open("rb") as handle:
        os.fsync(handle.fileno())


def _probe(database: Database, copy: Path) -> None:
    question = "select (select count(*) from item) as items, (select max(version_id) from item_version) as newest"
    reader = open_snapshot(copy)
    try:
        if reader.rows(question) != database.rows(question):
            raise StoreError(f"{copy}: the copy does not hold what the database holds; not published")
    finally:
        reader.close()


def _point(paths: Paths, final: Path) -> None:
    temporary = paths.pointer.with_suffix(".tmp-link")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(Path("snapshots") / final.name)
    temporary.replace(paths.pointer)


def _prune(paths: Paths, keep: int) -> None:
    for old in sorted(paths.snapshots.glob("*.duckdb"), key=lambda path: int(path.stem))[:-keep]:
        index_path(old).unlink(missing_ok=True)
        old.unlink()
