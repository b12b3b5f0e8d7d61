import os
import random
import re
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from store import archive
from store.database import Paths, open_writer
from tests.builders import NOW
from tests.ingest.answers import Request, Response
from tests.ingest.registries import write_registry
from tests.ingest.webserver import WebServer
from tests.warm import Warm

KILLS, LANES, FEEDS = 50, 2, 6
LINE = re.compile(r"\S+ ok (?P<outlet>[\w-]+)/\w+ (?P<entries>\d+) entries")


@pytest.mark.slow
def test_killing_the_watch_at_any_moment_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    with WebServer() as server, ThreadPoolExecutor(LANES) as lanes:
        acknowledged = list(lanes.map(lambda lane: _lane(tmp_path / f"lane-{lane}", server, seed=lane), range(LANES)))
    assert sum(acknowledged) > KILLS  # or the kills came before anything was done


def _lane(folder: Path, server: WebServer, *, seed: int) -> int:
    """Kill a watch again and again in one data folder; return how many lines it had printed in all."""
    folder.mkdir()
    paths, rng, lines = Paths(folder / "data"), random.Random(seed), 0  # noqa: S311 - seeded, for repeatable kills
    names = [f"faro-{folder.name}-{number}" for number in range(FEEDS)]
    feeds = [(name, server.on(f"/{name}", _growing(name))) for name in names]
    outlets = write_registry(folder / "outlets.toml", feeds)
    with Warm() as warm:
        _watched_for(warm, paths, outlets, None)  # the program is loaded once it says a line
        begun = time.monotonic()
        lines += len(_watched_for(warm, paths, outlets, None).splitlines())
        start_s = time.monotonic() - begun  # until something is acknowledged, on this machine and as busy as it is now
        for _ in range(KILLS // LANES):
            printed = _watched_for(warm, paths, outlets, rng.uniform(0.1, 1.6) * start_s)
            found = [match for line in printed.splitlines(keepends=True) if (match := LINE.match(line))]
            lines += len(found)
            stored = _stored(paths) if paths.database.exists() else {}
            for line in found:
                assert stored[line["outlet"]] >= int(line["entries"]), line.group(0)
    return lines


def _growing(name: str) -> Callable[[Request], Response]:
    """Answer with one item more each time, and never drop one."""
    asked = [3]

    def answer(_request: Request) -> Response:
        asked[0] += 1
        items = "".join(
            f"<item><title>Nota inventada {number} de {name}</title><guid>{name}-{number}</guid>"
            f"<link>https://{name}.example/{number}</link></item>"
            for number in range(asked[0])
        )
        return Response(body=f"<rss version='2.0'><channel><title>{name}</title>{items}</channel></rss>".encode())

    return answer


def _watched_for(warm: Warm, paths: Paths, outlets: Path, seconds: float | None) -> str:
    """Run a watch that finds every feed due in every round, and kill it after some seconds, or once it says a line."""
    words = ["ingest", "--data", str(paths.data), "--outlets", str(outlets), "--watch", "--every", "0.1",
             "--at-least-every", "0s", "--allow-loopback"]  # fmt: skip
    out = outlets.with_name("printed")
    out.write_text("")
    running = warm.start(words, out=out)
    if seconds is None:
        while not out.read_text().endswith("\n") and not warm.ended():
            time.sleep(0.01)
    else:
        time.sleep(seconds)
    os.kill(running, signal.SIGKILL)
    warm.code()
    return out.read_text()


def _stored(paths: Paths) -> dict[str, int]:
    """Open what the killed process left: items by outlet; each once, each with its body."""
    with open_writer(paths, now=NOW, job="test") as database:
        rows = database.rows(
            "select outlet_id, count(*) as n, count(distinct guid) as guids from item group by outlet_id"
        )
        bodies = database.rows("select distinct body_sha256 from retrieval where body_sha256 is not null")
    assert all(row["n"] == row["guids"] for row in rows)
    for row in bodies:
        archive.load(paths.archive, row["body_sha256"])
    return {row["outlet_id"]: row["n"] for row in rows}
