-- What a snapshot alone holds: tables that answer what the views answer without reading every item. They are made anew
-- in each copy before anybody sees it (store/snapshot.py), and the views over them keep their columns and comments.

create or replace table carried as   -- the view mentions, with what is known of each item, in the order it is asked for
with worded as (
    select item_id, arg_max(title, version_id) as title
    from item_version semi join mentions using (item_id) group by item_id
)
select m.*, w.title, coalesce(o.name, m.outlet_id) as outlet, coalesce(o.country, 'unknown') as country,
    i.published_earliest, i.published_latest, i.published_precision, i.published_basis, i.first_seen_at, i.absent_at,
    i.feed_id, coalesce(i.source, case when i.feed_id is null then 'import' else 'feed' end) as came_by,
    cast(case when i.published_precision = 'day'
        then timezone('UTC', i.published_earliest + (i.published_latest - i.published_earliest) / 2)
        when i.published_precision in ('second', 'minute', 'hour')
        then timezone('America/Mexico_City', i.published_earliest) end as date) as day
from mentions m join item i using (item_id) left join worded w using (item_id)
left join outlet o on o.outlet_id = m.outlet_id
order by m.narrative_id, i.published_earliest, item_id;

create or replace table shared as    -- the view reuse, with both outlets and headlines
with paired as (
    select earlier_item_id as item_id from reuse_pair union select later_item_id from reuse_pair
),
worded as (
    select item_id, arg_max(title, version_id) as title from item_version semi join paired using (item_id) group by item_id
),
named as (
    select i.item_id, i.outlet_id, i.url, w.title
    from item i semi join paired using (item_id) join worded w using (item_id)
)
select r.*, a.outlet_id as earlier_outlet_id, a.title as earlier_title, a.url as earlier_url,
    b.outlet_id as later_outlet_id, b.title as later_title, b.url as later_url
from reuse r left join named a on a.item_id = r.earlier_item_id left join named b on b.item_id = r.later_item_id;

-- where an item and its wordings stand: sorted by id, and what stands there finds the rows by their order of arrival
create or replace table item_place as select item_id, first_seen_at from item order by item_id;
create or replace table version_place as select item_id, version_id from item_version order by item_id, version_id;

create or replace view mentions as
select item_id, url, outlet_id, narrative_id, decision, probability, frame, route, method, passages, judged, neighbour,
    frame_cue, route_cue, similarity, definition_hash, also_route
from carried;

create or replace view reuse as
select earlier_item_id, later_item_id, shared_words, containment, passages, relation, containment_earlier, containment_5,
    outside_quotes, rare_grams, exclusive_grams, common_source, credited, order_certain, directed, rule
from shared;

create or replace view daily as
select narrative_id, outlet_id, country, day, frame, count(*) as items
from carried
where decision = 'yes' and day is not null
group by all;

create or replace macro carried_clock(as_of) as table
select c.*, believed_earliest(s.class, c.published_earliest, c.absent_at, s.reach_h, s.slack_h) as earliest,
    believed_latest(s.class, c.published_latest, c.first_seen_at) as latest
from carried c left join feed_class(as_of) s using (feed_id);

-- Written so that the blocks where the item is not are passed over: by a join from the place, and a condition on the item
-- itself only where that does not make DuckDB join the other way round (measured at 10 million, docs/design-notes.md).
create or replace macro versions_of(id) as table
select v.* from item_versions v join version_place p using (version_id) where p.item_id = id;

create or replace macro item_of(id) as table
with i as materialized (
    select * from item where item_id = id and first_seen_at = (select p.first_seen_at from item_place p where p.item_id = id)
),
v as (
    select arg_max(title, version_id) as title, arg_max(summary, version_id) as summary, count(*) as versions
    from versions_of(id)
)
select i.item_id, i.outlet_id, i.url, v.title, v.summary, i.language,
    believed_earliest(s.class, i.published_earliest, i.absent_at, s.reach_h, s.slack_h) as published_earliest,
    believed_latest(s.class, i.published_latest, i.first_seen_at) as published_latest, i.published_precision,
    i.published_basis, i.first_seen_at, i.published_raw, i.canonical_url, i.fetch_id, v.versions, i.feed_id, i.guid,
    i.author, i.absent_at, s.class as stamp_class, i.published_earliest as stated_earliest,
    i.published_latest as stated_latest,
    coalesce(i.source, case when i.feed_id is null then 'import' else 'feed' end) as came_by
from i cross join v left join feed_class(null) s using (feed_id);
