set TimeZone = 'UTC';
prepare asked as
select cast(sum(items) as integer) as n
from (
-- How many items carry a narrative and are dated only to a month that this week touches?
-- parameters: $week_start (date, a Monday), $country (ISO 3166 code, null: all countries), $as_of (timestamptz, null: all)
-- columns: narrative_id, items (number)
select m.narrative_id, count(*) as items
from mentions m
join items i using (item_id)
join outlets o on o.outlet_id = i.outlet_id
where m.decision = 'yes' and i.published_precision = 'month'
    and i.published_earliest < cast($week_start as timestamptz) + interval 7 day
    and i.published_latest >= cast($week_start as timestamptz)
    and ($country is null or o.country = $country)
    and ($as_of is null or i.first_seen_at <= $as_of)
group by m.narrative_id
order by m.narrative_id
);
execute asked(as_of := timestamptz '2026-11-24 00:17:01.558000+00:00', country := 'MX', week_start := date '2024-04-08');
