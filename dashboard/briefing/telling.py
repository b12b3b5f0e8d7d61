"""The answers about a week in, sentences with their uncertainty out: composed by rule, and none without data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from dashboard.briefing.book import Book, literal, literals
from dashboard.briefing.week import Week
from dashboard.charts.words import outlets_of
from dashboard.escape import clean
from dashboard.formats import full_day, local
from dashboard.words import t

HORIZON_H = 72  # the curve's reach
NAMED, NAME_LONG = 4, 30  # outlets named in a sentence, characters of a name there
_EXACT = ("second", "minute")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What every sentence needs: the book of numbers, the week, whose outlets count (None: all), and names."""

    book: Book
    week: Week
    country: str | None
    names: dict[str, str]
    moment: datetime  # up to when the data goes

    @property
    def lang(self) -> str:
        """The reader's language."""
        return self.book.lang

    def name(self, narrative_id: str) -> str:
        """Return a narrative's short name."""
        return clean(self.names[narrative_id])


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One narrative in words: a headline and the answers to four questions."""

    narrative_id: str
    headline: str
    started: str
    carried: str
    fast: str
    unsure: str

    @property
    def short(self) -> str:
        """The finding in two lines: who started and carried it, and how fast."""
        return f"{self.started} {self.carried} {self.fast}"


def tell(scene: Scene, narrative_id: str) -> Told:
    """Tell one narrative by the end of the week."""
    return Told(
        narrative_id=narrative_id,
        headline=_headline(scene, narrative_id),
        started=_started(scene, narrative_id),
        carried=_carried(scene, narrative_id),
        fast=_fast(scene, narrative_id),
        unsure=_unsure(scene, narrative_id),
    )


def plural(key: str, n: int, lang: str, /, **values: object) -> str:
    """Return the words of the key for one or for many."""
    return t(f"{key}_one" if n == 1 else f"{key}_many", lang, **values)


def outlet_names(scene: Scene, source: str, rows: Sequence[dict[str, Any]], joint: str, most: int = NAMED) -> str:
    """Return "A, B and C", with "and 2 more" past so many; each row is one of the answer."""
    said = [short_name(scene, source, row) for row in rows[:most]]
    if len(rows) > most:
        _, more = scene.book.count(_rest(scene, source, rows, most), "n")
        return f"{', '.join(said)} {t('brief_and_more', scene.lang, n=more)}"
    return f"{', '.join(said[:-1])} {joint} {said[-1]}" if len(said) > 1 else "".join(said)


def _rest(scene: Scene, source: str, rows: Sequence[dict[str, Any]], most: int) -> str:
    """Ask how many of these outlets are not named."""
    key, ids = rows[0]["narrative_id"], literals(sorted(row["outlet_id"] for row in rows))
    name = f"{source}-not-named-{key}-{rows[0]['outlet_id']}"
    return scene.book.counts(
        name, source, n=f"count(*) filter (narrative_id = {literal(key)} and outlet_id in {ids}) - {most}"
    )


def short_name(scene: Scene, source: str, row: dict[str, Any]) -> str:
    """Return an outlet's name, what stands in brackets left out; the full one is in the table."""
    scene.book.say("text", source, "outlet", narrative_id=row["narrative_id"], outlet_id=row["outlet_id"])
    whole = clean(row["outlet"])
    return clean(whole.split(" (")[0] or whole, longest=NAME_LONG)


def rows_of(scene: Scene, narrative_id: str, *, role: str) -> list[dict[str, Any]]:
    """Return the ledger's rows of a narrative: its origins, or the pick-ups of the scene's country."""
    pickups = scene.book.answers["pickups"].rows
    kept = pickups[(pickups["narrative_id"] == narrative_id) & (pickups["role"] == role)]
    if role != "origin" and scene.country is not None:
        kept = kept[kept["country"] == scene.country]
    return [{str(key): value for key, value in row.items()} for row in kept.to_dict("records")]


