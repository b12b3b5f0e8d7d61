"""Collecting as a person does it: real processes against invented feeds on loopback."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests.builders import ROOT
from tests.ingest import behaviours
from tests.ingest.answers import Response
from tests.ingest.registries import write_registry
from tests.ingest.webserver import WebServer

pytestmark = pytest.mark.slow

FARO = (
    b"<rss version='2.0'><channel><title>Faro</title>"
    b"<item><title>Nota inventada</title><guid isPermaLink='false'>g1</guid><link>https://faro.example/1</link>"
    b"<pubDate>Mon, 02 Mar 2026 10:00:01 GMT</pubDate></item></channel></rss>"
)


def start(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, str(ROOT / "rastro.py"), *words], stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True)  # fmt: skip


def rastro(*words: str, status: int = 0) -> str:
    with start(*words) as run:
        out, err = run.communicate(timeout=60)
    assert run.returncode == status, out + err
    return out if status == 0 else out + err


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as serving:
        serving.on("/faro", behaviours.feed(FARO, etag='"1"'))
        serving.on("/brecha", behaviours.status(404))
        yield serving


@pytest.fixture
def options(server: WebServer, tmp_path: Path) -> list[str]:
    outlets = write_registry(tmp_path / "outlets.toml", [(name, server.url(f"/{name}")) for name in ("faro", "brecha")])
    return ["--data", str(tmp_path / "data"), "--outlets", str(outlets)]


def rows(*words: str) -> list[dict[str, Any]]:
    answer = json.loads(rastro(*words, "--json"))
    assert isinstance(answer, list)
    return answer


def test_ingest_prints_one_object_a_feed_and_publishes(options: list[str]) -> None:
    found = {row["outlet_id"]: row for row in rows("ingest", *options, "--allow-loopback")}
    assert (found["faro"]["outcome"], found["faro"]["new_items"]) == ("ok", 1)
    assert (found["brecha"]["outcome"], found["brecha"]["status"]) == ("client_error", 404)
    again = {row["outlet_id"]: row["outcome"] for row in rows("ingest", *options, "--allow-loopback")}
    assert again == {"faro": "not_modified"}  # the failing feed rests
    assert rows("sql", "select count(*) as n from items", *options[:2]) == [{"n": 1}]


def test_dry_run_asks_nobody(options: list[str], server: WebServer) -> None:
    assert [row["url"] for row in rows("ingest", *options, "--dry-run")] == [server.url("/faro"), server.url("/brecha")]
    assert server.visits() == []


def test_loopback_needs_to_be_allowed(options: list[str], server: WebServer) -> None:
    assert {row["outcome"] for row in rows("ingest", *options)} == {"refused_address"}
    assert server.visits() == []


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (["--outlet", "nadie"], "--outlet: nadie: expected the id of an outlet"),
        (["--max-age", "soon"], "expected a number and s, m, h or d"),
    ],
)
def test_wrong_option_is_named(options: list[str], option: list[str], words: str) -> None:
    assert words in rastro("ingest", *options, *option, status=2)


def test_health_raises_its_status_only_with_an_alert(options: list[str], server: WebServer) -> None:
    rastro("ingest", *options, "--allow-loopback", "--outlet", "faro")
    assert [row["alerts"] for row in rows("health", *options[:2])] == [[]]
    rastro("ingest", *options, "--allow-loopback", "--outlet", "brecha")
    assert "never answered as a feed: client_error" in rastro("health", *options[:2], status=1)
    assert server.requests("/brecha")


def test_item_shows_both_clocks_and_its_body(options: list[str]) -> None:
    rastro("ingest", *options, "--allow-loopback")
    ((item_id,),) = [list(row.values()) for row in rows("sql", "select item_id from items", *options[:2])]
    (record,) = rows("item", item_id, *options[:2])
    assert record["published_raw"] == "Mon, 02 Mar 2026 10:00:01 GMT"
    assert record["published_earliest"].startswith("2026-03-02T10:00:01")
    assert record["first_seen_at"] > record["published_latest"]
    assert [wording["body"] for wording in record["wordings"]] == ["kept and whole"]
    assert "first_seen_at: " in rastro("item", item_id, *options[:2])
    assert "no item of this id" in rastro("item", "nadie", *options[:2], status=2)


def test_warc_holds_the_bodies_with_addresses_times_and_headers(
    options: list[str], tmp_path: Path, server: WebServer
) -> None:
    rastro("ingest", *options, "--allow-loopback")
    out = tmp_path / "kept.warc.gz"
    rastro("warc", str(out), *options[:2], "--outlet", "faro")
    with out.open("rb") as handle:
        records = [(record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), record.http_headers,
                    record.content_stream().read()) for record in ArchiveIterator(handle, check_digests="raise")]  # fmt: skip
    (_, (kind, address, headers, body)) = records
    assert (kind, address, body) == ("response", server.url("/faro"), FARO)
    assert headers.get_header("ETag") == '"1"'
    assert "expected a new name" in rastro("warc", str(out), *options[:2], status=2)


def test_watch_stops_cleanly_when_asked_and_takes_in_what_changes(options: list[str], server: WebServer) -> None:
    watching = start("ingest", *options, "--allow-loopback", "--watch", "--every", "0.2", "--at-least-every", "0s")
    with watching:
        assert watching.stdout is not None
        seen = [watching.stdout.readline()]
        server.on("/faro", Response(body=FARO.replace(b"Nota inventada", b"Nota corregida")))
        while "1 changed" not in seen[-1]:
            seen.append(watching.stdout.readline())
            assert len(seen) < 200
        watching.send_signal(signal.SIGTERM)
        watching.communicate(timeout=20)
    assert watching.returncode == 0
    assert rows("sql", "select count(*) as n from item_versions", *options[:2]) == [{"n": 2}]


def test_other_writers_get_their_turn_between_two_rounds(options: list[str]) -> None:
    watching = start("ingest", *options, "--allow-loopback", "--watch", "--every", "30")
    with watching:
        assert watching.stdout is not None
        watching.stdout.readline()
        for _ in range(50):
            time.sleep(0.2)
            with start("ingest", *options, "--allow-loopback", "--outlet", "faro") as other:
                if other.wait(timeout=30) == 0:
                    break
        else:
            pytest.fail("the watch never let go of the lock")
        watching.terminate()
        watching.communicate(timeout=40)
    assert watching.returncode == 0
