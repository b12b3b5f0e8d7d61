-- In which ISO weeks was something published that carries a tracked narrative?
-- parameters: $country (ISO 3166 code, null: all countries), $as_of (timestamptz: only what was first seen by then; null:
--     everything in the snapshot)
-- columns: week_start (date, a Monday), items (number dated to the day or better)
with carrying as (
    select cast(case when i.published_precision = 'day'
            then timezone('UTC', i.published_earliest + (i.published_latest - i.published_earliest) / 2)
            else timezone('America/Mexico_City', i.published_earliest) end as date) as day
    from mentions m join item i using (item_id) join outlets o on o.outlet_id = i.outlet_id
    where m.decision = 'yes' and i.published_precision in ('second', 'minute', 'hour', 'day')
        and ($country is null or o.country = $country)
        and ($as_of is null or i.first_seen_at <= $as_of)
)
select cast(date_trunc('week', day) as date) as week_start, cast(count(*) as integer) as items
from carrying
group by week_start
order by week_start;
