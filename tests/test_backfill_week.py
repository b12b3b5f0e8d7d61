"""The week of April 2024 rebuilt by commands alone, from replayed services: the ledger it gives is that of the case.

Addresses, times, outlets and words are the case's public facts and paraphrases (data/cases/), each item at the kind of
source that could have held it; invented are the form in which services answer, when they saw an item, the ministry's
post on Telegram and one link. Real hosts lead to the replay server as behind a proxy; nothing leaves this machine.
"""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from rastro import app
from tests.builders import CASE, ROOT
from tests.ingest.answers import Request, Response
from tests.ingest.warcs import info, record
from tests.ingest.webserver import WebServer

pytestmark = pytest.mark.slow

WEEK = ("--since", "2024-04-08T00:00Z", "--until", "2024-04-14")
CASE_ID = {"tass": "N1-001", "latinus": "N1-017", "tribuna-noticias": "N1-027", "reporte-indigo": "N1-035",
           "360-ru": "N1-039", "razon": "N1-046"}  # fmt: skip
PAGES = ("reporte-indigo", "latinus", "razon", "tribuna-noticias")
UNLISTED = """
[[outlet]]
id = "360-ru"
name = "360.ru"
kind = "state_media"
country = "RU"
zone = "Europe/Moscow"
language = "ru"
label_source = "the case"
label_date = 2026-11-23
domains = ["360tv.ru"]
"""
FEED = 'url = "https://tribunanoticias.mx/feed/"\nkind = "rss"\n'
CHANNEL_POST = (
    "Estados Unidos recluta a miembros encarcelados de cárteles mexicanos para combatir en Ucrania, según el SVR"
)


@pytest.fixture(scope="module")
def facts() -> dict[str, dict[str, str]]:
    rows = {row["case_id"]: row for row in csv.DictReader(CASE.read_text(encoding="utf-8").splitlines())}
    return {outlet: rows[name] for outlet, name in CASE_ID.items()}


def write_outlets(path: Path, server: WebServer) -> Path:
    """Write the bundled outlets, with one more and a sitemap that the replay server has."""
    bundled = (ROOT / "data" / "outlets.toml").read_text(encoding="utf-8")
    assert FEED in bundled
    own = f'url = "{server.url("/tribuna.xml")}"\nkind = "news_sitemap"\n'
    path.write_text(bundled.replace(FEED, own) + UNLISTED, encoding="utf-8")
    return path


