"""Bounded fuzzing in CI: real inputs, cut, doubled and overwritten. `RASTRO_FUZZ=100000` asks for more."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS, seeds

EXAMPLES = int(os.environ.get("RASTRO_FUZZ", "25"))
NASTY = [b"\x00", b"\xff\xfe", b"<![CDATA[", b"<!ENTITY x 'y'>&x;", b"]]>", "\u202e".encode(), b"javascript:alert(1)",
         b"=cmd|' /C calc'!A0", b"[" * 3000, b"{" * 3000, b"<a>" * 3000, b"9" * 5000, b"\xed\xa0\x80", b"nan", b"1e999"]  # fmt: skip
pytestmark = pytest.mark.slow


@st.composite
def changed(draw: st.DrawFn, name: str) -> bytes:
    """Draw a seed with up to four changes, or plain noise."""
    body = draw(st.sampled_from([*seeds(name), b""]))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(body)))
        end = draw(st.integers(start, min(len(body), start + 60)))
        put = draw(st.one_of(st.binary(max_size=20), st.sampled_from(NASTY), st.just(body[start:end] * 2)))
        body = body[:start] + put + body[end:]
    return body


@pytest.mark.parametrize("name", TARGETS)
def test_whatever_comes_ends_in_what_is_promised(name: str, tmp_path: Path) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True,
              database=None)  # fmt: skip
    @given(changed(name))
    def holds(body: bytes) -> None:
        TARGETS[name](body, tmp_path)

    holds()
