-- en: Mentions that wait for a person, the most uncertain first
-- es: Menciones que esperan a una persona, las más inciertas primero
select m.narrative_id, m.probability, o.name as outlet, i.title, m.neighbour, i.url
from mentions m join items i using (item_id) join outlets o on o.outlet_id = i.outlet_id
where m.decision = 'review' and not m.judged
order by abs(m.probability - 0.5)
