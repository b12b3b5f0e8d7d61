from datetime import UTC, datetime

import pytest

from dashboard.terminal import print_csv, print_json, print_table

ROWS = [{"title": "=1+1", "n": -1, "when": datetime(2024, 4, 9, 14, 51, tzinfo=UTC)}]


def test_csv_has_no_formula_and_times_in_utc(capsys: pytest.CaptureFixture[str]) -> None:
    print_csv(ROWS)
    assert capsys.readouterr().out.split() == ["title,n,when", "'=1+1,-1,2024-04-09T14:51:00Z"]


def test_json_is_one_array(capsys: pytest.CaptureFixture[str]) -> None:
    print_json(ROWS)
    assert '"when": "2024-04-09T14:51:00Z"' in capsys.readouterr().out


def test_table_lets_no_control_character_or_markup_through(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["a"], [["\x1b[31mrojo\x07 [bold]x[/bold]"]])
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "[bold]x[/bold]" in shown
