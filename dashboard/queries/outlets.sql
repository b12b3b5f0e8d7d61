-- Which outlets carried what, in which frames, from which texts, and how late?
-- A mention is one item and one narrative. Borrowed: an embassy, agency or state-media text is named as its route, or it
-- shares wording with an item of such an outlet that was out first, or both are known to rest on such a text;
-- null for such an outlet itself.
-- The median lag lies between the medians of the lags' two ends; first mentions before the origin we hold are left out.
-- parameters: $country (ISO 3166 code, null: all countries), $outlet_id (null: all outlets)
-- columns: outlet_id, outlet, country, kind, held, items, mentions, narratives, origin, asserts, attributes, against,
--     analysis, undecided, borrowed, route_known, judged (numbers of mentions), lag_min_h, lag_max_h, lag_narratives
with borrowed as (
    select s.later_item_id as item_id
    from shared s join outlets o on o.outlet_id = s.earlier_outlet_id
    where o.kind in ('state_media', 'diplomatic', 'wire') and s.relation in ('copies', 'same_wire', 'rewrites')
    union
    select unnest([earlier_item_id, later_item_id])
    from reuse where common_source in ('state_media', 'embassy', 'tass', 'efe', 'europapress')
), counted as (
    select m.outlet_id, count(distinct m.item_id) as items, count(*) as mentions,
        count(distinct m.narrative_id) as narratives,
        count(*) filter (m.frame = 'origin') as origin,
        count(*) filter (m.frame = 'asserts') as asserts,
        count(*) filter (m.frame = 'attributes') as attributes,
        count(*) filter (m.frame in ('denies', 'reports_denial', 'fact_check')) as against,
        count(*) filter (m.frame = 'analysis') as analysis,
        count(*) filter (m.frame is null) as undecided,
        count(*) filter (m.route in ('state_media', 'embassy', 'tass', 'efe', 'europapress') or b.item_id is not null)
            as borrowed,
        count(*) filter (m.route <> 'unknown') as route_known,
        count(*) filter (m.judged) as judged
    from mentions m left join borrowed b using (item_id)
    where m.decision = 'yes' and ($outlet_id is null or m.outlet_id = $outlet_id)
    group by m.outlet_id
), lag as (
    select outlet_id, median(lag_min_h) as lag_min_h, median(lag_max_h) as lag_max_h, count(*) as lag_narratives
    from pickups
    where role = 'pick-up' and lag_min_h is not null and lag_max_h is not null and not before_origin
    group by outlet_id
), held as (
    select outlet_id, count(*) as held from item where $outlet_id is null or outlet_id = $outlet_id group by outlet_id
)
select o.outlet_id, o.name as outlet, o.country, o.kind, coalesce(h.held, 0) as held,
    coalesce(c.items, 0) as items, coalesce(c.mentions, 0) as mentions, coalesce(c.narratives, 0) as narratives,
    coalesce(c.origin, 0) as origin, coalesce(c.asserts, 0) as asserts, coalesce(c.attributes, 0) as attributes,
    coalesce(c.against, 0) as against, coalesce(c.analysis, 0) as analysis, coalesce(c.undecided, 0) as undecided,
    case when o.kind not in ('state_media', 'diplomatic', 'wire') then coalesce(c.borrowed, 0) end as borrowed,
    coalesce(c.route_known, 0) as route_known, coalesce(c.judged, 0) as judged,
    l.lag_min_h, l.lag_max_h, coalesce(l.lag_narratives, 0) as lag_narratives
from outlets o left join counted c using (outlet_id) left join held h using (outlet_id) left join lag l using (outlet_id)
where ($outlet_id is not null or c.mentions > 0) and ($country is null or o.country = $country)
    and ($outlet_id is null or o.outlet_id = $outlet_id)
order by mentions desc, outlet, o.outlet_id;
