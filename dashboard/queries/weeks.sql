-- In which ISO weeks was something published that carries a tracked narrative?
-- parameters: $country (ISO 3166 code, null: all countries)
-- columns: week_start (date, a Monday), items (number dated to the day or better)
select cast(date_trunc('week', day) as date) as week_start, cast(sum(items) as integer) as items
from daily
where $country is null or country = $country
group by week_start
order by week_start;
