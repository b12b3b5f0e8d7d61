"""Publishing: the writer's database in, a new immutable file with its index and a swapped pointer out."""

import os
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from store.database import Database, Paths, open_snapshot
from store.errors import OldSnapshotError, StoreError
from store.published import add_answers
from store.search import index_path, indexed_through, publish_index, update_index

KEEP = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One published file: its path, when it was published and how many items it holds."""

    path: Path
    published_at: datetime
    items: int


def publish_snapshot(database: Database, paths: Paths, *, now: datetime, keep: int = KEEP) -> Snapshot:
    """Copy the checkpointed database to a new name, probe it, and point everybody to it.

    The copy runs in a subprocess: closing a file descriptor of the database in the writer's own process would drop
    DuckDB's lock. It is given tables of its own (store/published.py). Readers of an older snapshot keep it as long as
    they like; all but `keep` are removed.
    Raises StoreError if the copy does not answer like the original, holds less than the snapshot before, or cannot be
    written; the pointer then stays where it was.
    """
    try:
        return _publish(database, paths, now=now, keep=keep)
    except OSError as error:
        raise StoreError(f"{paths.snapshots}: could not be published: {error.strerror}; make room or give back the"
                         " right to write there, then run `rastro doctor`") from error  # fmt: skip


def _publish(database: Database, paths: Paths, *, now: datetime, keep: int) -> Snapshot:
    paths.snapshots.mkdir(parents=True, exist_ok=True)
    for left_over in (path for kind in ("*.tmp", "*.tmp.wal", "*.search-tmp") for path in paths.snapshots.glob(kind)):
        left_over.unlink()
    _refuse_less(database, paths)
    final = _free_name(paths, now)
    temporary = final.with_suffix(".tmp")
    database.execute("checkpoint")
    copy = subprocess.run(["cp", "--reflink=auto", "--", str(paths.database), str(temporary)],
                          check=False, capture_output=True, text=True)  # fmt: skip
    if copy.returncode:
        temporary.unlink(missing_ok=True)
        raise StoreError(f"{temporary}: could not be written: {copy.stderr.strip()}")
    add_answers(temporary, paths)
    _sync(temporary)
    _probe(database, temporary)
    temporary.chmod(0o444)
    update_index(database, paths)
    publish_index(paths, final)
    temporary.rename(final)
    point_to(paths, final)
    _prune(paths, keep)
    items = database.rows("select count(*) as n from item")[0]["n"]
    return Snapshot(path=final, published_at=published_at(final), items=items)


def published_at(snapshot: Path) -> datetime:
    """Read the time of publication (UTC) from a snapshot's name; the pointer is resolved first."""
    return datetime.fromtimestamp(int(Path(os.path.realpath(snapshot)).stem) / 1000, tz=UTC)


def is_whole(snapshot: Path) -> bool:
    """Tell whether a snapshot opens, counts its rows, and has an index as new as itself."""
    try:
        reader = open_snapshot(snapshot)
    except StoreError:
        return False
    try:
        newest = reader.rows("select coalesce(max(version_id), 0) as newest from item_version")[0]["newest"]
        return indexed_through(index_path(snapshot)) == int(newest)
    except StoreError:
        return False
    finally:
        reader.close()


def is_damaged(snapshot: Path) -> bool:
    """Tell whether a snapshot does not open, though it is not merely of an older Rastro."""
    try:
        open_snapshot(snapshot).close()
    except OldSnapshotError:
        return False
    except StoreError:
        return True
    return not is_whole(snapshot)


def newest_whole(paths: Paths) -> Path | None:
    """Return the newest snapshot that opens with its index, or None."""
    files = sorted(paths.snapshots.glob("*.duckdb"), key=lambda path: int(path.stem), reverse=True)
    return next((path for path in files if is_whole(path)), None)


def _refuse_less(database: Database, paths: Paths) -> None:
    """Refuse to replace a snapshot by one with fewer wordings: none is ever deleted, so rows were lost."""
    question = "select count(*) as n from item_version"
    try:
        reader = open_snapshot(paths.pointer)
    except StoreError:
        return
    try:
        there, here = reader.rows(question)[0]["n"], database.rows(question)[0]["n"]
    finally:
        reader.close()
    if here < there:
        raise StoreError(f"{paths.database}: holds {here} wordings, the newest snapshot {there}: rows were lost and are"
                         " not published; run `rastro doctor`")  # fmt: skip


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


def point_to(paths: Paths, final: Path) -> None:
    """Point everybody to a snapshot, in one step."""
    temporary = paths.pointer.with_suffix(".tmp-link")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(Path("snapshots") / final.name)
    temporary.replace(paths.pointer)


def _prune(paths: Paths, keep: int) -> None:
    for old in sorted(paths.snapshots.glob("*.duckdb"), key=lambda path: int(path.stem))[:-keep]:
        index_path(old).unlink(missing_ok=True)
        old.unlink()
