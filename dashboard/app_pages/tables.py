"""Data frames of questions in, tables in the reader's language on the page: a table stands beside every chart."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from dashboard.app_pages.chrome import local_times
from dashboard.escape import clean, md, safe_url
from dashboard.formats import MEXICO_CITY, instant
from dashboard.words import code, t

TIMES = {"earliest", "latest", "first_seen", "starting", "until_column", "seen_at"}  # by the keys of their words
UNKNOWN = "unknown"  # an outlet's country in the registry
SCROLLED = 10  # rows that a table shows at once, unless it is the main thing on its page
WIDTHS = {  # pixels, by the keys of the words: what matters stands in 1165, a window of 1600 without its sidebar
    "title": 222, "outlet": 120, "outlet_short": 115, "item_open": 50, "published_short": 202, "frame_short": 88,
    "route_short": 80, "via": 100, "decided_short": 82, "certain_short": 86, "role_short": 66, "country_short": 48,
    "country": 56, "narratives": 130, "frames": 100, "frame": 100, "route": 86, "published": 205, "lag_min": 60,
    "lag_max": 60, "certain": 92, "evidence": 60, "item": 130, "role": 75, "decision": 74, "probability": 92,
    "judged": 76, "language": 66, "narrative": 190, "cue_frame": 150, "cue_route": 150, "near_miss": 125,
    "decided_by": 112, "share": 90, "shared_words": 90, "reason": 130, "feed": 180, "earlier_wording": 200,
    "wording_number": 64, "body": 150, "sha256": 450, "fetch": 130, "content_hash": 130,
}  # fmt: skip
FORMATS = {"lag_min": "%.1f", "lag_max": "%.1f", "probability": "%.2f", "share": "%.2f"}
CODED = ("role", "frame", "route", "published_precision", "published_basis", "decision")


def week_table(
    daily: pd.DataFrame, names: Mapping[str, str], start: date, undated: Mapping[str, int], lang: str
) -> None:  # fmt: skip
    """Show the week's numbers: a row per narrative, a column per day; a day without data is left empty, never zero."""
    days = [start + timedelta(days=n) for n in range(7)]
    dated = daily.assign(day=pd.to_datetime(daily["day"]).dt.date)
    grid = dated.set_index(["narrative_id", "day"])["items"].unstack()  # noqa: PD010 - one row a cell: nothing to sum
    table = grid.reindex(index=list(names), columns=days).astype("Int64")
    table.columns = [str(day) for day in days]
    table.insert(0, t("narrative", lang), [clean(names[key]) for key in table.index])
    table[t("total", lang)] = table[[str(day) for day in days]].sum(axis=1)
    table[t("month_only", lang)] = [undated.get(key, 0) for key in table.index]
    st.dataframe(table, hide_index=True, alt=t("table", lang))


def ledger_table(
    pickups: pd.DataFrame, items: pd.DataFrame, sources: pd.DataFrame, country: str | None, lang: str
) -> None:
    """Show the pick-up ledger: origins always, pick-ups of the chosen country.

    `items` of the narrative, as shown; `sources` as in the question narrative_sources.
    """
    kept = pickups if country is None else pickups[(pickups["country"] == country) | (pickups["role"] == "origin")]
    seen = items.drop_duplicates("item_id").set_index("item_id")
    joined = kept.assign(published=published(kept, "first_earliest", "first_latest", lang), **{
        name: seen[name].reindex(kept["item_id"]).set_axis(kept.index) for name in ("first_seen_at", "judged")
    })  # fmt: skip
    told = came_via(sources, seen["outlet"].to_dict())
    joined = joined.assign(
        via=[told.get(item_id, "–") for item_id in joined["item_id"]],
        decided_by=[
            t("decided_matcher", lang) if cell == t("judged_none", lang) else _text(cell) or "–"
            for cell in joined["judged"]
        ],
    )
    shown = local_times(_worded(joined, lang), "first_seen_at")
    columns = {
        "outlet": "outlet_short", "evidence": "item_open", "published": "published_short",
        "first_seen_at": "first_seen", "lag_min_h": "lag_min", "lag_max_h": "lag_max", "frame": "frame_short",
        "route": "route_short", "via": "via", "decided_by": "decided_short", "order_certain": "certain_short",
        "role": "role_short", "country": "country_short",
    }  # fmt: skip
    _table(shown, columns, lang, key="ledger")


def came_via(sources: pd.DataFrame, outlets: Mapping[str, str]) -> dict[str, str]:
    """Return the outlets whose earlier texts an item came from, as words by item id; `outlets` by item id.

    A question mark follows one of several, or one whose order to the item is not known.
    """
    told: dict[str, list[str]] = {}
    for row in sources.itertuples():
        name = clean(outlets.get(str(row.source_item_id), str(row.source_outlet_id)))
        said = told.setdefault(str(row.item_id), [])
        if name not in said and f"{name}?" not in said:
            said.append(name if row.decided else f"{name}?")
    return {item_id: ", ".join(names) for item_id, names in told.items()}


