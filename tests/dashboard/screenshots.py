"""Save a picture of every page on the real case into docs/screenshots: `make screenshots`."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from tests.builders import ROOT
from tests.dashboard.browser import browsing, chromium
from tests.dashboard.snapshots import served

ITEM = "xmq46yfqrtyw"  # Latinus, 9 April 2024: ids are the same after every import
PAGES = {
    "week": ("?w=2024-W15&c=MX&lang=en", "week-2024-W15-MX-en"),
    "narrative": ("narrative?n=cartel-recruits&c=MX&lang=en", "narrative-cartel-recruits-MX-en"),
    "outlets": ("outlets?c=all&lang=en", "outlets-all-all-en"),
    "outlet": ("outlets?o=latinus&c=MX&lang=en", "outlets-latinus-MX-en"),
    "outlet-es": ("outlets?o=latinus&c=MX&lang=es", "outlets-latinus-MX-es"),
    "review": ("review?lang=en", "review-all-.*-en"),
    "narrative-es": ("narrative?n=cartel-killers&c=all&lang=es", "narrative-cartel-killers-all-es"),
    "search": ("search?q=cartel*+AND+embajada&sort=relevance&lang=en", "search-[1-9].*-relevance-en"),
    "sql": ("sql?saved=first_mentions&lang=en", "sql-.*-en"),
    "health": ("health?lang=en", "health-alerts-en"),
    "briefing": ("briefing?lang=en", "briefing-.*-en"),
    "item": (f"item?i={ITEM}&lang=en", f"item-{ITEM}-en"),
}
WIDTH, WEEK, COLOURS = 1600, "2024-W15", 256


def save(folder: Path) -> None:
    """Load the real case into a fresh folder, serve it, and photograph every page."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        data = Path(temporary) / "data"
        rastro = [sys.executable, str(ROOT / "rastro.py")]
        subprocess.run([*rastro, "demo", "--no-serve", "--data", str(data)], check=True)
        briefings = Path(temporary) / "briefings"
        subprocess.run([*rastro, "brief", "--week", WEEK, "--data", str(data), "--out", str(briefings / f"{WEEK}-en")],
                       check=True)  # fmt: skip
        os.environ["RASTRO_BRIEFINGS"] = str(briefings)
        with served(data) as address, browsing(chromium(), width=WIDTH) as browsed:
            for name, (page, key) in PAGES.items():
                browsed.page.set_viewport_size({"width": WIDTH, "height": 1000})
                browsed.open(f"{address}/{page}", key)
                if name == "sql":
                    browsed.page.get_by_role("button", name="Run").click()
                    browsed.wait("sql-answered-en")
                browsed.whole_page(folder / f"{name}.png", WIDTH)
                _shrink(folder / f"{name}.png")


def _shrink(picture: Path) -> None:
    """Keep fewer colours: a page has few, and the file is a third as large."""
    with Image.open(picture) as opened:
        opened.convert("RGB").quantize(
            COLOURS, method=Image.Quantize.MEDIANCUT, kmeans=3, dither=Image.Dither.NONE
        ).save(picture, optimize=True)


if __name__ == "__main__":
    save(ROOT / "docs" / "screenshots")
