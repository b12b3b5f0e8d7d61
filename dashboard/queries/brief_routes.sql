-- By which text did the items of a narrative come?
-- parameters: $narrative_id, $country (ISO 3166 code, null: all countries)
-- columns: route, items, outlets (of $country), items_all, outlets_all (of all countries)
select m.route,
    count(*) filter ($country is null or o.country = $country) as items,
    count(distinct o.outlet_id) filter ($country is null or o.country = $country) as outlets,
    count(*) as items_all, count(distinct o.outlet_id) as outlets_all
from mentions m join outlets o using (outlet_id)
where m.decision = 'yes' and m.narrative_id = $narrative_id
group by m.route
order by items desc, items_all desc, m.route;
