"""`python -m tests.holds.soak [--minutes M]`: one writer, four pages and three DuckDB shells on one data folder at once.

The writer commits a batch a second and publishes every few; each reader checks that what it sees is whole and never
older than what it saw before. Prints latencies and staleness (age of the newest batch that a page sees).
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from dashboard.ask import ask
from store.database import Paths, open_snapshot, open_writer
from store.errors import StoreError
from store.search import everything, find, index_path
from store.snapshot import publish_snapshot
from tests.builders import ROOT
from tests.holds.builders import SIZE, add_batch

PAGES, EVERY_S, PUBLISH_S, PAGE_S, SHELL_S, START_S = 4, 1.0, 4.0, 0.25, 2.0, 4.0
WHOLE = """select (select count(*) from item) as items, (select count(distinct item_id) from item) as ids,
    (select count(*) from item_version) as versions, (select count(*) from retrieval) as batches,
    (select max(first_seen_at) from item) as newest"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strain:
    """What a soak came to; times in milliseconds unless the name says otherwise."""

    seconds: float
    batches: int
    snapshots: int
    reads: int
    shells: int
    errors: int
    torn: int  # reads that saw half a batch, or an index of another snapshot
    backwards: int  # reads that saw less than the same reader had seen before
    lost: int  # batches that were committed and are not in the last snapshot
    commit_p50: float
    commit_p95: float
    publish_p50: float
    publish_p95: float
    page_p50: float
    page_p95: float
    stale_s_p50: float
    stale_s_p95: float


def soak(folder: Path, seconds: float) -> Strain:
    """Run everything for some seconds and add up what each says."""
    paths = Paths(folder / "data")
    with open_writer(paths, now=_now(), job="soak") as database:
        add_batch(database, paths, 0, now=_now())
        publish_snapshot(database, paths, now=_now())
    until = time.time() + seconds + START_S  # eight programs take that long to begin
    roles = ["writer", *["page"] * PAGES, "held", "shell", "shell"]
    running = [_start(role, paths, until) for role in roles]
    answers = [_end(one, seconds) for one in running]
    return _added_up(paths, seconds, answers)


def writer(paths: Paths, until: float) -> dict[str, list[float]]:
    """Commit a batch every second, publish every few, and say how long each took."""
    said: dict[str, list[float]] = {"commit": [], "publish": [], "batches": []}
    published = time.time()
    with open_writer(paths, now=_now(), job="soak") as database:
        for number in count(1):
            begun = time.time()
            if begun > until:
                break
            said["commit"].append(_timed(lambda number=number: add_batch(database, paths, number, now=_now())))  # type: ignore[misc]
            said["batches"].append(number)
            if time.time() - published >= PUBLISH_S:
                said["publish"].append(_timed(lambda: publish_snapshot(database, paths, now=_now())))
                published = time.time()
            time.sleep(max(0.0, EVERY_S - (time.time() - begun)))
        publish_snapshot(database, paths, now=_now())
    return said


def page(paths: Paths, until: float) -> dict[str, list[float]]:
    """Open the newest snapshot whenever there is another one, ask what pages ask, and check what came."""
    said: dict[str, list[float]] = {"page": [], "stale": [], "errors": [], "torn": [], "backwards": []}
    before = (0, 0)
    database, real = None, None
    while time.time() < until:
        begun = time.time()
        try:
            if (newest := paths.pointer.resolve()) != real or database is None:
                if database is not None:
                    database.close()
                database, real = open_snapshot(newest), newest
            seen = database.rows(WHOLE)[0]
            ask(database, "weeks", country=None, as_of=None)
            ask(database, "outlets", country=None, outlet_id=None)
            hits = len(everything(index_path(real)).version_ids)
            find(index_path(real), "carteles laboratorios")
        except StoreError:
            said["errors"].append(1)
            database = None
            continue
        said["page"].append(time.time() - begun)
        said["stale"].append(begun - seen["newest"].timestamp())
        batches = seen["batches"]
        whole = (seen["items"], seen["ids"], seen["versions"], hits) == (
            batches * SIZE, batches * SIZE, batches * (SIZE + 1) - 1, batches * (SIZE + 1) - 1)  # fmt: skip
        said["torn"] += [] if whole else [1]
        now = (int(real.stem), batches)
        said["backwards"] += [] if now >= before else [1]
        before = now
        time.sleep(PAGE_S)
    return said


