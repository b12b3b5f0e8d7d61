"""Rounds of polling: one on request, or one after another for months, each published when it is written."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ingest.collect import Choice, CollectContext, Collector, Wanted, choose
from ingest.registry import Registry, load_registry
from ingest.settle import FeedResult
from store.database import Database, open_writer
from store.errors import ConfigError, LockedError
from store.observed import replace_registry
from store.polled import load_states
from store.snapshot import Snapshot, publish_snapshot

LOOK_UP_S = 15.0  # a sleeping or re-set clock is noticed after this at the latest


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one round came to."""

    results: tuple[FeedResult, ...]
    left: dict[str, int]  # feeds not polled, by reason
    seconds: float
    snapshot: Snapshot | None  # None: nothing was polled


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchPlan:
    """How to watch: which feeds, pause between rounds in seconds, what to do with new items, and whom to tell."""

    wanted: Wanted
    every_s: float
    then: Callable[[Database], None]
    done: Callable[[Round], None]
    warn: Callable[[str], None]


def plan_round(registry: Registry, database: Database, wanted: Wanted, *, now: datetime) -> Choice:
    """Choose what a round would poll now, and touch nothing."""
    return choose(registry, load_states(database), wanted, now=now)


def poll_once(
    context: CollectContext, registry: Registry, wanted: Wanted, *, then: Callable[[Database], None]
) -> Round:
    """Poll once, let `then` work on what is new, and publish. Raises LockedError if another writer is at work."""
    with Collector(context) as collector:
        return _round(context, collector, registry, wanted, then)


def _round(
    context: CollectContext, collector: Collector, registry: Registry, wanted: Wanted, then: Callable[[Database], None]
) -> Round:
    begun = time.monotonic()
    with open_writer(context.paths, now=context.clock(), job="ingest") as database:
        replace_registry(database, registry.outlets, registry.feeds)
        choice = plan_round(registry, database, wanted, now=context.clock())
        results = collector.poll(database, choice.targets) if choice.targets else []
        snapshot = None
        if results or not context.paths.pointer.exists():
            then(database)
            snapshot = publish_snapshot(database, context.paths, now=context.clock())
    return Round(results=tuple(results), left=choice.left, seconds=time.monotonic() - begun, snapshot=snapshot)


def watch(context: CollectContext, outlets: Path, plan: WatchPlan) -> None:
    """Poll what the plan wants until `context.stop` is set.

    The lock is held during a round only, so that other writers get their turn. The outlets file is read before each
    round; while it is wrong, the last good one counts. Raises ConfigError if it is wrong from the start.
    """
    registry = load_registry(outlets)
    with Collector(context) as collector:
        while not context.stop.is_set():
            try:
                registry = load_registry(outlets)
            except ConfigError as error:
                plan.warn(f"{error}; going on with the file as it was")
            try:
                done = _round(context, collector, registry, plan.wanted, plan.then)
            except LockedError as error:
                plan.warn(str(error))
            else:
                plan.done(done)
            _sleep(context, plan.every_s)


def _sleep(context: CollectContext, seconds: float) -> None:
    """Wait in short stretches: a machine that slept does not sleep on."""
    until = context.clock() + timedelta(seconds=seconds)
    while not context.stop.is_set() and timedelta() < until - context.clock() <= timedelta(seconds=seconds):
        left = (until - context.clock()).total_seconds()
        context.stop.wait(max(0.0, min(LOOK_UP_S, left)))
