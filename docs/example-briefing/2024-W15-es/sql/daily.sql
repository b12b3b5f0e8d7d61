set TimeZone = 'UTC';
prepare asked as
-- How many items carried each narrative on each day of a week and of the seven weeks before it?
-- parameters: $week_start (date, a Monday), $country (ISO 3166 code, null: all countries),
--     $as_of (timestamptz: only what was first seen by then; null: everything in the snapshot)
-- columns: narrative_id, day (date), items (number; 0: none seen; null: no data, since feeds of the country are collected
--     but none of them was watched at any time of that day, or the day has not begun), items_by_hour (the same up to the hour of $as_of: what the
--     same weekday of a running week is compared with; dates without an hour count if they had been seen by then)
with days as (
    select cast(unnest(generate_series($week_start - interval 49 day, $week_start + interval 6 day, interval 1 day)) as date)
        as day
),
seen as (
    select narrative_id, day, count(*) as items,
        count(*) filter (
            timezone('America/Mexico_City', case when published_precision = 'day' then first_seen_at else published_earliest end)
            <= day + cast(timezone('America/Mexico_City', coalesce($as_of, now())) as time)
        ) as items_by_hour
    from carried
    where decision = 'yes' and day between $week_start - interval 49 day and $week_start + interval 6 day
        and ($country is null or country = $country)
        and ($as_of is null or first_seen_at <= $as_of)
    group by narrative_id, day
),
spans as (
    select c.started_at, c.ended_at
    from coverage c join outlets o using (outlet_id)
    where c.watched and ($country is null or o.country = $country) and ($as_of is null or c.started_at <= $as_of)
),
watched as (
    select d.day
    from days d semi join spans s
        on s.started_at < timezone('America/Mexico_City', cast(d.day + interval 1 day as timestamp))
        and s.ended_at >= timezone('America/Mexico_City', cast(d.day as timestamp))
)
select n.narrative_id, d.day,
    cast(case when s.items is not null then s.items
        when d.day > cast(timezone('America/Mexico_City', coalesce($as_of, now())) as date) then null
        when w.day is null and exists (from spans) then null else 0 end as double) as items,
    cast(coalesce(s.items_by_hour, 0) as double) as items_by_hour
from narratives n cross join days d
left join seen s on s.narrative_id = n.narrative_id and s.day = d.day
left join watched w on w.day = d.day
order by n.narrative_id, d.day;
execute asked(as_of := timestamptz '2026-11-24 13:36:43.625000+00:00', country := 'MX', week_start := date '2024-04-08');
