"""What the sub-commands share: options, where things lie, the time, and how they speak to a person."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from store.database import Paths
from store.errors import ConfigError
from store.snapshot import Snapshot

HOME = Path(__file__).parent.parent / "data"  # what the checkout brings: outlets, narratives and the real case
DATA = Path("data")
FAILED, WRONG = 1, 2  # exit statuses: something failed and was counted; configuration or input as a whole is wrong

screen = Console(stderr=True)

DataOption = Annotated[Path, typer.Option("--data", envvar="RASTRO_DATA", help="Folder of the database and its files.")]
OutletsOption = Annotated[Path | None, typer.Option("--outlets", help="Outlet registry [DATA/outlets.toml].")]
NarrativesOption = Annotated[Path | None, typer.Option("--narratives", help="Narrative files [DATA/narratives].")]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", help="Only what was first seen by then, e.g. 2024-04-10T12:00Z [now].")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
CsvOption = Annotated[bool, typer.Option("--csv", help="Print CSV, safe to open in a spreadsheet.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the data lies and which definitions apply: those of the data folder, else those of the checkout."""

    paths: Paths
    outlets: Path
    narratives: Path

    @classmethod
    def at(cls, data: Path, outlets: Path | None = None, narratives: Path | None = None) -> "Place":
        """Resolve the options of a command."""
        own = [data / "outlets.toml", data / "narratives"]
        found = [path if path.exists() else HOME / path.name for path in own]
        return cls(paths=Paths(data), outlets=outlets or found[0], narratives=narratives or found[1])


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar and yield what it is told of: things done and things in all."""
    with Progress(console=screen, transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def now() -> datetime:
    """Read the clock: nothing below the command line does."""
    return datetime.now(UTC)


def moment(text: str, option: str = "--as-of") -> datetime:
    """Read a time given on the command line; a bare day means its end, UTC."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(option, text, "expected a time with its zone, such as 2024-04-10T12:00Z") from error
    if read.tzinfo is None and len(text) == len("2024-04-10"):
        return read.replace(tzinfo=UTC) + timedelta(days=1) - timedelta(seconds=1)
    if read.tzinfo is None:
        raise ConfigError(option, text, "expected a zone, such as Z or -06:00")
    return read


def print_published(snapshot: Snapshot) -> None:
    """Say what has been published."""
    screen.print(f"published {snapshot.path.name}: {snapshot.items} items")
