"""Choices of a search in the address in, widgets on the page and the same choices out; `all` and `any` are slugs."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import streamlit as st

from dashboard.escape import clean, md
from dashboard.words import t

ALL, ANY = "all", "any"


def typed(key: str, label: str, lang: str, *, longest: int) -> str:
    """Draw a box for words; what is typed lives in the address."""
    shown = _asked(key, "")[:longest]
    st.session_state[key] = shown
    # a little more than fits: the page says what is too long, where the box would only stop
    st.text_input(label, key=key, placeholder=t("search_hint", lang), max_chars=longest, on_change=_writer(key, str))
    _keep(key, shown)
    return shown


def several(key: str, label: str, options: Mapping[str, str], lang: str) -> tuple[str, ...]:
    """Draw a box for several of the options (slug to label); the address holds their slugs, or `all`."""
    asked = [slug for slug in _asked(key, ALL).split(",") if slug and slug != ALL]
    unknown = [slug for slug in asked if slug not in options]
    if unknown:
        st.warning(t("unknown_choice", lang, asked=md(", ".join(unknown))[:60], shown=t("all", lang)))
    shown = [slug for slug in dict.fromkeys(asked) if slug in options]
    st.session_state[key] = shown
    st.multiselect(label, list(options), key=key, placeholder=t("all", lang), on_change=_writer(key, _joined),
                   format_func=lambda slug: clean(options[slug]))  # fmt: skip
    _keep(key, _joined(shown))
    return tuple(shown)


def day(key: str, label: str, lang: str, *, why: str | None = None) -> date | None:
    """Draw a box for a day; the address holds it as 2024-04-09, or `any`."""
    asked = _asked(key, ANY)
    shown = None
    if asked != ANY:
        try:
            shown = date.fromisoformat(asked)
        except ValueError:
            st.warning(t("bad_day", lang, asked=md(asked)[:60]))
    st.session_state[key] = shown
    st.date_input(label, value=None, key=key, format="YYYY-MM-DD", help=why, on_change=_writer(key, _dated),
                  min_value=date(1990, 1, 1), max_value=date(2100, 1, 1))  # fmt: skip
    _keep(key, _dated(shown))
    return shown


def page_number(key: str, pages: int) -> int:
    """Return the page asked for, from 1, within what there is; `pager` draws the widget, below the list."""
    asked = st.query_params.get(key, "1")
    number = min(max(1, int(asked)), pages) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 1  # noqa: PLR2004
    st.query_params[key] = str(number)
    return number


def pager(key: str, pages: int) -> None:
    """Draw the row of pages, if there are several."""
    if pages < 2:  # noqa: PLR2004 - one page needs no pager
        return
    here = int(st.query_params[key])
    widget = f"pager_{key}_{here}"  # a widget of its own for each page: the address leads, the widget follows

    def write() -> None:
        st.query_params[key] = str(st.session_state[widget])

    st.pagination(pages, default=here, key=widget, on_change=write)


def _asked(key: str, default: str) -> str:
    """Return what the address says, else what was chosen before: links in the sidebar drop the query."""
    asked = st.query_params.get(key)
    return str(st.session_state.get(f"kept_{key}", default) if asked is None else asked)


def _keep(key: str, slug: str) -> None:
    if st.query_params.get(key) != slug:
        st.query_params[key] = slug
    st.session_state[f"kept_{key}"] = slug


def _writer(key: str, slug: Callable[[Any], str]) -> Callable[[], None]:
    def write() -> None:
        st.query_params[key] = slug(st.session_state[key])
        st.query_params["p"] = "1"

    return write


def _joined(slugs: list[str]) -> str:
    return ",".join(slugs) or ALL


def _dated(chosen: date | None) -> str:
    return chosen.isoformat() if chosen else ANY
