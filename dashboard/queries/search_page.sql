-- Which of the items found come first?
-- parameters: $by (relevance or time), $skip, $most (numbers), $as_of (timestamptz, null: now); needs found (search_found.sql)
-- columns: item_id, outlet, country, kind, title, summary (newest wording by then), url, published_earliest, published_latest,
--     published_precision, published_basis, first_seen_at (UTC), language, narratives, frames (lists, decided yes),
--     matched_title (null: the newest wording matches; else an earlier headline), score (BM25, larger is better)
with page as (
    select *
    from found
    where inside
    order by case when $by = 'relevance' then score end desc nulls last, published_earliest desc nulls last,
        first_seen_at desc, item_id
    limit $most offset $skip
),
worded as (
    select item_id, arg_max(title, version_id) as title, arg_max(summary, version_id) as summary,
        max(version_id) as newest, map_from_entries(list((version_id, title))) as titles
    from item_versions where item_id in (select item_id from page) and ($as_of is null or seen_at <= $as_of)
    group by item_id
),
carried as (
    select item_id, list(narrative_id order by narrative_id) as narratives,
        list(distinct frame order by frame) filter (frame is not null) as frames
    from mentions where decision = 'yes' and item_id in (select item_id from page)
    group by item_id
)
select p.item_id, o.name as outlet, o.country, o.kind, w.title, w.summary, i.url, k.earliest as published_earliest,
    k.latest as published_latest, i.published_precision, i.published_basis, p.first_seen_at, i.language, c.narratives,
    c.frames, case when p.version_id < w.newest then w.titles[p.version_id] end as matched_title, p.score
from page p join item i using (item_id) join outlets o on o.outlet_id = p.outlet_id join worded w using (item_id)
join item_clock($as_of) k using (item_id)
left join carried c using (item_id)
order by case when $by = 'relevance' then p.score end desc nulls last, p.published_earliest desc nulls last,
    p.first_seen_at desc, p.item_id;
