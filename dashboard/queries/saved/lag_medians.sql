-- en: How fast was each narrative picked up: medians with their bands
-- es: ¿Qué tan rápido se retomó cada narrativa? Medianas con sus bandas
select narrative_id, country, base, event, clock, low_h, high_h, band_low_h, band_high_h, known, silent, unknown
from lag_quantiles
where share = 0.5 and clock = 'clock'
order by narrative_id, country nulls first, base, event
