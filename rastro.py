"""The command line: one sub-command per verb; it alone imports every package, wires them and prints."""

import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.markup import escape

from commands import adding, briefings, collecting, keeping, matching
from commands import backfill as backfill_command
from commands import evidence as evidence_command
from commands import lags as lags_command
from commands import narratives as narrative_files
from commands import outlets as outlets_file
from commands import pickups as pickups_command
from commands.matching import match_items, print_match
from commands.options import (
    DATA,
    FAILED,
    HOME,
    WRONG,
    CsvOption,
    DataOption,
    JsonOption,
    NarrativesOption,
    OutletsOption,
    Place,
    now,
    print_published,
    progress_bar,
    screen,
)
from dashboard.serve import serve
from dashboard.terminal import print_csv, print_json, print_objects, print_table
from ingest.evidence import EvidenceReport, import_fingerprints, import_tracers
from ingest.imports import ImportContext, ImportReport, import_file
from ingest.posts import import_posts
from ingest.registry import load_registry
from narratives.catalog import load_narratives
from narratives.encoder import default_encoders
from narratives.evaluate import ClassScore, Confusion, MatchScore, label_items, score_classes, score_matching
from narratives.lessons import teach
from narratives.match import Matcher
from store.database import Database, Paths, open_snapshot, open_writer
from store.errors import ConfigError, ImportError_, RastroError
from store.fingerprints import phrases_seen
from store.model import GoldLabel, Narrative
from store.observed import item_texts, load_gold
from store.sandbox import run_analyst_query
from store.snapshot import publish_snapshot

CASE = HOME / "cases" / "coverage.csv"
SHOWN_BAD_ROWS = 20

app = typer.Typer(
    help="Rastro follows a story from the outlet that started it to the outlets that picked it up.",
    no_args_is_help=True, rich_markup_mode="rich", add_completion=False, pretty_exceptions_enable=False,
)  # fmt: skip


def main() -> None:
    """Run the command line; what Rastro refuses ends in one sentence and exit status 2."""
    try:
        app()
    except RastroError as error:
        screen.print(f"[bold red]error:[/] {escape(str(error))}", highlight=False, soft_wrap=True)
        sys.exit(WRONG)


@app.command()
def demo(
    data: DataOption = DATA,
    serving: Annotated[bool, typer.Option("--serve/--no-serve", help="Open the dashboard at the end.")] = True,
    port: Annotated[int | None, typer.Option(help="Port of the dashboard [8501, or a free one].")] = None,
    outlets: OutletsOption = None,
    narratives: NarrativesOption = None,
) -> None:
    """Load the bundled real case, match it, publish it and serve the dashboard."""
    place = Place.at(data, outlets, narratives)
    with open_writer(place.paths, now=now(), job="demo") as database:
        _print_import(_import(place, database, CASE))
        for one in _import_evidence(database, CASE.with_name("fingerprints.csv"), CASE.with_name("tracers.csv")):
            _print_evidence(one)
        print_match(match_items(place, database))
        print_published(publish_snapshot(database, place.paths, now=now()))
    if shutil.which("chromium") is None:
        screen.print("Debian's chromium is not installed: browser tests and picture export are off; the rest works.")
    if serving:
        raise typer.Exit(serve(data, port=port, announce=_announce))


