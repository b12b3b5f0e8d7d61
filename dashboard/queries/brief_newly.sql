-- Which outlets took a narrative up in this week, as far as their own first mention tells?
-- parameters: $week_start (date, a Monday), $country (ISO 3166 code, null: all countries)
-- columns: narrative_id, outlet_id, outlet, day (as the outlet states it), frame, url
with dated as (
    select *, cast(case when published_precision = 'day'
            then timezone('UTC', first_earliest + (first_latest - first_earliest) / 2)
            else timezone('America/Mexico_City', first_earliest) end as date) as day
    from pickups
    where role = 'pick-up' and published_precision in ('second', 'minute', 'hour', 'day')
        and first_earliest is not null and ($country is null or country = $country)
)
select narrative_id, outlet_id, outlet, day, frame, url
from dated
where day between $week_start and $week_start + interval 6 day
order by narrative_id, first_earliest + (first_latest - first_earliest) / 2, outlet;
