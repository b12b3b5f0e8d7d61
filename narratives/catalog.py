"""Narrative files (data/narratives/*.toml) in, checked Narratives out; a bad file is named with its key."""

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from narratives.concept import compile_pattern
from store.errors import ConfigError
from store.model import NAMED_TEXTS, Example, Kind, Narrative, Neighbour, OriginRule, Source

LANGUAGE = re.compile(r"[a-z]{2}")
SHORT_NAME_MAX = 28
MATCHER_VERSION = 3  # raise it when match, frame or route decide differently: every derived row is then made anew
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TOP = {"labels", "title", "short", "claim", "wordings", "accused", "since", "until", "note", "origin", "concept",
        "exclude", "neighbour", "source", "example", "tracers"}  # fmt: skip


def load_narratives(folder: Path) -> list[Narrative]:
    """Read every .toml file of a folder, by id. Raises ConfigError at the first thing that is wrong."""
    if not folder.is_dir():
        raise ConfigError(folder, "folder", "expected a folder of narrative files; none there")
    narratives = [load_narrative(path) for path in sorted(folder.glob("*.toml"))]
    if not narratives:
        raise ConfigError(folder, "folder", "expected at least one .toml file; `rastro narratives new ID` writes one")
    known = {narrative.narrative_id: narrative for narrative in narratives}
    for narrative in narratives:
        for neighbour in narrative.neighbours:
            if neighbour.narrative_id and neighbour.narrative_id not in known:
                file = folder / f"{narrative.narrative_id}.toml"
                raise ConfigError(
                    file, "neighbour.id", f"expected the id of another file, got {neighbour.narrative_id!r}"
                )
    return [
        _hashed(narrative, [known[near.narrative_id] for near in narrative.neighbours if near.narrative_id])
        for narrative in narratives
    ]


def load_beside(path: Path, others: Sequence[Narrative]) -> Narrative:
    """Read one narrative file that need not be saved among the others yet; neighbours by id are looked up there.

    Raises ConfigError.
    """
    narrative = load_narrative(path)
    known = {other.narrative_id: other for other in others} | {narrative.narrative_id: narrative}
    named = [near.narrative_id for near in narrative.neighbours if near.narrative_id]
    for number, near in enumerate(narrative.neighbours):
        if near.narrative_id and near.narrative_id not in known:
            there = ", ".join(known)
            expected = f"expected the id of another file, got {near.narrative_id!r}; there are: {there}"
            raise ConfigError(path, f"neighbour[{number}].id", expected)
    return _hashed(narrative, [known[name] for name in named])


def find_faults(folder: Path) -> list[ConfigError]:
    """Return the first fault of every file of a folder; if each is good alone, the first fault between them."""
    faults = [fault for path in sorted(folder.glob("*.toml")) if (fault := _fault(load_narrative, path))]
    if not faults and (between := _fault(load_narratives, folder)):
        faults = [between]
    return faults


def load_narrative(path: Path) -> Narrative:
    """Read one narrative file; its id is the file's name. Raises ConfigError."""
    try:
        raw = path.read_bytes()
        table = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError, RecursionError) as error:
        raise ConfigError(path, "file", f"expected TOML in UTF-8: {error}") from error
    return _narrative(_Reader(path, table, _TOP), path.stem)


def template(narrative_id: str) -> str:
    """Return a commented file for a new narrative. Raises ConfigError for an id that cannot be one."""
    _check_id(Path(f"{narrative_id}.toml"), narrative_id)
    return _TEMPLATE


