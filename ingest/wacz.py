"""Selected items and their archived bodies in; a WACZ file out that anybody can check without us, and later.

WACZ 1.1.1 (https://specs.webrecorder.net/wacz/1.1.1/): a ZIP file with the WARC, its index, the pages, our rows about
the items, and a list of all their hashes.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator

from ingest.warc import write_warc
from store.evidence_pack import Selection

WARC, INDEX, PAGES = "archive/data.warc.gz", "indexes/index.cdxj", "pages/pages.jsonl"
ITEMS, QUERY = "evidence/items.json", "evidence/query.json"
PACKAGE, DIGEST = "datapackage.json", "datapackage-digest.json"
_MIDNIGHT = (1980, 1, 1, 0, 0, 0)  # of every file in the ZIP: its own times say nothing


def write_wacz(selection: Selection, archive: Path, out: Path, *, now: datetime) -> int:
    """Write the evidence and return how many retrievals are in it; `out` must not exist.

    Bodies that no server sent (imports, posts written down by hand) are named by their hash and left out: a file of
    somebody's own can hold more than these items. Raises StoreError when a body is missing or damaged.
    """
    temporary = out.with_name(f".{out.name}.tmp")
    try:
        with TemporaryDirectory() as folder:
            warc = Path(folder) / "data.warc.gz"
            count = write_warc(selection.retrievals, archive, warc, now=now)
            files = {
                WARC: warc.read_bytes(),
                INDEX: _index(warc),
                PAGES: _pages(selection),
                ITEMS: _json({"items": selection.items, "by_hand": selection.by_hand}),
                QUERY: _json({**selection.query, "made_at": now, "items": len(selection.items)}),
            }
        files[PACKAGE] = _json(_package(files, now))
        files[DIGEST] = _json({"path": PACKAGE, "hash": _hash(files[PACKAGE])})
        with zipfile.ZipFile(temporary, "w") as packed:
            for name, body in files.items():  # stored, not packed again: readers jump into the WARC
                packed.writestr(zipfile.ZipInfo(name, date_time=_MIDNIGHT), body)
        temporary.rename(out)
    finally:
        temporary.unlink(missing_ok=True)
    return count


def _package(files: dict[str, bytes], now: datetime) -> dict[str, Any]:
    return {
        "profile": "data-package", "wacz_version": "1.1.1", "software": "Rastro", "created": _time(now),
        "title": "Evidence selected by Rastro",
        "resources": [
            {"name": name.rpartition("/")[2], "path": name, "hash": _hash(body), "bytes": len(body)}
            for name, body in files.items()
        ],
    }  # fmt: skip


def _index(warc: Path) -> bytes:
    """Write the CDXJ index: a sorted line a record, with where it lies in the WARC."""
    lines = []
    with warc.open("rb") as handle:
        records = ArchiveIterator(handle)
        for record in records:
            if record.rec_type != "response":
                continue
            url, headers = record.rec_headers.get_header("WARC-Target-URI"), record.rec_headers
            stamp = headers.get_header("WARC-Date")[:19].replace("-", "").replace(":", "").replace("T", "")
            about = {
                "url": url, "digest": headers.get_header("WARC-Payload-Digest"), "filename": "data.warc.gz",
                "status": record.http_headers.get_statuscode(),
                "mime": (record.http_headers.get_header("Content-Type") or "unk").partition(";")[0],
            }  # fmt: skip
            record.content_stream().read()
            about |= {"offset": str(records.get_record_offset()), "length": str(records.get_record_length())}
            lines.append(f"{_sort_key(url)} {stamp} {json.dumps(about, ensure_ascii=False)}\n")
    return "".join(sorted(lines)).encode()


def _sort_key(url: str) -> str:
    """Return the address with its host's labels turned round, so that a publisher's pages lie together."""
    parts = urlsplit(url)
    host = ",".join(reversed((parts.hostname or "").removeprefix("www.").split(".")))
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}){(parts.path or '/').lower()}{query.lower()}".replace(" ", "%20")


def _pages(selection: Selection) -> bytes:
    head = {"format": "json-pages-1.0", "id": "pages", "title": "Items"}
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in [head, *_page_lines(selection)]).encode()


def _page_lines(selection: Selection) -> Iterator[dict[str, str]]:
    for item in selection.items:
        yield {"id": item["item_id"], "url": item["url"], "title": item["title"], "ts": _time(item["first_seen_at"])}


def _json(value: Any) -> bytes:
    return f"{json.dumps(value, ensure_ascii=False, indent=1, default=_cell)}\n".encode()


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return _time(value)
    raise TypeError(f"no JSON for {type(value).__name__}")


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _hash(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"
