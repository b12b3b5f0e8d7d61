"""A replay server of captures and a data folder in; a back-fill that is killed and resumed, and what it came to, out."""

import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from store.database import Paths, open_writer
from tests.builders import NOW
from tests.ingest.answers import Response
from tests.ingest.registries import write_registry
from tests.ingest.webserver import WebServer
from tests.warm import Warm

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


@dataclass(slots=True)
class Resumed:
    """What kills and resumptions came to; `landed` kills found it at work, `worked` of them after a capture was kept."""

    kills: int = 0
    landed: int = 0
    worked: int = 0
    acknowledged: int = 0
    lost: int = 0
    twice: int = 0
    unequal: list[str] = field(default_factory=list)  # tables that differ from those of a run nobody disturbed


def killed_and_resumed(folder: Path, *, kills: int, seed: int, after: Callable[[Paths], object]) -> Resumed:
    """Run a back-fill through; kill others and resume each until it ends by itself; compare what they stored.

    `after` is called with the data folder after every kill. Acknowledged is a capture whose retrieval was committed.
    """
    rng = random.Random(seed)  # noqa: S311 - seeded, for repeatable kills
    found = Resumed()
    with WebServer() as server, Warm() as warm:
        replay(server)
        outlets = write_registry(folder / "outlets.toml", [("faro", FEED)])
        _through(warm, command(server, outlets, folder / "whole"))
        whole = stored(folder / "whole")
        while found.kills < kills:
            data = folder / f"killed-{found.kills}"
            kept: set[str] = set()
            ended = False
            while found.kills < kills and not ended:
                ended = _kill(warm, server, command(server, outlets, data), rng)
                found.kills += 1
                found.landed += not ended
                after(Paths(data))
                now_kept = _retrievals(data)
                found.worked += not ended and now_kept > kept
                found.lost += len(kept - now_kept)
                kept |= now_kept
            _through(warm, command(server, outlets, data))
            found.acknowledged += len(kept)
            _compare(found, stored(data), whole)
    return found


def replay(server: WebServer) -> None:
    """Let the server answer as an archive with 60 captures of one feed, each with items of the one before."""
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
    """Return the command line that looks back at all captures."""
    return ["backfill", "wayback", "--since", "2024-04-08T00:00Z", "--until", "2024-04-14", "--endpoint", server.url(""),
            "--outlets", str(outlets), "--data", str(data), "--allow-loopback"]  # fmt: skip


def stored(data: Path) -> dict[str, list[dict[str, Any]]]:
    """Return what two back-fills of the same captures must agree on."""
    with open_writer(Paths(data), now=NOW, job="test") as database:
        return {name: database.rows(sql) for name, sql in COMPARED.items()}


def answered(server: WebServer) -> int:
    """Return how many captures were asked for."""
    return len([visit for visit in server.visits() if "/web/" in visit.request.path])


def _kill(warm: Warm, server: WebServer, words: list[str], rng: random.Random) -> bool:
    """Kill one run after some captures; return whether it had ended by itself."""
    before, wanted = answered(server), rng.randint(1, CAPTURES // 2)
    running = warm.start(words)
    while not warm.ended() and answered(server) - before < wanted:
        time.sleep(0.002)
    time.sleep(rng.uniform(0, 0.05))
    if not warm.ended():
        os.kill(running, signal.SIGKILL)
    return warm.code() == 0


def _through(warm: Warm, words: list[str]) -> None:
    warm.start(words)
    assert warm.code() == 0


def _retrievals(data: Path) -> set[str]:
    with open_writer(Paths(data), now=NOW, job="test") as database:
        rows = database.rows("select fetch_id from retrieval where source <> 'robots'")
    return {row["fetch_id"] for row in rows}


def _compare(found: Resumed, ours: dict[str, list[dict[str, Any]]], theirs: dict[str, list[dict[str, Any]]]) -> None:
    for name in COMPARED:
        left, right = Counter(map(repr, ours[name])), Counter(map(repr, theirs[name]))
        found.lost += (right - left).total()
        found.twice += (left - right).total()
        if ours[name] != theirs[name]:
            found.unequal.append(name)
