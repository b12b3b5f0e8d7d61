"""What every page has: the snapshot, the language, choices in the address, the as-of line and the standing warning."""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard.ask import ask
from dashboard.escape import clean, md
from dashboard.formats import MEXICO_CITY, clock, number
from dashboard.urlstate import choose
from dashboard.words import LANGUAGES, t
from store.database import Database, Paths, open_snapshot
from store.errors import StoreError
from store.snapshot import published_at

WEEK, NARRATIVE = "app_pages/week.py", "app_pages/narrative.py"
REVIEW, OUTLETS = "app_pages/review.py", "app_pages/outlets.py"
SEARCH, ITEM = "app_pages/search.py", "app_pages/item.py"
SQL, HEALTH, BRIEFING = "app_pages/sql.py", "app_pages/health.py", "app_pages/briefing.py"
PLOT = {
    "displayModeBar": True,
    "displaylogo": False,
    "modeBarButtons": [["toImage"]],
    "scrollZoom": False,
    "doubleClick": False,
}  # a chart's axes are its words: nothing resets them
CACHED_FRAMES = 200
READ, LOADING = "read_snapshots", "loading_line"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STALE, SHOWN_AS_HOURS = DAY, 3 * DAY


def language() -> str:
    """Return the reader's language from the address; English is the default."""
    asked = st.query_params.get("lang")
    return choose(asked, LANGUAGES, "en").shown


def snapshot_path() -> Path:
    """Return the newest snapshot's own path: the key of every cache, so that a new snapshot is seen at once."""
    return Path(os.path.realpath(paths().pointer))


def paths() -> Paths:
    """Return where things lie in the data folder that is shown."""
    return Paths(Path(os.environ.get("RASTRO_DATA", "data")))


def opened(path: str) -> Database:
    """Return a snapshot's database, for one thread."""
    return _open(path).cursor()


def _release(database: Database) -> None:
    with suppress(StoreError):  # a cursor may still be at work; the file goes with its process
        database.close()


@st.cache_resource(max_entries=2, on_release=_release, show_spinner=False)
def _open(path: str) -> Database:
    return open_snapshot(Path(path))


@st.cache_data(max_entries=CACHED_FRAMES, show_spinner=False)
def _answer(path: str, name: str, parameters: tuple[tuple[str, Any], ...]) -> pd.DataFrame:
    return ask(opened(path), name, **dict(parameters))


def answer(name: str, **parameters: Any) -> pd.DataFrame:
    """Answer a question of dashboard/queries/ from the newest snapshot."""
    return _answer(str(snapshot_path()), name, tuple(sorted(parameters.items())))


def as_of() -> datetime:
    """Return when the snapshot was published, in UTC."""
    return published_at(snapshot_path())


def head(title: str, lang: str) -> None:
    """Draw the title and the as-of line, or stop with a sentence when nothing is published."""
    st.set_page_config(page_title=f"{title} · Rastro", layout="wide")
    st.title(md(title))
    if not snapshot_path().exists():
        st.info(t("no_snapshot", lang))
        drawn("no-snapshot")
        st.stop()
    _dated(title, lang)


def _dated(title: str, lang: str) -> None:
    """Say how new the data is, and while a page's first questions to a snapshot run, that it is being read."""
    said, place, first = (
        t("as_of", lang, when=clock(as_of(), lang)) + _stale(lang),
        st.empty(),
        (snapshot_path(), title),
    )
    place.caption(said)
    if first not in st.session_state.setdefault(READ, set()):
        place.caption(f"{said} · {t('loading', lang)}")
        st.session_state[READ].add(first)
        st.session_state[LOADING] = place, said


def gaps(lang: str) -> None:
    """Say when feeds were not watched, or that none ever was: what is missing here may have come then."""
    found = answer("gaps").iloc[0]
    if not found["stretches"]:
        st.caption(t("gaps_never", lang))
    elif found["gaps"]:
        many = "gaps_some.one" if found["gaps"] == 1 else "gaps_some.many"
        until = t("gaps_open", lang) if pd.isna(found["until"]) else clock(found["until"].to_pydatetime(), lang)
        st.caption(t(many, lang, n=number(found["gaps"]), until=until))


