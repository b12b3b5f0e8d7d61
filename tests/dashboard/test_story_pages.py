"""The Narrative page's pictures and the Week page's changes in each state, without a browser."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.app_pages.tables import came_via
from dashboard.ask import ask
from dashboard.charts.weekly import weekly
from store.database import Paths, open_snapshot, open_writer
from store.snapshot import publish_snapshot
from tests.builders import NOW
from tests.dashboard.hostile import HOSTILE
from tests.dashboard.snapshots import publish
from tests.dashboard.test_pages import opened, table, words
from tests.demo_data import copy_demo

pytestmark = pytest.mark.slow

MONDAY = date(2024, 4, 8)

DAY = datetime(2024, 4, 9, 6, tzinfo=UTC)
TWO = [("Canal Estrella", "RU", "Estrella dice", DAY - timedelta(hours=9)), ("El Faro", "MX", "Según Estrella", DAY)]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_narrative_page_counts_unknown_routes_and_draws_no_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    publish(tmp_path, TWO)
    test = opened(tmp_path, monkeypatch, "narrative", n="cartel-recruits", lang=lang)
    specs = [chart.proto.spec for chart in test.get("plotly_chart")]
    said = {"en": "by which text it came to 1 Mexican outlet is not known", "es": "no se sabe de qu"}[lang]
    assert any(said in spec for spec in specs)
    assert not any("edge:" in spec for spec in specs)


def test_narrative_page_has_a_table_beside_the_frames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, [*TWO, ("La Ceiba", "MX", "Sin fecha", None)])
    test = opened(tmp_path, monkeypatch, "narrative", n="cartel-recruits", c="all")
    (row,) = table(test, "Frame").to_dict("records")
    assert row == {"Frame": "attributes it to others", "9\xa0Apr\xa02024": 2, "Without a day": 1, "in all": 3}


def test_narrative_that_nobody_carried_has_no_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, TWO)
    test = opened(tmp_path, monkeypatch, "narrative", n="russian-spies")
    assert not any("edge:" in chart.proto.spec for chart in test.get("plotly_chart"))
    assert "No item in this snapshot" in words(test)


def changed(test: AppTest) -> list[tuple[str, str, bool]]:
    rows = table(test, "changed_what").to_dict("records")
    return [(row["changed_what"], row["outlet"], row["changed_doubt"]) for row in rows]


def test_week_says_what_was_not_there_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, [*TWO, ("La Ceiba", "MX", "Otra vez", DAY + timedelta(days=7))])
    first = opened(tmp_path, monkeypatch, "week", w="2024-W15")
    assert changed(first) == [("new narrative", "El Faro", False), ("new outlet", "El Faro", False)]
    assert "1 new narrative:" in words(first)
    assert changed(opened(tmp_path, monkeypatch, "week", w="2024-W16")) == [("new outlet", "La Ceiba", False)]


def test_each_change_leads_to_its_item(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, TWO)
    rows = table(opened(tmp_path, monkeypatch, "week", lang="es"), "changed_what")
    assert set(rows["evidence"]) == {"/item?i=item00000001&lang=es"}
    assert list(rows["changed_what"]) == ["narrativa nueva", "medio nuevo"]


def test_undated_item_makes_a_first_doubtful(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, [*TWO, ("La Ceiba", "MX", "Sin fecha", None)])
    assert changed(opened(tmp_path, monkeypatch, "week")) == [
        ("new narrative", "El Faro", True),
        ("new outlet", "El Faro", False),
    ]


@pytest.mark.parametrize(("quiet", "back"), [(56, False), (57 + 7, True)], ids=["eight weeks", "more"])
def test_narrative_comes_back_after_eight_weeks_without_an_item(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quiet: int, back: bool  # noqa: FBT001 - a table of cases
) -> None:  # fmt: skip
    publish(tmp_path, [TWO[1], ("El Faro", "MX", "Otra vez", DAY + timedelta(days=quiet))])
    test = opened(tmp_path, monkeypatch, "week")
    assert (f"after {quiet} days" in words(test)) is back
    assert ("Nothing in this week is new" in words(test)) is not back


def test_week_leads_to_what_waits_for_a_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, TWO)
    assert "Nothing waits for a person." in words(opened(tmp_path, monkeypatch, "week"))


def test_items_of_one_day_have_no_first_among_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, [*TWO, ("La Ceiba", "MX", "También", DAY)])
    test = opened(tmp_path, monkeypatch, "week")
    assert "one of 2 outlets" in words(test)
    assert [row[0] for row in changed(test)] == ["new narrative"] * 2 + ["new outlet"] * 2


def test_hostile_words_are_text_among_the_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, [(f"{text[:60]} {n}", "MX", text, DAY) for n, text in enumerate(HOSTILE)])
    shown = words(opened(tmp_path, monkeypatch, "week", w="2024-W15"))
    assert "new narrative" in shown
    assert "<script>" not in shown
    assert "![" not in shown.replace("\\!\\[", "")


@pytest.mark.parametrize("page", ["week", "narrative"])
@pytest.mark.parametrize("asked", ["2024-01-01", "2024-01-01T12:00Z", "2024-01-01T12:00+00:00"])
def test_past_moment_leaves_out_what_had_not_been_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str, asked: str
) -> None:
    publish(tmp_path, TWO)
    test = opened(tmp_path, monkeypatch, page, as_of=asked, n="cartel-recruits")
    shown = words(test)
    assert "Shown as it was known at" in shown
    assert {"week": "No item that carries", "narrative": "No item in this snapshot"}[page] in shown
    assert test.query_params["as_of"] == asked


@pytest.mark.parametrize("asked", ["newest", "2999-01-01", "yesterday", "2024-01-01T12:00"])
def test_newest_is_shown_unless_a_past_moment_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    publish(tmp_path, TWO)
    test = opened(tmp_path, monkeypatch, "week", as_of=asked)
    assert test.query_params["as_of"] == "newest"
    assert test.metric[0].value == "1"
    assert bool(test.warning) is (asked in {"yesterday", "2024-01-01T12:00"})


def test_moment_after_the_items_shows_them_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, TWO)
    slug = (NOW - timedelta(seconds=1)).isoformat()
    assert "No item that carries" in words(opened(tmp_path, monkeypatch, "week", as_of=slug))


def asked(data: Path, name: str, **more: Any) -> pd.DataFrame:
    return ask(
        open_snapshot(Paths(data).pointer), name, **({"week_start": MONDAY, "country": "MX", "as_of": NOW} | more)
    )


def test_running_week_is_compared_with_the_same_hours(tmp_path: Path) -> None:
    monday = datetime(2026, 11, 23, 6, tzinfo=UTC)  # of the week that runs at NOW: Monday 06:00 in Mexico City
    publish(tmp_path, [("El Faro", "MX", "Hoy", monday), ("El Faro", "MX", "Antes", monday - timedelta(days=7)),
                       ("El Faro", "MX", "Otro", monday - timedelta(days=9))])  # fmt: skip
    numbers = asked(tmp_path, "week_numbers", week_start=date(2026, 11, 23)).iloc[0]
    assert (numbers["items"], numbers["items_before"]) == (1, 0)  # a day without an hour that we had not seen by then
    daily = asked(tmp_path, "week_daily", week_start=date(2026, 11, 23))
    figure = weekly(daily, names={"cartel-recruits": "Labs"}, week_start=date(2026, 11, 23), as_of=NOW)
    assert "compared with the same hours" in figure.layout.meta["subtitle"].replace("\u00a0", " ")
    assert daily[pd.to_datetime(daily["day"]).dt.date > date(2026, 11, 23)]["items"].isna().all()


def watch(paths: Paths, outlet: str, *stretches: tuple[datetime, datetime]) -> None:
    """Publish again, with these stretches watched."""
    with open_writer(paths, now=NOW, job="test") as database:
        rows = [(f"feed-{outlet}", outlet, first, last, True) for first, last in stretches]
        names = ("feed_id", "outlet_id", "started_at", "ended_at", "watched")
        database.insert("coverage_span", {name: [row[n] for row in rows] for n, name in enumerate(names)})
        publish_snapshot(database, paths, now=NOW + timedelta(seconds=1))


def test_day_that_nobody_watched_is_not_zero(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = publish(tmp_path, TWO)
    asked_before = asked(tmp_path, "week_daily")
    assert asked_before["items"].notna().all()  # imported only: nothing is known of coverage, and the foot says so
    watch(paths, "elfaro", (DAY, DAY + timedelta(hours=30)), (DAY + timedelta(days=3), DAY + timedelta(days=9)))
    daily = asked(tmp_path, "week_daily")
    labs = daily[(daily["narrative_id"] == "cartel-recruits") & (pd.to_datetime(daily["day"]).dt.date >= MONDAY)]
    assert [None if pd.isna(n) else int(n) for n in labs["items"]] == [None, 1, 0, None, 0, 0, 0]
    assert asked(tmp_path, "week_daily", country="AR")["items"].notna().all()
    row = table(opened(tmp_path, monkeypatch, "week"), "2024-04-11").iloc[0]
    assert pd.isna(row["2024-04-11"])
    assert row["2024-04-12"] == 0


def evidence(paths: Paths) -> None:
    """Publish again, with two routes and one source that the evidence decides."""
    with open_writer(paths, now=NOW, job="test") as database:
        database.execute("update mention set route = 'efe', route_cue = 'según EFE' where item_id = 'item00000001'")
        database.execute(
            "update mention set route = 'other_outlet', route_cue = 'El Faro' where item_id = 'item00000002'"
        )
        database.execute(
            "update pickup set via_item_id = 'item00000001', via = [{'item_id': 'item00000001', 'outlet': 'El Faro',"
            " 'url': 'https://elfaro.example/1', 'score': .7, 'evidence': 'names it: El Faro', 'decided': true}]"
            " where item_id = 'item00000002'"
        )
        publish_snapshot(database, paths, now=NOW + timedelta(seconds=1))


def test_each_line_of_the_flow_leads_to_its_items(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    evidence(publish(tmp_path, [*TWO, ("La Ceiba", "MX", "Según El Faro", DAY + timedelta(days=1))]))
    test = opened(tmp_path, monkeypatch, "narrative", n="cartel-recruits")
    rows = table(test, "line_evidence").to_dict("records")
    assert [(row["came_from"], row["outlet"], row["line_evidence"], row["line_decided"]) for row in rows] == [
        ("EFE", "El Faro", "según EFE", True),
        ("El Faro", "La Ceiba", "names it: El Faro", True),
    ]
    assert [row["evidence"] for row in rows] == ["/item?i=item00000001&lang=en", "/item?i=item00000002&lang=en"]
    drawn = next(chart.proto.spec for chart in test.get("plotly_chart") if "edge:" in chart.proto.spec)
    assert "edge:text:elfaro~outlet:laceiba" in drawn
    assert "edge:text:efe~outlet:elfaro" in drawn


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("event", ["mention", "adoption"])
def test_speed_is_drawn_from_the_rows_of_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, event: str, lang: str
) -> None:
    paths = publish(tmp_path, TWO)
    with open_writer(paths, now=NOW, job="test") as database:
        kind = {"narrative_id": "cartel-recruits", "country": "MX", "base": "watched", "event": event, "clock": "clock"}
        quantile = kind | {"share": 0.5, "low_h": 2.0, "high_h": 5.0, "band_low_h": 1.0, "band_high_h": None,
                           "method": "turnbull", "known": 3, "silent": 3, "unknown": 1, "before_origin": 0,
                           "resolution_h": 0.7}  # fmt: skip
        step = kind | {"from_h": 2.0, "to_h": 5.0, "share": 0.5, "band_least": 0.1, "band_most": 0.9}
        for name, row in (("lag_quantile", quantile), ("lag_step", step)):
            database.insert(name, {column: [value] for column, value in row.items()})
        publish_snapshot(database, paths, now=NOW + timedelta(seconds=1))
    test = opened(tmp_path, monkeypatch, "narrative", n="cartel-recruits", lang=lang, e=event, h="168")
    specs = [chart.proto.spec for chart in test.get("plotly_chart")]
    assert any('"line:0"' in spec for spec in specs)
    assert not any('"low:0"' in spec for spec in specs)  # watched outlets have a share: no bare count beside it
    assert list(table(test, "band_most")["share"]) == [0.5]


def test_past_moment_has_counts_and_no_share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = publish(tmp_path, TWO)
    with open_writer(paths, now=NOW, job="test") as database:
        database.execute("update item set first_seen_at = first_seen_at - interval 9 day")
        publish_snapshot(database, paths, now=NOW + timedelta(seconds=1))
    slug = (NOW - timedelta(days=3)).date().isoformat()
    test = opened(tmp_path, monkeypatch, "narrative", n="cartel-recruits", as_of=slug)
    assert "kept for the newest state only" in words(test)
    assert list(table(test, "lag_min_h")["outlet"]) == ["Canal Estrella", "El Faro"]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_demo(tmp_path_factory, tmp_path_factory.mktemp("story") / "data")


@pytest.mark.parametrize(("lang", "matcher"), [("en", "matcher"), ("es", "comparador")])
def test_ledger_says_via_whom_and_who_decided(
    demo: Path, monkeypatch: pytest.MonkeyPatch, lang: str, matcher: str
) -> None:
    test = opened(demo, monkeypatch, "narrative", n="weapons-to-cartels", c="all", lang=lang)
    ledger = table(test, "via")
    assert list(ledger) == ["outlet", "evidence", "published", "first_seen_at", "lag_min_h", "lag_max_h", "frame", "route",
                            "via", "decided_by", "order_certain", "role", "country"]  # fmt: skip
    assert dict(zip(ledger["outlet"], ledger["via"], strict=True))["Rossiyskaya Gazeta"] == "TASS"
    assert set(ledger["decided_by"]) == {matcher}


def test_via_doubts_one_of_several_and_names_an_outlet_once() -> None:
    rows = [("a", "x1", "x", True), ("a", "x2", "x", False), ("b", "y1", "y", False), ("b", "z1", "z", False)]
    sources = pd.DataFrame(rows, columns=["item_id", "source_item_id", "source_outlet_id", "decided"])
    assert came_via(sources, {"x1": "Equis", "x2": "Equis", "y1": "Ye"}) == {"a": "Equis", "b": "Ye?, z?"}
