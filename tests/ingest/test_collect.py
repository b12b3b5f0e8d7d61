from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from ingest.collect import CollectContext, Collector, Wanted, choose
from ingest.fetch import Limits
from ingest.registry import Registry, load_registry
from ingest.settle import FeedResult
from store import archive
from store.database import Database, Paths
from store.model import Outcome
from store.observed import replace_registry
from store.polled import load_states
from tests.builders import NOW
from tests.ingest import behaviours
from tests.ingest.answers import Answer, Handler, Response
from tests.ingest.registries import write_registry
from tests.ingest.webserver import WebServer

pytestmark = pytest.mark.slow

HOUR = timedelta(hours=1)


@dataclass(slots=True)
class Bench:
    """A server of invented feeds and a store that polls them, at a time that the test moves."""

    server: WebServer
    database: Database
    paths: Paths
    folder: Path
    now: datetime = NOW
    feeds: dict[str, str] = field(default_factory=dict)
    allow_loopback: bool = True
    collector: Collector | None = None
    second_feeds: str = ""  # more of the outlets file, under the last outlet

    def serve(self, name: str, answer: Handler | Answer) -> None:
        """Answer for an outlet's feed from now on."""
        self.feeds[name] = self.server.on(f"/{name}", answer)

    def registry(self) -> Registry:
        path = write_registry(self.folder / "outlets.toml", self.feeds.items())
        path.write_text(path.read_text() + self.second_feeds)
        registry = load_registry(path)
        replace_registry(self.database, registry.outlets, registry.feeds)
        return registry

    def poll(self, **wanted: Any) -> dict[str, FeedResult]:
        """Poll every feed that may be polled now; give results by outlet."""
        choice = choose(self.registry(), load_states(self.database), Wanted(**wanted), now=self.now)
        if self.collector is None:
            self.collector = Collector(
                CollectContext(paths=self.paths, clock=lambda: self.now, limits=Limits(deadline_s=2.0),
                               report=lambda _result: None, allow_loopback=self.allow_loopback)
            )  # fmt: skip
        return {result.outlet_id: result for result in self.collector.poll(self.database, choice.targets)}

    def later(self, step: timedelta = HOUR) -> "Bench":
        self.now += step
        return self

    def rows(self, sql: str) -> list[dict[str, Any]]:
        return self.database.rows(sql)


@pytest.fixture
def bench(database: Database, paths: Paths, tmp_path: Path) -> Iterator[Bench]:
    with WebServer() as server:
        made = Bench(server=server, database=database, paths=paths, folder=tmp_path)
        yield made
        if made.collector:
            made.collector.__exit__(None, None, None)


def item(
    number: int, *, title: str | None = None, guid: str | None = None, link: str | None = None, date: str = ""
) -> str:
    stated = f"<pubDate>{date}</pubDate>" if date else ""
    return (
        f"<item><title>{title or f'Nota inventada número {number}'}</title><guid isPermaLink='false'>{guid or f'g{number}'}</guid>"
        f"<link>{link or f'https://faro.example/{number}'}</link><description>Resumen {number}</description>{stated}</item>"
    )


def rss(*items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>Faro</title>{''.join(items)}</channel></rss>".encode()


def numbered(*numbers: int) -> bytes:
    return rss(*(item(number) for number in numbers))


TWO = numbered(2, 1)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Response(body=TWO), Outcome.OK),
        (behaviours.encoded(TWO, "gzip"), Outcome.OK),
        (behaviours.status(410), Outcome.GONE),
        (behaviours.status(404), Outcome.CLIENT_ERROR),
        (behaviours.status(500), Outcome.SERVER_ERROR),
        (behaviours.status(503), Outcome.UNAVAILABLE),
        (behaviours.status(429), Outcome.RATE_LIMITED),
        (behaviours.challenge(), Outcome.NOT_A_FEED),
        (Response(body=b""), Outcome.NOT_A_FEED),
        (Response(body=b"%PDF-1.7 no feed"), Outcome.NOT_A_FEED),
        (behaviours.redirect(None), Outcome.REDIRECT_ERROR),
        (behaviours.redirect("http://169.254.169.254/latest/"), Outcome.REFUSED_ADDRESS),
        (behaviours.never_answers(), Outcome.TIMEOUT),
        (behaviours.endless_body(), Outcome.TOO_LARGE),
        (behaviours.gzip_bomb(), Outcome.TOO_LARGE),
        (behaviours.cut_gzip(TWO), Outcome.TRUNCATED),
        (behaviours.garbage(), Outcome.PROTOCOL_ERROR),
        (behaviours.closes_at_once(), Outcome.PROTOCOL_ERROR),
    ],
    ids=[
        "ok",
        "gzip",
        "gone",
        "not found",
        "server error",
        "unavailable",
        "rate limited",
        "challenge",
        "empty",
        "pdf",
        "redirect to nowhere",
        "redirect inside",
        "never answers",
        "endless",
        "gzip bomb",
        "cut gzip",
        "garbage",
        "closes at once",
    ],
)
def test_every_end_of_a_poll_is_one_counted_outcome(bench: Bench, answer: Answer, outcome: Outcome) -> None:
    bench.serve("faro", answer)
    assert bench.poll()["faro"].outcome == outcome
    (row,) = bench.rows(
        "select outcome, error, source, finished_at >= started_at as ordered from fetches where source = 'feed'"
    )
    assert (row["outcome"], row["ordered"]) == (outcome, True)
    assert bool(row["error"]) == (outcome is not Outcome.OK)


