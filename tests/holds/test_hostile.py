"""Feeds that mean harm, polled in one round with a good one: each is one counted outcome, and the good one comes in."""

import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from ingest.collect import CollectContext, Collector, Wanted, choose
from ingest.fetch import Limits
from ingest.registry import load_registry
from store.database import Paths, open_snapshot, open_writer
from store.observed import replace_registry
from store.snapshot import publish_snapshot
from tests.dashboard.hostile import HOSTILE
from tests.fuzz.targets import HIDDEN
from tests.ingest import behaviours
from tests.ingest.answers import Response
from tests.ingest.registries import write_registry
from tests.ingest.webserver import WebServer

pytestmark = pytest.mark.slow


def rss(items: str) -> Response:
    return Response(body=f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>".encode())


def item(title: str, link: str = "https://faro.example/1") -> str:
    return f"<item><title><![CDATA[{title}]]></title><link><![CDATA[{link}]]></link></item>"


def laughs() -> Response:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return Response(body=f"<!DOCTYPE x [<!ENTITY a0 'ja'>{entities}]><rss><channel><item><title>&a9;</title></item>"
                         "</channel></rss>".encode())  # fmt: skip


def two_hundred_megabytes() -> Response:
    return Response(body=b"<rss version='2.0'><channel>" + b"x" * 200_000_000)


FEEDS = {
    "good": lambda: rss(item("Nota buena inventada de hoy")),
    "laughs": laughs,
    "gzip-bomb": behaviours.gzip_bomb,
    "brotli-bomb": behaviours.brotli_bomb,
    "zstd-bomb": behaviours.zstd_bomb,
    "large": two_hundred_megabytes,
    "many": lambda: rss("".join(item(f"Nota {n} de muchas", f"https://many.example/{n}") for n in range(10_000))),
    "megabyte": lambda: rss(item("título " * 150_000, "https://megabyte.example/1")),
    "scripts": lambda: rss("".join(item(words, f"https://scripts.example/{n}") for n, words in enumerate(HOSTILE))),
    "links": lambda: rss("".join(item(f"Enlace {n}", link) for n, link in enumerate(
        ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "vbscript:x", " javascript:alert(1)"]))),
    "charsets": lambda: Response(body=b"<?xml version='1.0' encoding='utf-8'?><rss><channel><item><title>se\xf1al "
                                 b"\xc3\xb1 \xff</title><link>https://charsets.example/1</link></item></channel></rss>"),
    "noise": lambda: Response(body=bytes(range(256)) * 400),
    "empty": lambda: Response(body=b""),
    "page": lambda: Response(body=b"<html><body>Acceso denegado</body></html>"),
}  # fmt: skip


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as running:
        yield running


def test_hostile_feeds_end_in_one_outcome_each_and_the_good_one_comes_in(
    server: WebServer, paths: Paths, tmp_path: Path
) -> None:
    served = [(name, server.on(f"/{name}", make())) for name, make in FEEDS.items()]
    registry = load_registry(write_registry(tmp_path / "outlets.toml", served))
    context = CollectContext(paths=paths, clock=lambda: datetime.now(UTC), limits=Limits(deadline_s=20.0),
                             report=lambda _result: None, stop=Event(), allow_loopback=True)  # fmt: skip
    with open_writer(paths, now=datetime.now(UTC), job="test") as database:
        replace_registry(database, registry.outlets, registry.feeds)
        with Collector(context) as collector:
            results = collector.poll(database, choose(registry, {}, Wanted(), now=datetime.now(UTC)).targets)
        publish_snapshot(database, paths, now=datetime.now(UTC))
    outcomes = {result.outlet_id: result.outcome for result in results}
    assert Counter(result.outlet_id for result in results) == dict.fromkeys(FEEDS, 1)
    assert outcomes["good"] == "ok"
    assert {outcomes[name] for name in ("gzip-bomb", "brotli-bomb", "zstd-bomb", "large")} == {"too_large"}
    assert next(result for result in results if result.outlet_id == "many").new_items == 10_000
    reader = open_snapshot(paths.pointer)
    rows = reader.rows("select url, title, coalesce(summary, '') as summary from items")
    reader.close()
    assert not [row for row in rows if HIDDEN & set(row["title"] + row["summary"])]
    assert not [row for row in rows if not row["url"].startswith(("http://", "https://"))]
    assert max(len(row["title"]) for row in rows) <= 1_000_000  # ingest/bounds.py
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 2_000_000  # kB: the readers' processes


def test_harness_of_atheris_finds_nothing_in_a_thousand_runs() -> None:
    pytest.importorskip("atheris", reason="atheris is not there for this platform")
    run = subprocess.run([sys.executable, "-m", "tests.fuzz.harness", "search", "-runs=1000"], check=False,
                         capture_output=True, text=True, timeout=120)  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:]
