-- Which items of a week carry a narrative, what do they do with it, and how well is their time known?
-- parameters: $week_start (date, a Monday)
-- columns: narrative_id, item_id, outlet, country, title, url, published_earliest, published_latest (UTC),
--     published_precision, frame, body_sha256 (of the page or file it came from; null: not kept)
with dated as (
    select i.*,
        cast(case when i.published_precision = 'day'
            then timezone('UTC', i.published_earliest + (i.published_latest - i.published_earliest) / 2)
            else timezone('America/Mexico_City', i.published_earliest) end as date) as day
    from items i
    where i.published_precision in ('second', 'minute', 'hour', 'day')
)
select m.narrative_id, m.item_id, o.name as outlet, o.country, i.title, i.url, i.published_earliest, i.published_latest,
    i.published_precision, m.frame, f.body_sha256
from mentions m join dated i using (item_id) join outlets o on o.outlet_id = i.outlet_id
left join fetches f on f.fetch_id = i.fetch_id
where m.decision = 'yes' and i.day between $week_start and $week_start + interval 6 day
order by m.narrative_id, i.published_earliest + (i.published_latest - i.published_earliest) / 2, o.name, m.item_id;
