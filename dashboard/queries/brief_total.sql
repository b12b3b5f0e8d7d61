-- What did the week come to, all narratives together?
-- parameters: $week_start (date, a Monday), $country (ISO 3166 code, null: all countries)
-- columns: items, items_before (of the week before), outlets, narratives (with an item),
--     tracked (narratives), items_all, outlets_all (of all countries)
with seen as (
    select *, $country is null or country = $country as is_here, day >= $week_start as is_now
    from daily
    where day between $week_start - interval 7 day and $week_start + interval 6 day
)
select cast(coalesce(sum(items) filter (is_now and is_here), 0) as integer) as items,
    cast(coalesce(sum(items) filter (not is_now and is_here), 0) as integer) as items_before,
    count(distinct outlet_id) filter (is_now and is_here) as outlets,
    count(distinct narrative_id) filter (is_now and is_here) as narratives,
    (select count(*) from narratives) as tracked,
    cast(coalesce(sum(items) filter (is_now), 0) as integer) as items_all,
    count(distinct outlet_id) filter (is_now) as outlets_all
from seen;
