"""Rows about outlets in, tables in the reader's language on the page."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from dashboard.app_pages.chrome import local_times
from dashboard.app_pages.tables import item_address, known_country, published
from dashboard.escape import clean, safe_url
from dashboard.formats import MEXICO_CITY, lag
from dashboard.words import code, t

MAIN_SHARES = ("asserts", "attributes", "against")
OTHER_SHARES = ("origin", "analysis", "undecided")
DOMAIN = r"https?://(?:www\.)?([^/]+)"
FIXED = {  # columns that stay even if nothing is in them
    "outlet", "page", "country", "mentions", "share_asserts", "share_attributes", "share_against", "share_borrowed",
    "known", "lag", "lag_narratives", "kind",
}  # fmt: skip
WIDTHS = {  # pixels, by column: what matters stands in 1165, a window of 1600 without its sidebar
    "country": 60, "kind": 84, "mentions": 80, "lag": 96, "lag_narratives": 58, "share_asserts": 80,
    "share_attributes": 82, "share_against": 92, "share_other": 66, "share_borrowed": 118, "known": 86, "judged": 70,
    "title": 197, "narrative": 150, "decision": 74, "frame": 100, "route": 86, "evidence": 60, "published": 205,
    "probability": 92, "asserts": 72, "attributes": 76, "against": 72, "analysis": 72, "undecided": 142,
    "other_outlet": 120, "relation": 80, "is_later": 130, "directed": 116, "own_title": 195, "other_title": 195,
    "failures": 80, "new_week": 80, "status": 100, "outcome": 110, "stamps": 110, "source": 170,
}  # fmt: skip
ROWS_SHOWN = 560  # pixels: some 15 rows, then it scrolls


def overview(rows: pd.DataFrame, lang: str) -> None:
    """Show a row per outlet: mentions, shares by frame, borrowed text, and the median lag."""
    shares = {f"share_{name}": 100 * rows[name] / rows["mentions"] for name in (*MAIN_SHARES, "borrowed")}
    shares["share_other"] = 100 * rows[list(OTHER_SHARES)].sum(axis=1) / rows["mentions"]
    known = 100 * rows["route_known"] / rows["mentions"]
    shown = rows.assign(
        **shares, known=known, outlet=[clean(name) for name in rows["outlet"]],
        kind=[code(kind, lang) for kind in rows["kind"]], lag=_lags(rows),
        country=[known_country(cell) for cell in rows["country"]],
        page=[_address(key, lang) for key in rows["outlet_id"]],
    )  # fmt: skip
    columns = {
        "outlet": "outlet", "page": "outlet_page", "country": "country", "mentions": "mentions_column",
        **{f"share_{name}": f"share_{name}" for name in MAIN_SHARES}, "share_other": "share_other",
        "share_borrowed": "share_borrowed", "known": "route_known", "lag": "lag_median", "lag_narratives": "lag_over",
        "kind": "fact_kind", "judged": "judged_column",
    }  # fmt: skip
    empty = {name for name in columns if name not in FIXED and name in shown and not shown[name].fillna(0).any()}
    columns = {name: word for name, word in columns.items() if name not in empty}
    percent = {
        name: _percent(t(word, lang), WIDTHS[name])
        for name, word in columns.items() if name.startswith("share_") or name == "known"
    }  # fmt: skip
    link = {
        "page": st.column_config.LinkColumn(t("outlet_page", lang), display_text=t("outlet_page", lang), width=50),
        "outlet": st.column_config.TextColumn(t("outlet", lang), width=140, pinned=True),
    }
    tall = ROWS_SHOWN if len(shown) > 15 else "auto"  # noqa: PLR2004 - fifteen rows are that high
    _table(shown, columns, lang, key="outlets", alt="table_alt_outlets", config={**percent, **link}, height=tall)


def narratives(rows: pd.DataFrame, lang: str) -> None:
    """Show a row per narrative that an outlet carried."""
    shown = rows.assign(
        title=[clean(title) for title in rows[f"title_{lang}"]], lag=_lags(rows),
        route=[code(_text(route), lang) for route in rows["route"]],
        published=published(rows, "first_earliest", "first_latest", lang),
    )  # fmt: skip
    columns = {
        "title": "narrative", "mentions": "mentions_column", "asserts": "share_asserts",
        "attributes": "share_attributes", "against": "share_against", "analysis": "share_analysis",
        "undecided": "share_undecided", "published": "published", "lag": "lag_column", "route": "route",
    }  # fmt: skip
    _table(shown, columns, lang, key="outlet_narratives", alt="table_alt_narratives")


def items(rows: pd.DataFrame, lang: str) -> None:
    """Show an outlet's items that carry a narrative or wait for a decision; decisions of people on top already."""
    coded = {name: [code(_text(cell), lang) for cell in rows[name]] for name in ("decision", "frame", "route")}
    shown = local_times(rows, "first_seen_at").assign(
        **coded, title=[clean(title) for title in rows["title"]],
        narrative=[clean(name) for name in rows[f"narrative_{lang}"]],
        evidence=[item_address(item_id, lang) for item_id in rows["item_id"]],
        published=published(rows, "published_earliest", "published_latest", lang),
    )  # fmt: skip
    columns = {
        "evidence": "evidence", "title": "title", "narrative": "narrative", "published": "published",
        "frame": "frame", "route": "route", "decision": "decision", "judged": "judged", "probability": "probability",
        "first_seen_at": "first_seen",
    }  # fmt: skip
    link = {"evidence": st.column_config.LinkColumn(t("evidence", lang), display_text=t("open", lang),
                                                    width=WIDTHS["evidence"]),
            "probability": st.column_config.NumberColumn(t("probability", lang), format="%.2f",
                                                         width=WIDTHS["probability"])}  # fmt: skip
    _table(shown, columns, lang, key="outlet_items", alt="items", config=link)


