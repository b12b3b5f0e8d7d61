-- Which items of an outlet carry a narrative, or wait for a person to decide?
-- parameters: $outlet_id
-- columns: item_id, narrative_id, outlet, country, title, url, narrative_en, narrative_es, published_earliest,
--     published_latest, published_precision, first_seen_at (UTC), decision, probability (0 to 1), frame, route, judged
with carried as materialized (
    select item_id, narrative_id, outlet_id, decision, probability, frame, route, judged
    from mentions
    where outlet_id = $outlet_id and decision in ('yes', 'review')
),
worded as (  -- of these items alone: the view items finds the newest wording of every item
    select item_id, arg_max(title, version_id) as title
    from item_versions where item_id in (select item_id from carried) group by item_id
)
select m.item_id, m.narrative_id, o.name as outlet, o.country, w.title, i.url, n.short_en as narrative_en,
    n.short_es as narrative_es, k.earliest as published_earliest, k.latest as published_latest, i.published_precision,
    i.published_basis, i.first_seen_at, m.decision, m.probability, m.frame, m.route, m.judged
from carried m
join worded w using (item_id)
join item i using (item_id)
join item_clock(null) k using (item_id)
join outlets o on o.outlet_id = m.outlet_id
join narratives n using (narrative_id)
order by k.earliest nulls last, m.item_id, m.narrative_id;
