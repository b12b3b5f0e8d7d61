import itertools
from datetime import UTC, date, datetime, timedelta
from string import Formatter
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard.charts.curve import pickup_curve, spread
from dashboard.charts.swimlane import swimlane
from dashboard.charts.weekly import weekly
from dashboard.charts.words import WORDS
from dashboard.theme import Sheet, fit, ink_on, seq, text_px, wrap

T0 = datetime(2026, 11, 16, 13, 5, tzinfo=UTC)  # Mon 07:05 in Mexico City
AS_OF = datetime(2026, 11, 22, 15, tzinfo=UTC)
MINUTE = 1 / 60
MONDAY = date(2026, 11, 16)
COLUMNS = [
    "narrative_id",
    "outlet_id",
    "outlet",
    "country",
    "role",
    "first_earliest",
    "first_latest",
    "lag_min_h",
    "lag_max_h",
    "frame",
    "route",
    "order_certain",
    "published_precision",
    "items",
    "url",
]


def row(outlet: str, hours: tuple[float, float] | None, precision: str, **more: Any) -> dict[str, Any]:
    """One outlet between two hours after T0; the origin is the minute after T0."""
    first = last = pd.NaT
    least = most = float("nan")
    if hours:
        first, last = (T0 + timedelta(hours=h) for h in hours)
        least, most = max(0.0, hours[0] - MINUTE), hours[1]
    found = dict.fromkeys(COLUMNS) | {"narrative_id": "n1", "outlet_id": outlet, "outlet": outlet, "country": "MX"}
    found |= {"role": "pick-up", "first_earliest": first, "first_latest": last, "lag_min_h": least, "lag_max_h": most}
    return found | {"frame": "asserts", "published_precision": precision, "items": 1} | more


def origin(hours: tuple[float, float] = (0, MINUTE), precision: str = "minute") -> dict[str, Any]:
    return row("agencia.example", hours, precision, role="origin", frame="origin", country="RU")


def lanes(*rows: dict[str, Any], **more: Any) -> go.Figure:
    return swimlane(pd.DataFrame(rows, columns=COLUMNS), **({"name": "Labs", "as_of": AS_OF} | more))


def curve(*rows: dict[str, Any], **more: Any) -> go.Figure:
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return pickup_curve(frame, **({"names": {"n1": "Labs"}, "as_of": AS_OF} | more))


def week(items: dict[str, dict[int, float]], **more: Any) -> go.Figure:
    """Items by narrative and day, counted from the Monday shown."""
    rows = [(n, MONDAY + timedelta(days=d), v) for n, days in items.items() for d, v in days.items()]
    frame = pd.DataFrame(rows, columns=["narrative_id", "day", "items"])
    over = datetime(2026, 12, 1, tzinfo=UTC)
    return weekly(frame, **({"names": {"n1": "Labs", "n2": "Grain"}, "week_start": MONDAY, "as_of": over} | more))


def traces(figure: go.Figure, prefix: str) -> list[Any]:
    return [trace for trace in figure.data if str(trace.meta).startswith(prefix)]


def texts(figure: go.Figure) -> list[str]:
    return [str(note.text) for note in figure.layout.annotations]


def title(figure: go.Figure) -> str:
    return str(figure.layout.meta["title"]).replace("\u00a0", " ")


def all_words(figure: go.Figure) -> str:
    return str(figure.to_json())


def test_minute_is_a_symbol_at_its_time_and_no_bar() -> None:
    figure = lanes(origin(), row("faro.example", (8.6, 8.6 + MINUTE), "minute"))
    assert traces(figure, "mark:asserts")[0].x[0] == pytest.approx(8.6)
    assert not traces(figure, "bar:")


def test_day_is_a_bar_and_its_symbol_claims_no_time() -> None:
    figure = lanes(origin(), row("faro.example", (17, 41), "day"))
    (bar,) = traces(figure, "bar:by_interval")
    assert (bar.base[0], bar.x[0]) == (pytest.approx(17), pytest.approx(24))
    assert traces(figure, "mark:asserts")[0].x[0] < 0


def test_month_is_a_light_bar_clipped_at_the_axis() -> None:
    figure = lanes(origin(), row("faro.example", (3, 4), "hour"), row("rio.example", (-300, 420), "month"))
    (bar,) = traces(figure, "bar:by_month")
    assert bar.base[0] == 0
    assert bar.x[0] < 100
    assert any("month only" in text for text in texts(figure))


def test_undated_row_stands_last_and_says_so() -> None:
    figure = lanes(origin(), row("a.example", None, "unknown"), row("z.example", (3, 4), "hour"))
    assert figure.layout.yaxis.ticktext == ("<b>agencia.example</b>", "z.example", "a.example")
    assert "date unknown" in texts(figure)


