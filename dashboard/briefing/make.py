"""An edition and its database in, every file of a week's briefing out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dashboard.briefing import compose as composing
from dashboard.briefing.compose import Composed, compose
from dashboard.briefing.edition import Edition
from dashboard.briefing.evidence import items_table, ledger_table
from dashboard.briefing.numbers import number_files, readme
from dashboard.briefing.page import Chart, Page, Part, html_page
from dashboard.briefing.pictures import Picture
from dashboard.briefing.render import Renderer, rendering, room
from dashboard.briefing.slides import Slide, presentation
from dashboard.briefing.telling import HORIZON_H, Scene, Told
from dashboard.briefing.week import Coverage
from dashboard.words import t
from store.database import Database

HASH_SHOWN = 12
_NEWS, _OTHERS = 8, 3
_FEW_LANES = (9, 4)  # on the first sheet: rather than leave other things out, and at the very least
_SHORTER = ((8, 3, 4, True), (8, 2, 3, False), (6, 1, 3, False), (4, 0, 2, False))  # news, others, notes, curve


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The files of a briefing by their path in its folder, and what the command has to say about them."""

    files: Mapping[str, bytes]
    coverage: Coverage
    warnings: tuple[str, ...]
    pages: int


def make_week(database: Database, edition: Edition) -> Made:
    """Make the briefing of a week. Raises QueryError, and ConfigError without Debian's chromium."""
    composed = compose(database, edition)
    said = composing.warnings(composed.scene, edition)
    with rendering(edition.lang) as renderer:
        composed, page = fitted(composed, sheet_page(composed, edition, said, renderer), edition, renderer)
        sheet = html_page(page, full=False)
        page = replace(page, more=_below(composed, renderer))
        pdf, pages = renderer.pdf(sheet, paper=edition.paper, title=page.title, moment=edition.moment)
        pngs = numbered(composed.pictures, renderer)
    notes = (*said, *([t("brief_two_pages", edition.lang)] if pages > 1 else []))
    files = together("briefing", composed.scene, edition, composed.pictures, (page, pdf, pngs))
    files["README.txt"] = readme(edition, files, notes).encode()
    return Made(files=files, coverage=composed.coverage, warnings=notes, pages=pages)


def fitted(composed: Composed, page: Page, edition: Edition, renderer: Renderer) -> tuple[Composed, Page]:
    """Shorten the first sheet step by step until it is legible; what goes from it stays in the page below it."""

    def over() -> float:
        return renderer.tall(html_page(page, full=False)) - room(edition.paper)[1]

    if (excess := over()) > 0:
        composed = composing.with_fewer_lanes(composed, edition, excess, fewest=_FEW_LANES[0])
        page = replace(page, lead=_lead(composed, renderer))
        excess = over()
    for news, others, notes, beside in _SHORTER:
        if excess <= 0:
            return composed, page
        page = replace(
            page, news=_first(composed.scene, composed.news, news), notes=page.notes[:notes],
            others=page.others[:others], beside=page.beside if beside else (),
        )  # fmt: skip
        excess = over()
    if excess > 0:
        composed = composing.with_fewer_lanes(composed, edition, excess, fewest=_FEW_LANES[1])
        page = replace(page, lead=_lead(composed, renderer))
    return composed, page


def _first(scene: Scene, sentences: Sequence[str], most: int) -> tuple[str, ...]:
    """Return the first sentences, and where the others are."""
    if len(sentences) <= most:
        return tuple(sentences) or (t("brief_new_none", scene.lang),)
    return (*sentences[:most], t("brief_more_below", scene.lang))


def numbered(pictures: Sequence[Picture], renderer: Renderer) -> dict[str, bytes]:
    """Return the slides by the names of their files, in order."""
    return {f"{n:02d}-{one.name}.png": renderer.png(one.slide) for n, one in enumerate(pictures, start=1)}


def together(
    name: str,
    scene: Scene,
    edition: Edition,
    pictures: Sequence[Picture],
    drawn: tuple[Page, bytes, Mapping[str, bytes]],
) -> dict[str, bytes]:
    """Return the files of pictures, page, slides and numbers; `name` is the page's."""
    page, pdf, pngs = drawn
    slides = [_slide(one, png, edition) for one, png in zip(pictures, pngs.values(), strict=True)]
    return {
        **pngs, f"{name}.pdf": pdf, f"{name}.html": html_page(page, full=True).encode(),
        f"{name}.pptx": presentation(slides, title=page.title, moment=edition.moment),
        **number_files(scene.book, edition),
    }  # fmt: skip


def sheet_page(composed: Composed, edition: Edition, said: tuple[str, ...], renderer: Renderer) -> Page:
    """Return what stands on the first sheet, before it is made to fit."""
    scene, lang = composed.scene, edition.lang
    lead = composed.told[0] if composed.told else None
    headline = lead.headline if lead else t("brief_headline_nobody", lang)
    line = composing.week_line(edition, scene.book)
    links = {t("brief_open", lang): _permalink(lead.narrative_id, edition)} if lead else {}
    return Page(
        lang=lang, title=f"Rastro {edition.week.slug}: {headline}", kind=t("brief_name", lang), week_line=line,
        data_line=composing.data_line(edition, scene.book), headline=headline, words=words_of(lang), warnings=said,
        answers=answered(lead, lang) if lead else (), news=_first(scene, composed.news, _NEWS),
        charts=tuple(_sheet_charts(composed, renderer)), lead=_lead(composed, renderer),
        beside=_beside(composed, renderer),
        how=how_to_read(scene, edition),
        changed=composing.changed_lines(composed.scene),
        others=tuple((scene.name(one.narrative_id), one.short) for one in composed.told[1 : _OTHERS + 1]),
        notes=composing.notes_of(scene, lead.narrative_id, links) if lead else (),
    )  # fmt: skip


