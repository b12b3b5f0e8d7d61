-- Which earlier texts does an item share wording with, the nearest first?
-- parameters: $item_id
-- columns: item_id, outlet, country, title, summary, text (newest wording), url, published_earliest, published_latest,
--     first_seen_at (UTC), shared_words (number), containment (0 to 1, of the later text)
with earlier as materialized (
    select earlier_item_id as item_id, shared_words, containment
    from reuse where later_item_id = $item_id
    order by containment desc, shared_words desc, earlier_item_id limit 5
),
worded as (
    select item_id, arg_max(title, version_id) as title, arg_max(coalesce(summary, ''), version_id) as summary,
        arg_max(coalesce(text, ''), version_id) as text
    from item_versions where item_id in (select item_id from earlier) group by item_id
)
select e.item_id, o.name as outlet, o.country, w.title, w.summary, w.text, i.url, k.earliest as published_earliest,
    k.latest as published_latest, i.first_seen_at, e.shared_words, e.containment
from earlier e join item i using (item_id) join item_clock(null) k using (item_id) join outlets o using (outlet_id)
join worded w using (item_id)
order by e.containment desc, e.shared_words desc, e.item_id;
