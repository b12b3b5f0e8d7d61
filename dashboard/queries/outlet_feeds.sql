-- Which feeds has an outlet, and how do they do?
-- parameters: $outlet_id, $now (timestamptz: as of when)
-- columns: as in the view feeds, and new_week (new items in 7 days), usual_day (new items a day over 28 days, the first
--     poll left out; null: not known)
with polls as (
    select feed_id, started_at, new_items, previous_seen_at is null as is_first
    from fetches
    where source = 'feed' and started_at > $now - interval 28 day
), volume as (
    select feed_id, sum(new_items) filter (not is_first and started_at > $now - interval 7 day) as new_week,
        sum(new_items) filter (not is_first) / nullif(epoch(max(started_at) - min(started_at)) / 86400, 0) as usual_day
    from polls
    group by feed_id
)
select f.feed_id, f.url, f.kind, f.status, f.source, f.note, f.stamp_class, f.seen_at, f.due_at, f.failures, f.outcome,
    f.error, f.moved_to, f.gone_at, v.new_week, v.usual_day
from feeds f left join volume v using (feed_id)
where f.outlet_id = $outlet_id
order by f.status, f.url;
