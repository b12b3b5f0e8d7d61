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

KINDS = ("new_narrative", "returned", "first_denial", "new_outlet")


def changes(start: date, country: str | None, names: Mapping[str, str], moment: datetime | None, lang: str) -> None:
    """Say what changed, and list it with the item each line rests on; `names` of narratives."""
    st.subheader(t("changed", lang))
    found = chrome.answer("week_changes", week_start=start, country=country, as_of=moment)
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
        key = f"changed_{kind}.one" if len(rows) == 1 else f"changed_{kind}.many"
        lines.append(f"**{t(key, lang, n=number(len(rows)))}** {_what(kind, rows, names, lang)}")
    return lines


def _what(kind: str, rows: pd.DataFrame, names: Mapping[str, str], lang: str) -> str:
    """Name the narratives, and of outlets how many each has."""
    if kind == "new_outlet":
        parts = [
            f"{md(names.get(str(key), str(key)))} ({', '.join(md(name) for name in group['outlet'].head(4))}"
            f"{', …' if len(group) > 4 else ''})"  # noqa: PLR2004 - names that a line has room for
            for key, group in rows.groupby("narrative_id", sort=True)
        ]
        return "; ".join(parts)
    said = []
    for row in rows.to_dict("records"):
        name = md(names.get(row["narrative_id"], row["narrative_id"]))
        if kind == "returned":
            said.append(t("changed_quiet", lang, name=name, n=number(int(row["quiet_days"]))))
        else:
            said.append(t("changed_by", lang, name=name, outlet=md(row["outlet"]), day=short_day(row["day"], lang)))
    return "; ".join(said)


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
    labels["day"] = st.column_config.DateColumn(labels["day"], format="YYYY-MM-DD")
    labels["evidence"] = st.column_config.LinkColumn(t("evidence", lang), display_text=t("open", lang))
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
