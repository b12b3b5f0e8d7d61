"""`make holds`: runs every test of what survives, keeps the figures in docs/holds.json, and draws docs/holds.md of them.

`--part NAME` runs one part anew, `--draw` none. RASTRO_KILLS is shared evenly among the five kinds of work.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.builders import ROOT
from tests.holds import crash
from tests.holds.runaway import Slowed, slowed
from tests.holds.soak import soak

KEPT, DRAWN = ROOT / "docs" / "holds.json", ROOT / "docs" / "holds.md"
SUITES = {
    "doctor": ("faults that `rastro doctor` is shown", ["tests/holds/test_doctor.py"]),
    "backup": ("backups made, refused, restored; what rules let go", ["tests/holds/test_backup.py"]),
    "faults": ("full, read-only and forbidden disks, jumping clocks, two writers", ["tests/holds/test_faults.py"]),
    "sandbox": ("attacks and runaways typed into the SQL page", ["tests/store/test_sandbox.py"]),
    "hostile": ("rounds of 14 feeds, 13 of which mean harm", ["tests/holds/test_hostile.py"]),
    "fuzz": ("readers of strangers' bytes, 2,000 changed inputs each", ["tests/fuzz/test_fuzz.py"]),
    "fuzz-sql": ("200 statements typed into the SQL page, of pieces of SQL and known attacks", ["tests/fuzz/test_fuzz_sql.py"]),
    "fetch": ("tests of fetching: bombs, endless and slow bodies, redirects", [
        "tests/ingest/test_fetch.py", "tests/ingest/test_fetch_places.py", "tests/ingest/test_parse.py"]),
    "door": ("tests of who may read", ["tests/dashboard/test_gate.py"]),
}  # fmt: skip
FUZZED = "2000"
MOST_SLOWED = 2.0
SIZES = {"scale-1m": 1_000_000, "scale-10m": 10_000_000}


def crashes(work: str) -> dict[str, Any]:
    """Kill one kind of work a fifth of 200 times, or of RASTRO_KILLS."""
    return asdict(crash.run_one(work, int(os.environ.get("RASTRO_KILLS", "200")) // len(crash.WORKS)))


def slow_neighbour() -> dict[str, Any]:
    """Ask what pages ask beside one analyst's runaway query."""
    found = slowed_by_runaway()
    return asdict(found) | {"ratio": found.ratio}


