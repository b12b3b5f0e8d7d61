-- From which earlier items can an item that carries a narrative have come, and what says so?
-- parameters: $narrative_id, $as_of (timestamptz, null: everything in the snapshot)
-- columns: item_id, source_item_id, source_outlet_id, decided (the one that it came from; false: one of several, or the
--     order of the two is not known), evidence (of the ledger, in English), shared_words and share (of the item's words
--     that stand in the earlier one, 0 to 1; null: the evidence is not shared wording)
with carrying as (
    select item_id, outlet_id
    from carried
    where narrative_id = $narrative_id and decision = 'yes' and ($as_of is null or first_seen_at <= $as_of)
),
told as (
    select p.item_id, p.via_item_id, unnest(p.via) as source
    from pickups p where p.narrative_id = $narrative_id and len(p.via) > 0
),
named as (
    select t.item_id, t.source.item_id as source_item_id, t.source.item_id is not distinct from t.via_item_id as decided,
        t.source.evidence as evidence
    from told t
),
shared as (
    select r.later_item_id as item_id, r.earlier_item_id as source_item_id, r.directed as decided,
        cast(null as varchar) as evidence
    from reuse r
    where r.directed and r.relation <> 'shared_quote'
)
select f.item_id, f.source_item_id, s.outlet_id as source_outlet_id, bool_or(f.decided) as decided,
    coalesce(max(f.evidence), format('shares {} words, {:.0f}% of the text', max(r.shared_words), 100 * max(r.containment)))
        as evidence,
    max(r.shared_words) as shared_words, max(r.containment) as share
from (from named union all by name from shared) f
join carrying c on c.item_id = f.item_id
join carrying s on s.item_id = f.source_item_id and s.outlet_id <> c.outlet_id
left join reuse r on r.later_item_id = f.item_id and r.earlier_item_id = f.source_item_id
group by f.item_id, f.source_item_id, s.outlet_id
order by f.item_id, decided desc, f.source_item_id;
