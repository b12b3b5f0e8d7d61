import gzip
from pathlib import Path

import pytest

from tests.ingest.answers import Response
from tests.ingest.looking import look
from tests.ingest.webserver import WebServer

pytestmark = pytest.mark.slow

NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://faro.example/nota-1</loc><lastmod>2024-04-12T09:00:00-06:00</lastmod><news:news>
<news:publication><news:name>Faro</news:name><news:language>es</news:language></news:publication>
<news:publication_date>2024-04-10T08:15:00-06:00</news:publication_date>
<news:title>Una nota inventada sobre el puerto</news:title></news:news></url>
<url><loc>https://faro.example/vieja</loc><news:news>
<news:publication_date>2024-03-01T08:15:00-06:00</news:publication_date><news:title>Nota vieja</news:title></news:news></url>
</urlset>"""
PLAIN = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://faro.example/sin-fecha</loc><lastmod>2024-04-11T10:00:00Z</lastmod></url></urlset>"""


def index(*parts: tuple[str, str]) -> bytes:
    listed = "".join(
        f"<sitemap><loc>{url}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</sitemap>" for url, day in parts
    )
    head = '<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return f"{head}{listed}</sitemapindex>".encode()


def test_news_sitemap_gives_the_minute_that_the_outlet_states_with_its_zone(server: WebServer, tmp_path: Path) -> None:
    url = server.on("/news.xml", Response(body=NEWS.encode()))
    found = look(tmp_path, "sitemap", feeds={"faro": url}, feed_kind="news_sitemap")
    report = found.run()
    assert (report.requests, report.new_items, report.outside, report.outcomes) == (1, 1, 1, {"ok": 1})
    (item,) = found.rows("select title, published_raw, published_earliest, came_by, feed_id from items")
    assert item["published_raw"] == "2024-04-10T08:15:00-06:00"
    assert item["published_earliest"].isoformat() == "2024-04-10T14:15:00+00:00"
    assert (item["came_by"], item["feed_id"]) == ("sitemap", None)


def test_lastmod_alone_says_only_that_the_page_was_out_by_then(server: WebServer, tmp_path: Path) -> None:
    url = server.on("/plain.xml", Response(body=PLAIN.encode()))
    found = look(tmp_path, "sitemap", feeds={"faro": url}, feed_kind="archive_sitemap")
    found.run()
    assert found.rows("select published_earliest from items") == [{"published_earliest": None}]
    (reading,) = found.rows("select meaning, earliest, latest from time_readings")
    assert (reading["meaning"], reading["earliest"]) == ("out_by", None)
    assert reading["latest"].isoformat() == "2024-04-11T10:00:00+00:00"


def test_index_leads_to_its_gzipped_parts_and_leaves_other_months_and_publishers_alone(
    server: WebServer, tmp_path: Path
) -> None:
    server.on("/sitemap-2024-04.xml.gz", Response(body=gzip.compress(NEWS.encode())))
    parts = [
        (server.url("/sitemap-2024-04.xml.gz"), ""),
        (server.url("/sitemap-2024-03.xml"), ""),
        (server.url("/unchanged-since.xml"), "2024-01-02"),
        ("https://otro.example/sitemap.xml", ""),
    ]
    url = server.on("/sitemap.xml", Response(body=index(*parts)))
    found = look(tmp_path, "sitemap", feeds={"faro": url}, feed_kind="sitemap_index")
    report = found.run()
    assert (report.requests, report.new_items) == (2, 1)
    assert (report.outside, report.bad) == (3, 1)  # two parts and an old note; another publisher's part


def test_address_with_a_date_is_asked_for_once_a_day_of_the_period(server: WebServer, tmp_path: Path) -> None:
    feeds = {"faro": server.url("/{YYYY-MM-DD}.xml"), "norte": server.url("/n-{YYYYMM}.xml")}
    plan = look(tmp_path, "sitemap", feeds=feeds, feed_kind="archive_sitemap")
    assert plan.dry().requests == 9 + 1
    assert server.visits() == []


@pytest.mark.parametrize(
    ("body", "outcome"),
    [(b"<html><body>Aviso</body></html>", "not_a_feed"), (b"", "not_a_feed"), (b"\x1f\x8b\x08rot", "not_a_feed"),
     (b"<urlset><url><loc></urlset>", "broken")],
    ids=["page", "empty", "bad gzip", "malformed"],
)  # fmt: skip
def test_what_is_no_sitemap_is_counted_and_keeps_its_body(
    server: WebServer, tmp_path: Path, body: bytes, outcome: str
) -> None:
    found = look(
        tmp_path, "sitemap", feeds={"faro": server.on("/s.xml", Response(body=body))}, feed_kind="news_sitemap"
    )
    assert found.run().outcomes == {outcome: 1}
    (fetch,) = found.rows("select outcome, source, body_sha256 from fetches where source <> 'robots'")
    assert (fetch["outcome"], fetch["source"]) == (outcome, "sitemap")
    assert fetch["body_sha256"]


def test_sitemap_cut_short_still_gives_what_stood_before_the_cut(server: WebServer, tmp_path: Path) -> None:
    cut = NEWS[: NEWS.index("/vieja")]
    found = look(
        tmp_path, "sitemap", feeds={"faro": server.on("/s.xml", Response(body=cut.encode()))}, feed_kind="news_sitemap"
    )
    assert found.run().new_items == 1