def when(scene: Scene, row: dict[str, Any], source: str = "pickups") -> str:
    """Say when an outlet's first mention was, no finer than it is known."""
    return stated(scene, row, source, ("first_earliest", "first_latest"),
                  narrative_id=row["narrative_id"], outlet_id=row["outlet_id"])  # fmt: skip


def stated(scene: Scene, row: dict[str, Any], source: str, ends: tuple[str, str], **where: Any) -> str:
    """Say a time that a row of an answer has as an interval, no finer than it is known."""
    book, lang, precision = scene.book, scene.lang, row["published_precision"]
    if pd.isna(row[ends[0]]) or pd.isna(row[ends[1]]):
        return t("brief_undated", lang)
    if precision in _EXACT:
        return book.say("moment", source, ends[0], **where)
    if precision == "hour":
        a, b = (book.say("moment", source, end, **where) for end in ends)
        return t("brief_between", lang, a=a, b=b)
    said = book.say("stated_month" if precision == "month" else "stated_day", source, " ".join(ends), **where)
    return t("brief_by_month", lang, month=said) if precision == "month" else t("brief_by_day", lang, day=said)


def until(scene: Scene) -> str:
    """Return the last day of the week in words, or the day up to which the data goes if that is earlier."""
    day = min(scene.week.last, local(scene.moment).date())
    return scene.book.told("week.last", full_day(day, scene.lang), "asked")


def _who(scene: Scene, n: int) -> str:
    return outlets_of(scene.country, n, scene.lang)


def _headline(scene: Scene, key: str) -> str:
    book, lang = scene.book, scene.lang
    origins, origins_said = book.count("story", "origins", narrative_id=key)
    by_week, _ = book.count("story", "by_week", narrative_id=key)
    before, before_said = book.count("story", "before", narrative_id=key)
    if origins == 1:
        only = rows_of(scene, key, role="origin")
        started = t("brief_started_only", lang, outlet=short_name(scene, "pickups", only[0]))
    else:
        started = t("brief_started_among" if origins else "brief_started_none", lang, n=origins_said)
    name = scene.name(key)
    if not by_week:
        _, elsewhere = book.count("story", "elsewhere", narrative_id=key)
        return t("brief_headline_elsewhere", lang, name=name, n=elsewhere, started=started)
    if before:
        return t(
            "brief_headline_before", lang, name=name, who=_who(scene, by_week), day=until(scene), before=before_said
        )
    return t("brief_headline", lang, name=name, who=_who(scene, by_week), day=until(scene), started=started)


def _started(scene: Scene, key: str) -> str:
    origins = rows_of(scene, key, role="origin")
    if not origins:
        return t("brief_origin_none", scene.lang)
    if len(origins) == 1:
        outlet = short_name(scene, "pickups", origins[0])
        return t("brief_origin_only", scene.lang, outlet=outlet, when=when(scene, origins[0]))
    _, n = scene.book.count("story", "origins", narrative_id=key)
    exact_first = sorted(origins, key=lambda row: row["published_precision"] not in _EXACT)
    times: dict[str, list[dict[str, Any]]] = {}
    for row in exact_first:
        times.setdefault(when(scene, row), []).append(row)
    said = [
        t("brief_states", scene.lang, when=moment,
          outlet=outlet_names(scene, "pickups", rows, t("brief_and", scene.lang)))
        for moment, rows in list(times.items())[:NAMED]
    ]  # fmt: skip
    return t("brief_origin_among", scene.lang, n=n, stated="; ".join(said))