@app.command("import")
def import_(
    file: Annotated[Path | None, typer.Argument(help=".csv, .jsonl or .parquet with url, title, outlet.")] = None,
    fingerprints: Annotated[
        Path | None, typer.Option(help="Hashed wording of items without text: url, n_words, k, pos, h.")
    ] = None,
    tracers: Annotated[Path | None, typer.Option(help="Phrases in items without text: url, phrase.")] = None,
    posts: Annotated[
        bool, typer.Option("--posts", help="FILE holds posts: url, author, published, text, recorded_by [, ...].")
    ] = False,
    data: DataOption = DATA,
    outlets: OutletsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add the items of a file; bad rows are reported by line and skipped, labels are kept apart.

    Fingerprints and tracers are attached to items that are there already or that the file brings.
    """
    if not (file or fingerprints or tracers):
        raise ConfigError("import", "FILE", "expected a file of items, --fingerprints or --tracers")
    place = Place.at(data, outlets)
    with open_writer(place.paths, now=now(), job="import") as database:
        report = (_import_posts if posts else _import)(place, database, file) if file else None
        evidence = _import_evidence(database, fingerprints, tracers)
        published = publish_snapshot(database, place.paths, now=now())
    if as_json:
        print_json([asdict(one) for one in (report, *evidence) if one])
    else:
        if report:
            _print_import(report)
        for one in evidence:
            _print_evidence(one)
        print_published(published)
    if (report and report.bad) or any(one.bad or one.unknown or one.has_text for one in evidence):
        raise typer.Exit(FAILED)


app.command()(collecting.ingest)
app.command()(adding.add)
app.command("backfill")(backfill_command.backfill_)


@app.command()
def match(
    data: DataOption = DATA, narratives: NarrativesOption = None, as_json: JsonOption = False
) -> None:  # fmt: skip
    """Decide which new items carry which narrative, rebuild the pick-up ledger and publish."""
    place = Place.at(data, narratives=narratives)
    with open_writer(place.paths, now=now(), job="match") as database:
        report = match_items(place, database)
        published = publish_snapshot(database, place.paths, now=now())
    if as_json:
        print_json([{"versions": report.versions, **report.decisions, "pickups": report.pickups}])
    else:
        print_match(report)
        print_published(published)


app.command()(matching.explain)
app.command("try")(matching.try_)
app.command()(pickups_command.pickups)
app.command()(lags_command.lags)
app.command()(lags_command.leads)
app.command()(briefings.brief)


@app.command("eval")
def eval_(
    file: Annotated[Path, typer.Argument(help="An import file with narrative, stance and route.")],
    outlets: OutletsOption = None,
    narratives: NarrativesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Score the matcher on a labelled file, beside three baselines; nothing is kept."""
    place = Place.at(DATA, outlets, narratives)
    matching, classes, confusions = _evaluate(place, file)
    if as_json:
        tasks: dict[str, Sequence[Any]] = {"match": matching, "class": classes, "confusion": confusions}
        print_json([{"task": task, **asdict(row)} for task, rows in tasks.items() for row in rows])
    else:
        print_objects(matching)
        print_objects(classes)
        print_objects(confusions)


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help='One SELECT, e.g. "select * from pickups limit 5".')],
    data: DataOption = DATA,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Ask the newest snapshot a question of your own, read-only."""
    frame = run_analyst_query(Paths(data).pointer, query)
    rows = json.loads(frame.to_json(orient="records", date_format="iso", date_unit="s", force_ascii=False))
    if as_json:
        print_json(rows)
    elif as_csv:
        print_csv(rows)
    else:
        print_table([str(name) for name in frame.columns], [list(row.values()) for row in rows])


@app.command()
def shell(data: DataOption = DATA) -> None:
    """Open the DuckDB shell on the newest snapshot, read-only."""
    open_snapshot(Paths(data).pointer).close()
    program = shutil.which("duckdb", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if program is None:
        raise ConfigError("PATH", "duckdb", "expected the DuckDB shell; `make setup` installs it")
    os.execv(program, [program, "-readonly", os.path.realpath(Paths(data).pointer)])  # noqa: S606 - no shell wanted


app.command()(collecting.item)
app.command()(collecting.warc)
app.command()(evidence_command.evidence)
app.command()(collecting.health)
app.command()(keeping.doctor)
app.command()(keeping.backup)
app.command("restore")(keeping.restore_)
app.command()(keeping.prune)


@app.command()
def dashboard(
    data: DataOption = DATA,
    port: Annotated[int | None, typer.Option(help="Port [8501, or a free one].")] = None,
) -> None:
    """Serve the dashboard on this machine and print its address."""
    open_snapshot(Paths(data).pointer).close()
    raise typer.Exit(serve(data, port=port, announce=_announce))


app.add_typer(narrative_files.app, name="narratives")
app.add_typer(outlets_file.app, name="outlets")


def _import(place: Place, database: Database, file: Path) -> ImportReport:
    context = ImportContext(database=database, paths=place.paths, registry=load_registry(place.outlets), now=now())
    with progress_bar(f"import {file.name}") as progress:
        return import_file(context, file, progress=progress)


def _import_posts(place: Place, database: Database, file: Path) -> ImportReport:
    context = ImportContext(database=database, paths=place.paths, registry=load_registry(place.outlets), now=now())
    return import_posts(context, file)


def _import_evidence(database: Database, fingerprints: Path | None, tracers: Path | None) -> list[EvidenceReport]:
    return [
        *([import_fingerprints(database, fingerprints)] if fingerprints else []),
        *([import_tracers(database, tracers)] if tracers else []),
    ]


def _evaluate(place: Place, file: Path) -> tuple[list[MatchScore], list[ClassScore], list[Confusion]]:
    found = load_narratives(place.narratives)
    with TemporaryDirectory() as folder:
        passing = replace(place, paths=Paths(Path(folder)))
        with open_writer(passing.paths, now=now(), job="eval") as database:
            _import(passing, database, file)
            gold = load_gold(database)
            labelled = label_items(item_texts(database), gold, found, phrases_seen(database))
    if not labelled:
        raise ImportError_(file, "expected at least one row that can be read and has a label")
    _print_labels_of_none(gold, found)
    encoders = default_encoders()
    taught = teach(found, {}, encoders)
    scored = score_matching(labelled, Matcher(taught, taught, encoders))
    return scored, *score_classes(labelled, taught, encoders.quick)


def _print_labels_of_none(gold: Sequence[GoldLabel], narratives: Sequence[Narrative]) -> None:
    """Say which labels name none of our narratives: their rows count as carrying none."""
    ours = {name for one in narratives for name in (one.narrative_id, *one.labels)}
    if others := Counter(label.narrative for label in gold if label.narrative not in ours):
        counts = ", ".join(f"{escape(str(name))} {rows}" for name, rows in sorted(others.items()))
        screen.print(
            f"labels that name no narrative, counted as carrying none: {counts}", highlight=False, soft_wrap=True
        )


def _print_import(report: ImportReport) -> None:
    for row in report.bad[:SHOWN_BAD_ROWS]:
        screen.print(f"{report.file}:{row.line}: {escape(row.reason)}", highlight=False, soft_wrap=True)
    if len(report.bad) > SHOWN_BAD_ROWS:
        screen.print(f"... and {len(report.bad) - SHOWN_BAD_ROWS} more bad rows; --json lists them all")
    screen.print(f"{report.file}: {report.rows} rows: {report.new} new, {report.changed} changed, {report.seen} seen, "
                 f"{len(report.bad)} bad; {report.labelled} labels kept apart")  # fmt: skip


def _print_evidence(report: EvidenceReport) -> None:
    left = [*report.bad, *report.unknown, *report.has_text]
    for row in left[:SHOWN_BAD_ROWS]:
        screen.print(f"{report.file}:{row.line}: {escape(row.reason)}", highlight=False, soft_wrap=True)
    if len(left) > SHOWN_BAD_ROWS:
        screen.print(f"... and {len(left) - SHOWN_BAD_ROWS} more; --json lists them all")
    lost = f"{len(report.unknown)} addresses unknown, {len(report.has_text)} with their own text"
    screen.print(f"{report.file}: {report.rows} rows: {report.kept} attached to {report.items} items, "
                 f"{len(report.bad)} bad; {lost}")  # fmt: skip


def _announce(address: str) -> None:
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
