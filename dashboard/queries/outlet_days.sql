-- How much of each day was each feed of an outlet watched, and where can something have passed unseen?
-- parameters: $outlet_id, $until (date in Mexico City: the last of 56 days)
-- columns: feed_id, day (date in Mexico City), watched_h, gap_h (hours); no row: neither is known
with days as (
    select cast(unnest(generate_series($until - interval 55 day, $until, interval 1 day)) as date) as day
), bounds as (
    select day, timezone('America/Mexico_City', cast(day as timestamp)) as starts,
        timezone('America/Mexico_City', cast(day as timestamp) + interval 1 day) as ends
    from days
)
select c.feed_id, b.day,
    sum(epoch(least(c.ended_at, b.ends)) - epoch(greatest(c.started_at, b.starts))) filter (c.watched) / 3600 as watched_h,
    sum(epoch(least(c.ended_at, b.ends)) - epoch(greatest(c.started_at, b.starts))) filter (not c.watched) / 3600 as gap_h
from coverage c join bounds b on c.started_at < b.ends and c.ended_at > b.starts
where c.outlet_id = $outlet_id
group by c.feed_id, b.day
order by c.feed_id, b.day;