def _carried(scene: Scene, key: str) -> str:
    book, lang = scene.book, scene.lang
    by_week, _ = book.count("story", "by_week", narrative_id=key)
    parts = [
        plural(f"brief_{frame}", n, lang, n=said)
        for frame in ("attributes", "against", "asserts", "other")
        for n, said in [book.count("story", frame, narrative_id=key)]
        if n
    ]
    asserts, _ = book.count("story", "asserts", narrative_id=key)
    if by_week and not asserts:
        parts.append(t("brief_asserts_none", lang))
    carried = t("brief_carried", lang, who=_who(scene, by_week), day=until(scene), parts=", ".join(parts))
    if not parts:
        carried = t("brief_carried_bare", lang, who=_who(scene, by_week), day=until(scene))
    elsewhere, said = book.count("story", "elsewhere", narrative_id=key)
    _, countries = book.count("story", "countries", narrative_id=key)
    return f"{carried} {plural('brief_elsewhere', elsewhere, lang, n=said, c=countries)}" if elsewhere else carried


def _fast(scene: Scene, key: str) -> str:
    book, lang = scene.book, scene.lang
    by_week, _ = book.count("story", "by_week", narrative_id=key)
    if not by_week:
        return t("brief_fast_none", lang)
    parts = []
    newly, said = book.count("story", "newly", narrative_id=key)
    if 0 < newly < by_week:
        parts.append(plural("brief_fast_new", newly, lang, n=said))
    first = book.say("after", "story", "first_least_h first_most_h", narrative_id=key)
    before, before_said = book.count("story", "before", narrative_id=key)
    if before:
        parts.append(plural("brief_before", before, lang, n=before_said))
    elif first:
        parts.append(t("brief_fast", lang, lag=first))
    parts += _exact(scene, key)
    most, _ = book.count("curve", "at_most", narrative_id=key)
    if most and not before:
        book.told("curve.horizon", str(HORIZON_H), "rule")
        parts.append(t("brief_fast_within", lang, h=HORIZON_H, k=within(scene, key)))
    return " ".join(parts) or t("brief_fast_none", lang)


def within(scene: Scene, key: str) -> str:
    """Return how many took it up within the curve's reach: 6, or 3–12."""
    (low, low_said), (high, high_said) = (
        scene.book.count("curve", column, narrative_id=key) for column in ("at_least", "at_most")
    )
    return low_said if low == high else f"{low_said}–{high_said}"


def _exact(scene: Scene, key: str) -> list[str]:
    """Name the outlets whose lag rests on a minute of their own, first ones first."""
    end = scene.week.end - timedelta(microseconds=1)
    known = [row for row in rows_of(scene, key, role="pick-up")
             if row["published_precision"] in _EXACT and not row["before_origin"] and not pd.isna(row["first_latest"])
             and row["first_latest"] <= end and not pd.isna(row["lag_min_h"])]  # fmt: skip
    said = [
        f"{short_name(scene, 'pickups', row)}, "
        + scene.book.say("lag", "pickups", "lag_min_h lag_max_h", narrative_id=key, outlet_id=row["outlet_id"])
        for row in known[:2]
    ]
    return [plural("brief_fast_exact", len(said), scene.lang, names="; ".join(said))] if said else []


def _unsure(scene: Scene, key: str) -> str:
    book, lang = scene.book, scene.lang
    origins, origins_said = book.count("story", "origins", narrative_id=key)
    firsts, firsts_said = book.count("story", "firsts", narrative_id=key)
    by_week, _ = book.count("story", "by_week", narrative_id=key)
    unplaced, unplaced_said = book.count("story", "unplaced", narrative_id=key)
    parts = [t("brief_unsure_origin", lang, n=origins_said)] if origins > 1 else []
    if firsts > 1 and by_week:
        parts.append(t("brief_unsure_first", lang, n=firsts_said))
    dates = [t(f"brief_{known}", lang, n=said) for known in ("exactly", "hourly", "daily")
             for n, said in [book.count("story", known, narrative_id=key)] if n]  # fmt: skip
    if dates:
        parts.append(t("brief_unsure_dates", lang, parts=", ".join(dates)))
    if unplaced:
        parts.append(plural("brief_unsure_unplaced", unplaced, lang, n=unplaced_said))
    share = book.say("count", "coverage", "share_pct")
    parts.append(t("brief_unsure_watched", lang, share=share) if share else t("brief_unsure_silent", lang))
    return " ".join(parts)
