set TimeZone = 'UTC';
prepare asked as
select cast(sum(items) as integer) as n
from (
-- How many items carry a narrative and are dated only to a month that this week touches?
-- parameters: $week_start (date, a Monday), $country (ISO 3166 code, null: all countries), $as_of (timestamptz, null: all)
-- columns: narrative_id, items (number)
select narrative_id, count(*) as items
from carried
where decision = 'yes' and published_precision = 'month'
    and published_earliest < cast($week_start as timestamptz) + interval 7 day
    and published_latest >= cast($week_start as timestamptz)
    and ($country is null or country = $country)
    and ($as_of is null or first_seen_at <= $as_of)
group by narrative_id
order by narrative_id
);
execute asked(as_of := timestamptz '2026-11-24 13:36:43.625000+00:00', country := 'MX', week_start := date '2024-04-08');
