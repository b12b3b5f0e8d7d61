"""The parts of the Review page that only show: the text, the question, what people said, how far one has come."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.app_pages import chrome, judged, tables
from dashboard.escape import clean, md, safe_url
from dashboard.formats import clock, number
from dashboard.marks import Span, marked
from dashboard.standing import Standing
from dashboard.words import code, t
from store.model import Decision, Judgement, Note

FIELDS = ("title", "summary", "text")
RECENT = 200


def signature(lang: str) -> None:
    """Ask once who decides; the answer stays for this session."""
    if judged.who():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(t("deciding_as", lang, who=md(judged.who())), width="content")
            st.button(t("change_name", lang), key="change-name", type="tertiary", on_click=judged.sign, args=("",))
        return
    with st.form("who", border=True):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(t("who", lang), key="who-name", max_chars=60, width=320)
            st.form_submit_button(t("begin", lang), on_click=_signed)
        st.caption(t("who_help", lang))


def progress(waiting: int, done: int, lang: str) -> None:
    """Show how much of the queue has been decided."""
    if waiting:
        words = t("progress", lang, done=number(done), all=number(waiting))
        st.progress(min(1.0, done / waiting), text=words)


def words_of(mention: "pd.Series[Any]", lang: str) -> None:
    """Show who published the item and when, and its words with the matched passages marked."""
    with st.container(border=True):
        whose = [f"**{md(mention['outlet'])}**", _country(mention["country"], lang), code(mention["kind"], lang)]
        st.markdown(" · ".join([*whose, _when(mention, lang)]))
        for field in FIELDS:
            if mention[field]:
                st.caption(t(f"field_{field}", lang))
                weight = "600" if field == "title" else "400"
                st.html(f"<div style='font-weight:{weight}'>{marked(mention[field], _spans(mention, field))}</div>")
        if not mention["text"]:
            st.caption(t("text_not_kept", lang))
        with st.container(horizontal=True):
            st.page_link(chrome.ITEM, label=t("all_of_item", lang),
                         query_params={"i": mention["item_id"], "lang": lang})  # fmt: skip
            st.page_link(chrome.OUTLETS, label=t("all_of_outlet", lang),
                         query_params={"o": mention["outlet_id"], "lang": lang})  # fmt: skip
        url = safe_url(mention["url"])
        if url:
            st.markdown(f"[{t('original_at', lang)}](<{url}>)")
        st.caption(t("label_rests_on", lang, source=md(mention["label_source"], longest=400)))


def question(mention: "pd.Series[Any]", lang: str) -> None:
    """Show what is asked, and what the matcher made of it and from which words."""
    st.subheader(t("does_it_carry", lang, title=md(mention[f"title_{lang}"], longest=300)))
    if mention[f"claim_{lang}"]:
        st.markdown(f"**{t('claim', lang)}** · {md(mention[f'claim_{lang}'], longest=2_000)}")
    near = _text(mention["neighbour"])
    st.markdown(f"**{t('review_near', lang)}** · {_neighbour(near, lang) if near else t('review_near_none', lang)}")
    if not pd.isna(mention["probability"]):
        st.markdown(f"**{t('probability', lang)}** · {mention['probability']:.2f}")
    for name in ("frame", "route"):
        cue = _text(mention[f"{name}_cue"])
        because = t("because_of", lang, cue=md(cue, longest=120)) if cue else ""
        st.markdown(f"**{t(name, lang)}** · {code(_text(mention[name]), lang)}{because}")


def standing_of(one: Standing, *, is_pending: bool, lang: str) -> None:
    """Say what a person decided, when and why, and whether the snapshot knows."""
    said = [t({Decision.YES: "said_yes", Decision.NO: "said_no", Decision.REVIEW: "said_review"}[one.decision], lang)]
    said += [f"{t(name, lang).lower()}: {code(value, lang)}" for name, value in
             (("frame", one.frame), ("route", one.route)) if value]  # fmt: skip
    sentence = t("stands", lang, who=md(one.judged_by), said=", ".join(said), when=clock(one.judged_at, lang))
    why = f" {t('stands_because', lang, why=md(one.reason, longest=1_000))}" if one.reason else ""
    st.info(f"{sentence}{why} {t('stands_pending' if is_pending else 'stands_known', lang)}")


def history(now: judged.Known, lang: str) -> None:
    """List what people decided last, and whether the snapshot knows."""
    everything: list[Judgement | Note] = [*now.judgements.items, *now.judgements.notes]
    said = sorted(everything, key=lambda one: one.judged_at, reverse=True)
    with st.expander(t("decided_so_far", lang, n=number(len(said)))):
        if not said:
            st.caption(t("nobody_decided", lang))
            return
        names = _titles()[lang] | _item_titles(sorted({one.item_id for one in said[:RECENT]}))
        rows = [_row(one, names, now, lang) for one in said[:RECENT]]
        link = st.column_config.LinkColumn(t("open_again", lang), display_text=t("open_again", lang))
        wide = st.column_config.TextColumn(t("decision", lang), width=130)
        st.dataframe(pd.DataFrame(rows), hide_index=True, key="history", alt=t("history_alt", lang),
                     column_config={t("open_again", lang): link, t("decision", lang): wide})  # fmt: skip
        st.caption(t("history_note", lang))


def _row(one: Judgement | Note, names: dict[str, str], now: judged.Known, lang: str) -> dict[str, str]:
    decision, frame, route = t("note", lang), "", ""
    if isinstance(one, Judgement):
        decision = code(one.decision, lang)
        frame, route = (code(said, lang) if said else "" for said in (one.frame, one.route))
    return {
        t("when", lang): clock(one.judged_at, lang),
        t("who_column", lang): clean(one.judged_by),
        t("title", lang): clean(names.get(one.item_id, one.item_id)),
        t("narrative", lang): clean(names.get(one.narrative_id, one.narrative_id)),
        t("decision", lang): decision,
        t("frame", lang): frame,
        t("route", lang): route,
        t("why", lang): clean(one.reason or ""),
        t("state", lang): _state((one.item_id, one.narrative_id), now, lang),
        t("open_again", lang): tables.review_address(one.item_id, one.narrative_id, lang),
    }


def _signed() -> None:
    judged.sign(st.session_state.get("who-name", ""))


def _titles() -> dict[str, dict[str, str]]:
    rows = chrome.answer("narratives")
    return {lang: dict(zip(rows["narrative_id"], rows[f"title_{lang}"], strict=True)) for lang in ("en", "es")}


def _item_titles(item_ids: list[str]) -> dict[str, str]:
    rows = chrome.answer("review_titles", item_ids=",".join(item_ids))
    return dict(zip(rows["item_id"], rows["title"], strict=True))


def _neighbour(near: str, lang: str) -> str:
    return md(_titles()[lang].get(near, near), longest=300)


def _state(key: tuple[str, str], now: judged.Known, lang: str) -> str:
    return t("judged_pending" if key in now.pending else "judged_judged", lang)


def _spans(mention: "pd.Series[Any]", field: str) -> list[Span]:
    """Return the passages that still stand where the matcher saw them."""
    return [Span(p["start"], p["end"]) for p in mention["passages"]
            if p["field"] == field and mention[field][p["start"] : p["end"]] == p["text"]]  # fmt: skip


def _when(mention: "pd.Series[Any]", lang: str) -> str:
    if pd.isna(mention["published_earliest"]):
        return t("undated", lang)
    first, last = mention["published_earliest"], mention["published_latest"]
    if first == last:
        return clock(first, lang)
    return t("between", lang, first=clock(first, lang), last=clock(last, lang))


def _country(place: str, lang: str) -> str:
    return t("country_unknown", lang) if place == "unknown" else md(place)


def _text(cell: Any) -> str | None:
    return cell if isinstance(cell, str) and cell else None
