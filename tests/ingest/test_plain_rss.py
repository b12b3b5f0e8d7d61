"""What is read off the tree without feedparser is what feedparser says."""

import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import parse, plain_rss
from ingest.entry import ParsedFeed
from tests.builders import NOW, ROOT
from tests.ingest.feeds import Shown, Stamp, rss, stories

SAMPLES = sorted((ROOT / "tests" / "data" / "feeds").iterdir())
COLLECTIONS = ("RASTRO_FEEDPARSER_TESTS", "RASTRO_GOFEED_TESTS", "RASTRO_FEEDVALIDATOR_TESTS", "RASTRO_FEEDRS_TESTS",
               "RASTRO_KAGI_FEEDS")  # fmt: skip
HEAD = "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
PARTS = (
    "<title>Nota &amp;amp; inventada</title>", "<title> <![CDATA[Una <b>nota</b>]]> </title>", "<title/>",
    "<link>https://faro.example/1</link>", "<link>/relativa</link>", "<guid>https://faro.example/2</guid>",
    "<guid isPermaLink='false'>clave</guid>", "<guid>clave</guid>", "<description>Resumen &lt;p&gt;con marcas</description>",
    "<content:encoded><![CDATA[<p>Texto</p>]]></content:encoded>", "<dc:creator>Ana Ruiz</dc:creator>",
    "<dc:creator>ana@faro.example (Ana)</dc:creator>", "<author>ana@faro.example</author>", "<category>México</category>",
    "<pubDate>Mon, 02 Mar 2026 10:00:01 GMT</pubDate>", "<dc:date>2026-03-02</dc:date>", "<source url='https://x.example/'>X</source>",
    "<title>MÃ©xico</title>", "<title>\x85 \x91raro\x92</title>", "<!-- nada -->", "<description>a<br/>b</description>",
)  # fmt: skip


def both(body: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[ParsedFeed | str, ParsedFeed | str, bool]:
    """Read a body as we do and by feedparser alone; say whether the first needed no feedparser."""
    used = []
    with monkeypatch.context() as patch:
        patch.setattr(parse, "_judged", lambda data, judged=parse._judged: used.append(1) or judged(data))
        ours = parsed(body)
    with monkeypatch.context() as patch:
        patch.setattr(plain_rss, "read", lambda _tree: None)
        return ours, parsed(body), not used


def parsed(body: bytes) -> ParsedFeed | str:
    try:
        return parse.parse_feed(body, content_type=None, url="https://faro.example/rss")
    except ValueError as error:
        return str(error)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_sample_feeds_read_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, judged, _ = both(path.read_bytes(), monkeypatch)
    assert ours == judged


@pytest.mark.parametrize("stamp", list(Stamp))
def test_invented_news_needs_no_feedparser_and_reads_the_same(stamp: Stamp, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, judged, alone = both(rss(stories(30, seed=1, until=NOW), Shown(stamp=stamp, at=NOW)), monkeypatch)
    assert alone
    assert ours == judged


@settings(deadline=None, max_examples=300)
@given(st.lists(st.lists(st.sampled_from(PARTS), max_size=7), max_size=3))
def test_any_choice_of_elements_reads_the_same(items: list[list[str]]) -> None:
    body = HEAD + "<channel><title>Faro</title>" + "".join(f"<item>{''.join(parts)}</item>" for parts in items)
    with pytest.MonkeyPatch.context() as monkeypatch:
        ours, judged, _ = both(f"{body}</channel></rss>".encode(), monkeypatch)
    assert ours == judged


@pytest.mark.slow
@pytest.mark.parametrize("variable", COLLECTIONS)
def test_peers_feeds_read_the_same(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if variable not in os.environ:
        pytest.skip(f"{variable} is not set")
    plain = 0
    for path in sorted(Path(os.environ[variable]).rglob("*")):
        if (
            path.is_file()
            and path.suffix != ".gz"
            and re.search(rb"<rss|<feed|<rdf", path.read_bytes()[:5000], re.IGNORECASE)
        ):
            ours, judged, alone = both(path.read_bytes(), monkeypatch)
            assert ours == judged, path
            plain += alone
    assert plain
