"""The Search and Item pages in every state, without a browser, and the questions behind them."""

import csv
import io
import re
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from dashboard.app_pages import item_texts
from dashboard.charts.counts import found_over_time, unit_of
from dashboard.find import PAGE, Found, Wanted, as_csv, as_parquet, as_sql, export, search
from store.database import Database, Paths, open_snapshot, open_writer
from store.search import index_path
from store.snapshot import publish_snapshot
from tests.builders import NOW
from tests.dashboard.hostile import HOSTILE
from tests.dashboard.snapshots import NARRATIVE, publish
from tests.dashboard.test_pages import DAY, TWO, opened, words

pytestmark = pytest.mark.slow  # seconds in all: the fast suite stays under a minute

MANY = [("El Faro", "MX", f"El faro número {n}", DAY + timedelta(days=n % 9)) for n in range(PAGE + 7)]
LATER = "item00000001"


def asked(data: Path, **wanted: object) -> Found:
    pointer = Paths(data).pointer
    return search(open_snapshot(pointer), index_path(pointer), Wanted(**wanted))  # type: ignore[arg-type] - a table of cases


def change(data: Path, *statements: str) -> None:
    """Publish again with rows that no builder makes: wordings, reuse, coverage."""
    with open_writer(Paths(data), now=NOW, job="test") as database:
        for statement in statements:
            database.execute(statement)
        publish_snapshot(database, Paths(data), now=NOW + timedelta(minutes=1))


EDIT = f"""insert into item_version (version_id, item_id, seen_at, title, summary, content_hash, fetch_id)
    values (3, '{LATER}', timestamptz '2026-11-24 12:00:00+00', 'Estrella lo desmiente', null, 'h3', 'test')"""
REUSE = f"""insert into reuse_pair values
    ('item00000000', '{LATER}', 'copies', 4, 0.8, 0.8, 0.8, null, null, 1, null, false, false, false, 'test', [])"""
WATCHED = """insert into coverage_span (outlet_id, started_at, ended_at, watched, feed_id, reason)
    values ('elfaro', timestamptz '2024-04-09 00:00:00+00', timestamptz '2024-04-11 00:00:00+00', {}, 'f', {})"""


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("two")
    publish(data, TWO)
    return data


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ({}, ["item00000001", "item00000000"]),
        ({"typed": "estrella dice"}, ["item00000000"]),
        ({"countries": ("MX",)}, ["item00000001"]),
        ({"kinds": ("state_media",)}, ["item00000000"]),
        ({"outlets": ("elfaro", "nobody")}, ["item00000001"]),
        ({"languages": ("ru",)}, []),
        ({"narratives": (NARRATIVE,), "frames": ("attributes",)}, ["item00000001", "item00000000"]),
        ({"narratives": ("russian-spies",)}, []),
        ({"frames": ("denies",)}, []),
        ({"first_day": date(2024, 4, 9), "last_day": date(2024, 4, 9), "countries": ("MX",)}, ["item00000001"]),
        ({"first_day": date(2024, 4, 11)}, []),
        ({"as_of": NOW - timedelta(days=1)}, []),
        ({"typed": "estrella OR dice", "by": "relevance"}, ["item00000000", "item00000001"]),
        ({"page": 2}, []),
    ],
)
def test_search_and_filters(two: Path, wanted: dict[str, object], ids: list[str]) -> None:
    assert list(asked(two, **wanted).rows["item_id"]) == ids


def test_date_filter_counts_what_it_leaves_out_for_want_of_a_date(tmp_path: Path) -> None:
    publish(tmp_path, [*TWO, ("El Faro", "MX", "Sin fecha", None)])
    found = asked(tmp_path, first_day=date(2024, 4, 9))
    assert (found.items, found.undated) == (2, 1)
    assert asked(tmp_path).undayed == 1


def test_earlier_headline_is_found_and_named_unless_asked_as_of_before(tmp_path: Path) -> None:
    publish(tmp_path, TWO)
    change(tmp_path, EDIT)
    row = asked(tmp_path, typed="según").rows.iloc[0]
    assert (row["title"], row["matched_title"]) == ("Estrella lo desmiente", "Según Estrella")
    assert asked(tmp_path, typed="desmiente", as_of=NOW + timedelta(hours=1)).items == 0
    then = asked(tmp_path, typed="según", as_of=NOW + timedelta(hours=1)).rows.iloc[0]
    assert then["title"] == "Según Estrella"
    assert pd.isna(then["matched_title"])


