"""The flow of routes and the frames over time, as tables and as dictionaries; every outlet is invented."""

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard.charts.flow import route_flow
from dashboard.charts.frames_time import frames_over_time, treatments
from dashboard.charts.words_story import WORDS_OF_STORY
from dashboard.flow import Place, read_flow
from dashboard.theme import Sheet
from tests.dashboard.hostile import HOSTILE

AS_OF = datetime(2026, 11, 22, 15, tzinfo=UTC)
DAY = datetime(2026, 11, 16, 6, tzinfo=UTC)
ITEM = ["item_id", "outlet_id", "outlet", "country", "kind", "is_origin", "frame", "route", "route_cue"]
SOURCE = ["item_id", "source_item_id", "source_outlet_id", "decided", "evidence"]


def carrier(outlet: str, route: str = "unknown", **more: Any) -> dict[str, Any]:
    found = {
        "item_id": f"{outlet}-1",
        "outlet_id": outlet,
        "outlet": outlet.title(),
        "country": "MX",
        "kind": "digital",
    }
    found |= {"is_origin": False, "frame": "attributes", "route": route, "route_cue": "según la agencia"}
    return found | more


def agency(outlet: str = "tass", **more: Any) -> dict[str, Any]:
    return carrier(outlet, "tass", **({"country": "RU", "is_origin": True, "frame": "origin"} | more))


def source(item: str, outlet: str, *, decided: bool = True) -> dict[str, Any]:
    return {"item_id": item, "source_item_id": f"{outlet}-1", "source_outlet_id": outlet, "decided": decided,
            "evidence": "shares 60 words"}  # fmt: skip


def flow(items: Sequence[dict[str, Any]], sources: Sequence[dict[str, Any]] = (), country: str | None = "MX") -> Any:
    return read_flow(pd.DataFrame(items, columns=ITEM), pd.DataFrame(sources, columns=SOURCE), country)


def drawn(found: Any, **more: Any) -> go.Figure:
    return route_flow(found, **({"name": "Labs", "as_of": AS_OF} | more))


def lines(found: Any) -> set[str]:
    return {edge.slug for edge in found.edges}


def said(figure: go.Figure) -> str:
    return " ".join(figure.layout.meta.values())


def test_route_without_a_text_is_counted_and_has_no_line() -> None:
    found = flow([agency(), carrier("faro"), carrier("rio", "own"), carrier("mar", "efe")])
    assert lines(found) == {"text:efe~outlet:mar"}
    assert (found.outlets, found.unknown, found.own) == (3, 1, 1)
    words = said(drawn(found))
    assert "1 outlet: route unknown, no line." in words
    assert "1 outlet: own reporting, no line." in words


def test_text_of_the_origin_leads_from_the_origin_itself() -> None:
    assert lines(flow([agency(), carrier("faro", "tass")])) == {"origin:tass~outlet:faro"}


def test_wire_text_leads_to_no_origin_without_evidence() -> None:
    found = flow([agency(), carrier("faro", "efe")])
    assert [node.slug for node in found.unlinked] == ["text:efe"]
    assert "Nothing in the data shows where these texts had it from: EFE." in said(drawn(found))


def test_wire_item_with_evidence_links_its_text_to_the_origin() -> None:
    items = [agency(), carrier("efe", country="ES"), carrier("faro", "efe")]
    found = flow(items, [source("efe-1", "tass")])
    assert lines(found) == {"origin:tass~text:efe", "text:efe~outlet:faro"}
    assert not found.unlinked


def test_named_outlet_replaces_the_kind_of_its_text() -> None:
    found = flow([carrier("faro"), carrier("rio", "other_outlet")], [source("rio-1", "faro")])
    assert lines(found) == {"text:faro~outlet:rio"}
    assert found.edges[0].items == ("rio-1",)


def test_undecided_source_is_dashed_and_said_to_be() -> None:
    sources = [source("rio-1", "faro", decided=False), source("rio-1", "mar", decided=False)]
    found = flow([carrier("faro"), carrier("mar"), carrier("rio")], sources)
    figure = drawn(found)
    assert {trace.line.dash for trace in figure.data if str(trace.meta).startswith("edge:")} == {"6px,5px"}
    assert "Dashed" in said(figure)


def test_country_decides_who_stands_on_the_right_and_never_the_sources() -> None:
    items = [agency(), carrier("lejos", "efe", country="AR"), carrier("faro", "other_outlet")]
    sources = [source("faro-1", "lejos")]
    assert lines(flow(items, sources)) == {"text:lejos~outlet:faro"}
    assert "text:efe~outlet:lejos" in lines(flow(items, sources, None))


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("items", [[], [agency()], [agency(), carrier("faro")]], ids=["nothing", "origin", "unknown"])
def test_flow_without_a_line_is_a_sentence(items: list[dict[str, Any]], lang: str) -> None:
    figure = drawn(flow(items), sheet=Sheet(lang=lang, head=False))
    assert not figure.data
    assert [note.text.replace("<br>", " ") for note in figure.layout.annotations] == [figure.layout.meta["title"]]


