"""Who cannot see well or uses no mouse: axe-core over every page of the real case, and pictures that need no colour."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.dashboard.browser import Browsed, browsing, chromium
from tests.dashboard.real_case import publish_case
from tests.dashboard.screenshots import PAGES
from tests.dashboard.snapshots import served

pytestmark = [pytest.mark.slow, pytest.mark.browser]
GRAVE = {"serious", "critical"}


@pytest.fixture(scope="module")
def browsed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Browsed, str]]:
    data = tmp_path_factory.mktemp("access")
    publish_case(data)
    with served(data) as address, browsing(chromium(), width=1600) as opened:
        yield opened, address


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(browsed: tuple[Browsed, str], name: str) -> None:
    opened, address = browsed
    page, _ = PAGES[name]
    opened.open(f"{address}/{page}", ".*")
    found = Axe().run(opened.page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in GRAVE] == []


@pytest.mark.parametrize("name", ["narrative", "search", "outlet", "item"])
def test_tables_stand_in_a_window_of_1600(browsed: tuple[Browsed, str], name: str) -> None:
    opened, address = browsed
    page, key = PAGES[name]
    opened.open(f"{address}/{page}", key)
    opened.page.locator("[data-testid=stDataFrame] .dvn-scroller").first.wait_for()
    widths = opened.page.evaluate(
        "[...document.querySelectorAll('.dvn-scroller')].map(table => [table.scrollWidth, table.clientWidth])"
    )
    assert widths
    assert all(inside <= window + 1 for inside, window in widths), widths


def test_every_choice_of_a_page_is_reached_by_the_keyboard(browsed: tuple[Browsed, str]) -> None:
    opened, address = browsed
    opened.open(f"{address}/sql?lang=en", "sql-.*-en")
    reached = set()
    for _ in range(40):
        opened.page.keyboard.press("Tab")
        reached.add(
            opened.page.evaluate(
                "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText"
            )
        )
    said = " ".join(str(one) for one in reached)
    for wanted in ("Week", "Review", "Question", "Español"):
        assert wanted in said, reached


def test_chart_is_saved_as_a_picture_with_its_title_and_no_outside_request(
    browsed: tuple[Browsed, str], tmp_path: Path
) -> None:
    opened, address = browsed
    opened.open(f"{address}/narrative?n=cartel-recruits&c=MX&lang=en", "narrative-cartel-recruits-MX-en")
    button = opened.page.locator(".st-key-swimlane .modebar-btn").first
    with opened.page.expect_download() as saved:
        button.click(force=True)
    saved.value.save_as(tmp_path / "chart.png")
    assert saved.value.suggested_filename.startswith("rastro-swimlane-")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")
    assert opened.outside == []
