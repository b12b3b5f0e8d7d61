"""The hub: types, schema, the only door to DuckDB, snapshots and the archive of raw bodies."""