def test_overlapping_intervals_have_no_first() -> None:
    figure = lanes(origin(), row("a.example", (17, 40.9), "day"), row("b.example", (20, 20 + MINUTE), "minute"))
    assert title(figure) == "Labs: 2 Mexican outlets carried it by 17 November; which was first is not known"


def test_undated_row_forbids_a_first() -> None:
    figure = lanes(origin(), row("a.example", (1, 1 + MINUTE), "minute"), row("b.example", None, "unknown"))
    assert "not known" in title(figure)


def test_certain_first_is_named_with_its_lag() -> None:
    rows = [row("a.example", (8.6 + MINUTE, 8.6 + MINUTE), "minute"), row("b.example", (17, 41), "day")]
    assert title(lanes(origin(), *rows)).endswith("; first: a.example, +8 h 36 min")


def test_first_before_the_origin_is_said_to_be_before_it() -> None:
    rows = [row("a.example", (-90, -66), "day"), row("b.example", (17, 41), "day")]
    figure = lanes(origin(), *rows)
    assert title(figure).endswith("; first: a.example, dated before the origin")
    assert "1 outlet is dated before the origin." in figure.layout.meta["subtitle"]


def test_country_filter_keeps_origins_and_counts_the_others() -> None:
    figure = lanes(origin(), row("a.example", (1, 2), "hour"), row("b.example", (1, 2), "hour", country="AR"))
    assert len(figure.layout.yaxis.ticktext) == 2
    assert "1 outlet from another country is not shown." in figure.layout.meta["subtitle"]
    whole = lanes(origin(), row("b.example", (1, 2), "hour", country="AR"), country=None)
    assert title(whole).startswith("Labs: 1 outlet carried it by")


def test_row_beyond_the_axis_gets_an_arrow_with_its_date() -> None:
    near = [row(f"{i}.example", (i + 1, i + 2), "hour") for i in range(3)]
    figure = lanes(origin(), *near, row("late.example", (24 * 60, 24 * 61), "day"))
    assert len(traces(figure, "arrow")) == 1
    assert "16\u00a0Jan\u00a02027" in texts(figure)


def test_axis_follows_when_most_rows_lie_beyond() -> None:
    far = [row(f"{i}.example", (24 * (60 + i), 24 * (61 + i)), "day") for i in range(5)]
    figure = lanes(origin(), *far)
    assert not traces(figure, "arrow")
    assert figure.layout.xaxis.range[1] > 24 * 65


def test_wide_origin_has_a_band_and_clock_ticks() -> None:
    figure = lanes(origin((-16, 8), "day"), row("a.example", (17, 41), "day"))
    assert any("origin: between" in text for text in texts(figure))
    assert not any("+12" in text for text in figure.layout.xaxis.ticktext)
    assert any("+12" in text for text in lanes(origin(), row("a.example", (17, 41), "day")).layout.xaxis.ticktext)


def test_frame_is_told_by_shape_and_fill() -> None:
    kinds = ["asserts", "attributes", "denies", "reports_denial", "fact_check", "analysis", None]
    rows = [row(f"{i}.example", (1, 1 + MINUTE), "minute", frame=kind) for i, kind in enumerate(kinds)]
    figure = lanes(origin(), *rows)
    looks = {(t.marker.symbol, t.marker.color == "#FFFFFF") for t in traces(figure, "mark:")}
    assert len(looks) == len(traces(figure, "mark:")) == 7


def test_rows_over_the_limit_are_counted() -> None:
    figure = lanes(origin(), *[row(f"{i:02}.example", (i, i + 1), "hour") for i in range(30)])
    assert len(figure.layout.yaxis.ticktext) == 25
    assert "and 6 more outlets, later or undated" in texts(figure)


@pytest.mark.parametrize("count", [1, 12, 25])
def test_height_grows_with_the_rows(count: int) -> None:
    figure = lanes(origin(), *[row(f"{i}.example", (i, i + 1), "hour") for i in range(count)], sheet=Sheet(height=200))
    margin = figure.layout.margin
    rows = len(figure.layout.yaxis.ticktext)
    assert (figure.layout.height - margin.t - margin.b) / rows >= 29


def test_undated_only_is_drawn_without_an_axis() -> None:
    figure = lanes(row("a.example", None, "unknown"), row("b.example", None, "unknown"))
    assert title(figure) == "Labs: 2 Mexican outlets carried it; which was first is not known"
    assert not figure.layout.xaxis.ticktext


