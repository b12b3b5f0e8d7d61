"""The short form of the ledger as of a moment, held against the ledger itself; every outlet is invented."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from dashboard.ask import ask
from narratives.catalog import load_narratives
from narratives.ledgers import ledger_of, watching
from narratives.pickup import ledger
from store.database import Paths, open_snapshot, open_writer
from store.derived import replace_mentions, replace_narratives
from store.items import add_items
from store.ledger import carried_items, pickup_row, replace_pickups
from store.looked_back import add_readings
from store.model import EVER, Basis, Interval, Item, Meaning, Precision, TimeReading
from store.observed import add_outlets
from store.snapshot import publish_snapshot
from tests.builders import NOW, ROOT
from tests.dashboard.snapshots import NARRATIVE, _item, _mention, _outlet

pytestmark = pytest.mark.slow

START = datetime(2026, 11, 2, 6, tzinfo=UTC)
COLUMNS = ["item_id", "first_earliest", "first_latest", "lag_min_h", "lag_max_h", "adopted_earliest", "adopted_latest"]


def _published(data: Path, seed: int) -> Paths:
    """Publish 24 items of eight outlets, each first seen within a day and a half after its day began."""
    draw, paths = Random(seed), Paths(data)  # noqa: S311 - not for secrets
    names = ["Canal Estrella", *(f"Medio {n}" for n in range(7))]
    items = []
    for n in range(24):
        name = names[0] if n == 0 else draw.choice(names)
        start = START + timedelta(days=0 if n == 0 else draw.randrange(12))
        day = None if n and draw.random() < 0.1 else start
        one = _item(n, name, "RU" if name == names[0] else "MX", f"Nota {n}", day)
        seen = start + timedelta(hours=draw.uniform(25, 60))
        when = one.published
        if when.interval:
            when = replace(when, interval=Interval(earliest=when.interval.earliest, latest=when.interval.latest))
        looked_back = draw.random() < 0.3
        basis = Basis.INFERRED if looked_back and draw.random() < 0.5 else when.basis
        items.append(replace(one, first_seen_at=seen, published=replace(when, basis=basis),
                             source="gdelt" if looked_back else None))  # fmt: skip
    definition = next(one for one in load_narratives(ROOT / "data" / "narratives") if one.narrative_id == NARRATIVE)
    with open_writer(paths, now=NOW, job="test") as database:
        add_outlets(database, [_outlet(name, "RU" if name == names[0] else "MX") for name in names])
        add_items(database, items)
        add_readings(database, [_reading(item, draw) for item in items for _ in range(draw.randrange(4))])
        replace_narratives(database, [definition])
        digest = definition.definition_hash
        replace_mentions(database, [_mention(item.item_id, digest) for item in items],
                         item_ids=[item.item_id for item in items], matched={NARRATIVE: (digest, len(items))})  # fmt: skip
        replace_pickups(database, ledger(NARRATIVE, carried_items(database, NARRATIVE), definition.origin))
        publish_snapshot(database, paths, now=NOW)
    return paths


def _reading(item: Item, draw: Random) -> TimeReading:
    """Return what a page or an index says of an item, read some time after it was first seen."""
    meaning = draw.choice([Meaning.STATED, Meaning.STATED, Meaning.OUT_BY, Meaning.GUESSED])
    start = (item.published.interval.earliest if item.published.interval else START) + timedelta(
        hours=draw.uniform(-10, 30)
    )
    out_by = meaning is Meaning.OUT_BY
    until = start + timedelta(hours=0 if out_by else draw.choice([0, 1, 24]))
    return TimeReading(
        item_id=item.item_id, source="page", meaning=meaning, basis=Basis.PAGE, precision=Precision.MINUTE,
        interval=Interval(earliest=EVER if out_by else start, latest=until), fetch_id="f",
        seen_at=item.first_seen_at + timedelta(hours=draw.choice([0, 50, 200])),
    )  # fmt: skip


@pytest.mark.parametrize("seed", [0, 1, 11, 17, 25, 36])
def test_past_ledger_says_what_the_ledger_of_then_says(tmp_path: Path, seed: int) -> None:
    database = open_snapshot(_published(tmp_path, seed).pointer)
    definition = next(one for one in load_narratives(ROOT / "data" / "narratives") if one.narrative_id == NARRATIVE)
    compared = 0
    for hours in (24, 80, 200, 500):
        moment = START + timedelta(hours=hours)
        whole = ledger_of(database, definition, watching(database, as_of=moment), as_of=moment)
        expected = {row["outlet_id"]: row for row in map(pickup_row, whole.rows) if row["item_id"]}
        found = ask(database, "pickups_then", narrative_id=NARRATIVE, as_of=moment)
        shown = {row["outlet_id"]: row for row in found.astype(object).where(found.notna(), None).to_dict("records")}
        assert shown.keys() == expected.keys()
        for outlet, row in shown.items():
            for name in COLUMNS:
                want = expected[outlet][name]
                assert row[name] == (pytest.approx(want) if isinstance(want, float) else want), (outlet, name, hours)
                compared += 1
    assert compared > 50
