"""Ten seconds of `make soak`."""

from pathlib import Path

import pytest

from tests.holds.soak import soak

pytestmark = pytest.mark.slow


def test_writer_pages_and_shells_work_at_once_without_an_error(tmp_path: Path) -> None:
    found = soak(tmp_path, 10)
    assert (found.errors, found.torn, found.backwards, found.lost) == (0, 0, 0, 0)
    assert min(found.reads, found.shells, found.batches) > 0
    assert found.snapshots > 2
