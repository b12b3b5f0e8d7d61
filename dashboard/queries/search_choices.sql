-- What can a search be narrowed to?
-- parameters: none
-- columns: filter (outlets, kinds, countries, languages), slug, name (of an outlet; else the slug), items (number)
with held as (  -- first by outlet, then joined: to join every item takes ten times as long
    select outlet_id, coalesce(language, 'unknown') as language, count(*) as items from item group by all
),
counted as (
    select o.outlet_id, o.name, o.kind, o.country, h.language, h.items from held h join outlets o using (outlet_id)
)
select 'outlets' as filter, outlet_id as slug, any_value(name) as name, sum(items) as items from counted group by slug
union all select 'kinds', kind, kind, sum(items) from counted group by kind
union all select 'countries', country, country, sum(items) from counted group by country
union all select 'languages', language, language, sum(items) from counted group by language
order by filter, items desc, slug;
