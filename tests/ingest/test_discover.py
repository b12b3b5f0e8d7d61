import asyncio
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.discover import ADDRESS_LENGTH, MOST, PAGE_BYTES, Found, Page, candidates, common_paths, discover, sitemaps
from ingest.parse import parse_feed
from store.model import Outcome

HOME = "https://gaceta.example/"
RSS = b"<rss version='2.0'><channel><title>Gaceta</title>%s</channel></rss>"
ITEM = b"<item><title>A</title><link>https://gaceta.example/a</link><pubDate>%s</pubDate></item>"


def addresses(html: str, url: str = HOME) -> list[tuple[str, str]]:
    return [(found.why, found.url) for found in candidates(html.encode(), url)]


def asked(pages: dict[str, Page | bytes], url: str = HOME) -> tuple[list[Found], list[str]]:
    """Discover on an invented web of addresses and what they answer; everything else is 404."""
    visited: list[str] = []

    async def get(address: str) -> Page:
        visited.append(address)
        page = pages.get(address, Page(outcome=Outcome.CLIENT_ERROR, url=address, status=404, error="status 404"))
        return page if isinstance(page, Page) else Page(outcome=Outcome.OK, url=address, status=200, body=page)

    return asyncio.run(discover(url, get=get, parse=parse_feed)), visited


# --- what a page names

LINKS = {
    "RSS": ('rel="alternate" type="application/rss+xml" href="/rss"', "https://gaceta.example/rss"),
    "Atom": ('rel="alternate" type="application/atom+xml" href="atom"', "https://gaceta.example/atom"),
    "JSON Feed": ('rel="alternate" type="application/feed+json" href="/f"', "https://gaceta.example/f"),
    "capitals": ('REL="Alternate" TYPE="Application/RSS+XML" HREF="/rss"', "https://gaceta.example/rss"),
    "charset behind the type": ('rel="alternate" type="application/rss+xml; charset=UTF-8" href="/rss"', "https://gaceta.example/rss"),
    "several relations": ('rel="home alternate" type="application/rss+xml" href="/rss"', "https://gaceta.example/rss"),
    "rel feed": ('rel="feed" href="/all"', "https://gaceta.example/all"),
    "XML that looks like a feed": ('rel="alternate" type="text/xml" href="/rss.xml"', "https://gaceta.example/rss.xml"),
    "another host": ('rel="alternate" type="application/rss+xml" href="//feeds.example/x"', "https://feeds.example/x"),
    "feed scheme": ('rel="alternate" type="application/rss+xml" href="feed:https://f.example/x"', "https://f.example/x"),
    "feed scheme without another": ('rel="alternate" type="application/rss+xml" href="feed://f.example/x"', "http://f.example/x"),
    "blanks around it": ('rel="alternate" type="application/rss+xml" href=" /rss&#10;"', "https://gaceta.example/rss"),
    "entities": ('rel="alternate" type="application/rss+xml" href="/?a=1&amp;feed=rss2"', "https://gaceta.example/?a=1&feed=rss2"),
    "fragment": ('rel="alternate" type="application/rss+xml" href="/rss#top"', "https://gaceta.example/rss"),
}  # fmt: skip

NO_LINKS = {
    "a translation": 'rel="alternate" hreflang="en" href="/en/"',
    "a picture book": 'rel="alternate" type="application/json+oembed" href="/feed"',
    "a data interface": 'rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2"',
    "a style": 'rel="alternate stylesheet" type="text/css" href="/rss"',
    "an icon": 'rel="icon" href="/rss.xml"',
    "no address": 'rel="alternate" type="application/rss+xml"',
    "an empty address": 'rel="alternate" type="application/rss+xml" href=" "',
    "a script": 'rel="alternate" type="application/rss+xml" href="javascript:alert(1)"',
    "a file": 'rel="alternate" type="application/rss+xml" href="file:///etc/passwd"',
    "data": 'rel="alternate" type="application/rss+xml" href="data:text/xml,&lt;rss/>"',
    "broken brackets": 'rel="alternate" type="application/rss+xml" href="https://[x/rss"',
    "an endless address": f'rel="alternate" type="application/rss+xml" href="/{"a" * ADDRESS_LENGTH}"',
}


@pytest.mark.parametrize(("attributes", "url"), LINKS.values(), ids=LINKS)
def test_a_link_names_a_feed(attributes: str, url: str) -> None:
    assert addresses(f"<html><head><link {attributes}></head><body>x") == [("link", url)]


