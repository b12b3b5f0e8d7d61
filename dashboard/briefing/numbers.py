"""The book of numbers in; numbers.json, numbers.csv, the .sql files and the README beside them out."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from dashboard.briefing.book import Answer, Book, Shown
from dashboard.briefing.edition import LEDGER_FILE, Edition
from dashboard.terminal import iso, write_csv

FORMS_TOLD = {
    "drawn": "a chart counted it from many rows of the SQL", "scale": "along an axis",
    "asked": "asked for on the command line", "rule": "a constant of ours",
    "snapshot": "the snapshot's time, name or hash",
}  # fmt: skip


def number_files(book: Book, edition: Edition) -> dict[str, bytes]:
    """Return the files that say where every number is from, by path in the folder."""
    used = sorted({one.sql for one in book.shown if one.sql})
    files = {f"sql/{name}.sql": _script(book.answers[name], edition).encode() for name in used}
    rows = [_row(one) for one in book.shown]
    files["numbers.json"] = _json(rows, edition).encode()
    files["numbers.csv"] = _csv(rows).encode("utf-8-sig")
    if edition.then:
        files[LEDGER_FILE] = edition.then.file()
    return files


def readme(edition: Edition, files: Mapping[str, bytes], said: Sequence[str]) -> str:
    """Return what a person who opens the folder reads first."""
    listed = "\n".join(f"  {name}" for name in sorted(files))
    notes = "".join(f"{one}\n" for one in said)
    return (
        f"A briefing made by Rastro: week {edition.week.slug}, language {edition.lang}, "
        f"outlets of {edition.country or 'all countries'}.\n"
        f"{notes}\n"
        f"Snapshot  {edition.snapshot.name}\nSHA-256   {edition.sha256}\nData as of {iso(edition.moment)}\n\n"
        "Every number shown is in numbers.json (and numbers.csv) with the SQL file, row and columns it is from.\n"
        "In this folder, with the snapshot of that name and hash:\n\n"
        f"  duckdb -readonly SNAPSHOT < sql/story.sql\n\n"
        "The same snapshot, options and version give the same bytes on the same machine image.\n\n"
        f"Files\n{listed}\n"
    )


def _script(answer: Answer, edition: Edition) -> str:
    return (edition.then.script(LEDGER_FILE) if edition.then else "") + answer.script()


def _row(one: Shown) -> dict[str, Any]:
    return {
        "name": one.name, "shown": one.shown, "form": one.form, "values": [_plain(value) for value in one.values],
        "columns": list(one.columns), "sql": f"sql/{one.sql}.sql" if one.sql else None,
        "where": {key: _plain(value) for key, value in one.where.items()},
    }  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    return value.isoformat() if isinstance(value, date) else value


def _json(rows: Sequence[Mapping[str, Any]], edition: Edition) -> str:
    about = {
        "snapshot": edition.snapshot.name, "sha256": edition.sha256, "as_of": iso(edition.moment),
        "week": edition.week.slug,
        "language": edition.lang, "country": edition.country, "forms": FORMS_TOLD, "numbers": rows,
    }  # fmt: skip
    return json.dumps(about, ensure_ascii=False, indent=1) + "\n"


def _csv(rows: Sequence[dict[str, Any]]) -> str:
    out = io.StringIO(newline="")
    flat = [{**row, "values": _joined(row["values"]), "columns": " ".join(row["columns"]),
             "where": _joined([f"{key}={value}" for key, value in row["where"].items()])} for row in rows]  # fmt: skip
    write_csv(csv.writer(out, lineterminator="\n"), flat)
    return out.getvalue()


def _joined(values: Sequence[Any]) -> str:
    return "; ".join(map(str, values))
