"""What an analyst does in a day, in a real browser on the real case: each journey ends with what it was for."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from store.database import Paths, open_writer
from store.snapshot import publish_snapshot
from tests.dashboard.browser import Browsed, browsing, chromium
from tests.dashboard.real_case import publish_case
from tests.dashboard.snapshots import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LATER = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> Paths:
    return publish_case(tmp_path_factory.mktemp("journeys"))


@pytest.fixture(scope="module")
def address(paths: Paths) -> Iterator[str]:
    assert chromium()
    with served(paths.data) as url:
        yield url


@pytest.fixture
def browsed() -> Iterator[Browsed]:
    with browsing(chromium()) as opened:
        yield opened


def body(browsed: Browsed) -> str:
    return str(browsed.page.inner_text("body")).replace("\xa0", " ")


def back_to(browsed: Browsed, link: str) -> None:
    """Press Back until the address is there: a page that fills in its defaults leaves more than one entry."""
    for _ in range(8):
        if browsed.page.evaluate("location.href") == link:
            return
        browsed.page.go_back()
        browsed.page.wait_for_timeout(300)
    raise AssertionError(browsed.page.evaluate("location.href"))


def harmless(browsed: Browsed) -> bool:
    return (browsed.outside, browsed.errors) == ([], [])


def test_morning_check_goes_from_the_week_to_its_story_and_the_evidence(address: str, browsed: Browsed) -> None:
    browsed.open(f"{address}/?w=2024-W15&c=MX&lang=en", "week-2024-W15-MX-en")
    assert "What changed" in body(browsed)
    browsed.page.get_by_text("The items behind these numbers").click()  # one click; a row's own link is the second
    browsed.page.get_by_text("A row is one item and one narrative").wait_for()
    browsed.page.locator(".st-key-behind [data-testid=stDataFrame]").wait_for()
    browsed.page.get_by_role("link", name="U.S. recruits cartel men").first.click()
    browsed.wait("narrative-cartel-recruits-")
    assert "which was first is not known" in body(browsed).replace("\n", " ")
    browsed.open(f"{address}/search?narrative=cartel-recruits&lang=en", "search-")
    assert "items" in body(browsed)
    assert harmless(browsed)


def test_permalink_shows_a_colleague_the_same(address: str, browsed: Browsed) -> None:
    browsed.open(f"{address}/narrative?n=cartel-recruits&c=all&lang=es", "narrative-cartel-recruits-all-es")
    browsed.page.wait_for_url("**e=adoption**")  # the page writes its defaults into the address
    link, seen = browsed.page.evaluate("location.href"), browsed.page.locator(".st-key-swimlane").inner_text()
    browser = browsed.page.context.browser
    assert browser is not None
    colleague = Browsed(browser.new_page())  # a context of its own: nothing is shared but the link
    colleague.open(link, "narrative-cartel-recruits-all-es")
    assert colleague.page.locator(".st-key-swimlane").inner_text() == seen
    browsed.open(f"{address}/?w=2024-W15&c=MX&lang=es", "week-2024-W15-MX-es")
    back_to(browsed, link)
    browsed.wait("narrative-cartel-recruits-all-es")
    assert browsed.page.locator(".st-key-swimlane").inner_text() == seen


def test_own_question_is_answered_and_an_attack_is_not(address: str, browsed: Browsed) -> None:
    browsed.open(f"{address}/sql?saved=routes&lang=en", "sql-asked-en")
    browsed.page.get_by_role("button", name="Run").click()
    browsed.wait("sql-answered-en")
    assert re.search(r"\d+ rows", body(browsed))
    box = browsed.page.get_by_label("Question", exact=True)
    box.fill("select * from read_text('/etc/passwd')")
    box.press("Control+Enter")
    browsed.page.get_by_role("button", name="Run").click()
    browsed.page.get_by_text("No answer").wait_for()
    assert "root:" not in body(browsed)
    assert harmless(browsed)


def test_week_is_switched_across_a_new_snapshot(address: str, paths: Paths, browsed: Browsed) -> None:
    browsed.open(f"{address}/?w=2024-W15&c=MX&lang=en", "week-2024-W15-MX-en")
    before = body(browsed)
    with open_writer(paths, now=LATER, job="test") as database:
        publish_snapshot(database, paths, now=LATER)
    browsed.open(f"{address}/?w=2025-W50&c=MX&lang=en", "week-2025-W50-MX-en")
    assert "Data as of 31 Dec 2029" in body(browsed), re.findall(r"Data as of[^;]*", body(browsed))
    browsed.open(f"{address}/?w=2024-W15&c=MX&lang=en", "week-2024-W15-MX-en")
    changed = "What changed"
    assert before.partition(changed)[2] == body(browsed).partition(changed)[2] != ""
    with open_writer(paths, now=LATER + timedelta(minutes=1), job="test") as database:
        publish_snapshot(database, paths, now=LATER + timedelta(minutes=1))
    assert harmless(browsed)