@pytest.mark.parametrize("width", [900, 1160])
@pytest.mark.parametrize("count", [1, 2, 7, 25, 40])
def test_names_in_a_column_never_meet(count: int, width: int) -> None:
    routes = ["efe", "embassy", "europapress", "state_media", "tass", "other_outlet"]
    items = [agency(f"origen{n}") for n in range(5)]
    items += [carrier(f"medio{n:02}", routes[n * 5 % 6 if n % 3 else 0]) for n in range(count)]
    figure = drawn(flow(items), sheet=Sheet(width=width))
    plot = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    low, high = sorted(figure.layout.yaxis.range)
    for place in Place:
        ys = sorted(note.y for note in figure.layout.annotations if note.name == f"name:{place}")
        assert all((b - a) / (high - low) * plot >= 24 for a, b in itertools.pairwise(ys)), place
        assert all(low <= y <= high for y in ys)


def test_outlets_over_the_limit_are_counted() -> None:
    figure = drawn(flow([carrier(f"medio{n:02}", "efe") for n in range(28)]))
    assert sum(note.name == "name:outlet" for note in figure.layout.annotations) == 25
    assert "3 outlets more are in the table only." in said(figure)


def test_hostile_names_and_evidence_are_text_in_the_flow() -> None:
    rows = [carrier(f"x{n}", "efe", route_cue=text) | {"outlet": text} for n, text in enumerate(HOSTILE)]
    assert_harmless(drawn(flow(rows), name=HOSTILE[0]))


def entry(day: float | None, frame: str | None, **more: Any) -> dict[str, Any]:
    first = DAY + timedelta(days=day) if day is not None else pd.NaT
    found = {"country": "MX", "decision": "yes", "frame": frame, "published_earliest": first}
    found |= {"published_latest": first + timedelta(hours=23.9) if day is not None else pd.NaT}
    return found | {"published_precision": "day" if day is not None else "unknown"} | more


def framed(*rows: dict[str, Any], country: str | None = "MX", **more: Any) -> go.Figure:
    return frames_over_time(treatments(table(*rows), country), **({"name": "Labs", "as_of": AS_OF} | more))


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(entry(0, None)))
    return frame.assign(**{n: pd.to_datetime(frame[n], utc=True) for n in ("published_earliest", "published_latest")})


def bars(figure: go.Figure, key: str) -> list[float]:
    (trace,) = [trace for trace in figure.data if trace.meta == f"row:{key}"]
    return [0 if y is None else -y for y in trace.y]


def test_each_frame_is_a_row_with_its_counts_on_one_scale() -> None:
    figure = framed(entry(0, "asserts"), entry(0, "asserts"), entry(2, "asserts"), entry(1, "denies"))
    assert [round(y / bars(figure, "denies")[1]) for y in bars(figure, "asserts")] == [2, 0, 1]
    assert sum(note.name == "count" for note in figure.layout.annotations) == 3
    assert [note.text for note in figure.layout.annotations if note.name == "total"] == ["<b>3</b>", "<b>1</b>"]
    assert figure.layout.meta["title"] == "Labs: 4 dated items, 3 assert or attribute it, 1 deny or check it"


def test_what_waits_for_a_person_stands_apart_and_is_not_counted() -> None:
    figure = framed(entry(0, "asserts"), entry(0, "asserts", decision="review"), entry(0, None))
    assert figure.layout.meta["title"].startswith("Labs: 2 dated items, 1 assert")
    assert bars(figure, "review") == bars(figure, "undecided") == bars(figure, "asserts")
    assert [trace.marker.pattern.shape for trace in figure.data] == ["", "/", "x"]
    rows = sorted(figure.layout.yaxis.tickvals)
    assert rows[1] - rows[0] > rows[2] - rows[1]


def test_items_without_a_day_are_counted_in_words_only() -> None:
    month = entry(0, "asserts", published_precision="month")
    figure = framed(entry(0, "asserts"), entry(None, "denies"), month)
    assert "2 items without a day are in the table only." in figure.layout.meta["foot"]
    assert treatments(table(entry(None, "denies"), month), "MX").counts.empty


@pytest.mark.parametrize(("days", "unit", "columns"), [(3, "day", 4), (100, "week", 15), (700, "month", 24)])
def test_long_stretches_are_joined_and_no_gap_is_left_out(days: int, unit: str, columns: int) -> None:
    found = treatments(table(entry(0, "asserts"), entry(days, "asserts")), "MX")
    assert (found.unit, len(found.counts), found.total("asserts")) == (unit, columns, 2)


@pytest.mark.parametrize("lang", ["en", "es"])
def test_no_dated_item_is_a_sentence(lang: str) -> None:
    figure = framed(entry(None, "asserts"), sheet=Sheet(lang=lang, head=False))
    assert not figure.data
    assert "Labs" in figure.layout.annotations[0].text


def test_hostile_name_is_text_over_the_frames() -> None:
    for text in HOSTILE:
        assert_harmless(framed(entry(0, "asserts"), name=text))


def test_both_languages_have_the_same_words_for_the_story() -> None:
    assert WORDS_OF_STORY["en"].keys() == WORDS_OF_STORY["es"].keys()


def assert_harmless(figure: go.Figure) -> None:
    spec = str(figure.to_json()).replace("\\u003c", "<").replace("\\u003e", ">")
    assert "<script" not in spec
    assert "<img" not in spec
    assert "\\u202e" not in spec
    assert "%{" not in spec.replace("%{text}", "")
