-- When was a feed not watched though it is followed, and why? The two hundred newest stretches.
-- columns: outlet_id, feed_id, started_at, ended_at (UTC), watched (always false), reason (a slug)
select outlet_id, feed_id, started_at, ended_at, watched, reason
from coverage
where not watched
order by started_at desc, feed_id
limit 200;
