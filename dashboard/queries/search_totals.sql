-- How much did the search find, and from when?
-- parameters: none; needs found (search_found.sql)
-- columns: items, outlets (numbers inside the dates), undated (left out by a date filter since nobody knows their day),
--     undayed (inside, known no better than to the month), first_day, last_day (dates; null: none known to the day)
select count(*) filter (inside) as items, count(distinct outlet_id) filter (inside) as outlets,
    count(*) filter (undated and not inside) as undated, count(*) filter (inside and day is null) as undayed,
    min(day) filter (inside) as first_day, max(day) filter (inside) as last_day
from found;
