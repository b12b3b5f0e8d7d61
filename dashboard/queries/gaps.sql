-- How often was a feed not watched though it is followed?
-- columns: stretches (of time on record, watched or not), gaps (those not watched), until (UTC, when the last gap ended;
--     null: it has not)
select count(*) as stretches, count(*) filter (where not watched) as gaps,
    case when count(*) filter (where not watched and ended_at is null) = 0
        then max(ended_at) filter (where not watched) end as until
from coverage;
