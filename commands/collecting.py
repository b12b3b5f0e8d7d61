"""`rastro ingest`, `health`, `item` and `warc`: collecting, how it goes, and what was kept."""

import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import Progress

from commands.matching import match_items, print_match
from commands.options import (
    DATA,
    FAILED,
    DataOption,
    JsonOption,
    NarrativesOption,
    OutletsOption,
    Place,
    moment,
    now,
    print_published,
    screen,
)
from dashboard.terminal import print_facts, print_json, print_table
from ingest.collect import Choice, CollectContext, Wanted
from ingest.fetch import Limits
from ingest.registry import Registry, load_registry
from ingest.settle import FeedResult
from ingest.warc import write_warc
from ingest.watch import Round, WatchPlan, plan_round, poll_once, watch
from store.database import Database, open_snapshot, open_writer
from store.errors import ConfigError
from store.evidence import item_record, kept_retrievals
from store.health import FeedHealth, assess
from store.model import Kind
from store.polled import feed_histories

CONTACT = "RASTRO_CONTACT"
_DURATION = re.compile(r"(\d+)\s*(s|m|h|d)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def ingest(
    data: DataOption = DATA,
    outlets: OutletsOption = None,
    narratives: NarrativesOption = None,
    outlet: Annotated[list[str] | None, typer.Option(help="Only this outlet's feeds; may be repeated [all].")] = None,
    kind: Annotated[list[Kind] | None, typer.Option(help="Only outlets of this kind; may be repeated [all].")] = None,
    max_age: Annotated[
        str | None, typer.Option(help="Only feeds not seen for so long, e.g. 90s, 30m, 6h, 1d [all].")
    ] = None,
    due: Annotated[bool, typer.Option("--due", help="Only feeds that are due by their own period (for cron).")] = False,
    watching: Annotated[bool, typer.Option("--watch", help="Go on, each feed by its own period.")] = False,
    at_least_every: Annotated[
        str | None, typer.Option(help="With --watch or --due: no feed waits longer, e.g. 5m [its own period].")
    ] = None,
    every: Annotated[float, typer.Option(help="With --watch: seconds between two rounds.", min=0.1)] = 60.0,
    matching: Annotated[bool, typer.Option("--match", help="Match what is new after each round.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List what would be polled; ask nobody.")] = False,
    allow_loopback: Annotated[
        bool, typer.Option("--allow-loopback", help="Allow this machine's own addresses, without pauses: for replays.")
    ] = False,
    host_delay: Annotated[
        float | None, typer.Option(help="Seconds between two requests to a host [5; none on loopback].", min=0.0)
    ] = None,
    at_once: Annotated[int, typer.Option(help="Requests in flight, all hosts together.", min=1, max=256)] = 32,
    deadline: Annotated[float, typer.Option(help="Seconds that one request may take in all.", min=0.1)] = 45.0,
    as_json: JsonOption = False,
) -> None:
    """Poll the feeds, keep what they showed, and publish; every try is counted under one outcome."""
    place = Place.at(data, outlets, narratives)
    registry = load_registry(place.outlets)
    wanted = Wanted(outlets=known_outlets(registry, outlet or []), kinds=frozenset(kind or []),
                    max_age=_duration("--max-age", max_age) if max_age else None, due=due or watching,
                    longest=_duration("--at-least-every", at_least_every) if at_least_every else None)  # fmt: skip
    if dry_run:
        _print_plan(_plan(place, registry, wanted), as_json=as_json)
        return
    context = CollectContext(
        paths=place.paths, clock=now, stop=stop_on_signals(), contact=os.environ.get(CONTACT),
        limits=Limits(deadline_s=deadline, at_once=at_once, host_delay_s=host_delay), allow_loopback=allow_loopback,
        report=_print_line if watching else lambda _result: None,
    )  # fmt: skip
    if context.contact is None and not allow_loopback:
        screen.print(f"set {CONTACT} to an address at which a webmaster can reach you; it is sent with each request")
    then = _matcher(place) if matching else lambda _database: None
    if watching:
        plan = WatchPlan(
            wanted=wanted,
            every_s=every,
            then=then,
            done=lambda done: _print_round(done) if done.results else None,
            warn=_warn,
        )
        watch(context, place.outlets, plan)
        return
    done = _with_progress(context, registry, wanted, then)
    if as_json:
        print_json([asdict(result) for result in done.results])
    else:
        _print_tally(done)


