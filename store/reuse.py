"""Which items may share wording in, the verified pairs and what follows from them in the store out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from store.database import Database
from store.derived import set_routes
from store.fingerprints import UNDATED
from store.model import Reuse, Route

COMMON_5, COMMON_3 = 100, 30  # items of the window, beyond which a gram of 5 or 3 words leads nowhere
BOILERPLATE = 3  # items of one outlet, from which a gram is part of its pages
SHARED_5, SHARED_3 = 2, 4  # grams in common that make a pair worth comparing; those of 3 count in short texts only
SHORT = 80  # words: below that all grams of 3 words are kept and looked up
SAME_ROUTE = "same text as "  # how the cue of a route begins that was taken over from another item


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """An item just read and another that shares enough grams with it to be compared."""

    item_id: str
    other_id: str


def uncompared(database: Database) -> list[str]:
    """Return the items that have fingerprints and were not looked up yet."""
    rows = database.rows("select item_id from fingerprinted where not compared order by version_id, item_id")
    return [row["item_id"] for row in rows]


def candidates(database: Database, item_ids: Collection[str], *, window: timedelta) -> list[Pair]:
    """Return the pairs of these items and any others that share grams, out within `window` of each other.

    Never two items of one outlet or of two languages. A gram that too many items have, or that stands in three items
    of one of the two outlets, does not count. Both orders of a pair are there if both items are asked for.
    """
    with database.batch("asked", {"item_id": list(item_ids)}):
        span = database.rows(
            "select cast(min(out_earliest) as date) as first, cast(max(out_latest) as date) as last"
            " from fingerprinted semi join asked using (item_id)"
        )[0]
        if span["first"] is None:
            return []
        month = timedelta(days=31)  # an item known by the month is filed under its first day
        rows = database.rows(
            _CANDIDATES,
            {"since": max(span["first"], UNDATED + window + month) - window - month, "until": span["last"] + window,
             "undated": UNDATED, "days": window.days, "common_5": COMMON_5, "common_3": COMMON_3,
             "boilerplate": BOILERPLATE, "shared_5": SHARED_5, "shared_3": SHARED_3, "short": SHORT},
        )  # fmt: skip
    return [Pair(**row) for row in rows]


def fingerprinted_items(database: Database) -> int:
    """Return how many items have fingerprints."""
    return int(database.rows("select count(*) as n from fingerprinted where basis <> 'none'")[0]["n"])


def frequency(database: Database, hashes: npt.NDArray[np.uint64]) -> dict[int, int]:
    """Return in how many items each 3-word gram stands, of those that are stored."""
    with database.batch("gram", {"hash": [str(value) for value in hashes.tolist()]}):
        rows = database.rows(
            "select f.hash, count(distinct f.item_id) as items from fingerprint f"
            " semi join (select cast(hash as ubigint) as hash from gram) g on f.hash = g.hash"
            " where f.k = 3 group by f.hash"
        )
    return {row["hash"]: row["items"] for row in rows}


def replace_reuse(database: Database, item_ids: Collection[str], found: Sequence[Reuse]) -> None:
    """Write the pairs of the items just compared, and that they have been; older pairs of theirs give way."""
    with database.transaction(), database.batch("asked", {"item_id": list(item_ids)}):
        database.execute(
            "delete from reuse_pair where earlier_item_id in (select item_id from asked)"
            " or later_item_id in (select item_id from asked)"
        )
        if found:
            database.insert("reuse_pair", _reuse_columns(found))
        database.execute("update fingerprinted set compared = true where item_id in (select item_id from asked)")


def spread_routes(database: Database) -> int:
    """Give mentions of unknown route that of the text they share; return how many.

    The other item's route must stand on its own evidence, the two must be the same text, and fact-checks and analyses
    stay unknown. One step only: a route that was taken over is not handed on.
    """
    rows = database.rows(_SHARED_ROUTES, {"own": f"{SAME_ROUTE}%", "unknown": Route.UNKNOWN.value})
    set_routes(
        database,
        [
            (row["item_id"], row["narrative_id"], Route(row["route"]),
             f"{SAME_ROUTE}{row['outlet']} ({row['share']:.0%})")
            for row in rows
        ],
    )  # fmt: skip
    return len(rows)


def _reuse_columns(found: Sequence[Reuse]) -> dict[str, list[Any]]:
    plain = ("earlier_item_id", "later_item_id", "shared_words", "containment", "containment_earlier", "containment_5",
             "outside_quotes", "rare_grams", "exclusive_grams", "credited", "order_certain", "directed",
             "rule")  # fmt: skip
    columns: dict[str, list[Any]] = {name: [getattr(one, name) for one in found] for name in plain}
    return columns | {
        "relation": [one.relation.value for one in found],
        "common_source": [one.common_source.value if one.common_source else None for one in found],
        "passages": [
            [{name: getattr(p, name) for name in ("field", "start", "end", "text", "why")} for p in one.passages]
            for one in found
        ],
    }


_CANDIDATES = """
with gram as materialized (
    select distinct f.k, f.hash from fingerprint f semi join asked using (item_id) where f.k in (3, 5)
), place as materialized (
    select distinct f.k, f.hash, f.item_id, f.outlet_id from fingerprint f semi join gram using (k, hash)
    where f.day between $since and $until or f.day = $undated
), telling as (
    select k, hash from place group by k, hash having count(*) between 2 and if(k = 5, $common_5, $common_3)
), boilerplate as (
    select k, hash, outlet_id from place group by k, hash, outlet_id having count(*) >= $boilerplate
), kept as materialized (
    select k, hash, item_id
    from place semi join telling using (k, hash) anti join boilerplate using (k, hash, outlet_id)
), pair as (
    select n.item_id, o.item_id as other_id, n.k, count(*) as grams
    from kept n semi join asked using (item_id) join kept o on o.k = n.k and o.hash = n.hash and o.item_id <> n.item_id
    group by n.item_id, o.item_id, n.k
)
select p.item_id, p.other_id
from pair p join fingerprinted a on a.item_id = p.item_id join fingerprinted b on b.item_id = p.other_id
where a.outlet_id <> b.outlet_id and (a.language is null or b.language is null or a.language = b.language)
    and a.out_earliest <= b.out_latest + to_days($days) and b.out_earliest <= a.out_latest + to_days($days)
    and ((p.k = 5 and p.grams >= $shared_5) or (p.grams >= $shared_3 and least(a.words, b.words) < $short))
group by p.item_id, p.other_id
order by p.item_id, p.other_id
"""
_SHARED_ROUTES = """
select m.item_id, m.narrative_id, max(source.route) as route, arg_max(source.outlet, source.share) as outlet,
    max(source.share) as share
from mention m join (
    select r.item_id, r.share, o.name as outlet, k.route
    from (
        select earlier_item_id as item_id, later_item_id as other_id,
            greatest(containment, containment_earlier) as share
        from reuse_pair where relation in ('same_wire', 'copies')
        union all
        select later_item_id, earlier_item_id, greatest(containment, containment_earlier)
        from reuse_pair where relation in ('same_wire', 'copies')
    ) r
    join (select distinct item_id, route from mention where route in ('embassy', 'tass', 'efe', 'europapress')
          and decision = 'yes' and coalesce(route_cue, '') not like $own) k on k.item_id = r.other_id
    join item i on i.item_id = r.other_id join outlet o on o.outlet_id = i.outlet_id
) source using (item_id)
where m.route = $unknown and coalesce(m.frame, '') not in ('fact_check', 'analysis')
group by m.item_id, m.narrative_id
having count(distinct source.route) = 1
order by m.item_id, m.narrative_id
"""
