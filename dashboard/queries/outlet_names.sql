-- Which outlets are there to choose from?
-- parameters: none
-- columns: outlet_id, outlet, country
select outlet_id, name as outlet, country from outlets order by lower(name), outlet_id;
