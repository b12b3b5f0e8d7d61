-- What is there to decide about an item and a narrative: its newest words, and what the matcher made of them?
-- parameters: $item_id, $narrative_id
-- columns: of the item, its outlet, the mention (as the matcher and people left it) and the narrative; no row: no mention
select m.item_id, m.narrative_id, i.url, i.published_earliest, i.published_latest, i.published_precision,
    i.first_seen_at, i.language, v.title, v.summary, v.text, o.name as outlet, o.country, o.kind, o.outlet_id,
    o.label_source, m.decision, m.probability, m.frame, m.frame_cue, m.route, m.route_cue, m.neighbour, m.judged,
    m.passages, m.similarity, n.title_en, n.title_es, n.claim_en, n.claim_es
from mentions m
join item_of($item_id) i using (item_id)
join outlets o on o.outlet_id = i.outlet_id
join narratives n using (narrative_id)
join (
    select item_id, arg_max(title, version_id) as title, arg_max(coalesce(summary, ''), version_id) as summary,
        arg_max(coalesce(text, ''), version_id) as text
    from versions_of($item_id) group by item_id
) v using (item_id)
where m.item_id = $item_id and m.narrative_id = $narrative_id;