def slowed_by_runaway() -> Slowed:
    """Measure in a folder that goes afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        return slowed(Path(folder))


def soaked() -> dict[str, Any]:
    """Soak for a minute; `make soak MINUTES=60` does so for longer."""
    with tempfile.TemporaryDirectory() as folder:
        return asdict(soak(Path(folder), 60))


def suite(name: str) -> dict[str, Any]:
    """Run a suite of tests in all its variants, and count."""
    environment = os.environ | {"RASTRO_HOLDS": "1", "RASTRO_FUZZ": FUZZED}
    run = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", *SUITES[name][1]], cwd=ROOT,
                         env=environment, capture_output=True, text=True, check=False)  # fmt: skip
    found = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|error|skipped)", run.stdout)}
    return {"passed": found.get("passed", 0), "failed": found.get("failed", 0) + found.get("error", 0),
            "skipped": found.get("skipped", 0)}  # fmt: skip


def scale(items: int) -> dict[str, Any]:
    """Measure a full store in a process of its own, whose memory is then its own."""
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "figures.json"
        subprocess.run([sys.executable, "-m", "tests.bench_store", "--items", str(items), "--json", str(found)],
                       cwd=ROOT, check=True)  # fmt: skip
        return dict(json.loads(found.read_text(encoding="utf-8")))


PARTS: dict[str, Callable[[], dict[str, Any]]] = {
    **{f"crash-{work}": (lambda work=work: crashes(work)) for work in crash.WORKS},
    "soak": soaked, "runaway": slow_neighbour, **{name: (lambda name=name: suite(name)) for name in SUITES},
    **{name: (lambda items=items: scale(items)) for name, items in SIZES.items()},
}  # fmt: skip


def drawn(kept: dict[str, dict[str, Any]]) -> str:
    """Draw the tables; a part that was not run has no row."""
    rows = [*_crash_rows(kept), *_soak_rows(kept), *_runaway_rows(kept), *_suite_rows(kept)]
    lines = ["# What holds", ("Made by `make holds` (`tests/holds/table.py`); the figures and their dates stand in"
             " `holds.json`. Parts can be run one by one (`--part`), so rows can be from different runs. Times are of"
             " two shared cores, taken while other work ran on them."), "",
             "| test | load | figure | lost | again with `python -m tests.holds.table` |", "|---|---|---|---|---|",
             *(f"| {' | '.join(str(cell) for cell in row)} |" for row in rows)]  # fmt: skip
    for name in SIZES:
        if name in kept:
            lines += ["", *_scale_lines(kept[name])]
    return "\n".join([*lines, "", NOTES.strip(), ""])


def _crash_rows(kept: dict[str, dict[str, Any]]) -> list[list[Any]]:
    return [[f"`kill -9` during {one['work']}",
             f"{one['kills']} kills at seeded moments{_amid(one)}",
             (f"{one['acknowledged']} {'decisions to reach' if one['work'] == 'match' else 'acknowledged'}, {one['twice']}"
             f" twice; doctor repaired after {one['repaired']} kills, left {one['broken']} to a person"), one["lost"], _again(f"crash-{one['work']}")]
            for one in (kept[f"crash-{work}"] for work in crash.WORKS if f"crash-{work}" in kept)]  # fmt: skip


def _amid(one: dict[str, Any]) -> str:
    return "" if one["worked"] is None else f", {one['worked']} of them amid work"


def _again(part: str) -> str:
    return f"`--part {part}`"


def _soak_rows(kept: dict[str, dict[str, Any]]) -> list[list[Any]]:
    if "soak" not in kept:
        return []
    one = kept["soak"]
    load = f"1 writer, 4 pages, 3 shells for {one['seconds']:.0f} s: {one['batches']} batches, {one['snapshots']} snapshots"
    return [["soak", load, (f"{one['reads']} page reads, {one['shells']} shell queries; {one['errors']} errors,"
             f" {one['torn']} half-published, {one['backwards']} older than before; page p50/p95 {one['page_p50']:.0f}/"
             f"{one['page_p95']:.0f} ms, commit {one['commit_p50']:.0f}/{one['commit_p95']:.0f} ms, publish"
             f" {one['publish_p50']:.0f}/{one['publish_p95']:.0f} ms, staleness {one['stale_s_p50']}/"
             f"{one['stale_s_p95']} s"), one["lost"], _again("soak")]]  # fmt: skip


def _runaway_rows(kept: dict[str, dict[str, Any]]) -> list[list[Any]]:
    if "runaway" not in kept:
        return []
    one = kept["runaway"]
    return [["runaway query", (f"{one['asked']} times four pages' questions on {one['items']:,} items, in turns alone and"
             " beside it"), (f"{one['ratio']:.2f} times as long: p50/p95 {one['alone_p50']:.0f}/{one['alone_p95']:.0f} ms"
             f" alone, {one['beside_p50']:.0f}/{one['beside_p95']:.0f} ms beside it"), int(one["ratio"] >= MOST_SLOWED), _again("runaway")]]  # fmt: skip


def _suite_rows(kept: dict[str, dict[str, Any]]) -> list[list[Any]]:
    return [[name, words, (f"{kept[name]['passed']} tests hold, {kept[name]['failed']} do not,"
             f" {kept[name]['skipped']} skipped"), kept[name]["failed"], _again(name)]
            for name, (words, _) in SUITES.items() if name in kept]  # fmt: skip


def _scale_lines(found: dict[str, Any]) -> list[str]:
    return [f"## {found['items']:,} items", f"Peak memory {found['memory_gb']:.2f} GB.", "",
            "| what | p50 ms | p95 ms | baseline | baseline ms |", "|---|---|---|---|---|",
            *(f"| {one['what']} | {one['median_s'] * 1e3:,.0f} | {one['p95_s'] * 1e3:,.0f} | {one['baseline']} |"
              f" {_ms(one['baseline_s'])} |" for one in found["figures"])]  # fmt: skip


def _ms(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds * 1e3:,.0f}"


NOTES = """
"Lost" counts acknowledged items, wordings or decisions that are not there afterwards, for suites the tests that do
not hold, and for the runaway query 1 if pages took twice as long or longer. "Amid work" are kills after something had
been acknowledged, for `match` those that found it at work. For `match` the decisions are compared with those of an undisturbed run. A killed process is not a power cut:
bodies and decisions are synced before they are acknowledged, the database file by DuckDB's own log.
"""


def main() -> None:
    """Run what is asked for, keep it, and draw."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--part", choices=PARTS, action="append")
    options.add_argument("--draw", action="store_true")
    asked = options.parse_args()
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    for name in [] if asked.draw else asked.part or PARTS:
        kept[name] = PARTS[name]() | {"measured_on": f"{datetime.now(UTC):%Y-%m-%d}"}
        KEPT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        DRAWN.write_text(drawn(kept), encoding="utf-8")
        sys.stdout.write(f"{name}: {kept[name]}\n")
        sys.stdout.flush()
    DRAWN.write_text(drawn(kept), encoding="utf-8")


if __name__ == "__main__":
    main()
