"""Where the fetcher goes and where it does not: redirects, private networks, proxies, names that lead nowhere."""

from dataclasses import replace

import pytest

from store.errors import ConfigError
from store.model import Outcome
from tests.ingest import behaviours as serve
from tests.ingest.fetching import QUICK, client, fetch, within
from tests.ingest.webserver import WebServer

pytestmark = pytest.mark.slow

BODY = b"<?xml version='1.0'?><rss version='2.0'><channel><title>El Faro</title></channel></rss>"
NOBODY = "http://127.0.0.1:1/feed"


# --- redirects


@pytest.mark.parametrize(("code", "permanent"), [(301, True), (302, False), (303, False), (307, False), (308, True)])
def test_a_redirect_is_followed_and_only_a_permanent_one_is_remembered(
    server: WebServer,
    code: int,
    permanent: bool,  # noqa: FBT001
) -> None:
    moved = server.on("/new", serve.feed(BODY))
    answer = fetch(server.on("/old", serve.redirect(moved, code=code)))
    assert (answer.outcome, answer.status, answer.body, answer.url) == (Outcome.OK, 200, BODY, moved)
    assert answer.permanent_to == (moved if permanent else None)


def test_what_lies_behind_a_temporary_redirect_is_never_remembered(server: WebServer) -> None:
    server.on("/d", serve.feed(BODY))
    server.on("/c", serve.redirect("/d", code=301))
    server.on("/b", serve.redirect("/c", code=302))
    answer = fetch(server.on("/a", serve.redirect("/b", code=308)))
    assert (answer.url, answer.permanent_to) == (server.url("/d"), server.url("/b"))


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("new", "/deep/new"),
        ("../new", "/new"),
        ("/new", "/new"),
        ("?page=2", "/deep/old?page=2"),
        ("/new feed.xml", "/new%20feed.xml"),
        ("/sección/año.xml", "/secci%C3%B3n/a%C3%B1o.xml"),
        ("/sección?q=niño", "/secci%C3%B3n?q=ni%C3%B1o"),
        ("/ya%20hecho?a=%C3%B1", "/ya%20hecho?a=%C3%B1"),
        ("/new#abajo", "/new"),
        ("  /new  ", "/new"),
    ],
)
def test_a_location_is_read_as_browsers_read_it(server: WebServer, location: str, path: str) -> None:
    server.on(path, serve.feed(BODY))
    answer = fetch(
        server.on(
            "/deep/old", lambda request: serve.feed(BODY)(request) if "?" in request.path else serve.redirect(location)
        )
    )
    assert (answer.outcome, answer.body, answer.url) == (Outcome.OK, BODY, server.url(path))


def test_a_redirect_to_another_host_is_asked_there_under_its_own_name(server: WebServer) -> None:
    server.on("/new", serve.feed(BODY))
    other = server.url("/new", host="localhost")
    answer = fetch(server.on("/old", serve.redirect(other)))
    assert (answer.body, answer.url) == (BODY, other)
    assert server.requests("/new")[0].header("host") == other.split("/")[2]


def test_a_password_in_a_location_is_not_sent(server: WebServer) -> None:
    server.on("/new", serve.feed(BODY))
    fetch(server.on("/old", serve.redirect(server.url("/new").replace("http://", "http://ana:secreto@"))))
    assert "secreto" not in str(server.requests())
    assert server.requests("/new")[0].header("authorization") is None


@pytest.mark.parametrize(
    "location",
    [None, "", "file:///etc/passwd", "ftp://faro.example/feed", "gopher://127.0.0.1:25/", "javascript:alert(1)",
     "http://", "http://[::1", "http://127.0.0.1:99999/", "http://:80/", "data:text/xml,<rss/>"],
    ids=str,
)  # fmt: skip
def test_a_redirect_to_no_web_address_is_an_outcome(server: WebServer, location: str | None) -> None:
    answer = fetch(server.on("/old", serve.redirect(location)))
    assert (answer.outcome, answer.status, answer.body) == (Outcome.REDIRECT_ERROR, 301, b"")
    assert answer.error


def test_redirects_in_a_circle_end(server: WebServer) -> None:
    server.on("/b", serve.redirect("/a"))
    answer = fetch(server.on("/a", serve.redirect("/b")))
    assert answer.outcome is Outcome.REDIRECT_ERROR
    assert len(server.requests("/a")) == 1


