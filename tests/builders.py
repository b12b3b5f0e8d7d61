"""What tests are made with: the moment they take place, and where the real inputs lie."""

from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
CASE = ROOT / "data" / "cases" / "coverage.csv"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def silent(_done: int, _total: int) -> None:
    """Take reports of progress and show nothing."""
