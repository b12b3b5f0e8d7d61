-- Which items of an outlet carry a narrative, or wait for a person to decide?
-- parameters: $outlet_id
-- columns: item_id, narrative_id, outlet, country, title, url, narrative_en, narrative_es, published_earliest,
--     published_latest, published_precision, first_seen_at (UTC), decision, probability (0 to 1), frame, route, judged
select m.item_id, m.narrative_id, o.name as outlet, o.country, i.title, i.url, n.short_en as narrative_en,
    n.short_es as narrative_es, i.published_earliest, i.published_latest, i.published_precision, i.published_basis,
    i.first_seen_at, m.decision, m.probability, m.frame, m.route, m.judged
from mentions m
join items i using (item_id)
join outlets o on o.outlet_id = i.outlet_id
join narratives n using (narrative_id)
where m.outlet_id = $outlet_id and m.decision in ('yes', 'review')
order by i.published_earliest nulls last, m.item_id, m.narrative_id;
