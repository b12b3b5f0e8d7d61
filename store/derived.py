"""Derived rows: narratives as their files define them, and mentions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from store.database import Database
from store.model import Frame, Mention, Narrative, Route


def replace_narratives(database: Database, narratives: Sequence[Narrative]) -> None:
    """Bring the narrative table to what the files say, and drop derived rows of other definitions.

    A narrative that is gone, or whose definition hash changed, loses its mentions, pick-ups and match state;
    the others keep theirs.
    """
    with database.transaction():
        database.execute("delete from narrative")
        database.insert("narrative", _narrative_columns(narratives))
        for table in ("mention", "match_state"):
            database.execute(
                f"delete from {table} where (narrative_id, definition_hash) not in"  # noqa: S608 - our own names
                " (select (narrative_id, definition_hash) from narrative)"
            )
        database.execute("delete from pickup where narrative_id not in (select narrative_id from narrative)")


def matched_through(database: Database) -> dict[str, int]:
    """Return for each narrative id the last version matched against its present definition."""
    rows = database.rows("select narrative_id, version_id from match_state order by narrative_id")
    return {row["narrative_id"]: row["version_id"] for row in rows}


def replace_mentions(
    database: Database, mentions: Sequence[Mention], *, item_ids: Iterable[str], matched: Mapping[str, tuple[str, int]]
) -> None:
    """Write the mentions of the items just matched, and how far each narrative has come, in one transaction.

    `matched` maps a narrative id to its definition hash and the last version matched; older mentions of
    `item_ids` in those narratives give way.
    """
    with (
        database.transaction(),
        database.batch("done", {"item_id": list(item_ids)}),
        database.batch("searched", {"narrative_id": list(matched)}),
    ):
        database.execute(
            "delete from mention where item_id in (select item_id from done)"
            " and narrative_id in (select narrative_id from searched)"
        )
        database.execute("delete from match_state where narrative_id in (select narrative_id from searched)")
        database.insert("mention", _mention_columns(mentions))
        database.insert(
            "match_state",
            {
                "narrative_id": list(matched),
                "definition_hash": [digest for digest, _ in matched.values()],
                "version_id": [version for _, version in matched.values()],
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutedMention:
    """The route of one mention as it stands, and the frame it depends on."""

    item_id: str
    narrative_id: str
    frame: Frame | None
    route: Route
    route_cue: str | None


def routed_mentions(database: Database, item_ids: Sequence[str]) -> list[RoutedMention]:
    """Return the routes of these items' mentions, as the matcher left them."""
    with database.batch("asked", {"item_id": item_ids}):
        rows = database.rows(
            "select item_id, narrative_id, frame, route, route_cue from mention semi join asked using (item_id)"
            " order by item_id, narrative_id"
        )
    return [
        RoutedMention(**{**row, "frame": Frame(row["frame"]) if row["frame"] else None, "route": Route(row["route"])})
        for row in rows
    ]


def set_routes(database: Database, routes: Sequence[tuple[str, str, Route, str | None]]) -> None:
    """Write the route and its words of mentions, each by item and narrative."""
    columns: dict[str, list[str | None]] = {
        "item_id": [row[0] for row in routes], "narrative_id": [row[1] for row in routes],
        "route": [row[2].value for row in routes], "route_cue": [row[3] for row in routes],
    }  # fmt: skip
    with database.batch("decided", columns):
        database.execute(
            "update mention set route = d.route, route_cue = d.route_cue from decided d"
            " where mention.item_id = d.item_id and mention.narrative_id = d.narrative_id"
        )


def _mention_columns(mentions: Sequence[Mention]) -> dict[str, list[Any]]:
    plain = ("item_id", "narrative_id", "probability", "method", "frame_cue", "route_cue", "neighbour", "similarity",
             "definition_hash")  # fmt: skip
    columns: dict[str, list[Any]] = {name: [getattr(row, name) for row in mentions] for name in plain}
    columns |= {
        "decision": [row.decision.value for row in mentions],
        "frame": [row.frame.value if row.frame else None for row in mentions],
        "route": [row.route.value for row in mentions],
        "passages": [
            [{"field": p.field, "start": p.start, "end": p.end, "text": p.text, "why": p.why} for p in row.passages]
            for row in mentions
        ],
    }
    return columns


def _narrative_columns(narratives: Sequence[Narrative]) -> dict[str, list[Any]]:
    return {
        "narrative_id": [n.narrative_id for n in narratives],
        "title_es": [n.titles["es"] for n in narratives],
        "title_en": [n.titles["en"] for n in narratives],
        "short_es": [n.short_names["es"] for n in narratives],
        "short_en": [n.short_names["en"] for n in narratives],
        "claim_es": [n.claims.get("es") for n in narratives],
        "claim_en": [n.claims.get("en") for n in narratives],
        "claim_ru": [n.claims.get("ru") for n in narratives],
        "accused": [list(n.accused) for n in narratives],
        "neighbours": [[neighbour.label for neighbour in n.neighbours] for n in narratives],
        "sources": [[{"title": s.title, "url": s.url, "kind": s.kind} for s in n.sources] for n in narratives],
        "since": [n.since for n in narratives],
        "until": [n.until for n in narratives],
        "note": [n.note for n in narratives],
        "definition_hash": [n.definition_hash for n in narratives],
    }
