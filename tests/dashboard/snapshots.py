"""Builders of small published snapshots with invented outlets, and a served dashboard over one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from dashboard.serve import free_port, start, stop, wait_until_up
from narratives.catalog import load_narratives
from narratives.pickup import ledger
from store.database import Database, Paths, open_writer
from store.derived import replace_mentions, replace_narratives
from store.items import add_items
from store.judged import read_judgements, replace_judgements
from store.ledger import carried_items, replace_pickups
from store.model import (
    Basis,
    Decision,
    Frame,
    Interval,
    Item,
    Kind,
    Mention,
    Outlet,
    Precision,
    PublishedTime,
    Route,
)
from store.observed import add_outlets
from store.snapshot import publish_snapshot
from tests.builders import NOW, ROOT

NARRATIVE = "cartel-recruits"


def publish(
    data: Path, stories: Sequence[tuple[str, str, str, datetime | None]], *, decision: Decision = Decision.YES
) -> Paths:
    """Publish a snapshot of invented stories: outlet, country, title, and the moment its day begins (or None).

    All are decided alike; those to review have probabilities from .5 down. People's decisions are taken in.
    """
    paths = Paths(data)
    with open_writer(paths, now=NOW, job="test") as database:
        add_outlets(database, [_outlet(name, country) for name, country, _, _ in stories])
        items = [_item(n, *story) for n, story in enumerate(stories)]
        add_items(database, items)
        replace_judgements(database, read_judgements(paths.judgements))
        _derive(database, items, decision)
        publish_snapshot(database, paths, now=NOW)
    return paths


@contextmanager
def served(data: Path) -> Iterator[str]:
    """Serve the dashboard on a data folder and give its address."""
    port = free_port()
    child = start(data, port)
    try:
        wait_until_up(child, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        stop(child)


def _derive(database: Database, items: Sequence[Item], decision: Decision) -> None:
    narratives = load_narratives(ROOT / "data" / "narratives")
    replace_narratives(database, narratives)
    by_id = {narrative.narrative_id: narrative for narrative in narratives}
    digest = by_id[NARRATIVE].definition_hash
    mentions = [_mention(item.item_id, digest) for item in items]
    if decision is Decision.REVIEW:
        mentions = [
            replace(one, decision=decision, probability=0.5 - n / 100, neighbour="cartel-killers", frame_cue="según")
            for n, one in enumerate(mentions)
        ]
    replace_mentions(
        database, mentions, item_ids=[item.item_id for item in items], matched={NARRATIVE: (digest, len(items))}
    )
    replace_pickups(database, ledger(NARRATIVE, carried_items(database, NARRATIVE), by_id[NARRATIVE].origin))


def _outlet(name: str, country: str) -> Outlet:
    kind = Kind.STATE_MEDIA if country == "RU" else Kind.REGIONAL
    return Outlet(outlet_id=_key(name), name=name, kind=kind, country=country, zones=("America/Mexico_City",),
                  zone_basis="country", label_source="invented for a test")  # fmt: skip


def _item(number: int, name: str, _country: str, title: str, moment: datetime | None) -> Item:
    url = f"https://{_key(name)}.example/{number}"
    day = Interval(earliest=moment, latest=moment + timedelta(days=1, seconds=-1)) if moment else None
    known = Precision.DAY if day else Precision.UNKNOWN
    return Item(item_id=f"item{number:08d}", outlet_id=_key(name), url=url, canonical_url=url, title=title, summary=None,
                text=None, language="es", first_seen_at=NOW, fetch_id="test",
                published=PublishedTime(raw=None, interval=day, precision=known, basis=Basis.URL))  # fmt: skip


def _mention(item_id: str, digest: str) -> Mention:
    return Mention(item_id=item_id, narrative_id=NARRATIVE, decision=Decision.YES, probability=0.9, method="test",
                   frame=Frame.ATTRIBUTES, frame_cue=None, route=Route.UNKNOWN, route_cue=None, passages=(),
                   neighbour=None, similarity=0.7, definition_hash=digest)  # fmt: skip


def _key(name: str) -> str:
    return "".join(c for c in name.lower() if c.isascii() and c.isalnum())[:40] or "x"
