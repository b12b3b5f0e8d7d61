"""Rows in, a table, CSV or JSON on standard output: what the command line prints for people and for programs."""

import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from dashboard.escape import clean, csv_cell
from store.model import Censoring, Pickup

if TYPE_CHECKING:
    import _csv  # the type of a CSV writer has no public name before Python 3.13

HOW_TO_READ = (
    "The numbers are an order for reading, by the middle of each interval; undated outlets come last. "
    "Where the place is one number the data decides it. Coverage says whether an earlier mention can have been missed."
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


def print_ledger(title: str, rows: Sequence[Pickup], shares: str) -> None:
    """Print a pick-up ledger as a person reads it: rows, addresses, sources, and what the numbers do not say."""
    table = [
        [number, row.outlet, row.country, row.role, _span(row), _lag(row), row.frame or "undecided", row.route.value,
         _place(row), _watched(row), " ".join(row.flags)]
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip
    sys.stdout.write(f"{title}\n")
    print_table(
        ["", "outlet", "country", "role", "first mention (UTC)", "lag (h)", "frame", "route", "place", "coverage",
         "notes"], table
    )  # fmt: skip
    for number, row in enumerate(rows, start=1):
        if row.url:
            sys.stdout.write(f"{number:>4}  {clean(row.url, longest=LONGEST_CELL)}\n")
        if row.via:
            sys.stdout.write(f"      {clean(_via(row), longest=LONGEST_CELL)}\n")
    origins = [row.outlet for row in rows if row.role == "origin"]
    if len(origins) > 1:
        sys.stdout.write(f"The origin is one of {len(origins)}: {', '.join(map(clean, origins))}.\n")
    sys.stdout.write(f"{shares}\n")
    Console(stderr=True, soft_wrap=True).print(HOW_TO_READ)


def _place(row: Pickup) -> str:
    if row.place_min is None:
        return ""
    return f"{row.place_min}" if row.order_certain else f"{row.place_min} to {row.place_max}"


def _watched(row: Pickup) -> str:
    """Say in a few words what coverage allows."""
    until = f"{row.unknown_to:%Y-%m-%d %H:%M}" if row.unknown_to else ""
    since = f"{row.unknown_from:%Y-%m-%d %H:%M}" if row.unknown_from else "ever"
    return {
        Censoring.UNKNOWN: "none",
        Censoring.NONE: "watched",
        Censoring.RIGHT: f"silent up to {row.watched_until:%Y-%m-%d %H:%M}" if row.watched_until else "silent",
        Censoring.LEFT: f"not watched at the start; unknown from {since} to {until}",
        Censoring.INTERVAL: f"unknown from {since} to {until}",
    }[row.censored]


def _via(row: Pickup) -> str:
    told = " or ".join(f"{via.outlet} ({via.evidence}; {via.score:.2f})" for via in row.via)
    return f"from {told}" if row.via_item_id else f"could be from {told}"


def _span(row: Pickup) -> str:
    if row.first is None:
        return "date unknown"
    first, last = (moment.strftime("%Y-%m-%d %H:%M") for moment in (row.first.earliest, row.first.latest))
    if row.first.open:
        return f"by {last}"
    return f"{first} ({row.precision})" if first == last else f"{first} to {last} ({row.precision})"


def _lag(row: Pickup) -> str:
    if row.lag_min_h is not None and row.lag_max_h is None:
        return f"more than {row.lag_min_h:.1f}"
    if row.lag_min_h is None or row.lag_max_h is None:
        return "unknown"
    return f"{row.lag_min_h:.1f} to {row.lag_max_h:.1f}"


def print_csv(rows: Sequence[dict[str, Any]]) -> None:
    """Print CSV with a head; no cell is a formula, times are ISO 8601 in UTC, lists are joined by a semicolon."""
    write_csv(csv.writer(sys.stdout), rows)


def write_csv(writer: "_csv.Writer", rows: Sequence[dict[str, Any]]) -> None:
    """Write the same anywhere."""
    if rows:
        writer.writerow(rows[0])
    writer.writerows([[_cell(cell) for cell in row.values()] for row in rows])


def _cell(value: Any) -> object:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, (list, tuple)):
        return csv_cell("; ".join(str(json.dumps(one, default=iso) if isinstance(one, dict) else one) for one in value))
    return csv_cell(value)


def print_json(rows: Sequence[dict[str, Any]]) -> None:
    """Print one JSON document: an array of objects; times are ISO 8601 in UTC."""
    sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2, default=iso) + "\n")


def iso(moment: datetime) -> str:
    """Write a time in UTC: 2024-04-09T14:51:00Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
