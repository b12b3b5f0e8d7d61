"""A copy of the writer's database in; the same with the tables that answer pages without reading every item."""

from pathlib import Path

from store.database import HERE, Paths, open_copy

VIEWS = ("mentions", "reuse", "daily")


def add_answers(copy: Path, paths: Paths) -> None:
    """Run published.sql on a copy that nobody reads yet, and give the views it replaces their comments again.

    Raises StoreError if it cannot be written, or QueryError.
    """
    database = open_copy(copy, spill=paths.data / "private" / "publishing")
    try:
        with database.transaction():
            said = database.rows(_COMMENTS, {"views": list(VIEWS)})
            database.execute((HERE / "published.sql").read_text(encoding="utf-8"))
            for row in said:
                database.execute(f"comment on {row['what']} is {row['quoted']}")
        database.execute("checkpoint")
    finally:
        database.close()


_COMMENTS = """
with said as (
    select 'view ' || view_name as what, comment from duckdb_views() where list_contains($views, view_name)
    union all
    select format('column {}."{}"', table_name, column_name), comment from duckdb_columns()
    where list_contains($views, table_name)
)
select what, '''' || replace(comment, '''', '''''') || '''' as quoted from said where comment is not null
"""