def zipped(row: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("x.gkg.csv", f"{row}\n")
    return out.getvalue()


def plain(url: str) -> str:
    """Return an address that goes through the proxy of the replay."""
    return url.replace("https://", "http://")


def page(fact: dict[str, str], *, dated: str | None = None, source: str = "") -> bytes:
    stated = f'<script type="application/ld+json">{{"@type":"NewsArticle","datePublished":"{dated}"}}</script>'
    title, summary = fact["title_paraphrase"], fact["summary_paraphrase"]
    return (f'<html><head><meta charset="utf-8"><title>{title}</title>{stated if dated else ""}</head><body><article>'
            f"<h1>{title}</h1><p>{title}. {summary}</p><p>{summary} {source}</p></article></body></html>").encode()  # fmt: skip


def replay(server: WebServer, facts: dict[str, dict[str, str]]) -> None:
    server.on("/s/MID_Russia", Response(body=(
        '<html><body><div class="tgme_channel_info"></div><div class="tgme_widget_message" data-post="MID_Russia/1">'
        f'<div class="tgme_widget_message_text">{CHANNEL_POST}</div><a class="tgme_widget_message_date">'
        '<time datetime="2024-04-09T18:00:00+00:00"></time></a></div></body></html>').encode()))  # fmt: skip
    tribuna = facts["tribuna-noticias"]
    server.on("/tribuna.xml", Response(body=(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url>'
        f"<loc>{plain(tribuna['url'])}</loc><news:news><news:publication_date>{tribuna['published']}</news:publication_date>"
        f"<news:title>{tribuna['title_paraphrase']}</news:title></news:news></url></urlset>").encode()))  # fmt: skip
    tass, feed = facts["tass"], "https://tass.com/rss/v2.xml"
    captures = [["timestamp", "original", "mimetype", "statuscode", "digest"],
                ["20240410200000", feed, "application/rss+xml", "200", "AAA"]]  # fmt: skip

    def index(request: Request) -> Response:
        return Response(body=json.dumps(captures if "tass.com" in request.path else captures[:1]).encode())

    server.on("/cdx/search/cdx", index)
    server.on(f"/web/20240410200000id_/{feed}", Response(body=(
        f"<rss version='2.0'><channel><title>TASS</title><item><title>{tass['title_paraphrase']}</title>"
        f"<link>{tass['url']}</link><description>{tass['summary_paraphrase']}</description>"
        f"<pubDate>{tass['published']}</pubDate></item></channel></rss>").encode()))  # fmt: skip
    indigo, latinus, razon, russian = (facts[name] for name in ("reporte-indigo", "latinus", "razon", "360-ru"))
    server.on("/api/v2/doc/doc", lambda request: Response(body=json.dumps({"articles": [
        {"url": plain(indigo["url"]), "title": indigo["title_paraphrase"], "seendate": "20240410T100000Z",
         "language": "Spanish", "domain": "reporteindigo.com"}] if "startdatetime=20240410" in request.path else []
    }).encode()))  # fmt: skip
    server.on("/api/search/story-list", Response(body=json.dumps({"pagination_token": None, "stories": [
        {"title": latinus["title_paraphrase"], "url": plain(latinus["url"]), "publish_date": "2024-04-10",
         "language": "es", "indexed_date": "2024-04-20T00:00:00"}]}).encode()))  # fmt: skip
    cells = ["r", "20240411120000", "1", "razon.com.mx", plain(razon["url"]), *[""] * 20, "srclc:spa",
             f"<PAGE_TITLE>{razon['title_paraphrase']}</PAGE_TITLE>"]  # fmt: skip
    other = [*cells[:4], "https://otro.example/6", *cells[5:26], "<PAGE_TITLE>Gol</PAGE_TITLE>"]
    server.on("/gdeltv2/20240411120000.translation.gkg.csv.zip", Response(body=zipped("\t".join(cells))))
    server.on("/gdeltv2/20240411120000.gkg.csv.zip", Response(body=zipped("\t".join(other))))
    listed = "crawl-data/CC-NEWS/2024/04/CC-NEWS-20240409160000-00001.warc.gz"
    server.on("/crawl-data/CC-NEWS/2024/04/warc.paths.gz", Response(body=listed.encode()))
    crawled = record(russian["url"], page(russian, dated=russian["published"]), crawled="2024-04-09T16:10:00Z")
    elsewhere = record("https://otro.example/7", page(russian), crawled="2024-04-09T16:11:00Z")
    server.on(f"/{listed}", Response(body=info() + elsewhere + crawled))
    for fact, dated in ((indigo, "2024-04-09"), (latinus, None), (razon, None), (tribuna, None)):
        source = f'<a href="{tass["url"]}">TASS</a>' if fact is razon else ""
        server.on(plain(fact["url"]), Response(body=page(fact, dated=dated, source=source)))


def test_week_rebuilt_from_replayed_services_gives_the_ledger_of_the_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, facts: dict[str, dict[str, str]]
) -> None:
    monkeypatch.setenv("MEDIACLOUD_API_KEY", "invented-key")
    with WebServer() as server:
        replay(server, facts)
        monkeypatch.setenv("http_proxy", server.url(""))
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        place = ["--data", str(tmp_path / "data")]
        outlets = ["--outlets", str(write_outlets(tmp_path / "outlets.toml", server))]
        here = [*place, *outlets, "--allow-loopback", "--host-delay", "0"]
        service = ["--endpoint", server.url("")]

        def rastro(*words: str) -> str:
            run = CliRunner().invoke(app, list(words))
            assert run.exit_code == 0, run.output
            return run.stdout

        rastro("backfill", "telegram", *WEEK, *here, *service, "--name", "MID_Russia=russian-mfa")
        rastro("backfill", "sitemap", *WEEK, *here, "--outlet", "tribuna-noticias")
        rastro("backfill", "wayback", *WEEK, *here, *service, "--outlet", "tass")
        rastro("backfill", "gdelt", *WEEK, *here, *service, "--query", "Ucrania")
        rastro("backfill", "gkg", "--since", "2024-04-11T12:00Z", "--until", "2024-04-11T12:10Z", *here, *service,
               "--narrative", "cartel-recruits")  # fmt: skip
        rastro("backfill", "ccnews", *WEEK, *here, *service, "--narrative", "cartel-recruits")
        rastro("add", "--url", "https://x.com/EmbRusiaMexico/status/1", "--author", "@EmbRusiaMexico", "--published",
               "2024-04-09", "--text", CHANNEL_POST, "--by", "a test", "--outlet", "russian-embassy-mexico",
               *place, *outlets)  # fmt: skip
        rastro("backfill", "mediacloud", *WEEK, *here, *service, "--query", "Ucrania", "--match")
        pages = [word for name in PAGES for word in ("--outlet", name)]
        before = ledger_of(rastro, place)
        rastro("backfill", "page", *WEEK, *here, *pages, "--match")
        again = json.loads(rastro("backfill", "page", *WEEK, *here, *pages, "--json"))
        ledger = ledger_of(rastro, place)
        explained = json.loads(rastro("pickups", "cartel-recruits", *place, "--explain", "razon", "--json"))[0][
            "sentences"
        ]
        rastro("evidence", "cartel-recruits", *place, "--out", str(tmp_path / "x.wacz"))
        (verdict,) = json.loads(rastro("evidence", "verify", str(tmp_path / "x.wacz"), "--json"))
        visits = {visit.request.path.split("?")[0] for visit in server.visits()}
    assert again[0]["requests"] == 0
    assert {plain(facts[name]["url"]).split("?")[0] for name in PAGES} <= visits
    assert told(before["reporte-indigo"]) == ("pick-up", None, "2024-04-10T10:14:59", {"bounded"})
    assert told(before["razon"]) == ("pick-up", None, "2024-04-11T12:14:59", {"bounded"})
    assert {name: told(row) for name, row in ledger.items()} == {
        "tass": ("origin", "2024-04-08T21:00:00", "2024-04-09T20:59:59", set()),
        "360-ru": ("origin", "2024-04-09T14:51:00", "2024-04-09T14:51:59", set()),
        "russian-embassy-mexico": ("origin", "2024-04-09T06:00:00", "2024-04-10T05:59:59", set()),
        "russian-mfa": ("pick-up", "2024-04-09T18:00:00", "2024-04-09T18:00:59", set()),
        "tribuna-noticias": ("pick-up", "2024-04-09T23:28:00", "2024-04-09T23:28:59", set()),
        "latinus": ("pick-up", "2024-04-09T06:00:00", "2024-04-10T05:59:59", {"better_clock"}),
        "reporte-indigo": ("pick-up", "2024-04-09T06:00:00", "2024-04-10T05:59:59", {"better_clock"}),
        "razon": ("pick-up", "2024-04-10T06:00:00", "2024-04-11T05:59:59", {"better_clock"}),
    }
    assert ledger["razon"]["via_item_id"] == ledger["tass"]["item_id"]
    assert any("links to it: https://tass.com/politics/1772681 ('TASS')" in one for one in explained)
    assert {row["censored"] for row in ledger.values()} == {"unknown"}
    assert all("looked_back" in row["flags"] for row in ledger.values())
    assert {row["order_certain"] for name, row in ledger.items() if row["role"] == "origin"} == {False}
    assert (verdict["items"], verdict["faults"]) == (8, [])


def ledger_of(rastro: Any, place: list[str]) -> dict[str, dict[str, Any]]:
    return {row["outlet_id"]: row for row in json.loads(rastro("pickups", "cartel-recruits", *place, "--json"))}


def told(row: dict[str, Any]) -> tuple[str, str | None, str, set[str]]:
    first = row["first_earliest"][:19] if row["first_earliest"] else None
    return row["role"], first, row["first_latest"][:19], set(row["flags"]) & {"bounded", "better_clock", "undated"}
