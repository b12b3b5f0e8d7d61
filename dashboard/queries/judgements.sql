-- What have people decided, as far as this snapshot knows?
-- parameters: none
-- columns: as in the view judgements; judged_at is UTC
select item_id, narrative_id, decision, frame, route, judged_by, judged_at, reason
from judgements
order by judged_at, item_id, narrative_id;
