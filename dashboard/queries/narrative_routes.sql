-- By which text did each item that carries a narrative come, as far as there is evidence?
-- parameters: $narrative_id, $as_of (timestamptz, null: everything in the snapshot)
-- columns: item_id, outlet_id, outlet, country, kind, is_origin (the outlet can have started it), title, url,
--     published_earliest, published_latest (UTC), published_precision, frame, route, route_cue (the words it rests on),
--     judged
select c.item_id, c.outlet_id, c.outlet, c.country, coalesce(o.kind, 'other') as kind,
    c.outlet_id in (
        select outlet_id from pickups where narrative_id = $narrative_id and role = 'origin'
    ) as is_origin,
    c.title, c.url, c.earliest as published_earliest, c.latest as published_latest, c.published_precision, c.frame,
    c.route, c.route_cue, c.judged
from carried_clock($as_of) c left join outlets o using (outlet_id)
where c.narrative_id = $narrative_id and c.decision = 'yes'
    and ($as_of is null or c.first_seen_at <= $as_of)
order by c.earliest nulls last, c.outlet, c.item_id;
