"""Raw bodies by their SHA-256: bytes in, hash out; written once, compressed, before any row that names them."""

import gzip
import hashlib
import json
import os
import zlib
from pathlib import Path

from store.errors import StoreError

PRUNED = "pruned.jsonl"  # beside the bodies: which were removed by rule, when and why
COMPRESSION = 6  # zlib's own default: level 9 takes twice the time for a hundredth of the size


def keep(archive: Path, body: bytes) -> str:
    """Store a body under its hash and return the hash (hex). Storing it again changes nothing.

    Raises StoreError if it cannot be written; then nothing is left of it.
    """
    digest = hashlib.sha256(body).hexdigest()
    path = path_of(archive, digest)
    if not path.exists():
        try:
            _write(path, gzip.compress(body, COMPRESSION, mtime=0))
        except OSError as error:
            raise StoreError(f"{path}: the body cannot be kept: {error.strerror}; make room or give back the right to"
                             " write there, then run again") from error  # fmt: skip
    return digest


def load(archive: Path, digest: str) -> bytes:
    """Return the body with this hash. Raises StoreError if it is missing or does not match its hash."""
    path = path_of(archive, digest)
    try:
        body = gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise StoreError(f"{path}: the archived body cannot be read: {error}") from error
    if hashlib.sha256(body).hexdigest() != digest:
        raise StoreError(f"{path}: the archived body does not match its hash")
    return body


def path_of(archive: Path, digest: str) -> Path:
    """Return where the body with this hash lies."""
    return archive / digest[:2] / f"{digest[2:]}.gz"


def pruned(archive: Path) -> frozenset[str]:
    """Return the hashes of the bodies that a rule of retention has removed; see store/retention.py."""
    path = archive / PRUNED
    if not path.exists():
        return frozenset()
    said = (_pruned(line) for line in path.read_text(encoding="utf-8").splitlines())
    return frozenset(digest for digest in said if digest)


def _pruned(line: str) -> str | None:
    try:
        return str(json.loads(line)["body_sha256"])
    except (ValueError, KeyError):  # cut off by a crash: then the body was not removed yet either
        return None


def _write(path: Path, packed: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as handle:
            handle.write(packed)
            handle.flush()
            os.fsync(handle.fileno())
        temporary.chmod(0o444)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
