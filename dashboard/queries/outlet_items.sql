-- Which items of an outlet carry a narrative, or wait for a person to decide?
-- parameters: $outlet_id
-- columns: item_id, narrative_id, outlet, country, title, url, narrative_en, narrative_es, published_earliest,
--     published_latest, published_precision, first_seen_at (UTC), decision, probability (0 to 1), frame, route, judged
select c.item_id, c.narrative_id, c.outlet, c.country, c.title, c.url, n.short_en as narrative_en,
    n.short_es as narrative_es, c.earliest as published_earliest, c.latest as published_latest, c.published_precision,
    c.published_basis, c.first_seen_at, c.decision, c.probability, c.frame, c.route, c.judged
from carried_clock(null) c join narratives n using (narrative_id)
where c.outlet_id = $outlet_id and c.decision in ('yes', 'review')
order by c.earliest nulls last, c.item_id, c.narrative_id;
