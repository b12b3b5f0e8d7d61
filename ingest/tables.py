"""Import files in (CSV, JSON Lines, Parquet), numbered rows or complaints out; one bad row never costs another."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from store.errors import ImportError_

REQUIRED = ("url", "title", "outlet")
ALIASES = {  # the real case's columns say of themselves that they are paraphrases
    "title_paraphrase": "title",
    "summary_paraphrase": "summary",
    "published_known_from": "published_basis",
}
PARAPHRASE = "title_paraphrase"
NOT_TEXT = "\x00not a text\x00"  # stands for a list, table or truth value where a cell should be
MAX_RECORD_LINES = 5_000  # a quote that is still open after so many lines was never meant to span them


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: its line (row number in Parquet) and its cells as text; absent and empty are both None."""

    line: int
    cells: dict[str, str | None]
    paraphrased: bool = False  # the file says that title and summary are not the outlet's own words


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """One row that could not be used, and why."""

    line: int
    reason: str


def read_table(path: Path, body: bytes, required: tuple[str, ...] = REQUIRED) -> list[Row | BadRow]:
    """Read a file by its ending: .csv, .jsonl or .ndjson, .parquet; every row must have the required columns.

    Raises ImportError_ if the file as a whole cannot be read or a required column is missing.
    """
    readers = {".csv": _csv, ".jsonl": _jsonl, ".ndjson": _jsonl, ".parquet": _parquet}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise ImportError_(path, f"expected .csv, .jsonl, .ndjson or .parquet, got {path.suffix or 'no ending'!r}")
    return list(reader(path, body, required))


def _csv(path: Path, body: bytes, required: tuple[str, ...]) -> Iterator[Row | BadRow]:
    text = body.decode("utf-8-sig", errors="surrogateescape")
    lines = [line for line in io.StringIO(text, newline="")]  # noqa: C416 - keeps \r\n as it stands
    if not lines:
        raise ImportError_(path, "the file is empty")
    columns = _cells(lines[0])
    header = _renamed(columns)
    _require(path, header, required)
    reader = _RowReader(required, paraphrased=PARAPHRASE in columns)
    at = 1
    while at < len(lines):
        cells, taken = _record(lines, at, len(header))
        if cells is None:
            yield BadRow(line=at + 1, reason=_why_not(lines[at], len(header)))
        elif cells:
            yield reader.row(at + 1, dict(zip(header, cells, strict=True)))
        at += taken


def _record(lines: list[str], at: int, width: int) -> tuple[list[str] | None, int]:
    """Take the record that begins at line `at`: its cells (none for a blank line) and how many lines it takes.

    A record whose quotes never close, or that has the wrong number of cells, costs its first line only.
    """
    if not lines[at].strip():
        return [], 1
    text = ""
    for taken, line in enumerate(lines[at : at + MAX_RECORD_LINES], start=1):
        text += line
        if text.count('"') % 2 == 0:
            cells = _cells(text)
            return (cells, taken) if len(cells) == width else (None, 1)
    return None, 1


def _cells(record: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(record, newline=""), strict=True), [])
    except csv.Error:
        return []


def _why_not(line: str, width: int) -> str:
    if line.count('"') % 2:
        return "a quotation mark is never closed, or the quoted cell has the wrong neighbours"
    return f"expected {width} cells, got {len(_cells(line)) or 'broken quoting'}"


def _jsonl(path: Path, body: bytes, required: tuple[str, ...]) -> Iterator[Row | BadRow]:
    lines = body.decode("utf-8-sig", errors="surrogateescape").split("\n")
    if not any(line.strip() for line in lines):
        raise ImportError_(path, "the file is empty")
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield BadRow(line=number, reason=f"not JSON: {error}")
            continue
        if isinstance(row, dict):
            names = _renamed([str(key) for key in row])
            yield _RowReader(required, paraphrased=PARAPHRASE in row).row(
                number, dict(zip(names, map(_as_text, row.values()), strict=True))
            )
        else:
            yield BadRow(line=number, reason="expected a JSON object")


def _parquet(path: Path, body: bytes, required: tuple[str, ...]) -> Iterator[Row | BadRow]:
    try:
        table = pq.read_table(pa.BufferReader(body))
    except (pa.ArrowException, OSError) as error:
        raise ImportError_(path, f"not a Parquet file: {error}") from error
    names = _renamed(table.column_names)
    _require(path, names, required)
    reader = _RowReader(required, paraphrased=PARAPHRASE in table.column_names)
    for number, row in enumerate(table.rename_columns(names).to_pylist(), start=1):
        yield reader.row(number, {key: _as_text(value) for key, value in row.items()})


def _renamed(columns: list[str]) -> list[str]:
    stripped = [name.strip() for name in columns]
    return [ALIASES[name] if name in ALIASES and ALIASES[name] not in stripped else name for name in stripped]


def _require(path: Path, columns: list[str], required: tuple[str, ...]) -> None:
    missing = [name for name in required if name not in columns]
    if missing:
        raise ImportError_(path, f"missing column {', '.join(missing)}; found: {', '.join(columns) or 'none'}")
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise ImportError_(path, f"column named twice: {', '.join(twice)}")


def _as_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool | list | dict | bytes):
        return NOT_TEXT
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


@dataclass(frozen=True, slots=True)
class _RowReader:
    """Turns cells into a row, or says why not."""

    required: tuple[str, ...]
    paraphrased: bool

    def row(self, line: int, cells: dict[str, str | None]) -> Row | BadRow:
        found = _row(line, cells, self.required)
        return replace(found, paraphrased=self.paraphrased) if isinstance(found, Row) else found


def _row(line: int, cells: dict[str, str | None], required: tuple[str, ...]) -> Row | BadRow:
    kept = {key: value.strip() or None if value else None for key, value in cells.items()}
    if NOT_TEXT in kept.values():
        names = ", ".join(key for key, value in kept.items() if value == NOT_TEXT)
        return BadRow(line=line, reason=f"{names}: expected a text, a number or a time")
    if any("\udc80" <= c <= "\udcff" for value in kept.values() if value for c in value):
        return BadRow(line=line, reason="not UTF-8")
    missing = [name for name in required if not kept.get(name)]
    if missing:
        return BadRow(line=line, reason=f"{', '.join(missing)}: required, and empty")
    return Row(line=line, cells=kept)
