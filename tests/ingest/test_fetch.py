"""The fetcher against a server that misbehaves: real sockets, one fact a test."""

import gc
import gzip
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ingest.fetch import Validators
from store.model import Outcome
from tests.ingest import behaviours as serve
from tests.ingest.answers import Answer as Served
from tests.ingest.answers import Raw, Response, raw
from tests.ingest.certificates import Certificate
from tests.ingest.feeds import rss, stories
from tests.ingest.fetching import DEADLINE_S, QUICK, fetch, fetch_all, fetch_together
from tests.ingest.webserver import WebServer

pytestmark = pytest.mark.slow

DAY = datetime(2026, 11, 20, tzinfo=UTC)
BODY = rss(stories(12, seed=7, until=DAY))
OTHER = rss(stories(13, seed=8, until=DAY))
LIMIT = QUICK.body_bytes


# --- what is asked, and what is kept of the answer


def test_a_feed_arrives_whole_with_its_headers_to_the_letter(server: WebServer) -> None:
    answer = fetch(server.on("/feed", serve.feed(BODY, etag='"abc"')))
    assert (answer.outcome, answer.status, answer.body) == (Outcome.OK, 200, BODY)
    assert answer.received_bytes == len(BODY)
    assert answer.headers == (("Content-Type", serve.RSS), ("ETag", '"abc"'), ("Content-Length", str(len(BODY))))
    assert answer.error is None
    assert answer.started_at < answer.finished_at


def test_the_request_names_us_and_a_contact_and_what_we_read(server: WebServer) -> None:
    fetch(server.on("/feed", serve.feed(BODY)))
    (request,) = server.requests("/feed")
    assert request.header("user-agent") == "Rastro/0.1 (news research; redaccion@faro.example)"
    assert request.header("accept-encoding") == "gzip, br, zstd"
    assert "rss" in (request.header("accept") or "")


def test_a_cookie_is_never_sent_back(server: WebServer) -> None:
    url = server.on("/feed", serve.sets_cookie(BODY))
    fetch_all([url, url])
    assert [one.header("cookie") for one in server.requests("/feed")] == [None, None]


@pytest.mark.parametrize(
    "kind", ["text/html", "application/octet-stream", "text/xml; charset=latin-1", "image/png", None]
)
def test_a_wrong_content_type_or_charset_changes_nothing(server: WebServer, kind: str | None) -> None:
    answer = fetch(server.on("/feed", serve.typed(BODY, kind)))
    assert (answer.outcome, answer.body, answer.header("content-type")) == (Outcome.OK, BODY, kind)


def test_a_connection_is_used_again(server: WebServer) -> None:
    url = server.on("/feed", serve.feed(BODY))
    fetch_all([url] * 5)
    assert server.connections == 1


# --- conditional requests


@pytest.mark.parametrize(
    "etag",
    ['"abc"', 'W/"abc"', "abc", '"a b"', '"a,b"', "'abc'", '""', '"\\"', 'W/"x" ; q', '"ñandú"'],
    ids=["strong", "weak", "unquoted", "blank", "comma", "single quotes", "empty", "backslash", "rubbish", "utf-8"],
)
def test_an_etag_goes_back_to_the_letter(server: WebServer, etag: str) -> None:
    url = server.on("/feed", serve.feed(BODY, etag=etag))
    first = fetch(url)
    again = fetch(url, Validators(etag=first.header("etag")))
    # A server reads headers as bytes: seen as Latin-1 on both sides, they are the same.
    assert (server.requests("/feed")[1].header("if-none-match") or "").encode("latin-1") == etag.encode()
    assert first.outcome is Outcome.OK
    assert again.headers[0][0] == "ETag"


@pytest.mark.parametrize("stamp", ["Fri, 20 Nov 2026 10:00:00 GMT", "2026-11-20 10:00", "ayer", "0"])
def test_a_last_modified_goes_back_to_the_letter(server: WebServer, stamp: str) -> None:
    url = server.on("/feed", serve.feed(BODY, last_modified=stamp))
    first = fetch(url)
    again = fetch(url, Validators(last_modified=first.header("last-modified")))
    assert server.requests("/feed")[1].header("if-modified-since") == stamp
    assert (again.outcome, again.status, again.body, again.error) == (Outcome.NOT_MODIFIED, 304, b"", None)


