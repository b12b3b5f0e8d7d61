import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.ingest.answers import Request, Response
from tests.ingest.looking import Look, look
from tests.ingest.webserver import WebServer

pytestmark = pytest.mark.slow

FEED = "https://faro.example/rss"
FIELDS = ["timestamp", "original", "mimetype", "statuscode", "digest"]


def feed(*items: tuple[int, str]) -> bytes:
    entries = "".join(
        f"<item><title>Nota inventada {n}</title><link>https://faro.example/{n}</link>{f'<pubDate>{when}</pubDate>' if when else ''}</item>"
        for n, when in items
    )
    return f"<rss version='2.0'><channel><title>Faro</title>{entries}</channel></rss>".encode()


def capture(stamp: str, digest: str, *, original: str = FEED) -> list[str]:
    return [stamp, original, "application/rss+xml", "200", digest]


def archive(
    server: WebServer, folder: Path, rows: list[list[str]], bodies: dict[str, bytes], **more: tuple[str, ...]
) -> Look:
    server.on("/cdx/search/cdx", Response(body=json.dumps([FIELDS, *rows]).encode()))
    for stamp, body in bodies.items():
        server.on(f"/web/{stamp}id_/{FEED}", Response(body=body))
    return look(folder, "wayback", feeds={"faro": FEED}, endpoint=server.url(""), **more)


def test_capture_is_an_upper_bound_beside_the_time_that_the_feed_stated(server: WebServer, tmp_path: Path) -> None:
    body = feed((1, "Wed, 10 Apr 2024 08:00:00 -0600"), (2, ""))
    found = archive(server, tmp_path, [capture("20240410160000", "AAA")], {"20240410160000": body})
    report = found.run()
    assert (report.requests, report.new_items) == (2, 2)
    rows = found.rows(
        "select i.url, meaning, earliest, latest from time_readings r join items i using (item_id) order by all"
    )
    assert [(row["url"], row["meaning"], row["latest"].isoformat()) for row in rows] == [
        ("https://faro.example/1", "out_by", "2024-04-10T16:00:00+00:00"),
        ("https://faro.example/1", "stated", "2024-04-10T14:00:00+00:00"),
        ("https://faro.example/2", "out_by", "2024-04-10T16:00:00+00:00"),
    ]
    assert {row["earliest"] for row in rows if row["meaning"] == "out_by"} == {None}


def test_same_body_is_asked_for_once_as_it_was_first_captured(server: WebServer, tmp_path: Path) -> None:
    rows = [capture("20240410160000", "AAA"), capture("20240411160000", "BBB"), capture("20240412160000", "AAA")]
    body = feed((1, ""))
    found = archive(server, tmp_path, rows, dict.fromkeys(("20240410160000", "20240411160000"), body))
    assert found.run().requests == 3
    assert not server.visits(f"/web/20240412160000id_/{FEED}")
    assert found.run().requests == 0


def test_index_of_many_pages_is_followed_by_its_key(server: WebServer, tmp_path: Path) -> None:
    found = archive(server, tmp_path, [], {"20240410160000": feed((1, "")), "20240411160000": feed((2, ""))})

    def answer(request: Request) -> Response:
        resumed = "resumeKey" in parse_qs(urlsplit(request.path).query)
        rows = [capture("20240411160000", "BBB")] if resumed else [capture("20240410160000", "AAA"), [], ["key 1"]]
        return Response(body=json.dumps([FIELDS, *rows]).encode())

    server.on("/cdx/search/cdx", answer)
    assert found.run().new_items == 2


def test_period_and_address_are_asked_of_the_index_in_its_words(server: WebServer, tmp_path: Path) -> None:
    archive(server, tmp_path, [], {}).run()
    asked = parse_qs(urlsplit(server.requests()[-1].path).query)
    assert (asked["url"], asked["from"], asked["to"]) == ([FEED], ["20240408000000"], ["20240414235959"])
    assert (asked["output"], asked["collapse"], asked["filter"]) == (["json"], ["digest"], ["statuscode:200"])


def test_copy_that_the_service_leads_to_instead_counts_with_its_own_time(server: WebServer, tmp_path: Path) -> None:
    found = archive(server, tmp_path, [capture("20240410160000", "AAA")], {"20240412080000": feed((1, ""))})
    there = server.url(f"/web/20240412080000id_/{FEED}")
    server.on(f"/web/20240410160000id_/{FEED}", Response(status=302, headers=(("Location", there),)))
    found.run()
    (row,) = found.rows("select latest from time_readings")
    assert row["latest"].isoformat() == "2024-04-12T08:00:00+00:00"


