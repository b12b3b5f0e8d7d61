"""Cells of outlets and feeds in; TOML for the outlets file out, or the file with them in it."""

import copy
import json
import os
import re
import shutil
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from ingest.additions import Additions
from ingest.registry import FEED_KEYS, OUTLET_KEYS, registry_of
from ingest.toml_table import parse_toml, read_text
from store.errors import ConfigError

_HEAD = re.compile(r"\s*\[\[\s*outlet\s*\]\]\s*(#.*)?")


def as_toml(additions: Additions) -> str:
    """Write what is new as [[outlet]] tables that may be put at the end of the file.

    Feeds of outlets that are listed already cannot stand there: they come as comments that say where they belong.
    """
    tables = [_outlet_toml(table) for table in additions.outlets]
    return "\n".join([*tables, *(_as_comment(owner, feed) for owner, feed in additions.feeds)])


def with_additions(text: str, additions: Additions, path: Path) -> str:
    """Return the text of an outlets file with what is new: feeds behind their outlet's others, outlets at the end.

    Raises ConfigError when the result is refused, or says anything else than before besides what is new.
    """
    before = parse_toml(text, path)
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    ids = [table["id"] for table in before.get("outlet", [])]
    heads = [number for number, line in enumerate(lines) if _HEAD.fullmatch(line.rstrip("\r\n"))]
    for place, feeds in sorted(_by_place(additions, ids).items(), reverse=True):  # from the end: no line moves
        end = _end_of(lines, heads, place) if len(heads) == len(ids) else len(lines)
        _insert(lines, end, "\n".join(_feed_toml(feed) for feed in feeds), newline)
    if additions.outlets:
        _insert(lines, len(lines), "\n".join(_outlet_toml(table) for table in additions.outlets), newline)
    result = "".join(lines)
    if parse_toml(result, path) != _expected(before, additions, ids):
        raise ConfigError(path, "outlet", "expected each outlet under its own [[outlet]] line; add these by hand")
    registry_of(result, Path(f"{path} with what is new"))
    return result


def append(path: Path, additions: Additions) -> None:
    """Add what is new to the outlets file: the checked result replaces it at once, or nothing changes."""
    before = read_text(path)
    after = with_additions(before, additions, path)
    if after != before:
        _replace(path.resolve(), before, after)


def _by_place(additions: Additions, ids: list[str]) -> dict[int, list[dict[str, Any]]]:
    places: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for owner, feed in additions.feeds:
        places[ids.index(owner)].append(feed)
    return places


def _insert(lines: list[str], place: int, text: str, newline: str) -> None:
    """Put a text behind the first `place` lines, a blank line above it."""
    if place and not lines[place - 1].endswith("\n"):
        lines[place - 1] += newline
    above = newline if place and lines[place - 1].strip() else ""
    lines.insert(place, above + text.replace("\n", newline))


def _end_of(lines: list[str], heads: list[int], number: int) -> int:
    """Return the line behind an outlet's last; comments above the next outlet's head belong to that one."""
    end = heads[number + 1] if number + 1 < len(heads) else len(lines)
    while lines[end - 1].strip() == "" or lines[end - 1].lstrip().startswith("#"):
        end -= 1
    return end


def _expected(before: dict[str, Any], additions: Additions, ids: list[str]) -> dict[str, Any]:
    after = copy.deepcopy(before)
    for owner, feed in additions.feeds:
        after["outlet"][ids.index(owner)].setdefault("feeds", []).append(feed)
    if additions.outlets:
        after.setdefault("outlet", []).extend(additions.outlets)
    return after


def _replace(path: Path, before: str, after: str) -> None:
    try:
        with NamedTemporaryFile("wb", dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            file.write(after.encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise ConfigError(path, "file", f"cannot be written: {error.strerror}") from error
    written = Path(file.name)
    try:
        shutil.copymode(path, written)
        if read_text(path) != before:
            raise ConfigError(path, "file", "was changed by somebody else in the meantime; run it again")
        written.replace(path)
    finally:
        with suppress(FileNotFoundError):
            written.unlink()


def _outlet_toml(table: dict[str, Any]) -> str:
    cells = _lines(table, [key for key in OUTLET_KEYS if key != "feeds"])
    return "\n".join(["[[outlet]]", *cells, "", *(_feed_toml(feed) for feed in table["feeds"])])


def _feed_toml(feed: dict[str, Any]) -> str:
    return "\n".join(["[[outlet.feeds]]", *_lines(feed, FEED_KEYS), ""])


def _as_comment(owner: str, feed: dict[str, Any]) -> str:
    told = [f'belongs to outlet "{owner}", behind its other feeds (or use --append):', *_feed_toml(feed).splitlines()]
    return "".join(f"# {line}".rstrip() + "\n" for line in told)


def _lines(cells: dict[str, Any], keys: Iterable[str]) -> list[str]:
    return [f"{key} = {_value(cells[key])}" for key in keys if key in cells]


def _value(value: Any) -> str:
    """Write a cell; JSON's texts are TOML's as well, as long as they are printable."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(_value(part) for part in value)}]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {_value(part)}" for key, part in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)