def test_csv_has_no_live_formula_and_parquet_keeps_the_words(tmp_path: Path) -> None:
    publish(tmp_path, [(f"Medio {n}", "MX", text, DAY) for n, text in enumerate(HOSTILE)])
    pointer = Paths(tmp_path).pointer
    frame = export(open_snapshot(pointer), index_path(pointer), Wanted())
    rows = list(csv.reader(io.StringIO(as_csv(frame).decode("utf-8-sig"))))
    assert len(rows) == len(HOSTILE) + 1
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert set(pd.read_parquet(io.BytesIO(as_parquet(frame)))["title"]) >= {"@SUM(1)"}


def test_sql_behind_a_search_stays_a_comment_whatever_was_typed() -> None:
    behind = as_sql(Wanted(typed="x\n; drop table item", outlets=("a",)))
    assert "\n; drop" not in behind
    assert "$outlets = ['a']" in behind


@pytest.mark.parametrize(("days", "unit"), [(0, "day"), (69, "day"), (70, "week"), (400, "month")])
def test_unit_grows_with_the_stretch(days: int, unit: str) -> None:
    assert unit_of(date(2024, 1, 1), date(2024, 1, 1) + timedelta(days=days)) == unit


@pytest.mark.parametrize("lang", ["en", "es"])
def test_bars_fill_days_without_any_with_zero(lang: str) -> None:
    from dashboard.theme import Sheet  # noqa: PLC0415 - only here

    counts = pd.DataFrame({"start": [date(2024, 4, 1), date(2024, 4, 4)], "items": [2, 5], "outlets": [1, 1]})
    figure = found_over_time(counts, unit="day", asked="<b>x</b>", undayed=3, as_of=NOW, sheet=Sheet(lang=lang))
    assert list(figure.data[0].y) == [2, 0, 0, 5]
    assert "7" in figure.layout.meta["title"]
    assert "&lt;b&gt;" in figure.layout.meta["subtitle"]
    assert "3" in figure.layout.meta["foot"]


def test_nothing_known_to_the_day_is_a_sentence() -> None:
    nothing = pd.DataFrame({"start": [], "items": [], "outlets": []})
    figure = found_over_time(nothing, unit="day", asked="x", undayed=1, as_of=NOW)
    assert "known to the day" in figure.layout.meta["title"]


def test_search_page_lists_what_it_finds_and_holds_every_choice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, TWO)
    test = opened(tmp_path, monkeypatch, "search", q="según", country="MX,RU")
    assert test.subheader[0].value == "1 item from 1 outlet"
    found = test.dataframe[1].value
    assert list(found["evidence"]) == [f"/item?i={LATER}&lang=en"]
    held = {"q", "country", "narrative", "frame", "outlet", "kind", "in", "from", "to", "at", "sort", "p", "lang"}
    assert held <= set(test.query_params)
    assert test.query_params["country"] == "MX,RU"


def test_search_page_goes_page_by_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, MANY)
    test = opened(tmp_path, monkeypatch, "search", p="99")
    assert test.query_params["p"] == "2"
    assert len(test.dataframe[1].value) == 7


@pytest.mark.parametrize("lang", ["en", "es"])
def test_search_that_cannot_be_answered_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    publish(tmp_path, TWO)
    test = opened(tmp_path, monkeypatch, "search", lang=lang)
    for typed in ('"open', "(", "NOT a", "a AND", "a*", "x" * 501, "!!"):
        test.query_params["q"] = typed
        test.run()
        assert not test.exception
        assert test.warning, typed


def test_nothing_found_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, TWO)
    assert "No item in this snapshot matches" in words(opened(tmp_path, monkeypatch, "search", q="zanahoria"))


def test_snapshot_without_index_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, TWO)
    index_path(Paths(tmp_path).pointer).unlink()
    assert "no index" in words(opened(tmp_path, monkeypatch, "search", q="estrella"))


@pytest.mark.parametrize("query", [{"from": "nonsense"}, {"country": "XX"}, {"from": "2024-05-01", "to": "2024-04-01"}])
def test_choice_that_is_not_there_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, query: dict[str, str]
) -> None:
    publish(tmp_path, TWO)
    assert opened(tmp_path, monkeypatch, "search", **query).warning