def test_both_validators_are_sent_when_both_are_known(server: WebServer) -> None:
    fetch(server.on("/feed", serve.feed(BODY)), Validators(etag='"e"', last_modified="Fri, 20 Nov 2026 10:00:00 GMT"))
    (request,) = server.requests("/feed")
    assert request.header("if-none-match") == '"e"'
    assert request.header("if-modified-since") == "Fri, 20 Nov 2026 10:00:00 GMT"


def test_a_first_request_is_unconditional(server: WebServer) -> None:
    fetch(server.on("/feed", serve.feed(BODY, etag='"abc"')))
    (request,) = server.requests("/feed")
    assert (request.header("if-none-match"), request.header("if-modified-since")) == (None, None)


def test_a_server_that_says_304_to_a_changed_feed_gives_the_change_to_a_plain_request(server: WebServer) -> None:
    url = server.on("/feed", serve.always_not_modified(BODY, OTHER))
    fetch(url)
    assert fetch(url, Validators(etag='"fixed"')).outcome is Outcome.NOT_MODIFIED
    assert fetch(url).body == OTHER


# --- encodings


@pytest.mark.parametrize(
    "encodings",
    [("gzip",), ("br",), ("zstd",), ("deflate",), ("deflate-raw",), ("identity",), ("gzip", "br"), ("gzip", "gzip"),
     ("deflate", "zstd", "gzip")],
    ids="+".join,
)  # fmt: skip
def test_an_encoded_feed_is_decoded(server: WebServer, encodings: tuple[str, ...]) -> None:
    answer = fetch(server.on("/feed", serve.encoded(BODY, *encodings)))
    assert (answer.outcome, answer.body) == (Outcome.OK, BODY)
    assert encodings == ("identity",) or answer.received_bytes < len(BODY)


@pytest.mark.parametrize("name", ["x-gzip", "GZIP", " gzip ", "gzip,identity"])
def test_names_of_encodings_are_read_generously(server: WebServer, name: str) -> None:
    assert fetch(server.on("/feed", serve.labelled(gzip.compress(BODY), name))).body == BODY