def health(
    data: DataOption = DATA,
    everything: Annotated[bool, typer.Option("--all", help="Feeds without an alert as well.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Say of each polled feed how it goes; exit status 1 if there is an alert."""
    database = open_snapshot(Place.at(data).paths.pointer)
    found = [assess(history, now=now()) for history in feed_histories(database, now=now())]
    alarming = [feed for feed in found if feed.alerts]
    shown = found if everything or as_json else alarming
    if as_json:
        print_json([asdict(feed) for feed in shown])
    elif shown:
        print_table(FeedHealth.HEADINGS, [feed.cells() for feed in shown])
    if not as_json:
        screen.print(f"{len(found)} feeds polled, {len(alarming)} with an alert")
    if alarming:
        raise typer.Exit(FAILED)


def item(
    item_id: Annotated[str, typer.Argument(help="Id of an item, e.g. from the view items.")],
    data: DataOption = DATA,
    as_json: JsonOption = False,
) -> None:
    """Show one stored item: both clocks, every wording and moved date, and the hash of the body that showed it."""
    paths = Place.at(data).paths
    record = item_record(open_snapshot(paths.pointer), item_id, archive=paths.archive)
    if as_json:
        print_json([record])
    else:
        print_facts(record)


def warc(
    out: Annotated[Path, typer.Argument(help="File to write, ending in .warc.gz; must not be there yet.")],
    data: DataOption = DATA,
    outlet: Annotated[str | None, typer.Option(help="Only this outlet's retrievals [all].")] = None,
    item_id: Annotated[str | None, typer.Option("--item", help="Only what showed this item [all].")] = None,
    since: Annotated[str | None, typer.Option(help="Only retrievals from this time on [all].")] = None,
    until: Annotated[str | None, typer.Option(help="Only retrievals up to this time [all].")] = None,
) -> None:
    """Write archived bodies, with their addresses, times and headers, as a WARC file that other tools read."""
    paths = Place.at(data).paths
    if out.exists() or not out.name.endswith(".warc.gz"):
        raise ConfigError(out, "file", "expected a new name ending in .warc.gz")
    chosen = kept_retrievals(
        open_snapshot(paths.pointer), outlet_id=outlet, item_id=item_id,
        since=moment(since, "--since") if since else None, until=moment(until, "--until") if until else None,
    )  # fmt: skip
    written = write_warc(chosen, paths.archive, out, now=now())
    screen.print(f"{escape(str(out))}: {written} retrievals")


def known_outlets(registry: Registry, names: list[str]) -> frozenset[str]:
    """Return the ids as a set. Raises ConfigError for one that the registry does not list."""
    known = {outlet.outlet_id for outlet in registry.outlets}
    for name in names:
        if name not in known:
            raise ConfigError("--outlet", name, "expected the id of an outlet; `rastro outlets` lists them")
    return frozenset(names)


def _duration(option: str, text: str) -> timedelta:
    read = _DURATION.fullmatch(text.strip().lower())
    if read is None:
        raise ConfigError(option, text, "expected a number and s, m, h or d, such as 30m")
    return timedelta(**{_UNITS[read[2]]: int(read[1])})


def _plan(place: Place, registry: Registry, wanted: Wanted) -> Choice:
    with open_writer(place.paths, now=now(), job="ingest --dry-run") as database:
        return plan_round(registry, database, wanted, now=now())


def _print_plan(choice: Choice, *, as_json: bool) -> None:
    rows = [[target.feed.feed_id, target.state.url, target.feed.kind, target.state.seen_at, target.state.due_at]
            for target in choice.targets]  # fmt: skip
    names = ["feed_id", "url", "kind", "seen_at", "due_at"]
    if as_json:
        print_json([dict(zip(names, row, strict=True)) for row in rows])
        return
    print_table(names, rows)
    screen.print(f"{len(rows)} feeds would be polled; {_left(choice.left)}")


def stop_on_signals() -> Event:
    """Set an event on SIGTERM or Ctrl-C: what is done is written, then the program ends."""
    stop = Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    return stop


def _matcher(place: Place) -> Callable[[Database], None]:
    def then(database: Database) -> None:
        print_match(match_items(place, database))

    return then


def _with_progress(
    context: CollectContext, registry: Registry, wanted: Wanted, then: Callable[[Database], None]
) -> Round:
    with Progress(console=screen, transient=True) as bar:
        task = bar.add_task("poll", total=len(registry.feeds))

        def told(_result: FeedResult) -> None:
            bar.advance(task)

        return poll_once(context.telling(told), registry, wanted, then=then)


def _print_tally(done: Round) -> None:
    for result in done.results:
        if result.error:
            screen.print(
                f"{result.outcome:15} {result.feed_id}: {escape(result.error)}", highlight=False, soft_wrap=True
            )
    _print_round(done)


def _print_round(done: Round) -> None:
    counts = Counter(result.outcome for result in done.results)
    outcomes = ", ".join(f"{count} {outcome}" for outcome, count in counts.most_common())
    new, changed = (sum(getattr(result, name) for result in done.results) for name in ("new_items", "changed_items"))
    screen.print(f"polled {len(done.results)} feeds in {done.seconds:.1f} s: {outcomes or 'nothing'}; "
                 f"{new} new items, {changed} changed; {_left(done.left)}", soft_wrap=True)  # fmt: skip
    if done.snapshot:
        print_published(done.snapshot)


def _left(left: dict[str, int]) -> str:
    reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(left.items()))
    return f"left alone: {reasons or 'none'}"


def _print_line(result: FeedResult) -> None:
    """Write one line of the log: it stands only for what is committed."""
    words = f"{result.entries} entries, {result.new_items} new, {result.changed_items} changed"
    said = f"; {' '.join(result.error.split())}" if result.error else ""
    gap = "; overrun: something may have passed unseen" if result.overrun else ""
    sys.stdout.write(f"{now():%Y-%m-%dT%H:%M:%SZ} {result.outcome} {result.feed_id} {words}, "
                     f"{result.seconds:.2f} s{gap}{said}\n")  # fmt: skip
    sys.stdout.flush()


def _warn(text: str) -> None:
    screen.print(escape(text), highlight=False, soft_wrap=True)