def items_table(items: pd.DataFrame, country: str | None, lang: str) -> None:
    """Show every item that carries the narrative or waits for a decision."""
    kept = items if country is None else items[items["country"] == country]
    stated = kept.assign(published=published(kept, "published_earliest", "published_latest", lang))
    shown = local_times(_worded(stated, lang), "first_seen_at")
    columns = {
        "outlet": "outlet", "title": "title", "evidence": "evidence", "published": "published", "frame": "frame",
        "route": "route", "decision": "decision", "judged": "judged", "probability": "probability",
        "first_seen_at": "first_seen",
    }  # fmt: skip
    _table(shown, columns, lang, key="items")


def published(frame: pd.DataFrame, earliest: str, latest: str, lang: str) -> list[str]:
    """Return what the outlets' clocks say as one cell each, in Mexico City time: a moment, a day or an interval.

    2024-04-09 08:51, 2024-04-09 (the whole day), or 2024-04-08 15:00 – 04-09 14:59; written so that they sort.
    """
    pairs = zip(_here(frame[earliest]), _here(frame[latest]), strict=True)
    return [t("undated", lang) if pd.isna(first) or pd.isna(last) else _stretch(first, last)
            for first, last in pairs]  # fmt: skip


def _here(times: "pd.Series[Any]") -> list[Any]:
    """Return times in Mexico City as Python's own: pandas' take ten times as long to write one by one."""
    return list(times.dt.tz_convert(MEXICO_CITY).dt.to_pydatetime()) if len(times) else []


def _stretch(start: datetime, end: datetime) -> str:
    minute = "%Y-%m-%d %H:%M"
    if start.replace(second=0, microsecond=0) == end.replace(second=0, microsecond=0):
        return f"{start:{minute}}"
    whole = start.time() == time(0) and end.time() >= time(23, 59)
    if whole and start.date() == end.date():
        return f"{start:%Y-%m-%d}"
    if whole:
        return f"{start:%Y-%m-%d} – {end:%m-%d}" if start.year == end.year else f"{start:%Y-%m-%d} – {end:%Y-%m-%d}"
    return f"{start:{minute}} – {end:%m-%d %H:%M}" if start.year == end.year else f"{start:{minute}} – {end:{minute}}"


def review_address(item_id: str, narrative_id: str, lang: str) -> str:
    """Return the address where an item and a narrative can be decided again, from any other page."""
    return f"/review?i={quote(item_id, safe='')}&m={quote(narrative_id, safe='')}&lang={lang}"


def found_table(items: pd.DataFrame, narratives: Mapping[str, str], lang: str) -> None:
    """Show a page of what a search found; `narratives` maps ids to names."""
    named = {
        "narratives": [
            ", ".join(clean(narratives.get(key, key)) for key in _listed(cell)) for cell in items["narratives"]
        ],
        "frames": [", ".join(code(key, lang) for key in _listed(cell)) for cell in items["frames"]],
        "matched_title": [clean(cell) if _text(cell) else "" for cell in items["matched_title"]],
    }
    stated = items.assign(**named, published=published(items, "published_earliest", "published_latest", lang))
    shown = local_times(_worded(stated, lang), "first_seen_at")
    columns = {
        "evidence": "evidence", "title": "title", "outlet": "outlet", "country": "country", "published": "published",
        "narratives": "narratives", "frames": "frames", "first_seen_at": "first_seen", "language": "language",
    }  # fmt: skip
    if any(named["matched_title"]):
        columns |= {"matched_title": "earlier_wording"}
    _table(shown, columns, lang, key="found_items", height=640 if len(shown) > SCROLLED else "auto")


def mentions_table(mentions: pd.DataFrame, names: Mapping[str, str], lang: str) -> None:
    """Show what was decided about an item, narrative by narrative, and the words it rests on; `names` of narratives."""
    cues = {name: [clean(names.get(cell, cell)) if _text(cell) else "" for cell in mentions[name]]
            for name in ("frame_cue", "route_cue", "neighbour", "method")}  # fmt: skip
    coded = {name: [code(_text(cell), lang) for cell in mentions[name]] for name in CODED if name in mentions}
    shown = mentions.assign(**cues, **coded, title=[clean(cell) for cell in mentions[f"title_{lang}"]])
    columns = {
        "title": "narrative", "decision": "decision", "probability": "probability", "frame": "frame",
        "frame_cue": "cue_frame", "route": "route", "route_cue": "cue_route", "neighbour": "near_miss",
        "judged": "judged", "method": "decided_by",
    }  # fmt: skip
    _table(shown, columns, lang, key="mentions")


