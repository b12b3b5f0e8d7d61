"""Data frames of questions in, tables in the reader's language on the page: a table stands beside every chart."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from dashboard.app_pages.chrome import local_times
from dashboard.escape import clean, md, safe_url
from dashboard.formats import MEXICO_CITY, instant
from dashboard.words import code, t

CODED = ("role", "frame", "route", "published_precision", "published_basis", "decision")


def week_table(
    daily: pd.DataFrame, names: Mapping[str, str], start: date, undated: Mapping[str, int], lang: str
) -> None:  # fmt: skip
    """Show the week's numbers: a row per narrative, a column per day."""
    days = [start + timedelta(days=n) for n in range(7)]
    grid = daily.assign(day=pd.to_datetime(daily["day"]).dt.date).pivot_table(
        index="narrative_id", columns="day", values="items", aggfunc="sum", sort=False
    )
    table = grid.reindex(index=list(names), columns=days).astype("Int64")
    table.columns = [str(day) for day in days]
    table.insert(0, t("narrative", lang), [clean(names[key]) for key in table.index])
    table[t("total", lang)] = table[[str(day) for day in days]].sum(axis=1)
    table[t("month_only", lang)] = [undated.get(key, 0) for key in table.index]
    st.dataframe(table, hide_index=True, alt=t("table", lang))


def ledger_table(pickups: pd.DataFrame, country: str | None, lang: str) -> None:
    """Show the pick-up ledger: origins always, pick-ups of the chosen country."""
    kept = pickups if country is None else pickups[(pickups["country"] == country) | (pickups["role"] == "origin")]
    shown = local_times(_worded(kept, lang), "first_earliest", "first_latest")
    columns = {
        "outlet": "outlet", "country": "country", "first_earliest": "earliest", "first_latest": "latest",
        "published_precision": "precision", "lag_min_h": "lag_min", "lag_max_h": "lag_max", "frame": "frame",
        "route": "route", "order_certain": "certain", "url": "item", "role": "role", "published_basis": "basis",
    }  # fmt: skip
    _table(shown, columns, lang, key="ledger")


def items_table(items: pd.DataFrame, country: str | None, lang: str) -> None:
    """Show every item that carries the narrative or waits for a decision."""
    kept = items if country is None else items[items["country"] == country]
    shown = local_times(_worded(kept, lang), "published_earliest", "published_latest", "first_seen_at")
    columns = {
        "outlet": "outlet", "country": "country", "title": "title", "url": "item", "published_earliest": "earliest",
        "published_latest": "latest", "published_precision": "precision", "first_seen_at": "first_seen",
        "decision": "decision", "probability": "probability", "frame": "frame", "route": "route", "judged": "judged",
    }  # fmt: skip
    _table(shown, columns, lang, key="items")


def review_address(item_id: str, narrative_id: str, lang: str) -> str:
    """Return the address where an item and a narrative can be decided again, from any other page."""
    return f"/review?i={quote(item_id, safe='')}&m={quote(narrative_id, safe='')}&lang={lang}"


def origin_sentence(pickups: pd.DataFrame, lang: str) -> str:
    """Return when and by whom the narrative came out, as far as the data can say, safe for Markdown."""
    origins = pickups[(pickups["role"] == "origin") & pickups["first_earliest"].notna()]
    if origins.empty:
        return t("origin_unknown", lang)
    first, last = (instant(moment, lang) for moment in (origins["first_earliest"].min(), origins["first_latest"].min()))
    return t("origin_known", lang, first=first, last=last, outlets=", ".join(md(name) for name in origins["outlet"]))


def _worded(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    coded = {name: [code(_text(cell), lang) for cell in frame[name]] for name in CODED if name in frame}
    texts = {name: [clean(cell) for cell in frame[name]] for name in ("outlet", "title") if name in frame}
    return frame.assign(**coded, **texts, url=[safe_url(_text(cell)) for cell in frame["url"]])


def _text(cell: Any) -> str | None:
    return cell if isinstance(cell, str) else None


def _table(frame: pd.DataFrame, columns: Mapping[str, str], lang: str, *, key: str) -> None:
    labels = {name: t(word, lang) for name, word in columns.items()}
    clock: dict[str, Any] = {"width": 130, "format": "YYYY-MM-DD HH:mm", "timezone": str(MEXICO_CITY)}
    times = {name: st.column_config.DatetimeColumn(label, **clock)
             for name, label in labels.items() if columns[name] in {"earliest", "latest", "first_seen"}}  # fmt: skip
    numbers = {name: st.column_config.NumberColumn(label, format="%.1f") for name, label in labels.items()
               if columns[name] in {"lag_min", "lag_max"}}  # fmt: skip
    link = {"url": st.column_config.LinkColumn(labels["url"], display_text=r"https?://(?:www\.)?([^/]+)")}
    st.dataframe(frame[list(columns)], hide_index=True, key=key, alt=labels["url"],
                 column_config={**labels, **times, **numbers, **link})  # fmt: skip
