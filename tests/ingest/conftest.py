"""What the tests of collecting share."""

from collections.abc import Iterator

import pytest

from tests.ingest.webserver import WebServer


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as running:
        yield running
