"""What only a browser shows: the real case on the screen, and links that hold."""

from collections.abc import Iterator

import pytest

from tests.dashboard.browser import Browsed, browsing, chromium
from tests.dashboard.snapshots import served
from tests.demo_data import copy_demo

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def executable() -> str:
    return chromium()


@pytest.fixture(scope="module")
def address(executable: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    assert executable
    with served(copy_demo(tmp_path_factory, tmp_path_factory.mktemp("case") / "data")) as url:
        yield url


@pytest.fixture
def browsed(executable: str) -> Iterator[Browsed]:
    with browsing(executable) as opened:
        yield opened


def test_narrative_page_shows_the_outlets_without_error_or_outside_request(address: str, browsed: Browsed) -> None:
    browsed.open(f"{address}/narrative?n=cartel-recruits&c=MX&lang=en", "narrative-cartel-recruits-MX-en")
    picture = browsed.page.locator(".st-key-swimlane").inner_text()
    for outlet in ("Latinus", "Tribuna Noticias", "La Razón de México", "TASS"):
        assert outlet in picture
    assert (browsed.outside, browsed.errors) == ([], [])


def test_week_page_opens_on_the_last_week_with_data(address: str, browsed: Browsed) -> None:
    browsed.open(address, "week-")
    assert "w=2025-W50" in browsed.page.evaluate("location.href")
    assert "The last week with data is shown: 2025-W50" in browsed.page.inner_text("body")
    assert (browsed.outside, browsed.errors) == ([], [])


def test_address_with_every_choice_survives_a_reload(address: str, browsed: Browsed) -> None:
    browsed.open(f"{address}/?w=2024-W15&lang=es&c=all", "week-2024-W15-all-es")
    before = browsed.page.evaluate("location.href")
    browsed.page.reload()
    browsed.wait("week-2024-W15-all-es")
    assert browsed.page.evaluate("location.href") == before


def test_search_leads_to_the_evidence_and_its_link_survives_a_reload(address: str, browsed: Browsed) -> None:
    browsed.open(f"{address}/search", "search-192-time-en")
    box = browsed.page.get_by_label("Words to find")
    box.fill("cartel AND embajada")
    box.press("Enter")
    browsed.wait("^search-6-time-en$")
    href = browsed.page.evaluate("location.href")
    assert "q=cartel+AND+embajada" in href
    browsed.page.reload()
    browsed.wait("^search-6-time-en$")
    assert browsed.page.evaluate("location.href") == href
    browsed.open(f"{address}/item?i=xmq46yfqrtyw&lang=en", "item-xmq46yfqrtyw-en")
    shown = browsed.page.inner_text("body")
    assert "The outlet's clock" in shown
    assert "Latinus" in shown
    assert browsed.page.locator("mark").count() >= 4
    assert (browsed.outside, browsed.errors) == ([], [])
