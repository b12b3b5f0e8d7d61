-- Which items share wording with an item of an outlet?
-- parameters: $outlet_id
-- columns: other_outlet, own_title, other_title, other_url, relation, share (of this outlet's item, 0 to 1), runs (share of
--     the shorter text's 5-word runs, 0 to 1), shared_words, is_later (this outlet's item was out second, as far as the clocks can tell), directed, own_item_id, other_item_id
with pairs as (
    select later_item_id as own_item_id, earlier_item_id as other_item_id, later_title as own_title,
        earlier_title as other_title, earlier_url as other_url, earlier_outlet_id as other_outlet_id,
        containment as share, containment_5 as runs, shared_words, relation, true as is_later, directed
    from shared where later_outlet_id = $outlet_id
    union all
    select earlier_item_id, later_item_id, earlier_title, later_title, later_url, later_outlet_id, containment_earlier,
        containment_5, shared_words, relation, false, directed
    from shared where earlier_outlet_id = $outlet_id
)
select o.name as other_outlet, p.own_title, p.other_title, p.other_url, p.relation, p.share, p.runs, p.shared_words,
    p.is_later, p.directed, p.own_item_id, p.other_item_id
from pairs p join outlets o on o.outlet_id = p.other_outlet_id
order by p.runs desc, p.shared_words desc, p.own_item_id, p.other_item_id
limit 200;
