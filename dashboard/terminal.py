"""Rows in, a table, CSV or JSON on standard output: what the command line prints for people and for programs."""

import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from dashboard.escape import clean, csv_cell
from store.model import Pickup

HOW_TO_READ = (
    "The numbers are an order for reading, by the middle of each interval; undated outlets come last. "
    "Only where the order is certain does the data decide it."
)
LONGEST_CELL = 500
PIPED_WIDTH = 400  # columns of a table that no terminal has to show


def print_objects(rows: Sequence[Any]) -> None:
    """Print dataclasses of one kind as a table, a column a field."""
    names = [field.name for field in fields(rows[0])] if rows else []
    print_table(names, [[getattr(row, name) for name in names] for row in rows])
    sys.stdout.write("\n")


def print_table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print a table; in a pipe each row is one line. No cell reaches the terminal with a control character."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in names:
        table.add_column(name, overflow="fold", no_wrap=not sys.stdout.isatty())
    for row in rows:
        table.add_row(*(escape("" if cell is None else clean(cell, longest=LONGEST_CELL)) for cell in row))
    out = Console(file=sys.stdout, width=None if sys.stdout.isatty() else PIPED_WIDTH)
    out.print(table, highlight=False)


def print_facts(record: dict[str, Any]) -> None:
    """Print one record, a line a fact; a list of records below its name, a line a fact each."""
    for name, value in record.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for number, part in enumerate(value, start=1):
                sys.stdout.write(f"{name} {number}\n")
                for key, cell in part.items():
                    sys.stdout.write(f"    {key}: {clean(cell, longest=LONGEST_CELL) if cell is not None else '-'}\n")
        else:
            shown = ", ".join(map(str, value)) or "-" if isinstance(value, list) else value
            sys.stdout.write(f"{name}: {clean(shown, longest=LONGEST_CELL) if shown is not None else '-'}\n")


def print_ledger(title: str, rows: Sequence[Pickup]) -> None:
    """Print a pick-up ledger as a person reads it: numbered rows, their addresses, and what the numbers do not say."""
    table = [
        [number, row.outlet, row.country, row.role, _span(row), _lag(row), row.frame or "undecided", row.route.value,
         "yes" if row.order_certain else "no"]
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip
    sys.stdout.write(f"{title}\n")
    print_table(
        ["", "outlet", "country", "role", "first mention (UTC)", "lag (h)", "frame", "route", "order certain"], table
    )
    for number, row in enumerate(rows, start=1):
        sys.stdout.write(f"{number:>4}  {row.url}\n")
    Console(stderr=True, soft_wrap=True).print(HOW_TO_READ)


def _span(row: Pickup) -> str:
    if row.first is None:
        return "date unknown"
    first, last = (moment.strftime("%Y-%m-%d %H:%M") for moment in (row.first.earliest, row.first.latest))
    return f"{first} ({row.precision})" if first == last else f"{first} to {last} ({row.precision})"


def _lag(row: Pickup) -> str:
    if row.lag_min_h is None or row.lag_max_h is None:
        return "unknown"
    return f"{row.lag_min_h:.1f} to {row.lag_max_h:.1f}"


def print_csv(rows: Sequence[dict[str, Any]]) -> None:
    """Print CSV with a head; no cell is a formula, times are ISO 8601 in UTC."""
    writer = csv.writer(sys.stdout)
    if rows:
        writer.writerow(rows[0])
    writer.writerows([[iso(cell) if isinstance(cell, datetime) else csv_cell(cell) for cell in row.values()]
                      for row in rows])  # fmt: skip


def print_json(rows: Sequence[dict[str, Any]]) -> None:
    """Print one JSON document: an array of objects; times are ISO 8601 in UTC."""
    sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2, default=iso) + "\n")


def iso(moment: datetime) -> str:
    """Write a time in UTC: 2024-04-09T14:51:00Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