def test_one_bad_feed_never_stops_the_others(bench: Bench) -> None:
    bench.serve("faro", behaviours.cut_midway(TWO))
    bench.serve("brecha", Response(body=TWO))
    found = bench.poll()
    assert found["brecha"].new_items == 2
    assert found["faro"].outcome == Outcome.TRUNCATED


def test_second_poll_is_conditional_adds_nothing_and_transfers_nothing(bench: Bench) -> None:
    etag = 'W/"odd, \\" and: long"'
    bench.serve("faro", behaviours.feed(TWO, etag=etag, last_modified="Mon, 23 Nov 2026 10:00:00 GMT"))
    bench.poll()
    again = bench.later().poll()["faro"]
    assert (again.outcome, again.new_items, again.received_bytes) == (Outcome.NOT_MODIFIED, 0, 0)
    asked = bench.server.requests("/faro")[-1]
    assert asked.header("if-none-match") == etag
    assert asked.header("if-modified-since") == "Mon, 23 Nov 2026 10:00:00 GMT"


def test_same_body_without_validators_is_no_change(bench: Bench) -> None:
    bench.serve("faro", Response(body=TWO))
    bench.poll()
    assert bench.later().poll()["faro"].outcome == Outcome.UNCHANGED
    assert bench.rows("select count(*) as n from item_versions") == [{"n": 2}]


def test_server_that_says_not_modified_for_ever_is_found_out_within_a_day(bench: Bench) -> None:
    bench.serve("faro", behaviours.always_not_modified(TWO, numbered(4, 3, 2)))
    assert bench.poll()["faro"].new_items == 2
    assert bench.later().poll()["faro"].outcome == Outcome.NOT_MODIFIED
    assert bench.later(timedelta(hours=24)).poll()["faro"].new_items == 2
    assert load_states(bench.database)[bench.poll()["faro"].feed_id].unconditional
    assert bench.server.requests("/faro")[-1].header("if-none-match") is None


def test_edited_headline_is_a_version_and_its_return_another(bench: Bench) -> None:
    titles = ["Primera", "Corregida", "Primera"]
    for title in titles:
        bench.serve("faro", Response(body=rss(item(1, title=title))))
        bench.poll()
        bench.later()
    rows = bench.rows("select title, seen_at from item_versions order by version_id")
    assert [row["title"] for row in rows] == titles
    assert [row["seen_at"] for row in rows] == [NOW, NOW + HOUR, NOW + 2 * HOUR]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (item(1), item(1, guid="otro")),
        (item(1), item(1, link="https://faro.example/1?utm_source=rss")),
        (item(1), item(1, link="http://www.faro.example/1/")),
        (item(1, link="https://faro.example/viejo"), item(1, link="https://faro.example/nuevo", title="Corregida")),
    ],
    ids=["other guid", "tracking parameter", "http, www and slash", "guid stays, address and headline change"],
)
def test_item_is_known_again(bench: Bench, before: str, after: str) -> None:
    bench.serve("faro", Response(body=rss(before)))
    bench.poll()
    bench.serve("faro", Response(body=rss(after)))
    bench.later().poll()
    assert bench.rows("select count(*) as n from items") == [{"n": 1}]


def test_guid_that_several_entries_share_identifies_none(bench: Bench) -> None:
    bench.serve("faro", Response(body=rss(item(1, guid="x"), item(2, guid="x"), item(3, guid="x"))))
    bench.poll()
    assert bench.rows("select count(*) as n from items") == [{"n": 3}]


def test_guid_given_to_a_new_story_later_is_a_new_item(bench: Bench) -> None:
    bench.serve("faro", Response(body=rss(item(1, guid="portada", date="Mon, 23 Nov 2026 10:00:00 GMT"))))
    bench.poll()
    bench.serve("faro", Response(body=rss(item(2, guid="portada", date="Mon, 23 Nov 2026 12:30:00 GMT"))))
    bench.later().poll()
    assert [row["title"] for row in bench.rows("select title from items order by title")] == [
        "Nota inventada número 1",
        "Nota inventada número 2",
    ]