def _stale(lang: str) -> str:
    """Return a sentence on the snapshot's age if it is old; a Streamlit page is an entry point and reads the clock."""
    age = datetime.now(UTC) - as_of()
    if age <= STALE:
        return ""
    told = f"{number(age / HOUR)} h" if age < SHOWN_AS_HOURS else f"{number(age / DAY)} d"
    return f". **{t('stale', lang, age=told)}**"


def unreadable(lang: str) -> None:
    """Say that the snapshot cannot be read, and what to do; why is for whoever runs it, since it names folders."""
    st.error(t("unreadable", lang, name=md(snapshot_path().name)))
    drawn("unreadable")


def foot(key: str, lang: str) -> None:
    """Draw the standing warning, and say that the page is drawn."""
    st.divider()
    st.caption(t("not_coordination", lang))
    st.caption(t("permalink", lang))
    drawn(key)


def drawn(key: str) -> None:
    """Leave the mark that tells a test which state is on the screen; `key` is made of our own slugs."""
    if LOADING in st.session_state:
        place, said = st.session_state.pop(LOADING)
        place.caption(said)
    safe = "".join(c for c in key if c.isalnum() or c in "-_")
    st.html(f'<span id="drawn" data-key="{safe}"></span>')


def choice(key: str, label: str, options: Mapping[str, str], default: str, lang: str) -> str:
    """Draw a select box whose value lives in the address as a slug, default included."""
    return _bound(_select, key, label, options, default, lang)


def switch(key: str, label: str, options: Mapping[str, str], default: str, lang: str) -> str:
    """Draw a row of buttons whose value lives in the address as a slug, default included."""
    return _bound(_segments, key, label, options, default, lang)


def language_switch(lang: str) -> str:
    """Draw the switch of the language alone, for a page that is about every country; return the language."""
    with st.sidebar:
        return switch("lang", t("language", lang), LANGUAGES, "en", lang)


def scope_and_language(lang: str) -> tuple[str | None, str]:
    """Draw the two switches that every page has; return the country (None: all) and the language."""
    with st.sidebar:
        chosen = switch("lang", t("language", lang), LANGUAGES, "en", lang)
        scopes = {"MX": t("scope_MX", chosen), "all": t("scope_all", chosen)}
        scope = switch("c", t("scope", chosen), scopes, "MX", chosen)
    return (None if scope == "all" else scope), chosen


def _select(label: str, options: Mapping[str, str], **more: Any) -> str | None:
    chosen: str | None = st.selectbox(label, list(options), format_func=lambda slug: clean(options[slug]), **more)
    return chosen


def _segments(label: str, options: Mapping[str, str], **more: Any) -> str | None:
    chosen: str | None = st.segmented_control(
        label, list(options), required=True, format_func=lambda slug: md(options[slug]), **more
    )
    return chosen


def _bound(  # noqa: PLR0913, PLR0917 - the two functions above are its face
    widget: Callable[..., Any], key: str, label: str, options: Mapping[str, str], default: str, lang: str
) -> str:
    asked = st.query_params.get(key) or st.session_state.get(f"kept_{key}")  # links in the sidebar drop the query
    found = choose(asked, options, default)
    if found.unknown:
        st.warning(t("unknown_choice", lang, asked=md(asked or "")[:60], shown=md(options[default])))
    st.session_state[key] = found.shown

    def write() -> None:
        st.query_params[key] = st.session_state[key]

    got = widget(label, options, key=key, on_change=write)
    shown = got if got in options else found.shown
    if st.query_params.get(key) != shown:
        st.query_params[key] = shown
    st.session_state[f"kept_{key}"] = shown
    return str(shown)


def plot(figure: go.Figure, *, key: str, alt: str) -> None:
    """Show a figure as it was made, without Streamlit's theme over it; its one button saves it as it is, as a PNG."""
    image = {"format": "png", "filename": f"rastro-{key}-{as_of():%Y%m%dT%H%MZ}", "scale": 2}
    st.plotly_chart(figure, theme=None, key=key, config={**PLOT, "toImageButtonOptions": image}, alt=alt)


def local_times(frame: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Return the frame with these columns in Mexico City time."""
    return frame.assign(**{name: frame[name].dt.tz_convert(MEXICO_CITY) for name in names})
