-- What did each narrative do in a week: items and outlets, and when was it last seen before?
-- parameters: $week_start (date, a Monday), $country (ISO 3166 code, null: all countries)
-- columns: narrative_id, items, items_before (of the week before), outlets (of $country); items_all, outlets_all (of all
--     countries); last_before (date, any country: last day with an item before this week), silent_days (between the two), undayed (items
--     of all time and countries known no better than to the month: they are in no day and no week)
with seen as (
    select narrative_id, outlet_id, day, items, $country is null or country = $country as is_here,
        day between $week_start and $week_start + interval 6 day as is_now,
        day between $week_start - interval 7 day and $week_start - interval 1 day as is_before
    from daily
), counted as (
    select narrative_id,
        sum(items) filter (is_now and is_here) as items,
        sum(items) filter (is_before and is_here) as items_before,
        count(distinct outlet_id) filter (is_now and is_here) as outlets,
        sum(items) filter (is_now) as items_all,
        count(distinct outlet_id) filter (is_now) as outlets_all,
        max(day) filter (day < $week_start) as last_before,
        min(day) filter (is_now) as first_now
    from seen
    group by narrative_id
), undayed as (
    select m.narrative_id, count(*) as undayed
    from mentions m join items i using (item_id)
    where m.decision = 'yes' and i.published_precision not in ('second', 'minute', 'hour', 'day')
    group by m.narrative_id
)
select narrative_id, cast(coalesce(items, 0) as integer) as items, cast(coalesce(items_before, 0) as integer) as items_before,
    cast(coalesce(outlets, 0) as integer) as outlets, cast(coalesce(items_all, 0) as integer) as items_all,
    cast(coalesce(outlets_all, 0) as integer) as outlets_all, last_before,
    cast(date_diff('day', last_before, first_now) - 1 as integer) as silent_days,
    coalesce(undayed, 0) as undayed
from narratives left join counted using (narrative_id) left join undayed using (narrative_id)
order by narrative_id;
