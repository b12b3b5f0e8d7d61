"""`rastro outlets`: list, check, export, import and discover what is followed."""

import asyncio
import os
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from commands.collecting import CONTACT
from commands.options import (
    DATA,
    FAILED,
    WRONG,
    CsvOption,
    DataOption,
    JsonOption,
    OutletsOption,
    Place,
    now,
    progress_bar,
    screen,
)
from dashboard.terminal import print_csv, print_json, print_table
from ingest.additions import plan_additions
from ingest.discover import Found, Page, discover
from ingest.doubts import find_doubts
from ingest.fetch import Answer, Client
from ingest.opml import read_opml, write_opml
from ingest.outlets_file import append, as_toml, with_additions
from ingest.parse import parse_feed
from ingest.registry import Registry, find_faults, load_registry
from ingest.selection import Selection
from ingest.toml_table import is_web, parse_toml, read_text
from store.errors import ConfigError

app = typer.Typer(help="List, check, export, import and discover outlets and their feeds.")

KindOption = Annotated[
    list[str] | None, typer.Option("--kind", help="Only outlets of this kind; repeatable (default: all).")
]
CountryOption = Annotated[
    list[str] | None,
    typer.Option("--country", help="Only outlets of this country, e.g. MX; repeatable (default: all)."),
]
LanguageOption = Annotated[
    list[str] | None,
    typer.Option("--language", help="Only outlets in this language, e.g. es; repeatable (default: all)."),
]
StatusOption = Annotated[
    list[str] | None,
    typer.Option(
        "--status", help="Only feeds that are confirmed, unconfirmed or dead, and their outlets (default: all)."
    ),
]
SearchOption = Annotated[
    str | None, typer.Option("--search", help="Only where name, id, city, owner or host has this (default: all).")
]


@app.callback(invoke_without_command=True)
def list_(
    context: typer.Context,
    data: DataOption = DATA,
    outlets: OutletsOption = None,
    kind: KindOption = None,
    country: CountryOption = None,
    language: LanguageOption = None,
    status: StatusOption = None,
    search: SearchOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """List outlets with what their labels rest on; the sub-commands do the rest."""
    if context.invoked_subcommand:
        _refuse_early_options(context)
        return
    registry = load_registry(Place.at(data, outlets).outlets)
    chosen = _selection(kind, country, language, status, search).outlets(registry)
    counts = Counter((feed.outlet_id, feed.status) for feed in registry.feeds)
    rows = [
        {
            "outlet_id": outlet.outlet_id, "name": outlet.name, "kind": outlet.kind.value, "country": outlet.country,
            "city": outlet.city, "language": outlet.language,
            **{state: counts[outlet.outlet_id, state] for state in ("confirmed", "unconfirmed", "dead")},
            "label_source": outlet.label_source,
        }
        for outlet in chosen
    ]  # fmt: skip
    _print_rows(rows, as_json=as_json, as_csv=as_csv)
    screen.print(f"{len(rows)} of {len(registry.outlets)} outlets")


@app.command("feeds")
def feeds_(
    data: DataOption = DATA,
    outlets: OutletsOption = None,
    kind: KindOption = None,
    country: CountryOption = None,
    language: LanguageOption = None,
    status: StatusOption = None,
    search: SearchOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """List feeds: address, kind, status, where it was found, and what is known of it."""
    registry = load_registry(Place.at(data, outlets).outlets)
    chosen = _selection(kind, country, language, status, search).feeds(registry)
    names = ("outlet_id", "url", "kind", "status", "source", "note", "feed_id")
    _print_rows([{name: getattr(feed, name) for name in names} for feed in chosen], as_json=as_json, as_csv=as_csv)
    screen.print(f"{len(chosen)} of {len(registry.feeds)} feeds")


@app.command()
def check(
    file: Annotated[Path | None, typer.Argument(help="Outlets file [the one that applies].")] = None,
    data: DataOption = DATA,
    outlets: OutletsOption = None,
) -> None:
    """Report every fault of the outlets file (exit status 2 if there is one), then what is doubtful."""
    path = file or Place.at(data, outlets).outlets
    faults = find_faults(path)
    for fault in faults:
        screen.print(f"[bold red]error:[/] {escape(str(fault))}", highlight=False, soft_wrap=True)
    if faults:
        screen.print(f"{len(faults)} faults")
        raise typer.Exit(WRONG)
    registry = load_registry(path)
    for doubt in find_doubts(registry, today=now().date()):
        screen.print(f"[yellow]warning:[/] {escape(doubt)}", highlight=False, soft_wrap=True)
    sys.stdout.write(f"{path} is good: {len(registry.outlets)} outlets, {len(registry.feeds)} feeds\n")


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="File to write, ending in .opml.")],
    data: DataOption = DATA,
    outlets: OutletsOption = None,
    kind: KindOption = None,
    country: CountryOption = None,
    language: LanguageOption = None,
    status: StatusOption = None,
    search: SearchOption = None,
) -> None:
    """Write feeds as OPML for any reader; an import of it loses nothing."""
    if out.suffix.lower() not in {".opml", ".xml"}:
        raise ConfigError(out, "file", "expected a name ending in .opml")
    path = Place.at(data, outlets).outlets
    registry = load_registry(path)
    chosen = {feed.url for feed in _selection(kind, country, language, status, search).feeds(registry)}
    tables = [
        table | {"feeds": [feed for feed in table.get("feeds", []) if feed["url"] in chosen]}
        for table in parse_toml(read_text(path), path).get("outlet", [])
    ]
    body = write_opml(tables, title="Rastro", now=now())
    try:
        out.write_bytes(body)
    except OSError as error:
        raise ConfigError(out, "file", f"cannot be written: {error.strerror}") from error
    screen.print(f"{escape(str(out))}: {len(chosen)} feeds of {sum(bool(table['feeds']) for table in tables)} outlets")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="OPML of any feed reader.")],
    data: DataOption = DATA,
    outlets: OutletsOption = None,
    appending: Annotated[bool, typer.Option("--append", help="Write them into the outlets file [print them].")] = False,
) -> None:
    """Print the feeds that are not listed yet as [[outlet]] tables, or append them to the outlets file."""
    path = Place.at(data, outlets).outlets
    registry = load_registry(path)
    try:
        body = file.read_bytes()
    except OSError as error:
        raise ConfigError(file, "file", f"cannot be read: {error.strerror}") from error
    found = read_opml(body, file)
    additions = plan_additions(registry, found, file=file.name, today=now().date())
    if appending:
        append(path, additions)
    else:
        with_additions(read_text(path), additions, path)
        sys.stdout.write(as_toml(additions))
    for reason in additions.left_out:
        screen.print(f"{escape(f'{file.name}: {reason}')}", highlight=False, soft_wrap=True)
    screen.print(f"{escape(file.name)}: {len(found)} feeds: {additions.feed_count} new ({len(additions.outlets)} new "
                 f"outlets), {additions.known} known, {len(additions.left_out)} left out"
                 f"{escape(f'; written to {path}') if appending else ''}", highlight=False, soft_wrap=True)  # fmt: skip
    if additions.left_out:
        raise typer.Exit(FAILED)


