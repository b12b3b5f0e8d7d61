"""An outlet's id in; on the page: facts with their source, what it carried, shared wording, coverage and feeds."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.app_pages import chrome, files, judged, outlet_tables
from dashboard.charts.calendar import coverage_days
from dashboard.charts.frames import Named, frame_bars
from dashboard.escape import clean, esc, md, safe_url
from dashboard.formats import clock, lag, local, number
from dashboard.theme import screen
from dashboard.words import code, t

LONG = 600  # characters of a fact


def one(outlet_id: str, lang: str) -> None:
    """Show all that is known of an outlet."""
    facts = chrome.answer("outlet_facts", outlet_id=outlet_id).iloc[0]
    numbers = chrome.answer("outlets", country=None, outlet_id=outlet_id).iloc[0]
    st.header(md(facts["name"]))
    _facts(facts, lang)
    _tiles(numbers, lang)
    if held := int(numbers["held"]):
        st.page_link(chrome.SEARCH, label=_counted("all_held", held, lang),
                     query_params={"outlet": outlet_id, "lang": lang})  # fmt: skip
    _carried(outlet_id, str(facts["name"]), lang)
    _wording(outlet_id, lang)
    _watched(outlet_id, str(facts["name"]), int(numbers["held"]), lang)
    _feeds(outlet_id, lang)


def _facts(facts: "pd.Series[Any]", lang: str) -> None:
    home = safe_url(facts["home"])
    zone = t(f"zone_{facts['zone_basis']}", lang)
    zones = f"{md(', '.join(facts['zones']), longest=LONG)} ({zone})"
    shown = {
        "fact_kind": code(facts["kind"], lang),
        "fact_country": md(facts["country"]) if facts["country"] != "unknown" else "",
        "fact_city": _said(facts["city"]),
        "fact_owner": _said(facts["owner"]),
        "fact_language": _said(facts["language"]),
        "fact_home": f"[{md(home)}](<{home}>)" if home else "",
        "fact_domains": md(", ".join(facts["domains"]), longest=LONG),
        "fact_zones": zones if facts["zone_basis"] != "unknown" else zone,
        "fact_source": _said(facts["label_source"]),
    }  # fmt: skip
    with st.container(border=True):
        st.caption(f"{t('outlet_facts', lang)}. {t('facts_note', lang)}")
        left, right = st.columns(2)
        for at, (key, value) in enumerate(shown.items()):
            with left if at < 5 else right:  # noqa: PLR2004 - half of them
                st.markdown(f"**{t(key, lang)}** · {value or t('fact_missing', lang)}")


def _tiles(numbers: "pd.Series[Any]", lang: str) -> None:
    mentions, lags = int(numbers["mentions"]), int(numbers["lag_narratives"])
    share, note = "–", t("kpi_borrowed_own", lang)
    if not pd.isna(numbers["borrowed"]):
        share = _percent(int(numbers["borrowed"]), mentions, lang) if mentions else "–"
        note = _counted("kpi_borrowed_note", mentions, lang, known=number(numbers["route_known"]))
    tiles = [
        ("kpi_held", number(numbers["held"]), t("kpi_held_note", lang)),
        ("kpi_carried", number(numbers["items"]), _counted("kpi_carried_note", int(numbers["narratives"]), lang)),
        ("kpi_lag", _lag(numbers) or "–", _counted("kpi_lag_note", lags, lang)),
        ("kpi_borrowed", share, note),
    ]  # fmt: skip
    with st.container(horizontal=True):
        for key, value, note in tiles:
            st.metric(t(key, lang), value, border=True, delta=note, delta_color="off", delta_arrow="off")


def _carried(outlet_id: str, name: str, lang: str) -> None:
    st.subheader(t("outlet_carried", lang))
    rows = chrome.answer("outlet_narratives", outlet_id=outlet_id)
    items = chrome.answer("outlet_items", outlet_id=outlet_id)
    if rows.empty:
        st.info(t("outlet_carried_none", lang))
    else:
        figure = frame_bars(rows.assign(name=rows[f"short_{lang}"]), named=Named(who=esc(name)),
                            as_of=chrome.as_of(), sheet=screen(lang))  # fmt: skip
        chrome.plot(figure, key="frames", alt=t("outlet_frames_alt", lang))
        outlet_tables.narratives(rows, lang)
        with st.container(horizontal=True):
            for row in rows.to_dict("records"):
                st.page_link(chrome.NARRATIVE, label=md(row[f"title_{lang}"]),
                             query_params={"n": row["narrative_id"], "c": "all", "lang": lang})  # fmt: skip
    if len(items):
        st.subheader(t("items", lang))
        st.caption(t("items_note", lang))
        judged.note_pending(items, lang)
        outlet_tables.items(judged.on_top(items, lang), lang)
        files.offer("outlet", items, "outlet_items", lang, outlet_id=outlet_id)


def _wording(outlet_id: str, lang: str) -> None:
    st.subheader(t("outlet_wording", lang))
    pairs = chrome.answer("outlet_wording", outlet_id=outlet_id)
    if pairs.empty:
        st.info(t("outlet_wording_none", lang))
        return
    st.caption(t("outlet_wording_note", lang))
    outlet_tables.wording(pairs, lang)


def _watched(outlet_id: str, name: str, held: int, lang: str) -> None:
    st.subheader(t("outlet_watched", lang))
    watched = chrome.answer("outlet_watched", outlet_id=outlet_id).iloc[0]
    until = local(chrome.as_of()).date()
    days = chrome.answer("outlet_days", outlet_id=outlet_id, until=until)
    if days.empty and not watched["spans"]:
        st.info(_counted("outlet_imported", held, lang) if held else t("outlet_unwatched", lang))
        return
    st.caption(t("outlet_watched_note", lang))
    if days.empty:
        st.info(t("watched_long_ago", lang, when=clock(watched["last"], lang)))
        return
    addresses = chrome.answer("outlet_feeds", outlet_id=outlet_id, now=chrome.as_of())
    urls = dict(zip(addresses["feed_id"], addresses["url"], strict=True))
    named = days.assign(name=[clean(urls.get(key, key)).removeprefix("https://").removeprefix("http://")
                              for key in days["feed_id"]], day=pd.to_datetime(days["day"]).dt.date)  # fmt: skip
    figure = coverage_days(named, name=name, until=until, as_of=chrome.as_of(), sheet=screen(lang))
    chrome.plot(figure, key="days", alt=t("outlet_watched_alt", lang))
    with st.expander(t("table", lang)):
        outlet_tables.days(named, lang)


def _feeds(outlet_id: str, lang: str) -> None:
    st.subheader(t("outlet_feeds", lang))
    rows = chrome.answer("outlet_feeds", outlet_id=outlet_id, now=chrome.as_of())
    if rows.empty:
        st.info(t("outlet_feeds_none", lang))
        return
    st.caption(t("outlet_feeds_note", lang))
    outlet_tables.feeds(rows, lang)


def _lag(numbers: "pd.Series[Any]") -> str:
    return "" if pd.isna(numbers["lag_min_h"]) else lag(float(numbers["lag_min_h"]), float(numbers["lag_max_h"]))


def _percent(part: int, whole: int, lang: str) -> str:
    return f"{part / whole:.0%}".replace("%", "\u00a0%" if lang == "es" else "%")


def _counted(key: str, n: int, lang: str, **values: object) -> str:
    return t(f"{key}.one" if n == 1 else f"{key}.many", lang, n=number(n), **values)


def _said(cell: Any) -> str:
    return md(cell, longest=LONG) if isinstance(cell, str) and cell else ""