def test_item_page_keeps_the_two_clocks_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, TWO)
    test = opened(tmp_path, monkeypatch, "item", i=LATER)
    shown = words(test)
    assert "Published** · between 9\u00a0Apr 2024, 00:00 (06:00 UTC) and" in shown
    assert "First seen** · 23\u00a0Nov 2026, 06:00 (12:00 UTC)" in shown
    assert test.query_params["i"] == LATER


def test_item_with_one_wording_no_reuse_and_no_coverage_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, TWO)
    shown = words(opened(tmp_path, monkeypatch, "item", i=LATER))
    for sentence in ("One wording was seen", "No earlier text", "No coverage of this outlet", "no full text"):
        assert sentence.lower() in shown.lower()


@pytest.mark.parametrize("lang", ["en", "es"])
def test_item_shows_its_changes_and_its_nearest_earlier_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    publish(tmp_path, TWO)
    change(tmp_path, EDIT, REUSE)
    test = opened(tmp_path, monkeypatch, "item", i=LATER, lang=lang)
    html = "".join(str(part.proto.body) for part in test.get("html"))
    assert "<del" in html
    assert "desmiente" in html
    assert test.query_params["v"] == "1"
    assert "80" in words(test)
    assert "Canal Estrella" in words(test)


@pytest.mark.parametrize(("state", "said"), [("true, null", "without a gap"), ("false, 'overrun'", "There is 1 gap")])
def test_item_says_whether_its_outlet_was_watched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: str, said: str
) -> None:
    publish(tmp_path, TWO)
    watched, reason = state.split(", ")
    change(tmp_path, WATCHED.format(watched, reason))
    assert said in words(opened(tmp_path, monkeypatch, "item", i=LATER))


def test_unknown_item_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, TWO)
    assert "not in this snapshot" in words(opened(tmp_path, monkeypatch, "item", i="<script>nope"))


def test_hostile_items_reach_the_page_only_escaped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, [(f"{text[:50]} {n}", "MX", text, DAY) for n, text in enumerate(HOSTILE)])
    edit = EDIT.replace("'Estrella lo desmiente'", "'<img src=x>'").replace("(3,", f"({len(HOSTILE) + 1},")
    change(tmp_path, edit, REUSE)
    test = opened(tmp_path, monkeypatch, "item", i="item00000000")
    for number in range(len(HOSTILE)):
        test.query_params["i"] = f"item{number:08d}"
        test.run()
        assert not test.exception
        html = "".join(str(part.proto.body) for part in test.get("html"))
        assert set(re.findall(r"<(\w+)", html)) <= {"div", "mark", "sup", "ins", "del", "span"}
        assert not re.search(r"(?<!\\)<[a-z](?!ttps?:)", words(test).replace("](<http", ""))


def test_evidence_column_leads_from_the_narrative_to_the_item(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, TWO)
    test = opened(tmp_path, monkeypatch, "narrative", n=NARRATIVE, c="all")
    tables = [one for one in test.dataframe if {"lag_min_h", "probability"} & set(one.value.columns)]
    assert len(tables) == 2
    for table in tables:
        assert f"/item?i={LATER}&lang=en" in set(table.value["evidence"])


def test_each_reader_asks_on_a_cursor_of_its_own(tmp_path: Path) -> None:
    publish(tmp_path, TWO)
    pointer = Paths(tmp_path).pointer
    database: Database = open_snapshot(pointer)
    first, second = database.cursor(), database.cursor()
    search(first, index_path(pointer), Wanted(typed="según"))
    assert search(second, index_path(pointer), Wanted()).items == 2
    assert first.rows("select count(*) as n from found")[0]["n"] == 1


@pytest.mark.parametrize(
    ("noted", "said"),
    [("group 2 of the concept query of cartel-recruits", "grupo 2 de la consulta de conceptos de la narrativa"),
     ("7 words in common", "7 palabras en común"), ("something newer", "something newer")],
    ids=["concept", "wording", "unknown"],
)  # fmt: skip
def test_reason_of_a_passage_is_told_in_the_reader_s_language(noted: str, said: str) -> None:
    assert item_texts.told_why(noted, "es") == said
