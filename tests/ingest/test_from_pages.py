from pathlib import Path

import pytest

from ingest.looking_back import Found, Sight
from store.model import Basis, LinkKind, Meaning, Outcome, Precision
from tests.ingest.looking import look, read

FACTS = {"item_id": "abc", "title": "Una nota inventada", "summary": "", "canonical_url": "https://faro.example/nota"}
ARTICLE = (
    "<article><h1>Una nota</h1><p>Este es el primer parrafo de una nota inventada sobre barcos, como publico "
    "<a href='https://norte.example/original'>el Norte</a> y dijo <a href='https://boletin.gob.example/1'>un boletin</a> "
    "del puerto.</p><p>El segundo parrafo dice mas cosas inventadas del puerto y de sus barcos, con palabras de sobra. "
    "<a href='/otra'>Otra nota</a> <a href='https://www.facebook.com/sharer/sharer.php?u=x'>Comparte</a></p></article>"
)
JSON_LD = '<script type="application/ld+json">{"@graph":[{"@type":"WebSite"},{"@type":["NewsArticle"],"datePublished":"%s"%s}]}</script>'


def page(*head: str, body: str = ARTICLE) -> str:
    return f"<!doctype html><html lang='es'><head><title>Faro</title>{''.join(head)}</head><body>{body}</body></html>"


def found(folder: Path, body: bytes | str, **where: str) -> Found:
    plan = look(folder, "page", feeds={"faro": "https://faro.example/rss", "norte": "https://norte.example/rss"})
    return read(plan, "page", body, facts=FACTS, **where)


def only(result: Found) -> Sight:
    (sight,) = result.sights
    return sight


def test_json_ld_gives_the_second_with_its_zone_and_the_text_is_the_articles(tmp_path: Path) -> None:
    sight = only(found(tmp_path, page(JSON_LD % ("2024-04-10T08:15:20-06:00", ""))))
    published = sight.item.published
    assert published.interval is not None
    assert published.interval.earliest.isoformat() == "2024-04-10T14:15:20+00:00"
    assert (published.precision, published.basis) == (Precision.SECOND, Basis.PAGE)
    assert sight.words
    assert sight.item.text is not None
    assert "segundo parrafo" in sight.item.text
    assert sight.item.title == FACTS["title"]


def test_page_gives_the_headline_that_a_list_left_out(tmp_path: Path) -> None:
    plan, facts = look(tmp_path, "page"), FACTS | {"title": "https://faro.example/nota"}
    sight = only(read(plan, "page", page("<meta property='og:title' content='Presos &amp; barcos'>"), facts=facts))
    assert sight.item.title == "Presos & barcos"


@pytest.mark.parametrize(
    ("head", "precision", "basis", "meaning"),
    [("<meta property='article:published_time' content='2024-04-10T08:15-06:00'>", Precision.MINUTE, Basis.PAGE, Meaning.STATED),
     ("<meta name='date' content='2024-04-10'>", Precision.DAY, Basis.PAGE, Meaning.STATED),
     ("<script type='application/ld+json'>{broken</script><meta name='date' content='2024-04-10'>", Precision.DAY, Basis.PAGE,
      Meaning.STATED)],
    ids=["meta", "day", "broken JSON-LD"],
)  # fmt: skip
def test_time_is_read_where_the_page_states_it_with_its_precision(
    tmp_path: Path, head: str, precision: Precision, basis: Basis, meaning: Meaning
) -> None:
    (reading,) = only(found(tmp_path, page(head))).readings
    assert (reading.precision, reading.basis, reading.meaning) == (precision, basis, meaning)


def test_day_in_the_address_stands_beside_the_time_on_the_page(tmp_path: Path) -> None:
    url = "https://faro.example/2024/04/10/nota"
    readings = only(found(tmp_path, page(JSON_LD % ("2024-04-10T08:15:20-06:00", "")), url=url)).readings
    assert [(one.basis, one.precision) for one in readings] == [
        (Basis.PAGE, Precision.SECOND),
        (Basis.URL, Precision.DAY),
    ]


def test_last_change_says_that_the_article_was_out_by_then(tmp_path: Path) -> None:
    head = JSON_LD % ("2024-04-10T08:15:20-06:00", ',"dateModified":"2024-04-12T10:00:00Z"')
    readings = only(found(tmp_path, page(head))).readings
    assert [(one.meaning, one.interval.latest.isoformat()) for one in readings][-1] == (
        Meaning.OUT_BY,
        "2024-04-12T10:00:00+00:00",
    )


def test_date_of_a_comment_is_not_the_pages(tmp_path: Path) -> None:
    head = '<script type="application/ld+json">{"@type":"Comment","datePublished":"2024-04-10T08:15:20Z"}</script>'
    assert not [one for one in only(found(tmp_path, page(head))).readings if one.meaning is Meaning.STATED]


def test_links_of_the_article_are_kept_and_those_to_known_outlets_are_citations(tmp_path: Path) -> None:
    head = "<link rel='canonical' href='https://faro.example/la-misma'>"
    links = [(one.kind, one.target, one.words) for one in only(found(tmp_path, page(head))).links]
    assert links == [
        (LinkKind.CANONICAL, "https://faro.example/la-misma", None),
        (LinkKind.CITATION, "https://norte.example/original", "el Norte"),
        (LinkKind.LINK, "https://boletin.gob.example/1", "un boletin"),
    ]


@pytest.mark.parametrize(
    ("body", "outcome"),
    [(b"", Outcome.NOT_A_FEED), (b"%PDF-1.4", Outcome.NOT_A_FEED), (b"solo texto", Outcome.NOT_A_FEED)],
    ids=["empty", "pdf", "plain"],
)
def test_what_is_no_page_is_told(tmp_path: Path, body: bytes, outcome: Outcome) -> None:
    assert found(tmp_path, body).fault is outcome


def test_article_that_leads_to_the_front_page_is_gone(tmp_path: Path) -> None:
    assert found(tmp_path, page(), url="https://faro.example/").fault is Outcome.NOT_A_FEED


@pytest.mark.parametrize(
    "body", ["<html><body><div>Aviso</div>", "<a" * 5_000, "<html><p>" + "<b>" * 3_000], ids=["short", "open", "deep"]
)
def test_page_without_an_article_adds_no_words(tmp_path: Path, body: str) -> None:
    result = found(tmp_path, body)
    assert result.fault is not None or (result.bad and not only(result).words)


def test_link_behind_lea_tambien_is_kept_as_further_reading(tmp_path: Path) -> None:
    body = (
        "<article><p>Este es el primer parrafo de una nota inventada sobre barcos, como publico <a href='https://norte.example/1'>"
        "el Norte</a>. <b>Lea también:</b> <a href='https://norte.example/2'>otra nota</a></p><p>El segundo parrafo dice mas cosas "
        "inventadas del puerto y de sus barcos, con palabras de sobra para leerlo.</p></article>"
    )
    links = only(found(tmp_path, page(body=body))).links
    assert [(one.kind, one.target) for one in links] == [
        (LinkKind.CITATION, "https://norte.example/1"),
        (LinkKind.FURTHER, "https://norte.example/2"),
    ]
