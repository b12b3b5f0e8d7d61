"""A back-fill that is killed at random points and resumed, beside one that is run through: the same database."""

import json
import os
import random
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from store.database import Paths, open_writer
from tests.builders import NOW
from tests.ingest.answers import Response
from tests.ingest.registries import write_registry
from tests.ingest.webserver import WebServer
from tests.warm import Warm

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("RASTRO_BACKFILL_KILLS", "3"))  # 50 by hand
FEED = "https://faro.example/rss"
CAPTURES = 60
COMPARED = {
    "item": "select * exclude (first_seen_at) from item order by item_id",
    "item_version": "select * exclude (seen_at) from item_version order by version_id",
    "time_reading": "select * exclude (seen_at) from time_reading order by all",
    "published_change": "select * exclude (seen_at) from published_change order by all",
    "same_story": "select * exclude (seen_at) from same_story order by all",
    "backfill_ask": "select * exclude (not_before) from backfill_ask order by run, number",
    "retrieval": "select * exclude (started_at, finished_at) from retrieval where source <> 'robots' order by fetch_id",
}


def replay(server: WebServer) -> None:
    rows = [["timestamp", "original", "mimetype", "statuscode", "digest"]]
    for number in range(CAPTURES):
        stamp = f"20240410{number // 4:02}{number % 4 * 15:02}00"
        rows.append([stamp, FEED, "application/rss+xml", "200", f"D{number}"])
        items = "".join(
            f"<item><title>Nota inventada {n}, version {number // 20}</title><link>https://faro.example/{n}</link>"
            f"<pubDate>Wed, 10 Apr 2024 {n % 24:02}:00:00 GMT</pubDate></item>"
            for n in range(number, number + 5)
        )
        body = f"<rss version='2.0'><channel><title>Faro</title>{items}</channel></rss>".encode()
        server.on(f"/web/{stamp}id_/{FEED}", Response(body=body, delay_s=0.03))
    server.on("/cdx/search/cdx", Response(body=json.dumps(rows).encode()))


def command(server: WebServer, outlets: Path, data: Path) -> list[str]:
    return ["backfill", "wayback", "--since", "2024-04-08T00:00Z", "--until", "2024-04-14", "--endpoint", server.url(""),
            "--outlets", str(outlets), "--data", str(data), "--allow-loopback"]  # fmt: skip


def stored(data: Path) -> dict[str, list[dict[str, Any]]]:
    with open_writer(Paths(data), now=NOW, job="test") as database:
        return {name: database.rows(sql) for name, sql in COMPARED.items()}


def answered(server: WebServer) -> int:
    return len([visit for visit in server.visits() if "/web/" in visit.request.path])


def whole(warm: Warm, words: list[str]) -> None:
    warm.start(words)
    assert warm.code() == 0


def test_backfill_killed_at_random_points_and_resumed_gives_the_same_database(tmp_path: Path) -> None:
    rng = random.Random(9)  # noqa: S311 - seeded, for repeatable kills
    with WebServer() as server, Warm() as warm:
        replay(server)
        outlets = write_registry(tmp_path / "outlets.toml", [("faro", FEED)])
        whole(warm, command(server, outlets, tmp_path / "whole"))
        landed = kills = 0
        while kills < KILLS:
            data = tmp_path / f"killed-{kills}"
            while kills < KILLS:
                before, wanted = answered(server), rng.randint(1, CAPTURES // 2)
                running = warm.start(command(server, outlets, data))
                while not warm.ended() and answered(server) - before < wanted:
                    time.sleep(0.002)
                time.sleep(rng.uniform(0, 0.05))
                if not warm.ended():
                    os.kill(running, signal.SIGKILL)
                kills += 1
                if warm.code() == 0:
                    break
                landed += 1
            whole(warm, command(server, outlets, data))
            assert stored(data) == stored(tmp_path / "whole")
    assert landed >= KILLS // 2