def test_one_story_under_two_addresses_of_an_outlet_is_linked(bench: Bench) -> None:
    title = "México responde a la embajada con una nota"
    bench.serve("faro", Response(body=rss(item(1, title=title), item(2, title=title.upper()))))
    bench.serve("brecha", Response(body=rss(item(3, title=title))))
    bench.poll()
    rows = bench.rows(
        "select a.guid, b.guid as earlier from same_stories join items a using (item_id)"
        " join items b on b.item_id = earlier_item_id"
    )
    assert rows == [{"guid": "g2", "earlier": "g1"}]


def test_item_in_two_feeds_of_an_outlet_is_one_and_does_not_flicker(bench: Bench) -> None:
    short, long = rss(item(1)), rss(item(1).replace("Resumen 1", "Resumen 1, más largo"))
    second = bench.server.on("/second", Response(body=long))
    bench.second_feeds = (
        f'[[outlet.feeds]]\nurl = "{second}"\nkind = "rss"\nstatus = "unconfirmed"\nsource = "invented"\n'
    )
    for turn in range(4):
        bench.serve("faro", Response(body=short + b" " * turn))  # another body, so that it is read again
        bench.server.on("/second", Response(body=long + b" " * turn))
        bench.poll()
        bench.later()
    assert bench.rows("select count(*) as n from items") == [{"n": 1}]
    assert bench.rows("select count(*) as n from item_versions") == [{"n": 2}]


def test_moved_date_is_kept_beside_the_first(bench: Bench) -> None:
    for hour in (9, 11):
        bench.serve("faro", Response(body=rss(item(1, date=f"Mon, 23 Nov 2026 {hour:02}:00:01 GMT"))))
        bench.poll()
        bench.later()
    (row,) = bench.rows("select stated_earliest from items")
    (moved,) = bench.rows("select published_earliest, seen_at from published_changes")
    assert row["stated_earliest"].hour == 9
    assert (moved["published_earliest"].hour, moved["seen_at"]) == (11, NOW + HOUR)


def test_window_that_turned_over_between_two_polls_is_a_gap(bench: Bench) -> None:
    bench.serve("faro", Response(body=numbered(3, 2, 1)))
    bench.poll()
    bench.serve("faro", Response(body=numbered(9, 8, 7)))
    assert bench.later().poll()["faro"].overrun
    rows = bench.rows("select started_at, ended_at, watched, reason from coverage order by started_at, watched desc")
    assert rows == [
        {"started_at": NOW, "ended_at": NOW, "watched": True, "reason": None},
        {"started_at": NOW, "ended_at": NOW + HOUR, "watched": False, "reason": "overrun"},
        {"started_at": NOW + HOUR, "ended_at": NOW + HOUR, "watched": True, "reason": None},
    ]


def test_failed_polls_between_two_bodies_that_overlap_leave_no_gap(bench: Bench) -> None:
    bench.serve("faro", Response(body=numbered(3, 2, 1)))
    bench.poll()
    bench.serve("faro", behaviours.status(500))
    bench.later().poll()
    bench.serve("faro", Response(body=numbered(5, 4, 3)))
    bench.later(6 * HOUR).poll()
    assert bench.rows("select watched, ended_at from coverage") == [{"watched": True, "ended_at": NOW + 7 * HOUR}]


def test_pinned_entry_does_not_hide_a_gap(bench: Bench) -> None:
    pinned = item(0, date="Sun, 01 Nov 2026 00:00:01 GMT")

    def dated(*hours: int) -> bytes:
        return rss(pinned, *(item(hour, date=f"Mon, 23 Nov 2026 {hour:02}:30:01 GMT") for hour in hours))

    bench.serve("faro", Response(body=dated(3, 2, 1)))
    bench.poll()
    bench.serve("faro", Response(body=dated(9, 8, 7)))
    assert bench.later().poll()["faro"].overrun


def test_item_knows_the_poll_in_which_it_was_not_yet_there(bench: Bench) -> None:
    bench.serve("faro", Response(body=numbered(1)))
    bench.poll()
    bench.serve("faro", Response(body=numbered(2, 1)))
    bench.later().poll()
    rows = bench.rows("select guid, absent_at, first_seen_at from items order by guid")
    assert [(row["absent_at"], row["first_seen_at"]) for row in rows] == [(None, NOW), (NOW, NOW + HOUR)]


def test_language_of_the_words_outranks_what_the_feed_states(bench: Bench) -> None:
    body = rss("<language>en-US</language>", item(1, title="Gobierno anuncia nuevas medidas contra inflación"))
    bench.serve("faro", Response(body=body))
    bench.poll()
    assert bench.rows("select language from items") == [{"language": "es"}]


