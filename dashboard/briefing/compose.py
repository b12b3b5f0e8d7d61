"""An edition and its database in; the scene, the pictures and the words of a week's page out, nothing drawn yet."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

import pandas as pd

from dashboard.briefing.book import Answer, Book, ask_all
from dashboard.briefing.edition import Edition
from dashboard.briefing.news import new_rows, news
from dashboard.briefing.page import Note, note
from dashboard.briefing.pictures import (
    LANE_PX,
    LANES_PX,
    Picture,
    curve_picture,
    day_rows,
    swimlane_picture,
    week_picture,
)
from dashboard.briefing.telling import HORIZON_H, Scene, Told, plural, rows_of, short_name, tell, within
from dashboard.briefing.week import ENOUGH_PCT, Coverage, judged_coverage
from dashboard.formats import full_day, instant
from dashboard.words import t
from store.database import Database

_MOST_LANES = 20  # on the first sheet
_MOST_NOTES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A week in words and figures: what is on the first sheet, and below it for each narrative that moved."""

    scene: Scene
    coverage: Coverage
    told: tuple[Told, ...]  # most items first
    news: tuple[str, ...]
    week: Picture
    lanes: Mapping[str, Picture]  # by narrative
    curves: Mapping[str, Picture]
    lead_lanes: Picture | None
    lead_curve: Picture | None

    @property
    def pictures(self) -> list[Picture]:
        """Every picture once, in the order of the slides."""
        each = [
            one for told in self.told for one in (self.lanes.get(told.narrative_id), self.curves.get(told.narrative_id))
        ]
        both = [self.lead_curve] if self.lead_curve and self.lead_curve.name == "curve" else []
        return [self.week, *(one for one in each if one), *both]


def answers_of(database: Database, edition: Edition) -> dict[str, Answer]:
    """Ask everything that a week's briefing rests on."""
    week = {"week_start": edition.week.start}
    here = {"country": edition.country}
    asked: dict[str, tuple[str, dict[str, Any]]] = {
        "narratives": ("narratives", {}),
        "daily": ("week_daily", week | here | {"as_of": edition.moment}),  # never the clock's hour
        "month_only": ("week_month_only", week | here | {"as_of": edition.moment}),
        "pickups": ("pickups", {"narrative_id": None}),
        "weeks": ("brief_week", week | here),
        "total": ("brief_total", week | here),
        "story": ("brief_story", week | here),
        "newly": ("brief_newly", week | here),
        "against": ("brief_against", week),
        "items": ("brief_items", week),
        "curve": ("brief_curve", here | {"horizon_h": HORIZON_H}),
        "coverage": ("brief_coverage", week | {"as_of": edition.moment}),
    }
    if edition.then and edition.then.compare:
        asked["changed"] = ("brief_changed", {})
    found = ask_all(database, asked)
    daily = found["daily"]
    return found | {"daily": replace(daily, rows=day_rows(daily.rows))}


def scene_of(
    database: Database, edition: Edition, more: Mapping[str, tuple[str, dict[str, Any]]] | None = None
) -> Scene:  # fmt: skip
    """Ask everything, and more (questions as name: file and parameters), and return what sentences need."""
    if edition.then:
        edition.then.shadow(database)
    answers = answers_of(database, edition) | ask_all(database, more or {})
    narratives = answers["narratives"].rows
    names = dict(zip(narratives["narrative_id"], narratives[f"short_{edition.lang}"], strict=True))
    book = Book(edition.lang, answers, database)
    book.told("snapshot.time", instant(edition.moment, edition.lang), "snapshot")  # every chart says it
    return Scene(book=book, week=edition.week, country=edition.country, names=names,
                 moment=edition.moment)  # fmt: skip


