"""Fingerprints and tracers: who has which words in, pairs that may share wording and the verified pairs out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from store.database import Database
from store.model import ItemText, Kind
from store.observed import interval

UNDATED = date(1970, 1, 1)  # the day of imported items that may have been out at any time


@dataclass(frozen=True, slots=True, kw_only=True)
class GramRows:
    """Grams of one item as they are stored: by k, positions and hashes of equal length."""

    item_id: str
    words: int
    grams: Mapping[int, tuple[npt.NDArray[np.int32], npt.NDArray[np.uint64]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """An item found at an address, and whether we hold its full text ourselves."""

    item_id: str
    address: str
    has_text: bool


def mark_paraphrases(database: Database, item_ids: Collection[str]) -> None:
    """Remember items whose title and summary are the importer's own words."""
    with database.batch("marked", {"item_id": list(item_ids)}):
        database.execute(
            "insert into paraphrase select distinct item_id from marked"
            " where item_id not in (select item_id from paraphrase)"
        )


def items_at(database: Database, addresses: Iterable[str]) -> list[Located]:
    """Return the items published at any of the addresses, as given or as canonical."""
    with database.batch("wanted", {"address": sorted(set(addresses))}):
        rows = database.rows(
            """
            select distinct i.item_id, w.address,
                exists (select 1 from item_version v where v.item_id = i.item_id and v.text is not null) as has_text
            from wanted w join item i on w.address in (i.url, i.canonical_url) order by w.address, i.item_id
            """
        )
    return [Located(**row) for row in rows]


def attach_fingerprints(database: Database, prints: Sequence[GramRows]) -> None:
    """Take imported fingerprints as what these items say; an earlier import or reading of them gives way."""
    _replace(database, prints, versions=dict.fromkeys((one.item_id for one in prints), 0), basis="import")


def add_fingerprints(database: Database, prints: Sequence[GramRows], versions: Mapping[str, int]) -> None:
    """Keep the fingerprints of wordings that we read ourselves; `versions` is by item id."""
    _replace(database, prints, versions=versions, basis="text")


def attach_tracers(database: Database, hits: Sequence[tuple[str, str]], *, source_file: str) -> None:
    """Keep which folded phrases stand in which items; an earlier import for the same items gives way."""
    ids, phrases = [item for item, _ in hits], [phrase for _, phrase in hits]
    with database.transaction(), database.batch("hit", {"item_id": ids, "phrase": phrases}):
        database.execute("delete from tracer_hit where item_id in (select item_id from hit)")
        database.execute(
            "insert into tracer_hit select distinct item_id, phrase, $file from hit", {"file": source_file}
        )


def phrases_seen(database: Database) -> dict[str, frozenset[str]]:
    """Return the tracer phrases of every item whose own words we do not hold: none, where none are known."""
    rows = database.rows(
        """
        select item_id, coalesce(list(distinct phrase order by phrase) filter (phrase is not null), []) as phrases
        from (select item_id from paraphrase union select item_id from tracer_hit) left join tracer_hit using (item_id)
        group by item_id order by item_id
        """
    )
    return {row["item_id"]: frozenset(row["phrases"]) for row in rows}


def unread_texts(database: Database) -> list[ItemText]:
    """Return the newest wording of every item that was not fingerprinted yet, by version.

    Imported fingerprints stay unless the item has a text of its own now; paraphrases are never read.
    """
    return _texts(
        database,
        """
        where v.version_id > (select coalesce(max(version_id), 0) from fingerprinted)
            and v.item_id not in (select item_id from paraphrase)
            and (v.text is not null or v.item_id not in (select item_id from fingerprinted where basis = 'import'))
        """,
    )


def newest_texts(database: Database, item_ids: Collection[str]) -> list[ItemText]:
    """Return the newest wording of these items, by version."""
    with database.batch("asked", {"item_id": list(item_ids)}):
        return _texts(database, "where v.item_id in (select item_id from asked)")


