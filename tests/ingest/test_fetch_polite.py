"""How the fetcher treats its hosts: one request at a time, pauses, and what robots.txt asks for."""

import asyncio
import time
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from ingest.fetch import Answer, Client
from ingest.polite import RobotsText
from store.model import Outcome
from tests.ingest import behaviours as serve
from tests.ingest.answers import Answer as Served
from tests.ingest.answers import Response, Visit
from tests.ingest.fetching import DEADLINE_S, QUICK, client, fetch, fetch_all, fetch_together, now, within
from tests.ingest.webserver import WebServer

pytestmark = pytest.mark.slow

BODY = b"<?xml version='1.0'?><rss version='2.0'><channel><title>El Faro</title></channel></rss>"
DELAY_S = 0.1
PATIENT = replace(QUICK, host_delay_s=DELAY_S)


def feeds(server: WebServer, count: int, served: Served | None = None) -> list[str]:
    return [server.on(f"/feed/{number}", served or serve.typed(BODY, serve.RSS)) for number in range(count)]


def pauses(visits: list[Visit]) -> list[float]:
    """Return the seconds between the end of each visit and the beginning of the next."""
    assert all(visit.left_at is not None for visit in visits)
    return [later.arrived_at - (earlier.left_at or 0) for earlier, later in pairwise(visits)]


# --- turns


def test_a_host_is_asked_one_thing_at_a_time_with_a_pause_between(server: WebServer) -> None:
    answers = fetch_together(feeds(server, 4, serve.slow(BODY, delay_s=0.05)), PATIENT)
    assert [one.outcome for one in answers] == [Outcome.OK] * 4
    assert len(server.visits()) == 5
    assert min(pauses(server.visits())) >= DELAY_S * 0.98


def test_hosts_do_not_wait_for_each_other(server: WebServer) -> None:
    urls = feeds(server, 3)
    start = time.monotonic()
    fetch_together([url.replace("127.0.0.1", host) for url in urls for host in ("127.0.0.1", "localhost")], PATIENT)
    assert time.monotonic() - start < 6 * DELAY_S
    assert len(server.visits()) == 8


def test_a_redirect_on_the_same_host_takes_a_turn_of_its_own(server: WebServer) -> None:
    server.on("/new", serve.typed(BODY, serve.RSS))
    assert fetch(server.on("/old", serve.redirect("/new")), limits=PATIENT).body == BODY
    assert min(pauses(server.visits())) >= DELAY_S * 0.98


def test_waiting_for_a_turn_does_not_count_against_the_deadline(server: WebServer) -> None:
    limits = replace(QUICK, host_delay_s=0.3, deadline_s=0.4)
    assert [one.outcome for one in fetch_together(feeds(server, 4), limits)] == [Outcome.OK] * 4


def test_this_machine_needs_no_pauses_when_it_is_allowed(server: WebServer) -> None:
    start = time.monotonic()
    fetch_together(feeds(server, 8, serve.slow(BODY, delay_s=0.2)))
    assert time.monotonic() - start < 1.2


def test_only_so_many_requests_are_in_flight(server: WebServer) -> None:
    fetch_together(feeds(server, 9, serve.slow(BODY, delay_s=0.05)), replace(QUICK, at_once=3))
    visits = server.visits()
    overlaps = [sum(one.arrived_at <= at.arrived_at < (one.left_at or 0) for one in visits) for at in visits]
    assert max(overlaps) == 3


def test_a_request_that_is_cancelled_gives_its_turn_back(server: WebServer) -> None:
    mute = server.on("/mute", serve.never_answers())
    (feed,) = feeds(server, 1)

    async def cancelled(fetcher: Client) -> list[Answer]:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(fetcher.get(mute), DEADLINE_S / 3)
        return [await fetcher.get(feed)]

    (answer,) = within(cancelled, replace(QUICK, at_once=1, host_delay_s=0.0))
    assert answer.body == BODY
    assert len(server.visits("/mute")) == 1


# --- robots.txt


