"""Whoever cannot tell red from green: what a chart says by colour it says by shape, pattern or words as well."""

from itertools import combinations

import pytest

from dashboard import theme
from dashboard.charts.frames import PARTS
from dashboard.charts.swimlane import MARKS

# Machado, Oliveira and Fernandes 2009, severity 1.0: https://doi.org/10.1109/TVCG.2009.113; on linear RGB
DEUTERANOPIA = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881))
MEANT = {"origin": theme.ORIGIN, "adopts": theme.ADOPTS, "debunks": theme.DEBUNKS, "weighs": theme.WEIGHS}
LEAST_CONTRAST = 3.0  # WCAG 2.1, 1.4.11: of a sign with what it stands on
APART = 0.12  # of linear RGB's diagonal: below it two signs of a few pixels look alike

Colour = tuple[float, float, float]


def linear(colour: str) -> Colour:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return bent(red), bent(green), bent(blue)


def bent(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def seen(colour: str) -> Colour:
    """Return a colour as somebody without green cones sees it, in linear RGB."""
    parts = linear(colour)
    red, green, blue = (min(1.0, max(0.0, sum(w * p for w, p in zip(row, parts, strict=True)))) for row in DEUTERANOPIA)
    return red, green, blue


def on_white(colour: Colour) -> float:
    light = 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]
    return 1.05 / (light + 0.05)


def apart(one: Colour, other: Colour) -> float:
    return float(sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) / 3) ** 0.5


@pytest.mark.parametrize("name", MEANT)
def test_colour_still_stands_out_from_the_page(name: str) -> None:
    assert on_white(seen(MEANT[name])) >= LEAST_CONTRAST


def test_some_colours_do_meet_so_that_shapes_are_needed() -> None:
    close = {(a, b) for a, b in combinations(MEANT, 2) if apart(seen(MEANT[a]), seen(MEANT[b])) < APART}
    assert close, "if none met, this file would prove nothing"


def test_marks_differ_by_shape_or_filling() -> None:
    looks = [(symbol, fill == theme.PAPER) for symbol, fill, _ in MARKS.values()]
    assert len(set(looks)) == len(MARKS)


def test_bars_differ_by_pattern_or_filling() -> None:
    looks = [(pattern, fill == theme.PAPER) for _, _, fill, _, pattern in PARTS]
    assert len(set(looks)) == len(PARTS)


def test_steps_of_the_heat_picture_grow_darker_for_everybody() -> None:
    shades = [on_white(seen(colour)) for colour in theme.SEQ]
    assert shades == sorted(shades)
