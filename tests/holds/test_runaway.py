"""A few rounds in CI; `python -m tests.holds.runaway` measures more."""

from pathlib import Path

import pytest

from tests.holds.runaway import slowed

pytestmark = pytest.mark.slow
MOST = 2.0  # times


def test_one_runaway_query_does_not_slow_pages_beyond_twice(tmp_path: Path) -> None:
    found = slowed(tmp_path, items=5_000, rounds=3)
    assert found.ended_early == 0
    assert found.ratio < MOST, found
