-- By which text did each item that carries a narrative come, as far as there is evidence?
-- parameters: $narrative_id, $as_of (timestamptz, null: everything in the snapshot)
-- columns: item_id, outlet_id, outlet, country, kind, is_origin (the outlet can have started it), title, url,
--     published_earliest, published_latest (UTC), published_precision, frame, route, route_cue (the words it rests on),
--     judged
select m.item_id, m.outlet_id, o.name as outlet, o.country, o.kind,
    m.outlet_id in (
        select outlet_id from pickups where narrative_id = $narrative_id and role = 'origin'
    ) as is_origin,
    i.title, i.url, i.published_earliest, i.published_latest, i.published_precision, m.frame, m.route, m.route_cue,
    m.judged
from mentions m
join items i using (item_id)
join outlets o on o.outlet_id = m.outlet_id
where m.narrative_id = $narrative_id and m.decision = 'yes' and ($as_of is null or i.first_seen_at <= $as_of)
order by i.published_earliest nulls last, o.name, m.item_id;
