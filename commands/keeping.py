"""`rastro doctor`, `backup`, `restore` and `prune`: is everything as it must be, and how it stays so."""

from collections import defaultdict
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from commands.options import (
    DATA,
    FAILED,
    DataOption,
    JsonOption,
    NarrativesOption,
    OutletsOption,
    Place,
    now,
    print_published,
    screen,
)
from dashboard.terminal import print_json, print_table
from ingest.registry import load_registry
from narratives.catalog import load_narratives
from store.backup import back_up, restore, restore_snapshot
from store.database import Paths, open_snapshot, open_writer
from store.doctor import examine
from store.errors import ConfigError, StoreError
from store.findings import Finding, broken, good
from store.retention import ASIDE, IDLE, Rules, doomed, remove


def doctor(
    data: DataOption = DATA,
    outlets: OutletsOption = None,
    narratives: NarrativesOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Repair nothing, only say what is wrong.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Check rows, words, bodies, snapshots, judgements and definitions; repair what is safe, say what to do otherwise.

    Exit status 1 if something is left to do.
    """
    place = Place.at(data, outlets, narratives)
    if not place.paths.database.exists() and not place.paths.pointer.exists():
        raise StoreError(f"{data}: nothing is here yet; run `rastro demo` or `rastro import FILE` first")
    found = [*examine(place.paths, now=now(), repair=not dry_run), *_definitions(place)]
    if as_json:
        print_json([asdict(one) for one in found])
    else:
        print_table(["check", "state", "what was found"], [[one.check, one.state.value, one.said] for one in found])
        for one in found:
            if one.needs_somebody:
                screen.print(f"{one.check}: {escape(one.said)}\n  to do: {escape(one.todo)}", soft_wrap=True)
    if any(one.needs_somebody for one in found):
        raise typer.Exit(FAILED)


def backup(
    target: Annotated[Path, typer.Argument(help="Folder (brought up to date) or file ending in .tar (written anew).")],
    data: DataOption = DATA,
    as_json: JsonOption = False,
) -> None:
    """Write the newest snapshot, its bodies, people's decisions and own definitions where you say; others go on."""
    made = back_up(Paths(data), target, now=now())
    if as_json:
        print_json([asdict(made)])
        return
    screen.print(f"{escape(str(target))}: {made.items} items of snapshot {made.snapshot}, {made.bodies} bodies; "
                 f"{made.left_out} bodies were missing or damaged and are left out", soft_wrap=True)  # fmt: skip
    if made.left_out:
        raise typer.Exit(FAILED)


def restore_(
    source: Annotated[Path | None, typer.Argument(help="Folder or .tar file that `rastro backup` made.")] = None,
    data: DataOption = DATA,
    snapshot: Annotated[
        bool, typer.Option("--snapshot", help="Instead: put the newest snapshot in the damaged database's place.")
    ] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Also where there is data; it is kept under another name.")
    ] = False,
) -> None:
    """Put a verified backup, or the newest snapshot, in the place of the database, and publish it."""
    if (source is None) == (not snapshot):
        raise ConfigError("restore", "SOURCE", "expected either a backup or --snapshot")
    if source is None:
        print_published(restore_snapshot(Paths(data), now=now()))
    else:
        print_published(restore(Paths(data), source, now=now(), replace=replace))


def prune(
    data: DataOption = DATA,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Remove nothing, only say what may go.")] = False,
    snapshots: Annotated[int, typer.Option(help="Snapshots to keep.", min=1)] = 3,
    idle: Annotated[int, typer.Option(help="Days to keep bodies that brought nothing new.", min=1)] = IDLE.days,
    aside: Annotated[int, typer.Option(help="Days to keep what doctor and restore put aside.", min=0)] = ASIDE.days,
    unmatched: Annotated[
        int | None, typer.Option(help="Days to keep bodies whose items no narrative carries [for ever].", min=1)
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Remove old snapshots, bodies without news and what was put aside; rows, hashes and judgements stay."""
    paths, at = Paths(data), now()
    rules = Rules(snapshots=snapshots, idle=timedelta(days=idle), aside=timedelta(days=aside),
                  unmatched=timedelta(days=unmatched) if unmatched else None)  # fmt: skip
    open_snapshot(paths.pointer).close()  # says what to do where there is nothing
    with open_writer(paths, now=at, job="prune") as database:
        files = doomed(database, paths, rules, now=at)
        if not dry_run:
            remove(paths, files, now=at)
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for one in files:
        rows[one.rule].append(one.size)
    table = [[rule, len(sizes), sum(sizes)] for rule, sizes in sorted(rows.items())]
    if as_json:
        print_json([dict(zip(("rule", "files", "bytes"), row, strict=True)) for row in table])
        return
    if table:
        print_table(["rule", "files", "bytes"], table)
    verb = "may go" if dry_run else "removed"
    screen.print(f"{len(files)} files, {sum(one.size for one in files) / 1e6:.1f} MB {verb}")


def _definitions(place: Place) -> list[Finding]:
    return [_outlets(place), _narratives(place)]


def _outlets(place: Place) -> Finding:
    try:
        registry = load_registry(place.outlets)
    except ConfigError as error:
        return broken("outlets file", str(error), "put that place right; `rastro outlets check` lists all faults")
    return good("outlets file", f"{len(registry.outlets)} outlets, {len(registry.feeds)} feeds")


def _narratives(place: Place) -> Finding:
    try:
        found = {one.narrative_id: one.definition_hash for one in load_narratives(place.narratives)}
    except ConfigError as error:
        return broken("narrative files", str(error), "put that place right; `rastro narratives check` says more")
    try:
        database = open_snapshot(place.paths.pointer)
    except StoreError:
        return good("narrative files", f"{len(found)} definitions")
    try:
        stored = {row["narrative_id"]: row["definition_hash"] for row in database.rows(
            "select narrative_id, definition_hash from narratives")}  # fmt: skip
    finally:
        database.close()
    if stored and stored != found:
        changed = sorted(name for name in stored.keys() | found.keys() if stored.get(name) != found.get(name))
        return broken("narrative files", f"not what was matched: {', '.join(changed)}", "run `rastro match`")
    return good("narrative files", f"{len(found)} definitions")
