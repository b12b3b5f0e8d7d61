"""Every page in every state, without a browser."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.builders import ROOT
from tests.dashboard.hostile import HOSTILE
from tests.dashboard.snapshots import publish

pytestmark = pytest.mark.slow
DAY = datetime(2024, 4, 9, 6, tzinfo=UTC)
TWO = [("Canal Estrella", "RU", "Estrella dice", DAY - timedelta(hours=9)), ("El Faro", "MX", "Según Estrella", DAY)]
PAGES = ["week", "narrative", "search", "item", "outlets", "review", "sql", "health", "briefing"]


def opened(data: Path, monkeypatch: pytest.MonkeyPatch, page: str, **query: str) -> AppTest:
    monkeypatch.setenv("RASTRO_DATA", str(data))
    test = AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=60)
    if page != "week":
        test.switch_page(f"app_pages/{page}.py")
    for key, value in query.items():
        test.query_params[key] = value
    test.run()
    assert not test.exception, [error.value for error in test.exception]
    return test


def words(test: AppTest) -> str:
    parts = [*test.title, *test.header, *test.subheader, *test.markdown, *test.caption, *test.info, *test.warning]
    return "\n".join(str(part.value) for part in parts)


def table(test: AppTest, column: str) -> pd.DataFrame:
    """Return the first table that has a column of that name."""
    return next(one.value for one in test.dataframe if column in one.value.columns)


@pytest.mark.parametrize("page", PAGES)
def test_without_a_snapshot_the_page_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    assert "rastro demo" in words(opened(tmp_path, monkeypatch, page))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("lang", ["en", "es"])
def test_page_carries_the_as_of_line_and_the_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str, lang: str
) -> None:
    publish(tmp_path, TWO)
    shown = words(opened(tmp_path, monkeypatch, page, lang=lang))
    assert "23\u00a0Nov 2026, 06:00 (12:00 UTC)" in shown.replace("nov", "Nov")
    assert {"en": "does not prove coordination", "es": "no prueba coordinación"}[lang] in shown
    assert {"en": "reading the snapshot", "es": "leyendo la instantánea"}[lang] not in shown


def test_week_opens_on_the_last_week_with_data_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, [*TWO, ("El Faro", "MX", "Otra vez", DAY + timedelta(days=30))])
    test = opened(tmp_path, monkeypatch, "week")
    assert test.query_params["w"] == "2024-W19"
    assert "The last week with data is shown: 2024-W19" in words(test)


def test_week_in_the_address_is_shown_and_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, [*TWO, ("El Faro", "MX", "Otra vez", DAY + timedelta(days=30))])
    test = opened(tmp_path, monkeypatch, "week", w="2024-W15")
    assert test.query_params["w"] == "2024-W15"
    assert test.metric[0].value == "1"


def test_unknown_slug_is_said_and_not_obeyed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, TWO)
    test = opened(tmp_path, monkeypatch, "week", w="1999-W01")
    assert "1999" in test.warning[0].value
    assert test.query_params["w"] == "2024-W15"


def test_narrative_page_lists_the_outlets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, TWO)
    test = opened(tmp_path, monkeypatch, "narrative", n="cartel-recruits")
    ledger = table(test, "lag_min_h")
    assert list(ledger["outlet"]) == ["Canal Estrella", "El Faro"]
    assert "Canal Estrella" in words(test)


def test_neighbour_that_is_a_narrative_is_shown_by_its_title(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, TWO)
    shown = words(opened(tmp_path, monkeypatch, "narrative", n="cartel-recruits", lang="es"))
    assert "Ucrania recluta a sicarios de los cárteles" in shown.replace("\\", "")


def test_narrative_that_nobody_carried_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, TWO)
    assert "No item in this snapshot" in words(opened(tmp_path, monkeypatch, "narrative", n="russian-spies"))


@pytest.mark.parametrize("page", PAGES)
def test_hostile_words_never_reach_markdown_unescaped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    publish(tmp_path, [(f"{text[:60]} {n}", "RU" if n % 5 == 0 else "MX", text, DAY) for n, text in enumerate(HOSTILE)])
    shown = words(opened(tmp_path, monkeypatch, page, n="cartel-recruits"))
    assert "<script>" not in shown
    assert "](javascript" not in shown
    assert "![" not in shown.replace("\\!\\[", "")


def test_new_snapshot_is_seen_at_the_next_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, TWO)
    test = opened(tmp_path, monkeypatch, "narrative", n="cartel-recruits")
    publish(tmp_path, [*TWO, ("La Jícara", "MX", "También", DAY)])
    test.run()
    assert list(table(test, "lag_min_h")["outlet"]) == ["Canal Estrella", "El Faro", "La Jícara"]
