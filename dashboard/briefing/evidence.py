"""Answers of a week in, tables of its items and of the ledger, with addresses and hashes, out."""

from dataclasses import replace
from typing import Any

import pandas as pd

from dashboard.briefing.page import Cell, Table, linked
from dashboard.briefing.telling import Scene, rows_of, stated, when
from dashboard.escape import clean
from dashboard.words import code, t


def items_table(scene: Scene, key: str) -> Table:
    """Return the week's items of a narrative, all countries."""
    items = scene.book.answers["items"].rows
    rows = [_item(scene, {str(name): value for name, value in row.items()})
            for row in items[items["narrative_id"] == key].to_dict("records")]  # fmt: skip
    heads = ("outlet", "country", "when", "frame", "title", "address", "hash")
    return Table(title=t("brief_evidence", scene.lang), heads=_heads(scene, heads),
                 widths=(15, 7, 15, 10, 25, 18, 10), rows=tuple(rows))  # fmt: skip


def ledger_table(scene: Scene, key: str, *, everywhere: bool = False) -> Table:
    """Return the ledger of a narrative: its origins, and the pick-ups of the scene's country or of all."""
    everybody = replace(scene, country=None) if everywhere else scene
    rows = [*rows_of(scene, key, role="origin"), *rows_of(everybody, key, role="pick-up")]
    heads = ("outlet", "country", "when", "lag", "frame", "address")
    return Table(title=t("brief_ledger", scene.lang), heads=_heads(scene, heads),
                 widths=(22, 7, 18, 15, 13, 25), rows=tuple(_ledger(scene, row) for row in rows))  # fmt: skip


def _item(scene: Scene, row: dict[str, Any]) -> tuple[Cell, ...]:
    moment = stated(scene, row, "items", ("published_earliest", "published_latest"), narrative_id=row["narrative_id"],
                    item_id=row["item_id"])  # fmt: skip
    kept = "" if pd.isna(row["body_sha256"]) else str(row["body_sha256"])
    return (
        Cell(text=clean(row["outlet"])), Cell(text=clean(row["country"])), Cell(text=moment),
        Cell(text=_code(row["frame"], scene.lang)), Cell(text=clean(row["title"])), _address(row["url"]),
        Cell(text=kept),
    )  # fmt: skip


def _ledger(scene: Scene, row: dict[str, Any]) -> tuple[Cell, ...]:
    where = {"narrative_id": row["narrative_id"], "outlet_id": row["outlet_id"]}
    after = scene.book.say("lag", "pickups", "lag_min_h lag_max_h", **where) or "–"
    return (
        Cell(text=clean(row["outlet"])), Cell(text=clean(row["country"])), Cell(text=when(scene, row)),
        Cell(text=t("origin", scene.lang) if row["role"] == "origin" else after),
        Cell(text=_code(row["frame"], scene.lang)), _address(row["url"]),
    )  # fmt: skip


def _heads(scene: Scene, heads: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(t(f"brief_col_{head}", scene.lang) for head in heads)


def _address(url: object) -> Cell:
    return linked(url, clean(url, longest=400))


def _code(frame: Any, lang: str) -> str:
    return code(None if pd.isna(frame) else str(frame), lang)
