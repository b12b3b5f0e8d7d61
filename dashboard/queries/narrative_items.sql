-- Which items carry a narrative, or wait for a person to decide?
-- parameters: $narrative_id, $as_of (timestamptz, null: everything in the snapshot)
-- columns: item_id, outlet, country, title, url, published_earliest, published_latest, published_precision,
--     published_basis, first_seen_at (UTC), decision, probability (0 to 1), frame, route, judged, neighbour
select m.item_id, o.name as outlet, o.country, i.title, i.url, i.published_earliest, i.published_latest,
    i.published_precision, i.published_basis, i.first_seen_at, m.decision, m.probability, m.frame, m.route, m.judged,
    m.neighbour
from mentions m
join items i using (item_id)
join outlets o on o.outlet_id = i.outlet_id
where m.narrative_id = $narrative_id and m.decision in ('yes', 'review')
    and ($as_of is null or i.first_seen_at <= $as_of)
order by i.published_earliest nulls last, o.name, m.item_id;
