"""The share of outlets over time, from rows as the store keeps them; every narrative is invented."""

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard.charts.share_curve import share_curve
from dashboard.charts.share_lines import Line, base_of, read_lines
from dashboard.theme import Sheet
from tests.dashboard.hostile import HOSTILE

AS_OF = datetime(2026, 11, 22, 15, tzinfo=UTC)
STEP = ["narrative_id", "base", "from_h", "to_h", "share", "band_least", "band_most"]
MEDIAN = ["narrative_id", "base", "low_h", "high_h", "band_low_h", "band_high_h", "method", "known", "silent",
          "unknown", "before_origin", "resolution_h"]  # fmt: skip


def median(narrative: str = "n1", base: str = "watched", **more: Any) -> dict[str, Any]:
    found = dict.fromkeys(MEDIAN) | {"narrative_id": narrative, "base": base, "low_h": 2.0, "high_h": 4.0}
    found |= {"band_low_h": 1.0, "band_high_h": 30.0, "method": "turnbull", "known": 3, "silent": 2, "unknown": 0}
    return found | {"before_origin": 0} | more


def step(
    from_h: float, to_h: float | None, share: float, narrative: str = "n1", base: str = "watched"
) -> dict[str, Any]:
    band = (share / 2, min(1.0, share * 1.5)) if to_h is not None else (None, None)
    return dict(zip(STEP, (narrative, base, from_h, to_h, share, *band), strict=True))


STEPS = (step(1, 1, 0.2), step(2, 4, 0.5), step(80, 90, 0.6), step(100, None, 1.0))


def lines(
    medians: Sequence[dict[str, Any]] = (median(),), steps: Sequence[dict[str, Any]] = STEPS, **more: Any
) -> list[Line]:  # fmt: skip
    asked = {"names": {"n1": "Labs", "n2": "Grain"}, "shown": "n1", "base": "watched", "seen_h": {}, "horizon_h": 72.0}
    return read_lines(pd.DataFrame(steps, columns=STEP), pd.DataFrame(medians, columns=MEDIAN), **(asked | more))


def curve(found: Sequence[Line], **more: Any) -> go.Figure:
    return share_curve(found, **({"base": "watched", "as_of": AS_OF} | more))


def traces(figure: go.Figure, prefix: str) -> list[Any]:
    return [trace for trace in figure.data if str(trace.meta).startswith(prefix)]


def shapes(figure: go.Figure, name: str) -> list[Any]:
    return [shape for shape in figure.layout.shapes if str(shape.name).startswith(name)]


def said(figure: go.Figure) -> str:
    return " ".join(figure.layout.meta.values()).replace("\u00a0", " ")


def test_rise_between_two_hours_is_a_box_and_no_line_runs_through_it() -> None:
    figure = curve(lines())
    (box,) = shapes(figure, "box:0")
    assert (box.x0, box.x1, box.y0, box.y1) == (2, 4, 0.2, 0.5)
    assert list(traces(figure, "line:0")[0].x) == [0, 1, 1, 2, None, 4, 72]


def test_median_and_its_band_are_said_and_drawn() -> None:
    figure = curve(lines())
    assert figure.layout.meta["title"].replace("\u00a0", " ") == (
        "Labs: half of the watched Mexican outlets had mentioned it 2–4 h after the origin (95 % band: +1–30 h)"
    )
    assert (shapes(figure, "median")[1].x0, shapes(figure, "median")[1].x1) == (2, 4)


def test_open_band_has_an_arrow_and_an_open_median_no_hours() -> None:
    figure = curve(lines([median(band_high_h=None)]))
    assert traces(figure, "open")
    assert "from +1 h on, open above" in said(figure)
    assert "not half of the" in said(curve(lines([median(high_h=None, band_high_h=None)])))
    assert "cannot be said" in said(curve(lines([median(low_h=None, high_h=None, band_low_h=None)])))


def test_line_ends_hollow_where_watching_ends() -> None:
    (line,) = lines(seen_h={"n1": 30.0})
    assert (line.ends_h, line.running) == (30, True)
    figure = curve([line])
    assert traces(figure, "end:0")[0].marker.color == "#FFFFFF"
    assert "so far" in "".join(note.text for note in figure.layout.annotations)
    assert max(x for x in traces(figure, "line:0")[0].x if x is not None) == 30
    assert max(traces(figure, "band")[0].x) == 30


def test_end_inside_a_box_is_a_range() -> None:
    (line,) = lines(seen_h={"n1": 3.0})
    assert line.shares(line.ends_h) == (0.2, 0.5)
    assert "20–50% of 5 outlets" in "".join(note.text for note in curve([line]).layout.annotations)


def test_band_never_leaves_the_shares_and_holds_the_line() -> None:
    (band,) = traces(curve(lines()), "band")
    assert min(band.y) == 0
    assert max(band.y) == pytest.approx(0.9)  # of the step beyond the end, which bounds what is before it
    half = len(band.x) // 2
    upper, lower = band.y[:half], band.y[half:][::-1]
    assert all(low <= high for low, high in zip(lower, upper, strict=True))
    assert list(lower) == sorted(lower)


def test_watched_outlets_are_the_base_where_there_are_any() -> None:
    rows = pd.DataFrame([median(known=0, silent=0), median(base="carriers")], columns=MEDIAN)
    assert base_of(rows, "n1") == "carriers"
    assert base_of(pd.DataFrame([median()], columns=MEDIAN), "n1") == "watched"
    found = lines([median(base="carriers")], [step(1, 2, 1.0, base="carriers")], base="carriers")
    assert found[0].outlets == 3
    assert "not how many did" in said(curve(found, base="carriers"))
    adopted = curve(found, base="carriers", event="adoption").layout.meta["title"]
    assert adopted.startswith("Labs: half of the Mexican outlets known to pass it on had done so")


@pytest.mark.parametrize("lang", ["en", "es"])
def test_nothing_to_draw_is_a_sentence(lang: str) -> None:
    figure = curve(lines([]), sheet=Sheet(lang=lang, head=False))
    assert not figure.data
    assert [note.text for note in figure.layout.annotations] == [figure.layout.meta["title"]]


@pytest.mark.parametrize("count", [1, 2, 5, 12])
def test_names_at_the_ends_never_meet(count: int) -> None:
    names = {f"n{n}": f"Narrative {n}" for n in range(1, count + 1)}
    found = lines([median(key) for key in names], [step(1, 2, 0.4, key) for key in names], names=names)
    figure = curve(found)
    ends = sorted(note.y for note in figure.layout.annotations if note.name == "end")
    assert len(ends) == min(count, 5)
    plot = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    assert all((b - a) * plot / figure.layout.yaxis.range[1] >= 61 for a, b in itertools.pairwise(ends))
    assert ("7 narratives more are not drawn." in said(figure)) is (count == 12)
    assert found[0].name == "Narrative 1"


def test_hostile_name_is_text() -> None:
    for text in HOSTILE:
        spec = str(curve(lines(names={"n1": text})).to_json()).replace("\\u003c", "<")
        assert "<script" not in spec
        assert "<img" not in spec