def test_month_only_story_is_drawn_whole() -> None:
    figure = lanes(origin((-300, 420), "month"), row("a.example", (-300, 420), "month"))
    assert len(traces(figure, "bar:by_month")[0].y) == 2


def test_foot_says_how_the_dates_are_known() -> None:
    rows = [row("a.example", (17, 41), "day"), row("b.example", (-300, 420), "month"), row("c.example", None, "x")]
    foot = lanes(origin(), *rows).layout.meta["foot"]
    assert "1 to the minute, 1 by the day only, 1 by the month, 1 undated" in foot
    assert "not shown to have been silent" in foot


HOSTILE = "<script>alert(1)</script><b>x</b>%{customdata}\u202e"


@pytest.mark.parametrize("draw", [lanes, curve])
def test_hostile_names_are_text(draw: Any) -> None:
    figure = draw(origin(), row(HOSTILE, (1, 1 + MINUTE), "minute"), **({"name": HOSTILE} if draw is lanes else {}))
    assert_harmless(figure)


def test_hostile_narrative_names_are_text() -> None:
    assert_harmless(curve(origin(), row("a.example", (1, 2), "hour"), names={"n1": HOSTILE}))
    assert_harmless(week({"n1": {0: 3}, "n2": {0: 1}}, names={"n1": HOSTILE}))


def assert_harmless(figure: go.Figure) -> None:
    spec = all_words(figure).replace("\\u003c", "<").replace("\\u003e", ">")
    assert "<script" not in spec
    assert "<b>x</b>" not in spec
    assert "\u202e" not in spec
    assert "\\u202e" not in spec


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("draw", [lanes, curve])
def test_empty_frame_gives_a_sentence(draw: Any, lang: str) -> None:
    figure = draw(sheet=Sheet(lang=lang, head=False))
    assert not figure.data
    assert texts(figure) == [figure.layout.meta["title"]]


def test_empty_week_gives_a_sentence() -> None:
    assert texts(week({}, sheet=Sheet(head=False))) == ["No narrative to draw for this week"]


def test_curve_has_the_earliest_and_the_latest_possible_count() -> None:
    figure = curve(origin(), row("a.example", (17, 41), "day"), row("b.example", (2, 2), "minute"))
    (low,), (high,) = traces(figure, "low:0"), traces(figure, "high:0")
    assert list(low.x) == pytest.approx([0, 2, 41, 72])
    assert list(high.x) == pytest.approx([0, 2 - MINUTE, 17 - MINUTE, 72])
    assert list(low.y) == list(high.y) == [0, 1, 2, 2]
    assert high.fill == "tonexty"


def test_denials_are_carriers_but_no_take_ups() -> None:
    figure = curve(origin(), row("a.example", (1, 2), "hour"), row("b.example", (1, 2), "hour", frame="denies"))
    assert any("1 of 2 that carried it" in text for text in texts(figure))
    assert title(figure) == "Labs: 1 Mexican outlet took it up within 72 h"


def test_month_only_rows_are_counted_in_the_foot() -> None:
    rows = [row("a.example", (1, 2), "hour"), row("b.example", (-300, 420), "month"), row("c.example", None, "unknown")]
    figure = curve(origin(), *rows)
    assert "2 outlets dated to a month or not at all cannot be placed." in figure.layout.meta["foot"]
    assert max(traces(figure, "high:0")[0].y) == 1


def test_outlet_before_the_origin_is_no_take_up() -> None:
    figure = curve(origin(), row("a.example", (-90, -66), "day"), row("b.example", (1, 2), "hour"))
    assert max(traces(figure, "high:0")[0].y) == 1
    assert "1 outlet dated before the origin is not counted." in figure.layout.meta["foot"]


def test_curve_never_runs_past_the_data() -> None:
    figure = curve(origin(), row("a.example", (1, 2), "hour"), as_of=T0 + timedelta(hours=30))
    assert max(traces(figure, "low:0")[0].x) == pytest.approx(30)
    assert title(figure).endswith(", so far")


def test_five_lines_at_most_and_their_labels_do_not_meet() -> None:
    rows = [
        r | {"narrative_id": f"n{n}"} for n in range(6) for r in (origin(), row("a.example", (n + 1, n + 2), "hour"))
    ]
    figure = curve(*rows, names={})
    assert len(traces(figure, "low:")) == 5
    assert len({t.line.dash for t in traces(figure, "low:")}) > 1
    ends = sorted(note.y for note in figure.layout.annotations if note.name == "end")
    plot = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    top = figure.layout.yaxis.range[1]
    assert min(b - a for a, b in itertools.pairwise(ends)) * plot / top >= 61
    assert "1 narrative more is not drawn." in figure.layout.meta["foot"]