def wording(rows: pd.DataFrame, lang: str) -> None:
    """Show the pairs of items that share wording."""
    shown = rows.assign(
        share=100 * rows["share"], runs=100 * rows["runs"],
        other_outlet=[clean(name) for name in rows["other_outlet"]], url=[safe_url(url) for url in rows["other_url"]],
        own_title=[clean(title) for title in rows["own_title"]],
        other_title=[clean(title) for title in rows["other_title"]],
        relation=[code(cell, lang) for cell in rows["relation"]],
    )  # fmt: skip
    columns = {
        "other_outlet": "other_outlet_column", "relation": "relation", "share": "share_words", "runs": "share_runs",
        "is_later": "is_later", "directed": "direction", "own_title": "own_title",
        "other_title": "other_title", "url": "item",
    }  # fmt: skip
    config = {"share": _percent(t("share_words", lang), 100), "runs": _percent(t("share_runs", lang), 110),
              "url": st.column_config.LinkColumn(t("item", lang), display_text=DOMAIN, width=120)}  # fmt: skip
    _table(shown, columns, lang, key="outlet_wording", alt="table_alt_wording", config=config)


def days(rows: pd.DataFrame, lang: str) -> None:
    """Show hours watched and hours with a gap, per feed and day."""
    columns = {"name": "feed_column", "day": "day", "watched_h": "watched_h", "gap_h": "gap_h"}
    hours = {name: st.column_config.NumberColumn(t(name, lang), format="%.1f") for name in ("watched_h", "gap_h")}
    _table(rows.fillna({"watched_h": 0.0, "gap_h": 0.0}), columns, lang, key="outlet_days", alt="table_alt_days",
           config=hours)  # fmt: skip


def feeds(rows: pd.DataFrame, lang: str) -> None:
    """Show an outlet's feeds and their health."""
    never = t("feed_never", lang)
    shown = local_times(rows, "seen_at", "due_at").assign(
        url=[safe_url(url) for url in rows["url"]],
        status=[code(cell, lang) for cell in rows["status"]],
        outcome=[code(cell, lang) if _text(cell) else never for cell in rows["outcome"]],
        stamps=[code(cell, lang) if _text(cell) else "" for cell in rows["stamp_class"]],
        source=[clean(cell) for cell in rows["source"]],
    )  # fmt: skip
    columns = {
        "url": "feed_address", "kind": "feed_kind", "status": "feed_status", "outcome": "feed_outcome",
        "seen_at": "feed_seen", "failures": "feed_failures", "new_week": "feed_week", "usual_day": "feed_usual",
        "due_at": "feed_due", "stamps": "feed_stamps", "source": "feed_source",
    }  # fmt: skip
    config = {"url": st.column_config.LinkColumn(t("feed_address", lang), display_text=r"https?://(?:www\.)?(.+)"),
              "usual_day": st.column_config.NumberColumn(t("feed_usual", lang), format="%.1f")}  # fmt: skip
    _table(shown, columns, lang, key="outlet_feeds", alt="table_alt_feeds", config=config)


def _lags(rows: pd.DataFrame) -> list[str]:
    pairs = zip(rows["lag_min_h"], rows["lag_max_h"], strict=True)
    return ["–" if pd.isna(least) or pd.isna(most) else lag(float(least), float(most)) for least, most in pairs]


def _percent(label: str, width: int) -> Any:
    return st.column_config.NumberColumn(label, format="%.0f %%", width=width)


def _address(outlet_id: str, lang: str) -> str:
    return f"/outlets?o={quote(outlet_id, safe='')}&lang={lang}"


def _text(cell: Any) -> str | None:
    return cell if isinstance(cell, str) else None


def _table(  # noqa: PLR0913 - what every table has
    frame: pd.DataFrame, columns: Mapping[str, str], lang: str, *, key: str, alt: str,
    config: Mapping[str, Any] | None = None, height: Any = "auto",
) -> None:  # fmt: skip
    frame = frame[[name for name in columns if not frame[name].isna().all()]]  # "None" all the way down says nothing
    columns = {name: columns[name] for name in frame}
    labels: dict[str, Any] = {name: t(word, lang) for name, word in columns.items()}
    clock: dict[str, Any] = {"width": 125, "format": "YYYY-MM-DD HH:mm", "timezone": str(MEXICO_CITY)}
    times = {name: st.column_config.DatetimeColumn(labels[name], **clock) for name in columns
             if isinstance(frame[name].dtype, pd.DatetimeTZDtype)}  # fmt: skip
    wide = {name: st.column_config.Column(label, width=WIDTHS[name]) for name, label in labels.items()
            if name in WIDTHS}  # fmt: skip
    st.dataframe(frame, hide_index=True, key=key, alt=t(alt, lang), height=height, placeholder="–",
                 column_config={**labels, **wide, **times, **(config or {})})  # fmt: skip
