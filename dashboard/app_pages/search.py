"""The Search page: which items say something, when they came out, and where to look further."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import find
from dashboard.app_pages import chrome, files, filters, tables
from dashboard.charts.counts import found_over_time
from dashboard.escape import clean
from dashboard.find import Found, Wanted
from dashboard.formats import MEXICO_CITY, number
from dashboard.theme import Sheet
from dashboard.words import code, t
from store.model import Frame
from store.search import index_path
from store.search_query import LONGEST, SearchError

ROWS_BESIDE = 8  # of the table beside the chart; more of them scroll


@st.cache_data(max_entries=60, show_spinner=False)
def _answer(path: str, wanted: Wanted) -> Found:
    return find.search(chrome.opened(path), index_path(Path(path)), wanted)


def page() -> None:
    """Draw the page."""
    lang = chrome.language()
    chrome.head(t("search", lang), lang)
    lang = chrome.language_switch(lang)
    if chrome.answer("search_choices").empty:
        st.info(t("no_items", lang))
        chrome.foot(f"search-none-{lang}", lang)
        return
    wanted = _wanted(lang)
    if wanted.first_day and wanted.last_day and wanted.first_day > wanted.last_day:
        st.warning(t("dates_swapped", lang))
        chrome.foot(f"search-fault-{lang}", lang)
        return
    try:
        with st.spinner(t("search", lang)):
            found = _at_page(wanted)
    except SearchError as error:
        st.warning(t(f"fault_{error.fault}", lang))
        chrome.foot(f"search-fault-{lang}", lang)
        return
    _show(found, wanted, lang)
    chrome.foot(f"search-{found.items}-{wanted.by}-{lang}", lang)


def _at_page(wanted: Wanted) -> Found:
    """Answer the page asked for, or the last one if there are fewer."""
    path = str(chrome.snapshot_path())
    asked = filters.page_number("p", 1_000_000)
    found = _answer(path, replace(wanted, page=asked))
    here = filters.page_number("p", _pages(found))
    return found if here == asked else _answer(path, replace(wanted, page=here))


def _pages(found: Found) -> int:
    return max(1, -(-found.items // find.PAGE))


def _wanted(lang: str) -> Wanted:
    words = filters.typed("q", t("search_words", lang), lang, longest=LONGEST + 1)
    st.caption(t("search_how", lang))
    choices = chrome.answer("search_choices")
    with st.container(border=True):
        first, second = st.columns([2, 2, 3]), st.columns([2, 2, 3])
        with first[0]:
            narratives = filters.several("narrative", t("narratives", lang), _narratives(lang), lang)
        with first[1]:
            slugs = [*Frame, "undecided"]
            frames = filters.several("frame", t("frames", lang), {slug: code(slug, lang) for slug in slugs}, lang)
        with first[2]:
            outlets = filters.several("outlet", t("outlets", lang), _named(choices, "outlets", str), lang)
        with second[0]:
            kinds = filters.several("kind", t("kind", lang), _named(choices, "kinds", _coded(lang)), lang)
        with second[1], st.container(horizontal=True):
            countries = filters.several("country", t("country", lang), _named(choices, "countries", _coded(lang)), lang)
            languages = filters.several("in", t("language", lang), _named(choices, "languages", _coded(lang)), lang)
        with second[2], st.container(horizontal=True):
            first_day = filters.day("from", t("from_day", lang), lang)
            last_day = filters.day("to", t("to_day", lang), lang)
            known = filters.day("at", t("known_on", lang), lang, why=t("known_on_help", lang))
    orders = {"time": t("sort_time", lang), "relevance": t("sort_relevance", lang)}
    by = chrome.switch("sort", t("sort", lang), orders, "time", lang)
    return Wanted(typed=words.strip(), outlets=outlets, kinds=kinds, countries=countries, languages=languages,
                  narratives=narratives, frames=frames, first_day=first_day, last_day=last_day, as_of=_end_of(known),
                  by=by)  # fmt: skip


def _end_of(day: date | None) -> datetime | None:
    """Return the last microsecond of a day in Mexico City."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1), time(0), MEXICO_CITY) - timedelta(microseconds=1)


def _narratives(lang: str) -> dict[str, str]:
    narratives = chrome.answer("narratives")
    return dict(zip(narratives["narrative_id"], narratives[f"short_{lang}"], strict=True))


def _named(choices: pd.DataFrame, kind: str, name: Callable[[str], str]) -> dict[str, str]:
    rows = choices[choices["filter"] == kind]
    return {row.slug: f"{clean(name(row.name_), longest=60)} ({number(row.items_)})"
            for row in rows.rename(columns={"name": "name_", "items": "items_"}).itertuples()}  # fmt: skip


def _coded(lang: str) -> Callable[[str], str]:
    return lambda slug: code(slug, lang)


def _show(found: Found, wanted: Wanted, lang: str) -> None:
    st.subheader(f"{_counted('items_found', found.items, lang)} {_counted('outlets_found', found.outlets, lang)}")
    if found.undated:
        st.caption(_counted("undated_out", found.undated, lang))
    if not found.items:
        st.info(t("nothing_found", lang))
        return
    _over_time(found, wanted, lang)
    if wanted.typed and wanted.by == "relevance" and not found.weighed:
        st.caption(t("not_weighed", lang))
    first = (int(st.query_params["p"]) - 1) * find.PAGE
    st.caption(t("shown_rows", lang, first=number(first + 1), last=number(first + len(found.rows)),
                 n=number(found.items)))  # fmt: skip
    tables.found_table(found.rows, _narratives(lang), lang)
    filters.pager("p", _pages(found))
    _export(wanted, lang)


def _over_time(found: Found, wanted: Wanted, lang: str) -> None:
    picture, table = st.columns([4, 1])
    with picture:
        figure = found_over_time(found.counts, unit=found.unit, asked=clean(wanted.typed), undayed=found.undayed,
                                 as_of=chrome.as_of(), sheet=Sheet(lang=lang, width=910, words_px=670))  # fmt: skip
        chrome.plot(figure, key="found", alt=t("chart_found_alt", lang))
    with table:
        st.caption(t("counts_table", lang))
        labels = {"start": t("starting", lang), "items": t("items_count", lang), "outlets": t("outlets_count", lang)}
        dated = found.counts.assign(start=[str(pd.Timestamp(day).date()) for day in found.counts["start"]])
        st.dataframe(dated, hide_index=True, key="counts", alt=t("counts_table", lang), column_config=labels,
                     height=320 if len(dated) > ROWS_BESIDE else "auto")  # fmt: skip


def _export(wanted: Wanted, lang: str) -> None:
    """Offer everything found; a file is made when its button is pressed."""
    path = chrome.snapshot_path()

    def everything(made: Callable[[pd.DataFrame], bytes]) -> Callable[[], bytes]:
        return lambda: made(find.export(chrome.opened(str(path)), index_path(path), wanted))

    st.markdown(f"**{t('export', lang)}**")
    made: list[tuple[str, Callable[[], Any], str, str]] = [
        ("download_csv", everything(find.as_csv), "csv", "text/csv"),
        ("download_parquet", everything(find.as_parquet), "parquet", "application/vnd.apache.parquet"),
        ("download_sql", lambda: find.as_sql(wanted), "sql", "application/sql"),
    ]
    files.buttons("search", made, lang)
    st.caption(t("export_note", lang, n=number(find.MOST_EXPORTED)))


def _counted(key: str, n: int, lang: str) -> str:
    return t(f"{key}.one" if n == 1 else f"{key}.many", lang, n=number(n))


if __name__ == "__main__":  # how Streamlit runs the file of a page
    page()
