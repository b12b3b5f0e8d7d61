"""Nobody gets in where they don't belong: not from another machine, and not without signing in where that is asked."""

import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.gate import LOGIN, is_asked, may_read
from dashboard.serve import free_port, start, stop, wait_until_up
from tests.builders import ROOT
from tests.dashboard.snapshots import publish

STORY = [("El Faro", "MX", "Nota reservada", datetime(2024, 4, 9, 6, tzinfo=UTC))]
ANA: dict[str, Any] = {"is_logged_in": True, "email": "ana@sala.example", "email_verified": True}


@pytest.mark.parametrize(
    ("user", "listed", "enters"),
    [
        (ANA, "ana@sala.example", True),
        (ANA, "beto@otra.example, @sala.example", True),
        (ANA | {"email": "ANA@Sala.example "}, "Ana@sala.EXAMPLE", True),
        (ANA, "", False),
        (ANA, " , ", False),
        (ANA, "@example", False),
        (ANA, "@la.example", False),
        (ANA, "beto@sala.example", False),
        (ANA | {"email_verified": False}, "@sala.example", False),
        (ANA | {"email_verified": "true"}, "@sala.example", False),
        (ANA | {"is_logged_in": False}, "@sala.example", False),
        ({"email": "ana@sala.example"}, "@sala.example", False),
        (ANA | {"email": None}, "@sala.example", False),
        (ANA | {"email": "@sala.example"}, "@sala.example", False),
        (ANA | {"email": "x@sala.example@evil.example"}, "@sala.example", False),
        ({}, "@sala.example", False),
    ],
)
def test_only_who_is_listed_and_verified_enters(user: dict[str, Any], listed: str, enters: bool) -> None:  # noqa: FBT001 - a table
    assert may_read(user, {LOGIN: listed}) is enters


def test_nobody_is_asked_unless_a_list_is_set() -> None:
    assert (is_asked({}), is_asked({LOGIN: ""})) == (False, True)


@pytest.mark.slow
@pytest.mark.parametrize("page", ["week", "narrative", "search", "item", "outlets", "review"])
def test_without_signing_in_no_page_shows_a_word_of_the_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    publish(tmp_path, STORY)
    monkeypatch.setenv("RASTRO_DATA", str(tmp_path))
    monkeypatch.setenv(LOGIN, "@sala.example")
    test = AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=60)
    test.query_params["n"] = "cartel-recruits"
    test.run()
    if page != "week":
        test.switch_page(f"app_pages/{page}.py").run()
    assert [one.value for one in test.title] == ["Please sign in"]
    shown = str(test.main)
    assert not [word for word in ("Nota reservada", "Faro", "cartel") if word in shown], page
    assert len(test.dataframe) + len(test.metric) + len(test.sidebar.selectbox) == 0


@pytest.mark.slow
def test_signing_in_that_cannot_be_done_here_opens_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path, STORY)
    monkeypatch.setenv("RASTRO_DATA", str(tmp_path))
    monkeypatch.setenv(LOGIN, "@sala.example")
    test = AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=60).run()
    test.button(key="enter").click().run()
    assert [one.value for one in test.error]
    assert "Nota reservada" not in str(test.main)


@pytest.mark.slow
def test_dashboard_listens_on_loopback_alone(tmp_path: Path) -> None:
    publish(tmp_path, STORY)
    port = free_port()
    child = start(tmp_path, port)
    try:
        wait_until_up(child, port)
        listening = [line.split() for name in ("tcp", "tcp6")
                     for line in Path("/proc/net", name).read_text().splitlines()[1:]]  # fmt: skip
        ours = [row[1].split(":")[0] for row in listening if row[3] == "0A" and int(row[1].split(":")[1], 16) == port]
    finally:
        stop(child)
    assert ours == [f"{int.from_bytes(socket.inet_aton('127.0.0.1'), 'little'):08X}"]
