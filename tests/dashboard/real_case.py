"""The real case of April 2024, published with its readers' labels in place of the matcher: the quick way to real data."""

from pathlib import Path

from ingest.imports import ImportContext, import_file
from ingest.registry import load_registry
from narratives.catalog import load_narratives
from narratives.ledgers import pickups_of
from store.database import Database, Paths, open_writer
from store.derived import replace_mentions, replace_narratives
from store.ledger import log_decisions, replace_pickups
from store.model import Decision, Frame, GoldLabel, Mention, Narrative, Route
from store.observed import load_gold
from store.snapshot import publish_snapshot
from tests.builders import CASE, NOW, ROOT, silent


def publish_case(data: Path) -> Paths:
    """Publish a snapshot of the case below a fresh data folder."""
    paths = Paths(data)
    with open_writer(paths, now=NOW, job="test") as database:
        registry = load_registry(ROOT / "data" / "outlets.toml")
        import_file(ImportContext(database=database, paths=paths, registry=registry, now=NOW), CASE, progress=silent)
        _derive(database)
        publish_snapshot(database, paths, now=NOW)
    return paths


def _derive(database: Database) -> None:
    narratives = load_narratives(ROOT / "data" / "narratives")
    by_label = {label: one for one in narratives for label in one.labels}
    gold = [one for one in load_gold(database) if one.narrative in by_label]
    replace_narratives(database, narratives)
    mentions = [_mention(one, by_label[one.narrative]) for one in gold]
    matched = {one.narrative_id: (one.definition_hash, len(gold)) for one in narratives}
    replace_mentions(database, mentions, item_ids=[one.item_id for one in gold], matched=matched)
    log_decisions(database, now=NOW)
    replace_pickups(database, [row for one in narratives for row in pickups_of(database, one)])


def _mention(label: GoldLabel, narrative: Narrative) -> Mention:
    return Mention(item_id=label.item_id, narrative_id=narrative.narrative_id, decision=Decision.YES, probability=1.0,
                   method="label", frame=Frame(label.frame) if label.frame else None, frame_cue=None,
                   route=Route(label.route) if label.route else Route.UNKNOWN, route_cue=None, passages=(),
                   neighbour=None, similarity=1.0, definition_hash=narrative.definition_hash)  # fmt: skip
