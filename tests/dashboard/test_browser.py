"""What only a browser shows: the real case on the screen, and links that hold."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

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


def test_saved_chart_is_lettered_like_the_page_and_says_what_it_is(address: str, executable: str) -> None:
    link, key = f"{address}/narrative?n=cartel-recruits&c=MX&lang=en", "narrative-cartel-recruits-MX-en"
    with browsing(executable) as browsed:
        browser = browsed.page.context.browser
        assert browser is not None
        sharp = browser.new_context(viewport={"width": 1600, "height": 1000}, device_scale_factor=2)
        page = Browsed(sharp.new_page())
        page.open(link, key)
        shown = page.page.locator(".st-key-swimlane").inner_text().replace("\xa0", " ")
        saved = save_chart(page)
        drawn = _pixels(page.page.locator(".st-key-swimlane .js-plotly-plot").screenshot())
        plain = Browsed(sharp.new_page())
        plain.page.route("**/lettering.js", lambda route: route.abort())
        plain.open(link, key)
        system = save_chart(plain)
    assert "U.S. recruits cartel men" in shown
    assert "Data as of" in shown
    assert unlike(saved, drawn) < unlike(system, drawn) / 3  # measured: 1.9 and 9.2 of 255 shades


def test_cut_name_is_whole_under_the_pointer_and_no_drag_or_double_click_moves_the_chart(
    address: str, browsed: Browsed
) -> None:
    browsed.open(f"{address}/narrative?n=cartel-recruits&c=MX&lang=en", "narrative-cartel-recruits-MX-en")
    chart = browsed.page.locator(".st-key-swimlane .js-plotly-plot")
    assert "Noticia Brasil (espejo de Sput…" in chart.inner_text()
    axes = "one => JSON.stringify([one._fullLayout.xaxis.range, one._fullLayout.yaxis.range])"
    before, ink = chart.evaluate(axes), chart.inner_text()
    found = []
    for point in chart.locator(".scatterlayer .point").all()[:8]:
        point.hover(force=True)
        browsed.page.wait_for_timeout(150)
        found.append(chart.locator(".hoverlayer").text_content() or "")
    assert any("Noticia Brasil (espejo de Sputnik Brasil)" in text for text in found), found
    box = chart.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    browsed.page.mouse.move(x, y)
    browsed.page.mouse.down()
    browsed.page.mouse.move(x + 120, y + 60, steps=4)
    browsed.page.mouse.up()
    assert chart.evaluate(axes) == before
    browsed.page.mouse.dblclick(x, y)
    browsed.page.mouse.move(0, 0)
    browsed.page.wait_for_timeout(600)  # plotly.js waits that long for a third click
    assert (chart.evaluate(axes), chart.inner_text()) == (before, ink)


def test_page_says_that_it_is_loading_until_it_is_drawn(address: str, browsed: Browsed) -> None:
    browsed.page.add_init_script("""new MutationObserver(() => {
        if (/reading the snapshot…|leyendo la instantánea…/.test(document.body?.innerText)) window.saidLoading = true;
    }).observe(document, {childList: true, subtree: true, characterData: true})""")
    for page, lang in (("narrative", "en"), ("narrative", "es")):  # a page that is drawn at once need not say it
        browsed.open(f"{address}/{page}?c=all&lang={lang}", f"^{page}-.*{lang}$")
        assert browsed.page.evaluate("window.saidLoading") is True, lang
        assert not re.search("reading the|leyendo la", browsed.page.inner_text("body")), lang


@pytest.mark.parametrize("page", ["outlets?c=all", "narrative?n=cartel-recruits&c=all"], ids=["outlets", "ledger"])
@pytest.mark.parametrize("lang", ["en", "es"])
def test_table_fits_a_window_of_1600(address: str, browsed: Browsed, page: str, lang: str) -> None:
    browsed.open(f"{address}/{page}&lang={lang}", f"(outlets|narrative)-.*-{lang}$")
    shown = browsed.page.locator("[data-testid=stDataFrame] .dvn-scroller").filter(visible=True)
    shown.first.wait_for()
    widths = shown.evaluate_all("all => all.map(one => [one.scrollWidth, one.clientWidth])")
    assert widths
    assert all(needed <= wide for needed, wide in widths), widths


def unlike(one: "np.ndarray[Any, Any]", other: "np.ndarray[Any, Any]") -> float:
    """Return the mean difference of two pictures of about one size, laid over each other as well as they fit."""
    tall, wide = (min(sizes) - 4 for sizes in zip(one.shape, other.shape, strict=True))
    return min(
        float(np.abs(one[:tall, :wide] - other[down : down + tall, right : right + wide]).mean())
        for down in range(3)
        for right in range(3)
    )


def save_chart(browsed: Browsed) -> "np.ndarray[Any, Any]":
    browsed.page.locator(".st-key-swimlane .js-plotly-plot").hover()
    with browsed.page.expect_download() as waited:
        browsed.page.locator(".st-key-swimlane .modebar-btn").first.click()
    browsed.page.mouse.move(0, 0)
    browsed.page.wait_for_timeout(400)
    return _pixels(Path(waited.value.path()).read_bytes())


def _pixels(png: bytes) -> "np.ndarray[Any, Any]":
    with Image.open(io.BytesIO(png)) as opened:
        return np.asarray(opened.convert("L"), dtype=float)
