"""Raw bodies by their SHA-256: bytes in, hash out; written once, compressed, before any row that names them."""

import gzip
import hashlib
import os
from pathlib import Path

from store.errors import StoreError

COMPRESSION = 6  # zlib's own default: level 9 takes twice the time for a hundredth of the size


def keep(archive: Path, body: bytes) -> str:
    """Store a body under its hash and return the hash (hex). Storing it again changes nothing."""
    digest = hashlib.sha256(body).hexdigest()
    path = _path(archive, digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}.tmp")
        with temporary.open("wb") as handle:
            handle.write(gzip.compress(body, COMPRESSION, mtime=0))
            handle.flush()
            os.fsync(handle.fileno())
        temporary.chmod(0o444)
        temporary.replace(path)
    return digest


def load(archive: Path, digest: str) -> bytes:
    """Return the body with this hash. Raises StoreError if it is missing or does not match its hash."""
    path = _path(archive, digest)
    try:
        body = gzip.decompress(path.read_bytes())
    except (OSError, EOFError) as error:
        raise StoreError(f"{path}: the archived body cannot be read: {error}") from error
    if hashlib.sha256(body).hexdigest() != digest:
        raise StoreError(f"{path}: the archived body does not match its hash")
    return body


def _path(archive: Path, digest: str) -> Path:
    return archive / digest[:2] / f"{digest[2:]}.gz"