@pytest.mark.parametrize(
    "lines",
    [("User-agent: *", "Disallow: /"), ("User-agent: Rastro", "Disallow: /feed"), ("User-agent: rastro", "Disallow: /*/0$"),
     ("User-agent: *", "Disallow:", "", "User-agent: Rastro", "Disallow: /")],
    ids=["all", "us by name", "pattern", "us alone"],
)  # fmt: skip
def test_a_host_that_asks_us_to_stay_away_is_not_asked(server: WebServer, lines: tuple[str, ...]) -> None:
    (url,) = feeds(server, 1)
    server.on("/robots.txt", serve.robots(*lines))
    answer = fetch(url)
    assert (answer.outcome, answer.status, answer.body) == (Outcome.ROBOTS, None, b"")
    assert [one.path for one in server.requests()] == ["/robots.txt"]


@pytest.mark.parametrize(
    "served",
    [
        serve.robots("User-agent: *", "Disallow: /private"),
        serve.robots("User-agent: *", "Disallow: /", "", "User-agent: Rastro", "Allow: /"),
        serve.robots("User-agent: *", "Disallow: /", "Allow: /feed/"),
        serve.robots(),
        serve.status(404),
        serve.status(403),
        serve.status(410),
        serve.challenge(),
        Response(headers=(("Content-Type", "text/plain"),), body=b"\xff\xfe\x00\x01" * 500),
        serve.redirect("/robots.txt"),
    ],
    ids=["elsewhere", "all but us", "allow is longer", "empty", "404", "403", "410", "a page", "rubbish", "circle"],
)
def test_a_host_that_does_not_forbid_it_is_asked(server: WebServer, served: Served) -> None:
    (url,) = feeds(server, 1)
    server.on("/robots.txt", served)
    assert fetch(url).body == BODY


@pytest.mark.parametrize(
    ("served", "outcome"),
    [
        (serve.status(500), Outcome.UNAVAILABLE),
        (serve.status(503, ("Retry-After", "60")), Outcome.UNAVAILABLE),
        (serve.status(429), Outcome.UNAVAILABLE),
        (serve.never_answers(), Outcome.TIMEOUT),
        (serve.garbage(), Outcome.PROTOCOL_ERROR),
        (serve.shorter_than_said(b"User-agent: *\nAllow: /\n", missing=50), Outcome.TRUNCATED),
        (serve.labelled(b"\x07rubbish", "gzip"), Outcome.BAD_ENCODING),
    ],
    ids=["500", "503", "429", "silence", "garbage", "cut off", "bad encoding"],
)
def test_a_host_whose_robots_txt_cannot_be_read_is_left_alone_for_now(
    server: WebServer, served: Served, outcome: Outcome
) -> None:
    (url,) = feeds(server, 1)
    server.on("/robots.txt", served)
    answer = fetch(url)
    assert answer.outcome is outcome
    assert "robots.txt" in (answer.error or "")
    assert server.visits("/feed/0") == []


def test_robots_txt_is_followed_to_where_it_moved(server: WebServer) -> None:
    (url,) = feeds(server, 1)
    server.on("/robots.txt", serve.redirect("/moved/robots.txt"))
    server.on("/moved/robots.txt", serve.robots("User-agent: *", "Disallow: /feed"))
    assert fetch(url).outcome is Outcome.ROBOTS


@pytest.mark.parametrize("size", [600_000, 1_000_000])
def test_a_large_robots_txt_is_read_to_its_end(server: WebServer, size: int) -> None:
    (url,) = feeds(server, 1)
    server.on("/robots.txt", serve.large_robots(size=size))
    assert fetch(url).outcome is Outcome.ROBOTS


def test_a_robots_txt_above_the_limit_is_heeded_as_far_as_it_was_read(server: WebServer) -> None:
    (url,) = feeds(server, 1)
    forbids = b"User-agent: *\nDisallow: /\n" + b"# relleno\n" * 300_000
    server.on("/robots.txt", Response(body=forbids))
    assert fetch(url).outcome is not Outcome.OK
    assert server.visits("/feed/0") == []


