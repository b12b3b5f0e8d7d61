-- Which items of a narrative were worded otherwise later, and how?
-- parameters: $narrative_id
-- columns: item_id, outlet, seen_at (UTC, when we first saw these words), title, content_hash (of title, summary and text)
select v.item_id, o.name as outlet, v.seen_at, v.title, v.content_hash
from mentions m join item_versions v using (item_id) join outlets o on o.outlet_id = m.outlet_id
where m.decision = 'yes' and m.narrative_id = $narrative_id
qualify count(*) over (partition by v.item_id) > 1
order by o.name, v.item_id, v.seen_at, v.content_hash;
