"""Matching what is in the store, for every command that does it."""

from commands.options import Place, progress_bar, screen
from narratives.catalog import load_narratives
from narratives.encoder import default_encoders
from narratives.reusing import ReuseReport
from narratives.run import MatchReport, match_new
from store.database import Database
from store.judged import read_judgements, replace_judgements


def match_items(place: Place, database: Database) -> MatchReport:
    """Match what is new against the narrative files, with people's decisions on top."""
    found = load_narratives(place.narratives)
    said = read_judgements(place.paths.judgements)
    for number in said.torn:
        screen.print(f"{place.paths.judgements}: line {number} was cut off while being written: left out")
    replace_judgements(database, said)
    with progress_bar("match") as progress:
        return match_new(database, found, default_encoders(), progress=progress)


def print_match(report: MatchReport) -> None:
    """Say what matching came to."""
    words = ", ".join(f"{count} {decision}" for decision, count in sorted(report.decisions.items(), reverse=True))
    screen.print(f"matched {report.versions} new wordings: {words or 'nothing new'}; {report.pickups} pick-ups")
    print_reuse(report.reuse)


def print_reuse(report: ReuseReport) -> None:
    """Print what comparing wordings did, and what it left out."""
    left = (
        f"{report.left_out} pairs of items with too many, {report.beyond} word runs of items with too many places,"
        f" {report.common_grams} that everybody has, {report.boilerplate} that an outlet repeats"
    )
    screen.print(f"compared {report.compared} wordings: {report.pairs} pairs share text; left out: {left}")
