-- What are these items called now?
-- parameters: $item_ids (ids, joined by commas)
-- columns: item_id, title
select item_id, arg_max(title, version_id) as title
from item_versions
where item_id in (select unnest(string_split($item_ids, ',')))
group by item_id;
