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
    select 'items_undated' as what, cast(null as varchar) as detail, count(*) as n
    from items where published_latest is null
),
unmatched as (
    select 'items_no_language' as what, cast(null as varchar) as detail, count(*) as n
    from items where language is null
)
select what, detail, cast(n as bigint) as n
from (from polls union all by name from entries union all by name from overruns union all by name from undated
    union all by name from unmatched)
where n > 0
order by what, n desc;
