"""The server that the fetcher is tried against is itself tried with other people's clients."""

import socket
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from itertools import pairwise
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.ingest import behaviours
from tests.ingest.answers import Response
from tests.ingest.certificates import Certificate, client_tls
from tests.ingest.webserver import WebServer

BODY = b"<rss><channel><title>El Faro</title></channel></rss>"


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as running:
        yield running


def test_server_keeps_a_connection_and_records_each_visit(server: WebServer) -> None:
    url = server.on("/feed", Response(body=BODY))
    with httpx2.Client() as client:
        assert [client.get(url).content for _ in range(3)] == [BODY] * 3
    visits = server.visits("/feed")
    assert server.connections == 1
    assert all(one.left_at is not None and one.left_at <= two.arrived_at for one, two in pairwise(visits))
    assert server.sent_bytes >= 3 * len(BODY)


@pytest.mark.parametrize("http2", [False, True], ids=["http/1.1", "h2"])
def test_server_speaks_what_was_agreed_upon(server: WebServer, http2: bool) -> None:  # noqa: FBT001
    server.on("/large", Response(headers=(("ETag", '"1"'),), body=BODY * 10_000))
    with httpx2.Client(http2=http2, verify=client_tls()) as client:
        answer = client.get(server.tls_url("/large?page=2"))
    assert (answer.http_version, answer.headers["etag"]) == ("HTTP/2" if http2 else "HTTP/1.1", '"1"')
    assert answer.content == BODY * 10_000
    assert server.requests()[0].path == "/large?page=2"


@pytest.mark.parametrize("certificate", [one for one in Certificate if one is not Certificate.GOOD])
def test_no_client_takes_a_bad_certificate(server: WebServer, certificate: Certificate) -> None:
    with httpx2.Client(verify=client_tls()) as client, pytest.raises(httpx2.ConnectError, match="CERTIFICATE_VERIFY"):
        client.get(server.tls_url("/", certificate=certificate))
    assert server.visits() == []


def test_raw_bytes_go_out_to_the_letter(server: WebServer) -> None:
    parts = urlsplit(server.on("/icy", behaviours.icy(b"abc")))
    with socket.create_connection((parts.hostname, parts.port)) as plain:
        plain.sendall(b"GET /icy HTTP/1.1\r\nHost: x\r\n\r\n")
        assert plain.makefile("rb").read() == b"ICY 200 OK\r\nContent-Type: audio/mpeg\r\n\r\nabc"


def test_server_stops_at_once_while_it_drips_and_floods() -> None:
    with WebServer() as server:
        flood = server.on("/flood", behaviours.endless_body())
        server.on("/drip", behaviours.slow_body(every_s=0.01))
        server.on("/mute", behaviours.never_answers())
        parts = urlsplit(flood)
        clients = []
        for path in ("/flood", "/drip", "/mute"):
            client = HTTPConnection(str(parts.hostname), parts.port)
            client.request("GET", path)
            clients.append(client)
        assert clients[0].getresponse().read(1_000_000).startswith(b"<?xml")
        assert clients[1].getresponse().read(3) == b"xxx"
        start = time.monotonic()
    assert time.monotonic() - start < 2
    for client in clients:
        client.close()


def test_bombs_are_small_outside() -> None:
    for bomb in (behaviours.gzip_bomb(), behaviours.brotli_bomb(), behaviours.zstd_bomb()):
        assert isinstance(bomb.body, bytes)
        assert len(bomb.body) < 400_000
