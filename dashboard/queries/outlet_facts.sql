-- What is known of an outlet, and what does it rest on?
-- parameters: $outlet_id
-- columns: as in the view outlets
select outlet_id, name, kind, country, city, zones, zone_basis, domains, language, home, owner, label_source
from outlets
where outlet_id = $outlet_id;
