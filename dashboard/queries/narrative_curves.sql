-- How large a share of a group of outlets had picked a narrative up by when?
-- parameters: $country (ISO 3166 code, null: all outlets), $event (mention or adoption), $clock (clock or waking)
-- columns: as in the view pickup_curves, of all narratives and both bases
select narrative_id, base, from_h, to_h, share, band_least, band_most
from pickup_curves
where country is not distinct from $country and event = $event and clock = $clock
order by narrative_id, base, from_h, to_h nulls last;
