"""Kept retrievals in; a WARC file out, as archives and their tools read it (ISO 28500, WARC 1.1)."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.timeutils import datetime_to_iso_date
from warcio.warcwriter import WARCWriter

from store import archive as bodies
from store.evidence import Kept

CHANGED_BY_DECODING = frozenset({"content-encoding", "transfer-encoding", "content-length"})


def write_warc(retrievals: Sequence[Kept], archive: Path, out: Path, *, now: datetime) -> int:
    """Write one response record a retrieval and return how many; `out` must not exist.

    Bodies are kept decoded: the headers that described the transfer are written as X-Archive-Orig-*, the others to
    the letter, and the SHA-256 under which we keep the body as WARC-Payload-Digest. Raises StoreError when a body
    is missing or damaged; nothing is left behind then.
    """
    temporary = out.with_name(f".{out.name}.tmp")
    try:
        with temporary.open("wb") as handle:
            writer = WARCWriter(handle, gzip=True, warc_version="1.1")
            about = {"software": "Rastro", "format": "WARC File Format 1.1", "created": _date(now)}
            writer.write_record(writer.create_warcinfo_record(out.name, about))
            for kept in retrievals:
                body = bodies.load(archive, kept.body_sha256)
                writer.write_record(
                    writer.create_warc_record(
                        kept.final_url or kept.address,
                        "response",
                        payload=BytesIO(body),
                        length=len(body),  # else the digest below is thrown away for one of SHA-1
                        http_headers=_http_headers(kept, len(body)),
                        warc_headers_dict={
                            "WARC-Date": _date(kept.started_at),
                            "WARC-Payload-Digest": f"sha256:{kept.body_sha256}",
                            "WARC-Rastro-Fetch-ID": kept.fetch_id,
                        },
                    )
                )
        temporary.rename(out)
    finally:
        temporary.unlink(missing_ok=True)
    return len(retrievals)


def _http_headers(kept: Kept, size: int) -> StatusAndHeaders:
    stated = [(str(name), str(value)) for name, value in json.loads(kept.headers or "[]")]
    headers = [(f"X-Archive-Orig-{name}" if name.lower() in CHANGED_BY_DECODING else name, value)
               for name, value in stated]  # fmt: skip
    headers.append(("Content-Length", str(size)))
    return StatusAndHeaders(f"{kept.status or 200} -", headers, protocol="HTTP/1.1")


def _date(moment: datetime) -> str:
    return str(datetime_to_iso_date(moment.astimezone(UTC).replace(tzinfo=None), use_micros=True))
