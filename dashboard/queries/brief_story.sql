-- Of each narrative: who can have started it, how many outlets carried it by a week's end, how fast, how well known?
-- A first mention counts for a week by the day its outlet states, as in the view daily; months are in no week. Lags are
-- hours after the origin, and those before it are left out of them.
-- parameters: $week_start (date, a Monday), $country (ISO 3166 code, null: all countries)
-- columns: narrative_id; origins, origin_earliest, origin_latest (UTC, the earliest of them lies between);
--     of $country: by_week (first mention by the week's end), newly (in the week), asserts, attributes, against, other
--     (by_week by frame), exactly, hourly, daily (by_week, how the time is known), decided (by_week, place decided), before (by_week, out before the origin), firsts
--     (can have been the first), first_least_h, first_most_h (the first came that long after the origin), unplaced (month
--     only or undated), later (after the week), carried (all of them);
--     elsewhere, countries (of other countries, by the week's end, origins left out; unknown countries are none)
with row as (
    select *, role = 'pick-up' and ($country is null or country = $country) as is_here,
        role = 'pick-up' and $country is not null and country <> $country as is_elsewhere,
        published_precision in ('second', 'minute', 'hour', 'day') and first_earliest is not null as is_dated,
        cast(case when published_precision = 'day'
            then timezone('UTC', first_earliest + (first_latest - first_earliest) / 2)
            else timezone('America/Mexico_City', first_earliest) end as date) as day
    from pickups
), placed as (
    select *, is_dated and day < $week_start + interval 7 day as is_by_week, is_dated and day >= $week_start as is_since
    from row
), soonest as (
    select narrative_id, min(first_latest) filter (is_here and is_dated) as soonest from row group by narrative_id
)
select placed.narrative_id,
    count(*) filter (role = 'origin') as origins,
    min(first_earliest) filter (role = 'origin') as origin_earliest,
    min(first_latest) filter (role = 'origin') as origin_latest,
    count(*) filter (is_here and is_by_week) as by_week,
    count(*) filter (is_here and is_by_week and is_since) as newly,
    count(*) filter (is_here and is_by_week and frame in ('asserts', 'origin')) as asserts,
    count(*) filter (is_here and is_by_week and frame = 'attributes') as attributes,
    count(*) filter (is_here and is_by_week and frame in ('denies', 'reports_denial', 'fact_check')) as against,
    count(*) filter (is_here and is_by_week and (frame is null or frame = 'analysis')) as other,
    count(*) filter (is_here and is_by_week and published_precision in ('second', 'minute')) as exactly,
    count(*) filter (is_here and is_by_week and published_precision = 'hour') as hourly,
    count(*) filter (is_here and is_by_week and published_precision = 'day') as daily,
    count(*) filter (is_here and is_by_week and order_certain) as decided,
    count(*) filter (is_here and is_by_week and before_origin) as before,
    count(*) filter (is_here and is_dated and first_earliest <= soonest) as firsts,
    min(lag_min_h) filter (is_here and is_dated and not before_origin) as first_least_h,
    min(lag_max_h) filter (is_here and is_dated and not before_origin) as first_most_h,
    count(*) filter (is_here and not is_dated) as unplaced,
    count(*) filter (is_here and is_dated and not is_by_week) as later,
    count(*) filter (is_here) as carried,
    count(*) filter (is_elsewhere and is_by_week) as elsewhere,
    count(distinct country) filter (is_elsewhere and is_by_week and country <> 'unknown') as countries
from placed join soonest using (narrative_id)
group by placed.narrative_id
order by placed.narrative_id;
