-- Which items carry a narrative, or wait for a person to decide?
-- parameters: $narrative_id, $as_of (timestamptz, null: everything in the snapshot)
-- columns: item_id, outlet, country, title, url, published_earliest, published_latest, published_precision,
--     published_basis, first_seen_at (UTC), decision, probability (0 to 1), frame, route, judged, neighbour
with carrying as (
    select item_id, outlet_id, decision, probability, frame, route, judged, neighbour
    from mentions where narrative_id = $narrative_id and decision in ('yes', 'review')
),
worded as (  -- the newest wording of these items only: to read all would take longer than the rest
    select item_id, arg_max(title, version_id) as title from item_version semi join carrying using (item_id) group by item_id
)
select m.item_id, o.name as outlet, o.country, w.title, i.url, c.earliest as published_earliest,
    c.latest as published_latest, i.published_precision, i.published_basis, i.first_seen_at, m.decision, m.probability,
    m.frame, m.route, m.judged, m.neighbour
from carrying m
join item i using (item_id)
join item_clock($as_of) c using (item_id)
join worded w using (item_id)
join outlets o on o.outlet_id = m.outlet_id
where $as_of is null or i.first_seen_at <= $as_of
order by c.earliest nulls last, o.name, m.item_id;
