"""Fingerprints and tracers: who has which words in, what was read and what is still unread out."""

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
INDEXED = (3, 5)  # words of the grams that items are found by


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
    ids = [one.item_id for one in prints]
    _replace(database, prints, versions=dict.fromkeys(ids, 0), basis="import")
    parts = [(one.item_id, k, *found) for one in prints for k, found in one.grams.items() if len(found[0])]
    sizes = [len(positions) for _, _, positions, _ in parts]
    with database.transaction(), database.batch("asked", {"item_id": ids}):
        database.execute("delete from imported_gram where item_id in (select item_id from asked)")
        if parts:
            database.insert("imported_gram", {
                "item_id": np.repeat(np.array([part[0] for part in parts], dtype=object), sizes),
                "k": np.repeat(np.array([part[1] for part in parts], dtype=np.uint8), sizes),
                "position": np.concatenate([part[2] for part in parts]),
                "hash": np.concatenate([part[3] for part in parts]),
            })  # fmt: skip


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


def unread_texts(database: Database, *, limit: int) -> list[ItemText]:
    """Return the newest wording of items that were not fingerprinted yet, by version: the next `limit` of them.

    Imported fingerprints stay unless the item has a text of its own now; paraphrases are never read.
    """
    return _texts(
        database,
        """
        where v.version_id > (select coalesce(max(version_id), 0) from fingerprinted)
            and v.item_id not in (select item_id from paraphrase)
            and (v.text is not null or v.item_id not in (select item_id from fingerprinted where basis = 'import'))
        qualify row_number() over (partition by v.item_id order by v.version_id desc) = 1
        order by v.version_id limit $limit
        """,
        {"limit": limit},
    )


def newest_texts(database: Database, item_ids: Collection[str]) -> list[ItemText]:
    """Return the newest wording of these items, by version; when they were out is as wide as their clocks are."""
    with database.batch("asked", {"item_id": list(item_ids)}):
        return _texts(
            database,
            """
            where v.item_id in (select item_id from asked)
            qualify row_number() over (partition by v.item_id order by v.version_id desc) = 1
            order by v.version_id
            """,
            {},
        )


def imported_prints(database: Database, item_ids: Collection[str]) -> dict[str, GramRows]:
    """Return the imported fingerprints among these items."""
    with database.batch("asked", {"item_id": list(item_ids)}):
        rows = database.rows(
            """
            select g.item_id, d.words, g.k, list(g.position order by g.position) as positions,
                list(g.hash order by g.position) as hashes
            from imported_gram g join fingerprinted d using (item_id) semi join asked using (item_id)
            where d.basis = 'import' group by g.item_id, d.words, g.k order by g.item_id, g.k
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
        _forget(database)
        spans = _spans(database)
        words = {one.item_id: one.words for one in prints}
        ids = sorted((one for one in versions if one in spans), key=lambda one: spans[one]["out_earliest"])
        last = database.rows("select coalesce(max(number), 0) as last from fingerprinted")[0]["last"]
        numbers = {item_id: last + at for at, item_id in enumerate(ids, start=1)}
        if ids:
            database.insert("fingerprinted", {
                "number": list(numbers.values()), "item_id": ids,
                "outlet_id": [spans[one]["outlet_id"] for one in ids],
                "language": [spans[one]["language"] for one in ids], "version_id": [versions[one] for one in ids],
                "words": [words.get(one, 0) for one in ids],
                "basis": [basis if one in words else "none" for one in ids],
                "out_earliest": [spans[one]["out_earliest"] for one in ids],
                "out_latest": [spans[one]["out_latest"] for one in ids],
                "compared": [one not in words for one in ids], "left_out": [0] * len(ids),
            })  # fmt: skip
        known = sorted((one for one in prints if one.item_id in spans), key=lambda one: numbers[one.item_id])
        _insert_grams(database, known, numbers, {one: spans[one]["out_earliest"].date() for one in ids})


def _forget(database: Database) -> None:
    """Delete what was read of the asked items before; scan the grams only if there are any of theirs."""
    old = database.rows("select number from fingerprinted semi join asked using (item_id)")
    if not old:
        return
    with database.batch("old", {"number": [str(row["number"]) for row in old]}):
        database.execute("delete from fingerprint where number in (select cast(number as integer) from old)")
    database.execute("delete from fingerprinted where item_id in (select item_id from asked)")
    database.execute(
        "delete from reuse_pair where earlier_item_id in (select item_id from asked)"
        " or later_item_id in (select item_id from asked)"
    )


def _spans(database: Database) -> dict[str, dict[str, Any]]:
    rows = database.rows(
        """
        select i.item_id, i.outlet_id, i.language, coalesce(c.latest, i.first_seen_at) as out_latest,
            coalesce(c.earliest, case when i.fetch_id in
                (select fetch_id from retrieval where source <> 'feed') then $undated else i.first_seen_at end
            ) as out_earliest
        from item i join item_clock(null) c using (item_id) semi join asked on asked.item_id = i.item_id
        """,
        {"undated": datetime(1970, 1, 1, tzinfo=UTC)},
    )
    return {row["item_id"]: row for row in rows}


def _insert_grams(
    database: Database, prints: Sequence[GramRows], numbers: Mapping[str, int], days: Mapping[str, date]
) -> None:
    parts = [
        (numbers[one.item_id], days[one.item_id], k, np.unique(one.grams[k][1]))
        for one in prints
        for k in INDEXED
        if k in one.grams and len(one.grams[k][1])
    ]
    if not parts:
        return
    sizes = [len(part[3]) for part in parts]
    database.insert("fingerprint", {
        "day": np.repeat(np.array([part[1] for part in parts], dtype="datetime64[D]"), sizes),
        "k": np.repeat(np.array([part[2] for part in parts], dtype=np.uint8), sizes),
        "number": np.repeat(np.array([part[0] for part in parts], dtype=np.int32), sizes),
        "hash": np.concatenate([part[3] for part in parts]),
    })  # fmt: skip


def _texts(database: Database, condition: str, parameters: Mapping[str, Any]) -> list[ItemText]:
    rows = database.rows(
        f"""
        select v.item_id, v.version_id, i.outlet_id, o.name as outlet_name, o.kind as outlet_kind, i.language,
            v.title, v.summary, v.text, i.url, v.seen_at,
            v.item_id in (select item_id from item_link where kind = 'claim_review') as claim_review,
            c.earliest as published_earliest, c.latest as published_latest
        from (select v.* from item_version v {condition}) v join item i using (item_id) join outlet o using (outlet_id)
        join item_clock(null) c on c.item_id = i.item_id
        order by v.version_id
        """,  # noqa: S608 - our own words
        parameters,
    )
    return [
        ItemText(published=interval(row.pop("published_earliest"), row.pop("published_latest")),
                 **{**row, "outlet_kind": Kind(row["outlet_kind"])})
        for row in rows
    ]  # fmt: skip
