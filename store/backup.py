"""A data folder in, a folder or a .tar file with everything that cannot be made anew out, and back again, verified."""

import hashlib
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from store import archive
from store.database import Paths, open_snapshot, open_writer
from store.errors import StoreError
from store.lock import writer_lock
from store.snapshot import Snapshot, newest_whole, publish_snapshot

MANIFEST = "manifest.json"
DATABASE = "store.duckdb"
DEFINITIONS = ("outlets.toml", "narratives")  # of the data folder, if it has its own
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a backup holds; `left_out` are bodies that were missing or damaged when it was made."""

    made_at: str
    snapshot: str
    items: int
    bodies: int
    left_out: int
    files: dict[str, str]  # SHA-256 by name below the backup


def back_up(paths: Paths, target: Path, *, now: datetime) -> Backup:
    """Write the newest snapshot, the bodies it names, judgements and own definitions to a folder or a .tar file.

    Any number of writers may be at work meanwhile. A folder that holds an older backup is brought up to date, bodies
    that are there already are not copied again. Raises StoreError without a snapshot, or if it cannot be written.
    """
    newest = newest_whole(paths)
    if newest is None:
        raise StoreError(f"{paths.snapshots}: nothing whole has been published; run `rastro doctor` first")
    try:
        if target.suffix != ".tar":
            return _to_folder(paths, newest, target, now=now)
        with TemporaryDirectory(dir=target.parent) as folder:
            made = _to_folder(paths, newest, Path(folder) / "backup", now=now)
            packed = Path(folder) / target.name
            with tarfile.open(packed, "w") as tar:
                for name in (MANIFEST, *sorted(made.files)):
                    tar.add(Path(folder) / "backup" / name, arcname=name)
            _sync(packed)
            packed.replace(target)
    except OSError as error:
        raise StoreError(f"{target}: the backup cannot be written: {error.strerror or error}") from error
    return made


def read_backup(source: Path) -> Backup:
    """Read what a backup folder says it holds. Raises StoreError if it is none."""
    try:
        return Backup(**json.loads((source / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise StoreError(
            f"{source}: expected a backup made by `rastro backup`, with its {MANIFEST}: {error}"
        ) from error


def restore(paths: Paths, source: Path, *, now: datetime, replace: bool) -> Snapshot:
    """Put a backup, verified file by file, into a data folder, and publish it.

    A folder that holds a database is refused unless `replace`: then what was there is kept beside, under a name that
    ends in the time. Bodies are added to those there. Raises StoreError before anything is touched.
    """
    with _unpacked(source) as folder:
        made = read_backup(folder)
        _verify(folder, made)
        with writer_lock(paths.lock, job="restore"):
            if not replace and (paths.database.exists() or any(paths.snapshots.glob("*.duckdb"))):
                raise StoreError(f"{paths.data}: holds data already; restore elsewhere with --data, or say --replace")
            _install(paths, folder, made, now=now)
    return _published(paths, now=now)


def restore_snapshot(paths: Paths, *, now: datetime) -> Snapshot:
    """Put a copy of the newest whole snapshot in the place of a damaged database, which is kept beside it.

    Raises StoreError if no snapshot opens.
    """
    newest = newest_whole(paths)
    if newest is None:
        raise StoreError(f"{paths.snapshots}: no snapshot opens; `rastro restore BACKUP` instead")
    with writer_lock(paths.lock, job="restore"):
        copy = paths.database.with_suffix(".restoring")
        _copy(newest, copy)
        for old in _database_files(paths):
            _aside(old, now)
        copy.replace(paths.database)
    return _published(paths, now=now)


def _published(paths: Paths, *, now: datetime) -> Snapshot:
    with open_writer(paths, now=now, job="restore") as database:
        return publish_snapshot(database, paths, now=now)


def _to_folder(paths: Paths, newest: Path, target: Path, *, now: datetime) -> Backup:
    target.mkdir(parents=True, exist_ok=True)
    _copy(newest, target / DATABASE)
    items, wanted = _contents(newest)
    files = {DATABASE: _hash(target / DATABASE)}
    for source in _own_files(paths):
        name = source.relative_to(paths.data).as_posix()
        _copy(source, target / name)
        files[name] = _hash(target / name)
    left_out = 0
    for digest in wanted:
        source = archive.path_of(paths.archive, digest)
        name = f"archive/{source.relative_to(paths.archive).as_posix()}"
        if not (target / name).exists() or (target / name).stat().st_size != source.stat().st_size:
            try:
                archive.load(paths.archive, digest)
            except StoreError:
                left_out += 1
                continue
            _copy(source, target / name)
        files[name] = _hash(target / name)
    made = Backup(made_at=now.isoformat(), snapshot=newest.name, items=items, bodies=len(wanted) - left_out,
                  left_out=left_out, files=files)  # fmt: skip
    temporary = target / f"{MANIFEST}.tmp"
    temporary.write_text(json.dumps(asdict(made), indent=1), encoding="utf-8")
    _sync(temporary)
    temporary.replace(target / MANIFEST)
    return made


def _contents(snapshot: Path) -> tuple[int, list[str]]:
    reader = open_snapshot(snapshot)
    try:
        items = reader.rows("select count(*) as n from item")[0]["n"]
        rows = reader.rows("select distinct body_sha256 from retrieval where body_sha256 is not null order by 1")
    finally:
        reader.close()
    return items, [row["body_sha256"] for row in rows]


def _own_files(paths: Paths) -> list[Path]:
    found = [paths.judgements, paths.archive / archive.PRUNED]
    for name in DEFINITIONS:
        path = paths.data / name
        found += sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
    return [path for path in found if path.exists()]


@contextmanager
def _unpacked(source: Path) -> Iterator[Path]:
    """Give a backup as a folder; a .tar file is unpacked for as long as the block runs."""
    if source.is_dir():
        yield source
        return
    with TemporaryDirectory(dir=source.parent) as folder:
        try:
            with tarfile.open(source, "r:") as tar:
                tar.extractall(folder, filter="data")
        except (OSError, tarfile.TarError) as error:
            raise StoreError(f"{source}: expected a folder or .tar file made by `rastro backup`: {error}") from error
        yield Path(folder)


def _verify(folder: Path, made: Backup) -> None:
    for name, digest in made.files.items():
        parts = PurePosixPath(name)
        if parts.is_absolute() or ".." in parts.parts:
            raise StoreError(f"{folder}: {name}: expected a name below the backup")
        if not (folder / name).is_file() or _hash(folder / name) != digest:
            raise StoreError(f"{folder}: {name} is missing or not what was backed up; nothing was restored")


def _install(paths: Paths, folder: Path, made: Backup, *, now: datetime) -> None:
    for old in (*_database_files(paths), paths.snapshots, paths.judgements, *(paths.data / n for n in DEFINITIONS)):
        _aside(old, now)
    paths.pointer.unlink(missing_ok=True)
    for name in made.files:
        if name != DATABASE:
            _copy(folder / name, paths.data / name)
    staged = paths.database.with_suffix(".restoring")
    _copy(folder / DATABASE, staged)
    staged.replace(paths.database)  # last: until it is there, the folder holds no database


def _database_files(paths: Paths) -> list[Path]:
    return [paths.database, paths.database.with_name(f"{paths.database.name}.wal"), paths.search]


def _aside(path: Path, now: datetime) -> None:
    if path.exists():
        path.rename(path.with_name(f"{path.name}.replaced-{int(now.timestamp() * 1000)}"))


def _copy(source: Path, target: Path) -> None:
    """Copy through another name, so that a target is whole or not there; a body is there once for all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    shutil.copyfile(source, temporary)
    _sync(temporary)
    temporary.chmod(0o444 if target.suffix == ".gz" else 0o644)
    temporary.replace(target)


def _sync(path: Path) -> None:
    with path.open("rb") as handle:
        os.fsync(handle.fileno())


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while chunk := handle.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
