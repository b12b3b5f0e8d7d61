"""An item's mentions in; on its page: what people decided, and buttons to confirm, reject, reframe or reroute each."""

import pandas as pd
import streamlit as st

from dashboard.app_pages import judged, review_parts
from dashboard.escape import md
from dashboard.standing import Key
from dashboard.words import code, t
from store.errors import RastroError
from store.model import Decision, Frame, Route

SAID = "decide_said"


def decide(item_id: str, mentions: pd.DataFrame, lang: str) -> None:
    """Draw a box a mention (narrative_id and title_en or title_es in a row): what stands, and the buttons."""
    st.subheader(t("decide_title", lang))
    now = judged.known()
    judged.faults(now, lang)
    review_parts.signature(lang)
    kind, words = st.session_state.get(SAID, ("none", ""))
    if kind == "error":
        st.error(words)
    for row in mentions.to_dict("records"):
        key = (item_id, str(row["narrative_id"]))
        with st.container(border=True):
            st.markdown(f"**{md(row[f'title_{lang}'], longest=300)}**")
            one = now.stands.get(key)
            if one:
                review_parts.standing_of(one, is_pending=key in now.pending, lang=lang)
            elif key in now.pending:
                st.info(t("judged_taken_back_long", lang))
            _buttons(key, lang)


def _buttons(key: Key, lang: str) -> None:
    name, signed = "-".join(key), bool(judged.who())
    frames = {"": t("frame_as_is", lang)} | {frame.value: code(frame, lang) for frame in Frame}
    routes = {"": t("route_as_is", lang)} | {route.value: code(route, lang) for route in Route}
    left, middle, right = st.columns(3)
    with left:
        st.selectbox(t("frame", lang), list(frames), format_func=frames.__getitem__, key=f"item-frame-{name}")
    with middle:
        st.selectbox(t("route", lang), list(routes), format_func=routes.__getitem__, key=f"item-route-{name}")
    with right:
        st.text_input(t("why", lang), key=f"item-why-{name}", max_chars=1_000)
    with st.container(horizontal=True):
        st.button(t("answer_yes", lang), key=f"item-yes-{name}", type="primary", on_click=_write,
                  args=(key, Decision.YES, lang), disabled=not signed)  # fmt: skip
        st.button(t("answer_no", lang), key=f"item-no-{name}", on_click=_write, args=(key, Decision.NO, lang),
                  disabled=not signed)  # fmt: skip
        st.button(t("answer_undo", lang), key=f"item-undo-{name}", on_click=_undo, args=(key, lang),
                  disabled=not signed)  # fmt: skip


def _write(key: Key, decision: Decision, lang: str) -> None:
    name = "-".join(key)
    frame, route = (st.session_state.get(f"item-{field}-{name}") for field in ("frame", "route"))
    carries = decision is Decision.YES  # what does not carry the claim has neither frame nor route
    try:
        judged.decide(key, decision, frame=Frame(frame) if frame and carries else None,
                      route=Route(route) if route and carries else None,
                      reason=st.session_state.get(f"item-why-{name}"))  # fmt: skip
    except RastroError as error:
        st.session_state[SAID] = ("error", t("not_written", lang, fault=md(str(error), longest=400)))
    else:
        st.session_state.pop(SAID, None)


def _undo(key: Key, lang: str) -> None:
    try:
        judged.take_back(key)
    except RastroError as error:
        st.session_state[SAID] = ("error", t("not_written", lang, fault=md(str(error), longest=400)))
    else:
        st.session_state.pop(SAID, None)
