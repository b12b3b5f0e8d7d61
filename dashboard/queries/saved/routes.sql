-- en: By which text each narrative came, by country
-- es: Por qué texto llegó cada narrativa, por país
select narrative_id, country, route, count(*) as outlets
from pickups
where role = 'pick-up'
group by all
order by narrative_id, country, outlets desc