class _Reader:
    """One TOML table of one file: takes values by key and complains by file and key."""

    def __init__(self, path: Path, table: Mapping[str, Any], known: set[str] | None, prefix: str = "") -> None:
        self.path = path
        self.cells = table
        self._prefix = prefix
        for key in table:
            if known is None and not LANGUAGE.fullmatch(key):
                raise self.error(key, "expected a two-letter language code (ISO 639-1)")
            if known is not None and key not in known:
                raise self.error(key, f"unknown key; expected one of {', '.join(sorted(known))}")

    def error(self, key: str, expected: str) -> ConfigError:
        """Make the complaint about one key of this table."""
        return ConfigError(self.path, self._prefix + key, expected)

    def text(self, key: str, *, required: bool = True) -> str | None:
        """Take a sentence; None only where it is not required."""
        value = self.cells.get(key)
        if value is None and not required:
            return None
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, "expected a text that is not empty")
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """Take a list of texts; absent is empty."""
        value = self.cells.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, str) and entry.strip() for entry in value):
            raise self.error(key, "expected a list of texts that are not empty")
        return tuple(entry.strip() for entry in value)

    def by_language(self, key: str, *, required: tuple[str, ...]) -> dict[str, str]:
        """Take a table of texts by language."""
        table = self.table(key, None)
        missing = [language for language in required if language not in table.cells]
        if missing:
            raise self.error(key, f"expected a text in {', '.join(required)}; missing: {', '.join(missing)}")
        return {language: table.text(language) or "" for language in table.cells}

    def table(self, key: str, known: set[str] | None) -> "_Reader":
        """Take a sub-table with these keys (None: language codes); absent is empty."""
        value = self.cells.get(key, {})
        if not isinstance(value, dict):
            raise self.error(key, f"expected a table [{key}]")
        return _Reader(self.path, value, known, f"{self._prefix}{key}.")

    def tables(self, key: str, known: set[str]) -> "list[_Reader]":
        """Take a list of tables [[key]]; absent is empty."""
        value = self.cells.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self.error(key, f"expected tables [[{key}]]")
        return [_Reader(self.path, entry, known, f"{key}[{number}].") for number, entry in enumerate(value)]

    def day(self, key: str, clock: time) -> datetime | None:
        """Take a date (whole days, UTC) or a time with its offset; absent is None."""
        value = self.cells.get(key)
        if value is None:
            return None
        if isinstance(value, datetime) and value.tzinfo:
            return value.astimezone(UTC)
        if isinstance(value, date) and not isinstance(value, datetime):
            return datetime.combine(value, clock, UTC)
        raise self.error(key, "expected a date such as 2024-04-09, or a time with its offset")

    def patterns(self, key: str) -> tuple[str, ...]:
        """Take a list of concept patterns, each checked."""
        found = self.texts(key)
        for pattern in found:
            try:
                compile_pattern(pattern)
            except ValueError as error:
                raise self.error(key, f"{pattern!r}: {error}") from error
        return found

    def groups(self, key: str) -> tuple[tuple[str, ...], ...]:
        """Take AND-ed OR-groups: a list of lists of patterns."""
        value = self.cells.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(group, list) and group for group in value):
            raise self.error(key, "expected a list of groups, each a list of patterns: every group must match")
        return tuple(_Reader(self.path, {key: group}, {key}, self._prefix).patterns(key) for group in value)

    def keys(self) -> tuple[str, ...]:
        """Return the keys that are there."""
        return tuple(self.cells)


def _narrative(top: _Reader, narrative_id: str) -> Narrative:
    _check_id(top.path, narrative_id)
    shorts = top.by_language("short", required=("es", "en"))
    for language, short in shorts.items():
        if len(short) > SHORT_NAME_MAX:
            raise top.error(f"short.{language}", f"expected at most {SHORT_NAME_MAX} characters, got {len(short)}")
    concept = top.table("concept", None)
    if "es" not in concept.keys():  # noqa: SIM118 - our reader, not a dict
        raise top.error("concept.es", "expected the concept query in Spanish at least")
    exclude = top.table("exclude", None)
    since, until = top.day("since", time()), top.day("until", time(23, 59, 59))
    if since and until and until < since:
        raise top.error("until", f"expected a day after since ({since:%Y-%m-%d})")
    narrative = Narrative(
        narrative_id=narrative_id,
        titles=top.by_language("title", required=("es", "en")),
        short_names=shorts,
        claims=top.by_language("claim", required=("es", "en")),
        concepts={language: concept.groups(language) for language in concept.keys()},  # noqa: SIM118
        exclude={language: exclude.patterns(language) for language in exclude.keys()},  # noqa: SIM118
        neighbours=tuple(_neighbour(table) for table in top.tables("neighbour", {"id", "label", "descriptions"})),
        accused=top.texts("accused"),
        origin=_origin(top.table("origin", {"outlets", "kinds", "countries"})),
        sources=tuple(_source(table) for table in top.tables("source", {"title", "url", "kind"})),
        wordings=top.texts("wordings"),
        examples=tuple(_example(table) for table in top.tables("example", {"text", "carries"})),
        labels=top.texts("labels"), tracers=_tracers(top.table("tracers", {route.value for route in NAMED_TEXTS})),
        since=since, until=until, note=top.text("note", required=False),
    )  # fmt: skip
    return _hashed(narrative)