def imported_prints(database: Database, item_ids: Collection[str]) -> dict[str, GramRows]:
    """Return the imported fingerprints among these items."""
    with database.batch("asked", {"item_id": list(item_ids)}):
        rows = database.rows(
            """
            select f.item_id, d.words, f.k, list(f.position order by f.position) as positions,
                list(f.hash order by f.position) as hashes
            from fingerprint f join fingerprinted d using (item_id) semi join asked using (item_id)
            where d.basis = 'import' group by f.item_id, d.words, f.k order by f.item_id, f.k
            """
        )
    found: dict[str, GramRows] = {}
    for row in rows:
        kept = dict(found[row["item_id"]].grams) if row["item_id"] in found else {}
        kept[row["k"]] = (np.array(row["positions"], dtype=np.int32), np.array(row["hashes"], dtype=np.uint64))
        found[row["item_id"]] = GramRows(item_id=row["item_id"], words=row["words"], grams=kept)
    return found


def _replace(database: Database, prints: Sequence[GramRows], *, versions: Mapping[str, int], basis: str) -> None:
    """Write grams and the note that they were read; an item in `versions` without grams is noted as having none."""
    with database.transaction(), database.batch("asked", {"item_id": list(versions)}):
        for table in ("fingerprint", "fingerprinted"):
            database.execute(f"delete from {table} where item_id in (select item_id from asked)")  # noqa: S608 - our own names
        database.execute(
            "delete from reuse_pair where earlier_item_id in (select item_id from asked)"
            " or later_item_id in (select item_id from asked)"
        )
        spans = _spans(database)
        words = {one.item_id: one.words for one in prints}
        ids = [item_id for item_id in versions if item_id in spans]
        if ids:
            database.insert("fingerprinted", {
                "item_id": ids, "outlet_id": [spans[one]["outlet_id"] for one in ids],
                "language": [spans[one]["language"] for one in ids], "version_id": [versions[one] for one in ids],
                "words": [words.get(one, 0) for one in ids],
                "basis": [basis if one in words else "none" for one in ids],
                "out_earliest": [spans[one]["out_earliest"] for one in ids],
                "out_latest": [spans[one]["out_latest"] for one in ids],
                "compared": [one not in words for one in ids],
            })  # fmt: skip
        _insert_grams(database, [one for one in prints if one.item_id in spans], spans)


def _spans(database: Database) -> dict[str, dict[str, Any]]:
    rows = database.rows(
        """
        select i.item_id, i.outlet_id, i.language, coalesce(i.published_latest, i.first_seen_at) as out_latest,
            coalesce(i.published_earliest, case when i.fetch_id in
                (select fetch_id from retrieval where source = 'import') then $undated else i.first_seen_at end
            ) as out_earliest
        from item i semi join asked using (item_id)
        """,
        {"undated": datetime(1970, 1, 1, tzinfo=UTC)},
    )
    return {row["item_id"]: row for row in rows}


def _insert_grams(database: Database, prints: Sequence[GramRows], spans: Mapping[str, Mapping[str, Any]]) -> None:
    parts = [(one.item_id, k, *found) for one in prints for k, found in one.grams.items() if len(found[0])]
    if not parts:
        return
    sizes = [len(positions) for _, _, positions, _ in parts]
    of_item = np.repeat(np.arange(len(parts)), sizes)
    ids = np.array([part[0] for part in parts], dtype=object)
    outlets = np.array([spans[part[0]]["outlet_id"] for part in parts], dtype=object)
    days = np.array([spans[part[0]]["out_earliest"].date() for part in parts], dtype="datetime64[D]")
    database.insert("fingerprint", {
        "item_id": ids[of_item], "outlet_id": outlets[of_item], "day": days[of_item],
        "k": np.repeat(np.array([part[1] for part in parts], dtype=np.uint8), sizes),
        "position": np.concatenate([part[2] for part in parts]),
        "hash": np.concatenate([part[3] for part in parts]),
    })  # fmt: skip


def _texts(database: Database, condition: str) -> list[ItemText]:
    rows = database.rows(
        f"""
        select v.item_id, v.version_id, i.outlet_id, o.name as outlet_name, o.kind as outlet_kind, i.language,
            v.title, v.summary, v.text, i.url, v.seen_at, i.published_earliest, i.published_latest
        from item_version v join item i using (item_id) join outlet o using (outlet_id)
        {condition}
        qualify row_number() over (partition by v.item_id order by v.version_id desc) = 1
        order by v.version_id
        """  # noqa: S608 - our own words
    )
    return [
        ItemText(published=interval(row.pop("published_earliest"), row.pop("published_latest")),
                 **{**row, "outlet_kind": Kind(row["outlet_kind"])})
        for row in rows
    ]  # fmt: skip
