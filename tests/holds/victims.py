"""`python -m tests.holds.victims WORK DATA`: does one kind of work until it is killed, and prints what it acknowledges.

A line is printed once what it names is committed, or published, or on the disk.
"""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from store.database import Paths, open_writer
from store.judged import read_judgements
from store.judging import append_judgement
from store.model import Decision, Judgement
from store.search import update_index
from store.snapshot import publish_snapshot
from tests.holds.builders import OUTLET, SIZE, add_batch


def ingest(paths: Paths) -> None:
    """Add batch after batch from where the last victim stopped."""
    with open_writer(paths, now=_now(), job="ingest") as database:
        done = database.rows("select count(*) as n from item")[0]["n"] // SIZE
        say("begun")
        for number in count(done):
            add_batch(database, paths, number, now=_now())
            say(str(number))


def publish(paths: Paths) -> None:
    """Add and publish, again and again; what is acknowledged is published."""
    with open_writer(paths, now=_now(), job="publish") as database:
        done = database.rows("select count(*) as n from item")[0]["n"] // SIZE
        say("begun")
        for number in count(done):
            add_batch(database, paths, number, now=_now())
            update_index(database, paths)
            publish_snapshot(database, paths, now=_now())
            say(str(number))


def judge(paths: Paths) -> None:
    """Append decision after decision."""
    done = len(read_judgements(paths.judgements).items)
    say("begun")
    for number in count(done):
        append_judgement(paths.judgements, Judgement(
            item_id=f"item{number}", narrative_id="lanes", decision=Decision.YES, frame=None, route=None,
            judged_by=OUTLET.name, judged_at=_now(), reason="ñ" * 300))  # fmt: skip
        say(str(number))


def hold(paths: Paths) -> None:
    """Hold the lock and do nothing."""
    with open_writer(paths, now=_now(), job="hold"):
        say("begun")
        sys.stdin.read()


VICTIMS: dict[str, Callable[[Paths], None]] = {"ingest": ingest, "publish": publish, "judge": judge, "hold": hold}


def say(line: str) -> None:
    """Acknowledge."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    VICTIMS[sys.argv[1]](Paths(Path(sys.argv[2])))
