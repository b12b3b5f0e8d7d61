"""`rastro backfill`: what feeds no longer show, and the sources that have none."""

import os
from dataclasses import asdict, replace
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import Progress

from commands.collecting import CONTACT, known_outlets, stop_on_signals
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
from commands.screening import ConceptScreen
from dashboard.terminal import print_json
from ingest.backfill import BackfillReport, Bounds, DryRun, backfill, dry_run
from ingest.collect import CollectContext
from ingest.fetch import Limits
from ingest.looking_back import Plan
from ingest.registry import load_registry
from ingest.sources import SOURCES
from ingest.toml_table import read_text
from ingest.urls import address_words
from narratives.catalog import load_narratives
from store.database import open_writer
from store.errors import ConfigError
from store.looked_back import Carrier, carriers, unread_items
from store.snapshot import publish_snapshot

BODY_BYTES = 60_000_000  # an archive's answers are larger than feeds
PART_S = 300.0  # for a part of a large file, in all
SHOWN_ASKS = 5
MEDIACLOUD_KEY = "MEDIACLOUD_API_KEY"
ANYBODY = frozenset({"gdelt", "gkg", "mediacloud"})  # without --outlet these name outlets that nobody lists too
SCREENED = frozenset({"gkg", "ccnews"})

SourceKind = StrEnum("SourceKind", {name: name for name in SOURCES})  # type: ignore[misc]  # its names are the sources'


