"""A few kills in CI; `python -m tests.holds.crash` makes 200."""

from pathlib import Path

import pytest

from tests.holds.crash import LOST, campaign

pytestmark = pytest.mark.slow
KILLS = 1


@pytest.mark.parametrize("work", LOST)
def test_killed_at_any_moment_loses_nothing_that_was_acknowledged(tmp_path: Path, work: str) -> None:
    toll = campaign(work, tmp_path, kills=KILLS, seed=3)
    assert (toll.lost, toll.twice, toll.broken) == (0, 0, 0)
