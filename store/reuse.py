"""Which items may share wording in, the verified pairs and what follows from them in the store out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from store.database import Database
from store.derived import set_routes
from store.fingerprints import UNDATED
from store.model import Reuse, Route

COMMON = 100  # items of the window, beyond which a gram leads nowhere
BOILERPLATE = 3  # items of one outlet, from which a gram is part of its pages
SHARED_5, SHARED_3 = 2, 4  # grams in common that make a pair worth comparing; those of 3 count in short texts only
SHORT = 80  # words: below that all grams of 3 words are kept and looked up
LOOKED_UP = 4_000  # places of its grams that are looked up for one item, those of its rarest grams first
COMPARED = 50  # items that one item is compared with: those that share its rarest grams first, then the earliest
SAME_ROUTE = "same text as "  # how the cue of a route begins that was taken over from another item


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """An item just read and another that shares enough grams with it to be compared."""

    item_id: str
    other_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequency:
    """In how many items of the window 3-word grams stand, two at least: hashes in ascending order, and their counts."""

    hashes: npt.NDArray[np.uint64]
    items: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """What a look-up gave, and what it left out."""

    pairs: tuple[Pair, ...]
    frequency: Frequency
    window_items: int  # with fingerprints, that the batch was looked up in
    common: int  # distinct grams of the batch that too many items have
    boilerplate: int  # the same, that an outlet repeats; counted once an outlet
    beyond: int  # distinct grams of an item that were not looked up any more, over all items
    left_out: Mapping[str, int]  # by item: others that share grams with it and are not among the pairs


def uncompared(database: Database) -> list[str]:
    """Return the items that have fingerprints and were not looked up yet."""
    rows = database.rows("select item_id from fingerprinted where not compared order by number")
    return [row["item_id"] for row in rows]


def candidates(database: Database, item_ids: Collection[str], *, window: timedelta) -> Candidates:
    """Return the pairs of these items and any others that share grams, out within `window` of each other.

    The others are those that were looked up before, and the items asked for themselves: both orders of such a pair
    are there. Never two items of one outlet or of two languages. A gram that too many items have, or that stands in
    three items of one of the two outlets, does not count. What one item can cost is bounded: `LOOKED_UP`, `COMPARED`.
    """
    with database.batch("asked", {"item_id": list(item_ids)}):
        span = database.rows(
            "select cast(min(out_earliest) as date) as first, cast(max(out_latest) as date) as last"
            " from fingerprinted semi join asked using (item_id)"
        )[0]
        month = timedelta(days=31)  # an item known by the month is filed under its first day
        first, last = span["first"] or UNDATED, span["last"] or UNDATED
        times = {"since": max(first, UNDATED + window + month) - window - month, "until": last + window,
                 "undated": UNDATED}  # fmt: skip
        database.execute(_HELD, {**times, "most": COMMON + 1})
        database.execute(_PLACE, {"common": COMMON, "boilerplate": BOILERPLATE})
        database.execute(_ASKED_PLACE, {"most": LOOKED_UP})
        least = {"shared_5": SHARED_5, "shared_3": SHARED_3, "short": SHORT}
        database.execute(_RANKED, {"days": window.days, **least})
    bound = {"most": COMPARED}
    pairs = database.rows("select item_id, other_id from ranked where rank <= $most order by item_id, rank", bound)
    left = database.rows("select item_id, count(*) as n from ranked where rank > $most group by item_id", bound)
    counted = database.frame("select hash, items from held where k = 3 order by hash")
    tally = database.rows(_TALLY, {**times, "common": COMMON})[0]
    for table in ("held", "place", "asked_place", "ranked"):
        database.execute(f"drop table {table}")
    return Candidates(
        pairs=tuple(Pair(**row) for row in pairs), left_out={row["item_id"]: row["n"] for row in left},
        frequency=Frequency(hashes=counted["hash"].to_numpy(np.uint64), items=counted["items"].to_numpy(np.int64)),
        **tally,
    )  # fmt: skip


def replace_reuse(
    database: Database, item_ids: Collection[str], found: Sequence[Reuse], left_out: Mapping[str, int]
) -> None:
    """Write the pairs of the items just compared, and that they have been; older pairs of theirs give way."""
    asked = {"item_id": list(item_ids), "left_out": [str(left_out.get(one, 0)) for one in item_ids]}
    with database.transaction(), database.batch("asked", asked):
        database.execute(
            "delete from reuse_pair where earlier_item_id in (select item_id from asked)"
            " or later_item_id in (select item_id from asked)"
        )
        if found:
            database.insert("reuse_pair", _reuse_columns(found))
        database.execute(
            "update fingerprinted set compared = true, left_out = cast(asked.left_out as integer)"
            " from asked where fingerprinted.item_id = asked.item_id"
        )


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


# Every gram of the asked items that another item of the window has too: in how many, and in which (the first of them
# if they are too many to lead anywhere, which bounds what a text of everybody's words can cost).
_HELD = """
create or replace temp table held as
with gram as materialized (
    select distinct f.hash from fingerprint f
    where f.number in (select number from fingerprinted semi join asked using (item_id))
), near as (
    select k, number, hash from fingerprint where day between $since and $until
    union all select k, number, hash from fingerprint where day = $undated
)
select n.hash, any_value(n.k) as k, count(*) as items, min(n.number, $most) as numbers
from near n semi join gram using (hash) group by n.hash having count(*) > 1
"""
_PLACE = """
create or replace temp table place as
select p.hash, p.k, p.items, p.number, d.outlet_id,
    count(*) over (partition by p.hash, d.outlet_id) >= $boilerplate as boilerplate
from (select hash, k, items, unnest(numbers) as number from held where items <= $common) p
join fingerprinted d using (number)
"""
_ASKED_PLACE = """
create or replace temp table asked_place as
select p.hash, p.k, p.items, p.number,
    sum(p.items) over (partition by p.number order by p.items, p.hash) <= $most as looked_up
from place p join fingerprinted d using (number) semi join asked on asked.item_id = d.item_id
where not p.boilerplate
"""
_RANKED = """
create or replace temp table ranked as
with pair as (
    select n.number, o.number as other,
        count(*) filter (n.k = 5) as fives, count(*) filter (n.k = 3) as threes,
        sum(1 / n.items) as weight
    from asked_place n join place o on o.hash = n.hash and o.number <> n.number
    where n.looked_up and not o.boilerplate
    group by n.number, o.number
)
select a.item_id, b.item_id as other_id,
    row_number() over (partition by a.item_id order by p.weight desc, b.out_earliest, b.item_id) as rank
from pair p join fingerprinted a on a.number = p.number join fingerprinted b on b.number = p.other
where a.outlet_id <> b.outlet_id and (a.language is null or b.language is null or a.language = b.language)
    and (b.compared or b.item_id in (select item_id from asked))
    and a.out_earliest <= b.out_latest + to_days($days) and b.out_earliest <= a.out_latest + to_days($days)
    and (p.fives >= $shared_5 or (p.threes >= $shared_3 and least(a.words, b.words) < $short))
"""
_TALLY = """
select (
        select count(*) from fingerprinted where basis <> 'none'
            and (cast(out_earliest as date) between $since and $until or cast(out_earliest as date) = $undated)
    ) as window_items,
    (select count(*) from held where items > $common) as common,
    (select count(*) from (select distinct hash, outlet_id from place where boilerplate)) as boilerplate,
    (select count(*) from asked_place where not looked_up) as beyond
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
