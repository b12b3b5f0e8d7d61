"""Rows of lag statistics in; the tables behind the views `pickup_curves`, `lag_quantiles` and `leads` out."""

from collections.abc import Mapping, Sequence
from typing import Any

from store.database import Database


def replace_lags(
    database: Database,
    *,
    quantiles: Sequence[Mapping[str, Any]],
    steps: Sequence[Mapping[str, Any]],
    leads: Sequence[Mapping[str, Any]],
) -> None:
    """Write all lag statistics anew, in one transaction; each row has the columns of its table."""
    with database.transaction():
        for table, rows in (("lag_quantile", quantiles), ("lag_step", steps), ("outlet_lead", leads)):
            database.execute(f"delete from {table}")  # noqa: S608 - our own names
            if rows:
                database.insert(table, {name: [row[name] for row in rows] for name in rows[0]})
