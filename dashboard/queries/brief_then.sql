-- How did items, wordings, mentions and the ledger stand at an earlier moment? Shadows the views of those names with what was then.
-- Run before another question, in the same connection. Definitions of narratives and labels of outlets are today's.
-- variables: ledger (path of the ledger of that moment, made by `rastro brief --as-of`), as_of (timestamptz)
create temp table pickups_now as
select narrative_id, outlet_id, outlet, country, role, frame, first_earliest, first_latest, lag_min_h, lag_max_h from pickups;
create temp table items_then as
select i.item_id, i.outlet_id, i.url, v.title, v.summary, i.language, c.earliest as published_earliest,
    c.latest as published_latest, i.published_precision, i.published_basis, i.first_seen_at, i.fetch_id, i.feed_id
from item i
join (
    select item_id, arg_max(title, version_id) as title, arg_max(summary, version_id) as summary
    from item_version where seen_at <= getvariable('as_of') group by item_id
) v using (item_id)
join item_clock(getvariable('as_of')) c using (item_id)
where i.first_seen_at <= getvariable('as_of');
create temp table mentions_then as
with matched as (
    select item_id, narrative_id, decision, frame, route, route_cue from mention_log
    where decided_at <= getvariable('as_of')
    qualify row_number() over (partition by item_id, narrative_id order by decided_at desc) = 1
), judged as (
    select item_id, narrative_id, arg_max(decision, judged_at) as decision, arg_max(frame, judged_at) as frame,
        arg_max(route, judged_at) as route
    from judgement where judged_at <= getvariable('as_of') group by item_id, narrative_id
)
select item_id, i.url, i.outlet_id, narrative_id, coalesce(j.decision, m.decision) as decision,
    coalesce(j.frame, m.frame) as frame, coalesce(j.route, m.route, 'unknown') as route, m.route_cue,
    j.decision is not null as judged
from matched m full join judged j using (item_id, narrative_id) join items_then i using (item_id);
create temp table daily_then as
select m.narrative_id, i.outlet_id, o.country,
    cast(case when i.published_precision = 'day'
        then timezone('UTC', i.published_earliest + (i.published_latest - i.published_earliest) / 2)
        else timezone('America/Mexico_City', i.published_earliest) end as date) as day,
    m.frame, count(*) as items
from mentions_then m join items_then i using (item_id) join outlets o on o.outlet_id = i.outlet_id
where m.decision = 'yes' and i.published_precision in ('second', 'minute', 'hour', 'day')
group by all;
create temp table pickups_then as
select * from read_json(getvariable('ledger'), format = 'array', columns = {
    narrative_id: 'varchar', outlet_id: 'varchar', outlet: 'varchar', country: 'varchar', item_id: 'varchar', url: 'varchar',
    first_earliest: 'timestamptz', first_latest: 'timestamptz', adopted_earliest: 'timestamptz',
    adopted_latest: 'timestamptz', lag_min_h: 'double', lag_max_h: 'double', frame: 'varchar', route: 'varchar',
    order_certain: 'boolean', censored: 'varchar', role: 'varchar', published_precision: 'varchar',
    published_basis: 'varchar', before_origin: 'boolean', items: 'integer', via_item_id: 'varchar',
    via: 'struct(item_id varchar, outlet varchar, url varchar, score double, evidence varchar, decided boolean)[]'});
create temp table item_versions as from item_versions where seen_at <= getvariable('as_of');
create temp table items as from items_then;
create temp table mentions as from mentions_then;
create temp table daily as from daily_then;
create temp table pickups as from pickups_then;
