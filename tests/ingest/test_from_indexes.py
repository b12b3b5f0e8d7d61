"""GDELT's and Media Cloud's answers, in the formats that they document, about invented outlets."""

import io
import json
import zipfile
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from ingest.looking_back import Found
from store.errors import ConfigError
from store.model import Basis, Meaning, Outcome, Precision
from tests.ingest.answers import Request, Response
from tests.ingest.looking import Look, look, read
from tests.ingest.webserver import WebServer

DAY = {"start": "20240410000000", "end": "20240410235959"}


def article(number: int, *, seen: str = "20240410T141500Z", host: str = "faro.example") -> dict[str, str]:
    return {"url": f"https://{host}/nota-{number}", "url_mobile": "", "title": f"Nota inventada {number} , dice el puerto",
            "seendate": seen, "socialimage": "", "domain": host, "language": "Spanish", "sourcecountry": "Mexico"}  # fmt: skip


def articles(*listed: Any) -> bytes:
    return json.dumps({"articles": listed}).encode()


@pytest.fixture
def gdelt(tmp_path: Path) -> Look:
    found = look(tmp_path, "gdelt", endpoint="https://api.example", query='"puerto" sourcelang:spanish')
    return replace(found, plan=replace(found.plan, outlets=()))


def test_seendate_is_gdelts_own_clock_and_never_the_outlets(gdelt: Look) -> None:
    (sight,) = read(gdelt, "articles", articles(article(1)), facts=DAY).sights
    assert sight.item.title == "Nota inventada 1, dice el puerto"
    assert (sight.item.published.interval, sight.item.source) == (None, "gdelt")
    (reading,) = sight.readings
    assert (reading.meaning, reading.raw, reading.interval.open) == (Meaning.OUT_BY, "20240410T141500Z", True)
    assert reading.interval.latest.isoformat() == "2024-04-10T14:29:59+00:00"


def test_outlet_that_nobody_lists_is_known_by_its_host_and_its_zone_is_not(gdelt: Look) -> None:
    (sight,) = read(gdelt, "articles", articles(article(1, host="www.desconocido.example")), facts=DAY).sights
    assert sight.outlet is not None
    assert (sight.outlet.outlet_id, sight.outlet.country, sight.outlet.zone_basis) == (
        "desconocido-example",
        "unknown",
        "unknown",
    )


def test_full_window_is_asked_for_again_in_halves_until_none_is_full(server: WebServer, gdelt: Look) -> None:
    asked = replace(
        gdelt, plan=replace(gdelt.plan, endpoint=server.url(""), until=gdelt.plan.since + timedelta(hours=23))
    )
    windows: list[tuple[str, str]] = []

    def answer(request: Request) -> Response:
        query = {name: values[0] for name, values in parse_qs(urlsplit(request.path).query).items()}
        start, end = query["startdatetime"], query["enddatetime"]
        windows.append((start, end))
        hours = [hour for hour in range(24) if start <= f"20240408{hour:02}3000" <= end]
        listed = [article(hour * 100 + n, seen=f"20240408T{hour:02}3000Z") for hour in hours for n in range(60)]
        return Response(body=articles(*listed[:250]))

    server.on("/api/v2/doc/doc", answer)
    report = asked.run()
    assert report.new_items == 60 * 23
    edges = sorted(windows)
    assert (min(edges)[0], max(end for _, end in edges)) == ("20240408000000", "20240408230000")


def test_window_that_stays_full_says_that_there_can_be_more(gdelt: Look) -> None:
    facts = {"start": "20240410140000", "end": "20240410140500"}
    result = read(gdelt, "articles", articles(*[article(n) for n in range(250)]), facts=facts)
    assert (len(result.sights), len(result.asks)) == (250, 0)
    assert "there can be more" in result.bad[-1]


