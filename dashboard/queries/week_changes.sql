-- What is there in a week that was not there before it?
-- parameters: $week_start (date, a Monday), $country (ISO 3166 code, null: all countries),
--     $as_of (timestamptz: only what was first seen by then; null: everything in the snapshot)
-- columns: change (new_narrative: its first dated items; returned: none in the eight weeks before, but some earlier;
--     first_denial: the first items that deny, check or report a denial of it; of these three all items of the first day
--     are listed, since days do not tell which of them was first; new_outlet: the outlet's first item of the narrative), narrative_id, outlet_id, outlet, item_id, title, url, day (of the item), quiet_days (returned: since
--     the item before), doubt (an item without a day, or known to a month that began by then, can have been earlier)
with carrying as (
    select m.narrative_id, m.item_id, m.frame, i.outlet_id, o.name as outlet, i.url,
        case when i.published_precision in ('second', 'minute', 'hour', 'day')
            then cast(case when i.published_precision = 'day'
                then timezone('UTC', i.published_earliest + (i.published_latest - i.published_earliest) / 2)
                else timezone('America/Mexico_City', i.published_earliest) end as date) end as day,
        coalesce(i.published_earliest < $week_start + interval 7 day, true) as maybe_earlier
    from mentions m join item i using (item_id) join outlets o on o.outlet_id = i.outlet_id
    where m.decision = 'yes' and ($country is null or o.country = $country)
        and ($as_of is null or i.first_seen_at <= $as_of)
),
dated as (
    select *, frame in ('denies', 'reports_denial', 'fact_check') as against,
        row_number() over (partition by narrative_id, outlet_id order by day, item_id) as place_of_outlet,
        max(day) over (
            partition by narrative_id order by day range between unbounded preceding and interval 1 day preceding
        ) as last_before
    from carrying where day is not null
),
denials as (
    select *, rank() over (partition by narrative_id order by day) as place_of_denial
    from dated where against
),
first_here as (  -- of each narrative, the items of its first day in this week
    select * from dated where day between $week_start and $week_start + interval 6 day
    qualify rank() over (partition by narrative_id order by day) = 1
),
found as (
    select 'new_narrative' as change, * exclude (last_before), null as quiet_days from first_here where last_before is null
    union all by name
    select 'returned' as change, * exclude (last_before), day - last_before as quiet_days
    from first_here where last_before < $week_start - interval 56 day
    union all by name
    select 'first_denial' as change, * exclude (last_before, place_of_denial), null as quiet_days
    from denials where place_of_denial = 1 and day between $week_start and $week_start + interval 6 day
    union all by name
    select 'new_outlet' as change, * exclude (last_before), null as quiet_days
    from dated where place_of_outlet = 1 and day between $week_start and $week_start + interval 6 day
),
worded as (  -- the newest wording of these items only: to read all would take longer than the rest
    select item_id, arg_max(title, version_id) as title from item_version semi join found using (item_id) group by item_id
)
select f.change, f.narrative_id, f.outlet_id, f.outlet, f.item_id, w.title, f.url, f.day,
    cast(f.quiet_days as integer) as quiet_days,
    exists (
        from carrying c
        where c.day is null and c.maybe_earlier and c.narrative_id = f.narrative_id
            and (f.change <> 'new_outlet' or c.outlet_id = f.outlet_id)
            and (f.change <> 'first_denial' or c.frame in ('denies', 'reports_denial', 'fact_check'))
    ) as doubt
from found f join worded w using (item_id)
order by case f.change when 'new_narrative' then 1 when 'returned' then 2 when 'first_denial' then 3 else 4 end,
    f.narrative_id, f.day, f.outlet, f.item_id;