def backfill_(
    kind: Annotated[SourceKind, typer.Argument(help="Where to look; see the README for each.")],
    since: Annotated[str, typer.Option(help="Only what was out from this time on, e.g. 2024-04-08T00:00Z.")],
    until: Annotated[str, typer.Option(help="Only what was out by this time; a bare day means its end, UTC.")],
    data: DataOption = DATA,
    outlets: OutletsOption = None,
    narratives: NarrativesOption = None,
    outlet: Annotated[list[str] | None, typer.Option(help="Only this outlet; may be repeated [all].")] = None,
    query: Annotated[str | None, typer.Option(help="gdelt, mediacloud: a query in the service's own language.")] = None,
    narrative: Annotated[
        list[str] | None,
        typer.Option(
            help="page: what carries it, or may by its address; gkg, ccnews: what meets its query; repeatable [any]."
        ),
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option(
            help="telegram: a channel, or channel=outlet; wayback: a section page; sitemap: one more. Repeatable."
        ),
    ] = None,
    warc: Annotated[
        list[str] | None,
        typer.Option(help="ccnews: a WARC file or a list of them (.paths, .paths.gz), path or address; repeatable."),
    ] = None,
    max_requests: Annotated[int | None, typer.Option(help="Stop after so many requests [none].", min=1)] = None,
    dry: Annotated[bool, typer.Option("--dry-run", help="Say how many requests it would make; ask nobody.")] = False,
    anew: Annotated[bool, typer.Option("--anew", help="Ask again for what was answered before.")] = False,
    matching: Annotated[bool, typer.Option("--match", help="Match what is new at the end.")] = False,
    endpoint: Annotated[str | None, typer.Option(help="Where the service answers [its public address].")] = None,
    patience: Annotated[float, typer.Option(help="Seconds to wait at most when a host asks for a rest.")] = 120.0,
    rest: Annotated[float, typer.Option(help="Seconds to rest after a failure, doubled each time.")] = 30.0,
    host_delay: Annotated[
        float | None, typer.Option(help="Seconds between two requests to a host [5; none on loopback].", min=0.0)
    ] = None,
    allow_loopback: Annotated[
        bool, typer.Option("--allow-loopback", help="Allow this machine's own addresses, without pauses: for replays.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Look back: ask a source for what was out in a period. The same command goes on where it stopped.

    What is found carries no coverage: an archive shows what it kept, not what there was.
    """
    place = Place.at(data, outlets, narratives)
    registry = load_registry(place.outlets)
    wanted = known_outlets(registry, outlet or [])
    chosen = tuple(one for one in registry.outlets if not wanted or one.outlet_id in wanted)
    ids = {one.outlet_id for one in chosen}
    plan = Plan(
        kind=kind.value, since=moment(since, "--since"), until=moment(until, "--until"), registry=registry,
        endpoint=(endpoint or SOURCES[kind.value].endpoint).rstrip("/"),
        outlets=chosen if wanted or kind.value not in ANYBODY else (),
        feeds=tuple(feed for feed in registry.feeds if feed.outlet_id in ids), query=query,
        names=tuple((warc if kind.value == "ccnews" else name) or ()),
        screen=_screen(place, narrative or [], kind.value) if kind.value in SCREENED else None,
    )  # fmt: skip
    if plan.until < plan.since:
        raise ConfigError("--until", until, f"expected a time after --since {since}")
    with open_writer(place.paths, now=now(), job=f"backfill {kind.value}") as database:
        if plan.kind == "page":
            found = carriers(database, narratives=narrative or [], since=plan.since, until=plan.until)
            found += _about(_screen(place, narrative or [], plan.kind), unread_items(
                database, since=plan.since, until=plan.until))  # fmt: skip
            plan = replace(plan, carriers=tuple(one for one in found if not wanted or one.outlet_id in wanted))
        if dry:
            _print_dry(dry_run(database, plan, most=max_requests), as_json=as_json)
            return
        limits = Limits(body_bytes=BODY_BYTES, host_delay_s=host_delay)
        if plan.kind == "ccnews":
            limits = replace(limits, deadline_s=PART_S)
        context = CollectContext(
            paths=place.paths, clock=now, stop=stop_on_signals(), contact=os.environ.get(CONTACT),
            limits=limits, report=lambda _result: None,
            allow_loopback=allow_loopback,
        )  # fmt: skip
        with Progress(console=screen, transient=True) as bar:
            task = bar.add_task(f"backfill {kind.value}", total=None)
            bounds = Bounds(
                max_requests=max_requests, patience=timedelta(seconds=patience), rest=timedelta(seconds=rest),
                secret=_secret(kind.value),
                told=lambda done, known: bar.update(task, completed=done, total=known),
            )  # fmt: skip
            report = backfill(database, context, plan, bounds, anew=anew)
        if matching:
            print_match(match_items(place, database))
        published = publish_snapshot(database, place.paths, now=now())
    if as_json:
        print_json([asdict(report)])
    else:
        _print_report(report)
        print_published(published)
    if report.waiting or set(report.outcomes) - {"ok"}:
        raise typer.Exit(FAILED)


def _about(sieve: ConceptScreen | None, items: list[Carrier]) -> list[Carrier]:
    """Return the items whose headline, and the words of its address, meet a concept query: a list says no more."""
    return [one for one in items if sieve and sieve.meets(
        f"{one.title}\n{one.summary or ''}\n{address_words(one.url)}", None)]  # fmt: skip


def _screen(place: Place, names: list[str], kind: str) -> ConceptScreen | None:
    """Return the sieve of the narratives named; of all, for crawls and lists of everything, if none is."""
    known = {one.narrative_id: one for one in load_narratives(place.narratives)}
    for name in names:
        if name not in known:
            raise ConfigError("--narrative", name, f"expected one of {', '.join(known)}")
    wanted = names or (list(known) if kind in {"ccnews", "page"} else [])
    return ConceptScreen(tuple(known[name] for name in wanted)) if wanted else None


def _secret(kind: str) -> dict[str, str]:
    """Return the header that carries a service's key: from the environment, or from a file that it names."""
    if kind != "mediacloud":
        return {}
    file = os.environ.get(f"{MEDIACLOUD_KEY}_FILE")
    key = os.environ.get(MEDIACLOUD_KEY) or (read_text(Path(file)).strip() if file else None)
    if not key or not key.isprintable() or " " in key:
        raise ConfigError(MEDIACLOUD_KEY, "none", f"expected a key in the environment, or {MEDIACLOUD_KEY}_FILE")
    return {"Authorization": f"Token {key}"}


def _print_dry(found: DryRun, *, as_json: bool) -> None:
    if as_json:
        print_json([asdict(found)])
        return
    for address in found.first[:SHOWN_ASKS]:
        screen.print(escape(address), highlight=False, soft_wrap=True)
    more = "; answers can name more" if found.open_ended else ""
    size = "" if not found.size else f" for {'' if found.exact else 'about '}{found.size / 1e6:,.0f} MB"
    screen.print(f"backfill {found.kind}: {found.requests} requests{size}{more}, and one for each host's robots.txt")


def _print_report(report: BackfillReport) -> None:
    ended = ", ".join(f"{count} {outcome}" for outcome, count in sorted(report.outcomes.items()))
    screen.print(
        f"backfill {report.kind}: {report.requests} requests; in all {ended or 'nothing'}; {report.items} items shown, "
        f"{report.new_items} new, {report.outside} outside, {report.bad} bad entries", soft_wrap=True,
    )  # fmt: skip
    if report.waiting:
        when = f" after {report.again_at:%Y-%m-%dT%H:%M:%SZ}" if report.again_at else ""
        screen.print(f"{report.waiting} requests are still to be made: the same command goes on{when}")
    screen.print("what was looked up carries no coverage: an archive shows what it kept, not what there was")
