-- How many mentions of each narrative wait for a person to decide?
-- parameters: $as_of (timestamptz: only what was first seen by then; null: everything in the snapshot)
-- columns: narrative_id, items (number)
select m.narrative_id, count(*) as items
from mentions m join item i using (item_id)
where m.decision = 'review'
    and ($as_of is null or i.first_seen_at <= $as_of)
group by m.narrative_id
order by items desc, m.narrative_id;
