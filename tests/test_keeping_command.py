"""`rastro doctor`, `backup`, `restore` and `prune` as people run them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rastro import app
from store.database import Database, Paths
from store.snapshot import publish_snapshot
from tests.builders import NOW

pytestmark = pytest.mark.slow


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(words))
    return result.exit_code, result.output


@pytest.fixture
def data(case: Database, paths: Paths) -> str:
    publish_snapshot(case, paths, now=NOW)
    case.close()
    return str(paths.data)


def test_backup_restore_doctor_and_prune_in_a_row(data: str, tmp_path: Path) -> None:
    backup, other = str(tmp_path / "b.tar"), str(tmp_path / "other")
    assert run("backup", backup, "--data", data)[0] == 0
    assert run("restore", backup, "--data", other)[0] == 0
    status, said = run("doctor", "--data", other, "--json")
    assert (status, {one["state"] for one in json.loads(said)}) == (0, {"ok"})
    Path(other, "private", "store.duckdb").write_bytes(b"")
    status, said = run("doctor", "--data", other)
    assert status == 1
    assert "rastro restore --snapshot" in " ".join(said.split())
    assert run("restore", "--snapshot", "--data", other)[0] == 0
    assert run("doctor", "--data", other)[0] == 0
    status, said = run("prune", "--dry-run", "--aside", "0", "--data", other, "--json")
    assert (status, json.loads(said)[0]["rule"]) == (0, "put aside")
