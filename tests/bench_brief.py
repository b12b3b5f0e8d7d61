"""The weekly briefing of the real case, command to files, beside Chromium starting and drawing nothing."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.builders import ROOT
from tests.dashboard.browser import ARGUMENTS, chromium
from tests.dashboard.real_case import publish_case

RUNS, LIMIT_S = 3, 15.0


def briefing() -> None:
    """Print how long `rastro brief --week 2024-W15` takes, warm."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        publish_case(data)
        command = [sys.executable, str(ROOT / "rastro.py"), "brief", "--week", "2024-W15", "--data", str(data),
                   "--out", str(Path(folder) / "out")]  # fmt: skip
        taken = [_seconds(command) for _ in range(RUNS + 1)][1:]  # the first one warms the disk
        size = sum(path.stat().st_size for path in (Path(folder) / "out").rglob("*") if path.is_file())
    ours, started = sorted(taken)[RUNS // 2], _chromium_s()
    sys.stdout.write(f"brief 2024-W15, the whole command, warm         {ours:8.3f} s  {ours / started:6.2f} x Chromium "
                     f"starting and closing ({started:.3f} s); limit {LIMIT_S:.0f} s; {size / 1e6:.1f} MB written\n")  # fmt: skip


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def _chromium_s() -> float:
    start = time.perf_counter()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        browser.new_page().set_content("<p>nothing</p>")
        browser.close()
    return time.perf_counter() - start


if __name__ == "__main__":
    briefing()
