"""What an analyst does in a day, in a real browser on the real case: each journey ends with what it was for."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from store.database import Paths, open_writer
from store.judged import read_judgements
from store.snapshot import publish_snapshot
from tests.dashboard.browser import Browsed, browsing, chromium
from tests.dashboard.snapshots import served
from tests.dashboard.test_review_browser import KEYS, MEANT, shown, sign
from tests.demo_data import copy_demo

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LATER = datetime(2030, 1, 1, tzinfo=UTC)
SURE = "xmq46yfqrtyw"  # Latinus, 9 April 2024


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> Paths:
    return Paths(copy_demo(tmp_path_factory, tmp_path_factory.mktemp("journeys") / "data"))


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


def test_ten_items_are_reviewed_by_keyboard_alone(address: str, paths: Paths, browsed: Browsed) -> None:
    """Nine mentions of the case wait for a person; the tenth is one that the matcher is sure of."""
    browsed.open(f"{address}/review?lang=en", "review-all-.*-0-en")
    assert "0 of 9 decided" in body(browsed)
    sign(browsed, "Ana")
    order = []
    for done, key in enumerate(KEYS, start=1):
        if done == len(KEYS):
            browsed.wait("review-all-done-9-en")
            browsed.open(
                f"{address}/review?i={SURE}&m=cartel-recruits&lang=en", f"review-all-{SURE}-cartel-recruits-9-en"
            )
            sign(browsed, "Ana")
            assert "The matcher does not ask about this one" in body(browsed)
        order.append(shown(browsed))
        browsed.page.keyboard.press(key)
        browsed.wait(f"review-all-.*-{done}-en")
    written = read_judgements(paths.judgements).items
    assert [(row.item_id, row.decision, row.frame) for row in written] == [
        (item, *meant) for item, meant in zip(order, MEANT, strict=True)
    ]
    assert "9 of 9 decided" in body(browsed)
    browsed.page.keyboard.press("u")
    browsed.wait(f"review-all-{SURE}-.*-9-en")
    assert len(read_judgements(paths.judgements).items) == 9
    assert harmless(browsed)
