-- Which narratives are tracked, and what do their files say?
-- parameters: none
-- columns: as in the view narratives
select narrative_id, title_es, title_en, short_es, short_en, claim_es, claim_en, accused, neighbours, sources, since,
    until, note
from narratives
order by narrative_id;