@pytest.mark.parametrize(
    ("body", "said"),
    [(b"Your query was too short or too long.", "too short"), (b'{"articles": [{"url"', "articles"), (b"[1]", "[1]")],
    ids=["sentence", "cut", "list"],
)  # fmt: skip
def test_answer_that_is_no_list_is_told_in_gdelts_words(gdelt: Look, body: bytes, said: str) -> None:
    result = read(gdelt, "articles", body, facts=DAY)
    assert result.fault is Outcome.BROKEN
    assert said in (result.error or "")


@pytest.mark.parametrize("body", [b"{}", b"", b'{"articles": []}'], ids=["object", "nothing", "none"])
def test_empty_window_is_no_fault(gdelt: Look, body: bytes) -> None:
    assert read(gdelt, "articles", body, facts=DAY) == Found()


def test_stray_backslashes_and_bad_articles_cost_only_themselves(gdelt: Look) -> None:
    body = articles(article(1), {"url": "https://x.example"}, article(2, seen="ayer"), 7).replace(
        b"dice el", b"dice\\ el"
    )
    result = read(gdelt, "articles", body, facts=DAY)
    assert (len(result.sights), len(result.bad)) == (1, 3)


def test_query_is_required(tmp_path: Path) -> None:
    for kind in ("gdelt", "mediacloud"):
        with pytest.raises(ConfigError, match="query"):
            look(tmp_path, kind).dry()


# --- GKG files


@dataclass(frozen=True)
class Sieve:
    word: str

    def meets(self, text: str, _language: str | None) -> bool:
        return self.word in text


def gkg_row(url: str, title: str, *, stated: str = "", cells: int = 27) -> str:
    extras = f"<PAGE_LINKS></PAGE_LINKS>{stated}<PAGE_TITLE>{title}</PAGE_TITLE>"
    row = [
        "20240410141500-T1",
        "20240410141500",
        "1",
        urlsplit(url).netloc,
        url,
        *[""] * 20,
        "srclc:spa;eng:GT-SPA 1.0",
        extras,
    ]
    return "\t".join(row[:cells])


