-- How many mentions of each narrative wait for a person to decide?
-- parameters: $as_of (timestamptz: only what was first seen by then; null: everything in the snapshot)
-- columns: narrative_id, items (number)
select narrative_id, count(*) as items
from carried
where decision = 'review' and ($as_of is null or first_seen_at <= $as_of)
group by narrative_id
order by items desc, narrative_id;
