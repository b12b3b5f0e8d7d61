"""Snapshots of invented outlets by the dozen: as many narratives and outlets as a briefing has to bear."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from narratives.catalog import load_narratives
from narratives.ledgers import pickups_of
from store.database import Paths, open_writer
from store.derived import replace_mentions, replace_narratives
from store.items import add_items
from store.ledger import log_decisions, replace_pickups
from store.model import (
    Basis,
    Decision,
    Frame,
    Interval,
    Item,
    Kind,
    Mention,
    Narrative,
    OriginRule,
    Outlet,
    Precision,
    PublishedTime,
    Route,
)
from store.observed import add_outlets
from store.snapshot import publish_snapshot
from tests.builders import NOW, ROOT

MONDAY = datetime(2026, 11, 16, 6, tzinfo=UTC)  # midnight in Mexico City
LONG = "El Gran Diario Independiente de la Sierra Madre Occidental y Anexas"
FRAMES = (Frame.ASSERTS, Frame.ATTRIBUTES, Frame.DENIES, Frame.FACT_CHECK, Frame.ANALYSIS, None)


def publish_crowd(data: Path, *, outlets: int, narratives: int, names: Sequence[str] = ()) -> Paths:
    """Publish a week in which every outlet carried every narrative; `names` stand in names of outlets and titles."""
    paths = Paths(data)
    stories = [_narrative(number) for number in range(narratives)]
    papers = [_outlet(number, names) for number in range(outlets)] + [_agency()]
    with open_writer(paths, now=NOW, job="test") as database:
        add_outlets(database, papers)
        items = [_item(n, m, paper, names) for n in range(narratives) for m, paper in enumerate(papers)]
        add_items(database, items)
        replace_narratives(database, stories)
        mentions = [_mention(one, stories[at // len(papers)], at % len(papers)) for at, one in enumerate(items)]
        matched = {one.narrative_id: (one.definition_hash, len(items)) for one in stories}
        replace_mentions(database, mentions, item_ids=[one.item_id for one in items], matched=matched)
        log_decisions(database, now=NOW)
        replace_pickups(database, [row for one in stories for row in pickups_of(database, one)])
        publish_snapshot(database, paths, now=NOW)
    return paths


def _narrative(number: int) -> Narrative:
    base = load_narratives(ROOT / "data" / "narratives")[0]
    short = f"{number + 1}. «Laboratorios» en la ma"[:28]
    return replace(base, narrative_id=f"invented-{number:02d}", short_names={"es": short, "en": short}, since=None, until=None,
                   origin=OriginRule(outlets=("agency",)), definition_hash=f"hash{number}")  # fmt: skip


def _outlet(number: int, names: Sequence[str]) -> Outlet:
    name = names[number % len(names)] if names else f"{LONG} {number}"
    return Outlet(outlet_id=f"paper{number:02d}", name=name, kind=Kind.REGIONAL, country="MX",
                  zones=("America/Mexico_City",), zone_basis="country", label_source="invented for a test")  # fmt: skip


def _agency() -> Outlet:
    return Outlet(outlet_id="agency", name="Agencia inventada", kind=Kind.STATE_MEDIA, country="RU",
                  zones=("Europe/Moscow",), zone_basis="country", label_source="invented for a test")  # fmt: skip


def _item(story: int, number: int, paper: Outlet, names: Sequence[str]) -> Item:
    start = MONDAY + timedelta(hours=9 * story + (0 if paper.outlet_id == "agency" else 1 + 2.7 * number))
    exact = number % 3 != 1
    when = Interval(
        earliest=start, latest=start + (timedelta(seconds=59) if exact else timedelta(hours=23, minutes=59))
    )
    precision = Precision.MINUTE if exact else Precision.DAY
    url = f"https://{paper.outlet_id}.example/{story}/{number}"
    return Item(item_id=f"i{story:03d}{number:08d}", outlet_id=paper.outlet_id, url=url, canonical_url=url,
                title=names[number % len(names)] if names else f"Nota {number}", summary=None, text=None, language="es",
                first_seen_at=NOW, fetch_id="test",
                published=PublishedTime(raw=None, interval=when, precision=precision, basis=Basis.FEED))  # fmt: skip


def _mention(item: Item, story: Narrative, number: int) -> Mention:
    frame = Frame.ORIGIN if item.outlet_id == "agency" else FRAMES[number % len(FRAMES)]
    return Mention(item_id=item.item_id, narrative_id=story.narrative_id, decision=Decision.YES, probability=0.9,
                   method="test", frame=frame, frame_cue=None, route=Route.UNKNOWN, route_cue=None, passages=(),
                   neighbour=None, similarity=0.7, definition_hash=story.definition_hash)  # fmt: skip
