"""The Health page: how each feed goes against its own usual, how old the snapshot is, and what was left out."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import find
from dashboard.app_pages import chrome, files, tables
from dashboard.escape import clean, safe_url
from dashboard.formats import MEXICO_CITY, number
from dashboard.words import code, t
from store.health import FeedHealth, assess
from store.polled import feed_histories


def page() -> None:
    """Draw the page."""
    lang = chrome.language()
    chrome.head(t("health_page", lang), lang)
    lang = chrome.language_switch(lang)
    shown = chrome.switch("feeds", t("health_which", lang), {"alerts": t("health_alerts", lang),
                                                             "all": t("health_all", lang)}, "alerts", lang)  # fmt: skip
    _snapshot(lang)
    found = [assess(history, now=chrome.as_of()) for history in _histories()]
    alarming = [feed for feed in found if feed.kinds]
    _counts(found, alarming, lang)
    if not found:
        st.info(t("health_nothing", lang))
    elif rows := (found if shown == "all" else alarming):
        _feeds(rows, lang)
    else:
        st.info(t("health_fine", lang))
    _gaps(lang)
    _skipped(lang)
    chrome.foot(f"health-{shown}-{lang}", lang)


def _histories() -> list[Any]:
    return feed_histories(chrome.opened(str(chrome.snapshot_path())), now=chrome.as_of())


def _snapshot(lang: str) -> None:
    path, age = chrome.snapshot_path(), datetime.now(UTC) - chrome.as_of()
    hours = age / timedelta(hours=1)
    st.caption(t("health_snapshot", lang, name=clean(path.name), hours=f"{hours:,.1f}",
                 megabytes=f"{path.stat().st_size / 2**20:,.1f}"))  # fmt: skip
    if age > chrome.STALE:
        st.warning(t("health_stale", lang, hours=number(hours)))


def _counts(found: list[FeedHealth], alarming: list[FeedHealth], lang: str) -> None:
    tiles = {"health_polled": len(found), "health_with_alert": len(alarming),
             "health_items_day": sum(feed.items_last_day for feed in found)}  # fmt: skip
    with st.container(horizontal=True):
        for key, value in tiles.items():
            st.metric(t(key, lang), number(value), border=True)


def _feeds(rows: list[FeedHealth], lang: str) -> None:
    frame = pd.DataFrame(
        {
            "outlet": [clean(feed.outlet_id) for feed in rows],
            "alerts": ["; ".join(t(f"alert_{kind}", lang) for kind in feed.kinds) for feed in rows],
            "outcome": [code(feed.outcome, lang) if feed.outcome else "" for feed in rows],
            "seen": pd.to_datetime([feed.seen_at for feed in rows], utc=True),
            "failures": [feed.failures for feed in rows],
            "today": [feed.items_last_day for feed in rows],
            "usual": [feed.items_usual_day for feed in rows],
            "silent": [feed.silent_h for feed in rows],
            "usual_silence": [feed.usual_silence_h for feed in rows],
            "overruns": [feed.overruns_week for feed in rows],
            "error": [clean(feed.error, longest=300) if feed.error else "" for feed in rows],
            "url": [safe_url(feed.url) for feed in rows],
        }
    )
    names = {name: t(f"health_{name}", lang) for name in frame} | {"alerts": t("health_alerts_column", lang)}
    seen = st.column_config.DatetimeColumn(names["seen"], format="YYYY-MM-DD HH:mm", timezone=str(MEXICO_CITY))
    st.dataframe(frame, hide_index=True, key="feeds_table", alt=t("table_alt", lang),
                 column_config={**names, "seen": seen, "url": st.column_config.LinkColumn(names["url"])})  # fmt: skip
    files.buttons("health", [("download_csv", lambda: find.plain_csv(frame), "csv", "text/csv")], lang)


def _gaps(lang: str) -> None:
    st.subheader(t("health_gaps", lang))
    spans = chrome.answer("health_gaps")
    if spans.empty:
        st.caption(t("health_no_gaps", lang))
    else:
        tables.coverage_table(spans, lang)


def _skipped(lang: str) -> None:
    st.subheader(t("health_skipped", lang))
    skipped = chrome.answer("health_skipped")
    if skipped.empty:
        st.caption(t("health_none_skipped", lang))
        return
    what = [t(f"skipped_{row.what}", lang) + (f": {code(row.detail, lang)}" if isinstance(row.detail, str) else "")
            for row in skipped.itertuples()]  # fmt: skip
    labels = {"what": t("health_what", lang), "n": t("health_n", lang)}
    st.dataframe(pd.DataFrame({"what": what, "n": skipped["n"]}), hide_index=True, key="skipped",
                 column_config=labels, alt=t("table_alt", lang))  # fmt: skip


if __name__ == "__main__":  # how Streamlit runs the file of a page
    page()
