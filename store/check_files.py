"""A data folder in; findings about the files beside the database out: bodies, snapshots, judgements, space."""

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from store import archive
from store.database import Database, Paths, open_snapshot
from store.errors import ConfigError, StoreError
from store.findings import Finding, broken, good, mended
from store.judged import read_judgements
from store.judging import read_lines
from store.snapshot import is_damaged, newest_whole, point_to, published_at

FUTURE = timedelta(minutes=10)  # two clocks of one machine differ by less
DAMAGED = ".damaged"
ROOM = 3  # times the database: a publication needs one copy more, a checkpoint a second


def check_archive(paths: Paths, database: Database, *, repair: bool) -> list[Finding]:
    """Compare every body that a retrieval names with its hash.

    A damaged body is put aside under another name: then the same body can be written anew.
    """
    wanted = [row["body_sha256"] for row in database.rows(
        "select distinct body_sha256 from retrieval where body_sha256 is not null order by body_sha256")]  # fmt: skip
    pruned = archive.pruned(paths.archive)
    missing, damaged = [], []
    for digest in wanted:
        path = archive.path_of(paths.archive, digest)
        if not path.exists():
            missing += [] if digest in pruned else [digest]
            continue
        try:
            archive.load(paths.archive, digest)
        except StoreError:
            damaged.append(path)
    return [_missing(missing, wanted), _damaged(damaged, wanted, repair=repair)]


def check_left_overs(paths: Paths, *, repair: bool) -> Finding:
    """Remove what killed processes had not finished; only to be called by the one writer."""
    left = [*paths.archive.glob("*/*.tmp"), *paths.snapshots.glob("*.tmp"), *paths.snapshots.glob("*.search-tmp"),
            *paths.data.glob("*.tmp-link"), *_indexes_alone(paths)]  # fmt: skip
    if not left:
        return good("half-written files", "none")
    if repair:
        for path in left:
            path.unlink()
    return mended("half-written files", f"{len(left)} of killed processes", repaired=repair)


def check_snapshots(paths: Paths, *, repair: bool) -> list[Finding]:
    """Open every snapshot and its index, put damaged ones aside, and see to it that the pointer leads to the newest."""
    files = sorted(paths.snapshots.glob("*.duckdb"))
    if not files:
        return [good("snapshots", "nothing has been published yet")]
    damaged = [path for path in files if is_damaged(path)]
    if repair:
        for path in damaged:
            path.rename(path.with_name(path.name + DAMAGED))
    said = f"{len(damaged)} of {len(files)} do not open: {', '.join(path.name for path in damaged)}; put aside"
    findings = [mended("snapshots", said, repaired=repair) if damaged else good("snapshots", f"{len(files)} open")]
    newest = newest_whole(paths)
    if newest is None:
        return [*findings, mended("pointer", "no snapshot of this version opens", repaired=repair)]
    return [*findings, _pointer(paths, newest, repair=repair)]


def check_published(paths: Paths, database: Database) -> Finding | None:
    """Compare the newest snapshot with the database; None if something is unpublished."""
    newest = newest_whole(paths)
    if newest is None:
        return None
    question = "select (select count(*) from item) as items, (select count(*) from item_version) as versions"
    reader = open_snapshot(newest)
    try:
        there, here = reader.rows(question)[0], database.rows(question)[0]
    finally:
        reader.close()
    if there["items"] > here["items"] or there["versions"] > here["versions"]:
        return broken("published", f"the snapshot holds {there['items']} items and {there['versions']} wordings, the"
                      f" database {here['items']} and {here['versions']}: rows were lost",
                      "`rastro restore --snapshot` goes back to the snapshot")  # fmt: skip
    return good("published", f"{there['items']} items") if there == here else None


