"""Hostile words from feeds, errors and files on every page in Chromium: no script runs, and nothing is asked for outside."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from store.database import Database, Paths, open_writer
from store.model import Feed, FeedState, Fetch, Outcome
from store.observed import add_fetches, replace_registry
from store.polled import replace_states
from store.snapshot import publish_snapshot
from tests.builders import NOW
from tests.dashboard.browser import Browsed, browsing, chromium
from tests.dashboard.hostile import HOSTILE
from tests.dashboard.snapshots import publish, served

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DAY = datetime(2024, 4, 9, 6, tzinfo=UTC)
QUESTION = quote("select title, title as \"<img src=x onerror='window.hit=40'>\" from items order by item_id")
PAGES = {
    "week": ("?w=2024-W15&c=all&lang=en", "week-2024-W15-all-en"),
    "narrative": ("narrative?n=cartel-recruits&c=all&lang=en", "narrative-cartel-recruits-all-en"),
    "outlets": ("outlets?c=all&lang=en", "outlets-all-all-en"),
    "outlet": ("outlets?o=scriptwindowhit1script0&c=all&lang=en", "outlets-scriptwindowhit1script0-all-en"),
    "review": ("review?lang=en", "review-"),
    "search": ("search?q=hit+OR+192&lang=en", "search-"),
    "health": ("health?feeds=all&lang=en", "health-all-en"),
    "briefing": ("briefing?lang=en", "briefing-2024-W15-en-en"),
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Browsed, str]]:
    executable, data = chromium(), tmp_path_factory.mktemp("hostile")
    paths = publish(data, [(f"{text[:80]} {n}", "RU" if n == 0 else "MX", text, DAY) for n, text in enumerate(HOSTILE)])
    with open_writer(paths, now=NOW, job="test") as database:
        _poll(database)
        publish_snapshot(database, Paths(data), now=NOW + timedelta(seconds=1))
    _write_briefing(data / "briefings" / "2024-W15-en")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "RASTRO_BRIEFINGS", str(data / "briefings"))
        with served(data) as address, browsing(executable) as browsed:
            yield browsed, address


def test_there_are_enough_of_them() -> None:
    assert len(set(HOSTILE)) >= 25


@pytest.mark.parametrize("page", PAGES)
def test_hostile_words_run_nothing_and_ask_for_nothing(hostile: tuple[Browsed, str], page: str) -> None:
    browsed, address = hostile
    query, key = PAGES[page]
    browsed.open(f"{address}/{query}", key)
    assert harmless(browsed)


def test_hostile_items_run_nothing(hostile: tuple[Browsed, str]) -> None:
    browsed, address = hostile
    for number in range(len(HOSTILE)):
        browsed.open(f"{address}/item?i=item{number:08d}&lang=en", f"item-item{number:08d}-en")
        assert harmless(browsed)


def test_hostile_words_in_an_answer_run_nothing(hostile: tuple[Browsed, str]) -> None:
    browsed, address = hostile
    browsed.open(f"{address}/sql?q={QUESTION}&lang=en", "sql-asked-en")
    browsed.page.get_by_role("button", name="Run").click()
    browsed.wait("sql-answered-en")
    assert f"{len(HOSTILE)} rows" in browsed.page.inner_text("body")
    assert harmless(browsed)


def harmless(browsed: Browsed) -> bool:
    """Tell that no string ran, none was asked for outside, and the page was not hidden or left."""
    seen = browsed.page.evaluate("[window.hit ?? null, getComputedStyle(document.body).display, location.hostname]")
    return (seen, browsed.outside) == ([None, "block", "127.0.0.1"], [])


def _poll(database: Database) -> None:
    """Note polls of feeds whose ids, addresses and errors are hostile."""
    at = NOW - timedelta(hours=2)
    add_fetches(database, [
        Fetch(fetch_id=f"hostile-{n}", source="feed", address=f"https://x.example/{text[:200]}", feed_id=f"{text[:60]}/{n}",
              started_at=at, finished_at=at, outcome=Outcome.TIMEOUT, error=text[:400])
        for n, text in enumerate(HOSTILE)
    ])  # fmt: skip
    ids = {f"{text[:60]}/{n}": text for n, text in enumerate(HOSTILE)}
    replace_registry(database, [], [
        Feed(feed_id=key, outlet_id=text[:80], url=text[:200], kind="rss", status="confirmed", source=text[:200])
        for key, text in ids.items()
    ])  # fmt: skip
    replace_states(database, [
        FeedState(feed_id=key, url=text[:200], outcome=Outcome.TIMEOUT, error=text[:400], failures=9)
        for key, text in ids.items()
    ])  # fmt: skip


def _write_briefing(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "README.txt").write_text("\n".join(HOSTILE)[:4_500], encoding="utf-8")
    (folder / "numbers.json").write_text("{}", encoding="utf-8")
    (folder / "![x](http:__192.0.2.1_b) <img src=x onerror=window.hit=41>.png").write_bytes(b"\x89PNG cut off")
