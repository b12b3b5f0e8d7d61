-- Were the item's outlet's feeds watched when it came out?
-- parameters: $item_id
-- columns: feed_id, started_at, ended_at (UTC), watched, reason (why not watched)
select c.feed_id, c.started_at, c.ended_at, c.watched, c.reason
from coverage c join item_of($item_id) i using (outlet_id)
where c.started_at <= i.first_seen_at + interval 1 day
    and c.ended_at >= least(coalesce(i.published_earliest, i.first_seen_at), i.first_seen_at) - interval 3 day
order by c.started_at, c.feed_id
limit 200;
