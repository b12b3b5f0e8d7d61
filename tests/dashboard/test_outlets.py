"""The Outlets page in every state, its two charts, and the sums under them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from dashboard.charts.calendar import coverage_days
from dashboard.charts.frames import Named, frame_bars
from dashboard.theme import Sheet
from store.database import Paths, open_writer
from store.model import CoverageSpan, Feed
from store.observed import replace_registry
from store.polled import extend_coverage
from store.snapshot import publish_snapshot
from tests.builders import NOW
from tests.dashboard.hostile import HOSTILE
from tests.dashboard.snapshots import publish
from tests.dashboard.test_pages import opened, words

pytestmark = pytest.mark.slow  # seconds in all: the fast suite stays under a minute

DAY = datetime(2024, 4, 9, 6, tzinfo=UTC)
TWO = [("Canal Estrella", "RU", "Estrella dice", DAY - timedelta(hours=9)), ("El Faro", "MX", "Según Estrella", DAY)]
PARTS = ("origin", "asserts", "attributes", "against", "analysis", "undecided")


def bars(*rows: tuple[str, int, int, int]) -> pd.DataFrame:
    """Name, and how many mentions assert, attribute and deny."""
    table = [dict.fromkeys(PARTS, 0) | {"name": name, "asserts": a, "attributes": b, "against": c, "mentions": a + b + c}
             for name, a, b, c in rows]  # fmt: skip
    return pd.DataFrame(table, columns=["name", "mentions", *PARTS])


def watched(feed: str, first: int, days: float, *, ok: bool = True) -> CoverageSpan:
    start = NOW - timedelta(days=first)
    return CoverageSpan(feed_id=feed, outlet_id="elfaro", started_at=start, ended_at=start + timedelta(days=days),
                        watched=ok, reason=None if ok else "overrun")  # fmt: skip


def test_overview_has_a_row_per_outlet_of_the_country(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, TWO)
    assert list(opened(tmp_path, monkeypatch, "outlets").dataframe[0].value["outlet"]) == ["El Faro"]
    rows = opened(tmp_path, monkeypatch, "outlets", c="all").dataframe[0].value.set_index("outlet")
    assert list(rows.index) == ["Canal Estrella", "El Faro"]
    assert (rows.loc["El Faro", "share_attributes"], rows.loc["El Faro", "lag"]) == (100, "+0–33\u00a0h")
    assert pd.isna(rows.loc["Canal Estrella", "share_borrowed"])


def test_one_outlet_shows_its_facts_with_their_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, TWO)
    shown = words(opened(tmp_path, monkeypatch, "outlets", o="elfaro"))
    assert "**Rests on** · invented for a test" in shown
    assert "America/Mexico_City (its country's usual zone)" in shown.replace("\\", "")
    assert "**Owner** · not known" in shown


def test_imported_outlet_says_that_it_was_never_watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, TWO)
    shown = words(opened(tmp_path, monkeypatch, "outlets", o="elfaro"))
    assert "its one item was imported, and imported items carry no coverage" in shown
    assert "No feed of this outlet is known" in shown
    assert "No shared wording" in shown


def test_watched_outlet_shows_days_gaps_and_feeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, TWO)
    with open_writer(Paths(tmp_path), now=NOW, job="test") as database:
        feed = Feed(feed_id="f1", outlet_id="elfaro", url="https://elfaro.example/rss", kind="rss", status="confirmed",
                    source="invented for a test")  # fmt: skip
        replace_registry(database, [], [feed])
        extend_coverage(database, [watched("f1", 10, 3), watched("f1", 7, 1, ok=False), watched("f1", 6, 6)])
        publish_snapshot(database, Paths(tmp_path), now=NOW)
    test = opened(tmp_path, monkeypatch, "outlets", o="elfaro")
    days = next(frame.value for frame in test.dataframe if "watched_h" in frame.value)
    assert days["watched_h"].sum() == pytest.approx(9 * 24)
    assert days["gap_h"].sum() == pytest.approx(24)
    assert days["watched_h"].max() <= 24
    assert list(test.dataframe[-1].value["url"]) == ["https://elfaro.example/rss"]
    assert "never watched" not in words(test)


def test_outlet_last_watched_long_ago_says_when(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, TWO)
    with open_writer(Paths(tmp_path), now=NOW, job="test") as database:
        extend_coverage(database, [watched("f1", 100, 3)])
        publish_snapshot(database, Paths(tmp_path), now=NOW)
    assert "Last watched on 18\u00a0Aug 2026" in words(opened(tmp_path, monkeypatch, "outlets", o="elfaro"))


def test_shared_wording_counts_as_state_media_text_only_towards_the_later_item(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, [*TWO, ("Rumbo", "MX", "Otro", DAY)])
    with open_writer(Paths(tmp_path), now=NOW, job="test") as database:
        pair = ["item00000000", "item00000001"]
        columns = {"earlier_item_id": pair[:1], "later_item_id": pair[1:], "shared_words": [40], "containment": [0.5],
                   "passages": [[]], "relation": ["copies"], "containment_earlier": [0.4], "containment_5": [0.6],
                   "exclusive_grams": [3], "credited": [False], "order_certain": [False], "directed": [False],
                   "rule": ["test"]}  # fmt: skip
        database.insert("reuse_pair", columns)
        publish_snapshot(database, Paths(tmp_path), now=NOW)
    rows = opened(tmp_path, monkeypatch, "outlets").dataframe[0].value.set_index("outlet")
    assert dict(rows["share_borrowed"]) == {"El Faro": 100, "Rumbo": 0}
    test = opened(tmp_path, monkeypatch, "outlets", o="elfaro")
    wording = next(frame.value for frame in test.dataframe if "other_outlet" in frame.value)
    assert wording.iloc[0][["other_outlet", "relation", "is_later", "directed"]].tolist() == [
        "Canal Estrella", "copies", True, False]  # fmt: skip


def test_unknown_outlet_in_the_address_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, TWO)
    test = opened(tmp_path, monkeypatch, "outlets", o="nobody")
    assert "nobody" in test.warning[0].value
    assert test.query_params["o"] == "all"


def test_outlet_without_mentions_is_sentences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, [])
    assert "No outlet of this choice" in words(opened(tmp_path, monkeypatch, "outlets"))


def test_hostile_outlet_is_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, [(f"{text[:60]} {n}", "MX", text, DAY) for n, text in enumerate(HOSTILE[:4])])
    test = opened(tmp_path, monkeypatch, "outlets")
    assert "<script>" not in test.get("plotly_chart")[0].proto.spec
    test = opened(tmp_path, monkeypatch, "outlets", o="scriptwindowhit1script0")
    assert "<script>" not in words(test) + test.get("plotly_chart")[0].proto.spec


def test_bars_count_every_outlet_and_draw_fifteen() -> None:
    rows = bars(*((f"o{n}.example", 1, 2, 0) for n in range(18)))
    figure = frame_bars(rows, named=Named(who="18 outlets"), as_of=NOW, sheet=Sheet())
    assert figure.layout.meta["title"].startswith("18 outlets: 54 mentions, 18 asserted, 36 attributed")
    assert "3 more outlets" in figure.layout.meta["foot"]
    assert {len(trace.y) for trace in figure.data} == {15}


def test_frames_differ_by_more_than_colour() -> None:
    figure = frame_bars(bars(("a.example", 1, 1, 1)), named=Named(who="1 outlet"), as_of=NOW, sheet=Sheet())
    looks = {(trace.marker.pattern.shape, trace.marker.color == "#FFFFFF") for trace in figure.data}
    assert len(looks) == 3


def test_no_mention_is_a_sentence() -> None:
    figure = frame_bars(bars(), named=Named(who="0 outlets"), as_of=NOW, sheet=Sheet(lang="es"))
    assert not figure.data
    assert "Ninguna mención" in figure.layout.meta["title"]


def test_calendar_marks_gaps_with_a_cross_and_leaves_unknown_days_blank() -> None:
    days = pd.DataFrame({"name": ["f"] * 2, "day": [date(2026, 11, 20), date(2026, 11, 21)],
                         "watched_h": [24.0, None], "gap_h": [None, 6.0]})  # fmt: skip
    figure = coverage_days(days, name="<b>Faro", until=date(2026, 11, 23), as_of=NOW, sheet=Sheet())
    heat, gaps = figure.data
    assert [cell for cell in heat.z[0] if cell is not None] == [24.0]
    assert list(gaps.x) == [53]
    assert figure.layout.meta["title"] == "&lt;b&gt;Faro: watched on 1 of the last 56 days, with a gap on 1"


def test_calendar_without_coverage_is_a_sentence() -> None:
    none = pd.DataFrame(columns=["name", "day", "watched_h", "gap_h"])
    figure = coverage_days(none, name="Faro", until=date(2026, 11, 23), as_of=NOW, sheet=Sheet())
    assert "Not watched" in figure.layout.meta["title"]
