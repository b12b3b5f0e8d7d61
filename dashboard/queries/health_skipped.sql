-- What did the pipeline leave out, and why?
-- columns: what (a slug), detail (an outcome, or null), n (how many); only what there is
with polls as (
    select 'poll_failed' as what, cast(outcome as varchar) as detail, count(*) as n
    from fetches where outcome not in ('ok', 'not_modified', 'unchanged') group by all
),
entries as (
    select 'entries_unreadable' as what, cast(null as varchar) as detail, sum(bad_entries) as n from fetches
),
overruns as (
    select 'overruns' as what, cast(null as varchar) as detail, count(*) filter (where overrun) as n from fetches
),
undated as (
    -- of the table and not the view items, which reads all; a stale or batched date is known up to when it was seen
    select 'items_undated' as what, cast(null as varchar) as detail, count(*) as n
    from item left join feed_class(null) s using (feed_id)
    where published_latest is null and coalesce(s.class, 'exact') not in ('stale', 'batch')
),
unmatched as (
    select 'items_no_language' as what, cast(null as varchar) as detail, count(*) as n
    from item where language is null
)
select what, detail, cast(n as bigint) as n
from (from polls union all by name from entries union all by name from overruns union all by name from undated
    union all by name from unmatched)
where n > 0
order by what, n desc;
