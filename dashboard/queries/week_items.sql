-- Which items stand behind the numbers of a week?
-- parameters: $week_start (date, a Monday), $country (ISO 3166 code, null: all countries), $as_of (timestamptz: only what
--     was first seen by then; null: everything in the snapshot), $most (rows)
-- columns: narrative_id, day (date; null: dated only to a month that the week touches, and in no total), outlet, title,
--     item_id, frame, route, url; a row for each narrative of an item, as week_numbers, week_daily and week_month_only
--     count them
select narrative_id, day, outlet, title, item_id, frame, route, url
from carried
where decision = 'yes' and ($country is null or country = $country) and ($as_of is null or first_seen_at <= $as_of)
    and (day between $week_start and $week_start + interval 6 day
        or (published_precision = 'month' and published_earliest < cast($week_start as timestamptz) + interval 7 day
            and published_latest >= cast($week_start as timestamptz)))
order by day nulls last, narrative_id, outlet, item_id
limit $most;
