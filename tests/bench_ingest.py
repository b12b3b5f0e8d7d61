"""`make bench`, the collecting part: 1,000 feeds on this machine, our command beside what tutorials do."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).parent.parent
FEEDS, SUBSET = 1000, 100
SAMPLE_S = 0.05
ENDLESS = frozenset({"flood", "drip"})
COUNTED = frozenset({0, 1})  # exit codes: done, and done with failures that were counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """The load server: a process of its own. `feeds` are dicts of number, behaviour and url."""

    feeds: list[dict[str, Any]]
    tally: str

    def counts(self) -> dict[str, Counter[str]]:
        """Return requests and bytes sent so far, each by behaviour."""
        with urlopen(self.tally) as answer:  # noqa: S310 - our own server on loopback
            return {name: Counter(found) for name, found in json.load(answer).items()}

    def urls(self, count: int) -> list[str]:
        """Return the first so many addresses, without the endless feeds: no plain loop ever ends with them."""
        return [feed["url"] for feed in self.feeds if feed["behaviour"] not in ENDLESS][:count]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a command cost, with every process it started."""

    wall_s: float
    cpu_s: float  # of all its processes
    peak_bytes: int  # of the whole tree at the worst sample; pages that processes share are counted once
    sent_bytes: Counter[str]  # by the server, by behaviour
    requests: Counter[str]
    output: str

    @property
    def total_bytes(self) -> int:
        """All that the server sent for it, robots.txt and the endless feeds included."""
        return self.sent_bytes.total()


def collecting() -> None:
    """Print what polling 1,000 feeds twice costs, beside a plain loop, a fast one and a concurrent one."""
    with tempfile.TemporaryDirectory() as folder, load_server(FEEDS) as served:
        scratch = Path(folder)
        some, all_of_them = served.urls(SUBSET), served.urls(FEEDS)
        plain = _loop("feedparser", some, served, scratch)
        fast = _loop("fastfeedparser", some, served, scratch)
        together = _loop("together", all_of_them, served, scratch)
        sys.stdout.write(f"\npolling {FEEDS:,} invented feeds of mixed behaviour on this machine\n")
        _line(f"httpx2 + feedparser, one by one, {len(some)} feeds", plain, len(some), plain, len(some))
        _line(f"httpx2 + fastfeedparser, one by one, {len(some)}", fast, len(some), plain, len(some))
        _line(f"httpx2 + feedparser, 32 at once, {len(all_of_them)}", together, len(all_of_them), plain, len(some))
        outlets = scratch / "outlets.toml"
        outlets.write_text(outlets_file(served), encoding="utf-8")
        for poll in ("first", "second"):
            ours = measure(ingest_command(scratch / "data", outlets), served)
            _line(f"rastro ingest, {poll} poll", ours, FEEDS, plain, len(some))
            sys.stdout.write(f"  {_told(ours.output)}\n")
            sys.stdout.write(f"  bytes: {_listed(ours.sent_bytes)}\n")
        sys.stdout.write("the three loops leave out the endless feeds: they would never end\n")


def ingest_command(data: Path, outlets: Path) -> list[str]:
    """Return our command for one round, as a newcomer would type it."""
    options = ["--data", str(data), "--outlets", str(outlets), "--allow-loopback", "--json"]
    return [sys.executable, "rastro.py", "ingest", *options]


@contextmanager
def load_server(count: int) -> Iterator[Served]:
    """Start the load server and wait until it answers; end it with the block."""
    command = [sys.executable, "-m", "tests.ingest.loadserver", str(count)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        told = process.stdout.readline() if process.stdout else ""
        if not told:
            raise RuntimeError(f"the load server did not start: exit code {process.wait()}")
        try:
            yield Served(**json.loads(told))
        finally:
            process.communicate(timeout=10)


def measure(command: list[str], served: Served) -> Measured:
    """Run a command to its end; raise RuntimeError when it failed (exit codes other than 0 and 1)."""
    before = served.counts()
    peak, cpu_before = 0, _children_cpu_s()
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as complaints:
        start = time.perf_counter()
        with subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=complaints) as process:
            while process.poll() is None:
                peak = max(peak, resident_bytes(process.pid))
                time.sleep(SAMPLE_S)
        wall = time.perf_counter() - start
        output.seek(0)
        complaints.seek(0)
        if process.returncode not in COUNTED:
            raise RuntimeError(f"{' '.join(command)}: exit code {process.returncode}\n{complaints.read()[-2000:]}")
        after = served.counts()
        return Measured(wall_s=wall, cpu_s=_children_cpu_s() - cpu_before, peak_bytes=peak, sent_bytes=_grown(before, after, "sent_bytes"),
                        requests=_grown(before, after, "requests"), output=output.read())  # fmt: skip


def resident_bytes(pid: int) -> int:
    """Return the proportional resident size of a process and its descendants, bytes; 0 when it is gone (Linux only)."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        own = 1024 * int(next(line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:")))
        children = [child for task in Path(f"/proc/{pid}/task").iterdir() for child in _children(task)]
    except (FileNotFoundError, ProcessLookupError, StopIteration):
        return 0
    return own + sum(resident_bytes(child) for child in children)


def outlets_file(served: Served) -> str:
    """Return an outlets file with one invented outlet for each feed."""
    tables = [
        f'[[outlet]]\nid = "load-{feed["number"]:04}"\nname = "Carga {feed["number"]:04}"\nkind = "other"\n'
        f'country = "MX"\nzone = "America/Mexico_City"\nlabel_source = "invented for a benchmark"\n'
        f'label_date = 2026-11-23\n\n[[outlet.feeds]]\nurl = "{feed["url"]}"\nkind = "rss"\n'
        f'status = "unconfirmed"\nsource = "invented for a benchmark"\n'
        for feed in served.feeds
    ]
    return "\n".join(tables)


def _loop(name: str, urls: list[str], served: Served, scratch: Path) -> Measured:
    listed = scratch / "urls.json"
    listed.write_text(json.dumps(urls), encoding="utf-8")
    return measure([sys.executable, "-m", "tests.bench_loops", name, str(listed)], served)


def _line(what: str, ours: Measured, count: int, baseline: Measured, baseline_count: int) -> None:
    speed, theirs = count / ours.wall_s, baseline_count / baseline.wall_s
    sys.stdout.write(
        f"{what:48} {ours.wall_s:6.1f} s {ours.cpu_s:6.1f} s cpu  {speed:6.1f} feeds/s  {speed / theirs:6.2f} x one by one"
        f"  {ours.peak_bytes / 1e6:5.0f} MB peak  {ours.total_bytes / 1e6:7.2f} MB sent\n"
    )


def _told(output: str) -> str:
    """Return the outcomes of a round and its sums, from the command's JSON."""
    rows = json.loads(output)
    outcomes = Counter(str(row["outcome"]) for row in rows)
    sums = {name: sum(row[name] or 0 for row in rows) for name in ("entries", "new_items")}
    return f"{len(rows)} feeds: {_listed(outcomes)}; {sums['entries']:,} entries, {sums['new_items']:,} new"


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.most_common() if count)


def _grown(before: dict[str, Counter[str]], after: dict[str, Counter[str]], what: str) -> Counter[str]:
    grown = after[what] - before[what]
    del grown["tally"]
    return grown


def _children_cpu_s() -> float:
    """Return the processor time of all processes that this one has waited for, and of theirs."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _children(task: Path) -> list[int]:
    try:
        return [int(child) for child in (task / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


if __name__ == "__main__":
    collecting()
