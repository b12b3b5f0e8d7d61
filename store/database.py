"""The only door to DuckDB: a data folder in, a connection that answers plain rows out."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from store.errors import OldSnapshotError, QueryError, StoreError
from store.lock import writer_lock

if TYPE_CHECKING:  # a third of the memory of a poll, which asks for no frame
    import numpy.typing as npt
    import pandas as pd

pa.set_memory_pool(pa.system_memory_pool())  # the default one keeps what it has freed: 100 MB after 1,000 feeds

HERE = Path(__file__).parent
MIGRATIONS = HERE / "migrations"
SMALLEST = 3 * 4096  # bytes: DuckDB's three headers
WRITER_CONFIG: dict[str, Any] = {"threads": 2, "memory_limit": "2GB", "checkpoint_threshold": "64MB"}
READER_CONFIG: dict[str, Any] = {"threads": 2, "memory_limit": "2GB"}


@dataclass(frozen=True, slots=True)
class Paths:
    """Where things lie below one data folder."""

    data: Path

    @property
    def database(self) -> Path:
        """The writer's own file; nobody else ever opens it."""
        return self.data / "private" / "store.duckdb"

    @property
    def lock(self) -> Path:
        """The lock file that names the writer."""
        return self.data / "private" / "writer.lock"

    @property
    def search(self) -> Path:
        """The writer's own index for searching; its copies lie beside the snapshots."""
        return self.data / "private" / "search.sqlite"

    @property
    def snapshots(self) -> Path:
        """Published, immutable copies."""
        return self.data / "snapshots"

    @property
    def pointer(self) -> Path:
        """The symlink to the newest snapshot: what everybody reads."""
        return self.data / "rastro.duckdb"

    @property
    def archive(self) -> Path:
        """Raw bodies by their hash."""
        return self.data / "archive"

    @property
    def judgements(self) -> Path:
        """People's decisions, append-only."""
        return self.data / "judgements.jsonl"


