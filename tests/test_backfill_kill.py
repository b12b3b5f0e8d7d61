"""A back-fill that is killed at random points and resumed, beside one that is run through: the same database."""

import os
from pathlib import Path

import pytest

from tests.holds.backfill import killed_and_resumed

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("RASTRO_BACKFILL_KILLS", "3"))  # 50 by hand


def test_backfill_killed_at_random_points_and_resumed_gives_the_same_database(tmp_path: Path) -> None:
    found = killed_and_resumed(tmp_path, kills=KILLS, seed=9, after=lambda _paths: None)
    assert (found.lost, found.twice, found.unequal) == (0, 0, [])
    assert found.landed >= KILLS // 2
    assert found.acknowledged
