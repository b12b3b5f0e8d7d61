"""Full text: wordings of the database in, a side-car index beside every snapshot out, and what a search finds in it.

The index is SQLite's FTS5 without the texts themselves, a row a version. It can always be made anew.
"""

import os
import sqlite3
import subprocess
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import numpy.typing as npt

from store.database import Database, Paths
from store.errors import StoreError
from store.search_query import Fault, SearchError, index_query
from store.search_words import RULES, Words

SUFFIX = ".search"
BATCH = 20_000
TIMEOUT_S = 5.0
MOST_RANKED = 50_000  # more versions than that are not weighed: BM25 of 78,000 took .6 s, and says little then
HEAD_WEIGHT = 4.0  # a word of the headline counts as four of the text
_STEPS = 20_000  # of SQLite's machine between two looks at the clock: some milliseconds

_SCHEMA = """
create table about (rules text not null, through integer not null, item_id text not null, content_hash text not null);
create virtual table wording using fts5(head, body, head_stem, body_stem, content='', detail='full',
    tokenize="unicode61 remove_diacritics 0");
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """Versions that a search found. `scores` (BM25, larger is better) is None when there are too many to weigh."""

    version_ids: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float64] | None


def index_path(snapshot: Path) -> Path:
    """Return where a snapshot's index lies: beside it, under the same name."""
    return Path(os.path.realpath(snapshot)).with_suffix(SUFFIX)


def update_index(database: Database, paths: Paths) -> int:
    """Bring the writer's own index to the newest version; return how many versions were added.

    An index that does not belong to this database (rebuilt since, other rules, damaged) is made anew.
    Raises StoreError if it cannot be written.
    """
    paths.search.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _append(database, paths.search)
    except sqlite3.DatabaseError:
        try:
            _remove(paths.search)
            return _append(database, paths.search)
        except sqlite3.DatabaseError as error:
            raise StoreError(f"{paths.search}: {error}; make room or give back the right to write there") from error


def indexed_through(index: Path) -> int | None:
    """Return the last version that an index holds; None if there is no index or it cannot be read."""
    if not index.exists():
        return None
    try:
        with closing(_reading(index)) as connection:
            row = connection.execute("select through from about").fetchone()
    except sqlite3.DatabaseError:
        return None
    return int(row[0]) if row else None


def publish_index(paths: Paths, snapshot: Path) -> Path:
    """Copy the writer's index beside a snapshot, not to be changed any more. Raises StoreError if it cannot be written.

    Call it after `update_index`, and before the snapshot is pointed to, so that no reader sees one without the other.
    """
    final = index_path(snapshot)
    temporary = final.with_suffix(".search-tmp")
    copy = subprocess.run(["cp", "--reflink=auto", "--", str(paths.search), str(temporary)],
                          check=False, capture_output=True, text=True)  # fmt: skip
    if copy.returncode:
        raise StoreError(f"{temporary}: could not be written: {copy.stderr.strip()}")
    temporary.chmod(0o444)
    temporary.rename(final)
    return final


def find(index: Path, typed: str, *, timeout_s: float = TIMEOUT_S) -> Hits:
    """Return the versions that match what was typed, in order of arrival.

    Raises SearchError, whose `fault` says what is wrong with the query, or that it took too long.
    """
    expression = index_query(typed, Words())
    if not index.exists():
        raise SearchError(Fault.NO_INDEX)
    limit = time.monotonic() + timeout_s
    with closing(_reading(index)) as connection:
        connection.set_progress_handler(lambda: time.monotonic() > limit, _STEPS)
        try:
            return _find(connection, expression)
        except sqlite3.OperationalError as error:
            raise _refused(error, index) from error


def everything(index: Path) -> Hits:
    """Return all versions of the index, for a search that only filters. Raises SearchError without an index."""
    if not index.exists():
        raise SearchError(Fault.NO_INDEX)
    with closing(_reading(index)) as connection:
        through = connection.execute("select through from about").fetchone()[0]
    return Hits(version_ids=np.arange(1, through + 1, dtype=np.int64), scores=None)


def _find(connection: sqlite3.Connection, expression: str) -> Hits:
    found = connection.execute("select rowid from wording where wording match ?", (expression,))
    ids = np.fromiter((row[0] for row in found), np.int64)
    if len(ids) > MOST_RANKED:
        return Hits(version_ids=ids, scores=None)
    weighed = connection.execute("select -bm25(wording, ?, 1, ?, 1) from wording where wording match ?",
                                 (HEAD_WEIGHT, HEAD_WEIGHT, expression))  # fmt: skip
    return Hits(version_ids=ids, scores=np.fromiter((row[0] for row in weighed), np.float64))


def _refused(error: sqlite3.OperationalError, index: Path) -> Exception:
    return SearchError(Fault.TOO_SLOW) if "interrupted" in str(error) else StoreError(f"{index}: {error}")


def _reading(index: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(index))}?mode=ro&immutable=1", uri=True)


def _append(database: Database, path: Path) -> int:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("pragma synchronous = normal")
        connection.execute("pragma cache_size = -64000")
        through = _through(connection, database)
        if through is None:
            connection.close()
            _remove(path)
            return _append_from(database, path)
        return _extend(connection, database, through)


def _append_from(database: Database, path: Path) -> int:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(_SCHEMA)
        connection.execute("insert into about values (?, 0, '', '')", (RULES,))
        return _extend(connection, database, 0)


def _through(connection: sqlite3.Connection, database: Database) -> int | None:
    """Return the last version indexed, or None if this is not the index of this database under these rules."""
    if not connection.execute("select 1 from sqlite_master where name = 'about'").fetchone():
        return None
    rules, through, item_id, digest = connection.execute("select * from about").fetchone()
    last = database.rows(
        "select item_id, content_hash from item_version where version_id = $id", {"id": through}
    )  # fmt: skip
    same = last == [{"item_id": item_id, "content_hash": digest}] if through else not last
    return through if rules == RULES and same else None


def _extend(connection: sqlite3.Connection, database: Database, through: int) -> int:
    words, added = Words(), 0
    while rows := _next_rows(database, through):
        connection.execute("begin")
        connection.executemany(
            "insert into wording(rowid, head, body, head_stem, body_stem) values (?, ?, ?, ?, ?)",
            [(row["version_id"], *_four(words, row)) for row in rows],
        )
        last = rows[-1]
        through = last["version_id"]
        connection.execute("update about set through = ?, item_id = ?, content_hash = ?",
                           (through, last["item_id"], last["content_hash"]))  # fmt: skip
        connection.execute("commit")
        added += len(rows)
    return added


def _next_rows(database: Database, through: int) -> list[dict[str, Any]]:
    return database.rows(
        "select v.version_id, v.item_id, v.content_hash, v.title, concat_ws(' ', v.summary, v.text) as body, i.language"
        " from item_version v join item i using (item_id)"
        " where v.version_id > $through and v.version_id <= $through + $batch order by v.version_id",
        {"through": through, "batch": BATCH},
    )


def _four(words: Words, row: dict[str, Any]) -> tuple[str, str, str, str]:
    head, head_stem = words.indexed(row["title"], row["language"])
    body, body_stem = words.indexed(row["body"], row["language"])
    return head, body, head_stem, body_stem


def _remove(path: Path) -> None:
    for left in (path, path.with_name(f"{path.name}-journal"), path.with_name(f"{path.name}-wal")):
        left.unlink(missing_ok=True)
