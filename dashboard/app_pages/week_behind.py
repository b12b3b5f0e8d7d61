"""A week in; on the page, when asked for: the items that its tiles and its picture count, each with its evidence."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.app_pages import chrome, files, tables
from dashboard.escape import clean
from dashboard.formats import number
from dashboard.words import code, t

MOST = 2_000  # rows in a browser; a week of more is for the Search page
TALL_PX = 420


def behind(start: date, country: str | None, moment: datetime, names: Mapping[str, str], lang: str) -> None:
    """Draw the closed box; its question is asked only once it is open. `names` of narratives."""
    box = st.expander(t("week_behind", lang), key="behind", on_change="rerun")
    if not box.open:
        return
    with box:
        asked: dict[str, Any] = {"week_start": start, "country": country, "as_of": moment, "most": MOST}
        rows = chrome.answer("week_items", **asked)
        if rows.empty:
            st.info(t("week_behind_none", lang))
            return
        st.caption(t("week_behind_note", lang))
        if len(rows) == MOST:
            st.caption(t("week_behind_cut", lang, n=number(MOST)))
        _table(_chosen(rows, names, lang), names, lang)
        files.offer("week_items", rows, "week_items", lang, **{key: str(value) for key, value in asked.items()})


def _chosen(rows: pd.DataFrame, names: Mapping[str, str], lang: str) -> pd.DataFrame:
    """Let the reader narrow the rows to one narrative, as a line of the picture does."""
    counted = rows["narrative_id"].value_counts()
    labels = {key: f"{clean(names.get(key, key))} ({number(int(counted[key]))})" for key in names if key in counted}
    options = {"": f"{t('week_behind_all', lang)} ({number(len(rows))})", **labels}
    chosen = st.selectbox(t("week_behind_which", lang), list(options), format_func=lambda key: options[key],
                          key="behind_which")  # fmt: skip
    return rows[rows["narrative_id"] == chosen] if chosen else rows


def _table(rows: pd.DataFrame, names: Mapping[str, str], lang: str) -> None:
    shown = pd.DataFrame({
        "day": pd.to_datetime(rows["day"]).dt.date,
        "narrative": [clean(names.get(key, key)) for key in rows["narrative_id"]],
        "outlet": [clean(name) for name in rows["outlet"]],
        "title": [clean(title) for title in rows["title"]],
        "evidence": [tables.item_address(item_id, lang) for item_id in rows["item_id"]],
        "frame": [code(cell if isinstance(cell, str) else None, lang) for cell in rows["frame"]],
        "route": [code(cell if isinstance(cell, str) else None, lang) for cell in rows["route"]],
    })  # fmt: skip
    labels: dict[str, Any] = {
        name: st.column_config.Column(t(name, lang), width=width)
        for name, width in (("narrative", 165), ("outlet", 125), ("title", 300), ("frame", 108), ("route", 92))
    }
    labels["day"] = st.column_config.DateColumn(t("day", lang), format="YYYY-MM-DD", width=92)
    labels["evidence"] = st.column_config.LinkColumn(t("evidence", lang), display_text=t("open", lang), width=70)
    tall: Any = TALL_PX if len(shown) > tables.SCROLLED else "auto"
    st.dataframe(shown, hide_index=True, key="behind_rows", alt=t("week_behind", lang), height=tall,
                 column_config=labels)  # fmt: skip
