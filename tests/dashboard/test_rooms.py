"""The SQL, Health and Briefing pages in their states, without a browser. Outlets are invented."""

import io
import time
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.ask import ask
from dashboard.find import as_parquet, plain_csv
from dashboard.saved import saved_questions
from dashboard.words import LANGUAGES
from store.database import Database, Paths, open_snapshot, open_writer
from store.errors import QueryError
from store.model import Fetch, Outcome
from store.observed import add_fetches
from store.sandbox import run_analyst_query, start_analyst_query
from store.snapshot import publish_snapshot
from tests.builders import NOW
from tests.dashboard.snapshots import NARRATIVE, publish
from tests.dashboard.test_pages import DAY, TWO, opened, words

pytestmark = pytest.mark.slow

MILLION = "range(1000000)"  # three of them crossed take years, and 24 MB
ENDLESS = f"select count(*) from {MILLION} a, {MILLION} b, {MILLION} c where a.range + b.range + c.range = -1"
TOO_BIG = "select count(*) from range(1000000000) a, range(1000000000) b where a.range + b.range = -1"


def answered(test: AppTest) -> AppTest:
    """Press Run and wait for the answer."""
    test.button(key="run").click().run()
    limit = time.monotonic() + 60
    while "sql_running" in test.session_state and time.monotonic() < limit:
        time.sleep(0.2)
        test.run()
    assert not test.exception
    return test


@pytest.fixture
def two(tmp_path: Path) -> Path:
    publish(tmp_path, TWO)
    return tmp_path