def check_judgements(paths: Paths, database: Database | None) -> Finding:
    """Read the file of people's decisions. It is never touched: a line that was cut off was never acknowledged."""
    check = "judgements"
    try:
        lines = read_lines(paths.judgements)
        said = read_judgements(paths.judgements)
    except ConfigError as error:
        return broken(check, str(error), "put that line right, or take it out; the file is text")
    except OSError as error:
        return broken(check, f"{paths.judgements}: {error.strerror}", "make the file readable")
    words = f"{len(lines.rows)} lines"
    if lines.torn:
        words += f"; cut off and left out: line {', '.join(map(str, lines.torn))}"
    if database is not None:
        with database.batch("judged", {"item_id": sorted({one.item_id for one in said.items})}):
            unknown = database.rows("select count(*) as n from judged anti join item using (item_id)")[0]["n"]
        words += f"; {unknown} items decided on are not here" if unknown else ""
    return good(check, words)


def check_clock(paths: Paths, database: Database, *, now: datetime) -> Finding:
    """Look for rows and snapshots of a time that has not come: the clock was set back, or had been wrong."""
    ahead = database.rows(
        "select (select count(*) from item where first_seen_at > $limit)"
        " + (select count(*) from retrieval where started_at > $limit) as n", {"limit": now + FUTURE},
    )[0]["n"]  # fmt: skip
    late = [path for path in paths.snapshots.glob("*.duckdb") if published_at(path) > now + FUTURE]
    if ahead or late:
        return broken("clock", f"{ahead} rows and {len(late)} snapshots are of a time to come",
                      "set the machine's clock right; if it is right now, the rows bear a wrong first sight: see"
                      " `rastro item ID`, and treat their order as unknown")  # fmt: skip
    return good("clock", "nothing is of a time to come")


def check_room(paths: Paths) -> Finding:
    """Compare the room left with what the next publication needs, and try the permissions."""
    folders = [path for path in (paths.data, paths.database.parent, paths.snapshots, paths.archive) if path.exists()]
    closed = [str(path) for path in folders if not os.access(path, os.W_OK | os.X_OK)]
    if closed:
        return broken("room", f"cannot be written: {', '.join(closed)}", "give this user the folders: chown or chmod")
    size = paths.database.stat().st_size if paths.database.exists() else 0
    free = shutil.disk_usage(paths.data).free
    said = f"{free / 1e9:.1f} GB free, database {size / 1e9:.2f} GB"
    if free < ROOM * size:
        return broken("room", said, "make room, or `rastro prune --dry-run` to see what may go")
    return good("room", said)


def _missing(missing: list[str], wanted: list[str]) -> Finding:
    check = "bodies are there"
    if not missing:
        return good(check, f"{len(wanted)} bodies")
    return broken(check, f"{len(missing)} of {len(wanted)} are missing, {missing[0]} among them",
                  "copy them from the archive folder of a backup; the rows stay as they are")  # fmt: skip


def _damaged(damaged: list[Path], wanted: list[str], *, repair: bool) -> Finding:
    check = "bodies match their hashes"
    if not damaged:
        return good(check, f"{len(wanted)} bodies")
    if repair:
        for path in damaged:
            path.rename(path.with_name(path.name + DAMAGED))
    state = "put aside" if repair else "not whole"
    return broken(check, f"{len(damaged)} of {len(wanted)} {state}, {damaged[0]} among them",
                  "copy them from the archive folder of a backup, or poll or import again: the same body is then"
                  " written anew")  # fmt: skip


def _pointer(paths: Paths, newest: Path, *, repair: bool) -> Finding:
    if Path(os.path.realpath(paths.pointer)) == newest.resolve():
        return good("pointer", f"leads to {newest.name}")
    if repair:
        point_to(paths, newest)
    return mended("pointer", f"did not lead to the newest whole snapshot, {newest.name}", repaired=repair)


def _indexes_alone(paths: Paths) -> list[Path]:
    return [path for path in paths.snapshots.glob("*.search") if not path.with_suffix(".duckdb").exists()]
