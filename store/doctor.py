"""A data folder in; findings out, with what is safe to repair repaired: derived rows, pointers, half-written files."""

from contextlib import ExitStack
from datetime import datetime

from store.check_files import (
    check_archive,
    check_clock,
    check_judgements,
    check_left_overs,
    check_published,
    check_room,
    check_snapshots,
)
from store.check_rows import check_rows
from store.database import Database, Paths, open_writer
from store.errors import LockedError, StoreError
from store.findings import Finding, broken, good, mended
from store.search import update_index
from store.snapshot import newest_whole, publish_snapshot


def examine(paths: Paths, *, now: datetime, repair: bool) -> list[Finding]:
    """Check the whole data folder.

    Observed rows, bodies and judgements are never changed; what only a person can decide is said with what to do.
    While another writer is at work, what belongs to it is left alone.
    """
    with ExitStack() as stack:
        try:
            database = stack.enter_context(open_writer(paths, now=now, job="doctor"))
        except LockedError as error:
            return [good("database", f"not looked at: {error}"), *check_snapshots(paths, repair=False),
                    check_judgements(paths, None), check_room(paths)]  # fmt: skip
        except StoreError as error:
            return [_unopened(paths, error), *check_snapshots(paths, repair=repair),
                    check_judgements(paths, None), check_room(paths)]  # fmt: skip
        return [
            good("database", f"opens: {paths.database}"),
            *check_rows(database, repair=repair),
            check_left_overs(paths, repair=repair),
            *check_archive(paths, database, repair=repair),
            check_clock(paths, database, now=now),
            check_judgements(paths, database),
            check_room(paths),
            *check_snapshots(paths, repair=repair),
            _published(paths, database, now=now, repair=repair),
        ]


def _unopened(paths: Paths, error: StoreError) -> Finding:
    newest = newest_whole(paths)
    if newest is None:
        return broken("database", str(error), "`rastro restore BACKUP`, or move the file away and start anew")
    return broken("database", str(error), f"`rastro restore --snapshot` puts a copy of {newest.name} in its place and"
                  " keeps the damaged file; what came after is polled again where feeds still show it")  # fmt: skip


def _published(paths: Paths, database: Database, *, now: datetime, repair: bool) -> Finding:
    found = check_published(paths, database)
    if found is not None:
        return found
    if not database.rows("select 1 from item limit 1"):
        return good("published", "there is nothing to publish")
    if repair:
        update_index(database, paths)
        publish_snapshot(database, paths, now=now)
    return mended("published", "rows of the database were in no snapshot", repaired=repair)
