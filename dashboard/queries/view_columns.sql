-- Which views are there for a person's own questions, and what do their columns mean?
-- columns: view, about, column, type, comment; in the views' alphabetical order, columns in their own
select c.table_name as "view", v.comment as about, c.column_name as "column", c.data_type as "type",
    c.comment as comment
from duckdb_columns() c join duckdb_views() v on v.view_name = c.table_name and v.schema_name = c.schema_name
where not v.internal and c.comment is not null
order by c.table_name, c.column_index;
