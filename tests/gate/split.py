"""The one stored split of the public case: a case id in, `tune` or `test` out; nobody tunes on what is reported."""

import hashlib
from typing import Literal

SEED = "rastro-1"


def part(case_id: str) -> Literal["tune", "test"]:
    """Return the part a row belongs to: by the first byte of BLAKE2b over seed and id."""
    first = hashlib.blake2b(f"{SEED}:{case_id}".encode()).digest()[0]
    return "tune" if first < 128 else "test"
