-- Which items did a search find, under these filters, as far as was known by a moment?
-- needs: a table hits (version_id bigint, score double), the wordings found; `select version_id, 0 as score from
--     item_versions` finds all. Makes the temporary table found, which the other search_* questions read.
-- parameters: $outlets, $kinds, $countries, $languages (lists of varchar, empty: all), $narratives, $frames (lists, of
--     mentions decided yes; empty: all), $since, $until (timestamptz, null: open), $as_of (timestamptz, null: now)
-- columns of found: item_id, score (null: not weighed), version_id (the newest wording that matches), outlet_id,
--     day (date; null: not known to the day), inside (the published interval meets [$since, $until)), undated,
--     published_earliest (UTC, null: unknown), first_seen_at (UTC)
create or replace temporary table found as
with matched as (  -- by a 64-bit key of the id: a million strings take three times as long to group and join
    select hash(v.item_id) as key, max(h.score) as score, max(h.version_id) as version_id
    from hits h join item_versions v using (version_id)
    where $as_of is null or v.seen_at <= $as_of
    group by key
),
chosen as (  -- the table and not the view items: a search needs none of its newest wordings, which cost most
    select m.*, i.item_id, i.outlet_id, i.published_precision, i.published_earliest, i.published_latest, i.first_seen_at
    from matched m join item i on hash(i.item_id) = m.key join outlets o using (outlet_id)
    where (len(cast($outlets as varchar[])) = 0 or list_contains(cast($outlets as varchar[]), i.outlet_id))
        and (len(cast($kinds as varchar[])) = 0 or list_contains(cast($kinds as varchar[]), o.kind))
        and (len(cast($countries as varchar[])) = 0 or list_contains(cast($countries as varchar[]), o.country))
        and (len(cast($languages as varchar[])) = 0
            or list_contains(cast($languages as varchar[]), coalesce(i.language, 'unknown')))
        and ($as_of is null or i.first_seen_at <= $as_of)
        and (len(cast($narratives as varchar[])) + len(cast($frames as varchar[])) = 0 or i.item_id in (
            select n.item_id from mentions n
            where n.decision = 'yes'
                and (len(cast($narratives as varchar[])) = 0
                    or list_contains(cast($narratives as varchar[]), n.narrative_id))
                and (len(cast($frames as varchar[])) = 0
                    or list_contains(cast($frames as varchar[]), coalesce(n.frame, 'undecided')))))
)
select c.item_id, c.score, c.version_id, c.outlet_id,
    cast(case when c.published_precision = 'day'
        then timezone('UTC', c.published_earliest + (c.published_latest - c.published_earliest) / 2)
        when c.published_precision in ('second', 'minute', 'hour')
        then timezone('America/Mexico_City', c.published_earliest) end as date) as day,
    k.earliest is null as undated,
    ($since is null or k.latest >= $since) and ($until is null or k.earliest < $until)
        and (k.earliest is not null or ($since is null and $until is null)) as inside,
    k.earliest as published_earliest, c.first_seen_at
from chosen c join item_clock($as_of) k on hash(k.item_id) = c.key;
