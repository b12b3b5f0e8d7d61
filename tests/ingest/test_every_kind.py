"""What holds for every kind of source that can be looked back into, whatever its service answers."""

from dataclasses import replace
from pathlib import Path

import pytest

from ingest.sources import SOURCES
from store.looked_back import Carrier
from tests.ingest.answers import Request, Response, steps
from tests.ingest.looking import Look, look
from tests.ingest.webserver import WebServer

pytestmark = pytest.mark.slow

PAST = [
    Response(status=429, headers=(("Retry-After", "0"),)),
    Response(headers=(("Content-Length", "500"),), body=steps(b"<html>cut")),
    Response(status=503),
]


def plan(folder: Path, kind: str, server: WebServer) -> Look:
    """Return a plan of one request or few, to the server."""
    names = {
        "telegram": ("canal_inventado",),
        "ccnews": (server.url("/x.warc.gz"),),
        "sitemap": (server.url("/s.xml"),),
    }
    made = look(folder, kind, endpoint=server.url(""), query="Ucrania", names=names.get(kind, ()))
    carrier = Carrier(item_id="a", outlet_id="faro", url=server.url("/nota"), title="Nota", summary=None, guid=None,
                      canonical_url="https://faro.example/nota")  # fmt: skip
    since = made.plan.until.replace(hour=23, minute=50)
    return replace(made, plan=replace(made.plan, since=since, carriers=(carrier,) if kind == "page" else ()))


def everywhere(server: WebServer, answers: list[Response]) -> None:
    """Answer the same at every address: these in their order, the last for good; robots.txt allows all."""
    left = list(answers)

    def answer(request: Request) -> Response:
        if request.path == "/robots.txt":
            return Response(status=404)
        return left.pop(0) if len(left) > 1 else left[0]

    server.otherwise(answer)


@pytest.mark.parametrize("kind", SOURCES)
def test_busy_cut_and_senseless_answers_are_counted_and_end(tmp_path: Path, kind: str) -> None:
    with WebServer() as server:
        everywhere(server, [*PAST, Response(body=b"\x00\xff not what was asked for")])
        made = plan(tmp_path, kind, server)
        dry = made.dry()
        assert dry.requests >= 1
        assert not server.visits()
        first = made.run(max_requests=1)
        assert (first.requests, first.outcomes.get("ok")) == (1, None)
        report = made.run()
        assert made.run().requests == 0
    assert report.waiting == 0
    assert set(report.outcomes) <= {"not_a_feed", "broken", "bad_encoding"}
    assert made.rows("select item_id from item") == []
    tried = {row["outcome"] for row in made.rows("select distinct outcome from retrieval where source <> 'robots'")}
    assert {"rate_limited", "truncated", "unavailable"} <= tried


@pytest.mark.parametrize("kind", SOURCES)
def test_robots_txt_that_asks_to_stay_away_is_heeded(tmp_path: Path, kind: str) -> None:
    with WebServer() as server:
        server.on("/robots.txt", Response(body=b"User-agent: *\nDisallow: /\n"))
        report = plan(tmp_path, kind, server).run()
        assert {visit.request.path for visit in server.visits()} == {"/robots.txt"}
    assert set(report.outcomes) == {"robots"}
