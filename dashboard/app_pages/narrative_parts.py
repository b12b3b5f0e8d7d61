"""A narrative in; on the page: how it was treated over time and by which texts it came, each with its table."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.app_pages import chrome, moments, tables
from dashboard.charts.flow import route_flow
from dashboard.charts.frames_time import ROWS, Treated, frames_over_time, named_start, treatments
from dashboard.charts.words import word
from dashboard.escape import clean, safe_url
from dashboard.flow import Edge, read_flow
from dashboard.theme import Sheet, screen
from dashboard.words import code, t

LONGEST = 300  # characters of evidence in a cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What every picture of the page shows: one narrative, whose outlets, up to when (None: all), in which language."""

    narrative_id: str
    name: str
    country: str | None
    moment: datetime | None
    lang: str

    @property
    def until(self) -> datetime:
        """Up to when the data goes."""
        return moments.until(self.moment)

    @property
    def sheet(self) -> Sheet:
        """How its pictures are drawn."""
        return screen(self.lang)


def treatment(scene: Scene, items: pd.DataFrame) -> None:
    """Draw the frames over time; `items` as in the question narrative_items."""
    lang = scene.lang
    st.subheader(t("treated", lang))
    treated = treatments(items, scene.country)
    figure = frames_over_time(treated, name=scene.name, as_of=scene.until, sheet=scene.sheet)
    chrome.plot(figure, key="treated", alt=t("treated_alt", lang))
    if len(treated.counts) or len(treated.undated):
        with st.expander(t("table", lang)):
            st.dataframe(treated_table(treated, lang), hide_index=True, key="treated_table", alt=t("table_alt", lang))


def treated_table(treated: Treated, lang: str) -> pd.DataFrame:
    """Return a row a frame, a column a stretch of time that has any item, what has no day, and the sum."""
    keys = [key for key, *_ in ROWS if key in treated.counts or key in treated.undated]
    used = treated.counts[treated.counts.sum(axis=1) > 0]
    columns: dict[str, list[Any]] = {t("frame_column", lang): [_frame(key, lang) for key in keys]}
    for start, row in zip(used.index, used.to_dict("records"), strict=True):
        columns[named_start(start.date(), treated.unit, lang)] = [int(row.get(key, 0)) for key in keys]
    table = pd.DataFrame(columns)
    table[t("no_day", lang)] = [int(treated.undated.get(key, 0)) for key in keys]
    table[word("treated.total", lang)] = table.iloc[:, 1:].sum(axis=1)
    return table


def _frame(key: str, lang: str) -> str:
    return word("origin" if key == "origin" else f"treated.{key}", lang)


def routes(scene: Scene) -> None:
    """Draw the lines that evidence supports, and beside them a table that leads to the items."""
    lang = scene.lang
    st.subheader(t("routes", lang))
    asked: dict[str, Any] = {"narrative_id": scene.narrative_id, "as_of": scene.moment}
    items = chrome.answer("narrative_routes", **asked)
    flow = read_flow(items, chrome.answer("narrative_sources", **asked), scene.country)
    figure = route_flow(flow, name=scene.name, as_of=scene.until, country=scene.country, sheet=scene.sheet)
    chrome.plot(figure, key="routes", alt=t("routes_alt", lang))
    if flow.edges:
        with st.expander(t("routes_table", lang)):
            st.caption(t("routes_note", lang))
            _lines_table(lines_table(flow.edges, items, lang), lang)


def lines_table(edges: tuple[Edge, ...], items: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return a row a line and item: came_from, outlet, evidence, decided, title, open and url."""
    by_id = items.set_index("item_id")
    rows: list[dict[str, Any]] = []
    for edge in edges:
        for item_id, said in zip(edge.items, edge.evidence, strict=True):
            item = by_id.loc[item_id]
            rows.append({
                "came_from": _called(edge, lang), "outlet": clean(edge.target.name or item["outlet"]),
                "line_evidence": clean(said, longest=LONGEST) if said else t("by_person", lang),
                "line_decided": edge.certain, "title": clean(item["title"]),
                "evidence": tables.item_address(item_id, lang), "original_page": safe_url(item["url"]),
            })  # fmt: skip
    return pd.DataFrame(rows)


def _called(edge: Edge, lang: str) -> str:
    source = edge.source
    return clean(source.name) if source.name is not None else code(source.slug.partition(":")[2], lang)


def _lines_table(table: pd.DataFrame, lang: str) -> None:
    labels: dict[str, Any] = {name: t(name, lang) for name in table.columns}
    links = {
        "evidence": st.column_config.LinkColumn(t("item", lang), display_text=t("open", lang)),
        "original_page": st.column_config.LinkColumn(
            labels["original_page"], display_text=r"https?://(?:www\.)?([^/]+)"
        ),
    }
    st.dataframe(table, hide_index=True, key="lines", alt=t("table_alt", lang), column_config={**labels, **links})
