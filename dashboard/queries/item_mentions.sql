-- Which narratives does an item carry, or nearly, and on what evidence?
-- parameters: $item_id
-- columns: narrative_id, title_es, title_en, decision, probability (0 to 1), frame, frame_cue, route, route_cue,
--     neighbour, similarity (-1 to 1), method, judged, passages (list of field, start, end, text, why)
select m.narrative_id, n.title_es, n.title_en, m.decision, m.probability, m.frame, m.frame_cue, m.route, m.route_cue,
    m.neighbour, m.similarity, m.method, m.judged, m.passages
from mentions m join narratives n using (narrative_id)
where m.item_id = $item_id
order by case m.decision when 'yes' then 0 when 'review' then 1 else 2 end, m.probability desc, m.narrative_id;
