-- How many outlets had taken a narrative up within so many hours of its origin, at least and at most?
-- Counted are first mentions that assert it or attribute it to others, dated to the day or better, not before the origin.
-- parameters: $country (ISO 3166 code, null: all countries), $horizon_h (hours)
-- columns: narrative_id, at_least, at_most (outlets), carried (outlets that carried it, whenever and however)
with bound as (
    select narrative_id, min(first_earliest) filter (role = 'origin') as origin from pickups group by narrative_id
), taker as (
    select p.*, coalesce(frame, '') in ('origin', 'asserts', 'attributes')
        and published_precision in ('second', 'minute', 'hour', 'day') and lag_min_h is not null and lag_max_h is not null
        and not coalesce(first_latest < origin, false) as is_counted
    from pickups p join bound using (narrative_id)
    where role = 'pick-up' and ($country is null or country = $country)
)
select narrative_id,
    count(*) filter (is_counted and lag_max_h <= $horizon_h) as at_least,
    count(*) filter (is_counted and lag_min_h <= $horizon_h) as at_most,
    count(*) as carried
from taker
group by narrative_id
order by narrative_id;
