"""The name of a question in dashboard/queries/ and its parameters in, a data frame out."""

from pathlib import Path
from typing import Any

import pandas as pd

from store.database import Database

QUERIES = Path(__file__).parent / "queries"


def question(name: str) -> str:
    """Return the SQL of a question, as a person could run it in a DuckDB shell."""
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")


def ask(database: Database, name: str, **parameters: Any) -> pd.DataFrame:
    """Run a question; its file's head names parameters and columns. Raises QueryError."""
    return database.frame(question(name), parameters)
