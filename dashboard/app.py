"""The list of pages: Streamlit runs this for every reader and every change."""

import logging
import os

import streamlit as st

from dashboard.app_pages import chrome, door
from dashboard.gate import is_asked, may_read
from dashboard.words import t
from store.errors import StoreError

_log = logging.getLogger(__name__)
lang = chrome.language()
if is_asked(os.environ) and not may_read(st.user.to_dict(), os.environ):
    door.show(lang)
    st.stop()
pages = [
    st.Page(chrome.WEEK, title=t("week", lang), url_path="week", default=True, help=t("week_help", lang)),
    st.Page(chrome.NARRATIVE, title=t("narrative", lang), url_path="narrative", help=t("narrative_help", lang)),
    st.Page(chrome.SEARCH, title=t("search", lang), url_path="search", help=t("search_help", lang)),
    st.Page(chrome.OUTLETS, title=t("outlets_page", lang), url_path="outlets", help=t("outlets_help", lang)),
    st.Page(chrome.REVIEW, title=t("review", lang), url_path="review", help=t("review_help", lang)),
    st.Page(chrome.SQL, title=t("sql_page", lang), url_path="sql", help=t("sql_help", lang)),
    st.Page(chrome.HEALTH, title=t("health_page", lang), url_path="health", help=t("health_help", lang)),
    st.Page(chrome.BRIEFING, title=t("briefing_page", lang), url_path="briefing", help=t("briefing_help", lang)),
    st.Page(chrome.ITEM, title=t("item", lang), url_path="item", help=t("item_help", lang), visibility="hidden"),
]
chosen = st.navigation(pages)
try:
    chosen.run()
except StoreError:  # a file that is broken or gone: a sentence, not an empty page
    _log.exception("the snapshot cannot be read")
    chrome.unreadable(lang)
