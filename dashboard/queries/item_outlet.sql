-- Who is the outlet of an item?
-- parameters: $outlet_id
-- columns: outlet_id, name, country, kind, label_source
select outlet_id, name, country, kind, label_source from outlets where outlet_id = $outlet_id order by name;