def _below(composed: Composed, renderer: Renderer) -> tuple[Part, ...]:
    return (*_all_news(composed), *(_part(composed, one, renderer) for one in composed.told))


def _all_news(composed: Composed) -> tuple[Part, ...]:
    if len(composed.news) <= _SHORTER[-1][0]:
        return ()
    return (
        Part(headline=t("brief_new_all", composed.scene.lang), finding=" ".join(composed.news), charts=(), tables=()),
    )


def words_of(lang: str) -> dict[str, str]:
    """Return the fixed words of the page."""
    keys = ("warning", "new", "how", "notes", "card", "changed")
    return {key: t(f"brief_{key}", lang) for key in keys} | {"others": t("brief_other_title", lang)}


def answered(told: Told, lang: str) -> tuple[tuple[str, str], ...]:
    """Return the four questions with their answers."""
    asked = {"who": told.started, "carried": told.carried, "fast": told.fast, "unsure": told.unsure}
    return tuple((t(f"brief_q_{key}", lang), answer) for key, answer in asked.items())


def _sheet_charts(composed: Composed, renderer: Renderer) -> list[Chart]:
    scene, lang = composed.scene, composed.scene.lang
    whose = "brief_week_measure" if scene.country else "brief_week_measure_all"
    _, everywhere = scene.book.count("total", "items_all")
    also = f" {t('brief_week_also', lang, n=everywhere)}" if scene.country else ""
    return [
        Chart(title=composing.week_title(scene), measure=t(whose, lang) + also, svg=renderer.svg(composed.week.page))
    ]


def _lead(composed: Composed, renderer: Renderer) -> tuple[Chart, ...]:
    if not composed.lead_lanes:
        return ()
    return (lanes_chart(composed.scene, composed.told[0].narrative_id, composed.lead_lanes, renderer),)


def _beside(composed: Composed, renderer: Renderer) -> tuple[Chart, ...]:
    if not composed.lead_curve:
        return ()
    return (curve_chart(composed.scene, next(iter(composed.curves)), composed.lead_curve, renderer),)


def lanes_chart(scene: Scene, key: str, picture: Picture, renderer: Renderer) -> Chart:
    """Draw who ran a narrative first."""
    return Chart(title=composing.lanes_title(scene, key), measure=t("brief_swim_measure", scene.lang),
                 svg=renderer.svg(picture.page), foot=picture.foot, width=int(picture.page.layout.width))  # fmt: skip


def curve_chart(scene: Scene, key: str, picture: Picture, renderer: Renderer) -> Chart:
    """Draw how fast it was taken up."""
    measure = t("brief_curve_measure", scene.lang, h=HORIZON_H)
    return Chart(title=composing.curve_title(scene, key), measure=measure, svg=renderer.svg(picture.page),
                 foot=picture.foot, width=int(picture.page.layout.width))  # fmt: skip


def _part(composed: Composed, told: Told, renderer: Renderer) -> Part:
    scene, key = composed.scene, told.narrative_id
    charts = [lanes_chart(scene, key, composed.lanes[key], renderer)] if key in composed.lanes else []
    charts += [curve_chart(scene, key, composed.curves[key], renderer)] if key in composed.curves else []
    return Part(headline=told.headline, finding=f"{told.short} {told.unsure}", charts=tuple(charts),
                tables=(items_table(scene, key), ledger_table(scene, key)))  # fmt: skip


def how_to_read(scene: Scene, edition: Edition) -> tuple[str, ...]:
    """Return how to read the page, and from which snapshot it is."""
    book, lang = scene.book, edition.lang
    snapshot = book.told("snapshot.name", edition.snapshot.name, "snapshot")
    digest = book.told("snapshot.sha256", edition.sha256[:HASH_SHOWN], "snapshot")
    book.told("snapshot.sha256", edition.sha256, "snapshot")
    for example in ("24", "256"):
        book.told("how.example", example, "rule")
    return (
        *((gap,) if (gap := composing.gap_line(scene)) else ()),
        t("brief_how_origin", lang), t("brief_how_lag", lang), t("brief_how_count", lang),
        t("brief_how_numbers", lang, snapshot=snapshot, hash=f"{digest}…"),
    )  # fmt: skip


def _slide(picture: Picture, png: bytes, edition: Edition) -> Slide:
    file = f"sql/{picture.source}.sql"
    source = t("brief_source", edition.lang, sql=file, snapshot=edition.snapshot.name)
    description = t("brief_alt", edition.lang, title=picture.title, measure=picture.measure)
    return Slide(png=png, title=picture.title, description=description,
                 notes=f"{picture.foot}\n\n{source}\nSHA-256 {edition.sha256}")  # fmt: skip


def _permalink(narrative_id: str, edition: Edition) -> str:
    return f"/narrative?n={narrative_id}&c={edition.country or 'all'}&lang={edition.lang}"
