"""What the pick-up ledger is made from, out of the store; the ledger's rows into it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from store.database import Database
from store.looked_back import reading_of
from store.model import (
    PLAUSIBLE_FROM,
    Basis,
    Carried,
    CoverageSpan,
    Decision,
    Frame,
    Interval,
    ItemLink,
    Kind,
    LinkKind,
    MovedDate,
    OriginJudgement,
    Pickup,
    Precision,
    Route,
    SharedText,
)
from store.observed import interval


def carried_items(database: Database, narrative_id: str, *, as_of: datetime | None = None) -> list[Carried]:
    """Return the items decided as carrying the narrative and first seen by `as_of`, by address.

    What the matcher decided is taken as it stands now, what people decided as of then; items that a person decided not
    to carry it are there too, as such. Without `as_of` everything in the database counts.
    """
    rows = database.rows(_NOW + _JUDGED, {"narrative_id": narrative_id, "as_of": as_of})
    return [_carried(row) for row in rows]


def carried_then(database: Database, narrative_id: str, *, then: datetime) -> list[Carried]:
    """Return what `carried_items` answered then: with the matcher's decisions of that time as well."""
    rows = database.rows(_THEN + _JUDGED, {"narrative_id": narrative_id, "as_of": then})
    return [_carried(row) for row in rows]


def log_decisions(database: Database, *, now: datetime) -> None:
    """Write down what the matcher decides, and by which definitions, where that changed since this was last called.

    And gather what the ledger needs of the items concerned, so that it need not look through all.
    """
    with database.transaction():
        database.execute(_OUTDATED)
        database.execute(_GATHER)
        database.execute(_LOG, {"now": now})
        database.execute(_LOG_DEFINITIONS, {"now": now})


def definition_at(database: Database, narrative_id: str, *, as_of: datetime | None = None) -> str | None:
    """Return the hash of the definition in force at that moment; None if the narrative had not been matched by then."""
    rows = database.rows(
        "select definition_hash from definition_log where narrative_id = $id and ($as_of is null or since <= $as_of)"
        " order by since desc limit 1",
        {"id": narrative_id, "as_of": as_of},
    )
    return rows[0]["definition_hash"] if rows else None


def load_coverage(database: Database, *, as_of: datetime | None = None) -> dict[str, list[CoverageSpan]]:
    """Return the coverage spans of every outlet that has any, by outlet id, as they stood at `as_of`.

    A stretch that went on afterwards then ended with the last good poll: what was out between that and `as_of` had not
    been seen yet.
    """
    spans: dict[str, list[CoverageSpan]] = defaultdict(list)
    for row in database.rows(_COVERAGE, {"as_of": as_of}):
        spans[row["outlet_id"]].append(CoverageSpan(**row))
    return dict(spans)


def watched_outlets(database: Database) -> list[str]:
    """Return the ids of the outlets that have been watched at any time."""
    rows = database.rows("select distinct outlet_id from coverage_span where watched order by outlet_id")
    return [row["outlet_id"] for row in rows]


def shared_texts(database: Database, item_ids: Sequence[str]) -> list[SharedText]:
    """Return the pairs among these items of which one can have its wording from the other.

    Not those that only share a quote, nor those known to rest on one third text.
    """
    if not item_ids:
        return []
    with database.batch("asked", {"item_id": list(item_ids)}):
        rows = database.rows(
            "select earlier_item_id, later_item_id, containment, shared_words, credited as directed,"
            " relation = 'same_wire' as common, exclusive_grams > 0 as exclusive from reuse_pair"
            " where relation <> 'shared_quote' and common_source is null"
            " and earlier_item_id in (select item_id from asked) and later_item_id in (select item_id from asked)"
            " order by all"
        )
    return [SharedText(**row) for row in rows]


def judged_origin(database: Database, narrative_id: str, *, as_of: datetime | None = None) -> OriginJudgement | None:
    """Return the newest decision about the narrative's origin by `as_of`; None without one, or if it was taken back."""
    rows = database.rows(
        "select item_id, outlet_id, earliest, latest, judged_by, judged_at, reason from origin_judgement"
        " where narrative_id = $id and ($as_of is null or judged_at <= $as_of) order by judged_at desc limit 1",
        {"id": narrative_id, "as_of": as_of},
    )
    if not rows or not (rows[0]["item_id"] or rows[0]["outlet_id"] or rows[0]["earliest"]):
        return None
    row = rows[0]
    when = interval(row.pop("earliest"), row.pop("latest"))
    return OriginJudgement(narrative_id=narrative_id, when=when, **row)