@pytest.mark.parametrize("attributes", NO_LINKS.values(), ids=NO_LINKS)
def test_a_link_names_no_feed(attributes: str) -> None:
    assert addresses(f"<html><head><link {attributes}></head><body>x") == []


@pytest.mark.parametrize(
    ("href", "named"),
    [
        ("/rss", True), ("/rss/", True), ("/feed", True), ("/mexico/feed/", True), ("/portada.rss", True),
        ("/feeds/rss.xml", True), ("/news.atom", True), ("/rss/politica.xml", True), ("/?feed=rss2", True),
        ("/arc/outboundfeeds/rss/?outputType=xml", True), ("/x?format=feed", True),
        ("/sitemap-news.xml", True), ("/", False), ("/noticias/", False), ("/feedback", False),
        ("/rss-que-es/nota", False), ("/2024/04/10/rssia-nota", False), ("/foto.xml.jpg", False),
        ("mailto:rss@gaceta.example", False), ("#rss", False), ("https://feedly.example/i/subscription/feed%2Fhttp", False),
    ],
)  # fmt: skip
def test_an_anchor_names_a_feed_if_its_address_looks_like_one(href: str, *, named: bool) -> None:
    assert bool(addresses(f'<body><a href="{href}">x</a>')) == named


def test_links_come_before_anchors_and_comment_feeds_last_and_each_once() -> None:
    page = (
        '<a href="/rss">RSS</a><a href="/b.rss">B</a>'
        '<link rel="alternate" type="application/rss+xml" href="/comments/feed/">'
        '<link rel="alternate" type="application/rss+xml" href="/rss" title=" Gaceta \u202e RSS ">'
    )
    assert [found.url.removeprefix(HOME) for found in candidates(page.encode(), HOME)] == [
        "rss",
        "b.rss",
        "comments/feed/",
    ]
    assert candidates(page.encode(), HOME)[0].title == "Gaceta RSS"


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("https://cdn.example/x/", "https://cdn.example/x/rss"),
        ("/x/", "https://gaceta.example/x/rss"),
        ("javascript:1", "https://gaceta.example/rss"),
    ],
)
def test_a_stated_base_is_heeded_if_it_is_an_address(base: str, url: str) -> None:
    assert addresses(f'<base href="{base}"><a href="rss">x</a>') == [("anchor", url)]


def test_a_hostile_page_is_bounded() -> None:
    many = b"".join(b'<a href="/%d/rss">x</a>' % number for number in range(5_000))
    assert len(candidates(many, HOME)) == MOST
    assert candidates(b" " * PAGE_BYTES + b'<a href="/rss">x</a>', HOME) == []
    assert candidates(b"<div>" * 100_000 + b'<a href="/rss">x</a>', HOME) is not None


@pytest.mark.parametrize("page", [b"", b"   ", b"\0\0", b"<!-- -->", b"%PDF-1.7", b"\xff\xfe", b"plain words"])
def test_what_is_no_page_names_nothing(page: bytes) -> None:
    assert candidates(page, HOME) == []


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail(page: bytes) -> None:
    for found in candidates(page + b'<a href="/rss">' + page, HOME):
        assert found.url.startswith(("http://", "https://"))


def test_common_paths_lie_at_the_root_and_below_a_section() -> None:
    found = [candidate.url for candidate in common_paths("https://gaceta.example/mexico?x=1")]
    assert found[0] == "https://gaceta.example/mexico/feed/"
    assert "https://gaceta.example/rss.xml" in found
    assert len(common_paths(HOME)) == len(found) - 1


def test_robots_names_sitemaps_those_for_news_first_and_only_web_addresses() -> None:
    robots = b"User-agent: *\r\nDisallow: /x\r\nSitemap: https://g.example/map.xml\nSITEMAP:/noticias.xml\nSitemap: ftp://g/x\nsitemap: https://g.example/map.xml"
    assert [found.url for found in sitemaps(robots, "https://g.example/robots.txt")] == [
        "https://g.example/noticias.xml",
        "https://g.example/map.xml",
    ]


# --- what they answer


