-- Who had carried a narrative, and when, as far as what had been seen by a moment can say?
-- parameters: $narrative_id (null: all narratives), $as_of (timestamptz)
-- columns: as in the question pickups. A short form of `rastro pickups ID --as-of`: items first seen by then, and dates as
--     far as they could be believed then, better clocks (time_readings) read by then included; but decisions, definitions, and which outlets can have started a narrative, are
--     those of the snapshot. censored is unknown throughout, order_certain only compares the first mentions held then.
with seen as (
    select narrative_id, outlet_id, item_id, frame, route, url, published_precision, published_basis, first_seen_at,
        came_by not in ('feed', 'import', 'added') and published_basis = 'inferred' as guessed,
        earliest, case when latest is not null then least(latest, first_seen_at) end as latest
    from carried_clock($as_of)
    where decision = 'yes' and first_seen_at <= $as_of
        and ($narrative_id is null or narrative_id = $narrative_id)
),
readings as (
    select item_id, meaning, earliest, latest, "precision", basis, seen_at, source, raw
    from time_readings semi join seen using (item_id) where seen_at <= $as_of
),
said as (
    select item_id, earliest, latest, "precision", basis from readings where meaning = 'stated'
    qualify row_number() over (partition by item_id order by seen_at, source, latest, raw) = 1
),
stated as (
    select s.* replace (
        case when s.guessed and r.item_id is not null then r.earliest else s.earliest end as earliest,
        case when s.guessed and r.item_id is not null then least(r.latest, greatest(r.earliest, s.first_seen_at))
            else s.latest end as latest,
        case when s.guessed and r.item_id is not null then r."precision" else s.published_precision end as published_precision,
        case when s.guessed and r.item_id is not null then r.basis else s.published_basis end as published_basis)
    from seen s left join said r using (item_id)
),
narrower as (
    select s.narrative_id, s.item_id, r.earliest, r.latest, r."precision", r.basis
    from stated s join readings r using (item_id)
    where r.meaning = 'stated' and r.earliest <= s.latest and r.latest >= s.earliest
        and r.latest - r.earliest < s.latest - s.earliest
    qualify row_number() over (
        partition by s.narrative_id, s.item_id
        order by r.latest - r.earliest, r.seen_at, r.source, r.latest, r.raw) = 1
),
seen_by as (
    select item_id, min(latest) as bound from readings where meaning = 'out_by' group by item_id
),
carrying as (
    select s.* replace (
        case when b.bound < coalesce(n.latest, s.latest, timestamptz 'infinity') and b.bound < coalesce(n.earliest, s.earliest)
            then null else coalesce(n.earliest, s.earliest) end as earliest,
        least(coalesce(n.latest, s.latest), b.bound) as latest,
        coalesce(n."precision", s.published_precision) as published_precision,
        coalesce(n.basis, s.published_basis) as published_basis)
    from stated s left join narrower n using (narrative_id, item_id) left join seen_by b using (item_id)
),
shown as (
    select narrative_id, outlet_id, item_id, url, frame, route, published_precision, published_basis
    from carrying
    qualify row_number() over (
        partition by narrative_id, outlet_id order by latest nulls last, earliest nulls first,
            case when latest is null then first_seen_at end, url, item_id) = 1
),
ends as (
    select narrative_id, outlet_id, min(latest) as first_latest, count(*) as items,
        min(earliest) as low, min(latest) filter (earliest is null) as open_to, min(latest) filter (earliest is not null) as closed_to,
        min(latest) filter (adopting) as adopted_latest, min(earliest) filter (adopting) as adopted_low,
        min(latest) filter (adopting and earliest is null) as adopted_open_to,
        min(latest) filter (adopting and earliest is not null) as adopted_closed_to
    from (select *, coalesce(frame in ('origin', 'asserts', 'attributes'), false) as adopting from carrying)
    group by narrative_id, outlet_id
),
grouped as (
    select narrative_id, outlet_id, first_latest, adopted_latest, items,
        case when open_to < closed_to then null else low end as first_earliest,
        case when adopted_open_to < adopted_closed_to then null else adopted_low end as adopted_earliest
    from ends
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
    select c.narrative_id, min(c.earliest) as earliest, min(c.latest) as latest
    from carrying c semi join (select narrative_id, outlet_id from found where role = 'origin') o
        using (narrative_id, outlet_id)
    where c.earliest is not null
    group by c.narrative_id
),
lagged as (
    select f.*, epoch(f.first_earliest - n.latest) / 3600 as low, epoch(f.first_latest - n.earliest) / 3600 as high
    from found f left join origins n using (narrative_id)
)
select l.narrative_id, l.outlet_id, l.outlet, l.country, l.item_id, l.url, l.first_earliest, l.first_latest,
    l.adopted_earliest, l.adopted_latest, case when l.high < 0 then l.low when l.high is not null then greatest(coalesce(l.low, 0), 0) end as lag_min_h,
    l.high as lag_max_h, l.frame, l.route,
    l.first_latest is not null and not exists (
        from found other
        where other.narrative_id = l.narrative_id and other.outlet_id <> l.outlet_id
            and coalesce(other.first_earliest, timestamptz '-infinity') <= l.first_latest
            and other.first_latest >= coalesce(l.first_earliest, timestamptz '-infinity')
    ) as order_certain,
    'unknown' as censored, l.role, l.published_precision, l.published_basis, coalesce(l.high < 0, false) as before_origin,
    l.items
from lagged l
order by l.narrative_id,
    coalesce(l.first_earliest, l.first_latest) + (l.first_latest - coalesce(l.first_earliest, l.first_latest)) / 2 nulls last, l.outlet;
