"""The answers about a week in, what is new in it, as sentences, out."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from dashboard.briefing.telling import Scene, outlet_names, plural, rows_of, stated
from dashboard.words import t

REVIVED_DAYS = 56  # so many days without an item make the next one a return, as on the Week page; set by hand
_NAMED = 6


def news(scene: Scene) -> list[str]:
    """Return what is new this week, a sentence each: narratives, first pick-ups, first denials, returns."""
    keys = list(scene.names)
    return [
        *(one for key in keys for one in _new_narrative(scene, key)),
        *(one for key in keys for one in _revival(scene, key)),
        *(one for key in keys for one in _pickups(scene, key)),
        *(one for key in keys for one in _denial(scene, key)),
    ]


def _new_narrative(scene: Scene, key: str) -> Iterator[str]:
    row = scene.book.answers["weeks"].row(narrative_id=key)
    if row is None or not row["items_all"] or not pd.isna(row["last_before"]):
        return
    perhaps, said = scene.book.count("weeks", "undayed", narrative_id=key)
    if perhaps:
        yield t("brief_new_narrative_perhaps", scene.lang, name=scene.name(key), n=said)
    else:
        yield t("brief_new_narrative", scene.lang, name=scene.name(key))


def came_back(scene: Scene) -> frozenset[str]:
    """Return the narratives that have items this week and had none for REVIVED_DAYS before."""
    weeks = scene.book.answers["weeks"].rows
    return frozenset(weeks.loc[weeks["silent_days"] >= REVIVED_DAYS, "narrative_id"])


def _revival(scene: Scene, key: str) -> Iterator[str]:
    if key in came_back(scene):
        _, said = scene.book.count("weeks", "silent_days", narrative_id=key)
        last = scene.book.say("day", "weeks", "last_before", narrative_id=key)
        yield t("brief_new_revival", scene.lang, name=scene.name(key), days=said, last=last)


def _pickups(scene: Scene, key: str) -> Iterator[str]:
    newly, said = scene.book.count("story", "newly", narrative_id=key)
    if newly:
        names = outlet_names(scene, "pickups", new_rows(scene, key), t("brief_and", scene.lang), most=_NAMED)
        yield plural("brief_new_pickups", newly, scene.lang, name=scene.name(key), n=said, names=names)


def new_rows(scene: Scene, key: str) -> list[dict[str, Any]]:
    """Return the pick-ups of the week, in reading order."""
    newly = scene.book.answers["newly"].rows
    chosen = set(newly.loc[newly["narrative_id"] == key, "outlet_id"])
    return [row for row in rows_of(scene, key, role="pick-up") if row["outlet_id"] in chosen]


def _denial(scene: Scene, key: str) -> Iterator[str]:
    row = scene.book.answers["against"].row(narrative_id=key)
    if row is None or not row["in_week"] or row["earlier"]:
        return
    n, said = scene.book.count("against", "in_week", narrative_id=key)
    _, outlets = scene.book.count("against", "outlets", narrative_id=key)
    moment = stated(scene, {**row, "published_precision": row["first_precision"]}, "against",
                    ("first_earliest", "first_latest"), narrative_id=key)  # fmt: skip
    whose = "brief_new_denial_one" if n == 1 else "brief_new_denial"
    sentence = t(whose, scene.lang, name=scene.name(key), n=said, outlets=outlets, when=moment)
    perhaps, perhaps_said = scene.book.count("against", "perhaps", narrative_id=key)
    yield f"{sentence} {t('brief_new_denial_perhaps', scene.lang, n=perhaps_said)}" if perhaps else sentence