def pickup_row(row: Pickup) -> dict[str, Any]:
    """Return a ledger row under the names of the view `pickups`, in its order; times are aware, in UTC.

    An open lower end is None, and so is a lag that is open below.
    """
    open_below = row.before_origin and row.first is not None and row.first.open
    return {
        "narrative_id": row.narrative_id, "outlet_id": row.outlet_id, "outlet": row.outlet, "country": row.country,
        "item_id": row.item_id, "url": row.url, **_ends("first", row.first), **_ends("adopted", row.adopted),
        "lag_min_h": None if open_below else row.lag_min_h, "lag_max_h": row.lag_max_h, "frame": row.frame,
        "route": row.route, "via_item_id": row.via_item_id, "order_certain": row.order_certain,
        "censored": row.censored, "role": row.role, "published_precision": row.precision,
        "published_basis": row.basis, "before_origin": row.before_origin, "items": row.items,
        "flags": [flag.value for flag in row.flags], "seen_after": row.seen_after, "seen_at": row.seen_at,
        "adopted_item_id": row.adopted_item_id, "adopted_lag_min_h": row.adopted_lag_min_h,
        "adopted_lag_max_h": row.adopted_lag_max_h, **_ends("moved_to", row.moved_to),
        "unknown_from": row.unknown_from, "unknown_to": row.unknown_to, "watched_until": row.watched_until,
        "origins": row.origins, "place_min": row.place_min, "place_max": row.place_max,
        "via": [asdict(via) for via in row.via], "judged": row.judged,
        "waking_lag_min_h": None if open_below else row.waking_lag_min_h, "waking_lag_max_h": row.waking_lag_max_h,
    }  # fmt: skip


def replace_pickups(database: Database, pickups: Sequence[Pickup]) -> None:
    """Write the whole ledger anew, silent outlets included; its order is kept."""
    rows = [pickup_row(row) for row in pickups]
    with database.transaction():
        database.execute("delete from pickup")
        if rows:
            database.insert("pickup", {name: [row[name] for row in rows] for name in rows[0]})


def _ends(name: str, when: Interval | None) -> dict[str, datetime | None]:
    known = when is not None and not when.open
    return {
        f"{name}_earliest": when.earliest if when and known else None,
        f"{name}_latest": when.latest if when else None,
    }


def _carried(row: Mapping[str, Any]) -> Carried:
    moved = [MovedDate(seen_at=one["seen_at"], published=Interval(earliest=one["earliest"], latest=one["latest"]))
             for one in row["moved"] or ()]  # fmt: skip
    return Carried(
        item_id=row["item_id"], outlet_id=row["outlet_id"], outlet=row["outlet"], country=row["country"],
        kind=Kind(row["kind"]), url=row["url"],
        published=interval(row["published_earliest"], row["published_latest"]),
        precision=Precision(row["published_precision"]), basis=Basis(row["published_basis"]),
        first_seen_at=row["first_seen_at"], frame=Frame(row["frame"]) if row["frame"] else None,
        route=Route(row["route"]), decision=Decision(row["decision"]), judged=row["judged"],
        absent_at=row["absent_at"], imported=row["imported"], looked_back=row["looked_back"],
        readings=tuple(reading_of(row["item_id"], one) for one in row["readings"] or ()),
        published_raw=row["published_raw"], moved=tuple(moved),
        zone_basis=row["zone_basis"], plausible_from=_plausible_from(row["since"]),
        same_story_as=row["same_story_as"], feeds=row["feeds"],
        route_cue=row["route_cue"],
        links=tuple(_link(row["item_id"], one) for one in row["links"] or ()),
    )  # fmt: skip


def _link(item_id: str, row: Mapping[str, Any]) -> ItemLink:
    return ItemLink(item_id=item_id, kind=LinkKind(row["kind"]), target=row["target"], words=row["words"],
                    seen_at=row["seen_at"], fetch_id=row["fetch_id"])  # fmt: skip


def _plausible_from(since: date | None) -> datetime:
    """Return the first instant of a day anywhere on earth, or what holds for any feed."""
    return datetime.combine(since, time(), timezone(timedelta(hours=14))) if since else PLAUSIBLE_FROM