def test_no_narrative_is_called_furthest_while_counts_overlap() -> None:
    first = [origin(), row("a.example", (1, 2), "hour"), row("b.example", (60, 84), "day")]
    second = [r | {"narrative_id": "n2"} for r in first]
    assert "is not known" in title(curve(*first, *second))


def test_spread_keeps_the_gap() -> None:
    places = spread([5, 5, 5, 0], gap=2, low=1, high=9)
    assert all(a - b >= 2 for a, b in itertools.pairwise(places))
    assert places[-1] == 1


def test_cell_shows_number_dot_or_no_data() -> None:
    figure = week({"n1": {0: 4, 1: 0, 2: float("nan")}})
    assert {"4", "·", "n/d"} <= set(texts(figure))
    assert sum(shape.name == "no data" for shape in figure.layout.shapes) == 1
    assert "†" in " ".join(texts(figure))


def test_change_is_against_the_week_before() -> None:
    figure = week({"n1": {0: 4, -7: 1}, "n2": {1: 2}})
    assert "+3" in texts(figure)
    assert "<b>new</b>" in texts(figure)
    assert title(figure) == "6 items this week (+5 against the week before); largest rise: Labs"


def test_narrative_that_came_back_is_not_called_new() -> None:
    figure = week({"n1": {0: 4}, "n2": {1: 2}}, back={"n2"})
    assert {"<b>new</b>", "<b>back</b>"} <= set(texts(figure))


def test_running_day_is_compared_up_to_the_same_hour() -> None:
    rows = [("n1", MONDAY + timedelta(days=d), float(n), float(h)) for d, n, h in ((-7, 9, 2), (0, 3, 3))]
    frame = pd.DataFrame(rows, columns=["narrative_id", "day", "items", "items_by_hour"])
    noon = datetime(2026, 11, 16, 18, tzinfo=UTC)
    figure = weekly(frame, names={"n1": "Labs"}, week_start=MONDAY, as_of=noon)
    assert title(figure) == "3 items this week (+1 against the same hours of the week before)"


def test_running_week_leaves_out_days_to_come() -> None:
    figure = week({"n1": {0: 4, -7: 1, -2: 9}}, as_of=datetime(2026, 11, 18, 18, tzinfo=UTC))
    assert texts(figure).count("·") == 2
    assert figure.layout.xaxis.ticktext[2].endswith("18*</b>")
    assert "+3" in texts(figure)


def test_month_only_items_have_a_column_of_their_own() -> None:
    figure = week({"n1": {0: 4}}, undated={"n1": 9})
    assert "9" in texts(figure)
    assert "<b>4</b>" in texts(figure)
    assert any("month<br><b>only</b>" in text for text in figure.layout.xaxis.ticktext)


def test_narratives_over_twelve_are_counted() -> None:
    figure = week({f"n{i}": {0: i + 1} for i in range(14)})
    assert len(figure.layout.yaxis.ticktext) == 12
    assert "2 narratives more are not drawn." in figure.layout.meta["foot"]
    assert title(figure).startswith("105 items")


def test_every_key_is_in_both_languages_with_the_same_values() -> None:
    assert WORDS["en"].keys() == WORDS["es"].keys()
    for key, text in WORDS["en"].items():
        assert _values(text) == _values(WORDS["es"][key]), key


def _values(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("head", [True, False])
def test_words_are_in_the_picture_or_only_in_meta(head: bool) -> None:  # noqa: FBT001
    figure = lanes(origin(), row("a.example", (1, 2), "hour"), sheet=Sheet(head=head))
    assert any("Imported items" in text for text in texts(figure)) is head
    assert [trace.uid for trace in figure.data] == [f"t{i:03d}" for i in range(len(figure.data))]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_long_names_are_cut_to_their_room(lang: str) -> None:
    long = "Periódico de la Costa Grande y del Centro Histórico " * 3
    figure = lanes(origin(), row(long, (1, 2), "hour"), sheet=Sheet(lang=lang, width=900))
    name = figure.layout.yaxis.ticktext[-1]
    assert name.endswith("…")
    assert text_px(name, 16) <= figure.layout.margin.l - 30


def test_text_is_cut_and_broken_to_the_room() -> None:
    assert fit("abc", 500, 16) == "abc"
    assert wrap("uno dos tres cuatro", 90, 16).count("<br>") == 1
    assert all(text_px(line, 16) <= 90 for line in wrap("uno dos tres cuatro cinco", 90, 16).split("<br>"))


def test_ink_has_contrast() -> None:
    assert ink_on(seq(0)) == "#1A1A1A"
    assert ink_on(seq(1)) == "#FFFFFF"
