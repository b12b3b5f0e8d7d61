-- Which items carry a narrative, or wait for a person to decide?
-- parameters: $narrative_id, $as_of (timestamptz, null: everything in the snapshot)
-- columns: item_id, outlet, country, title, url, published_earliest, published_latest, published_precision,
--     published_basis, first_seen_at (UTC), decision, probability (0 to 1), frame, route, judged, neighbour
select item_id, outlet, country, title, url, earliest as published_earliest, latest as published_latest,
    published_precision, published_basis, first_seen_at, decision, probability, frame, route, judged, neighbour
from carried_clock($as_of)
where narrative_id = $narrative_id and decision in ('yes', 'review')
    and ($as_of is null or first_seen_at <= $as_of)
order by earliest nulls last, outlet, item_id;
