"""What takes bytes from strangers, as functions of bytes: each returns, or raises what it says it raises, never else."""

from collections.abc import Callable
from pathlib import Path

from dashboard.urlstate import choose
from ingest.clean import clean_entry
from ingest.entry import BrokenFeedError, NotAFeedError
from ingest.parse import parse_feed
from ingest.registry import load_registry
from ingest.tables import BadRow, read_table
from narratives.catalog import load_narrative
from store.errors import ConfigError, ImportError_
from store.judged import read_judgements
from store.search_query import SearchError, index_query
from store.search_words import Words
from tests.builders import NOW, ROOT
from tests.ingest.test_readers import FEED, OUTLET

HIDDEN = set("\x00\n\r\t\x1b\u202a\u202b\u202d\u202e\u2066\u2067\u2069")
_FEED = ("text/xml", "https://faro.example/rss")


def feed(data: bytes, _folder: Path) -> None:
    """Parse a feed and clean each entry: no control or bidi character, no script for a link."""
    try:
        parsed = parse_feed(data, content_type=_FEED[0], url=_FEED[1])
    except (NotAFeedError, BrokenFeedError):
        return
    for entry in parsed.entries:
        try:
            item = clean_entry(entry, outlet=OUTLET, feed=FEED, base=_FEED[1], language=None, fetch_id="f", seen_at=NOW)
        except ValueError:
            continue
        assert not HIDDEN & set(item.title + (item.summary or "") + item.url), item
        assert item.url.lower().startswith(("http://", "https://")), item.url


def narrative(data: bytes, folder: Path) -> None:
    """Read a narrative file."""
    path = folder / "fuzzed.toml"
    path.write_bytes(data)
    try:
        load_narrative(path)
    except ConfigError:
        return


def outlets(data: bytes, folder: Path) -> None:
    """Read an outlets file."""
    path = folder / "outlets.toml"
    path.write_bytes(data)
    try:
        load_registry(path)
    except ConfigError:
        return


def csv(data: bytes, folder: Path) -> None:
    """Read an import file with commas."""
    _table(folder / "fuzzed.csv", data)


def jsonl(data: bytes, folder: Path) -> None:
    """Read an import file of JSON Lines."""
    _table(folder / "fuzzed.jsonl", data)


def parquet(data: bytes, folder: Path) -> None:
    """Read an import file in Parquet."""
    _table(folder / "fuzzed.parquet", data)


def judgements(data: bytes, folder: Path) -> None:
    """Read people's decisions."""
    path = folder / "judgements.jsonl"
    path.write_bytes(data)
    try:
        read_judgements(path)
    except ConfigError:
        return


def search(data: bytes, _folder: Path) -> None:
    """Read what was typed into the search box."""
    try:
        index_query(data.decode("utf-8", "replace"), Words())
    except SearchError:
        return


def address(data: bytes, _folder: Path) -> None:
    """Read a choice from the address: what is shown is always one of the options."""
    assert choose(data.decode("utf-8", "replace"), {"a": "A", "b": "B"}, "a").shown in {"a", "b"}


def _table(path: Path, data: bytes) -> None:
    try:
        rows = read_table(path, data)
    except ImportError_:
        return
    assert all(isinstance(row, BadRow) or row.cells["url"] for row in rows)


TARGETS: dict[str, Callable[[bytes, Path], None]] = {
    "feed": feed, "narrative": narrative, "outlets": outlets, "csv": csv, "jsonl": jsonl, "parquet": parquet,
    "judgements": judgements, "search": search, "address": address,
}  # fmt: skip


def seeds(name: str) -> list[bytes]:
    """Return real inputs of a target, to be changed; most faults lie near what works."""
    folders = {"feed": "tests/data/feeds/*", "narrative": "data/narratives/*.toml"}
    if name in folders:
        return [path.read_bytes() for path in sorted(ROOT.glob(folders[name]))]
    return _SEEDS[name]


_SEEDS: dict[str, list[bytes]] = {
    "outlets": [
        b"""[[outlet]]
id = "faro"
name = "Faro"
kind = "regional"
country = "MX"
language = "es"
zone = "America/Mexico_City"
label_source = "x"
label_date = 2026-11-23
domains = ["faro.example"]
"""
    ],
    "csv": ['url,title,outlet\nhttps://faro.example/1,"Título, uno",Faro\n'.encode()],
    "jsonl": [b'{"url": "https://faro.example/1", "title": "Uno", "outlet": "Faro", "published": "2024-04-10"}\n'],
    "parquet": [b"PAR1\x15\x04\x15\x10PAR1"],
    "judgements": [
        b"""{"item_id": "i", "narrative_id": "n", "decision": "yes", "judged_by": "A", "judged_at": "2026-11-23T12:00:00Z"}
{"kind": "undo", "item_id": "i", "narrative_id": "n", "judged_by": "A", "judged_at": "2026-11-23T12:00:00Z"}
"""
    ],
    "search": ['cártel AND ("laboratorio clandestino" OR fent*) NOT deporte'.encode()],
    "address": [b"a"],
}
