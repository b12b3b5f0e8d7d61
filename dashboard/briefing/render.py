"""Figures and a page in, PNG, SVG and PDF bytes out: an offline Chromium draws with the plotly.js of the wheel."""

import io
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import plotly
import plotly.graph_objects as go
from playwright.sync_api import Browser, Page, sync_playwright

from dashboard.briefing.pictures import SLIDE
from dashboard.lettering import fonts
from store.errors import ConfigError

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-domain-reliability",
    "--disable-client-side-phishing-detection",
    "--no-default-browser-check", "--no-pings", "--metrics-recording-only", "--force-color-profile=srgb",
    "--font-render-hinting=none", "--disable-partial-raster",
]  # fmt: skip
PLOTLY_JS = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
SCALE = 1.5
PAPERS = {"letter": (8.5, 11.0), "a4": (8.27, 11.69)}  # inches
MARGIN_IN = 0.32
PAGE_PX = 1100
SMALLEST = 0.64  # 16 px become 7.7 pt; below that a page is not legible
INCH_PX = 96
_DRAW = "s => Plotly.newPlot('g', s.data, s.layout, {staticPlot: true, displayModeBar: false})"
_SVG = "([w, h]) => Plotly.toImage('g', {format: 'svg', width: w, height: h, imageDataOnly: true})"
# plotly.js names parts of a drawing by chance: with a seed of their own, all drawings of a page differ and repeat
_CHANCE = """seed => {
  let state = seed * 2654435761 >>> 0;
  Math.random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296;
}"""


class Renderer:
    """A blank page with plotly.js and our fonts, and no network."""

    def __init__(self, browser: Browser, lang: str) -> None:
        self._browser = browser
        self._lang = lang
        self._drawn = 0
        self._page, self._sheet, self._slide = self._offline(1), self._offline(1), self._offline(SCALE)
        self._slide.set_viewport_size({"width": SLIDE[0], "height": SLIDE[1]})
        self._sheet.set_viewport_size({"width": PAGE_PX, "height": 1000})
        self._sheet.emulate_media(media="print")
        self._page.set_content(f"<!doctype html><meta charset=utf-8><style>{fonts()}body{{margin:0;overflow:hidden}}"
                               "</style><div id=g></div>")  # fmt: skip
        self._page.add_script_tag(path=PLOTLY_JS)
        self._page.evaluate("Promise.all([400, 600, 700].map(w => document.fonts.load(w + ' 16px Inter', 'áé«Ж')))")

    def png(self, figure: go.Figure) -> bytes:
        """Return a slide of 1920 x 1080; a chart with more rows than fit is drawn smaller, in the middle.

        What is photographed is a page that has only ever held this drawing: of one that is drawn over, Chromium paints
        parts anew, and the edges of marks come out now so, now so.
        """
        drawn = self.svg(figure)
        width, height = int(figure.layout.width), int(figure.layout.height)
        small = min(SLIDE[0] / width, SLIDE[1] / height, 1.0)
        left = (SLIDE[0] - width * small) / 2
        place = f"left:{left:.2f}px;top:0;width:{width * small:.2f}px;height:{height * small:.2f}px"
        style = f"{fonts()}body{{margin:0}}svg{{position:absolute;{place}}}"
        self._slide.set_content(f"<!doctype html><meta charset=utf-8><style>{style}</style>{drawn}", wait_until="load")
        self._slide.evaluate("document.fonts.ready")
        return self._slide.screenshot(clip={"x": 0, "y": 0, "width": SLIDE[0], "height": SLIDE[1]})

    def svg(self, figure: go.Figure) -> str:
        """Return the figure as an SVG whose ids are its own, so that many fit one page."""
        size = self._draw(figure)
        drawn: str = self._page.evaluate(_SVG, list(size))
        return drawn.replace(' style=""', "")  # now here, now there among the attributes

    def tall(self, page: str) -> int:
        """Return how tall a page of HTML is in print, in pixels at a width of PAGE_PX."""
        height: int = self._set(page).evaluate("Math.ceil(document.body.getBoundingClientRect().height)")
        return height

    def pdf(self, page: str, *, paper: str, title: str, moment: datetime) -> tuple[bytes, int]:
        """Return a tagged PDF of a page of HTML that is PAGE_PX wide, one sheet if that is legible, and its pages."""
        scale = min(room(paper, 1)[0] / PAGE_PX, room(paper, 1)[1] / (self.tall(page) + 2), 1)
        wide, high = PAPERS[paper]
        edge = f"{MARGIN_IN}in"
        written = self._sheet.pdf(
            width=f"{wide}in", height=f"{high}in", print_background=True, tagged=True, outline=True,
            scale=int(max(scale, SMALLEST) * 1000) / 1000,
            margin={"top": edge, "bottom": edge, "left": edge, "right": edge},
        )  # fmt: skip
        return _dated(written, title, moment)

    def _set(self, page: str) -> Page:
        self._sheet.set_content(page, wait_until="load")
        self._sheet.evaluate("document.fonts.ready")
        return self._sheet

    def _draw(self, figure: go.Figure) -> tuple[int, int]:
        spec = json.loads(figure.to_json(remove_uids=False))
        width, height = int(figure.layout.width), int(figure.layout.height)
        self._page.set_viewport_size({"width": width, "height": height})
        self._drawn += 1
        self._page.evaluate(_CHANCE, self._drawn)
        self._page.evaluate(_DRAW, spec)
        return width, height

    def _offline(self, scale: float) -> Page:
        context = self._browser.new_context(device_scale_factor=scale, offline=True, locale=f"{self._lang}-MX",
                                            timezone_id="America/Mexico_City", reduced_motion="reduce")  # fmt: skip
        context.route(re.compile("^https?:"), lambda route: route.abort())
        return context.new_page()


def room(paper: str, scale: float = SMALLEST) -> tuple[float, float]:
    """Return width and height in pixels that one sheet holds at a scale."""
    wide, high = (inches - 2 * MARGIN_IN for inches in PAPERS[paper])
    return wide * INCH_PX / scale, high * INCH_PX / scale


@contextmanager
def rendering(lang: str) -> Iterator[Renderer]:
    """Open the browser. Raises ConfigError without Debian's chromium."""
    executable = shutil.which("chromium")
    if executable is None:
        raise ConfigError(
            "PATH", "chromium", "expected Debian's chromium, which draws the briefing (apt-get install chromium)"
        )
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable, args=ARGUMENTS)
        try:
            yield Renderer(browser, lang)
        finally:
            browser.close()


def _dated(written: bytes, title: str, moment: datetime) -> tuple[bytes, int]:
    """Put the snapshot's time where Chromium wrote the clock's, so that the same snapshot gives the same bytes."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(written)) as document:
        stamp = moment.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ")
        info: Any = document.docinfo
        info["/CreationDate"] = info["/ModDate"] = stamp
        info["/Title"], info["/Creator"], info["/Producer"] = title, "Rastro", "Rastro"
        pages = len(document.pages)
        document.save(out, deterministic_id=True)
    return out.getvalue(), pages
