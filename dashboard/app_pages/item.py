"""The Item page: one item, all that is known about it, and what that rests on."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from dashboard.app_pages import chrome, decide, files, item_texts, judged, tables
from dashboard.escape import md, safe_url
from dashboard.formats import clock, number
from dashboard.words import code, t
from store.evidence import item_record

STATED = 200  # characters of a stated date that are shown


@st.cache_data(max_entries=100, show_spinner=False)
def _record(path: str, item_id: str, archive: str) -> dict[str, Any] | None:
    """Return all that is kept of an item, or None if this snapshot has none of that id."""
    database = chrome.opened(path)
    if not database.rows("select 1 from item_of($id)", {"id": item_id}):
        return None
    return item_record(database, item_id, archive=Path(archive))


def page() -> None:
    """Draw the page."""
    lang = chrome.language()
    chrome.head(t("item", lang), lang)
    lang = chrome.language_switch(lang)
    asked = st.query_params.get("i") or st.session_state.get("kept_i")
    if not asked:
        st.info(t("choose_item", lang))
        st.page_link(chrome.SEARCH, label=t("search", lang), query_params={"lang": lang})
        chrome.foot(f"item-none-{lang}", lang)
        return
    record = _record(str(chrome.snapshot_path()), asked, str(chrome.paths().archive))
    if record is None:
        st.warning(t("item_unknown", lang, asked=md(asked, longest=40)))
        chrome.foot(f"item-unknown-{lang}", lang)
        return
    st.query_params["i"] = st.session_state["kept_i"] = asked
    _show(record, lang)
    chrome.foot(f"item-{asked}-{lang}", lang)


def _show(record: dict[str, Any], lang: str) -> None:
    mentions = chrome.answer("item_mentions", item_id=record["item_id"])
    outlets = chrome.answer("item_outlet", outlet_id=record["outlet_id"])
    st.header(md(record["title"], longest=600))
    st.markdown(_whose(record, outlets, lang))
    ours, theirs = st.columns(2)
    with ours, st.container(border=True):
        _outlet_clock(record, lang)
    with theirs, st.container(border=True):
        _our_clock(record, lang)
    item_texts.said(record, mentions, lang)
    _mentions(record, mentions, lang)
    item_texts.nearest_earlier(record, chrome.answer("item_earlier", item_id=record["item_id"]), lang)
    item_texts.wordings(record, lang)
    _coverage(record, lang)
    _kept(record, lang)


def _whose(record: dict[str, Any], outlets: pd.DataFrame, lang: str) -> str:
    parts = [md(record["outlet"] or record["outlet_id"])]
    if not outlets.empty:
        parts = [f"**{parts[0]}**", md(outlets["country"].iloc[0]), md(code(outlets["kind"].iloc[0], lang))]
    url = safe_url(record["url"])
    host = md((urlsplit(url).hostname or "").removeprefix("www.")) if url else ""
    link = f"[{t('original', lang, host=host)}](<{url}>)" if url else t("no_original", lang)
    return " · ".join([*parts, link])


def _outlet_clock(record: dict[str, Any], lang: str) -> None:
    st.subheader(t("outlet_clock", lang))
    _fact("published", _published(record["published_earliest"], record["published_latest"], lang), lang)
    known = t("how_unknown", lang)
    if record["published_earliest"] is not None:
        known = t("how_known_value", lang, precision=code(record["published_precision"], lang),
                  basis=code(record["published_basis"], lang))  # fmt: skip
    _fact("how_known", known, lang)
    if record["published_raw"]:
        _fact("said", md(record["published_raw"], longest=STATED), lang)
    if record["stamp_class"]:
        _fact("stamps", t(f"stamp_{record['stamp_class']}", lang), lang)
    for moved in record["moved_dates"]:
        later = _published(moved["published_earliest"], moved["published_latest"], lang)
        _fact("moved", f"{later} ({t('seen_at', lang).lower()}: {clock(moved['seen_at'], lang)})", lang)


def _our_clock(record: dict[str, Any], lang: str) -> None:
    st.subheader(t("our_clock", lang))
    _fact("first_seen_at", clock(record["first_seen_at"], lang), lang)
    if record["feed_id"] is None:
        st.markdown(t("import_clock", lang))
    else:
        absent = record["absent_at"]
        _fact("not_there", clock(absent, lang) if absent else t("not_there_unknown", lang), lang)
    _fact("wordings", number(len(record["wordings"])), lang)


def _fact(key: str, value: str, lang: str) -> None:
    """Write one line; `value` is ours or escaped already."""
    st.markdown(f"**{t(key, lang)}** · {value}")


def _published(earliest: Any, latest: Any, lang: str) -> str:
    if earliest is None or latest is None:
        return t("published_unknown", lang)
    if earliest == latest:
        return t("published_at", lang, when=clock(earliest, lang))
    return t("published_between", lang, first=clock(earliest, lang), last=clock(latest, lang))


def _mentions(record: dict[str, Any], mentions: pd.DataFrame, lang: str) -> None:
    st.subheader(t("item_mentions", lang))
    if mentions.empty:
        st.info(t("no_mentions", lang))
        return
    narratives = chrome.answer("narratives")
    titles = dict(zip(narratives["narrative_id"], narratives[f"short_{lang}"], strict=True))
    of_item = mentions.assign(item_id=record["item_id"])
    judged.note_pending(of_item, lang)
    tables.mentions_table(judged.on_top(of_item, lang), titles, lang)
    files.offer("mentions", mentions, "item_mentions", lang, item_id=record["item_id"])
    decide.decide(record["item_id"], mentions, lang)
    with st.container(horizontal=True):
        for row in mentions[mentions["decision"] != "no"].itertuples():
            name = md(titles.get(str(row.narrative_id), row.narrative_id))
            st.page_link(chrome.NARRATIVE, label=t("open_one", lang, name=name),
                         query_params={"n": str(row.narrative_id), "lang": lang})  # fmt: skip
    item_texts.passages_table(mentions, lang)


def _coverage(record: dict[str, Any], lang: str) -> None:
    st.subheader(t("watched", lang))
    spans = chrome.answer("item_coverage", item_id=record["item_id"])
    if spans.empty:
        st.info(t("no_coverage", lang))
        return
    gaps = int((~spans["watched"].astype(bool)).sum())
    if gaps:
        st.warning(t("coverage_gaps.one" if gaps == 1 else "coverage_gaps.many", lang, n=number(gaps)))
    else:
        first, last = spans["started_at"].min(), spans["ended_at"].max()
        st.markdown(t("coverage_all", lang, first=clock(first, lang), last=clock(last, lang)))
    tables.coverage_table(spans, lang)


def _kept(record: dict[str, Any], lang: str) -> None:
    st.subheader(t("evidence_kept", lang))
    states = {"kept and whole": "body_whole", "none kept": "body_none"}
    rows = [{**wording, "number": n, "body": t(states.get(wording["body"], "body_broken"), lang)}
            for n, wording in enumerate(record["wordings"], start=1)]  # fmt: skip
    tables.evidence_table(pd.DataFrame(rows), lang)
    st.caption(t("evidence_note", lang, item_id=md(record["item_id"])))
    for other in record["same_story_as"]:
        st.page_link(chrome.ITEM, label=f"{t('same_story', lang)}: {md(other)}",
                     query_params={"i": str(other), "lang": lang})  # fmt: skip


if __name__ == "__main__":  # how Streamlit runs the file of a page
    page()
