"""A narrative in; on the page: how fast outlets picked it up, as shares with their band and as counts."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.app_pages import chrome
from dashboard.app_pages.narrative_parts import Scene
from dashboard.charts.curve import pickup_curve
from dashboard.charts.share_curve import share_curve
from dashboard.charts.share_lines import base_of, read_lines
from dashboard.escape import clean
from dashboard.words import t

HORIZONS = {"72": "72 h", "168": "7 d", "720": "30 d"}  # hours
EVENTS = ("adoption", "mention")


def speed(scene: Scene, pickups: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Draw the share of outlets over time; where no outlet was watched also how many there are at least and at most.

    `pickups` are the rows of the narrative's ledger, `names` of all narratives.
    """
    lang = scene.lang
    st.subheader(t("speed", lang))
    with st.container(horizontal=True):
        horizon = float(chrome.switch("h", t("speed_horizon", lang), HORIZONS, "72", lang))
        events = {event: t(f"speed_{event}", lang) for event in EVENTS}
        event = chrome.switch("e", t("speed_event", lang), events, "adoption", lang)
    if scene.moment is not None:
        st.info(t("speed_now_only", lang))
    elif _shares(scene, names, event, horizon) == "watched":
        return
    counts = pickup_curve(pickups, names={scene.narrative_id: scene.name}, as_of=scene.until, country=scene.country,
                          horizon_h=horizon, sheet=scene.sheet)  # fmt: skip
    chrome.plot(counts, key="curve", alt=t("chart_curve_alt", lang))


def _shares(scene: Scene, names: Mapping[str, str], event: str, horizon_h: float) -> str:
    """Draw the curve with its table; return whom its shares are of."""
    asked: dict[str, Any] = {"country": scene.country, "event": event, "clock": "clock"}
    curves, medians = chrome.answer("narrative_curves", **asked), chrome.answer("narrative_medians", **asked)
    base = base_of(medians, scene.narrative_id)
    lines = read_lines(curves, medians, names=names, shown=scene.narrative_id, base=base, seen_h=_seen(scene),
                       horizon_h=horizon_h)  # fmt: skip
    if scene.name not in [line.name for line in lines[:1]]:
        lines = []  # others alone say nothing of this one
    figure = share_curve(lines, base=base, as_of=scene.until, country=scene.country, event=event, horizon_h=horizon_h,
                         sheet=scene.sheet)  # fmt: skip
    chrome.plot(figure, key="share", alt=t("speed_alt", scene.lang))
    if lines:
        with st.expander(t("table", scene.lang)):
            shown = curves[(curves["base"] == base) & curves["narrative_id"].isin(list(names))]
            _table(shown.assign(narrative=[clean(names[key]) for key in shown["narrative_id"]]), scene.lang)
    return base


def _seen(scene: Scene) -> dict[str, float]:
    """Return the hours from each narrative's origin to the end of the data."""
    origins = chrome.answer("pickups", narrative_id=None)
    origins = origins[(origins["role"] == "origin") & origins["first_latest"].notna()]
    first = origins.groupby("narrative_id")["first_latest"].min()
    hours = (pd.Timestamp(scene.until) - first).dt.total_seconds() / 3600
    return {str(key): float(value) for key, value in hours.items()}


def _table(rows: pd.DataFrame, lang: str) -> None:
    columns = {"narrative": "narrative", "from_h": "speed_from", "to_h": "speed_to", "share": "speed_share",
               "band_least": "speed_least", "band_most": "speed_most"}  # fmt: skip
    labels: dict[str, Any] = {
        name: st.column_config.NumberColumn(t(key, lang), format="percent" if name[0] in "sb" else "%.1f")
        for name, key in columns.items() if name != "narrative"
    }  # fmt: skip
    st.dataframe(rows[list(columns)], hide_index=True, key="share_table", alt=t("table_alt", lang),
                 column_config={**labels, "narrative": t("narrative", lang)})  # fmt: skip
