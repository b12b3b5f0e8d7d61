-- What is there in a week that was not there before it?
-- parameters: $week_start (date, a Monday), $country (ISO 3166 code, null: all countries),
--     $as_of (timestamptz: only what was first seen by then; null: everything in the snapshot)
-- columns: change (new_narrative: its first dated items; returned: none in the eight weeks before, but some earlier;
--     first_denial: the first items that deny, check or report a denial of it; of these three all items of the first day
--     are listed, since days do not tell which of them was first; new_outlet: the outlet's first item of the narrative), narrative_id, outlet_id, outlet, item_id, title, url, day (of the item), quiet_days (returned: since
--     the item before), doubt (an item without a day, or known to a month that began by then, can have been earlier)
with carrying as (
    select narrative_id, item_id, frame, outlet_id, outlet, url, title, day,
        coalesce(published_earliest < $week_start + interval 7 day, true) as maybe_earlier
    from carried
    where decision = 'yes' and ($country is null or country = $country)
        and ($as_of is null or first_seen_at <= $as_of)
),
dated as (
    select *, frame in ('denies', 'reports_denial', 'fact_check') as against from carrying where day is not null
),
week as (
    select * from dated where day between $week_start and $week_start + interval 6 day
),
first_days as (
    select narrative_id, min(day) as day from week group by narrative_id
),
before as (
    select d.narrative_id, max(d.day) as last_before
    from dated d join first_days f on f.narrative_id = d.narrative_id and d.day < f.day
    group by d.narrative_id
),
first_here as (  -- of each narrative, the items of its first day in this week
    select w.*, b.last_before from week w semi join first_days using (narrative_id, day) left join before b using (narrative_id)
),
first_denials as (
    select narrative_id, min(day) as day from dated where against group by narrative_id
),
openers as (  -- of each outlet, its first item of the narrative
    select narrative_id, outlet_id, arg_min(item_id, (day, item_id)) as item_id from dated group by narrative_id, outlet_id
),
found as (
    select 'new_narrative' as change, * exclude (last_before), null as quiet_days from first_here where last_before is null
    union all by name
    select 'returned' as change, * exclude (last_before), day - last_before as quiet_days
    from first_here where last_before < $week_start - interval 56 day
    union all by name
    select 'first_denial' as change, *, null as quiet_days
    from week semi join first_denials using (narrative_id, day) where against
    union all by name
    select 'new_outlet' as change, *, null as quiet_days from week semi join openers using (narrative_id, outlet_id, item_id)
)
select f.change, f.narrative_id, f.outlet_id, f.outlet, f.item_id, f.title, f.url, f.day,
    cast(f.quiet_days as integer) as quiet_days,
    exists (
        from carrying c
        where c.day is null and c.maybe_earlier and c.narrative_id = f.narrative_id
            and (f.change <> 'new_outlet' or c.outlet_id = f.outlet_id)
            and (f.change <> 'first_denial' or c.frame in ('denies', 'reports_denial', 'fact_check'))
    ) as doubt
from found f
order by case f.change when 'new_narrative' then 1 when 'returned' then 2 when 'first_denial' then 3 else 4 end,
    f.narrative_id, f.day, f.outlet, f.item_id;
