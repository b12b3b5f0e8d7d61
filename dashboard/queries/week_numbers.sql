-- What did a week bring: items, outlets and narratives, and how much waits for a person?
-- parameters: $week_start (date, a Monday), $country (ISO 3166 code, null: all countries)
-- columns: items, outlets, narratives (numbers of this week), items_before (of the week before), review (of all time)
with recent as (
    select *, day >= $week_start as is_now
    from daily
    where day between $week_start - interval 7 day and $week_start + interval 6 day
        and ($country is null or country = $country)
)
select
    cast(coalesce(sum(items) filter (is_now), 0) as integer) as items,
    count(distinct outlet_id) filter (is_now) as outlets,
    count(distinct narrative_id) filter (is_now) as narratives,
    cast(coalesce(sum(items) filter (not is_now), 0) as integer) as items_before,
    (select count(*) from mentions where decision = 'review') as review
from recent
order by all;
