"""The SQL page: a person's own question to the newest snapshot, in a process that can touch nothing else."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import find
from dashboard.app_pages import chrome, files
from dashboard.escape import clean, md
from dashboard.formats import number
from dashboard.saved import saved_questions
from dashboard.words import t
from store.errors import QueryError
from store.sandbox import MAX_ROWS, TIMEOUT_S, RunningQuery, start_analyst_query

LONGEST = 6_000  # characters of a question: it has to fit into a link
SHOWN = 1_000  # rows on the page; the files have all
OWN = "own"
RUNNING, ASKED, ANSWER = "sql_running", "sql_asked", "sql_answer"


def page() -> None:
    """Draw the page."""
    lang = chrome.language()
    chrome.head(t("sql_page", lang), lang)
    lang = chrome.language_switch(lang)
    if chrome.answer("narratives").empty:
        st.info(t("sql_nothing_yet", lang))
    st.write(t("sql_how", lang, rows=number(MAX_ROWS), seconds=number(TIMEOUT_S)))
    chrome.gaps(lang)
    _columns(lang)
    sql = _typed(lang)
    if st.button(t("sql_run", lang), type="primary", key="run", disabled=not sql.strip()):
        _start(sql)
    _answered(sql, lang)
    state = "running" if RUNNING in st.session_state else "answered" if ANSWER in st.session_state else "asked"
    chrome.foot(f"sql-{state}-{lang}", lang)


def _typed(lang: str) -> str:
    """Draw the saved questions and the box to write in; both live in the address."""
    saved = saved_questions()
    titles = {OWN: t("sql_own", lang)} | {slug: one.titles.get(lang, slug) for slug, one in saved.items()}
    before = st.session_state.get("kept_saved")
    chosen = chrome.choice("saved", t("sql_saved", lang), titles, OWN, lang)
    linked = st.query_params.get("q", "")
    if len(linked) > LONGEST:
        st.warning(t("sql_too_long", lang, n=number(LONGEST)))
        linked = ""
    if chosen != OWN and (chosen != before or not linked):
        linked = saved[chosen].sql
        st.session_state["q"] = linked
    st.session_state.setdefault("q", linked)
    sql = st.text_area(t("sql_box", lang), key="q", height=220, max_chars=LONGEST)
    if st.query_params.get("q", "") != sql:
        st.query_params["q"] = sql
    return str(sql)


def _start(sql: str) -> None:
    if isinstance(running := st.session_state.pop(RUNNING, None), RunningQuery):
        running.cancel()
    st.session_state.pop(ANSWER, None)
    st.session_state[ASKED] = sql
    st.session_state[RUNNING] = start_analyst_query(chrome.snapshot_path(), sql)


def _answered(sql: str, lang: str) -> None:
    if RUNNING in st.session_state:
        _wait(lang)
    if ANSWER not in st.session_state:
        return
    if st.session_state.get(ASKED) != sql:
        st.caption(t("sql_of_another", lang))
    found = st.session_state[ANSWER]
    if isinstance(found, str):
        st.warning(t("sql_refused", lang) + " " + md(found, longest=1_000))
    else:
        _show(found, lang)


@st.fragment(run_every=0.5)
def _wait(lang: str) -> None:
    """Say that a question is at work, let it be cancelled, and draw the page again once there is an answer."""
    running: RunningQuery | None = st.session_state.get(RUNNING)
    if running is None:
        return
    st.info(t("sql_at_work", lang))
    if st.button(t("sql_cancel", lang), key="cancel"):
        running.cancel()
    if not running.done:
        return
    del st.session_state[RUNNING]
    try:
        st.session_state[ANSWER] = running.wait()
    except QueryError as error:
        st.session_state[ANSWER] = t("sql_cancelled", lang) if str(error) == "cancelled" else str(error)
    st.rerun()


def _show(found: pd.DataFrame, lang: str) -> None:
    rows = t("sql_rows", lang, n=number(len(found)))
    cut = " " + t("sql_cut", lang, n=number(MAX_ROWS)) if len(found) >= MAX_ROWS else ""
    some = " " + t("sql_shown", lang, n=number(SHOWN)) if len(found) > SHOWN else ""
    st.caption(rows + cut + some)
    st.dataframe(_harmless(found.head(SHOWN)), hide_index=True, key="sql_answer_table", alt=t("table_alt", lang))
    made: list[tuple[str, Callable[[], Any], str, str]] = [
        ("download_csv", lambda: find.plain_csv(found), "csv", "text/csv"),
        ("download_parquet", lambda: find.as_parquet(found), "parquet", "application/vnd.apache.parquet"),
        ("download_sql", lambda: str(st.session_state[ASKED]), "sql", "application/sql"),
    ]
    files.buttons("sql", made, lang)


def _harmless(found: pd.DataFrame) -> pd.DataFrame:
    """Return the rows without control and direction characters, under names that are each there once."""
    plain = found.copy()
    names = [clean(name, longest=60) or "?" for name in plain.columns]
    plain.columns = [name if names.index(name) == at else f"{name} ({at + 1})" for at, name in enumerate(names)]
    for name in plain.columns:
        if plain[name].dtype == object or str(plain[name].dtype) in {"str", "string"}:
            plain[name] = [clean(cell, longest=400) if isinstance(cell, str) else cell for cell in plain[name]]
    return plain


def _columns(lang: str) -> None:
    with st.expander(t("sql_views", lang)):
        columns = chrome.answer("view_columns")
        views = {row.view: row.about for row in columns.drop_duplicates("view").itertuples()}
        view = st.selectbox(t("sql_view", lang), list(views), key="sql_view")
        st.caption(md(views.get(view) or "", longest=1_000))
        labels = {"column": t("sql_column", lang), "type": t("sql_type", lang), "comment": t("sql_meaning", lang)}
        st.dataframe(columns[columns["view"] == view][list(labels)], hide_index=True, key="sql_columns",
                     column_config={**labels, "comment": st.column_config.TextColumn(labels["comment"], width="large")},
                     alt=t("table_alt", lang))  # fmt: skip


if __name__ == "__main__":  # how Streamlit runs the file of a page
    page()