@pytest.mark.parametrize(
    "body",
    [BODY, b"\xef\xbb\xbf" + BODY, b"<!-- cache -->" + BODY[39:], b'{"version": "https://jsonfeed.org/version/1.1"}',
     b"<rss><channel/></rss>", b"<rdf:RDF xmlns:rdf='r'/>"],
    ids=["xml", "byte order mark", "comment first", "json", "bare rss", "rdf"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["gzip", "br", "utf-8"])
def test_a_plain_feed_that_claims_to_be_encoded_is_taken_as_it_is(server: WebServer, body: bytes, name: str) -> None:
    answer = fetch(server.on("/feed", serve.labelled(body, name)))
    assert (answer.outcome, answer.body) == (Outcome.OK, body)


def test_an_unknown_encoding_is_said_to_be_one(server: WebServer) -> None:
    answer = fetch(server.on("/feed", serve.labelled(b"\x1f\x9d\x90abc", "compress")))
    assert (answer.outcome, answer.body) == (Outcome.BAD_ENCODING, b"")
    assert "'compress'" in (answer.error or "")


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_bytes_that_are_not_what_the_encoding_says_are_no_feed(server: WebServer, name: str) -> None:
    answer = fetch(server.on("/feed", serve.labelled(b"\x07\x01\x02\x03" * 100, name)))
    assert (answer.outcome in {Outcome.BAD_ENCODING, Outcome.TRUNCATED}, answer.body) == (True, b"")


@pytest.mark.parametrize("name", ["gzip", "br", "zstd", "deflate", "deflate-raw"])
def test_half_of_an_encoded_body_is_never_taken_for_the_whole(server: WebServer, name: str) -> None:
    whole = serve.encoded(BODY, name)
    assert isinstance(whole.body, bytes)
    for kept in (len(whole.body) // 2, len(whole.body) - 1):
        answer = fetch(server.on("/feed", replace(whole, body=whole.body[:kept])))
        assert (answer.outcome, answer.body) == (Outcome.TRUNCATED, b"")


def test_gzip_members_add_up_and_rubbish_behind_them_is_ignored(server: WebServer) -> None:
    half = len(BODY) // 2
    packed = gzip.compress(BODY[:half]) + gzip.compress(BODY[half:]) + b"\0\0\0"
    assert fetch(server.on("/feed", serve.labelled(packed, "gzip"))).body == BODY


@pytest.mark.parametrize("bomb", [serve.gzip_bomb, serve.brotli_bomb, serve.zstd_bomb], ids=["gzip", "brotli", "zstd"])
def test_a_bomb_is_stopped_before_it_fills_the_memory(server: WebServer, bomb: Callable[[], Response]) -> None:
    url = server.on("/feed", bomb())
    tracemalloc.start()
    answer = fetch(url)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (answer.outcome, answer.body) == (Outcome.TOO_LARGE, b"")
    assert peak < 50_000_000


# --- framing


@pytest.mark.parametrize(
    ("size", "outcome"), [(LIMIT, Outcome.OK), (LIMIT + 1, Outcome.TOO_LARGE)], ids=["at", "above"]
)
@pytest.mark.parametrize("encoding", ["identity", "gzip", "br", "zstd"])
def test_the_limit_is_exact(server: WebServer, size: int, outcome: Outcome, encoding: str) -> None:
    assert fetch(server.on("/feed", serve.encoded(b" " * size, encoding))).outcome is outcome


@pytest.mark.parametrize(
    ("served", "outcome"),
    [
        (serve.shorter_than_said(BODY, missing=10), Outcome.TRUNCATED),
        (serve.no_last_chunk(BODY), Outcome.TRUNCATED),
        (serve.bad_chunk(BODY), Outcome.TRUNCATED),
        (serve.closes_after_headers(), Outcome.TRUNCATED),
        (serve.cut_midway(BODY), Outcome.TRUNCATED),
        (serve.two_lengths(BODY, other=50), Outcome.PROTOCOL_ERROR),
        (serve.garbage(), Outcome.PROTOCOL_ERROR),
        (serve.icy(BODY), Outcome.PROTOCOL_ERROR),
        (serve.closes_at_once(), Outcome.PROTOCOL_ERROR),
        (serve.resets_at_once(), Outcome.CONNECT_ERROR),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Le"), Outcome.PROTOCOL_ERROR),
    ],
    ids=["content-length too long", "no last chunk", "bad chunk", "closed after headers", "reset midway",
         "two lengths", "garbage", "icy", "closed at once", "reset at once", "closed in the headers"],
)  # fmt: skip
def test_a_broken_answer_is_an_outcome_and_never_a_feed(server: WebServer, served: Served, outcome: Outcome) -> None:
    answer = fetch(server.on("/feed", served))
    assert (answer.outcome, answer.body) == (outcome, b"")
    assert answer.error


@pytest.mark.parametrize(
    "served",
    [
        serve.chunked(BODY[:100], BODY[100:]),
        serve.until_closed(BODY),
        serve.after_interim(BODY, serve.CONTINUE),
        serve.after_interim(BODY, serve.EARLY_HINTS, serve.EARLY_HINTS),
        serve.one_long_header(BODY, size=40_000),
        serve.many_headers(BODY, count=1000),
    ],
    ids=["chunked", "http/1.0", "100 continue", "early hints", "40 kB of headers", "1,000 headers"],
)
def test_an_odd_but_whole_answer_is_a_feed(server: WebServer, served: Served) -> None:
    answer = fetch(server.on("/feed", served))
    assert (answer.outcome, answer.body) == (Outcome.OK, BODY)


def test_what_comes_behind_content_length_is_not_taken_for_the_next_answer(server: WebServer) -> None:
    urls = [
        server.on("/long", serve.longer_than_said(BODY + OTHER, said=len(BODY))),
        server.on("/other", serve.feed(OTHER)),
    ]
    assert [one.body for one in fetch_all(urls)] == [BODY, OTHER]


def test_a_connection_that_the_server_has_let_go_is_replaced_by_another(server: WebServer) -> None:
    served: set[int] = set()

    def once_per_connection(request: serve.Request) -> Served:
        # As a server whose keep-alive ends just when the next request is on its way.
        if request.connection in served:
            return serve.closes_at_once()
        served.add(request.connection)
        return serve.typed(BODY, serve.RSS)

    url = server.on("/feed", once_per_connection)
    fetched = fetch_all([url, url, url])
    assert [one.outcome for one in fetched] == [Outcome.OK] * 3


def test_headers_without_end_are_stopped(server: WebServer) -> None:
    answer = fetch(server.on("/feed", raw(b"HTTP/1.1 200 OK\r\n", *([b"X-A: " + b"x" * 10_000 + b"\r\n"] * 100))))
    assert answer.outcome is Outcome.PROTOCOL_ERROR


# --- time


@pytest.mark.parametrize(
    ("served", "outcome"),
    [
        (serve.slow_headers(every_s=0.05), Outcome.TIMEOUT),
        (serve.slow_body(every_s=0.05), Outcome.TIMEOUT),
        (serve.never_answers(), Outcome.TIMEOUT),
        (serve.slow(BODY, delay_s=30), Outcome.TIMEOUT),
        (serve.endless_body(), Outcome.TOO_LARGE),
    ],
    ids=["headers drip", "body drips", "silence", "slow", "flood"],
)
def test_no_server_holds_us_longer_than_the_deadline(
    server: WebServer, served: Raw | Response, outcome: Outcome
) -> None:
    url = server.on("/feed", served)
    start = time.monotonic()
    answer = fetch(url)
    assert (answer.outcome, answer.body) == (outcome, b"")
    assert time.monotonic() - start < DEADLINE_S + 0.4


def test_redirects_do_not_renew_the_deadline(server: WebServer) -> None:
    for number in range(6):
        server.on(f"/{number}", replace(serve.redirect(f"/{number + 1}"), delay_s=0.25))
    start = time.monotonic()
    assert fetch(server.url("/0")).outcome is Outcome.TIMEOUT
    assert time.monotonic() - start < DEADLINE_S + 0.4


def test_requests_that_timed_out_leave_no_hole_in_the_pool(server: WebServer) -> None:
    mute, feed = server.on("/mute", serve.never_answers()), server.on("/feed", serve.feed(BODY))
    limits = replace(QUICK, at_once=2, deadline_s=0.1)
    assert [one.outcome for one in fetch_all([mute] * 5 + [feed], limits=limits)] == [Outcome.TIMEOUT] * 5 + [
        Outcome.OK
    ]


# --- statuses


@pytest.mark.parametrize(
    ("code", "outcome"),
    [(204, Outcome.OK), (401, Outcome.CLIENT_ERROR), (403, Outcome.CLIENT_ERROR), (404, Outcome.CLIENT_ERROR),
     (410, Outcome.GONE), (418, Outcome.CLIENT_ERROR), (429, Outcome.RATE_LIMITED), (500, Outcome.SERVER_ERROR),
     (502, Outcome.SERVER_ERROR), (503, Outcome.UNAVAILABLE), (520, Outcome.SERVER_ERROR)],
)  # fmt: skip
def test_a_status_is_one_outcome(server: WebServer, code: int, outcome: Outcome) -> None:
    answer = fetch(server.on("/feed", serve.status(code)))
    assert (answer.outcome, answer.status) == (outcome, code)
    assert answer.error == (None if outcome is Outcome.OK else f"status {code}")


@pytest.mark.parametrize("code", [429, 503])
@pytest.mark.parametrize("wait", ["120", "Fri, 20 Nov 2026 10:00:00 GMT", "pronto", "31536000", None])
def test_retry_after_is_kept_to_the_letter(server: WebServer, code: int, wait: str | None) -> None:
    served = serve.status(code, ("Retry-After", wait)) if wait else serve.status(code)
    answer = fetch(server.on("/feed", served))
    assert (answer.status, answer.header("retry-after")) == (code, wait)


def test_the_page_of_an_error_is_whole_but_no_feed(server: WebServer) -> None:
    answer = fetch(server.on("/feed", serve.status(404, ("Content-Type", "text/html"), body=b"<html>No hay</html>")))
    assert (answer.outcome, answer.body) == (Outcome.CLIENT_ERROR, b"<html>No hay</html>")


def test_an_empty_200_and_a_challenge_are_left_to_the_reader(server: WebServer) -> None:
    answers = fetch_all([server.on("/empty", Response()), server.on("/challenge", serve.challenge())])
    assert [one.outcome for one in answers] == [Outcome.OK] * 2
    assert answers[0].body == b""
    assert answers[1].body.startswith(b"<!DOCTYPE html>")


# --- TLS and HTTP/2


def test_a_feed_comes_over_http_2(server: WebServer) -> None:
    server.on("/feed", serve.encoded(OTHER, "gzip"))
    answer = fetch(server.tls_url("/feed"))
    assert (answer.outcome, answer.body) == (Outcome.OK, OTHER)
    assert server.requests("/feed")[0].protocol == "h2"


def test_a_feed_comes_over_tls_without_http_2() -> None:
    with WebServer(protocols=("http/1.1",)) as server:
        server.on("/feed", serve.feed(BODY))
        assert fetch(server.tls_url("/feed")).body == BODY
        assert server.requests("/feed")[0].protocol == "http/1.1"


def test_many_feeds_share_one_http_2_connection(server: WebServer) -> None:
    paths = [f"/{number}" for number in range(40)]
    for path in paths:
        server.on(path, serve.feed(OTHER))
    answers = fetch_together([server.tls_url(path) for path in paths])
    assert [one.body for one in answers] == [OTHER] * 40
    assert server.connections == 1


@pytest.mark.parametrize(
    ("served", "outcome"),
    [(serve.cut_midway(BODY), Outcome.TRUNCATED), (serve.endless_body(), Outcome.TOO_LARGE),
     (serve.slow_body(every_s=0.05), Outcome.TIMEOUT), (serve.shorter_than_said(BODY, missing=9), Outcome.TRUNCATED)],
    ids=["reset midway", "flood", "body drips", "content-length too long"],
)  # fmt: skip
def test_a_broken_http_2_stream_is_an_outcome_and_spares_the_others(
    server: WebServer, served: Response, outcome: Outcome
) -> None:
    server.on("/bad", served)
    server.on("/feed", serve.feed(BODY))
    answers = fetch_all([server.tls_url(path) for path in ("/feed", "/bad", "/feed")])
    assert [one.outcome for one in answers] == [Outcome.OK, outcome, Outcome.OK]


@pytest.mark.parametrize(
    "served",
    [raw(b"HTTP/1.1 400 Bad Request\r\n\r\n"), raw(serve.GOODBYE), raw(serve.GOODBYE, 5.0), raw()],
    ids=["http/1.1", "goodbye", "goodbye but open", "closed"],
)
def test_what_is_not_http_2_is_an_outcome_and_the_next_feed_gets_its_own_connection(
    server: WebServer, served: Raw
) -> None:
    server.on("/bad", served)
    server.on("/feed", serve.feed(BODY))
    answers = fetch_all([server.tls_url(path) for path in ("/feed", "/bad", "/feed")])
    assert [one.body for one in answers] == [BODY, b"", BODY]
    assert answers[1].outcome in {Outcome.PROTOCOL_ERROR, Outcome.CONNECT_ERROR}


@pytest.mark.parametrize("certificate", [one for one in Certificate if one is not Certificate.GOOD])
def test_a_bad_certificate_is_an_outcome_and_nothing_is_asked(server: WebServer, certificate: Certificate) -> None:
    answer = fetch(server.tls_url("/feed", certificate=certificate))
    assert answer.outcome is Outcome.TLS_ERROR
    assert server.visits() == []


def test_plain_http_at_a_tls_port_is_an_outcome(server: WebServer) -> None:
    address = server.tls_url("/feed").replace("https:", "http:")
    assert fetch(address).outcome in {Outcome.PROTOCOL_ERROR, Outcome.CONNECT_ERROR}


def test_a_tls_handshake_that_hangs_is_a_timeout_and_leaves_no_socket_open(server: WebServer) -> None:
    # The plain port waits for the end of a request's headers, which a TLS greeting never brings.
    assert fetch(server.url("/feed").replace("http:", "https:")).outcome in {Outcome.TLS_ERROR, Outcome.TIMEOUT}
    gc.collect()  # what was left open is found here, and pytest makes the warning an error
