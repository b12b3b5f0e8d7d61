-- What can a search be narrowed to?
-- parameters: none
-- columns: filter (outlets, kinds, countries, languages), slug, name (of an outlet; else the slug), items (number)
with counted as (
    select o.outlet_id, o.name, o.kind, o.country, coalesce(i.language, 'unknown') as language, count(*) as items
    from item i join outlets o using (outlet_id)
    group by all
)
select 'outlets' as filter, outlet_id as slug, any_value(name) as name, sum(items) as items from counted group by slug
union all select 'kinds', kind, kind, sum(items) from counted group by kind
union all select 'countries', country, country, sum(items) from counted group by country
union all select 'languages', language, language, sum(items) from counted group by language
order by filter, items desc, slug;
