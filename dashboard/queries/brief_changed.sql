-- What of a narrative's ledger is another now than it was then? Runs after brief_then.sql.
-- parameters: none
-- columns: narrative_id, added, moved (another role, frame, time or lag), withdrawn, same (numbers of outlets, all countries)
select narrative_id,
    count(*) filter (t.role is null) as added,
    count(*) filter (t.role is not null and n.role is not null and (t.role, t.frame, t.first_earliest,
        t.first_latest, round(t.lag_min_h, 3), round(t.lag_max_h, 3)) is distinct from (n.role, n.frame, n.first_earliest,
        n.first_latest, round(n.lag_min_h, 3), round(n.lag_max_h, 3))) as moved,
    count(*) filter (n.role is null) as withdrawn,
    count(*) filter (t.role is not null and n.role is not null and (t.role, t.frame, t.first_earliest,
        t.first_latest, round(t.lag_min_h, 3), round(t.lag_max_h, 3)) is not distinct from (n.role, n.frame, n.first_earliest,
        n.first_latest, round(n.lag_min_h, 3), round(n.lag_max_h, 3))) as same
from pickups_then t full join pickups_now n using (narrative_id, outlet_id)
group by narrative_id
order by narrative_id;
