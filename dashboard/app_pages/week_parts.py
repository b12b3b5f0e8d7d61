"""A week in; on the page: what is there that was not there before it, and what waits for a person."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.app_pages import chrome, tables
from dashboard.escape import clean, md
from dashboard.formats import number, short_day
from dashboard.words import t

NAMED = 4  # outlets that a line has room for
KINDS = ("new_narrative", "returned", "first_denial", "new_outlet")


def found_changes(start: date, country: str | None, moment: datetime | None) -> pd.DataFrame:
    """Return the answer to week_changes, for `changes` and the chart of the week."""
    return chrome.answer("week_changes", week_start=start, country=country, as_of=moment)


def changes(found: pd.DataFrame, names: Mapping[str, str], moment: datetime | None, lang: str) -> None:
    """Say what changed, and list it with the item each line rests on; `names` of narratives."""
    st.subheader(t("changed", lang))
    if found.empty:
        st.info(t("changed_none", lang))
    else:
        st.markdown("\n".join(f"- {line}" for line in told(found, names, lang)))
        st.caption(t("changed_rule", lang))
        with st.expander(t("changed_table", lang), expanded=True):
            _table(changes_table(found, names, lang), lang)
    _waiting(names, moment, lang)


def told(found: pd.DataFrame, names: Mapping[str, str], lang: str) -> list[str]:
    """Return a sentence a kind of change, safe for Markdown, most notable first."""
    lines = []
    for kind in KINDS:
        rows = found[found["change"] == kind]
        if rows.empty:
            continue
        n = len(rows) if kind == "new_outlet" else rows["narrative_id"].nunique()
        parts = [
            _outlets(md(names.get(str(key), str(key))), group) if kind == "new_outlet"
            else _narrative(md(names.get(str(key), str(key))), group, lang)
            for key, group in rows.groupby("narrative_id", sort=True)
        ]  # fmt: skip
        said = t(f"changed_{kind}.one" if n == 1 else f"changed_{kind}.many", lang, n=number(n))
        lines.append(f"**{said}** {'; '.join(parts)}")
    return lines


def _outlets(name: str, rows: pd.DataFrame) -> str:
    more = ", …" if len(rows) > NAMED else ""
    return f"{name} ({', '.join(md(outlet) for outlet in rows['outlet'].head(NAMED))}{more})"


def _narrative(name: str, rows: pd.DataFrame, lang: str) -> str:
    """Say on which day, by whom if that is one outlet, and after how long a silence if it came back."""
    day, outlets = short_day(rows["day"].iloc[0], lang), rows["outlet"].unique()
    who = md(outlets[0]) if len(outlets) == 1 else t("changed_one_of", lang, n=number(len(outlets)))
    quiet = rows["quiet_days"].iloc[0]
    after = "" if pd.isna(quiet) else f", {t('changed_quiet', lang, n=number(int(quiet)))}"
    return f"{name} ({day}, {who}{after})"


def changes_table(found: pd.DataFrame, names: Mapping[str, str], lang: str) -> pd.DataFrame:
    """Return a row a change, in the reader's words, with the address of its evidence."""
    rows: list[dict[str, Any]] = [
        {
            "changed_what": t(f"change_{row['change']}", lang),
            "narrative": clean(names.get(row["narrative_id"], row["narrative_id"])), "outlet": clean(row["outlet"]),
            "day": row["day"], "title": clean(row["title"]), "evidence": tables.item_address(row["item_id"], lang),
            "changed_doubt": bool(row["doubt"]),
        }
        for row in found.to_dict("records")
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _table(table: pd.DataFrame, lang: str) -> None:
    labels: dict[str, Any] = {name: t(name, lang) for name in table.columns if name != "evidence"}
    for name, width in (("changed_what", 130), ("narrative", 165), ("outlet", 125), ("title", 215)):
        labels[name] = st.column_config.TextColumn(labels[name], width=width)
    labels["changed_doubt"] = st.column_config.CheckboxColumn(labels["changed_doubt"], width=102)
    labels["day"] = st.column_config.DateColumn(labels["day"], format="YYYY-MM-DD", width=92)
    labels["evidence"] = st.column_config.LinkColumn(t("evidence", lang), display_text=t("open", lang), width=70)
    st.dataframe(table, hide_index=True, key="changes", alt=t("table_alt", lang), column_config=labels)


def _waiting(names: Mapping[str, str], moment: datetime | None, lang: str) -> None:
    """Say what waits for a decision, by narrative, and lead there."""
    rows = chrome.answer("week_waiting", as_of=moment)
    if rows.empty:
        st.caption(t("waiting_none", lang))
        return
    st.markdown(f"**{t('waiting', lang)}**")
    with st.container(horizontal=True):
        for row in rows.to_dict("records"):
            name = md(names.get(row["narrative_id"], row["narrative_id"]))
            st.page_link(chrome.REVIEW, label=f"{name}: {number(int(row['items']))}",
                         query_params={"q": row["narrative_id"], "lang": lang})  # fmt: skip
