"""`rastro brief`: the weekly briefing, or the dossier of one narrative, as a folder of files."""

import os
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from commands.options import DATA, FAILED, AsOfOption, DataOption, NarrativesOption, Place, moment, now, screen
from dashboard.briefing.dossier import make_dossier
from dashboard.briefing.edition import Then, edition_of
from dashboard.briefing.make import make_week
from dashboard.briefing.render import PAPERS
from dashboard.briefing.week import Coverage, Week, week_before, week_of, week_with
from dashboard.words import LANGUAGES
from narratives.catalog import load_narratives
from narratives.ledgers import ledger_then, watching
from store.database import Database, Paths, open_snapshot
from store.errors import ConfigError
from store.ledger import pickup_row
from store.snapshot import published_at

BRIEFINGS = Path("briefings")
MARK = "README.txt"  # a folder that has it, and numbers.json, is one of ours


def brief(
    week: Annotated[str | None, typer.Option(help="ISO week, e.g. 2024-W15.")] = None,
    last_week: Annotated[bool, typer.Option("--last-week", help="The last week that is over: for cron.")] = False,
    lang: Annotated[str, typer.Option(help="en or es.")] = "en",
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder to write [briefings/WEEK-LANG].")] = None,
    as_of: AsOfOption = None,
    compare: Annotated[
        bool, typer.Option("--compare", help="With --as-of: also say what later data changed in the ledger.")
    ] = False,
    narrative: Annotated[
        str | None,
        typer.Option("--narrative", metavar="ID", help="A dossier of this one instead; up to WEEK, if given."),
    ] = None,
    paper: Annotated[str, typer.Option(help="letter or a4.")] = "letter",
    data: DataOption = DATA,
    narratives: NarrativesOption = None,
) -> None:
    """Write the briefing of a week: pictures, one page, slides, and every number with its SQL."""
    _among("--lang", lang, LANGUAGES)
    _among("--paper", paper, PAPERS)
    database = open_snapshot(Paths(data).pointer)
    snapshot = Path(os.path.realpath(Paths(data).pointer))
    place = Place.at(data, narratives=narratives)
    if compare and as_of is None:
        raise ConfigError("brief", "--compare", "expected --as-of as well: what is to be compared with now")
    then = known_then(database, place, moment(as_of), compare=compare) if as_of else None
    chosen = _week(
        week, last_week=last_week, until=then.moment if then else published_at(snapshot), needed=not narrative
    )
    edition = edition_of(snapshot, week=chosen, lang=lang, paper=paper, then=then)
    made = make_dossier(database, edition, narrative) if narrative else make_week(database, edition)
    folder = out or BRIEFINGS / f"{narrative or chosen.slug}-{lang}"
    write(folder, made.files)
    for one in made.warnings:
        screen.print(one, highlight=False, soft_wrap=True)
    screen.print(f"{folder}: {len(made.files)} files", highlight=False, soft_wrap=True)
    if made.coverage is Coverage.THIN or (last_week and made.coverage is not Coverage.ENOUGH):
        raise typer.Exit(FAILED)


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put the files into a new folder, or in place of an earlier briefing. Raises ConfigError for any other folder."""
    if folder.exists() and any(folder.iterdir()):
        if not all((folder / name).is_file() for name in (MARK, "numbers.json")):
            raise ConfigError("--out", str(folder), "expected a new or empty folder, or one with an earlier briefing")
        shutil.rmtree(folder)
    for name, body in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)


def known_then(database: Database, place: Place, then: datetime, *, compare: bool = False) -> Then:
    """Return the ledger of every narrative as it stood at that moment."""
    watch = watching(database, as_of=then)
    rows = [row for one in load_narratives(place.narratives)
            for row in ledger_then(database, one, watch, then=then).rows if row.role != "silent"]  # fmt: skip
    return Then(moment=then, ledger=[pickup_row(row) for row in rows], compare=compare)


def _week(written: str | None, *, last_week: bool, until: datetime, needed: bool) -> Week:
    """Return the week that was asked for; for a dossier without one, the week in which the data ends."""
    if last_week and written is None:
        return week_before(now())
    if written is not None and not last_week:
        return week_of(written)
    if needed or last_week:
        raise ConfigError("brief", "--week", "expected either --week, such as 2024-W15, or --last-week")
    return week_with(until)


def _among(option: str, value: str, allowed: Mapping[str, object]) -> None:
    if value not in allowed:
        raise ConfigError(option, value, f"expected one of {', '.join(allowed)}")
