"""Matching what is in the store, for every command that does it; why, and what another definition would match."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from commands.options import DATA, DataOption, JsonOption, NarrativesOption, Place, now, progress_bar, screen
from dashboard.escape import clean
from dashboard.terminal import print_json, print_table
from narratives.catalog import load_beside, load_narratives
from narratives.encoder import default_encoders
from narratives.explain import explain as explain_item
from narratives.lessons import Lesson, in_force, teach
from narratives.match import Matcher
from narratives.reusing import ReuseReport
from narratives.run import MatchReport, match_new
from narratives.told import Stored, sentences
from narratives.trial import Fate, Trial, try_out
from store.database import Database, open_snapshot
from store.errors import ConfigError
from store.fingerprints import phrases_seen
from store.judged import read_judgements, replace_judgements
from store.ledger import log_decisions
from store.matched import find_item, is_matched, kept_mentions, newest_judgement, shared_texts
from store.model import Decision, Judgement, Narrative
from store.observed import current_texts

LONGEST_LINE = 2_000  # characters of a sentence


def match_items(place: Place, database: Database) -> MatchReport:
    """Match what is new against the narrative files, with people's decisions on top."""
    said = read_judgements(place.paths.judgements)
    found = taught(load_narratives(place.narratives), database, said.items)
    for number in said.torn:
        screen.print(f"{place.paths.judgements}: line {number} was cut off while being written: left out")
    replace_judgements(database, said)
    with progress_bar("match") as progress:
        report = match_new(database, found, default_encoders(), progress=progress)
    log_decisions(database, now=now())
    return report


def taught(found: Sequence[Narrative], database: Database, said: Sequence[Judgement]) -> list[Narrative]:
    """Return definitions with what they learn from their examples and from what people decided."""
    chosen = {one.narrative_id: in_force(said, one.narrative_id) for one in found}
    wanted = {judgement.item_id for judgements in chosen.values() for judgement in judgements}
    texts = {text.item_id: text for text in current_texts(database, wanted)} if wanted else {}
    lessons = {
        narrative_id: [
            Lesson(item=texts[one.item_id], carries=one.decision is Decision.YES)
            for one in judgements
            if one.item_id in texts
        ]
        for narrative_id, judgements in chosen.items()
    }
    return teach(found, lessons, default_encoders())


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


def explain(
    item: Annotated[str, typer.Argument(help="Id or address of an item, e.g. from the view items.")],
    narrative: Annotated[str, typer.Argument(help="Id of a narrative, e.g. cartel-recruits.")],
    data: DataOption = DATA,
    narratives: NarrativesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say why an item carries a narrative, may carry it or does not, and what would change that."""
    place = Place.at(data, narratives=narratives)
    database = open_snapshot(place.paths.pointer)
    said = read_judgements(place.paths.judgements).items
    definition, catalog = _definition(place, narrative, taught(load_narratives(place.narratives), database, said))
    one = current_texts(database, [find_item(database, item)])[0]
    judgement = newest_judgement(said, one.item_id, narrative)
    stored = Stored(
        is_matched=is_matched(database, narrative, one.version_id, definition.definition_hash),
        mention=next(iter(kept_mentions(database, narrative, one.item_id)), None),
        judgement=judgement, shared=tuple(shared_texts(database, one.item_id)),
    )  # fmt: skip
    explained = explain_item(one, definition, catalog, default_encoders(), seen=phrases_seen(database).get(one.item_id))
    told = sentences(explained, stored, definition.definition_hash)
    if as_json:
        print_json([{**asdict(explained), "stored": asdict(stored), "sentences": told}])
    else:
        _write(told)


def try_(
    file: Annotated[Path, typer.Argument(help="A narrative file, new or changed; its name is the narrative's id.")],
    data: DataOption = DATA,
    narratives: NarrativesOption = None,
    show: Annotated[int, typer.Option(help="Items shown of each kind.", min=0)] = 5,
    as_json: JsonOption = False,
) -> None:
    """Show what a narrative file would match, gain and lose against what is stored; nothing is written."""
    place = Place.at(data, narratives=narratives)
    others = load_narratives(place.narratives)
    tried = load_beside(file, others)
    database = open_snapshot(place.paths.pointer)
    beside = [*(other for other in others if other.narrative_id != tried.narrative_id), tried]
    catalog = taught(beside, database, read_judgements(place.paths.judgements).items)
    definition = catalog[-1]
    kept = kept_mentions(database, definition.narrative_id)
    matcher = Matcher([definition], catalog, default_encoders())
    with progress_bar("try") as progress:
        found = try_out(matcher, current_texts(database), kept, seen=phrases_seen(database), progress=progress)
    if as_json:
        print_json([asdict(found)])
    else:
        _print_trial(found, show)


def _print_trial(found: Trial, show: int) -> None:
    """Print the counts, then the first rows of everything that would be another."""
    _write([
        f"{found.narrative_id}: {found.items} items tried, nothing written",
        f"stored: {_counted(found.before)}; with this file: {_counted(found.after)}",
        _counted(found.fates),
        *(f"neighbour: {count} ({label})" for label, count in found.neighbours.items()),
    ])  # fmt: skip
    names = ["", "item", "outlet", "before", "after", "probability", "passages", "title"]
    for fate in Fate:
        rows = [row for row in found.rows if row.fate is fate][:show]
        if rows:
            sys.stdout.write("\n")
            print_table(names, [[row.fate.value, row.item_id, row.outlet, row.before.value, row.after.value,
                                 "" if row.probability is None else f"{row.probability:.2f}", ", ".join(row.passages),
                                 row.title] for row in rows])  # fmt: skip


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def _definition(place: Place, narrative_id: str, catalog: Sequence[Narrative]) -> tuple[Narrative, Sequence[Narrative]]:
    known = {one.narrative_id: one for one in catalog}
    if narrative_id not in known:
        there = ", ".join(known)
        raise ConfigError(place.narratives, narrative_id, f"expected the id of a narrative; there are: {there}")
    return known[narrative_id], catalog


def _write(lines: Sequence[str]) -> None:
    """Write lines to standard output; nothing that a feed wrote reaches the terminal with a control character."""
    for line in lines:
        sys.stdout.write(f"{clean(line, longest=LONGEST_LINE)}\n")
