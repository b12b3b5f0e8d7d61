"""Reviewing in a real browser: ten items by keyboard alone, two people at once, and names that want to be script."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.judged import read_judgements
from store.model import Decision, Frame
from tests.dashboard.browser import Browsed, browsing, chromium
from tests.dashboard.hostile import HOSTILE
from tests.dashboard.snapshots import publish, served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DAY = datetime(2024, 4, 9, 6, tzinfo=UTC)
STORIES = [(f"Faro {n}", "MX", f"Según Estrella, parte {n}", DAY) for n in range(12)]
KEYS = "yn123456yn"
MEANT = [
    (Decision.YES, None), (Decision.NO, None), (Decision.YES, Frame.ASSERTS), (Decision.YES, Frame.ATTRIBUTES),
    (Decision.YES, Frame.ANALYSIS), (Decision.YES, Frame.REPORTS_DENIAL), (Decision.YES, Frame.DENIES),
    (Decision.YES, Frame.FACT_CHECK), (Decision.YES, None), (Decision.NO, None),
]  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    publish(tmp_path, STORIES, decision=Decision.REVIEW)
    return tmp_path


@pytest.fixture
def address(data: Path) -> Iterator[str]:
    executable = chromium()
    assert executable
    with served(data) as url:
        yield url


@pytest.fixture
def browsed(address: str) -> Iterator[Browsed]:
    assert address
    with browsing(chromium()) as opened:
        yield opened


def sign(browsed: Browsed, name: str) -> None:
    """Type a name and leave the field by keyboard."""
    browsed.page.get_by_role("textbox", name="Your name or initials").fill(name)
    browsed.page.keyboard.press("Enter")
    browsed.page.get_by_text("You decide as").wait_for()
    browsed.page.locator("button:enabled", has_text="Yes, carries it").wait_for()
    browsed.wait("review-")


def shown(browsed: Browsed) -> str:
    found = re.search(r"[?&]i=(\w+)", browsed.page.evaluate("location.href"))
    assert found
    return found.group(1)


def test_keys_rest_while_a_reason_is_typed_and_a_reload_asks_for_the_name_again(
    address: str, data: Path, browsed: Browsed
) -> None:
    browsed.open(f"{address}/review?lang=en", "review-all-item00000000-")
    sign(browsed, "Ana")
    browsed.page.get_by_text("Say why, or another route").click()
    field = browsed.page.get_by_role("textbox", name="Why (goes with your next key)")
    field.type("y n u 1")
    assert not (data / "judgements.jsonl").exists()
    browsed.page.keyboard.press("Tab")
    browsed.page.keyboard.press("2")
    browsed.wait("review-all-.*-1-en")
    (line,) = read_judgements(data / "judgements.jsonl").items
    assert (line.reason, line.frame) == ("y n u 1", Frame.ATTRIBUTES)
    before = shown(browsed)
    browsed.page.reload()
    browsed.wait(f"review-all-{before}-")
    assert browsed.page.get_by_role("textbox", name="Your name or initials").is_visible()


def test_two_people_at_once_lose_nothing(address: str, data: Path, browsed: Browsed) -> None:
    browsed.open(f"{address}/review?lang=en", "review-all-item00000000-")
    sign(browsed, "Ana")
    other = browsed.page.context.browser
    assert other is not None
    beto = Browsed(other.new_page(viewport={"width": 1600, "height": 1000}, locale="en-US"))
    beto.open(f"{address}/review?lang=en", "review-all-item00000000-")
    sign(beto, "Beto")
    browsed.page.keyboard.press("y")
    beto.page.keyboard.press("n")
    browsed.wait("review-all-.*-[12]-en")
    beto.wait("review-all-.*-[12]-en")
    said = {(row.judged_by, row.item_id): row.decision for row in read_judgements(data / "judgements.jsonl").items}
    assert said == {("Ana", "item00000000"): Decision.YES, ("Beto", "item00000000"): Decision.NO}


def test_hostile_words_run_nothing_here_either(tmp_path: Path) -> None:
    stories = [(f"{text[:80]} {n}", "MX", text, DAY) for n, text in enumerate(HOSTILE)]
    publish(tmp_path, stories, decision=Decision.REVIEW)
    with served(tmp_path) as url, browsing(chromium()) as browsed:
        browsed.open(f"{url}/review?lang=en", "review-all-item00000000-")
        sign(browsed, "<img src=x onerror=window.hit=1>![x](http://192.0.2.1/b)")
        for done in range(1, 8):
            browsed.page.keyboard.press("y")
            browsed.wait(f"review-all-.*-{done}-en")
        browsed.open(f"{url}/outlets?c=MX&lang=en", "outlets-all-MX-en")
        browsed.open(f"{url}/outlets?o=scriptwindowhit1script0&lang=en", "outlets-scriptwindowhit1script0-")
        assert browsed.page.evaluate("window.hit") is None
        assert browsed.outside == []
