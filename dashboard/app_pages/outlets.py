"""The Outlets page: what each outlet carried and how; with one chosen, all that is known of it."""

import pandas as pd
import streamlit as st

from dashboard.app_pages import chrome, files, outlet_parts, outlet_tables
from dashboard.charts.frames import Named, frame_bars
from dashboard.charts.words import outlets_of
from dashboard.escape import clean
from dashboard.theme import screen
from dashboard.words import t

EVERY = "all"


def page() -> None:
    """Draw the page."""
    lang = chrome.language()
    chrome.head(t("outlets_page", lang), lang)
    country, lang = chrome.scope_and_language(lang)
    names = chrome.answer("outlet_names")
    options = {EVERY: t("every_outlet", lang)}
    options |= {key: f"{clean(name)} · {clean(place)}" for key, name, place
                in zip(names["outlet_id"], names["outlet"], names["country"], strict=True)}  # fmt: skip
    shown = chrome.choice("o", t("choose_outlet", lang), options, EVERY, lang)
    if shown == EVERY:
        _every(country, lang)
    else:
        outlet_parts.one(shown, lang)
    chrome.foot(f"outlets-{shown}-{country or 'all'}-{lang}", lang)


def _every(country: str | None, lang: str) -> None:
    rows = chrome.answer("outlets", country=country, outlet_id=None)
    if rows.empty:
        st.info(t("outlets_none", lang))
        return
    st.caption(t("outlets_note", lang))
    named = Named(who=outlets_of(country, len(rows), lang))
    figure = frame_bars(_named(rows), named=named, as_of=chrome.as_of(), sheet=screen(lang))
    chrome.plot(figure, key="frames", alt=t("outlets_alt", lang))
    st.subheader(t("outlets_title", lang))
    outlet_tables.overview(rows, lang)
    files.offer("outlets", rows, "outlets", lang, country=country, outlet_id=None)
    st.caption(t("table_shares_note", lang))


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(name=rows["outlet"])


if __name__ == "__main__":  # how Streamlit runs the file of a page
    page()