def test_each_candidate_says_what_it_answered_feeds_first() -> None:
    found, _ = asked({
        HOME: b'<html><head><link rel="alternate" type="application/rss+xml" href="/rss"><body><a href="/old.rss">x</a>',
        f"{HOME}rss": RSS % (ITEM % b"Mon, 23 Nov 2026 06:00:00 -0600" + ITEM % b"Mon, 23 Nov 2026 10:00:00 GMT"),
        f"{HOME}old.rss": RSS % (ITEM % b"Tue, 09 Apr 2024 10:00:00 GMT"),
        f"{HOME}rss.xml": b"<html><title>404</title></html>",
        f"{HOME}feed": b"<rss><channel><item><title>broken",
    })  # fmt: skip
    first, second, *rest = found
    assert (first.asked, first.kind, first.entries, first.title) == (f"{HOME}rss", "rss", 2, "Gaceta")
    assert first.newest == datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert (second.asked, second.why) == (f"{HOME}old.rss", "anchor")
    outcomes = {one.asked.removeprefix(HOME): one for one in rest}
    assert outcomes["rss.xml"].outcome is Outcome.NOT_A_FEED
    assert "titled '404'" in (outcomes["rss.xml"].fault or "")
    assert (outcomes["atom.xml"].outcome, outcomes["atom.xml"].fault) == (Outcome.CLIENT_ERROR, "status 404")


def test_no_address_is_asked_twice() -> None:
    _, visited = asked(
        {HOME: b'<a href="/feed">x</a><a href="/">y</a><a href="/rss">y</a>', f"{HOME}robots.txt": b"Sitemap: /feed"}
    )
    assert len(visited) == len(set(visited))


def test_a_page_that_is_a_feed_itself_is_found() -> None:
    (first, *_), _visited = asked({f"{HOME}x": RSS % (ITEM % b"x")}, f"{HOME}x")
    assert (first.why, first.kind, first.newest) == ("page", "rss", None)


def test_a_feed_behind_two_addresses_is_found_once() -> None:
    body = RSS % (ITEM % b"x")
    one = Page(outcome=Outcome.OK, url=f"{HOME}feed/", body=body)
    found, _ = asked({HOME: b"<p>x", f"{HOME}feed": one, f"{HOME}feed/": one, f"{HOME}rss": one})
    assert [result.asked for result in found if result.kind] == [f"{HOME}feed"]


@pytest.mark.parametrize("filler", [b"\n", b" ", b"\t\n", b"sitemap:\n"], ids=["lines", "blanks", "both", "keys"])
def test_robots_of_nothing_but_filler_costs_no_more_than_its_size(filler: bytes) -> None:
    robots = filler * (PAGE_BYTES // len(filler) - 50) + b"\nSitemap: https://g.example/news.xml"
    assert [found.url for found in sitemaps(robots, "https://g.example/robots.txt")] == ["https://g.example/news.xml"]


def test_sitemaps_that_robots_names_are_asked() -> None:
    sitemap = b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://gaceta.example/a</loc><lastmod>2026-11-23T10:00:00Z</lastmod></url></urlset>'
    found, _ = asked(
        {HOME: b"<p>x", f"{HOME}robots.txt": b"Sitemap: https://gaceta.example/n.xml", f"{HOME}n.xml": sitemap}
    )
    assert (found[0].why, found[0].kind, found[0].newest) == (
        "robots",
        "news_sitemap",
        datetime(2026, 11, 23, 10, tzinfo=UTC),
    )


def test_a_refused_page_is_named_and_common_paths_are_asked_all_the_same() -> None:
    refused = Page(outcome=Outcome.CLIENT_ERROR, url=HOME, status=403, error="status 403")
    found, visited = asked({HOME: refused, f"{HOME}feed": RSS % (ITEM % b"x")})
    assert found[0].asked == f"{HOME}feed"
    assert ("page", "status 403") in [(one.why, one.fault) for one in found]
    assert f"{HOME}rss" in visited


def test_a_host_that_is_not_there_is_asked_once() -> None:
    gone = Page(outcome=Outcome.DNS_ERROR, url=HOME, error="no such host")
    found, visited = asked({HOME: gone})
    assert ([one.outcome for one in found], visited) == ([Outcome.DNS_ERROR], [HOME])


def test_candidates_are_relative_to_where_redirects_led() -> None:
    moved = Page(outcome=Outcome.OK, url="https://new.example/portada", body=b'<a href="/rss">x</a>')
    _, visited = asked({HOME: moved})
    assert "https://new.example/rss" in visited
    assert not [address for address in visited if address.startswith(HOME) and address != HOME]
