"""A file's address (file://) and a span in; an answer as a server with ranges would give it out."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ingest.fetch import Answer
from ingest.span import Span
from store.model import Outcome

SCHEME = "file://"


def path_of(address: str) -> Path:
    """Return the file that a file:// address names."""
    return Path(unquote(urlsplit(address).path))


def read_part(address: str, span: Span | None, *, clock: Callable[[], datetime]) -> Answer:
    """Read a part of a file (None: all of it); one that cannot be read is an answer too."""
    started, path = clock(), path_of(address)
    try:
        with path.open("rb") as handle:
            total = path.stat().st_size
            handle.seek(span.first if span else 0)
            body = handle.read(span.size if span else -1)
    except OSError as error:
        return Answer(outcome=Outcome.CLIENT_ERROR, url=address, started_at=started, finished_at=clock(),
                      error=f"cannot be read: {error.strerror}")  # fmt: skip
    if span is None:
        return Answer(outcome=Outcome.OK, url=address, started_at=started, finished_at=clock(), status=200, body=body,
                      received_bytes=len(body))  # fmt: skip
    part = f"bytes {span.first}-{span.first + len(body) - 1}/{total}" if body else f"bytes */{total}"
    return Answer(outcome=Outcome.OK, url=address, started_at=started, finished_at=clock(),
                  status=206 if body else 416, headers=(("content-range", part),), body=body,
                  received_bytes=len(body))  # fmt: skip
