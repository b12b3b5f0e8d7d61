-- Which items stand behind the numbers of a week?
-- parameters: $week_start (date, a Monday), $country (ISO 3166 code, null: all countries), $as_of (timestamptz: only what
--     was first seen by then; null: everything in the snapshot), $most (rows)
-- columns: narrative_id, day (date; null: dated only to a month that the week touches, and in no total), outlet, title,
--     item_id, frame, route, url; a row for each narrative of an item, as week_numbers, week_daily and week_month_only
--     count them
with carrying as (
    select m.narrative_id, m.item_id, m.frame, m.route, i.url, o.name as outlet, i.published_precision as known_to,
        i.published_earliest, i.published_latest,
        cast(case when i.published_precision = 'day'
            then timezone('UTC', i.published_earliest + (i.published_latest - i.published_earliest) / 2)
            when i.published_precision in ('second', 'minute', 'hour')
            then timezone('America/Mexico_City', i.published_earliest) end as date) as day
    from mentions m join item i using (item_id) join outlets o on o.outlet_id = i.outlet_id
    where m.decision = 'yes' and i.published_precision in ('second', 'minute', 'hour', 'day', 'month')
        and ($country is null or o.country = $country)
        and ($as_of is null or i.first_seen_at <= $as_of)
),
inside as (
    select * from carrying
    where day between $week_start and $week_start + interval 6 day
        or (known_to = 'month' and published_earliest < cast($week_start as timestamptz) + interval 7 day
            and published_latest >= cast($week_start as timestamptz))
    order by day nulls last, narrative_id, outlet, item_id limit $most
),
worded as (  -- the newest wording of these items only: to read all would take longer than the rest
    select item_id, arg_max(title, version_id) as title from item_version semi join inside using (item_id) group by item_id
)
select n.narrative_id, n.day, n.outlet, w.title, n.item_id, n.frame, n.route, n.url
from inside n join worded w using (item_id)
order by n.day nulls last, n.narrative_id, n.outlet, n.item_id;
