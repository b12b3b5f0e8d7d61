-- en: When were feeds not watched, and why?
-- es: ¿Cuándo no se observaron los canales, y por qué?
select outlet_id, feed_id, started_at, ended_at, reason
from coverage
where not watched
order by started_at desc
