"""A TOML file that people edit in; its values, checked one by one, and every complaint about them out."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from store.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of a file: its cells, how to name it in a complaint, and where complaints are gathered.

    Reading never stops at a fault: it is put down in `faults`, shared by all tables of the file, and a neutral
    value is returned in its place ("" for a text, None, an empty tuple), which nobody may use while there are faults.
    """

    file: Path
    where: str
    cells: dict[str, Any]
    faults: list[ConfigError] = field(default_factory=list)

    def renamed(self, where: str) -> "Table":
        """Return the table under another name in complaints."""
        return Table(file=self.file, where=where, cells=self.cells, faults=self.faults)

    def wrong(self, key: str, expected: str) -> None:
        """Put down a complaint about one of the table's keys."""
        self.faults.append(ConfigError(self.file, f"{self.where}.{key}" if self.where else key, expected))

    def only(self, allowed: frozenset[str]) -> None:
        """Refuse keys that mean nothing here: they are typing errors."""
        for key in self.cells:
            if key not in allowed:
                self.wrong(key, f"not a key we know; expected one of {', '.join(sorted(allowed))}")

    def tables(self, key: str) -> "Iterator[Table]":
        """Yield the sub-tables under a key, numbered from 1 until they are given their own name."""
        cells = self.cells.get(key, [])
        if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
            self.wrong(key, f"expected tables headed [[{key}]]")
            return
        prefix = f"{self.where}." if self.where else ""
        for number, cell in enumerate(cells, start=1):
            yield Table(file=self.file, where=f"{prefix}{key} {number}", cells=cell, faults=self.faults)

    def table(self, key: str) -> "Table":
        """Return the one sub-table under a key, empty if the key is not there."""
        cells = self.cells.get(key, {})
        if not isinstance(cells, dict):
            self.wrong(key, f"expected a table of keys, got {cells!r}")
            cells = {}
        where = f"{self.where}.{key}" if self.where else key
        return Table(file=self.file, where=where, cells=cells, faults=self.faults)

    def text(self, key: str) -> str:
        """Return a required line of text."""
        if key not in self.cells:
            self.wrong(key, "expected text, but the key is missing")
        return self.optional(key) or ""

    def optional(self, key: str) -> str | None:
        """Return a line of text, or None if the key is not there."""
        value = self.cells.get(key)
        return None if value is None else self._line(key, value)

    def matching(self, key: str, pattern: re.Pattern[str], expected: str) -> str:
        """Return a required text of a certain form."""
        text = self.text(key)
        return self._formed(key, text, pattern, expected) or "" if text else ""

    def texts(self, key: str, pattern: re.Pattern[str], expected: str) -> tuple[str, ...]:
        """Return a list of texts of a certain form; empty if the key is not there."""
        values = self.cells.get(key, [])
        if not isinstance(values, list):
            self.wrong(key, f"expected a list of texts, got {values!r}")
            return ()
        lines = [line for value in values if (line := self._line(key, value))]
        return tuple(text for line in lines if (text := self._formed(key, line, pattern, expected)))

    def choice(self, key: str, words: Iterable[str]) -> str:
        """Return a required text that is one of a closed set of words."""
        value, known = self.text(key), list(words)
        if value and value not in known:
            self.wrong(key, f"expected one of {', '.join(known)}, got {value!r}")
            return ""
        return value

    def day(self, key: str) -> date | None:
        """Return a required date; None only when it is wrong."""
        value = self.cells.get(key)
        if isinstance(value, datetime) or not isinstance(value, date):
            self.wrong(key, f"expected a date such as 2026-11-23, without quotes, got {value!r}")
            return None
        return value

    def web(self, key: str) -> str | None:
        """Return an http(s) address with a host, or None if the key is not there."""
        value = self.optional(key)
        if value is None or is_web(value):
            return value
        self.wrong(key, f"expected an http(s) address, got {value!r}")
        return None

    def _line(self, key: str, value: object) -> str | None:
        if not isinstance(value, str) or not (value and value == value.strip() and value.isprintable()):
            self.wrong(key, f"expected one line of text without blanks around it, got {value!r}")
            return None
        return value

    def _formed(self, key: str, value: str, pattern: re.Pattern[str], expected: str) -> str | None:
        if not pattern.fullmatch(value):
            self.wrong(key, f"expected {expected}, got {value!r}")
            return None
        return value


def is_web(address: str) -> bool:
    """Say whether this is an http(s) address with a host."""
    try:
        parts = urlsplit(address)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in address
    except ValueError:  # brackets that are no IPv6 address
        return False


def read_text(path: Path) -> str:
    """Read a UTF-8 file. Raises ConfigError naming the line that is not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise ConfigError(path, "file", f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError(path, f"line {line}", "expected UTF-8 text") from error


def parse_toml(text: str, path: Path) -> dict[str, Any]:
    """Read TOML. Raises ConfigError naming `path` and the line when it is none."""
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ConfigError(path, "file", "expected TOML: nested too deeply") from error
    except tomllib.TOMLDecodeError as error:  # until Python 3.14 the line stands only in the message
        stated = re.search(r"at line (\d+)", str(error))
        line = int(stated.group(1)) if stated else text.count("\n") + 1
        raise ConfigError(path, f"line {line}", f"not TOML: {error}") from error
