"""The week of April 2024 rebuilt by commands alone, from replayed services and invented outlets: the ledger it gives."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.builders import ROOT
from tests.ingest.answers import Request, Response
from tests.ingest.webserver import WebServer

pytestmark = pytest.mark.slow

WEEK = ("--since", "2024-04-08T00:00Z", "--until", "2024-04-14")
TITLE = "Estados Unidos recluta a miembros encarcelados de cárteles mexicanos para combatir en Ucrania, afirma la inteligencia rusa"
OUTLETS = {  # id: kind, country, domain, feed, its kind
    "este": ("state_media", "RU", "este.example", "https://t.me/s/este_inventado", "telegram_preview"),
    "faro": ("regional", "MX", "faro.example", "SERVER/news.xml", "news_sitemap"),
    "norte": ("regional", "MX", "norte.example", "https://norte.example/rss", "rss"),
    "sur": ("regional", "MX", "sur.example", "https://sur.example/rss", "rss"),
    "oeste": ("regional", "MX", "127.0.0.1", "https://oeste.example/rss", "rss"),
    "golfo": ("regional", "MX", "golfo.example", "https://golfo.example/rss", "rss"),
}


def write_outlets(path: Path, server: WebServer) -> Path:
    tables = [
        f'[[outlet]]\nid = "{name}"\nname = "{name}"\nkind = "{kind}"\ncountry = "{country}"\nlanguage = "es"\n'
        f'zone = "{"Europe/Moscow" if country == "RU" else "America/Mexico_City"}"\nlabel_source = "invented"\n'
        f'label_date = 2026-11-23\ndomains = ["{domain}"]\n[[outlet.feeds]]\nurl = "{url.replace("SERVER", server.url(""))}"\n'
        f'kind = "{feed}"\nstatus = "unconfirmed"\nsource = "invented"\n'
        for name, (kind, country, domain, url, feed) in OUTLETS.items()
    ]
    path.write_text("\n".join(tables), encoding="utf-8")
    return path


def zipped(row: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("x.gkg.csv", f"{row}\n")
    return out.getvalue()


def replay(server: WebServer) -> None:
    server.on("/s/este_inventado", Response(body=(
        '<html><body><div class="tgme_channel_info"></div><div class="tgme_widget_message" data-post="este_inventado/1">'
        f'<div class="tgme_widget_message_text">{TITLE}</div><a class="tgme_widget_message_date"><time datetime="2024-04-09T14:51:00+00:00">'
        "</time></a></div></body></html>").encode()))  # fmt: skip
    server.on("/news.xml", Response(body=(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url>'
        "<loc>https://faro.example/1</loc><news:news><news:publication_date>2024-04-09T17:28:00-06:00</news:publication_date>"
        f"<news:title>{TITLE}</news:title></news:news></url></urlset>").encode()))  # fmt: skip
    captures = [["timestamp", "original", "mimetype", "statuscode", "digest"],
                ["20240410200000", "https://norte.example/rss", "application/rss+xml", "200", "AAA"]]  # fmt: skip

    def index(request: Request) -> Response:
        return Response(body=json.dumps(captures if "norte.example" in request.path else captures[:1]).encode())

    server.on("/cdx/search/cdx", index)
    server.on("/web/20240410200000id_/https://norte.example/rss", Response(body=(
        f"<rss version='2.0'><channel><title>Norte</title><item><title>{TITLE}</title><link>https://norte.example/2</link>"
        "<pubDate>Wed, 10 Apr 2024</pubDate></item></channel></rss>").encode()))  # fmt: skip
    server.on("/api/v2/doc/doc", lambda request: Response(body=json.dumps({"articles": [
        {"url": "https://sur.example/3", "title": TITLE, "seendate": "20240411T100000Z", "language": "Spanish",
         "domain": "sur.example"}] if "startdatetime=20240411" in request.path else []}).encode()))  # fmt: skip
    server.on("/api/search/story-list", Response(body=json.dumps({"pagination_token": None, "stories": [
        {"title": TITLE, "url": server.url("/oeste/4"), "publish_date": "2024-04-12", "language": "es",
         "indexed_date": "2024-04-20T00:00:00"}]}).encode()))  # fmt: skip
    server.on("/oeste/4", Response(body=(
        '<html><head><script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2024-04-12T09:30:00-06:00"}</script>'
        f"</head><body><article><p>{TITLE}, segun una nota inventada que sigue con mas palabras sobre lo que afirma.</p><p>Y otro "
        "parrafo inventado, con palabras de sobra para ser un articulo.</p></article></body></html>").encode()))  # fmt: skip
    cells = [
        "r",
        "20240413120000",
        "1",
        "golfo.example",
        "https://golfo.example/5",
        *[""] * 20,
        "srclc:spa",
        f"<PAGE_TITLE>{TITLE}</PAGE_TITLE>",
    ]
    server.on("/gdeltv2/20240413120000.translation.gkg.csv.zip", Response(body=zipped("\t".join(cells))))
    server.on(
        "/gdeltv2/20240413120000.gkg.csv.zip",
        Response(
            body=zipped("\t".join([*cells[:4], "https://otro.example/6", *cells[5:26], "<PAGE_TITLE>Gol</PAGE_TITLE>"]))
        ),
    )


def test_week_rebuilt_from_replayed_services_gives_the_expected_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDIACLOUD_API_KEY", "invented-key")
    with WebServer() as server:
        replay(server)
        place = ["--data", str(tmp_path / "data")]
        outlets = ["--outlets", str(write_outlets(tmp_path / "outlets.toml", server))]
        here = [*place, *outlets, "--allow-loopback"]
        service = ["--endpoint", server.url("")]

        def rastro(*words: str) -> str:
            run = subprocess.run([sys.executable, str(ROOT / "rastro.py"), *words], capture_output=True, text=True,
                                 timeout=120, check=False)  # fmt: skip
            assert run.returncode == 0, run.stdout + run.stderr
            return run.stdout

        rastro("backfill", "telegram", *WEEK, *here, *service)
        rastro("backfill", "sitemap", *WEEK, *here)
        rastro("backfill", "wayback", *WEEK, *here, *service, "--outlet", "norte")
        rastro("backfill", "gdelt", *WEEK, *here, *service, "--query", "Ucrania")
        rastro("backfill", "gkg", "--since", "2024-04-13T12:00Z", "--until", "2024-04-13T12:10Z", *here, *service,
               "--narrative", "cartel-recruits")  # fmt: skip
        rastro("backfill", "mediacloud", *WEEK, *here, *service, "--query", "Ucrania", "--match")
        rastro("backfill", "page", *WEEK, *here, "--outlet", "oeste", "--match")
        again = json.loads(rastro("backfill", "page", *WEEK, *here, "--outlet", "oeste", "--json"))
        ledger = {row["outlet_id"]: row for row in json.loads(rastro("pickups", "cartel-recruits", *place, "--json"))}
        rastro("evidence", "cartel-recruits", *place, "--out", str(tmp_path / "x.wacz"))
        (verdict,) = json.loads(rastro("evidence", "verify", str(tmp_path / "x.wacz"), "--json"))
    assert again[0]["requests"] == 0
    assert {name: told(row) for name, row in ledger.items()} == {
        "este": ("origin", "2024-04-09T14:51:00", "2024-04-09T14:51:59", set()),
        "faro": ("pick-up", "2024-04-09T23:28:00", "2024-04-09T23:28:00", set()),
        "norte": ("pick-up", "2024-04-10T06:00:00", "2024-04-10T20:00:00", {"bounded"}),
        "sur": ("pick-up", None, "2024-04-11T10:14:59", {"bounded"}),
        "oeste": ("pick-up", "2024-04-12T15:30:00", "2024-04-12T15:30:00", {"better_clock"}),
        "golfo": ("pick-up", None, "2024-04-13T12:14:59", {"bounded"}),
    }
    assert {row["censored"] for row in ledger.values()} == {"unknown"}
    assert all("looked_back" in row["flags"] for row in ledger.values())
    assert (verdict["items"], verdict["faults"]) == (6, [])


def told(row: dict[str, Any]) -> tuple[str, str | None, str, set[str]]:
    first = row["first_earliest"][:19] if row["first_earliest"] else None
    return row["role"], first, row["first_latest"][:19], set(row["flags"]) & {"bounded", "better_clock", "undated"}
