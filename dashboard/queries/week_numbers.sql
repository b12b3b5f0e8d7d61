-- What did a week bring: items, outlets and narratives, and how much waits for a person?
-- parameters: $week_start (date, a Monday), $country (ISO 3166 code, null: all countries),
--     $as_of (timestamptz: only what was first seen by then; null: everything in the snapshot)
-- columns: items, outlets, narratives (numbers of this week), items_before (of the week before; of its same hours while
--     this one runs), review (of all time)
with recent as (
    select narrative_id, outlet_id, day, day >= $week_start as is_now,
        timezone('America/Mexico_City', case when published_precision = 'day' then first_seen_at
            else published_earliest end) as hour
    from carried
    where decision = 'yes' and day between $week_start - interval 7 day and $week_start + interval 6 day
        and ($country is null or country = $country)
        and ($as_of is null or first_seen_at <= $as_of)
),
cut as (  -- a week ago, by the wall clock of Mexico City
    select timezone('America/Mexico_City', coalesce($as_of, now())) - interval 7 day as hour
)
select
    count(*) filter (is_now) as items,
    count(distinct outlet_id) filter (is_now) as outlets,
    count(distinct narrative_id) filter (is_now) as narratives,
    count(*) filter (
        not is_now and (recent.day < cast(cut.hour as date) or (recent.day = cast(cut.hour as date) and recent.hour <= cut.hour))
    ) as items_before,
    (
        select count(*) from carried where decision = 'review' and ($as_of is null or first_seen_at <= $as_of)
    ) as review
from cut left join recent on true;
