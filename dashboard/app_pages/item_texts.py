"""An item's texts in; on the page: what it says with its passages marked, its nearest earlier text, how it changed."""

import re
from itertools import pairwise
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.app_pages import chrome, tables
from dashboard.escape import clean, md
from dashboard.formats import clock, number
from dashboard.marks import SHARED_WORDS, Span, changes, compared, marked, shared
from dashboard.words import code, t

FIELDS = ("title", "summary", "text")
_GROUP = re.compile(r"group (\d+) of the concept query of \S+")
_SHARED = re.compile(r"(\d+) words in common")


def said(record: dict[str, Any], mentions: pd.DataFrame, lang: str) -> None:
    """Show title, summary and text with the passages of all mentions marked by number."""
    st.subheader(t("text", lang))
    newest = record["wordings"][-1]
    passages = _passages(mentions)
    placed = [passage for passage in passages if _stands(passage, newest)]
    if placed:
        st.caption(t("marks_note", lang))
    if len(placed) < len(passages):
        stale = len(passages) - len(placed)
        st.caption(t("marks_stale.one" if stale == 1 else "marks_stale.many", lang, n=number(stale)))
    for field in FIELDS:
        if newest[field]:
            spans = [Span(p["start"], p["end"], p["note"]) for p in placed if p["field"] == field]
            st.caption(_label(field, lang))
            st.html(marked(newest[field], spans))
    if not newest["text"]:
        st.caption(t("no_text", lang))


def passages_table(mentions: pd.DataFrame, lang: str) -> None:
    """Show the numbered passages, with the narratives that rest on them and why."""
    rows = [{"number": p["note"], "narratives": p["narrative"], "field": _label(p["field"], lang),
             "words": clean(p["text"], longest=300), "why": clean(told_why(p["why"], lang), longest=120)}
            for p in _passages(mentions, lang)]  # fmt: skip
    if rows:
        st.caption(t("passages", lang))
        labels = {"number": t("number", lang), "narratives": t("narrative", lang), "field": t("field", lang),
                  "words": t("words_there", lang), "why": t("because", lang)}  # fmt: skip
        st.dataframe(pd.DataFrame(rows), hide_index=True, key="passages", alt=t("passages", lang),
                     column_config=labels)  # fmt: skip


def told_why(reason: str, lang: str) -> str:
    """Return in the reader's language what the matcher noted; words of a kind not known here stay as they are."""
    for pattern, word in ((_GROUP, "why_group"), (_SHARED, "why_shared")):
        if found := pattern.fullmatch(reason):
            return t(word, lang, n=found[1])
    return reason


def nearest_earlier(record: dict[str, Any], earlier: pd.DataFrame, lang: str) -> None:
    """Show the item beside the earlier text that shares most with it, and list the next ones."""
    st.subheader(t("nearest", lang))
    if earlier.empty:
        st.info(t("no_reuse", lang))
        return
    nearest = earlier.iloc[0]
    share = f"{nearest['containment']:.0%}".replace("%", "\u00a0%" if lang == "es" else "%")
    st.markdown(t("reuse_share", lang, share=share, outlet=md(nearest["outlet"]),
                  shared=number(int(nearest["shared_words"]))))  # fmt: skip
    newest = record["wordings"][-1]
    mine, theirs = _whole(newest), _whole(nearest)
    both = shared(mine, theirs)
    left, right = st.columns(2)
    with left, st.container(border=True):
        st.markdown(f"**{t('earlier_item', lang, outlet=md(nearest['outlet']))}**")
        st.caption(_when(nearest, lang))
        st.html(marked(theirs, shared(theirs, mine)))
    with right, st.container(border=True):
        st.markdown(f"**{t('this_item', lang)}**")
        st.caption(_when(record, lang))
        st.html(marked(mine, both))
    st.caption(t("reuse_marks" if both else "reuse_unmarked", lang, run=SHARED_WORDS))
    tables.earlier_table(earlier, lang)


def wordings(record: dict[str, Any], lang: str) -> None:
    """Show how one wording became the next, word by word."""
    st.subheader(t("versions", lang))
    seen = record["wordings"]
    if len(seen) == 1:
        st.markdown(t("one_version", lang, when=clock(seen[0]["seen_at"], lang)))
        return
    pairs = {str(n): t("version_pair", lang, number=n, next=n + 1, when=clock(new["seen_at"], lang))
             for n, (_, new) in enumerate(pairwise(seen), start=1)}  # fmt: skip
    chosen = int(chrome.choice("v", t("compare", lang), pairs, str(len(seen) - 1), lang))
    old, new = seen[chosen - 1], seen[chosen]
    st.caption(t("diff_note", lang))
    for field in FIELDS:
        if old[field] or new[field]:
            _difference(field, old[field] or "", new[field] or "", lang)


def _difference(field: str, old: str, new: str, lang: str) -> None:
    st.caption(_label(field, lang) + (f": {t('field_unchanged', lang)}" if old == new else ""))
    if old == new:
        return
    found = changes(old, new)
    if found is None:
        st.info(t("diff_too_long", lang))
    else:
        st.html(compared(found))


def _passages(mentions: pd.DataFrame, lang: str = "en") -> list[dict[str, Any]]:
    """Return the passages of every mention that was not refused, numbered; the same words for two reasons are two."""
    kept = mentions[mentions["decision"] != "no"] if len(mentions) else mentions
    found = [{**passage, "narrative": clean(getattr(row, f"title_{lang}"))}
             for row in kept.itertuples() for passage in row.passages]  # fmt: skip
    return [{**passage, "note": note} for note, passage in enumerate(found, start=1)]


def _stands(passage: dict[str, Any], wording: dict[str, Any]) -> bool:
    """Say whether the passage is still where the matcher saw it."""
    return bool((wording.get(passage["field"]) or "")[passage["start"] : passage["end"]] == passage["text"])


def _whole(wording: Any) -> str:
    return "\n\n".join(wording[field] for field in FIELDS if wording[field])


def _when(row: Any, lang: str) -> str:
    first, last = row["published_earliest"], row["published_latest"]
    if pd.isna(first) or pd.isna(last):
        return f"{t('published', lang)}: {t('published_unknown', lang)}"
    if first == last:
        return f"{t('published', lang)} {clock(first, lang)}"
    return f"{t('published', lang)} {t('published_between', lang, first=clock(first, lang), last=clock(last, lang))}"


def _label(field: str, lang: str) -> str:
    return t("kept_text", lang) if field == "text" else code(field, lang).capitalize()
