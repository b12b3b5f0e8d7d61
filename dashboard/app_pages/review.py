"""The Review page: uncertain mentions, the most informative first, decided with one key each."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.app_pages import chrome, files, judged, review_parts
from dashboard.escape import md
from dashboard.formats import number
from dashboard.standing import Key
from dashboard.words import code, t
from store.errors import RastroError
from store.model import Decision, Frame, Judgement, Route

FRAMES = (Frame.ASSERTS, Frame.ATTRIBUTES, Frame.ANALYSIS, Frame.REPORTS_DENIAL, Frame.DENIES, Frame.FACT_CHECK)
SAID = "review_said"  # what the last key did, in words
SKIPPED = "review_skipped"


def page() -> None:
    """Draw the page."""
    lang = chrome.language()
    chrome.head(t("review", lang), lang)
    lang = chrome.language_switch(lang)
    now = judged.known()
    judged.faults(now, lang)
    narratives = chrome.answer("narratives")
    titles = {"all": t("all_narratives", lang)}
    titles |= dict(zip(narratives["narrative_id"], narratives[f"title_{lang}"], strict=True))
    scope = chrome.choice("q", t("choose_narrative", lang), titles, "all", lang)
    queue = chrome.answer("review_queue", narrative_id=None if scope == "all" else scope, most=judged.MOST_WAITING)
    waiting = _waiting(queue, now)
    review_parts.progress(int(queue["waiting"].max()) if len(queue) else 0, len(queue) - len(waiting), lang)
    review_parts.signature(lang)
    _said_last(lang)
    shown = _chosen(waiting, lang)
    if shown is None:
        _done(now, lang)
    else:
        _one(shown, now, lang)
    chrome.gaps(lang)
    review_parts.history(now, lang)
    if len(queue):
        st.markdown(f"**{t('export', lang)}**")
        asked = {"narrative_id": None if scope == "all" else scope, "most": judged.MOST_WAITING}
        files.offer("queue", queue, "review_queue", lang, **asked)
    chrome.foot(f"review-{scope}-{'-'.join(shown) if shown else 'done'}-{_count(now)}-{lang}", lang)


def _waiting(queue: pd.DataFrame, now: judged.Known) -> list[Key]:
    """Return what nobody has decided yet, skipped ones last."""
    keys: list[Key] = list(zip(queue["item_id"], queue["narrative_id"], strict=True))
    stands = {key: one for key, one in now.stands.items() if one.decision is not Decision.REVIEW}
    skipped: list[Key] = st.session_state.get(SKIPPED, [])
    left = [key for key in keys if key not in stands]
    return sorted(left, key=lambda key: skipped.index(key) if key in skipped else -1)


def _chosen(waiting: list[Key], lang: str) -> Key | None:
    """Return the mention that the address asks for, or the first that waits; None when all is done."""
    item, narrative = (st.query_params.get(name) for name in ("i", "m"))
    if item and narrative:
        if len(chrome.answer("review_mention", item_id=item, narrative_id=narrative)):
            return item, narrative
        st.warning(t("review_unknown", lang, item=md(item, longest=40)))
    if not waiting:
        for name in ("i", "m"):
            st.query_params.pop(name, None)
        return None
    st.query_params["i"], st.query_params["m"] = waiting[0]
    return waiting[0]


def _one(key: Key, now: judged.Known, lang: str) -> None:
    mention = chrome.answer("review_mention", item_id=key[0], narrative_id=key[1]).iloc[0]
    text, question = st.columns([3, 2], gap="medium")
    with text:
        review_parts.words_of(mention, lang)
    with question:
        review_parts.question(mention, lang)
        _state(key, mention, now, lang)
        _keys(key, lang)


def _state(key: Key, mention: "pd.Series[Any]", now: judged.Known, lang: str) -> None:
    """Say what people said about this mention by now."""
    one = now.stands.get(key)
    if one:
        review_parts.standing_of(one, is_pending=key in now.pending, lang=lang)
    elif key in now.pending:
        st.info(t("judged_taken_back_long", lang))
    elif mention["decision"] != "review":
        st.info(t("review_sure", lang, decision=code(mention["decision"], lang)))
    for note in [note for note in now.judgements.notes if (note.item_id, note.narrative_id) == key]:
        st.caption(t("note_of", lang, who=md(note.judged_by), text=md(note.reason, longest=1_000)))


def _keys(key: Key, lang: str) -> None:
    """Draw one button a key. Their names hold the item: a key pressed twice cannot decide the next one unseen."""
    name, signed = "-".join(key), bool(judged.who())

    def button(word: str, shortcut: str, *args: Any, **more: Any) -> None:
        st.button(word, key=f"key-{shortcut}-{name}", shortcut=shortcut, args=args, width="stretch", **more)

    yes, no = st.columns(2)
    with yes:
        button(t("answer_yes", lang), "Y", key, Decision.YES, None, lang, on_click=_decide, disabled=not signed,
               type="primary")  # fmt: skip
    with no:
        button(t("answer_no", lang), "N", key, Decision.NO, None, lang, on_click=_decide, disabled=not signed)
    st.caption(t("answer_frame", lang))
    columns = st.columns(2)
    for number_, frame in enumerate(FRAMES, start=1):
        with columns[(number_ - 1) % 2]:
            button(code(frame, lang), str(number_), key, Decision.YES, frame, lang, on_click=_decide,
                   disabled=not signed)  # fmt: skip
    _more(key, name, lang, signed=signed)
    skip, undo = st.columns(2)
    with skip:
        button(t("answer_skip", lang), "S", key, on_click=_skip)
    with undo:
        button(t("answer_undo", lang), "U", lang, on_click=_undo, disabled=not signed)


def _more(key: Key, name: str, lang: str, *, signed: bool) -> None:
    """Offer a reason and another route, which go with the next key, and a remark that decides nothing."""
    with st.expander(t("more_to_say", lang)):
        routes = {"": t("route_as_is", lang)} | {route.value: code(route, lang) for route in Route}
        st.selectbox(t("route_to_record", lang), list(routes), format_func=lambda slug: routes[slug],
                     key=f"route-{name}")  # fmt: skip
        # below the route: Tab leads from here to a button, where keys count again
        st.text_input(t("reason_given", lang), key=f"reason-{name}", max_chars=1_000)
        st.caption(t("reason_given_help", lang))
        st.button(t("remark_only", lang), key=f"remark-{name}", on_click=_remark, args=(key, lang), disabled=not signed)


def _decide(key: Key, decision: Decision, frame: Frame | None, lang: str) -> None:
    name = "-".join(key)
    route = st.session_state.get(f"route-{name}") or None
    try:
        judged.decide(key, decision, frame=frame, route=Route(route) if route else None,
                      reason=st.session_state.get(f"reason-{name}"))  # fmt: skip
    except RastroError as error:
        st.session_state[SAID] = ("error", t("not_written", lang, fault=md(str(error), longest=400)))
        return
    said = code(frame, lang) if frame else t("said_yes" if decision is Decision.YES else "said_no", lang)
    st.session_state[SAID] = ("done", t("written", lang, said=said, title=_title(key)))
    _next()


def _remark(key: Key, lang: str) -> None:
    text = str(st.session_state.get(f"reason-{'-'.join(key)}") or "")
    if not text.strip():
        st.session_state[SAID] = ("error", t("remark_empty", lang))
        return
    try:
        judged.remark(key, text)
    except RastroError as error:
        st.session_state[SAID] = ("error", t("not_written", lang, fault=md(str(error), longest=400)))
        return
    st.session_state[SAID] = ("done", t("remarked", lang, title=_title(key)))


def _undo(lang: str) -> None:
    try:
        last = judged.take_back()
    except RastroError as error:
        st.session_state[SAID] = ("error", t("not_written", lang, fault=md(str(error), longest=400)))
        return
    if last is None:
        st.session_state[SAID] = ("done", t("nothing_to_undo", lang))
        return
    key = (last.item_id, last.narrative_id)
    words = t("undone" if isinstance(last, Judgement) else "undone_note", lang, title=_title(key))
    st.session_state[SAID] = ("done", words)
    st.query_params["i"], st.query_params["m"] = key


def _skip(key: Key) -> None:
    skipped: list[Key] = st.session_state.setdefault(SKIPPED, [])
    if key in skipped:
        skipped.remove(key)
    skipped.append(key)
    st.session_state.pop(SAID, None)
    _next()


def _next() -> None:
    for name in ("i", "m"):
        st.query_params.pop(name, None)


def _title(key: Key) -> str:
    found = chrome.answer("review_mention", item_id=key[0], narrative_id=key[1])
    return md(found["title"].iloc[0], longest=90) if len(found) else md(key[0])


def _said_last(lang: str) -> None:
    """Say what the last key did, always in the same place, so that nothing jumps."""
    kind, words = st.session_state.get(SAID, ("none", t("keys_hint", lang)))
    if kind == "error":
        st.error(words)
    else:
        st.caption(words)


def _done(now: judged.Known, lang: str) -> None:
    waiting = len(now.pending)
    st.info(t("review_done", lang))
    if waiting:
        st.markdown(t("pending_all.one" if waiting == 1 else "pending_all.many", lang, n=number(waiting)))
    if judged.who() and now.judgements.items:
        st.button(t("answer_undo", lang), key="key-u-done", shortcut="U", on_click=_undo, args=(lang,))


def _count(now: judged.Known) -> int:
    return len(now.judgements.items)


if __name__ == "__main__":  # how Streamlit runs the file of a page
    page()
