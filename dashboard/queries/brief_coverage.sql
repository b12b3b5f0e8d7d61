-- How much of a week did we watch the feeds that we follow, and what came from elsewhere?
-- A feed is followed if it was watched, or in a gap, at any time from 14 days before the week up to its end.
-- parameters: $week_start (date, a Monday), $as_of (timestamptz: up to when the data goes)
-- columns: feeds (followed), outlets (whose feeds they are), feeds_watched (at any time of the week), asked_h (feeds times
--     the hours of the week that are over), watched_h, gap_h (hours in which something can have passed unseen), share_pct
--     (watched_h of asked_h, rounded down; null: nothing to watch)
with week as (
    select timezone('America/Mexico_City', cast($week_start as timestamp)) as starts,
        least(timezone('America/Mexico_City', cast($week_start as timestamp) + interval 7 day), $as_of) as ends
), span as (
    select feed_id, outlet_id, watched, greatest(0, epoch(ends) - epoch(starts)) / 3600 as week_h,
        greatest(0, epoch(least(ended_at, ends)) - epoch(greatest(started_at, starts))) / 3600 as h
    from coverage, week
    where feed_id is not null and started_at < ends and ended_at > starts - interval 14 day
), summed as (
    select count(distinct feed_id) as feeds, count(distinct outlet_id) as outlets,
        count(distinct feed_id) filter (watched and h > 0) as feeds_watched, feeds * coalesce(max(week_h), 0) as asked,
        coalesce(sum(h) filter (watched), 0) as watched, coalesce(sum(h) filter (not watched), 0) as gap
    from span
)
select feeds, outlets, feeds_watched, cast(round(asked) as integer) as asked_h, cast(floor(watched) as integer) as watched_h,
    cast(ceil(gap) as integer) as gap_h,
    case when asked > 0 then cast(floor(100 * watched / asked) as integer) end as share_pct
from summed;
