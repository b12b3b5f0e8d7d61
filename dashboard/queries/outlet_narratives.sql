-- What did an outlet carry: its mentions by narrative and frame, and its first mention of each?
-- parameters: $outlet_id
-- columns: narrative_id, title_en, title_es, short_en, short_es, mentions, origin, asserts, attributes, against,
--     analysis, undecided, first_earliest, first_latest (UTC), published_precision, lag_min_h, lag_max_h, role, route, item_id
select m.narrative_id, n.title_en, n.title_es, n.short_en, n.short_es, count(*) as mentions,
    count(*) filter (m.frame = 'origin') as origin,
    count(*) filter (m.frame = 'asserts') as asserts,
    count(*) filter (m.frame = 'attributes') as attributes,
    count(*) filter (m.frame in ('denies', 'reports_denial', 'fact_check')) as against,
    count(*) filter (m.frame = 'analysis') as analysis,
    count(*) filter (m.frame is null) as undecided,
    any_value(p.first_earliest) as first_earliest, any_value(p.first_latest) as first_latest,
    any_value(p.published_precision) as published_precision, any_value(p.lag_min_h) as lag_min_h,
    any_value(p.lag_max_h) as lag_max_h, any_value(p.role) as role, any_value(p.route) as route,
    any_value(p.item_id) as item_id
from mentions m join narratives n using (narrative_id)
left join pickups p on p.narrative_id = m.narrative_id and p.outlet_id = m.outlet_id
where m.outlet_id = $outlet_id and m.decision = 'yes'
group by all
order by mentions desc, m.narrative_id;
