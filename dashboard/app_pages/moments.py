"""The moment in the address in; what a page must leave out to show things as they were known then, out."""

from datetime import date, datetime, time, timedelta

import streamlit as st

from dashboard.app_pages import chrome
from dashboard.escape import md
from dashboard.formats import MEXICO_CITY, clock, local
from dashboard.words import t

KEY, NEWEST = "as_of", "newest"
_WIDGET = "as_of_day"  # holds a day; the address may hold a minute too


def past(lang: str) -> datetime | None:
    """Draw the choice of a past moment; return it, or None for all that the snapshot holds."""
    asked = st.query_params.get(KEY) or st.session_state.get(f"kept_{KEY}") or NEWEST
    moment = _read(asked, lang)
    if moment is not None and moment >= chrome.as_of():
        moment = None
    slug = NEWEST if moment is None else asked
    if st.query_params.get(KEY) != slug:
        st.query_params[KEY] = slug
    st.session_state[f"kept_{KEY}"] = slug
    st.session_state[_WIDGET] = local(moment).date() if moment else None
    with st.sidebar:
        st.date_input(t("as_of_choose", lang), value=None, key=_WIDGET, format="YYYY-MM-DD", on_change=_write,
                      min_value=date(1990, 1, 1), max_value=local(chrome.as_of()).date(),
                      help=t("as_of_help", lang))  # fmt: skip
    if moment is not None:
        st.info(t("as_of_past", lang, when=clock(moment, lang)))
    return moment


def until(moment: datetime | None) -> datetime:
    """Return up to when the data goes that is shown: the moment, or the snapshot's publication."""
    return moment or chrome.as_of()


def _write() -> None:
    chosen = st.session_state[_WIDGET]
    st.query_params[KEY] = chosen.isoformat() if chosen else NEWEST


def _read(asked: str, lang: str) -> datetime | None:
    """Return the moment meant: a day means its end in Mexico City. What cannot be read is said, and None."""
    if asked == NEWEST:
        return None
    moment = _moment(asked)
    if moment is None:
        st.warning(t("as_of_bad", lang, asked=md(asked)[:60]))
    return moment


def _moment(asked: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(asked.replace(" ", "+"))  # a plus sign in an address is read as a space
        if len(asked) == len("2024-04-10"):
            return datetime.combine(moment.date() + timedelta(days=1), time(0), MEXICO_CITY) - timedelta(seconds=1)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else None