_COVERAGE = """
with next_poll as (
    select feed_id, arg_min(previous_seen_at, started_at) as seen_at
    from retrieval where started_at > $as_of and previous_seen_at is not null group by feed_id
)
select c.feed_id, c.outlet_id, c.started_at, c.watched, c.reason,
    case when c.watched and c.ended_at > $as_of
        then greatest(c.started_at, least(coalesce(n.seen_at, c.started_at), $as_of)) else c.ended_at end as ended_at
from coverage_span c left join next_poll n using (feed_id)
where c.feed_id is not null and ($as_of is null or c.started_at <= $as_of)
order by all
"""
_NOW = """
with matched as (
    select item_id, decision, frame, route, route_cue from mention where narrative_id = $narrative_id
), """
_THEN = """
with matched as (
    select item_id, decision, frame, route, route_cue from mention_log
    where narrative_id = $narrative_id and decided_at <= $as_of
    qualify row_number() over (partition by item_id order by decided_at desc) = 1
), """
_JUDGED = """
judged as (
    select item_id, arg_max(decision, judged_at) as decision, arg_max(frame, judged_at) as frame,
        arg_max(route, judged_at) as route
    from judgement where narrative_id = $narrative_id and ($as_of is null or judged_at <= $as_of) group by item_id
), found as materialized (
    select item_id, coalesce(j.decision, m.decision) as decision, coalesce(j.frame, m.frame) as frame,
        coalesce(j.route, m.route, 'unknown') as route, m.route_cue, j.item_id is not null as judged
    from matched m full join judged j using (item_id)
    where coalesce(j.decision, m.decision) = 'yes' or j.item_id is not null
), moved as (
    select item_id, list({'seen_at': seen_at, 'earliest': published_earliest, 'latest': published_latest}
        order by seen_at, published_earliest) as moved, count(distinct feed_id) as feeds
    from published_change semi join found using (item_id)
    where published_earliest is not null and ($as_of is null or seen_at <= $as_of) group by item_id
), story as (
    select item_id, min(earlier_item_id) as same_story_as
    from same_story semi join found using (item_id) where $as_of is null or seen_at <= $as_of group by item_id
), read as (
    select item_id, list({'source': source, 'meaning': meaning, 'basis': basis, 'raw': raw, 'earliest': earliest,
        'latest': latest, 'precision': "precision", 'seen_at': seen_at, 'fetch_id': fetch_id}
        order by seen_at, source, meaning, latest, raw) as readings
    from time_reading semi join found using (item_id)
    where $as_of is null or seen_at <= $as_of group by item_id
), pointing as (
    select item_id, list({'kind': kind, 'target': target, 'words': words, 'seen_at': seen_at, 'fetch_id': fetch_id}
        order by kind, target) as links
    from item_link semi join found using (item_id)
    where kind in ('link', 'citation', 'forward') and ($as_of is null or seen_at <= $as_of) group by item_id
), missing as materialized (
    select item_id from found anti join carrier using (item_id)
), shown as (
    select item_id, count(distinct feed_id) as feeds
    from item_version semi join missing using (item_id) group by item_id
), known as (
    select item_id, outlet_id, url, published_raw, published_earliest, published_latest, published_precision,
        published_basis, first_seen_at, absent_at, feed_id, feeds, source
    from carrier semi join found using (item_id)
    union all
    select item_id, outlet_id, url, published_raw, published_earliest, published_latest, published_precision,
        published_basis, first_seen_at, absent_at, feed_id, coalesce(feeds, 1), source
    from item semi join missing using (item_id) left join shown using (item_id)
), learnt as (
    select feed_id, arg_max(class, learnt_at) as class, arg_max(reach_h, learnt_at) as reach_h,
        arg_max(slack_h, learnt_at) as slack_h
    from feed_stamp where $as_of is null or learnt_at <= $as_of group by feed_id
)
select i.item_id, i.outlet_id, o.name as outlet, o.country, o.kind, i.url, i.published_raw,
    believed_earliest(s.class, i.published_earliest, i.absent_at, s.reach_h, s.slack_h) as published_earliest,
    believed_latest(s.class, i.published_latest, i.first_seen_at) as published_latest,
    i.published_precision, i.published_basis, i.first_seen_at, i.absent_at, i.feed_id is null as imported,
    i.source is not null as looked_back, read.readings, pointing.links,
    f.frame, f.route, f.route_cue, f.decision, f.judged, o.zone_basis, registered.since, moved.moved,
    story.same_story_as,
    greatest(i.feeds, coalesce(moved.feeds, 1)) as feeds
from found f join known i using (item_id) join outlet o using (outlet_id) left join learnt s using (feed_id)
    left join feed registered using (feed_id) left join moved using (item_id) left join story using (item_id)
    left join read using (item_id) left join pointing using (item_id)
where $as_of is null or i.first_seen_at <= $as_of
order by i.url, i.item_id
"""
_OUTDATED = """
delete from carrier where item_id in (
    select item_id from item_version where version_id > (select coalesce(max(version_id), 0) from carrier)
)
"""
_GATHER = """
insert into carrier
with wanted as (
    select item_id from (select item_id from mention union select item_id from judgement)
    anti join carrier using (item_id)
), shown as (
    select item_id, count(distinct feed_id) as feeds, max(version_id) as version_id
    from item_version semi join wanted using (item_id) group by item_id
)
select item_id, outlet_id, url, published_raw, published_earliest, published_latest, published_precision,
    published_basis, first_seen_at, absent_at, feed_id, greatest(feeds, 1), version_id, source
from item join shown using (item_id)
"""
_LOG = """
insert into mention_log
with newest as (
    select * from mention_log
    qualify row_number() over (partition by item_id, narrative_id order by decided_at desc) = 1
), carrying as (
    select item_id, narrative_id, frame, route, route_cue, definition_hash from mention where decision = 'yes'
)
select m.item_id, m.narrative_id, 'yes', m.frame, m.route, m.route_cue, m.definition_hash, $now
from carrying m left join newest n using (item_id, narrative_id)
where n.decision is distinct from 'yes' or n.frame is distinct from m.frame or n.route is distinct from m.route
union all
select n.item_id, n.narrative_id, 'no', null, null, null, d.definition_hash, $now
from newest n anti join carrying using (item_id, narrative_id) left join narrative d using (narrative_id)
where n.decision = 'yes'
"""
_LOG_DEFINITIONS = """
insert into definition_log
select n.narrative_id, n.definition_hash, $now from narrative n left join (
    select narrative_id, arg_max(definition_hash, since) as definition_hash from definition_log group by narrative_id
) l using (narrative_id)
where l.definition_hash is distinct from n.definition_hash
"""
