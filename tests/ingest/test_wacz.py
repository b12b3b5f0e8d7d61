import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from ingest.wacz import INDEX, ITEMS, PACKAGE, QUERY, WARC, write_wacz
from ingest.wacz_check import verify
from store.database import open_writer
from store.errors import StoreError
from store.evidence_pack import select_item
from tests.builders import NOW
from tests.ingest.answers import Response
from tests.ingest.looking import Look, look
from tests.ingest.test_from_sitemaps import NEWS
from tests.ingest.webserver import WebServer


@pytest.fixture
def looked(server: WebServer, tmp_path: Path) -> Look:
    url = server.on("/news.xml", Response(body=NEWS.encode(), headers=(("Content-Type", "application/xml"),)))
    found = look(tmp_path, "sitemap", feeds={"faro": url}, feed_kind="news_sitemap")
    found.run()
    return found


@pytest.fixture
def pack(looked: Look, tmp_path: Path) -> Path:
    out = tmp_path / "x.wacz"
    with open_writer(looked.paths, now=NOW, job="test") as database:
        (item,) = database.rows("select item_id from items")
        assert write_wacz(select_item(database, item["item_id"]), looked.paths.archive, out, now=NOW) == 1
    return out


def repacked(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    out = path.with_name("y.wacz")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.infolist():
            body = change(one.filename, old.read(one))
            if body is not None:
                new.writestr(one.filename, body)
    return out


def test_pack_holds_the_body_both_clocks_and_the_query_and_every_hash_holds(pack: Path) -> None:
    verdict = verify(pack)
    assert (verdict.records, verdict.items, verdict.faults) == (1, 1, ())
    with zipfile.ZipFile(pack) as packed:
        (item,) = json.loads(packed.read(ITEMS))["items"]
        query = json.loads(packed.read(QUERY))
        with packed.open(WARC) as warc:
            bodies = [one.content_stream().read() for one in ArchiveIterator(warc) if one.rec_type == "response"]
        (line,) = packed.read(INDEX).decode().splitlines()
    assert bodies == [NEWS.encode()]
    assert item["published_raw"] == "2024-04-10T08:15:00-06:00"
    assert item["first_seen_at"].endswith("Z")
    assert item["time_readings"][0]["meaning"] == "stated"
    assert query["item_id"] == item["item_id"]
    assert json.loads(line.split(" ", 2)[2])["url"].endswith("/news.xml")


@pytest.mark.parametrize(
    ("file", "fault"), [(WARC, "changed"), (ITEMS, "changed"), (PACKAGE, "not the one"), (INDEX, "changed")]
)
def test_changed_file_is_found(pack: Path, file: str, fault: str) -> None:
    changed = repacked(pack, lambda name, body: body.replace(b"a", b"b", 1) if name == file else body)
    assert any(file in one and fault in one for one in verify(changed).faults)


def test_missing_and_added_files_are_found(pack: Path) -> None:
    without = repacked(pack, lambda name, body: None if name == WARC else body)
    assert any("not there" in fault for fault in verify(without).faults)
    with zipfile.ZipFile(pack, "a") as packed:
        packed.writestr("more.txt", "x")
    assert verify(pack).faults == ("more.txt: there and not listed",)


def test_body_that_is_not_the_one_hashed_is_found_even_if_the_lists_were_made_anew(
    looked: Look, tmp_path: Path
) -> None:
    with open_writer(looked.paths, now=NOW, job="test") as database:
        (item,) = database.rows("select item_id from items")
        selection = select_item(database, item["item_id"])
    (body,) = [
        path for path in looked.paths.archive.rglob("*.gz") if selection.retrievals[0].body_sha256[2:] in path.name
    ]
    body.unlink()
    with pytest.raises(StoreError, match="cannot be read"):
        write_wacz(selection, looked.paths.archive, tmp_path / "z.wacz", now=NOW)
    assert not (tmp_path / "z.wacz").exists()


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04 rot", b"<html>"], ids=["empty", "cut", "page"])
def test_what_is_no_zip_file_is_refused(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "x.wacz"
    path.write_bytes(body)
    with pytest.raises(StoreError, match="not a WACZ"):
        verify(path)
