"""The Narrative page: who carried one narrative, when, by which route and in which frame."""

from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.app_pages import chrome, files, judged, moments, narrative_parts, narrative_speed, tables
from dashboard.charts.swimlane import swimlane
from dashboard.escape import md, safe_url
from dashboard.words import t

WRITTEN = 2_000  # characters of a sentence that stands in a narrative file: ours, not a feed's


def page() -> None:
    """Draw the page."""
    lang = chrome.language()
    chrome.head(t("narrative", lang), lang)
    country, lang = chrome.scope_and_language(lang)
    moment = moments.past(lang)
    narratives = chrome.answer("narratives")
    if narratives.empty:
        st.info(t("no_narratives", lang))
        chrome.foot(f"narrative-none-{lang}", lang)
        return
    titles = dict(zip(narratives["narrative_id"], narratives[f"title_{lang}"], strict=True))
    shown = chrome.choice("n", t("choose_narrative", lang), titles, _usual(titles), lang)
    card = narratives.set_index("narrative_id").loc[shown]
    st.header(md(card[f"title_{lang}"]))
    pickups = _pickups(shown, moment)
    _card(card, titles, pickups, lang)
    items = chrome.answer("narrative_items", narrative_id=shown, as_of=moment).assign(narrative_id=shown)
    scene = narrative_parts.Scene(
        narrative_id=shown, name=str(card[f"short_{lang}"]), country=country, moment=moment, lang=lang
    )
    if pickups.empty:
        st.info(t("nobody", lang))
    else:
        _pictures(scene, pickups)
        narrative_speed.speed(scene, pickups, _names(narratives, lang))
    if len(items):
        narrative_parts.treatment(scene, items)
        narrative_parts.routes(scene)
    _lists(scene, items, pickups)
    chrome.foot(f"narrative-{shown}-{country or 'all'}-{lang}", lang)


def _usual(titles: dict[str, Any]) -> str:
    counted = chrome.answer("pickups", narrative_id=None)["narrative_id"].value_counts()
    return str(counted.index[0]) if len(counted) else next(iter(titles))


def _pickups(narrative_id: str, moment: datetime | None) -> pd.DataFrame:
    if moment is None:
        return chrome.answer("pickups", narrative_id=narrative_id)
    return chrome.answer("pickups_then", narrative_id=narrative_id, as_of=moment)


def _card(card: "pd.Series[Any]", titles: dict[str, Any], pickups: pd.DataFrame, lang: str) -> None:
    with st.container(border=True):
        st.markdown(f"**{t('claim', lang)}** · {md(card[f'claim_{lang}'], longest=WRITTEN)}")
        st.markdown(f"**{t('origin', lang)}** · {tables.origin_sentence(pickups, lang)}")
        st.markdown(f"**{t('accused', lang)}** · {md(', '.join(card['accused']))}")
        for name in ("since", "until"):
            if not pd.isna(card[name]):
                st.markdown(f"**{t(name, lang)}** · {card[name]:%Y-%m-%d}")
        near = md("; ".join(titles.get(label, label) for label in card["neighbours"]), longest=WRITTEN)
        st.markdown(f"**{t('neighbours', lang, n=len(card['neighbours']))}** · {near}")
        st.markdown(f"**{t('sources', lang)}** · {_links(card['sources'], lang)}")
        if card["note"]:
            st.markdown(f"**{t('note', lang)}** · {md(card['note'], longest=WRITTEN)}")


def _links(sources: list[dict[str, str]], lang: str) -> str:
    kept = [(source, safe_url(source["url"])) for source in sources]
    return " · ".join(f"[{md(source['title'])}](<{url}>) ({t(source['kind'], lang)})" for source, url in kept if url)


def _pictures(scene: narrative_parts.Scene, pickups: pd.DataFrame) -> None:
    figure = swimlane(pickups, name=scene.name, as_of=scene.until, country=scene.country, sheet=scene.sheet)
    chrome.plot(figure, key="swimlane", alt=t("chart_swim_alt", scene.lang))


def _names(narratives: pd.DataFrame, lang: str) -> dict[str, str]:
    return dict(zip(narratives["narrative_id"], narratives[f"short_{lang}"], strict=True))


def _lists(scene: narrative_parts.Scene, items: pd.DataFrame, pickups: pd.DataFrame) -> None:
    country, lang = scene.country, scene.lang
    asked = {"narrative_id": scene.narrative_id} | ({"as_of": str(scene.moment)} if scene.moment else {})
    st.subheader(t("ledger", lang))
    st.caption(t("ledger_note", lang) + " " + t("via_note", lang))
    shown = judged.on_top(items, lang)
    sources = chrome.answer("narrative_sources", narrative_id=scene.narrative_id, as_of=scene.moment)
    tables.ledger_table(pickups, shown, sources, country, lang)
    files.offer("ledger", pickups, "pickups_then" if scene.moment else "pickups", lang, **asked)
    st.subheader(t("items", lang))
    st.caption(t("items_note", lang))
    judged.note_pending(items, lang)
    tables.items_table(shown, country, lang)
    files.offer("items", items, "narrative_items", lang, **asked)


if __name__ == "__main__":  # how Streamlit runs the file of a page
    page()
