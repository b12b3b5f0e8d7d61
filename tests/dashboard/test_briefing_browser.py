"""What only a browser shows of a briefing: the same bytes twice, one legible page, and hostile words that do nothing."""

import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import plotly.graph_objects as go
import pypdf
import pytest
from PIL import Image
from pptx import Presentation

from dashboard.briefing.compose import Composed, compose, warnings
from dashboard.briefing.edition import Edition, edition_of
from dashboard.briefing.make import Made, fitted, make_week, sheet_page
from dashboard.briefing.page import html_page
from dashboard.briefing.render import Renderer, rendering, room
from dashboard.briefing.week import Week, week_of
from dashboard.words import t
from store.database import Paths, open_snapshot
from tests.builders import ROOT
from tests.dashboard.browser import browsing, chromium
from tests.dashboard.crowd import publish_crowd
from tests.dashboard.hostile import HOSTILE
from tests.dashboard.real_case import publish_case

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OVERLAPS = """() => {
  const seen = [...document.querySelectorAll('#g .main-svg text, #g .main-svg .annotation-text')]
    .filter(e => e.textContent.trim()).map(e => [e.textContent, e.getBoundingClientRect()]).filter(([, r]) => r.width > 0);
  const met = [];
  for (let i = 0; i < seen.length; i++) for (let j = i + 1; j < seen.length; j++) {
    const [a, b] = [seen[i][1], seen[j][1]];
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 2 && high > 0.35 * Math.min(a.height, b.height) && seen[i][0] !== seen[j][0]) met.push([seen[i][0], seen[j][0]]);
  }
  return met;
}"""


def made(paths: Paths, week: Week, lang: str = "en", paper: str = "letter") -> Made:
    database = open_snapshot(paths.pointer)
    edition = edition_of(paths.pointer.resolve(), week=week, lang=lang, paper=paper)
    try:
        return make_week(database, edition)
    finally:
        database.close()


def composed(paths: Paths, week: Week) -> tuple[Composed, Edition]:
    edition = edition_of(paths.pointer.resolve(), week=week, lang="es")
    return compose(open_snapshot(paths.pointer), edition), edition


@pytest.fixture(scope="module", autouse=True)
def _chromium() -> str:
    return chromium()


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Paths:
    return publish_case(tmp_path_factory.mktemp("case") / "data")


@pytest.fixture(scope="module")
def files(case: Paths) -> dict[str, bytes]:
    return dict(made(case, week_of("2024-W15")).files)


@pytest.fixture
def renderer(_chromium: str) -> Iterator[Renderer]:
    with rendering("es") as opened:
        yield opened


def test_same_snapshot_gives_the_same_bytes(case: Paths, files: dict[str, bytes]) -> None:
    again = made(case, week_of("2024-W15")).files
    assert files.keys() == again.keys()
    assert [name for name in files if files[name] != again[name]] == []


def test_every_number_in_the_pdf_is_in_the_numbers(files: dict[str, bytes]) -> None:
    shown = [one["shown"] for one in json.loads(files["numbers.json"])["numbers"]]
    known = {token for one in shown for token in re.findall(r"\d+", one)}
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(files["briefing.pdf"])).pages)
    found = re.findall(r"\d+(?!\d*…)", text)  # not where an address is cut off
    assert len(found) > 100
    assert set(found) <= known


def test_pdf_is_one_tagged_page_with_its_fonts(files: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(files["briefing.pdf"])) as document:
        assert len(document.pages) == 1
        assert "/StructTreeRoot" in document.Root
        fonts = list(document.pages[0].Resources.Font.values())  # type: ignore[attr-defined]  # pikepdf's names are dynamic
        below = [font.DescendantFonts[0] if "/DescendantFonts" in font else font for font in fonts]
        assert {str(font.Subtype) for font in below} <= {"/CIDFontType2", "/TrueType"}
        assert all("/FontFile2" in font.FontDescriptor for font in below)


def test_html_has_no_script_and_no_address_that_loads(files: dict[str, bytes]) -> None:
    page = files["briefing.html"].decode()
    assert "<script" not in page
    assert not re.search(r"(?:src|xlink:href|@import)\s*=?\s*[\"'(]\s*https?:", page)
    assert "default-src 'none'" in page


