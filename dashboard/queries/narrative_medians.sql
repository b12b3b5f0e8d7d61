-- By when had half of a group of outlets picked a narrative up, and how many outlets does that rest on?
-- parameters: $country (ISO 3166 code, null: all outlets), $event (mention or adoption), $clock (clock or waking)
-- columns: as in the view lag_quantiles, of all narratives and both bases, the median only
select narrative_id, base, low_h, high_h, band_low_h, band_high_h, method, known, silent, unknown, before_origin,
    resolution_h
from lag_quantiles
where country is not distinct from $country and event = $event and clock = $clock and share = 0.5
order by narrative_id, base;
