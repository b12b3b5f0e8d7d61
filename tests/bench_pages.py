"""`python -m tests.bench_pages [--items N] [--folder DIR]`: pages under load, ten readers at once, snapshots swapped.

Readers speak the dashboard's own protocol over a socket, without a browser: what is timed is from asking for a state
of a page to its last element. Beside each figure stands the same on the bundled case, one reader alone.
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from store.database import Paths, open_writer
from store.snapshot import publish_snapshot
from tests.bench_store import fill
from tests.dashboard.real_case import publish_case
from tests.dashboard.snapshots import served

ITEMS, READERS, ROUNDS, SWAPS = 1_000_000, 10, 12, 3
LIMIT_S = 60.0
WEEKS = [f"2026-W{week:02}" for week in range(2, 44)]


@dataclass(slots=True, kw_only=True)
class Taken:
    """Seconds of each state that was asked for, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def quantile(self, share: float) -> float:
        """Return the time that this share of the answers needed at most; not a number without any."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


class Reader:
    """One reader's session."""

    def __init__(self, address: str) -> None:
        self._session = ExitStack()
        self._socket: ClientConnection = self._session.enter_context(connect(
            f"{address.replace('http', 'ws', 1)}/_stcore/stream", subprotocols=[Subprotocol("streamlit")], max_size=None,
            additional_headers={"Origin": address}, open_timeout=LIMIT_S,
        ))  # fmt: skip

    def see(self, page: str, query: str, taken: Taken) -> None:
        """Ask for a state of a page, and note how long its last element took."""
        asked = BackMsg()
        asked.rerun_script.query_string = query
        asked.rerun_script.page_name = page
        begun = time.perf_counter()
        self._socket.send(asked.SerializeToString())
        while True:
            told = ForwardMsg()
            told.ParseFromString(bytes(self._socket.recv(timeout=LIMIT_S)))
            if told.WhichOneof("type") == "delta" and told.delta.new_element.WhichOneof("type") == "exception":
                taken.faults.append(f"{page}?{query}: {told.delta.new_element.exception.message[:200]}")
            if told.WhichOneof("type") == "script_finished":
                taken.seconds.append(time.perf_counter() - begun)
                return

    def close(self) -> None:
        """End the session."""
        self._session.close()


def first_pages(address: str, query: str) -> Taken:
    """Open the Week page in new sessions, one after the other."""
    taken = Taken()
    for _ in range(5):
        reader = Reader(address)
        reader.see("", query, taken)
        reader.close()
    return taken


def filters(address: str, weeks: Sequence[str]) -> Taken:
    """Change country and week in one session."""
    taken, reader = Taken(), Reader(address)
    reader.see("", f"w={weeks[0]}&c=MX&lang=en", Taken())
    for number in range(ROUNDS):
        reader.see("", f"w={weeks[number % len(weeks)]}&c={('all', 'MX')[number % 2]}&lang=en", taken)
    reader.close()
    return taken


def crowd(address: str, narratives: Sequence[str], weeks: Sequence[str]) -> Taken:
    """Let READERS look about at once."""
    taken = [Taken() for _ in range(READERS)]

    def look(number: int) -> None:
        lot, reader = random.Random(number), Reader(address)  # noqa: S311 - a seeded walk
        for _ in range(ROUNDS):
            where = lot.random()
            week, name = lot.choice(weeks), lot.choice(narratives)
            if where < 0.5:
                reader.see("", f"w={week}&c={lot.choice(('MX', 'all'))}&lang=en", taken[number])
            else:
                reader.see("narrative", f"n={name}&c=MX&lang=en", taken[number])
            time.sleep(lot.uniform(0.5, 2.0))  # somebody reads
        reader.close()

    threads = [threading.Thread(target=look, args=(number,)) for number in range(READERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Taken(
        seconds=[one for each in taken for one in each.seconds], faults=[one for each in taken for one in each.faults]
    )


@contextmanager
def swapped(paths: Paths) -> Iterator[None]:
    """Publish a new snapshot again and again meanwhile."""

    def publish() -> None:
        for _ in range(SWAPS):
            with open_writer(paths, now=datetime.now(UTC), job="bench") as database:
                publish_snapshot(database, paths, now=datetime.now(UTC))
            time.sleep(3)

    thread = threading.Thread(target=publish)
    thread.start()
    yield
    thread.join()


def paging(items: int = ITEMS, folder: Path | None = None) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as temporary:
        small = publish_case(Path(temporary) / "case")
        with served(small.data) as address:
            base = {
                "first page": first_pages(address, "w=2024-W15&c=MX&lang=en"),
                "filter": filters(address, ["2024-W15"]),
            }
        large = Paths(folder or Path(temporary) / "large")
        with open_writer(large, now=datetime.now(UTC), job="bench") as database:
            if not database.rows("select 1 from item limit 1"):
                fill(database, items)
            publish_snapshot(database, large, now=datetime.now(UTC))
        with served(large.data) as address:
            full = {"first page": first_pages(address, f"w={WEEKS[0]}&c=MX&lang=en"), "filter": filters(address, WEEKS)}
            with swapped(large):
                full["ten readers, snapshots swapped"] = crowd(address, [f"narrative-{n}" for n in range(40)], WEEKS)
    for what, taken in full.items():
        alone = base.get(what, base["filter"])
        sys.stdout.write(f"{what:34} {items:>10,} items  p50 {taken.quantile(0.5):6.2f} s  p95 {taken.quantile(0.95):6.2f} s"
                         f"  {taken.quantile(0.5) / alone.quantile(0.5):5.1f} x the bundled case, one reader"
                         f" ({alone.quantile(0.5):.2f} s)  faults {len(taken.faults)}\n")  # fmt: skip
        for fault in taken.faults[:3]:
            sys.stdout.write(f"  {fault}\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=ITEMS)
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args()
    paging(chosen.items, chosen.folder)
