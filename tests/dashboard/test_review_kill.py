"""The dashboard killed while it writes a decision: what a reader saw acknowledged stands, and the file reads."""

import os
import time
from pathlib import Path

import pytest

from dashboard.serve import free_port, start, stop, wait_until_up
from store.judged import read_judgements
from store.model import Decision
from tests.dashboard.browser import Browsed, browsing, chromium
from tests.dashboard.snapshots import publish
from tests.dashboard.test_review_browser import DAY, sign

pytestmark = [pytest.mark.browser, pytest.mark.slow]
KILLS = int(os.environ.get("RASTRO_REVIEW_KILLS", "2"))
PATIENCE_S = 30
STORIES = [(f"Faro {n}", "MX", f"Según Estrella, parte {n}", DAY) for n in range(40)]


def test_kill_amid_writing_loses_no_decision_that_two_people_saw_taken(tmp_path: Path) -> None:
    publish(tmp_path, STORIES, decision=Decision.REVIEW)
    file, port, seen = tmp_path / "judgements.jsonl", free_port(), 0
    url = f"http://127.0.0.1:{port}/review?lang=en"
    with browsing(chromium()) as ana:
        browser = ana.page.context.browser
        assert browser is not None
        beto = Browsed(browser.new_page(locale="en-US"))
        for kill in range(KILLS):
            child = start(tmp_path, port)
            try:
                wait_until_up(child, port)
                for one, name in ((ana, "Ana"), (beto, "Beto")):
                    one.open(url, f"review-all-.*-{seen}-en")
                    sign(one, name)
                ana.page.keyboard.press("y")
                ana.wait(f"review-all-.*-{seen + 1}-en")
                acknowledged, before = seen + 1, file.read_bytes()
                ana.page.keyboard.press("n")
                beto.page.keyboard.press("n" if kill % 2 else "y")
                limit = time.monotonic() + PATIENCE_S
                while file.stat().st_size == len(before) and time.monotonic() < limit:
                    pass
                child.kill()  # the line has just begun to be there: not synced, not acknowledged
                assert child.wait(PATIENCE_S) < 0
            finally:
                stop(child)
            assert file.read_bytes().startswith(before)
            found = read_judgements(file)
            assert len(found.items) >= acknowledged
            assert len(found.items) + len(found.torn) >= acknowledged + 1
            seen = len(found.items)
        child = start(tmp_path, port)
        try:
            wait_until_up(child, port)
            beto.open(url, f"review-all-.*-{seen}-en")
            sign(beto, "Beto")
            beto.page.keyboard.press("y")
            beto.wait(f"review-all-.*-{seen + 1}-en")
        finally:
            stop(child)
    assert {row.judged_by for row in read_judgements(file).items} == {"Ana", "Beto"}