def test_pictures_are_slides(files: dict[str, bytes]) -> None:
    pictures = {name: body for name, body in files.items() if name.endswith(".png")}
    assert len(pictures) >= 3
    assert {Image.open(io.BytesIO(body)).size for body in pictures.values()} == {(1920, 1080)}
    slides = list(Presentation(io.BytesIO(files["briefing.pptx"])).slides)
    assert len(slides) == len(pictures)
    for slide in slides:
        assert slide.shapes.title.text
        assert slide.shapes[1]._element.nvPicPr.cNvPr.get("descr")
        assert "sql/" in slide.notes_slide.notes_text_frame.text
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(files["briefing.pptx"])).infolist()} == {
        (1980, 1, 1, 0, 0, 0)
    }


def test_hostile_names_run_nothing_and_break_nothing(tmp_path: Path) -> None:
    paths = publish_crowd(tmp_path / "data", outlets=len(HOSTILE), narratives=1, names=HOSTILE)
    body = made(paths, week_of("2026-W47"), lang="es").files["briefing.html"]
    page = tmp_path / "briefing.html"
    page.write_bytes(body)
    with browsing(chromium(), width=1200) as browsed:
        browsed.page.goto(page.as_uri())
        assert browsed.page.evaluate("window.hit") is None
        assert (
            browsed.page.evaluate("document.querySelectorAll('script,iframe,img,meta[http-equiv=refresh],base').length")
            == 0
        )
        assert browsed.page.evaluate("document.documentElement.scrollWidth") <= 1200
        assert browsed.page.evaluate("getComputedStyle(document.body).display") == "block"
        links = browsed.page.evaluate("[...document.links].map(a => a.protocol)")
        assert set(links) <= {"https:", "http:"}
        assert (browsed.outside, browsed.errors) == ([], [])


@pytest.mark.parametrize(("outlets", "narratives"), [(1, 1), (25, 1), (5, 5)], ids=str)
def test_labels_never_meet(renderer: Renderer, tmp_path: Path, outlets: int, narratives: int) -> None:
    paths = publish_crowd(tmp_path / "data", outlets=outlets, narratives=narratives)
    found, _ = composed(paths, week_of("2026-W47"))
    pictures = [found.week, found.lanes[found.told[0].narrative_id], found.lead_lanes, found.lead_curve]
    drawn = [figure for picture in pictures if picture for figure in (picture.slide, picture.page)]
    assert len(drawn) >= 6
    assert [met for figure in drawn for met in overlaps(renderer, figure)] == []


def test_labels_that_meet_are_found(renderer: Renderer) -> None:
    figure = go.Figure(layout={"width": 600, "height": 300})
    for text in ("one label", "another label"):
        figure.add_annotation(x=0.5, y=0.5, xref="paper", yref="paper", text=text, showarrow=False)
    assert overlaps(renderer, figure)


def overlaps(renderer: Renderer, figure: go.Figure) -> list[list[str]]:
    renderer._draw(figure)
    found: list[list[str]] = renderer._page.evaluate(OVERLAPS)
    return found


def test_a_full_week_still_fits_one_sheet(renderer: Renderer, tmp_path: Path) -> None:
    paths = publish_crowd(tmp_path / "data", outlets=12, narratives=12)
    found, edition = composed(paths, week_of("2026-W47"))
    page = sheet_page(found, edition, warnings(found.scene, edition), renderer)
    assert renderer.tall(html_page(page, full=False)) > room(edition.paper)[1]
    _, page = fitted(found, page, edition, renderer)
    assert renderer.tall(html_page(page, full=False)) <= room(edition.paper)[1]
    assert page.news
    assert page.news[-1] == t("brief_more_below", "es")
    assert [one for one in found.scene.book.shown if one.form == "drawn"] == []  # each is some question's answer
    pictures = [picture for picture in (found.week, found.lead_curve) if picture]
    assert [met for one in pictures for figure in (one.slide, one.page) for met in overlaps(renderer, figure)] == []


def test_thin_week_exits_with_its_reason_and_still_writes_with_the_warning_first(tmp_path: Path) -> None:
    publish_crowd(tmp_path / "data", outlets=1, narratives=1)
    command = [sys.executable, str(ROOT / "rastro.py"), "brief", "--last-week", "--data", str(tmp_path / "data"), "--out",
               str(tmp_path / "out")]  # fmt: skip
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "No feed was watched this week" in run.stderr
    text = pypdf.PdfReader(tmp_path / "out" / "briefing.pdf").pages[0].extract_text()
    assert "No feed was watched" in text
