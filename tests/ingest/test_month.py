import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ingest.collect import CollectContext, Collector, Wanted, choose
from ingest.fetch import Limits
from ingest.registry import load_registry
from store.database import Database, Paths, open_writer
from store.observed import replace_registry
from store.polled import load_states
from tests.ingest.month import MONTH, START, Outlet, World
from tests.ingest.registries import write_registry
from tests.ingest.webserver import WebServer

STEP = timedelta(minutes=20)  # the time between two looks at what is due
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, Database]]:
    """Poll a month of invented feeds, each when it is due, and give the world and what was stored."""
    folder = tmp_path_factory.mktemp("month")
    paths, world = Paths(folder / "data"), World(seed=20260302)
    with WebServer() as server, open_writer(paths, now=START, job="test") as database:
        registry = load_registry(_outlets(folder, world, server))
        replace_registry(database, registry.outlets, registry.feeds)
        context = CollectContext(paths=paths, clock=lambda: world.now, limits=Limits(deadline_s=20),
                                 report=lambda _result: None, allow_loopback=True)  # fmt: skip
        with Collector(context) as collector:
            states = load_states(database)
            while world.now < START + MONTH:
                choice = choose(registry, states, Wanted(due=True), now=world.now)
                if choice.targets:
                    collector.poll(database, choice.targets)
                    states = load_states(database)  # nothing else changes them
                world.now += STEP
        yield world, database


def test_every_story_that_a_poll_was_shown_is_stored_once(month: tuple[World, Database]) -> None:
    world, database = month
    for outlet in world.outlets:
        rows = database.rows(
            "select guid, count(*) as n from items where outlet_id = $id group by guid", {"id": outlet.name}
        )
        assert {row["guid"] for row in rows} == {f"{outlet.name}-{number}" for number in outlet.shown}, outlet.name
        assert {row["n"] for row in rows} == {1}, outlet.name


def test_every_edited_headline_that_was_shown_is_a_version(month: tuple[World, Database]) -> None:
    world, database = month
    for outlet in world.outlets:
        rows = database.rows(
            "select i.guid, list(v.title order by v.version_id) as titles from item_versions v join items i using (item_id)"
            " where i.outlet_id = $id group by i.guid",
            {"id": outlet.name},
        )
        assert {row["guid"]: row["titles"] for row in rows} == {
            f"{outlet.name}-{number}": titles for number, titles in outlet.shown.items()
        }, outlet.name
    assert any(len(titles) > 1 for outlet in world.outlets for titles in outlet.shown.values())


def test_every_hour_in_which_something_passed_unseen_is_a_gap(month: tuple[World, Database]) -> None:
    world, database = month
    missed_in_all = 0
    for outlet in world.outlets:
        spans = _spans(database, outlet, watched=False)
        missed = [story for story in outlet.stories
                  if outlet.polls[0] < story.out_at <= outlet.polls[-1] - timedelta(days=1)
                  and story.number not in outlet.shown]  # fmt: skip
        missed_in_all += len(missed)
        for story in missed:
            assert any(start <= story.out_at <= end for start, end in spans), (outlet.name, story)
    assert missed_in_all > 0  # or the test shows nothing


def test_feeds_that_lost_nothing_have_no_gap(month: tuple[World, Database]) -> None:
    world, database = month
    for outlet in world.outlets:
        if outlet.name not in {"faro-caido", "faro-corto"}:
            assert _spans(database, outlet, watched=False) == [], outlet.name
            (span,) = _spans(database, outlet, watched=True)
            assert span == (outlet.polls[0], outlet.polls[-1]), outlet.name


def test_no_clock_is_wrong_by_more_than_its_interval(month: tuple[World, Database]) -> None:
    world, database = month
    dated = 0
    for outlet in world.outlets:
        for row in _items(database, outlet):
            truth = outlet.stories[int(row["guid"].rsplit("-", 1)[1])].out_at
            if row["published_earliest"] is None:
                assert outlet.style == "none"
                continue
            dated += 1
            assert row["published_earliest"] <= truth <= row["published_latest"], (outlet.name, row, truth)
            assert truth <= row["first_seen_at"]
            assert row["absent_at"] is None or outlet.style == "daily_batch" or row["absent_at"] < truth
    assert dated > 5_000


@pytest.mark.parametrize(
    ("name", "stamp_class"),
    [
        ("faro-exacto", "exact"),
        ("faro-minuto", "minute"),
        ("faro-movido", "updated"),
        ("faro-lote", "batch"),
        ("faro-diario", "batch"),
        ("faro-viejo", "stale"),
        ("faro-espanol", "exact"),
    ],
)
def test_stamp_class_is_learnt(month: tuple[World, Database], name: str, stamp_class: str) -> None:
    rows = month[1].rows("select stamp_class from feeds where outlet_id = $id", {"id": name})
    assert [row["stamp_class"] for row in rows] == [stamp_class]


def test_dates_that_moved_in_the_feed_are_kept_beside_the_first(month: tuple[World, Database]) -> None:
    world, database = month
    outlet = next(outlet for outlet in world.outlets if outlet.style == "updated")
    rows = database.rows(
        "select i.guid, i.stated_earliest, c.published_earliest as moved_to from published_changes c"
        " join items i using (item_id) where i.outlet_id = $id",
        {"id": outlet.name},
    )
    assert len(rows) > 50
    for row in rows:
        story = outlet.stories[int(row["guid"].rsplit("-", 1)[1])]
        assert (row["stated_earliest"], row["moved_to"]) == (story.out_at, story.redated[0])


def test_polls_come_often_enough_and_no_oftener(month: tuple[World, Database]) -> None:
    """Quiet feeds are asked about four times a day, busy ones before two thirds of their entries are new."""
    rows = month[1].rows(
        "select f.outlet_id, count(*) as polls, avg(new_items / entries) filter (entries > 0 and new_items > 0"
        " and previous_seen_at is not null) as new_share from fetches f2 join feeds f using (feed_id)"
        " where f2.source = 'feed' group by f.outlet_id"
    )
    polls = {row["outlet_id"]: row["polls"] for row in rows}
    shares = {row["outlet_id"]: row["new_share"] for row in rows}
    assert polls["faro-sin-fecha"] < 200
    assert polls["faro-corto"] > 5 * polls["faro-exacto"]
    assert max(shares.values()) < 2 / 3, shares


def test_headers_and_robots_are_on_record(month: tuple[World, Database]) -> None:
    rows = month[1].rows("select source, headers from fetches where status = 200 limit 1")
    assert any(name.lower() == "etag" for name, _ in json.loads(rows[0]["headers"]))
    robots = month[1].rows("select count(*) as n from fetches where source = 'robots'")[0]["n"]
    assert 28 <= robots <= 31  # one host, asked once a day


def _outlets(folder: Path, world: World, server: WebServer) -> Path:
    feeds = [(outlet.name, server.on(f"/{outlet.name}", world.handler(outlet))) for outlet in world.outlets]
    return write_registry(folder / "outlets.toml", feeds)


def _items(database: Database, outlet: Outlet) -> list[dict[str, datetime]]:
    return database.rows(
        "select guid, published_earliest, published_latest, stated_earliest, first_seen_at, absent_at, stamp_class"
        " from items where outlet_id = $id",
        {"id": outlet.name},
    )


def _spans(database: Database, outlet: Outlet, *, watched: bool) -> list[tuple[datetime, datetime]]:
    rows = database.rows(
        "select started_at, ended_at from coverage where outlet_id = $id and watched = $watched order by started_at",
        {"id": outlet.name, "watched": watched},
    )
    return [(row["started_at"], row["ended_at"]) for row in rows]