def _neighbour(table: _Reader) -> Neighbour:
    narrative_id = table.text("id", required=False)
    descriptions = table.texts("descriptions")
    if not narrative_id and not descriptions:
        raise table.error("descriptions", "expected an id, or at least one sentence that describes the neighbour")
    label = table.text("label", required=not narrative_id) or narrative_id or ""
    return Neighbour(label=label, descriptions=descriptions, narrative_id=narrative_id)


def _origin(table: _Reader) -> OriginRule:
    kinds = []
    for kind in table.texts("kinds"):
        if kind not in set(Kind):
            raise table.error("kinds", f"expected any of {', '.join(Kind)}; got {kind!r}")
        kinds.append(Kind(kind))
    return OriginRule(outlets=table.texts("outlets"), kinds=tuple(kinds), countries=table.texts("countries"))


def _source(table: _Reader) -> Source:
    url = table.text("url") or ""
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise table.error("url", f"expected an http(s) address, got {url!r}")
    kind = table.text("kind") or ""
    if kind not in {"source", "fact_check"}:
        raise table.error("kind", f"expected source or fact_check, got {kind!r}")
    return Source(title=table.text("title") or "", url=url, kind=kind)


def _tracers(table: _Reader) -> dict[str, tuple[str, ...]]:
    return {route: table.texts(route) for route in table.keys()}  # noqa: SIM118 - our reader, not a dict


def _example(table: _Reader) -> Example:
    carries = table.cells.get("carries")
    if not isinstance(carries, bool):
        raise table.error("carries", "expected true or false")
    return Example(text=table.text("text") or "", carries=carries)


def _fault(load: Callable[[Path], object], path: Path) -> ConfigError | None:
    try:
        load(path)
    except ConfigError as error:
        return error
    return None


def _check_id(path: Path, narrative_id: str) -> None:
    if not _ID.fullmatch(narrative_id):
        raise ConfigError(path, "file name", "expected lower-case words joined by hyphens, such as cartel-recruits")


def _hashed(narrative: Narrative, around: Sequence[Narrative] = ()) -> Narrative:
    """Stamp the hash of everything that can change a decision or a label: also the neighbours' own definitions."""
    parts = [MATCHER_VERSION, *(replace(one, definition_hash="", labels=()) for one in (narrative, *around))]
    canonical = json.dumps(parts, default=_plain, sort_keys=True, ensure_ascii=False)
    digest = hashlib.blake2b(canonical.encode(), digest_size=8).hexdigest()
    return replace(narrative, definition_hash=digest)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return {name: getattr(value, name) for name in type(value).__slots__}


_TEMPLATE = """\
# A narrative: one checkable claim, how to find it, and what it is not. `rastro narratives check` reads it.
# The file's name is its id.

accused = []                     # whom the claim accuses
# since = 2024-04-01             # optional: items certainly published before do not count
# until = 2025-12-31
# note = "what a reader should know"
# wordings = ["another way the claim is put, in any language"]

[title]
es = "TÍTULO"
en = "TITLE"

[short]                          # for chart labels, at most 28 characters
es = "corto"
en = "short"

[claim]                          # one checkable sentence: who does what to whom, where
es = "QUIÉN hace QUÉ"
en = "WHO does WHAT"
# ru = "КТО делает ЧТО"

[origin]                         # who may have started it: by outlet id, or by kind and country
kinds = ["state_media", "diplomatic"]
countries = ["RU"]

# The concept query: every group must match, any pattern of a group will do. Accents and case do not matter;
# `*` stands for any letters; several words are a phrase; `a ~5 b` means at most five words between them.
[concept]
es = [
  ["reclut*", "enrol*"],
  ["cartel*", "narco*"],
  ["ucrania*", "kiev"],
]
# en = [["recruit*"], ["cartel*"], ["ukrain*"]]

# [exclude]                      # patterns that rule an item out
# es = ["pelicula"]

[[neighbour]]                    # what it is not: by the id of another narrative, or described
label = "a near-miss"
descriptions = ["UNA FRASE que describe lo que no cuenta", "A SENTENCE that says what does not count"]

# [tracers]                      # optional: phrases that betray the text an item came by (efe, tass, ...)
# efe = ["una frase que solo su despacho tiene"]

# [[source]]
# title = "Where this is documented"
# url = "https://..."
# kind = "source"                # or "fact_check"

# [[example]]                    # optional: texts a person decided on; the matcher learns from them
# text = "..."
# carries = true
"""
