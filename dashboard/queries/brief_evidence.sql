-- On which items does a narrative rest, by which text did each come, and what of it is kept?
-- parameters: $narrative_id
-- columns: narrative_id, item_id, outlet, country, title, url, published_earliest, published_latest (UTC),
--     published_precision, frame, route, first_seen_at (UTC), body_sha256 (of the page, feed or file it came from; null: not
--     kept), versions (wordings seen)
select m.narrative_id, m.item_id, o.name as outlet, o.country, i.title, i.url, i.published_earliest, i.published_latest,
    i.published_precision, m.frame, m.route, i.first_seen_at, f.body_sha256,
    (select count(*) from item_versions v where v.item_id = m.item_id) as versions
from mentions m join items i using (item_id) join outlets o on o.outlet_id = i.outlet_id
left join fetches f on f.fetch_id = i.fetch_id
where m.decision = 'yes' and m.narrative_id = $narrative_id
order by i.published_earliest + (i.published_latest - i.published_earliest) / 2 nulls last, o.name, m.item_id;
