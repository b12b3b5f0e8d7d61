-- en: Denials and fact-checks, with the words they rest on
-- es: Desmentidos y verificaciones, con las palabras que los sustentan
select m.narrative_id, o.name as outlet, m.frame, m.frame_cue, i.title, i.published_earliest, i.url
from mentions m join items i using (item_id) join outlets o on o.outlet_id = i.outlet_id
where m.decision = 'yes' and m.frame in ('denies', 'reports_denial', 'fact_check')
order by i.published_earliest nulls last