@app.command("discover")
def discover_(
    url: Annotated[str, typer.Argument(help="A page, e.g. an outlet's home.")],
    data: DataOption = DATA,
    outlets: OutletsOption = None,
    allow_loopback: Annotated[bool, typer.Option("--allow-loopback", help="Also on this machine, for tests.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Find feeds on a page and at common places, and say for each what it answered; exit status 1 if there is none."""
    if not is_web(url):
        raise ConfigError("URL", url, "expected an http(s) address")
    registry = load_registry(Place.at(data, outlets).outlets)
    found = asyncio.run(_discovered(url, allow_loopback=allow_loopback))
    rows = [asdict(one) | {"listed_under": _listed_under(registry, one)} for one in found]
    _print_rows(rows, as_json=as_json, as_csv=False)
    good = sum(one.kind is not None for one in found)
    screen.print(f"{len(found)} addresses asked, {good} answered as a feed")
    if not good:
        raise typer.Exit(FAILED)


async def _discovered(url: str, *, allow_loopback: bool) -> list[Found]:
    client = Client(clock=now, contact=os.environ.get(CONTACT), allow_loopback=allow_loopback)

    async def get(address: str) -> Page:
        return _page(await client.get(address))

    try:
        with progress_bar("discover") as progress:
            return await discover(url, get=get, parse=parse_feed, progress=progress)
    finally:
        await client.close()


def _page(answer: Answer) -> Page:
    return Page(outcome=answer.outcome, url=answer.url, status=answer.status, body=answer.body,
                content_type=answer.header("content-type"), error=answer.error)  # fmt: skip


def _listed_under(registry: Registry, found: Found) -> str | None:
    """Return the id of the outlet under which an address is listed already."""
    return next((feed.outlet_id for feed in registry.feeds if feed.url in {found.asked, found.url}), None)


def _refuse_early_options(context: typer.Context) -> None:
    """Refuse options before a sub-command: they would be heard by nobody."""
    for name in context.params:
        source = context.get_parameter_source(name)
        if source and source.name == "COMMANDLINE":
            verb = context.invoked_subcommand
            raise ConfigError("outlets", name, f"expected options behind the sub-command: rastro outlets {verb} --...")


def _selection(
    kind: list[str] | None, country: list[str] | None, language: list[str] | None, status: list[str] | None,
    search: str | None,
) -> Selection:  # fmt: skip
    countries = [value if value == "unknown" else value.upper() for value in country or []]
    languages = [value.lower() for value in language or []]
    return Selection(
        kinds=kind or [], countries=countries, languages=languages, statuses=status or [], search=search
    )  # fmt: skip


def _print_rows(rows: list[dict[str, Any]], *, as_json: bool, as_csv: bool) -> None:
    if as_json:
        print_json(rows)
    elif as_csv:
        print_csv(rows)
    elif rows:
        print_table(list(rows[0]), [list(row.values()) for row in rows])
