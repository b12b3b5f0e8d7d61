-- Who had carried a narrative, and when, as far as what had been seen by a moment can say?
-- parameters: $narrative_id (null: all narratives), $as_of (timestamptz)
-- columns: as in the question pickups. A short form of `rastro pickups ID --as-of`: items first seen by then, and dates as
--     far as they could be believed then; but decisions, definitions, and which outlets can have started a narrative, are
--     those of the snapshot. censored is unknown throughout, order_certain only compares the first mentions held then.
with carrying as (
    select m.narrative_id, m.outlet_id, m.item_id, m.frame, m.route, i.url, i.published_precision, i.published_basis, i.first_seen_at,
        c.earliest, case when c.latest is not null then least(c.latest, i.first_seen_at) end as latest
    from mentions m join item i using (item_id) join item_clock($as_of) c using (item_id)
    where m.decision = 'yes' and i.first_seen_at <= $as_of
        and ($narrative_id is null or m.narrative_id = $narrative_id)
),
shown as (
    select narrative_id, outlet_id, item_id, url, frame, route, published_precision, published_basis
    from carrying
    qualify row_number() over (
        partition by narrative_id, outlet_id order by latest nulls last, earliest,
            case when latest is null then first_seen_at end, url, item_id) = 1
),
grouped as (
    select narrative_id, outlet_id, min(earliest) as first_earliest, min(latest) as first_latest,
        min(earliest) filter (frame in ('origin', 'asserts', 'attributes')) as adopted_earliest,
        min(latest) filter (frame in ('origin', 'asserts', 'attributes')) as adopted_latest, count(*) as items
    from carrying
    group by narrative_id, outlet_id
),
found as (
    select g.*, l.item_id, l.url, l.frame, l.route, l.published_precision, l.published_basis, o.name as outlet, o.country,
        case when exists (
            from pickups p
            where p.role = 'origin' and p.narrative_id = g.narrative_id and p.outlet_id = g.outlet_id
        ) then 'origin' else 'pick-up' end as role
    from grouped g join shown l using (narrative_id, outlet_id) join outlets o using (outlet_id)
),
origins as (
    select narrative_id, min(first_earliest) as earliest, min(first_latest) as latest
    from found where role = 'origin' and first_earliest is not null
    group by narrative_id
),
lagged as (
    select f.*, epoch(f.first_earliest - n.latest) / 3600 as low, epoch(f.first_latest - n.earliest) / 3600 as high
    from found f left join origins n using (narrative_id)
)
select l.narrative_id, l.outlet_id, l.outlet, l.country, l.item_id, l.url, l.first_earliest, l.first_latest,
    l.adopted_earliest, l.adopted_latest, case when l.high < 0 then l.low when l.low is not null then greatest(l.low, 0) end as lag_min_h,
    l.high as lag_max_h, l.frame, l.route,
    l.first_earliest is not null and not exists (
        from found other
        where other.narrative_id = l.narrative_id and other.outlet_id <> l.outlet_id
            and other.first_earliest <= l.first_latest and other.first_latest >= l.first_earliest
    ) as order_certain,
    'unknown' as censored, l.role, l.published_precision, l.published_basis, coalesce(l.high < 0, false) as before_origin,
    l.items
from lagged l
order by l.narrative_id, l.first_earliest + (l.first_latest - l.first_earliest) / 2 nulls last, l.outlet;