class Database:
    """One DuckDB connection. Rows come back as dicts or as a data frame, times as aware datetimes in UTC."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._types: dict[str, dict[str, str]] = {}

    def execute(self, sql: str, parameters: Mapping[str, Any] | None = None) -> None:
        """Run one statement; parameters are `$name`. Raises QueryError with DuckDB's own words."""
        self._run(sql, parameters)

    def rows(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Answer a query as a list of dicts, in the query's order. Raises QueryError."""
        result = self._run(sql, parameters)
        names = [column[0] for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def frame(self, sql: str, parameters: Mapping[str, Any] | None = None) -> "pd.DataFrame":
        """Answer a query as a data frame. Raises QueryError."""
        return self._run(sql, parameters).to_arrow_table().to_pandas()

    def insert(self, table: str, columns: "Mapping[str, Sequence[Any] | npt.NDArray[Any]]") -> None:
        """Append columns of equal length to a table of the schema, by name."""
        if not any(len(values) for values in columns.values()):
            return
        batch = _arrow(columns, self._column_types(table))
        names = ", ".join(f'"{name}"' for name in columns)
        self._connection.register("batch", batch)
        try:
            self._run(f"insert into {table} ({names}) select {names} from batch", None)  # noqa: S608 - our own names
        finally:
            self._connection.unregister("batch")

    @contextmanager
    def batch(self, name: str, columns: Mapping[str, Sequence[Any]]) -> Iterator[None]:
        """Offer columns of strings as a table called `name` to the queries inside the block."""
        with self.arrow(name, pa.table({key: pa.array(values, pa.string()) for key, values in columns.items()})):
            yield

    @contextmanager
    def arrow(self, name: str, table: pa.Table) -> Iterator[None]:
        """Offer an Arrow table under a name to the queries inside the block."""
        self._connection.register(name, table)
        try:
            yield
        finally:
            self._connection.unregister(name)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit the block as one, or leave nothing of it."""
        self._run("begin", None)
        try:
            yield
        except BaseException:
            with suppress(duckdb.Error):  # a full disk has ended it already; the first error counts
                self._connection.execute("rollback")
            raise
        self._run("commit", None)

    def cursor(self) -> "Database":
        """Give another connection to the same database, for another thread."""
        cursor = self._connection.cursor()
        cursor.execute("set TimeZone = 'UTC'")
        return Database(cursor)

    def close(self) -> None:
        """Close the connection. Raises StoreError while a cursor of it is at work."""
        try:
            self._connection.close()
        except duckdb.Error as error:
            raise StoreError(f"the database cannot be closed yet: {error}") from error

    def _run(self, sql: str, parameters: Mapping[str, Any] | None) -> duckdb.DuckDBPyConnection:
        try:
            return self._connection.execute(sql, dict(parameters) if parameters else None)
        except duckdb.Error as error:
            raise QueryError(str(error)) from error

    def _column_types(self, table: str) -> dict[str, str]:
        """Return a table's types by column; asked for once, since the schema changes at the start only."""
        if table not in self._types:
            rows = self.rows("select column_name, data_type from information_schema.columns where table_name = $table",
                             {"table": table})  # fmt: skip
            self._types[table] = {row["column_name"]: row["data_type"] for row in rows}
        return self._types[table]


def _arrow(columns: "Mapping[str, Sequence[Any] | npt.NDArray[Any]]", types: Mapping[str, str]) -> pa.Table:
    arrays = {
        name: pa.array(values, pa.timestamp("us", tz="UTC"))
        if types[name] == "TIMESTAMP WITH TIME ZONE"
        else pa.array(values, _STRUCTS.get(types[name]))
        for name, values in columns.items()
    }
    # an all-null column has no type of its own: DuckDB casts it to the table's
    return pa.table(arrays)


_PASSAGE = pa.struct(
    [("field", pa.string()), ("start", pa.int32()), ("end", pa.int32()), ("text", pa.string()), ("why", pa.string())]
)
_STRUCTS = {
    'STRUCT(field VARCHAR, "start" INTEGER, "end" INTEGER, "text" VARCHAR, why VARCHAR)[]': pa.list_(_PASSAGE),
    "VARCHAR[]": pa.list_(pa.string()),
    "STRUCT(item_id VARCHAR, outlet VARCHAR, url VARCHAR, score DOUBLE, evidence VARCHAR, decided BOOLEAN)[]": pa.list_(
        pa.struct(
            [
                ("item_id", pa.string()),
                ("outlet", pa.string()),
                ("url", pa.string()),
                ("score", pa.float64()),
                ("evidence", pa.string()),
                ("decided", pa.bool_()),
            ]
        )
    ),
    "STRUCT(title VARCHAR, url VARCHAR, kind VARCHAR)[]": pa.list_(
        pa.struct([("title", pa.string()), ("url", pa.string()), ("kind", pa.string())])
    ),
}


@contextmanager
def open_writer(paths: Paths, *, now: datetime, job: str) -> Iterator[Database]:
    """Open the private file as its only writer, bring its schema up to date, and close it at the end.

    Raises LockedError if another writer is at work, StoreError if the file is newer than this code, damaged or lost.
    """
    with writer_lock(paths.lock, job=job):
        _refuse_lost(paths)
        try:
            connection = duckdb.connect(str(paths.database), config=WRITER_CONFIG)
        except duckdb.Error as error:
            raise StoreError(f"{paths.database}: cannot be opened: {error}") from error
        try:
            connection.execute("set TimeZone = 'UTC'")
            database = Database(connection)
            migrate(database, now=now)
            yield database
        finally:
            connection.close()


def open_snapshot(path: Path) -> Database:
    """Open a published snapshot read-only.

    `path` may be the pointer: it is resolved first, since DuckDB would go on answering from an old file under
    the same name.
    Raises StoreError if there is none, or if it was made by another version.
    """
    real = Path(os.path.realpath(path))
    if not real.exists():
        raise StoreError(f"{path}: nothing has been published yet; run `rastro demo` or `rastro import FILE` first")
    try:
        connection = duckdb.connect(str(real), read_only=True, config=READER_CONFIG)
    except duckdb.Error as error:
        raise StoreError(f"{path}: cannot be opened: {error}") from error
    connection.execute("set TimeZone = 'UTC'")
    database = Database(connection)
    newest = _newest(MIGRATIONS)
    _refuse_newer(database, real, newest)
    if _version(database) < newest:
        database.close()
        raise OldSnapshotError(f"{path}: published by an older Rastro; run `rastro match` to bring it up to date")
    return database


def open_copy(path: Path, *, spill: Path) -> Database:
    """Open a copy of the writer's file that nobody reads yet, to write to it; what memory cannot hold goes to `spill`.

    Raises StoreError if it cannot be opened.
    """
    try:
        connection = duckdb.connect(str(path), config={**WRITER_CONFIG, "temp_directory": str(spill)})
    except duckdb.Error as error:
        raise StoreError(f"{path}: cannot be opened: {error}") from error
    connection.execute("set TimeZone = 'UTC'")
    return Database(connection)


def migrate(database: Database, *, now: datetime, migrations: Path = MIGRATIONS) -> int:
    """Bring the schema to the newest version, one transaction a step, and replace all views.

    `migrations` holds NNNN_name.sql files from 0002 on; schema.sql is version 1. Returns the version.
    Raises StoreError if the database is newer than this code.
    """
    if not database.rows("select 1 from information_schema.tables where table_name = 'schema_version'"):
        with database.transaction():
            _script(database, HERE / "schema.sql")
            _stamp(database, 1, "schema.sql", now)
    _refuse_newer(database, Path("the database"), _newest(migrations))
    version = _version(database)
    for path in sorted(migrations.glob("[0-9]*.sql")):
        number = int(path.name.split("_", 1)[0])
        if number > version:
            with database.transaction():
                _script(database, path)
                _stamp(database, number, path.name, now)
            version = number
    with database.transaction():  # else each of its hundreds of comments waits for the disk
        _script(database, HERE / "views.sql")
    return version


def _refuse_lost(paths: Paths) -> None:
    """Refuse to begin anew where there was something: DuckDB takes an empty file for a new database."""
    size = paths.database.stat().st_size if paths.database.exists() else 0
    if size < SMALLEST and any(paths.snapshots.glob("*.duckdb")):
        lost = "is missing" if not paths.database.exists() else f"has only {size} bytes"
        raise StoreError(
            f"{paths.database}: {lost}, though snapshots of it exist; run `rastro restore --snapshot`, or move"
            f" {paths.snapshots} away to begin anew"
        )


def _script(database: Database, path: Path) -> None:
    database.execute(path.read_text(encoding="utf-8"))


def _stamp(database: Database, version: int, name: str, now: datetime) -> None:
    database.execute("insert into schema_version values ($version, $name, $now)",
                     {"version": version, "name": name, "now": now})  # fmt: skip


def _version(database: Database) -> int:
    return int(database.rows("select max(version) as version from schema_version")[0]["version"])


def _newest(migrations: Path) -> int:
    return max([1, *(int(re.split("_", path.name)[0]) for path in migrations.glob("[0-9]*.sql"))])


def _refuse_newer(database: Database, path: Path, newest: int) -> None:
    version = _version(database)
    if version > newest:
        raise StoreError(f"{path}: schema version {version} is newer than this code ({newest}); update Rastro")