def compose(database: Database, edition: Edition) -> Composed:
    """Compose the briefing of a week. Raises QueryError."""
    scene = scene_of(database, edition)
    book = scene.book
    moved = _moved(scene)
    told = tuple(tell(scene, key) for key in moved)
    week = week_picture(scene, edition.moment)
    carried = [key for key in moved if rows_of(scene, key, role="pick-up") or rows_of(scene, key, role="origin")]
    lanes = {key: swimlane_picture(scene, key, edition.moment) for key in carried}
    quick = [key for key in moved if book.count("curve", "at_most", narrative_id=key)[0]]
    curves = {key: curve_picture(scene, [key], edition.moment) for key in quick}
    lead_curve = curve_picture(scene, quick, edition.moment) if len(quick) > 1 else next(iter(curves.values()), None)
    lead = moved[0] if moved and moved[0] in lanes else None
    return Composed(
        scene=scene, coverage=coverage_of(scene), told=told, news=tuple(news(scene)), week=week,
        lanes=lanes, curves=curves, lead_curve=lead_curve,
        lead_lanes=swimlane_picture(scene, lead, edition.moment, _MOST_LANES, LANES_PX) if lead else None,
    )  # fmt: skip


def coverage_of(scene: Scene) -> Coverage:
    """Return what the coverage of the week allows."""
    row = scene.book.answers["coverage"].rows.iloc[0]
    return judged_coverage(int(row["feeds"]), None if pd.isna(row["share_pct"]) else int(row["share_pct"]))


def _moved(scene: Scene) -> list[str]:
    """Return the narratives with an item or a first pick-up in the week, most items first."""
    weeks = scene.book.answers["weeks"].rows.set_index("narrative_id")
    newly = set(scene.book.answers["newly"].rows["narrative_id"])
    moved = [key for key in scene.names if weeks.loc[key, "items_all"] or key in newly]
    return sorted(moved, key=lambda key: (-weeks.loc[key, "items"], -weeks.loc[key, "items_all"], key))


def with_fewer_lanes(composed: Composed, edition: Edition, over_px: float, *, fewest: int) -> Composed:
    """Return the same with fewer lanes on the first sheet, so that it is shorter by `over_px` as far as that goes."""
    if composed.lead_lanes is None:
        return composed
    drawn = len(composed.lead_lanes.page.layout.yaxis.tickvals)
    rows = max(fewest, drawn - ceil(over_px / LANE_PX) - 1)  # the line "and 3 more" takes room as well
    key = composed.told[0].narrative_id
    return replace(composed, lead_lanes=swimlane_picture(composed.scene, key, edition.moment, rows, LANES_PX))


def warnings(scene: Scene, edition: Edition) -> tuple[str, ...]:
    """Return what the first sheet must say before anything else."""
    found = coverage_warning(scene)
    if edition.moment >= edition.week.end:
        return found
    when = scene.book.told("snapshot.time", instant(edition.moment, edition.lang), "snapshot")
    return (*found, t("brief_running", edition.lang, when=when))


def coverage_warning(scene: Scene) -> tuple[str, ...]:
    """Return what to say when the week was watched too little, or not at all; else nothing."""
    book, lang, coverage = scene.book, scene.lang, coverage_of(scene)
    if coverage is Coverage.ENOUGH:
        return ()
    if coverage is Coverage.NONE:
        return (t("brief_none", lang),)
    share, feeds = (book.say("count", "coverage", column) for column in ("share_pct", "feeds"))
    enough = book.told("coverage.enough", str(ENOUGH_PCT), "rule")
    return (t("brief_thin", lang, share=share, feeds=feeds, enough=enough),)


def changed_lines(scene: Scene) -> tuple[str, ...]:
    """Say what later data changed in the ledger, a line a narrative; none if it was not asked, or one that says so."""
    columns = ("added", "moved", "withdrawn", "same")
    if "changed" not in scene.book.answers:
        return ()
    rows = scene.book.answers["changed"].rows
    found: list[str] = []
    for key in rows["narrative_id"]:
        counts = {column: scene.book.count("changed", column, narrative_id=key) for column in columns}
        if any(counts[column][0] for column in columns[:3]):
            said = {column: words for column, (_, words) in counts.items()}
            found.append(t("brief_changed_row", scene.lang, name=scene.name(key), **said))
    return tuple(found) or (t("brief_changed_none", scene.lang),)


