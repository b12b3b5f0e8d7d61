"""Files of fingerprints and tracers in, both attached to items whose words we may not hold; every row is counted."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np

from ingest.tables import BadRow, Row, read_table
from ingest.urls import canonical_url
from store.database import Database
from store.errors import ImportError_
from store.fingerprints import GramRows, attach_fingerprints, attach_tracers, items_at

KS = (3, 5, 8)
MOST_WORDS = 1_000_000  # a text with more is a slip of the file
MOST_HASH = 2**64 - 1
_WORD = re.compile(r"[^\W_]+")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceReport:
    """What became of every row of a file. `unknown` and `has_text` have one entry an address, with its first line."""

    file: str
    rows: int
    kept: int
    items: int
    bad: tuple[BadRow, ...]
    unknown: tuple[BadRow, ...]  # no item we hold was published there
    has_text: tuple[BadRow, ...]  # the item has its own text: that is what is compared


@dataclass(frozen=True, slots=True)
class _Read(Generic[Value]):
    """The value of one good row, and where it stood."""

    line: int
    address: str
    value: Value


@dataclass(frozen=True, slots=True)
class _Gram:
    words: int
    k: int
    position: int
    hash: int


def import_fingerprints(database: Database, path: Path) -> EvidenceReport:
    """Read a file with url, n_words, k, pos and h (see data/cases/README.md) and attach it to the items there.

    What is attached replaces what an earlier file said of the same items. Raises ImportError_ when the file as a
    whole cannot be used.
    """
    file = _File(path, ("url", "n_words", "k", "pos", "h"), _gram)
    by_item = file.located(database)
    prints = []
    for item_id, rows in by_item.items():
        grams, odd = _consistent(rows)
        file.bad += odd
        prints.append(_rows(item_id, grams))
    attach_fingerprints(database, prints)
    return file.report(items=len(prints))


def import_tracers(database: Database, path: Path) -> EvidenceReport:
    """Read a file with url and phrase: short phrases that stand in the original wording of the item there.

    What is attached replaces what an earlier file said of the same items. Raises ImportError_ when the file as a
    whole cannot be used.
    """
    file = _File(path, ("url", "phrase"), _phrase)
    by_item = file.located(database)
    attach_tracers(
        database, [(item, row.value) for item, rows in by_item.items() for row in rows], source_file=path.name
    )  # fmt: skip
    return file.report(items=len(by_item))


class _File(Generic[Value]):
    """One file: its good rows by item, and what became of the others."""

    def __init__(self, path: Path, columns: tuple[str, ...], read: Callable[[Row], Value]) -> None:
        try:
            body = path.read_bytes()
        except OSError as error:
            raise ImportError_(path, f"cannot be read: {error.strerror}") from error
        rows = read_table(path, body, columns)
        self._path, self._rows = path, len(rows)
        self.bad: list[BadRow] = [row for row in rows if isinstance(row, BadRow)]
        self._unknown: dict[str, BadRow] = {}
        self._has_text: dict[str, BadRow] = {}
        self._lost = 0
        self._good: list[_Read[Value]] = []
        for row in rows:
            if isinstance(row, Row):
                try:
                    self._good.append(_Read(row.line, canonical_url(row.cells["url"] or ""), read(row)))
                except ValueError as error:
                    self.bad.append(BadRow(line=row.line, reason=str(error)))

    def located(self, database: Database) -> dict[str, list[_Read[Value]]]:
        """Return the good rows by the items at their addresses, and remember the rows that have none."""
        places = defaultdict(list)
        for place in items_at(database, {row.address for row in self._good}):
            places[place.address].append(place)
        by_item: dict[str, list[_Read[Value]]] = defaultdict(list)
        for row in self._good:
            found = places.get(row.address, [])
            open_to = [place.item_id for place in found if not place.has_text]
            for item_id in open_to:
                by_item[item_id].append(row)
            if not open_to:
                self._lost += 1
                kind, reason = (
                    (self._has_text, "has its own text") if found else (self._unknown, "no item was published there")
                )
                kind.setdefault(row.address, BadRow(line=row.line, reason=f"{row.address}: {reason}"))
        return by_item

    def report(self, *, items: int) -> EvidenceReport:
        """Return what became of every row."""
        return EvidenceReport(
            file=self._path.name, rows=self._rows, kept=self._rows - self._lost - len(self.bad), items=items,
            bad=tuple(sorted(self.bad, key=lambda row: row.line)), unknown=tuple(self._unknown.values()),
            has_text=tuple(self._has_text.values()),
        )  # fmt: skip


def _gram(row: Row) -> _Gram:
    words = _number(row, "n_words", MOST_WORDS)
    k = _number(row, "k", max(KS))
    if k not in KS:
        raise ValueError(f"k: expected one of {', '.join(map(str, KS))}, got {k}")
    position = _number(row, "pos", MOST_WORDS)
    if position + k > words:
        raise ValueError(f"pos: a gram of {k} words at {position} does not fit into {words} words")
    return _Gram(words, k, position, _number(row, "h", MOST_HASH))


def _number(row: Row, column: str, most: int) -> int:
    cell = row.cells[column] or ""
    if not (cell.isascii() and cell.isdigit() and len(cell) <= len(str(most)) and int(cell) <= most):
        raise ValueError(f"{column}: expected a whole number from 0 to {most}, got {cell[:40]!r}")
    return int(cell)


def _phrase(row: Row) -> str:
    lowered = unicodedata.normalize("NFKD", row.cells["phrase"] or "").lower()
    folded = " ".join(_WORD.findall("".join(one for one in lowered if not unicodedata.combining(one))))
    if not folded:
        raise ValueError("phrase: no word in it")
    return folded


def _consistent(rows: Sequence[_Read[_Gram]]) -> tuple[dict[tuple[int, int], _Gram], list[BadRow]]:
    """Keep the grams that agree with the first row on the length of the text, each place once."""
    words = rows[0].value.words
    kept: dict[tuple[int, int], _Gram] = {}
    odd = []
    for row in rows:
        gram = row.value
        known = kept.setdefault((gram.k, gram.position), gram) if gram.words == words else None
        if known is None:
            odd.append(BadRow(line=row.line, reason=f"n_words: {gram.words}, where an earlier row says {words}"))
        elif known.hash != gram.hash:
            odd.append(BadRow(line=row.line, reason=f"h: another hash stands at k {gram.k}, pos {gram.position}"))
    return kept, odd


def _rows(item_id: str, kept: dict[tuple[int, int], _Gram]) -> GramRows:
    words = next(iter(kept.values())).words
    grams = {}
    for k in KS:
        here = sorted((gram.position, gram.hash) for gram in kept.values() if gram.k == k)
        grams[k] = (
            np.array([position for position, _ in here], dtype=np.int32),
            np.array([value for _, value in here], dtype=np.uint64),
        )
    return GramRows(item_id=item_id, words=words, grams=grams)
