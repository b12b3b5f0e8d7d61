"""Whatever is typed into the SQL page is answered or refused: no file is read or written. `RASTRO_FUZZ` asks for more."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from store.database import Paths, open_writer
from store.errors import QueryError
from store.sandbox import run_analyst_query
from store.snapshot import publish_snapshot
from tests.builders import NOW
from tests.fuzz.sql import statements

pytestmark = pytest.mark.slow
# a process each, so fewer than the readers get; by hand a tenth of theirs
EXAMPLES = max(12, int(os.environ.get("RASTRO_FUZZ", "0")) // 10)
SECRET = "private words, invented"  # noqa: S105 - it opens nothing
LIMIT_S = 3.0


def listed(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_no_statement_reads_or_writes_a_file(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "data")
    with open_writer(paths, now=NOW, job="test") as database:
        publish_snapshot(database, paths, now=NOW)
    private = tmp_path / "private.txt"
    private.write_text(SECRET, encoding="utf-8")
    before = listed(tmp_path)

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True,
              database=None)  # fmt: skip
    @given(statements())
    def holds(sql: str) -> None:
        for name, value in {"mark": tmp_path / "mark", "private": private, "folder": tmp_path,
                            "snapshot": paths.pointer}.items():  # fmt: skip
            sql = sql.replace(f"{{{name}}}", str(value))
        try:
            said = run_analyst_query(paths.pointer, sql, timeout_s=LIMIT_S).to_string()
        except QueryError as error:
            said = str(error)
            assert "Traceback" not in said, sql
        # the path itself can come back: it was typed; the words of the file cannot
        assert SECRET not in said, sql
        assert listed(tmp_path) == before, sql

    holds()
