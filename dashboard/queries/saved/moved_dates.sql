-- en: Items whose outlet later stated another date
-- es: Notas cuyo medio declaró después otra fecha
select i.title, i.published_earliest as first_stated, c.published_earliest as then_stated, c.seen_at, i.url
from published_changes c join items i using (item_id)
order by c.seen_at desc
limit 200