def test_a_chain_of_redirects_is_followed_up_to_the_limit(server: WebServer) -> None:
    for number in range(30):
        server.on(f"/{number}", serve.redirect(f"/{number + 1}"))
    server.on("/30", serve.feed(BODY))
    assert fetch(server.url("/20")).body == BODY
    assert fetch(server.url("/19")).outcome is Outcome.REDIRECT_ERROR
    assert fetch(server.url("/0")).outcome is Outcome.REDIRECT_ERROR


# --- private networks


PRIVATE = [
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
    "http://192.168.1.1/",
    "http://172.16.0.1/",
    "http://100.64.0.1/",
    "http://0.0.0.0/",
    "http://167772161/",  # 10.0.0.1 as one number
    "http://0x0a000001/",
    "http://012.0.0.1/",
    "http://10.1/",
    "http://[fd00::1]/",
    "http://[fe80::1]/",
    "http://[::]/",
    "http://[::ffff:10.0.0.1]/",
    "http://[64:ff9b::a00:1]/",
    "http://[2002:a00:1::]/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
]


@pytest.mark.parametrize("url", PRIVATE)
def test_a_private_address_is_refused(url: str) -> None:
    answer = fetch(url)
    assert (answer.outcome, answer.status, answer.body) == (Outcome.REFUSED_ADDRESS, None, b"")


@pytest.mark.parametrize("url", PRIVATE)
def test_a_redirect_into_a_private_network_is_refused(server: WebServer, url: str) -> None:
    answer = fetch(server.on("/old", serve.redirect(url)))
    assert (answer.outcome, answer.body) == (Outcome.REFUSED_ADDRESS, b"")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "127.1", "[::ffff:127.0.0.1]"])
def test_this_machine_is_refused_unless_it_is_allowed(server: WebServer, host: str) -> None:
    server.on("/feed", serve.feed(BODY))

    async def strict(_fetcher: object) -> list:
        fetcher = client(allow_loopback=False)
        try:
            return [await fetcher.get(server.url("/feed", host=host))]
        finally:
            await fetcher.close()

    (answer,) = within(strict)
    assert (answer.outcome, answer.body) == (Outcome.REFUSED_ADDRESS, b"")
    assert server.visits() == []


# --- nobody there


def test_a_port_where_nobody_listens_is_an_outcome() -> None:
    answer = fetch(NOBODY)
    assert (answer.outcome, answer.status) == (Outcome.CONNECT_ERROR, None)


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "faro..example"], ids=["label too long", "empty label"])
def test_a_name_that_leads_nowhere_is_an_outcome(host: str) -> None:
    assert fetch(f"http://{host}/feed").outcome is Outcome.DNS_ERROR


# --- proxies


@pytest.fixture
def proxy(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> WebServer:
    monkeypatch.setenv("http_proxy", server.url(""))
    monkeypatch.delenv("no_proxy", raising=False)
    return server


def test_a_proxy_of_the_environment_is_asked_for_the_whole_address(proxy: WebServer) -> None:
    proxy.on(NOBODY, serve.feed(BODY))
    assert fetch(NOBODY).body == BODY
    assert [one.path for one in proxy.requests()] == ["http://127.0.0.1:1/robots.txt", NOBODY]


def test_a_name_that_only_the_proxy_knows_is_left_to_it(proxy: WebServer) -> None:
    url = f"http://{'a' * 64}.example/feed"
    proxy.on(url, serve.feed(BODY))
    assert fetch(url, limits=replace(QUICK, host_delay_s=0.0)).body == BODY


def test_a_host_named_in_no_proxy_is_asked_directly(proxy: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert fetch(NOBODY).outcome is Outcome.CONNECT_ERROR
    assert proxy.visits() == []


@pytest.mark.parametrize("url", ["http://10.0.0.1/", "http://169.254.169.254/"])
def test_a_proxy_does_not_lead_into_a_private_network(proxy: WebServer, url: str) -> None:
    assert fetch(url).outcome is Outcome.REFUSED_ADDRESS
    assert proxy.visits() == []


def test_a_proxy_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "socks5://127.0.0.1:9")
    with pytest.raises(ConfigError, match="http_proxy"):
        fetch(NOBODY)
