-- en: Who first mentioned a narrative, and how sure is the order?
-- es: ¿Quién mencionó primero una narrativa, y qué tan seguro es el orden?
select outlet, country, role, first_earliest, first_latest, place_min, place_max, frame, censored, url
from pickups
where narrative_id = 'cartel-recruits'
order by first_latest, outlet
