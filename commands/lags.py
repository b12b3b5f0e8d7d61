"""`rastro lags`: how fast outlets picked a narrative up, with what we cannot know; and which outlets lead others."""

import sys
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from commands.options import DATA, AsOfOption, CsvOption, DataOption, JsonOption, NarrativesOption, Place, moment
from commands.pickups import opened_ledger, print_rows
from dashboard.escape import clean
from dashboard.terminal import print_table
from narratives.catalog import load_narratives
from narratives.lag_rows import lead_rows, quantile_rows
from narratives.lag_statistics import lag_curves
from narratives.leading import find_leads
from narratives.ledgers import ledger_of, watching
from store.database import open_snapshot

_HOW_TO_READ = """\
Hours after the origin, whose own outlets are not counted. A time is an interval; the band holds the true one with 95 %
confidence. Of the outlets watched when the story began the silent ones count too; of those known to have carried it
nobody else does, so that says how fast they were and nothing about how many did. Waking: hours from 06:00 to midnight
at the outlet. A lag shorter than the polls can show is only counted as within.
"""
_NO_LEADS = "No pair of outlets shares enough text in enough narratives, or none is first beyond habit."


def lags(
    narrative: Annotated[str, typer.Argument(help="Id of a narrative, e.g. cartel-recruits.")],
    data: DataOption = DATA,
    narratives: NarrativesOption = None,
    as_of: AsOfOption = None,
    country: Annotated[str | None, typer.Option(help="Only outlets of this country, e.g. MX [all].")] = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:  # fmt: skip
    """Say by when a quarter, half and three quarters of the outlets had picked a narrative up."""
    _, definition, ledger, watch = opened_ledger(Place.at(data, narratives=narratives), narrative, as_of)
    curves = lag_curves(ledger, watch)
    wanted = country.upper() if country else None
    rows = [row for curve in curves if curve.country == wanted for row in quantile_rows(curve)]
    if as_json or as_csv:
        print_rows(rows, as_csv=as_csv)
        return
    sys.stdout.write(f"{clean(definition.titles['en'])}\n")
    if not rows:
        sys.stdout.write("No lag: no outlet that may have started it is dated, or no other carried it.\n")
        return
    print_table(["of outlets", "to", "hours", "share", "by (h)", "band (h)", "counted"], [_cells(row) for row in rows])
    sys.stdout.write(_HOW_TO_READ)


def leads(
    data: DataOption = DATA,
    narratives: NarrativesOption = None,
    as_of: AsOfOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """List outlets that are first with what they share with another more often than habit explains."""
    place = Place.at(data, narratives=narratives)
    database = open_snapshot(place.paths.pointer)
    until = moment(as_of) if as_of else None
    watch = watching(database, as_of=until)
    defined = load_narratives(place.narratives)
    tested = find_leads([ledger_of(database, narrative, watch, as_of=until) for narrative in defined])
    rows = lead_rows(tested)
    if as_json or as_csv:
        print_rows(rows, as_csv=as_csv)
        return
    if not rows:
        sys.stdout.write(f"{len(tested)} pairs tested. {_NO_LEADS}\n")
        return
    print_table(list(rows[0]), [list(row.values()) for row in rows])
    sys.stdout.write("Being first is no proof that the other copied: both can have it from a third.\n")


def _cells(row: Mapping[str, Any]) -> Sequence[object]:
    return [
        row["base"], row["event"], row["clock"], f"{row['share']:.0%}", _between(row["low_h"], row["high_h"]),
        _between(row["band_low_h"], row["band_high_h"]),
        f"{row['known']} known, {row['silent']} silent, {row['unknown']} unknown, {row['before_origin']} before",
    ]  # fmt: skip


def _between(low: float | None, high: float | None) -> str:
    if low is None:
        return "nobody to count"
    return f"{low:.1f} to {high:.1f}" if high is not None else f"after {low:.1f}, or never"
