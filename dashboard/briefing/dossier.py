"""An edition, its database and one narrative in; every file of its dossier out: case, ledger, evidence, wordings."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from dashboard.briefing import compose as composing
from dashboard.briefing.edition import Edition
from dashboard.briefing.evidence import ledger_table
from dashboard.briefing.make import (
    Made,
    answered,
    curve_chart,
    how_to_read,
    lanes_chart,
    numbered,
    together,
    words_of,
)
from dashboard.briefing.numbers import readme
from dashboard.briefing.page import Cell, Chart, Page, Part, Table, html_page, linked, note
from dashboard.briefing.pictures import Picture, curve_picture, route_picture, swimlane_picture
from dashboard.briefing.render import Renderer, rendering
from dashboard.briefing.telling import Scene, stated, tell
from dashboard.escape import clean
from dashboard.formats import full_day, instant
from dashboard.words import code, t
from store.database import Database
from store.errors import ConfigError

_WRITTEN = 2_000  # characters of a sentence of a narrative's own file


def make_dossier(database: Database, edition: Edition, narrative_id: str) -> Made:
    """Make the dossier of a narrative, up to the end of the edition's week. Raises as `make_week` does."""
    one = {"narrative_id": narrative_id}
    asked: dict[str, tuple[str, dict[str, Any]]] = {
        "evidence": ("brief_evidence", one), "versions": ("brief_versions", one),
        "flow_items": ("narrative_routes", one | {"as_of": edition.moment}),
        "flow_sources": ("narrative_sources", one | {"as_of": edition.moment}),
        "routes": ("brief_routes", one | {"country": edition.country}),
    }  # fmt: skip
    scene = composing.scene_of(database, edition, asked)
    if narrative_id not in scene.names:
        raise ConfigError("--narrative", narrative_id, f"expected one of {', '.join(scene.names)}")
    pictures = _pictures(scene, narrative_id, edition)
    said = composing.coverage_warning(scene)
    with rendering(edition.lang) as renderer:
        page = _page(scene, narrative_id, edition, (said, pictures, renderer))
        pdf, pages = renderer.pdf(html_page(page, full=True), paper=edition.paper, title=page.title,
                                  moment=edition.moment)  # fmt: skip
        pngs = numbered(pictures, renderer)
    files = together("dossier", scene, edition, pictures, (page, pdf, pngs))
    files["README.txt"] = readme(edition, files, said).encode()
    return Made(files=files, coverage=composing.coverage_of(scene), warnings=said, pages=pages)


def _pictures(scene: Scene, key: str, edition: Edition) -> list[Picture]:
    rows = scene.book.answers["pickups"].rows
    if not (rows["narrative_id"] == key).any():
        return []
    fast, _ = scene.book.count("curve", "at_most", narrative_id=key)
    found = [swimlane_picture(scene, key, edition.moment), route_picture(scene, key, edition.moment)]
    return [*found, curve_picture(scene, [key], edition.moment)] if fast else found


def _page(
    scene: Scene, key: str, edition: Edition, drawn: tuple[tuple[str, ...], list[Picture], Renderer]
) -> Page:  # fmt: skip
    said, pictures, renderer = drawn
    lang, told = scene.lang, tell(scene, key)
    draw = (lanes_chart, _route_chart, curve_chart)
    charts = tuple(make(scene, key, one, renderer) for make, one in zip(draw, pictures, strict=False))
    tables = [_routes(scene), ledger_table(scene, key, everywhere=True), _evidence(scene, key), _versions(scene)]
    case = scene.book.answers["narratives"].row(narrative_id=key) or {}
    return Page(
        lang=lang, title=f"Rastro: {clean(case[f'title_{lang}'])}", kind=t("brief_name_dossier", lang),
        week_line=clean(case[f"title_{lang}"]), data_line=composing.data_line(edition, scene.book),
        headline=told.headline, words=words_of(lang),
        warnings=said, answers=answered(told, lang), card=_card(case, lang),
        changed=composing.changed_lines(scene), charts=charts, how=how_to_read(scene, edition),
        notes=tuple(note(source["title"], source["url"]) for source in case["sources"]),
        more=(Part(headline=t("brief_evidence_all", lang), finding="", charts=(),
                   tables=tuple(table for table in tables if table.rows)),),
    )  # fmt: skip


def _route_chart(scene: Scene, key: str, picture: Picture, renderer: Renderer) -> Chart:
    found = lanes_chart(scene, key, picture, renderer)
    return replace(found, title=picture.title, measure=picture.measure)


def _card(case: dict[str, Any], lang: str) -> tuple[tuple[str, str], ...]:
    facts = [
        ("claim", case[f"claim_{lang}"]), ("accused", ", ".join(case["accused"])),
        *((name, full_day(case[name], lang)) for name in ("since", "until") if not pd.isna(case[name])),
        ("note", case["note"]),
    ]  # fmt: skip
    return tuple((t(name, lang), clean(text, longest=_WRITTEN)) for name, text in facts if text)


def _table(scene: Scene, title: str, columns: dict[str, int], rows: Sequence[tuple[Cell, ...]]) -> Table:
    return Table(title=t(title, scene.lang), heads=tuple(t(f"brief_col_{name}", scene.lang) for name in columns),
                 widths=tuple(columns.values()), rows=tuple(rows))  # fmt: skip


def _routes(scene: Scene) -> Table:
    counts = ("items", "outlets", "items_all", "outlets_all")
    rows = [
        (Cell(text=code(str(route), scene.lang)),
         *(Cell(text=scene.book.count("routes", name, route=route)[1]) for name in counts))
        for route in scene.book.answers["routes"].rows["route"]
    ]  # fmt: skip
    return _table(scene, "brief_routes", {"route": 28, **dict.fromkeys(counts, 18)}, rows)


def _evidence(scene: Scene, key: str) -> Table:
    found = scene.book.answers["evidence"].rows
    rows = [_evidence_row(scene, key, {str(name): value for name, value in row.items()})
            for row in found.to_dict("records")]  # fmt: skip
    widths = {"outlet": 14, "country": 6, "when": 14, "frame": 10, "route": 10, "title": 20, "address": 16, "hash": 10}
    return _table(scene, "brief_evidence_all", widths, rows)


def _evidence_row(scene: Scene, key: str, row: dict[str, Any]) -> tuple[Cell, ...]:
    lang = scene.lang
    when = stated(scene, row, "evidence", ("published_earliest", "published_latest"), narrative_id=key,
                  item_id=row["item_id"])  # fmt: skip
    frame = None if pd.isna(row["frame"]) else str(row["frame"])
    return (
        Cell(text=clean(row["outlet"])), Cell(text=clean(row["country"])), Cell(text=when),
        Cell(text=code(frame, lang)),
        Cell(text=code(str(row["route"]), lang)), Cell(text=clean(row["title"])),
        linked(row["url"], clean(row["url"], longest=400)),
        Cell(text="" if pd.isna(row["body_sha256"]) else str(row["body_sha256"])),
    )  # fmt: skip


def _versions(scene: Scene) -> Table:
    rows = [
        (Cell(text=clean(row["outlet"])), Cell(text=instant(row["seen_at"].to_pydatetime(), scene.lang)),
         Cell(text=clean(row["title"])), Cell(text=clean(row["content_hash"])))
        for row in scene.book.answers["versions"].rows.to_dict("records")
    ]  # fmt: skip
    return _table(scene, "brief_versions", {"outlet": 20, "seen": 20, "title": 40, "hash": 20}, rows)
