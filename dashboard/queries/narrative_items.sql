-- Which items carry a narrative, or wait for a person to decide?
-- parameters: $narrative_id, $as_of (timestamptz, null: everything in the snapshot)
-- columns: item_id, outlet, country, title, url, published_earliest, published_latest, published_precision,
--     published_basis, first_seen_at (UTC), decision, probability (0 to 1), frame, route, judged, neighbour
with carried as materialized (
    select item_id, outlet_id, decision, probability, frame, route, judged, neighbour
    from mentions
    where narrative_id = $narrative_id and decision in ('yes', 'review')
),
worded as (  -- of these items alone: the view items finds the newest wording of every item
    select item_id, arg_max(title, version_id) as title
    from item_versions where item_id in (select item_id from carried) group by item_id
)
select m.item_id, o.name as outlet, o.country, w.title, i.url, k.earliest as published_earliest,
    k.latest as published_latest, i.published_precision, i.published_basis, i.first_seen_at, m.decision, m.probability,
    m.frame, m.route, m.judged, m.neighbour
from carried m
join worded w using (item_id)
join item i using (item_id)
join item_clock(null) k using (item_id)
join outlets o on o.outlet_id = m.outlet_id
where $as_of is null or i.first_seen_at <= $as_of
order by k.earliest nulls last, o.name, m.item_id;
