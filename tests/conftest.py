"""What every test shares: no network but loopback, and builders for a data folder."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.imports import ImportContext, import_file
from ingest.registry import load_registry
from store.database import Database, Paths, open_writer
from tests.builders import CASE, NOW, ROOT, silent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that hold slow tests, so that no core waits at the end for one of them."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def only_loopback(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else "127.0.0.1"
        if host not in {"127.0.0.1", "::1", "localhost"}:
            raise OSError(f"tests reach nothing outside this machine, not even {host}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_loopback)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path / "data")


@pytest.fixture
def database(paths: Paths) -> Iterator[Database]:
    with open_writer(paths, now=NOW, job="test") as opened:
        yield opened


@pytest.fixture
def context(paths: Paths, database: Database) -> ImportContext:
    return ImportContext(
        database=database, paths=paths, registry=load_registry(ROOT / "data" / "outlets.toml"), now=NOW
    )


@pytest.fixture
def case(context: ImportContext) -> Database:
    """Import the real case, not yet matched."""
    import_file(context, CASE, progress=silent)
    return context.database