def shell(paths: Paths, until: float) -> dict[str, list[float]]:
    """Ask with DuckDB's own shell, a new process each time, as an analyst's script would."""
    said: dict[str, list[float]] = {"shell": [], "errors": [], "backwards": []}
    before = 0
    while time.time() < until:
        begun = time.time()
        asked = subprocess.run([*SHELL, str(paths.pointer.resolve()), "-c", "select count(*) from items"],
                               capture_output=True, text=True, check=False)  # fmt: skip
        said["shell"].append(time.time() - begun)
        if asked.returncode or asked.stderr:
            said["errors"].append(1)
            continue
        seen = int(asked.stdout.split()[-1])
        said["backwards"] += [] if seen >= before else [1]
        before = seen
        time.sleep(SHELL_S)
    return said


def held(paths: Paths, until: float) -> dict[str, list[float]]:
    """Hold one shell's connection open throughout; it goes on answering from the snapshot it opened."""
    said: dict[str, list[float]] = {"shell": [], "errors": [], "backwards": []}
    with subprocess.Popen([*SHELL, str(paths.pointer.resolve())], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True) as open_:  # fmt: skip
        assert open_.stdin is not None
        assert open_.stdout is not None
        first = None
        while time.time() < until:
            begun = time.time()
            open_.stdin.write("select count(*) from items;\n")
            open_.stdin.flush()
            open_.stdout.readline()  # the heading
            seen = open_.stdout.readline()
            first = first or seen
            said["shell"].append(time.time() - begun)
            said["errors"] += [] if seen == first and seen.strip().isdecimal() else [1]
            time.sleep(SHELL_S)
    return said


ROLES: dict[str, Callable[[Paths, float], dict[str, list[float]]]] = {
    "writer": writer, "page": page, "shell": shell, "held": held,
}  # fmt: skip
SHELL = [str(Path(sys.executable).parent / "duckdb"), "-readonly", "-csv"]


def _added_up(paths: Paths, seconds: float, answers: list[dict[str, list[float]]]) -> Strain:
    every: dict[str, list[float]] = {}
    for answer in answers:
        for name, values in answer.items():
            every.setdefault(name, []).extend(values)
    last = open_snapshot(paths.pointer)
    stored = last.rows("select count(*) as n from retrieval")[0]["n"]
    last.close()
    spread = {name: sorted(every[name]) or [0.0] for name in ("commit", "publish", "page", "stale")}
    share = {f"{name}_p{p}": round(_at(values, p / 100) * 1e3, 1)
             for name, values in spread.items() if name != "stale" for p in (50, 95)}  # fmt: skip
    return Strain(
        seconds=seconds, batches=len(every["batches"]), snapshots=len(every["publish"]) + 2, reads=len(every["page"]),
        shells=len(every["shell"]), errors=len(every["errors"]), torn=len(every["torn"]),
        backwards=len(every["backwards"]), lost=len(every["batches"]) + 1 - stored,
        stale_s_p50=round(_at(spread["stale"], 0.5), 2), stale_s_p95=round(_at(spread["stale"], 0.95), 2), **share,
    )  # fmt: skip


def _at(values: list[float], share: float) -> float:
    return values[min(len(values) - 1, int(len(values) * share))]


def _start(role: str, paths: Paths, until: float) -> "subprocess.Popen[str]":
    command = [
        sys.executable,
        "-m",
        "tests.holds.soak",
        "--role",
        role,
        "--data",
        str(paths.data),
        "--until",
        str(until),
    ]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _end(running: "subprocess.Popen[str]", seconds: float) -> dict[str, list[float]]:
    printed, said = running.communicate(timeout=seconds + 120)
    if running.returncode:
        sys.stderr.write(said)
        return {"errors": [1.0]}
    return dict(json.loads(printed))


def _timed(work: Callable[[], object]) -> float:
    begun = time.time()
    work()
    return time.time() - begun


def _now() -> datetime:
    return datetime.now(UTC)


def main() -> None:
    """Soak, print, and exit with 1 if anything was lost or wrong."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=1.0)
    for hidden in ("--role", "--data", "--until"):
        options.add_argument(hidden, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.role:
        sys.stdout.write(json.dumps(ROLES[asked.role](Paths(Path(asked.data)), float(asked.until))))
        return
    with tempfile.TemporaryDirectory() as folder:
        found = soak(Path(folder), asked.minutes * 60)
    for name, value in asdict(found).items():
        sys.stdout.write(f"{name:12} {value}\n")
    sys.exit(1 if found.errors or found.torn or found.backwards or found.lost else 0)


if __name__ == "__main__":
    main()