def earlier_table(earlier: pd.DataFrame, lang: str) -> None:
    """Show the earlier texts that an item shares wording with."""
    shown = _worded(earlier, lang).assign(published=published(earlier, "published_earliest", "published_latest", lang))
    columns = {
        "outlet": "outlet", "country": "country", "title": "title", "evidence": "evidence",
        "containment": "share", "shared_words": "shared_words", "published": "published",
    }  # fmt: skip
    _table(shown, columns, lang, key="earlier")


def coverage_table(spans: pd.DataFrame, lang: str) -> None:
    """Show when an outlet's feeds were watched, and why not."""
    reasons = [code(_text(cell), lang) if _text(cell) else "" for cell in spans["reason"]]
    shown = local_times(spans.assign(reason=reasons), "started_at", "ended_at")
    columns = {"started_at": "starting", "ended_at": "until_column", "watched": "watched_column", "reason": "reason",
               "feed_id": "feed"}  # fmt: skip
    _table(shown, columns, lang, key="coverage")


def evidence_table(wordings: pd.DataFrame, lang: str) -> None:
    """Show what was kept of each wording of an item."""
    kept = [_text(cell) or "" for cell in wordings["body_sha256"]]
    utc = wordings.assign(seen_at=pd.to_datetime(wordings["seen_at"], utc=True), body_sha256=kept)
    shown = local_times(utc, "seen_at")
    columns = {"number": "wording_number", "seen_at": "seen_at", "body": "body", "body_sha256": "sha256",
               "fetch_id": "fetch", "content_hash": "content_hash"}  # fmt: skip
    _table(shown, columns, lang, key="kept")


def _listed(cell: Any) -> list[str]:
    return [] if cell is None or isinstance(cell, float) else [str(key) for key in cell]


def origin_sentence(pickups: pd.DataFrame, lang: str) -> str:
    """Return when and by whom the narrative came out, as far as the data can say, safe for Markdown."""
    origins = pickups[(pickups["role"] == "origin") & pickups["first_earliest"].notna()]
    if origins.empty:
        return t("origin_unknown", lang)
    first, last = (instant(moment, lang) for moment in (origins["first_earliest"].min(), origins["first_latest"].min()))
    return t("origin_known", lang, first=first, last=last, outlets=", ".join(md(name) for name in origins["outlet"]))


def _worded(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    coded = {name: [code(_text(cell), lang) for cell in frame[name]] for name in CODED if name in frame}
    texts: dict[str, list[str | None]] = {
        name: [clean(cell) for cell in frame[name]] for name in ("outlet", "title") if name in frame
    }
    if "country" in frame:
        texts["country"] = [known_country(cell) for cell in frame["country"]]
    return frame.assign(**coded, **texts, url=[safe_url(_text(cell)) for cell in frame["url"]],
                        evidence=[item_address(item_id, lang) for item_id in frame["item_id"]])  # fmt: skip


def known_country(cell: Any) -> str | None:
    """Return a country's code; None where the registry does not know it."""
    return None if not isinstance(cell, str) or cell == UNKNOWN else clean(cell)


def item_address(item_id: str, lang: str) -> str:
    """Return the address of an item's own page, from any other page."""
    return f"/item?i={quote(item_id, safe='')}&lang={lang}"


def _text(cell: Any) -> str | None:
    return cell if isinstance(cell, str) else None


def _table(frame: pd.DataFrame, columns: Mapping[str, str], lang: str, *, key: str, height: Any = "auto") -> None:
    labels = {name: t(word, lang) for name, word in columns.items()}
    clock: dict[str, Any] = {"width": 125, "format": "YYYY-MM-DD HH:mm", "timezone": str(MEXICO_CITY)}
    times = {name: st.column_config.DatetimeColumn(label, **clock)
             for name, label in labels.items() if columns[name] in TIMES}  # fmt: skip
    numbers = {name: st.column_config.NumberColumn(label, format=FORMATS[columns[name]], width=WIDTHS[columns[name]])
               for name, label in labels.items() if columns[name] in FORMATS}  # fmt: skip
    links = {"url": r"https?://(?:www\.)?([^/]+)", "evidence": t("open", lang)}
    link = {name: st.column_config.LinkColumn(labels[name], display_text=shown, width=WIDTHS.get(columns[name]))
            for name, shown in links.items() if name in labels}  # fmt: skip
    wide = {name: st.column_config.Column(label, width=WIDTHS[columns[name]])
            for name, label in labels.items() if columns[name] in WIDTHS}  # fmt: skip
    st.dataframe(frame[list(columns)], hide_index=True, key=key, alt=t("table_alt", lang), height=height,
                 placeholder="–", column_config={**labels, **wide, **times, **numbers, **link})  # fmt: skip
