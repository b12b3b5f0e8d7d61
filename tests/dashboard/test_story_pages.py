"""The Narrative page's pictures and the Week page's changes in each state, without a browser."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.dashboard.snapshots import publish
from tests.dashboard.test_pages import opened, table, words

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
