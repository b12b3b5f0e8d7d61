"""What a reader searches for in; how much was found, when, and which items, out of one snapshot and its index."""

import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from dashboard.ask import ask, question
from dashboard.charts.counts import Unit, unit_of
from dashboard.escape import csv_cell
from dashboard.formats import MEXICO_CITY
from store.database import Database
from store.search import everything, find

PAGE = 50  # items shown at once
MOST_EXPORTED = 50_000
TIMES = ("published_earliest", "published_latest", "first_seen_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A search: words, filters (empty: all), days in Mexico City (None: open), order and page (from 1)."""

    typed: str = ""
    outlets: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    narratives: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    first_day: date | None = None
    last_day: date | None = None  # included
    as_of: datetime | None = None
    by: str = "time"  # or relevance
    page: int = 1

    def parameters(self) -> dict[str, Any]:
        """Return what search_found.sql asks for."""
        lists = ("outlets", "kinds", "countries", "languages", "narratives", "frames")
        after = self.last_day + timedelta(days=1) if self.last_day else None
        return {name: list(getattr(self, name)) for name in lists} | {
            "since": _midnight(self.first_day), "until": _midnight(after), "as_of": self.as_of,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search came to. `weighed` is False when there were too many to sort by relevance."""

    items: int
    outlets: int
    undated: int  # left out by a date filter, since nobody knows their day
    undayed: int  # inside, but known no better than to the month
    unit: Unit
    counts: pd.DataFrame  # start, items, outlets
    rows: pd.DataFrame  # one page, as in search_page.sql
    weighed: bool


def search(database: Database, index: Path, wanted: Wanted) -> Found:
    """Answer one page of a search. Raises SearchError for a query that cannot be answered, StoreError."""
    weighed = _collect(database, index, wanted)
    totals = ask(database, "search_totals").iloc[0]
    first, last = (pd.Timestamp(totals[name]) for name in ("first_day", "last_day"))
    unit = unit_of(first.date(), last.date()) if not pd.isna(first) else "day"
    return Found(
        items=int(totals["items"]), outlets=int(totals["outlets"]), undated=int(totals["undated"]),
        undayed=int(totals["undayed"]), unit=unit, counts=ask(database, "search_counts", unit=unit), weighed=weighed,
        rows=ask(database, "search_page", by=wanted.by, skip=(wanted.page - 1) * PAGE, most=PAGE,
                 as_of=wanted.as_of),
    )  # fmt: skip


def export(database: Database, index: Path, wanted: Wanted) -> pd.DataFrame:
    """Return everything found, up to MOST_EXPORTED items, in the order of the list. Raises as `search` does."""
    _collect(database, index, wanted)
    return ask(database, "search_page", by=wanted.by, skip=0, most=MOST_EXPORTED, as_of=wanted.as_of)


def as_csv(frame: pd.DataFrame) -> bytes:
    """Return the frame as CSV with times in UTC and no cell that a spreadsheet would run."""
    plain = frame.assign(**{name: _joined(frame[name]) for name in ("narratives", "frames")})
    for name in TIMES:
        plain[name] = plain[name].dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    safe = plain.astype(object).map(csv_cell)
    return str(safe.to_csv(index=False)).encode("utf-8-sig")


def plain_csv(frame: pd.DataFrame) -> bytes:
    """Return any frame as CSV with times in UTC and no cell that a spreadsheet would run."""
    plain = frame.copy()
    for name in plain.columns:
        if isinstance(plain[name].dtype, pd.DatetimeTZDtype):
            plain[name] = plain[name].dt.tz_convert("UTC").dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    plain.columns = [str(csv_cell(str(name))) for name in plain.columns]
    safe = plain.astype(object).map(csv_cell)
    return str(safe.to_csv(index=False)).encode("utf-8-sig")


def as_parquet(frame: pd.DataFrame) -> bytes:
    """Return the frame as Parquet, texts as they are."""
    out = io.BytesIO()
    frame.to_parquet(out, index=False)
    return out.getvalue()


def as_sql(wanted: Wanted) -> str:
    """Return the questions behind a search, with what they were asked with."""
    asked = "\n".join(f"-- ${name} = {value!r}" for name, value in wanted.parameters().items())
    typed = " ".join(wanted.typed.split())
    return f"-- search: {typed!r}\n{asked}\n" + "\n".join(map(question, ("search_found", "search_page")))


def _collect(database: Database, index: Path, wanted: Wanted) -> bool:
    """Fill the temporary table found; return whether its scores are known."""
    hits = find(index, wanted.typed) if wanted.typed.strip() else everything(index)
    scores = pa.array(hits.scores) if hits.scores is not None else pa.nulls(len(hits.version_ids), pa.float64())
    with database.arrow("hits", pa.table({"version_id": pa.array(hits.version_ids), "score": scores})):
        database.execute(question("search_found"), wanted.parameters())
    return hits.scores is not None


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(0), MEXICO_CITY) if day else None


def _joined(column: "pd.Series[Any]") -> list[str]:
    return ["; ".join(map(str, cell)) if isinstance(cell, (list, tuple)) or hasattr(cell, "tolist") else ""
            for cell in column]  # fmt: skip
