"""A WACZ file in, whoever hands it over; what holds of it and what does not out. Needs no database of ours."""

import hashlib
import io
import json
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from ingest.wacz import DIGEST, ITEMS, PACKAGE, WARC
from store.errors import StoreError

MOST_BYTES = 4_000_000_000  # unpacked; nobody's evidence is larger


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was checked, and what is wrong; no fault means that every hash holds."""

    files: int
    records: int
    items: int
    by_hand: int  # bodies named by their hash alone
    faults: tuple[str, ...]


def verify(path: Path) -> Verdict:
    """Check every hash of a WACZ file: of its list, its files, the bodies in the WARC, and those that items name.

    Raises StoreError when it is no ZIP file at all.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            sizes = sum(one.file_size for one in packed.infolist())
            if sizes > MOST_BYTES:
                raise StoreError(f"{path}: unpacks to {sizes:,} bytes, more than is read")
            files, faults = _files(packed)
    except (OSError, zipfile.BadZipFile) as error:
        raise StoreError(f"{path}: not a WACZ file: {error}") from error
    faults += _listed(files)
    bodies, broken = _bodies(files.get(WARC, b""))
    faults += broken
    about = _read(files.get(ITEMS, b""), ITEMS, faults)
    items, by_hand = _rows(about, "items"), _rows(about, "by_hand")
    faults += _unproven(items, by_hand, bodies)
    return Verdict(files=len(files), records=len(bodies), items=len(items), by_hand=len(by_hand), faults=tuple(faults))


def _files(packed: zipfile.ZipFile) -> tuple[dict[str, bytes], list[str]]:
    files: dict[str, bytes] = {}
    faults = []
    for one in packed.infolist():
        if one.filename in files:
            faults.append(f"{one.filename}: there twice")
            continue
        try:
            files[one.filename] = packed.read(one)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            faults.append(f"{one.filename}: {error}")
            files[one.filename] = b""
    return files, faults


def _listed(files: dict[str, bytes]) -> list[str]:
    """Compare the list with its own hash, and every file with the list."""
    faults: list[str] = []
    digest, package = (_read(files.get(name, b""), name, faults) for name in (DIGEST, PACKAGE))
    if digest.get("hash") != _hash(files.get(PACKAGE, b"")):
        faults.append(f"{PACKAGE}: not the one that {DIGEST} names")
    listed = {str(one.get("path")): one for one in _rows(package, "resources")}
    for name, one in listed.items():
        if name not in files:
            faults.append(f"{name}: listed and not there")
        elif one.get("hash") != _hash(files[name]):
            faults.append(f"{name}: changed since it was packed")
    faults += [f"{name}: there and not listed" for name in files if name not in {*listed, PACKAGE, DIGEST}]
    return faults


def _bodies(warc: bytes) -> tuple[dict[str, str], list[str]]:
    """Return the hash of every body by the retrieval that brought it, and which are not what they say."""
    bodies: dict[str, str] = {}
    faults: list[str] = []
    try:
        for record in ArchiveIterator(io.BytesIO(warc)):
            if record.rec_type != "response":
                continue
            found = _hash(record.content_stream().read())
            stated = record.rec_headers.get_header("WARC-Payload-Digest")
            name = record.rec_headers.get_header("WARC-Rastro-Fetch-ID") or ""
            bodies[name] = found
            if found != stated:
                faults.append(f"{record.rec_headers.get_header('WARC-Target-URI')}: its body is not the one hashed")
    except (ArchiveLoadFailed, OSError, EOFError, zlib.error, ValueError) as error:
        faults.append(f"{WARC}: cannot be read to its end: {error}")
    return bodies, faults


def _unproven(items: list[dict[str, Any]], by_hand: list[dict[str, Any]], bodies: dict[str, str]) -> list[str]:
    """Return the wordings whose retrieval is neither in the WARC nor named as brought by hand."""
    known = {*bodies, *(str(one.get("fetch_id")) for one in by_hand)}
    return [
        f"{item.get('url')}: wording {wording.get('version_id')} rests on a retrieval that is not here"
        for item in items
        for wording in _rows(item, "wordings")
        if wording.get("fetch_id") not in known
    ]


def _read(body: bytes, name: str, faults: list[str]) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        return found
    faults.append(f"{name}: not there, or no JSON object")
    return {}


def _rows(about: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = about.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _hash(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"