def test_time_in_a_cache_is_taken_off_what_was_watched(bench: Bench) -> None:
    bench.serve("faro", Response(body=numbered(1), headers=(("Age", "600"),)))
    bench.poll()
    (span,) = bench.rows("select started_at from coverage")
    assert span["started_at"] == NOW - timedelta(minutes=10)


def test_robots_txt_that_forbids_is_obeyed_and_on_record(bench: Bench) -> None:
    bench.server.on("/robots.txt", behaviours.robots("User-agent: *", "Disallow: /faro"))
    bench.serve("faro", Response(body=TWO))
    bench.serve("brecha", Response(body=TWO))
    found = bench.poll()
    assert (found["faro"].outcome, found["brecha"].outcome) == (Outcome.ROBOTS, Outcome.OK)
    assert bench.server.requests("/faro") == []
    assert len(bench.server.requests("/robots.txt")) == 1
    (row,) = bench.rows("select body_sha256 from fetches where source = 'robots'")
    assert b"Disallow" in archive.load(bench.paths.archive, row["body_sha256"])


def test_body_is_in_the_archive_before_the_row_that_names_it(bench: Bench) -> None:
    bench.serve("faro", behaviours.encoded(TWO, "br"))
    bench.poll()
    (row,) = bench.rows("select body_sha256, body_bytes from fetches where source = 'feed'")
    assert archive.load(bench.paths.archive, row["body_sha256"]) == TWO
    assert row["body_bytes"] == len(TWO)


def test_bad_entry_is_counted_and_costs_nobody_else(bench: Bench) -> None:
    empty = "<item><category>nada</category></item>"
    bench.serve("faro", Response(body=rss(item(1), empty, item(2))))
    found = bench.poll()["faro"]
    assert (found.entries, found.new_items, found.bad_entries) == (3, 2, 1)


def test_feed_that_was_told_to_wait_is_left_alone_until_then(bench: Bench) -> None:
    bench.serve("faro", behaviours.status(429, ("Retry-After", "7200")))
    bench.poll()
    assert bench.later().poll() == {}
    assert list(bench.later(2 * HOUR).poll()) == ["faro"]


def test_gone_feed_is_never_asked_again(bench: Bench) -> None:
    bench.serve("faro", behaviours.status(410))
    bench.poll()
    assert bench.later(timedelta(days=400)).poll() == {}


def test_round_in_which_nobody_answers_is_our_own_fault(bench: Bench) -> None:
    for name in ("faro", "brecha", "prisma"):
        bench.feeds[name] = "http://127.0.0.1:9/" + name
    assert {result.outcome for result in bench.poll().values()} == {Outcome.CONNECT_ERROR}
    assert {state.failures for state in load_states(bench.database).values()} == {0}


def test_loopback_is_refused_unless_it_is_allowed(bench: Bench) -> None:
    bench.allow_loopback = False
    bench.serve("faro", Response(body=TWO))
    assert bench.poll()["faro"].outcome == Outcome.REFUSED_ADDRESS
    assert bench.server.visits() == []


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"outlets": frozenset({"faro"})}, {"faro"}),
        ({"kinds": frozenset({"regional"})}, {"faro", "brecha"}),
        ({"kinds": frozenset({"wire"})}, set()),
        ({"max_age": timedelta(minutes=59)}, {"faro", "brecha"}),
        ({"max_age": timedelta(hours=2)}, set()),
        ({"due": True}, {"faro", "brecha"}),
    ],
    ids=["outlet", "kind", "other kind", "older than", "younger than", "due"],
)
def test_only_the_wanted_feeds_are_polled(bench: Bench, wanted: dict[str, Any], expected: set[str]) -> None:
    bench.serve("faro", Response(body=TWO))
    bench.serve("brecha", Response(body=TWO))
    bench.poll()
    assert set(bench.later().poll(**wanted)) == expected


def test_feed_due_later_is_polled_when_nobody_may_wait_longer(bench: Bench) -> None:
    bench.serve("faro", Response(body=TWO))
    bench.poll()
    bench.later(timedelta(minutes=3))
    assert bench.poll(due=True) == {}
    assert set(bench.poll(due=True, longest=timedelta(minutes=2))) == {"faro"}


def test_stopping_writes_what_is_done_and_drops_the_rest(bench: Bench) -> None:
    bench.serve("faro", Response(body=TWO))
    bench.serve("brecha", behaviours.slow(TWO, delay_s=1.5))
    stop = Event()
    context = CollectContext(paths=bench.paths, clock=lambda: NOW, limits=Limits(), allow_loopback=True, stop=stop,
                             report=lambda _result: stop.set())  # fmt: skip
    choice = choose(bench.registry(), {}, Wanted(), now=NOW)
    with Collector(context) as collector:
        results = collector.poll(bench.database, choice.targets)
    assert [result.outlet_id for result in results] == ["faro"]
    assert bench.rows("select count(*) as n from fetches where source = 'feed'") == [{"n": 1}]
