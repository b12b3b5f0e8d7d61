-- How many items carried each narrative on each day of a week and of the seven weeks before it?
-- parameters: $week_start (date, a Monday), $country (ISO 3166 code, null: all countries)
-- columns: narrative_id, day (date), items (number; 0: none seen)
with days as (
    select cast(unnest(generate_series($week_start - interval 49 day, $week_start + interval 6 day, interval 1 day)) as date)
        as day
),
seen as (
    select narrative_id, day, sum(items) as items
    from daily
    where $country is null or country = $country
    group by narrative_id, day
)
select narratives.narrative_id, days.day, cast(coalesce(seen.items, 0) as double) as items
from narratives cross join days
left join seen on seen.narrative_id = narratives.narrative_id and seen.day = days.day
order by narratives.narrative_id, days.day;
