-- How many items and outlets did the search find over time?
-- parameters: $unit (day, week or month); needs found (search_found.sql)
-- columns: start (date the unit begins), items, outlets (numbers); a unit without a row has none in the data
select cast(date_trunc($unit, day) as date) as start, count(*) as items, count(distinct outlet_id) as outlets
from found
where inside and day is not null
group by start
order by start;
