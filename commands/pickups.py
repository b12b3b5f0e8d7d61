"""`rastro pickups`: the ledger of one narrative, what changed in it, and why a row says what it says."""

import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from commands.options import (
    DATA,
    AsOfOption,
    CsvOption,
    DataOption,
    JsonOption,
    NarrativesOption,
    Place,
    moment,
    screen,
)
from dashboard.escape import clean
from dashboard.terminal import print_csv, print_json, print_ledger, print_table
from narratives.catalog import load_narratives
from narratives.changes import Change, changes
from narratives.ledger_told import explain, find_row
from narratives.ledgers import Ledger, Watching, ledger_of, ledger_then, watching
from store.database import Database, open_snapshot
from store.errors import ConfigError
from store.ledger import pickup_row
from store.model import Narrative, Pickup


def pickups(
    narrative: Annotated[str, typer.Argument(help="Id of a narrative, e.g. cartel-recruits.")],
    data: DataOption = DATA,
    narratives: NarrativesOption = None,
    as_of: AsOfOption = None,
    changes_since: Annotated[
        str | None, typer.Option("--changes-since", help="Rows added, moved or withdrawn since then, and why.")
    ] = None,
    explain_: Annotated[
        str | None, typer.Option("--explain", metavar="OUTLET", help="Why the row of this outlet says what it says.")
    ] = None,
    country: Annotated[str | None, typer.Option(help="Only outlets of this country, e.g. MX [all].")] = None,
    silent: Annotated[bool, typer.Option("--silent", help="Also list outlets that were watched and silent.")] = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:  # fmt: skip
    """List who carried a narrative and when, each time an interval, in reading order."""
    database, definition, ledger, watch = opened_ledger(Place.at(data, narratives=narratives), narrative, as_of)
    if explain_ is not None:
        _explain(ledger, explain_, as_json=as_json)
    elif changes_since is not None:
        then = moment(changes_since, "--changes-since")
        before = ledger_then(database, definition, watching(database, as_of=then), then=then)
        found = changes(before, ledger, since=then)
        _print_changes(found, as_json=as_json, as_csv=as_csv)
    else:
        rows = [row for row in ledger.rows if country is None or row.country == country.upper()]
        shown = [row for row in rows if silent or row.item_id]
        if as_json or as_csv:
            print_rows([pickup_row(row) for row in shown], as_csv=as_csv)
        else:
            print_ledger(definition.titles["en"], shown, _shares(rows, watch, country))


def _shares(rows: Sequence[Pickup], watch: Watching, country: str | None) -> str:
    """Say who carried it of the outlets that were watched: nobody else counts in a share."""
    watched = [row for row in rows if row.watched_until]
    if not watched:
        there = len(watch.outlets) if country is None else sum(o.country == country.upper() for o in watch.outlets)
        return f"No outlet of these was watched while it ran ({there} are watched at all), so no share can be given."
    carried = [row for row in watched if row.item_id]
    adopted = sum(row.adopted is not None for row in carried)
    unwatched = sum(row.watched_until is None for row in rows)
    return (f"Of {len(watched)} watched outlets {len(carried)} carried it, {adopted} of them passing it on;"
            f" {len(watched) - len(carried)} were silent. {unwatched} outlets above were not watched.")  # fmt: skip


def _explain(ledger: Ledger, outlet: str, *, as_json: bool) -> None:
    row = find_row(ledger, outlet)
    if row is None:
        there = ", ".join(sorted(one.outlet for one in ledger.rows if one.item_id)) or "none"
        raise ConfigError("--explain", outlet, f"expected an outlet of this ledger, by id or name; there are: {there}")
    sentences = explain(row, ledger)
    if as_json:
        print_json([pickup_row(row) | {"sentences": sentences}])
        return
    sys.stdout.write(f"{clean(row.outlet)}\n")
    for sentence in sentences:
        sys.stdout.write(f"- {clean(sentence, longest=2_000)}\n")


def _print_changes(found: Sequence[Change], *, as_json: bool, as_csv: bool) -> None:
    if as_json or as_csv:
        print_rows([asdict(one) for one in found], as_csv=as_csv)
        return
    if not found:
        sys.stdout.write("Nothing has changed.\n")
        return
    cells = [[one.change, one.outlet, ", ".join(one.why), "; ".join(one.parts), one.url] for one in found]
    print_table(["change", "outlet", "why", "before -> after", "url"], cells)


def opened_ledger(place: Place, narrative_id: str, as_of: str | None) -> tuple[Database, Narrative, Ledger, Watching]:
    """Open the newest snapshot and make the ledger of one narrative, as of now or of a stated moment."""
    definition = _chosen(place, narrative_id)
    database = open_snapshot(place.paths.pointer)
    _warn_if_stale(database, definition)
    until = moment(as_of) if as_of else None
    watch = watching(database, as_of=until)
    return database, definition, ledger_of(database, definition, watch, as_of=until), watch


def print_rows(rows: Sequence[dict[str, Any]], *, as_csv: bool) -> None:
    """Print rows for a program: CSV that is safe for a spreadsheet, or JSON."""
    if as_csv:
        print_csv(rows)
    else:
        print_json(rows)


def _chosen(place: Place, narrative_id: str) -> Narrative:
    known = {narrative.narrative_id: narrative for narrative in load_narratives(place.narratives)}
    if narrative_id not in known:
        there = ", ".join(known)
        raise ConfigError(place.narratives, narrative_id, f"expected the id of a narrative; there are: {there}")
    return known[narrative_id]


def _warn_if_stale(database: Database, narrative: Narrative) -> None:
    rows = database.rows(
        "select definition_hash from narratives where narrative_id = $id", {"id": narrative.narrative_id}
    )
    if not rows or rows[0]["definition_hash"].partition("+")[0] != narrative.definition_hash:
        screen.print(f"{narrative.narrative_id}: the file has changed since the last `rastro match`; run it again")
