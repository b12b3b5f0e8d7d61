-- In which ISO weeks was something published that carries a tracked narrative?
-- parameters: $country (ISO 3166 code, null: all countries), $as_of (timestamptz: only what was first seen by then; null:
--     everything in the snapshot)
-- columns: week_start (date, a Monday), items (number dated to the day or better)
select cast(date_trunc('week', day) as date) as week_start, cast(count(*) as integer) as items
from carried
where decision = 'yes' and day is not null
    and ($country is null or country = $country)
    and ($as_of is null or first_seen_at <= $as_of)
group by week_start
order by week_start;
