-- By which text did each item that carries a narrative come, as far as there is evidence?
-- parameters: $narrative_id, $as_of (timestamptz, null: everything in the snapshot)
-- columns: item_id, outlet_id, outlet, country, kind, is_origin (the outlet can have started it), title, url,
--     published_earliest, published_latest (UTC), published_precision, frame, route, route_cue (the words it rests on),
--     judged
with carrying as (
    select item_id, outlet_id, frame, route, route_cue, judged
    from mentions where narrative_id = $narrative_id and decision = 'yes'
),
worded as (  -- the newest wording of these items only: to read all would take longer than the rest
    select item_id, arg_max(title, version_id) as title from item_version semi join carrying using (item_id) group by item_id
)
select m.item_id, m.outlet_id, o.name as outlet, o.country, o.kind,
    m.outlet_id in (
        select outlet_id from pickups where narrative_id = $narrative_id and role = 'origin'
    ) as is_origin,
    w.title, i.url, c.earliest as published_earliest, c.latest as published_latest, i.published_precision, m.frame,
    m.route, m.route_cue, m.judged
from carrying m
join item i using (item_id)
join item_clock($as_of) c using (item_id)
join worded w using (item_id)
join outlets o on o.outlet_id = m.outlet_id
where $as_of is null or i.first_seen_at <= $as_of
order by c.earliest nulls last, o.name, m.item_id;
