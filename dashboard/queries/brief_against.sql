-- Which narratives were denied, or checked, for the first time in this week?
-- parameters: $week_start (date, a Monday)
-- columns: narrative_id; in_week, outlets (items of this week and their outlets, all countries), earlier (items before
--     it), perhaps (month only or undated: can have been before it), first_earliest, first_latest (UTC: what the item
--     whose stated time has the earliest middle says), first_precision (of that time)
with item as (
    select m.narrative_id, i.outlet_id, i.published_earliest, i.published_latest, i.published_precision,
        i.published_earliest + (i.published_latest - i.published_earliest) / 2 as middle,
        i.published_precision in ('second', 'minute', 'hour', 'day') as is_dated,
        cast(case when i.published_precision = 'day'
            then timezone('UTC', i.published_earliest + (i.published_latest - i.published_earliest) / 2)
            else timezone('America/Mexico_City', i.published_earliest) end as date) as day
    from mentions m join items i using (item_id)
    where m.decision = 'yes' and m.frame in ('denies', 'reports_denial', 'fact_check')
), placed as (
    select *, is_dated and day between $week_start and $week_start + interval 6 day as is_now from item
)
select narrative_id,
    count(*) filter (is_now) as in_week,
    count(distinct outlet_id) filter (is_now) as outlets,
    count(*) filter (is_dated and day < $week_start) as earlier,
    count(*) filter (not is_dated) as perhaps,
    arg_min(published_earliest, middle) filter (is_now) as first_earliest,
    arg_min(published_latest, middle) filter (is_now) as first_latest,
    arg_min(published_precision, middle) filter (is_now) as first_precision
from placed
group by narrative_id
order by narrative_id;
