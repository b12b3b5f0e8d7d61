set TimeZone = 'UTC';
prepare asked as
select max(first_latest) filter (narrative_id = 'cartel-recruits' and role = 'pick-up' and country = 'MX' and first_earliest is not null and first_latest <= timestamptz '2024-04-11 00:00:00-06:00') as n,
    timestamptz '2026-11-24 13:36:43.625000+00:00' as as_of
from (
-- Who carried a narrative, and when, as far as the data can say?
-- parameters: $narrative_id (null: all narratives)
-- columns: as in the view pickups; times are UTC, lags hours
select narrative_id, outlet_id, outlet, country, item_id, url, first_earliest, first_latest, adopted_earliest,
    adopted_latest, lag_min_h, lag_max_h, frame, route, order_certain, censored, role, published_precision,
    published_basis, before_origin, items
from pickups
where $narrative_id is null or narrative_id = $narrative_id
order by narrative_id, first_earliest + (first_latest - first_earliest) / 2 nulls last, outlet
);
execute asked(narrative_id := null);
