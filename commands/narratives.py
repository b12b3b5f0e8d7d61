"""`rastro narratives`: check, list and write narrative files."""

import sys
from typing import Annotated

import typer
from rich.markup import escape

from commands.options import DATA, WRONG, DataOption, JsonOption, NarrativesOption, Place, screen
from dashboard.terminal import print_json, print_table
from narratives.catalog import find_faults, load_narratives, template
from store.errors import ConfigError

app = typer.Typer(help="Check, list and write narrative files.", no_args_is_help=True)


@app.command("check")
def check(data: DataOption = DATA, narratives: NarrativesOption = None) -> None:
    """Validate every narrative file; faults are named by file, key and what was expected."""
    folder = Place.at(data, narratives=narratives).narratives
    faults = find_faults(folder)
    for fault in faults:
        screen.print(f"[bold red]error:[/] {escape(str(fault))}", highlight=False, soft_wrap=True)
    if faults:
        raise typer.Exit(WRONG)
    found = load_narratives(folder)
    sys.stdout.write(f"{len(found)} narrative files are good: {', '.join(n.narrative_id for n in found)}\n")


@app.command("list")
def list_(data: DataOption = DATA, narratives: NarrativesOption = None, as_json: JsonOption = False) -> None:
    """List the tracked narratives."""
    found = load_narratives(Place.at(data, narratives=narratives).narratives)
    rows = [[n.narrative_id, n.titles["en"], n.titles["es"], len(n.neighbours)] for n in found]
    names = ["narrative_id", "title_en", "title_es", "neighbours"]
    if as_json:
        print_json([dict(zip(names, row, strict=True)) for row in rows])
    else:
        print_table(names, rows)


@app.command("new")
def new(
    narrative_id: Annotated[str, typer.Argument(help="Lower-case words joined by hyphens.")],
    data: DataOption = DATA,
    narratives: NarrativesOption = None,
) -> None:
    """Write a commented file for a new narrative, ready to be filled in."""
    path = Place.at(data, narratives=narratives).narratives / f"{narrative_id}.toml"
    text = template(narrative_id)
    if path.exists():
        raise ConfigError(path, "file", "expected a new name: this file is already there and stays as it is")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{path}\n")
