"""The Week page: what the tracked narratives did in one ISO week."""

from datetime import date, datetime, timedelta

import pandas as pd
import streamlit as st

from dashboard.app_pages import chrome, files, judged, moments, tables, week_behind, week_parts
from dashboard.charts.weekly import weekly
from dashboard.escape import md
from dashboard.formats import local, number
from dashboard.theme import screen
from dashboard.words import t


def page() -> None:
    """Draw the page."""
    lang = chrome.language()
    chrome.head(t("week", lang), lang)
    country, lang = chrome.scope_and_language(lang)
    moment = moments.past(lang)
    found = chrome.answer("weeks", country=country, as_of=moment)
    weeks = [day.date() for day in pd.to_datetime(found["week_start"])]
    if not weeks:
        st.info(t("no_data", lang))
        chrome.foot(f"week-none-{lang}", lang)
        return
    slug, start = _chosen_week(weeks, lang)
    _show(start, country, moment, lang)
    chrome.foot(f"week-{slug}-{country or 'all'}-{lang}", lang)


def _chosen_week(weeks: list[date], lang: str) -> tuple[str, date]:
    by_slug = {f"{day:%G-W%V}": day for day in reversed(weeks)}
    labels = {slug: f"{slug} · {day} – {day + timedelta(days=6)}" for slug, day in by_slug.items()}
    newest = next(iter(by_slug))
    slug = chrome.choice("w", t("choose_week", lang), labels, newest, lang)
    if slug == newest:
        st.caption(t("last_week", lang, week=labels[newest]))
    return slug, by_slug[slug]


def _show(start: date, country: str | None, moment: datetime | None, lang: str) -> None:
    narratives, until = chrome.answer("narratives"), moments.until(moment)
    names = dict(zip(narratives["narrative_id"], narratives[f"short_{lang}"], strict=True))
    _tiles(start, country, moment, len(names), lang)
    daily = chrome.answer("week_daily", week_start=start, country=country, as_of=until)
    month = chrome.answer("week_month_only", week_start=start, country=country, as_of=moment)
    undated = dict(zip(month["narrative_id"], month["items"], strict=True))
    changed = week_parts.found_changes(start, country, moment)
    back = frozenset(changed.loc[changed["change"] == "returned", "narrative_id"])
    figure = weekly(daily, names=names, back=back, week_start=start, as_of=until, undated=undated,
                    sheet=screen(lang))  # fmt: skip
    chrome.plot(figure, key="heat", alt=t("chart_week_alt", lang))
    week_behind.behind(start, country, until, names, lang)
    st.caption(t("open_narrative", lang))
    with st.container(horizontal=True):
        for narrative_id, name in names.items():
            st.page_link(chrome.NARRATIVE, label=md(name), query_params={"n": narrative_id, "lang": lang})
    with st.expander(t("table", lang)):
        tables.week_table(daily, names, start, undated, lang)
        files.offer("week", daily, "week_daily", lang, week_start=str(start), country=country, as_of=str(until))
    week_parts.changes(changed, names, moment, lang)


def _tiles(start: date, country: str | None, moment: datetime | None, tracked: int, lang: str) -> None:
    until = moments.until(moment)
    numbers = chrome.answer("week_numbers", week_start=start, country=country, as_of=until).iloc[0]
    over = local(until).date() > start + timedelta(days=6)
    before = t("kpi_items_delta" if over else "kpi_items_hours", lang, n=number(numbers["items_before"]))
    tiles = [
        ("kpi_items", numbers["items"], before),
        ("kpi_outlets", numbers["outlets"], t("kpi_outlets_note", lang)),
        ("kpi_narratives", numbers["narratives"], t("kpi_narratives_note", lang, n=tracked)),
        _waiting(int(numbers["review"]), lang),
    ]
    with st.container(horizontal=True):
        for key, value, note in tiles:
            st.metric(t(key, lang), int(value), border=True, delta=note, delta_color="off", delta_arrow="off")


def _waiting(review: int, lang: str) -> tuple[str, int, str]:
    """Return the tile of what waits for a person: what somebody decided since the snapshot waits no more."""
    decided = judged.decided_since()
    note = t("kpi_review_pending", lang, n=decided) if decided else t("kpi_review_note", lang)
    return "kpi_review", review - decided, note


if __name__ == "__main__":  # how Streamlit runs the file of a page
    page()
