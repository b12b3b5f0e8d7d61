-- What are these items called now?
-- parameters: $item_ids (ids, joined by commas)
-- columns: item_id, title
select distinct item_id, title
from carried
where item_id in (select unnest(string_split($item_ids, ',')));
