-- Which mentions wait for a person, the most informative first?
-- In turns over the narratives; within each, every outlet once before any twice; nearest to one half first.
-- parameters: $narrative_id (null: all narratives), $most (rows at most)
-- columns: item_id, narrative_id, outlet_id, outlet, country, probability (0 to 1), turn, waiting (number in all)
with waiting as (
    select item_id, narrative_id, outlet_id, outlet, country, probability, abs(coalesce(probability, 0.5) - 0.5) as distance
    from carried
    where decision = 'review' and ($narrative_id is null or narrative_id = $narrative_id)
), rounds as (
    select *, row_number() over (partition by narrative_id, outlet_id order by distance, item_id) as round from waiting
)
select item_id, narrative_id, outlet_id, outlet, country, probability,
    row_number() over (partition by narrative_id order by round, distance, item_id) as turn, count(*) over () as waiting
from rounds
order by turn, distance, narrative_id, item_id
limit $most;