def gap_line(scene: Scene) -> str | None:
    """Say how much was watched; None when no feed was followed."""
    if coverage_of(scene) is Coverage.NONE:
        return None
    said = {key: scene.book.say("count", "coverage", column) for key, column in _GAP.items()}
    return t("brief_gap", scene.lang, **said)


_GAP = {"watched": "watched_h", "asked": "asked_h", "feeds": "feeds", "share": "share_pct", "gap": "gap_h"}


def week_line(edition: Edition, book: Book) -> str:
    """Name the week and its days."""
    week = edition.week
    said = (week.slug, full_day(week.start, edition.lang), full_day(week.last, edition.lang))
    slug, first, last = (book.told("week", one, "asked") for one in said)
    return t("brief_week", edition.lang, slug=slug, first=first, last=last)


def data_line(edition: Edition, book: Book) -> str:
    """Say up to when the data goes."""
    said = t(
        "brief_data", edition.lang, when=book.told("snapshot.time", instant(edition.moment, edition.lang), "snapshot")
    )
    return f"{said}, {t('brief_known_then', edition.lang)}" if edition.then else said


def week_title(scene: Scene) -> str:
    """Say what the week came to, with its denominator."""
    book, lang = scene.book, scene.lang
    (items, said), (before, _) = book.count("total", "items"), book.count("total", "items_before")
    _, narratives = book.count("total", "narratives")
    _, tracked = book.count("total", "tracked")
    title = t(
        "brief_week_title",
        lang,
        total=plural("brief_items", items, lang, n=said),
        narratives=narratives,
        tracked=tracked,
    )
    if not before:
        return f"{title} {t('brief_items_none_before', lang)}"
    return f"{title} {t('brief_items_before', lang, change=book.say('signed', 'total', 'items items_before'))}"


def lanes_title(scene: Scene, key: str) -> str:
    """Say who was first here, or among how many it is not known."""
    firsts, among = scene.book.count("story", "firsts", narrative_id=key)
    if not firsts:
        return t("brief_swim_title_bare", scene.lang, name=scene.name(key))
    if firsts > 1:
        return t("brief_swim_title_among", scene.lang, name=scene.name(key), n=among)
    dated = [
        row for row in rows_of(scene, key, role="pick-up") if row["published_precision"] not in {"month", "unknown"}
    ]
    first = min(dated, key=lambda row: row["first_latest"])
    where = {"narrative_id": key, "outlet_id": first["outlet_id"]}
    lag = scene.book.say("lag", "pickups", "lag_min_h lag_max_h", **where)
    said = {"name": scene.name(key), "outlet": short_name(scene, "pickups", first)}
    return (
        t("brief_swim_title", scene.lang, lag=lag, **said) if lag else t("brief_swim_title_first", scene.lang, **said)
    )


def curve_title(scene: Scene, key: str) -> str:
    """Say how many had taken it up within the curve's reach, of how many."""
    _, carried = scene.book.count("curve", "carried", narrative_id=key)
    hours = scene.book.told("curve.horizon", str(HORIZON_H), "rule")
    return t("brief_curve_title", scene.lang, name=scene.name(key), k=within(scene, key), n=carried, h=hours)


def notes_of(scene: Scene, key: str, links: Mapping[str, str]) -> tuple[Note, ...]:
    """Return the addresses behind a narrative's finding: its page, its origins, and the week's first pick-ups."""
    rows = [*rows_of(scene, key, role="origin"), *new_rows(scene, key)][:_MOST_NOTES]
    found = [Note(label=label, text=address, href=None) for label, address in links.items()]
    for row in rows:
        where = {"narrative_id": key, "outlet_id": row["outlet_id"]}
        scene.book.say("text", "pickups", "url", **where)
        found.append(note(short_name(scene, "pickups", row), row["url"]))
    return tuple(found)