def test_question_in_the_link_is_answered_when_asked(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(two, monkeypatch, "sql", q="select outlet_id, country from outlets order by 1", lang="en")
    assert "sql_answer_table" not in [one.key for one in test.dataframe]
    found = answered(test)
    answer = found.dataframe[-1].value
    assert list(answer["country"]) == ["RU", "MX"]
    assert "2 rows" in words(found)


@pytest.mark.parametrize(
    "attack",
    [
        "select * from read_csv('/etc/passwd')",
        "attach '/tmp/x.duckdb'",
        "select getenv('PATH')",
        "set threads = 64",
        "copy outlets to '/tmp/x.csv'",
    ],
)
def test_attack_is_refused_in_a_sentence(two: Path, monkeypatch: pytest.MonkeyPatch, attack: str) -> None:
    found = answered(opened(two, monkeypatch, "sql", q=attack, lang="en"))
    assert any("No answer" in one.value for one in found.warning)


def test_question_can_be_cancelled(two: Path) -> None:
    running = start_analyst_query(Paths(two).pointer, ENDLESS)
    assert not running.done
    running.cancel()
    with pytest.raises(QueryError, match="cancelled"):
        running.wait()


def test_question_that_takes_too_long_is_stopped(two: Path) -> None:
    with pytest.raises(QueryError, match="stopped after 1 s"):
        run_analyst_query(Paths(two).pointer, ENDLESS, timeout_s=1)


def test_question_too_big_for_the_memory_is_told_so_and_spills_nothing(two: Path) -> None:
    before = sorted(two.rglob("*"))
    with pytest.raises(QueryError, match="needs more than 1GB of memory"):
        run_analyst_query(Paths(two).pointer, TOO_BIG)
    assert sorted(two.rglob("*")) == before


def test_question_too_long_for_a_link_is_left_out(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(two, monkeypatch, "sql", q="select 1 --" + "x" * 7_000, lang="en")
    assert any("left out" in one.value for one in test.warning)
    assert test.text_area[0].value == ""


@pytest.mark.parametrize("slug", saved_questions())
def test_saved_question_runs_and_has_a_title_in_every_language(two: Path, slug: str) -> None:
    question = saved_questions()[slug]
    assert set(question.titles) == set(LANGUAGES)
    run_analyst_query(Paths(two).pointer, question.sql)


def test_saved_question_fills_the_box_and_the_link(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(two, monkeypatch, "sql", saved="routes", lang="es")
    assert test.text_area[0].value == saved_questions()["routes"].sql
    assert test.query_params["q"] in (test.text_area[0].value, [test.text_area[0].value])


def test_answer_is_shown_without_characters_that_nobody_sees(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = answered(opened(two, monkeypatch, "sql", q="select chr(8238) || 'abc' || chr(7) as \"=cmd\"", lang="en"))
    assert list(found.dataframe[-1].value.iloc[0]) == ["abc"]


def test_csv_of_an_answer_is_safe_for_a_spreadsheet() -> None:
    written = plain_csv(pd.DataFrame({"=1+1": ["=cmd()", "@x", "plain"]})).decode("utf-8-sig").splitlines()
    assert written == ["'=1+1", "'=cmd()", "'@x", "plain"]


def polled(paths: Paths) -> None:
    """Publish a snapshot of one feed that failed, one that goes, and a gap."""
    with open_writer(paths, now=NOW, job="test") as database:
        _polls(database)
        publish_snapshot(database, paths, now=NOW)


def _polls(database: Database) -> None:
    def fetch(number: int, feed: str, outcome: Outcome, **more: int) -> Fetch:
        at = NOW - timedelta(hours=30 - number)
        return Fetch(fetch_id=f"{feed}-{number}", source="feed", address=f"https://{feed}.example/rss", feed_id=feed, started_at=at,
                     finished_at=at, outcome=outcome, **more)  # fmt: skip

    good = [fetch(n, "faro/1", Outcome.OK, entries=3, bad_entries=1) for n in range(4)]
    bad = [fetch(n, "luz/1", Outcome.TIMEOUT) for n in range(4)]
    add_fetches(database, [*good, *bad])


def test_health_tells_what_was_left_out_by_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    polled(Paths(tmp_path))
    test = opened(tmp_path, monkeypatch, "health", lang="en")
    shown = next(one.value for one in test.dataframe if list(one.value.columns) == ["what", "n"])
    found = dict(zip(shown["what"], shown["n"], strict=True))
    assert found["entries of feeds that could not be read"] == 4
    assert any(name.startswith("polls that brought nothing") and n == 4 for name, n in found.items())


def test_health_without_polls_says_so_and_names_the_snapshot(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = words(opened(two, monkeypatch, "health", lang="en"))
    assert "No feed was ever polled" in said
    assert ".duckdb" in said


def test_gap_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = publish(tmp_path, TWO)
    with open_writer(paths, now=NOW, job="test") as database:
        database.execute(
            "insert into coverage_span (feed_id, outlet_id, started_at, ended_at, watched, reason)"
            " values ('faro/1', 'faro', $since, $until, false, 'failing')",
            {"since": DAY, "until": DAY + timedelta(hours=5)},
        )
        publish_snapshot(database, paths, now=NOW + timedelta(seconds=1))
    spans = ask(open_snapshot(paths.pointer), "health_gaps")
    assert list(spans["reason"]) == ["failing"]
    assert "No gap" not in words(opened(tmp_path, monkeypatch, "health", lang="en"))


def test_briefing_page_offers_the_newest_of_the_readers_language(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = two / "briefings"
    for name in ("2024-W14-en", "2024-W15-es"):
        (folder / name).mkdir(parents=True)
        for file in ("README.txt", "numbers.json", "briefing.pdf"):
            (folder / name / file).write_text(f"{file} of {name}", encoding="utf-8")
    (folder / "not-ours").mkdir()
    monkeypatch.setenv("RASTRO_BRIEFINGS", str(folder))
    test = opened(two, monkeypatch, "briefing", lang="es")
    assert test.selectbox[0].value == "2024-W15-es"
    assert sorted(test.selectbox[0].options) == ["2024-W14-en", "2024-W15-es"]
    assert any("rastro brief --last-week --lang es" in one.value for one in test.code)


def test_no_briefing_is_a_sentence_with_the_command(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASTRO_BRIEFINGS", str(two / "nowhere"))
    test = opened(two, monkeypatch, "briefing", lang="en")
    assert any("No briefing" in one.value for one in test.info)
    assert any("rastro brief" in one.value for one in test.code)


ASKED: dict[str, dict[str, object]] = {
    "week_daily": {"week_start": DAY.date(), "country": None, "as_of": NOW}, "pickups": {"narrative_id": None},
    "pickups_then": {"narrative_id": NARRATIVE, "as_of": NOW}, "narrative_items": {"narrative_id": NARRATIVE, "as_of": None},
    "outlets": {"country": None, "outlet_id": None}, "outlet_items": {"outlet_id": "elfaro"},
    "review_queue": {"narrative_id": None, "most": 10}, "item_mentions": {"item_id": "item00000001"},
}  # fmt: skip


@pytest.mark.parametrize("name", ASKED)
def test_every_table_that_is_offered_becomes_a_file(two: Path, name: str) -> None:
    frame = ask(open_snapshot(Paths(two).pointer), name, **ASKED[name])
    assert pd.read_parquet(io.BytesIO(as_parquet(frame))).shape == frame.shape
    assert plain_csv(frame).decode("utf-8-sig").count("\n") >= 1


@pytest.mark.parametrize(
    ("page", "query", "names"),
    [("week", {"w": "2024-W15", "c": "all"}, {"week"}), ("narrative", {"n": NARRATIVE, "c": "all"}, {"ledger", "items"}),
     ("outlets", {"c": "all"}, {"outlets"}), ("item", {"i": "item00000001"}, {"mentions"})],
    ids=["week", "narrative", "outlets", "item"],
)  # fmt: skip
def test_page_offers_its_tables_with_their_sql(
    two: Path, monkeypatch: pytest.MonkeyPatch, page: str, query: dict[str, str], names: set[str]
) -> None:
    test = opened(two, monkeypatch, page, lang="en", **query)
    keys = {str(one.proto.id) for one in test.get("download_button")}
    for name in names:
        for kind in ("csv", "parquet", "sql"):
            assert any(f"{name}_download_{kind}" in key for key in keys), (name, kind, keys)