def test_section_page_gives_headlines_of_the_outlet_bounded_by_the_capture(server: WebServer, tmp_path: Path) -> None:
    page = "https://faro.example/mundo"
    body = (
        b"<html><body><a href='/nota-3'>Un titular inventado de largo bastante</a><a href='/x'>Leer</a>"
        b"<a href='https://otro.example/y'>Un titular de otro medio, largo tambien</a></body></html>"
    )
    found = archive(server, tmp_path, [], {}, names=(page,))

    def answer(request: Request) -> Response:
        asked = parse_qs(urlsplit(request.path).query)["url"]
        rows = [capture("20240410160000", "CCC", original=page)] if asked == [page] else []
        return Response(body=json.dumps([FIELDS, *rows]).encode())

    server.on("/cdx/search/cdx", answer)
    server.on(f"/web/20240410160000id_/{page}", Response(body=body, headers=(("Content-Type", "text/html"),)))
    found.run()
    assert found.rows("select url, title from items") == [
        {"url": "https://faro.example/nota-3", "title": "Un titular inventado de largo bastante"}
    ]


def test_server_that_asks_for_a_rest_gets_it_and_is_asked_again(server: WebServer, tmp_path: Path) -> None:
    found = archive(server, tmp_path, [], {})
    answers = iter(
        [Response(status=429, headers=(("Retry-After", "1"),)), Response(body=json.dumps([FIELDS]).encode())]
    )
    server.on("/cdx/search/cdx", lambda _request: next(answers))
    assert found.run().outcomes == {"ok": 1}
    first, second = [visit for visit in server.visits() if "cdx" in visit.request.path]
    assert second.arrived_at - first.arrived_at > 0.9


def test_long_rest_ends_the_call_and_the_next_one_does_not_ask_before(server: WebServer, tmp_path: Path) -> None:
    found = archive(server, tmp_path, [], {})
    server.on("/cdx/search/cdx", Response(status=429, headers=(("Retry-After", "3600"),)))
    for asked in (1, 0):
        report = found.run()
        assert (report.requests, report.waiting) == (asked, 1)
        assert report.again_at is not None


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [(Response(status=503), "unavailable"), (Response(body=b'[["timestamp"'), "broken"),
     (Response(body=b"<html>Error</html>"), "broken"), (Response(body=b"{}"), "broken"), (Response(status=404), "client_error"),
     (Response(body=b"[]" , headers=(("Content-Length", "400"),)), None)],
    ids=["503", "cut JSON", "page", "object", "404", "shorter than stated"],
)  # fmt: skip
def test_answer_that_is_no_index_is_counted(
    server: WebServer, tmp_path: Path, answer: Response, outcome: str | None
) -> None:
    found = archive(server, tmp_path, [], {})
    server.on("/cdx/search/cdx", answer)
    outcomes = found.run().outcomes
    assert sum(outcomes.values()) == 1
    assert "ok" not in outcomes
    assert outcome is None or outcomes == {outcome: 1}


def test_bad_rows_of_the_index_cost_only_themselves(server: WebServer, tmp_path: Path) -> None:
    rows = [["x"], capture("2024", "AAA"), capture("20240410160000", "AAA"), capture("20249999999999", "DDD")]
    found = archive(server, tmp_path, rows, {"20240410160000": feed((1, ""))})
    report = found.run()
    assert (report.new_items, report.bad) == (1, 3)


def test_requests_can_be_bounded_and_the_next_call_goes_on(server: WebServer, tmp_path: Path) -> None:
    rows = [capture(f"202404101600{n:02}", f"D{n}") for n in range(5)]
    found = archive(server, tmp_path, rows, {f"202404101600{n:02}": feed((n, "")) for n in range(5)})
    assert [found.run(max_requests=2).requests for _ in range(4)] == [2, 2, 2, 0]
    assert found.rows("select count(*) as n from items") == [{"n": 5}]


def test_robots_txt_is_heeded_as_for_feeds(server: WebServer, tmp_path: Path) -> None:
    found = archive(server, tmp_path, [capture("20240410160000", "AAA")], {"20240410160000": feed((1, ""))})
    server.on("/robots.txt", Response(body=b"User-agent: *\nDisallow: /web/"))
    assert found.run().outcomes == {"ok": 1, "robots": 1}


def test_dry_run_asks_nobody_and_keeps_nothing(server: WebServer, tmp_path: Path) -> None:
    found = archive(server, tmp_path, [], {})
    dry = found.dry()
    assert (dry.requests, dry.open_ended, server.visits()) == (1, True, [])
    assert found.rows("select count(*) as n from backfills") == [{"n": 0}]


def test_what_was_looked_up_carries_no_coverage(server: WebServer, tmp_path: Path) -> None:
    found = archive(server, tmp_path, [capture("20240410160000", "AAA")], {"20240410160000": feed((1, ""))})
    found.run()
    assert found.rows("select count(*) as n from coverage") == [{"n": 0}]
