-- en: Items that share the most wording with an earlier one
-- es: Notas que comparten más texto con una anterior
select later.title as later_title, earlier.title as earlier_title, r.relation, r.containment, r.shared_words,
    r.order_certain, later.url as later_url, earlier.url as earlier_url
from reuse r
join items later on later.item_id = r.later_item_id
join items earlier on earlier.item_id = r.earlier_item_id
order by r.containment desc, r.shared_words desc
limit 100