def test_robots_txt_holds_for_the_target_of_a_redirect_too(server: WebServer) -> None:
    server.on("/robots.txt", serve.robots("User-agent: *", "Disallow: /private"))
    server.on("/private/feed", serve.typed(BODY, serve.RSS))
    answer = fetch(server.on("/feed", serve.redirect("/private/feed")))
    assert answer.outcome is Outcome.ROBOTS
    assert server.visits("/private/feed") == []


def test_each_host_is_asked_for_its_own_robots_txt_once(server: WebServer) -> None:
    server.on("/robots.txt", serve.robots("User-agent: *", "Allow: /"))
    urls = feeds(server, 5)
    fetch_together([*urls, *(url.replace("127.0.0.1", "localhost") for url in urls)])
    hosts = [one.header("host") for one in server.requests("/robots.txt")]
    assert len(hosts) == len(set(hosts)) == 2


def test_a_host_whose_robots_txt_does_not_come_is_not_asked_again_for_every_feed(server: WebServer) -> None:
    server.on("/robots.txt", serve.never_answers())
    start = time.monotonic()
    answers = fetch_together(feeds(server, 4))
    assert {one.outcome for one in answers} == {Outcome.TIMEOUT}
    assert len(server.visits("/robots.txt")) == 1
    assert time.monotonic() - start < 2 * DEADLINE_S


def test_a_crawl_delay_slows_us_down(server: WebServer) -> None:
    server.on("/robots.txt", serve.robots("User-agent: *", "Crawl-delay: 0.3"))
    fetch_together(feeds(server, 3), PATIENT)
    visits = [visit for visit in server.visits() if visit.request.path != "/robots.txt"]
    assert min(pauses(visits)) >= 0.29


@pytest.mark.parametrize(("age", "asked"), [(timedelta(hours=1), 0), (timedelta(hours=25), 1)], ids=["fresh", "old"])
def test_a_robots_txt_of_the_last_day_is_not_asked_for_again(server: WebServer, age: timedelta, asked: int) -> None:
    (url,) = feeds(server, 1)
    text = RobotsText(status=200, body=b"User-agent: *\nAllow: /\n", read_at=now() - age)

    async def knowing(_fetcher: Client) -> list[Answer]:
        fetcher = client(known_robots={server.url(""): text})
        try:
            return [await fetcher.get(url)]
        finally:
            await fetcher.close()

    (answer,) = within(knowing)
    assert answer.body == BODY
    assert len(server.visits("/robots.txt")) == asked


def test_every_reading_of_robots_txt_is_kept_for_the_record(server: WebServer) -> None:
    server.on("/robots.txt", serve.robots("User-agent: *", "Allow: /"))
    (url,) = feeds(server, 1)
    kept: list[str] = []

    async def recorded(fetcher: Client) -> list[Answer]:
        await fetcher.get(url)
        kept.extend(asked for asked, _ in fetcher.robots_read)
        return [answer for _, answer in fetcher.robots_read]

    (answer,) = within(recorded)
    assert kept == [server.url("/robots.txt")]
    assert (answer.outcome, answer.body) == (Outcome.OK, b"User-agent: *\nAllow: /")


def test_a_contact_in_any_script_can_be_given(server: WebServer) -> None:
    (url,) = feeds(server, 1)

    async def named(_fetcher: Client) -> list[Answer]:
        fetcher = client(contact="Redacción, redaccion@faro.example")
        try:
            return [await fetcher.get(url)]
        finally:
            await fetcher.close()

    (answer,) = within(named)
    assert answer.outcome is Outcome.OK
    assert "redaccion@faro.example" in (server.requests("/feed/0")[0].header("user-agent") or "")


def test_feeds_in_a_row_keep_their_pause_as_well(server: WebServer) -> None:
    fetch_all(feeds(server, 3), limits=PATIENT)
    assert min(pauses(server.visits())) >= DELAY_S * 0.98