def packed(*rows: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("20240410141500.translation.gkg.csv", "".join(f"{row}\n" for row in rows))
    return out.getvalue()


@pytest.fixture
def gkg(tmp_path: Path) -> Look:
    found = look(tmp_path, "gkg", endpoint="http://data.example")
    return replace(found, plan=replace(found.plan, outlets=(), until=found.plan.since + timedelta(minutes=20)))


def test_two_files_a_quarter_of_an_hour_are_asked_for(gkg: Look) -> None:
    dry = gkg.dry()
    assert (dry.requests, dry.open_ended) == (4, False)
    assert dry.first[1] == "http://data.example/gdeltv2/20240408000000.translation.gkg.csv.zip"


def test_rows_of_listed_outlets_are_kept_with_both_of_gdelts_clocks(gkg: Look) -> None:
    stated = "<PAGE_PRECISEPUBTIMESTAMP>20240410120000</PAGE_PRECISEPUBTIMESTAMP>"
    rows = [
        gkg_row("https://faro.example/1", "Nota &#x201C;inventada&#x201D;", stated=stated),
        gkg_row("https://otro.example/2", "Otra"),
    ]
    result = read(gkg, "file", packed(*rows))
    (sight,) = result.sights
    assert (sight.item.title, sight.item.language, result.outside) == ("Nota “inventada”", "es", 1)
    assert [(one.meaning, one.interval.latest.isoformat()) for one in sight.readings] == [
        (Meaning.GUESSED, "2024-04-10T12:00:00+00:00"),
        (Meaning.OUT_BY, "2024-04-10T14:29:59+00:00"),
    ]


def test_concept_query_lets_unlisted_outlets_in_and_other_words_out(gkg: Look) -> None:
    sieved = replace(gkg, plan=replace(gkg.plan, screen=Sieve("reclutan")))
    rows = [gkg_row("https://otro.example/1", "Dicen que reclutan"), gkg_row("https://faro.example/2", "El puerto")]
    result = read(sieved, "file", packed(*rows))
    assert ([sight.item.url for sight in result.sights], result.outside) == (["https://otro.example/1"], 1)


def test_short_rows_are_bad_and_damaged_files_are_a_fault(gkg: Look) -> None:
    whole = packed(gkg_row("https://faro.example/1", "Nota inventada"), gkg_row("https://faro.example/2", "x", cells=9))
    assert (len(read(gkg, "file", whole).sights), len(read(gkg, "file", whole).bad)) == (1, 1)
    for body in (whole[: len(whole) // 2], b"", b"<html>"):
        assert read(gkg, "file", body).fault is Outcome.BROKEN


# --- Media Cloud


def story(number: int, *, day: str | None = "2024-04-10") -> dict[str, Any]:
    return {"id": f"s{number}", "media_name": "faro.example", "media_url": "faro.example", "title": f"Nota inventada {number}",
            "publish_date": day, "url": f"https://faro.example/nota-{number}", "language": "es",
            "indexed_date": "2024-04-11T03:20:09.100000"}  # fmt: skip


@pytest.fixture
def cloud(tmp_path: Path) -> Look:
    found = look(
        tmp_path, "mediacloud", endpoint="https://cloud.example", query="puerto", names=("collection:34412234",)
    )
    return replace(found, plan=replace(found.plan, outlets=()))


def test_day_of_media_cloud_is_a_day_in_utc_or_at_the_outlet_and_a_guess(cloud: Look) -> None:
    (sight,) = read(cloud, "stories", json.dumps({"stories": [story(1)], "pagination_token": None})).sights
    published = sight.item.published
    assert published.interval is not None
    assert (published.precision, published.basis) == (Precision.DAY, Basis.INFERRED)
    assert published.interval.earliest.isoformat() == "2024-04-10T00:00:00+00:00"
    assert published.interval.latest.isoformat() == "2024-04-11T05:59:59+00:00"
    assert [one.meaning for one in sight.readings] == [Meaning.GUESSED, Meaning.OUT_BY]


def test_pages_are_followed_by_token_and_the_key_is_sent_and_never_kept(server: WebServer, cloud: Look) -> None:
    asked = replace(cloud, plan=replace(cloud.plan, endpoint=server.url("")))
    other = server.on("/elsewhere", Response(body=b'{"stories": [], "pagination_token": null}'))

    def answer(request: Request) -> Response:
        query = parse_qs(urlsplit(request.path).query)
        if query.get("pagination_token") == ["t2"]:
            return Response(status=302, headers=(("Location", other.replace("127.0.0.1", "localhost")),))
        return Response(body=json.dumps({"stories": [story(1), story(2, day=None)], "pagination_token": "t2"}).encode())

    server.on("/api/search/story-list", answer)
    report = asked.run(secret={"Authorization": "Token s3cret"})
    assert (report.requests, report.new_items) == (2, 2)
    sent = {request.path.partition("?")[0]: request.header("authorization") for request in server.requests()}
    assert sent["/api/search/story-list"] == "Token s3cret"
    assert sent["/elsewhere"] is None
    kept = b"".join(path.read_bytes() for path in asked.paths.data.rglob("*") if path.is_file())
    assert b"s3cret" not in kept


@pytest.mark.parametrize("body", ["", "{}", "[]", '{"stories": 7}', '{"note": "Error"}'])
def test_answer_that_is_no_list_of_stories_is_a_fault(cloud: Look, body: str) -> None:
    assert read(cloud, "stories", body).fault is Outcome.BROKEN


def test_story_without_title_or_address_is_bad_and_one_of_another_week_is_outside(cloud: Look) -> None:
    stories = [
        story(1, day="2024-03-01"),
        {**story(2), "title": ""},
        {**story(3), "url": None},
        {**story(4), "publish_date": "ayer"},
    ]
    result = read(cloud, "stories", json.dumps({"stories": stories}))
    assert (len(result.sights), len(result.bad), result.outside) == (0, 3, 1)
