"""Debian's chromium, driven by Playwright: a page, what it asked for and what went wrong."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, sync_playwright

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--force-color-profile=srgb", "--font-render-hinting=none",
]  # fmt: skip
DRAWN = """key => {
  const app = document.querySelector('[data-testid="stApp"]'), mark = document.querySelector('#drawn');
  return app?.getAttribute('data-test-script-state') === 'notRunning' && mark && new RegExp(key).test(mark.dataset.key)
    && !document.querySelector('[data-stale="true"],[data-testid="stSkeleton"]')
    && [...document.querySelectorAll('.js-plotly-plot')].every(plot => plot.querySelector('.main-svg'));
}"""
HARMLESS = re.compile(r"/_stcore/(health|host-config)|Content Security Policy.*sha256-THxz9J9", re.DOTALL)
LONGEST_WAIT_MS = 45_000


@dataclass(slots=True)
class Browsed:
    """One open page, and what it did."""

    page: Page
    outside: list[str] = field(default_factory=list)  # requests that left this machine
    errors: list[str] = field(default_factory=list)

    def open(self, address: str, key: str) -> None:
        """Go to an address and wait until the state whose key matches is drawn."""
        self.page.goto(address)
        self.wait(key)

    def wait(self, key: str) -> None:
        """Wait until the state whose key matches (a regular expression) is drawn."""
        self.page.wait_for_function(DRAWN, arg=key, timeout=LONGEST_WAIT_MS)
        self.page.evaluate("document.fonts.ready")

    def whole_page(self, path: Path, width: int) -> None:
        """Save the whole page: Streamlit scrolls inside its own frame, so the window grows instead."""
        tall = self.page.evaluate("document.querySelector('[data-testid=\"stMain\"]').scrollHeight")
        self.page.set_viewport_size({"width": width, "height": tall})
        self.page.wait_for_timeout(800)  # plotly redraws on resize
        self.page.screenshot(path=path)


def chromium() -> str:
    """Return chromium's path; skip by name without it, or fail under CI=true."""
    path = shutil.which("chromium")
    if path:
        return path
    reason = "Debian's chromium is not installed (apt-get install chromium): browser tests cannot run"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def browsing(executable: str, *, width: int = 1600, height: int = 1000) -> Iterator[Browsed]:
    """Open a browser with one page."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": width, "height": height}, locale="en-US", timezone_id="UTC")
        browsed = Browsed(page)
        page.on("request", lambda request: _note_request(browsed, request.url))
        page.on("pageerror", lambda error: browsed.errors.append(str(error)))
        page.on("console", lambda message: _note_console(browsed, message.type, f"{message.text} {message.location}"))
        yield browsed
        browser.close()


def _note_request(browsed: Browsed, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in {"127.0.0.1", "localhost"}:
        browsed.outside.append(url)


def _note_console(browsed: Browsed, kind: str, text: str) -> None:
    if kind == "error" and not HARMLESS.search(text):
        browsed.errors.append(text)
