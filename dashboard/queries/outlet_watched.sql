-- Since when and until when was an outlet watched at all?
-- parameters: $outlet_id
-- columns: spans (number), first, last (UTC)
select count(*) as spans, min(started_at) as first, max(ended_at) as last
from coverage
where outlet_id = $outlet_id and watched;
