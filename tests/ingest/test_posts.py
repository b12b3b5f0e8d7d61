from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.imports import ImportContext
from ingest.posts import add_post, import_posts
from ingest.registry import load_registry
from store.database import Paths, open_writer
from store.errors import ConfigError, ImportError_
from tests.builders import NOW
from tests.ingest.registries import write_registry

POST = {
    "url": "https://x.com/faro_inventado/status/1", "author": "@faro_inventado", "published": "2024-04-10T08:15-06:00",
    "text": "Un aviso inventado del puerto", "recorded_by": "Ana (redacción)", "outlet": None,
    "archive_url": "https://archive.example/abc",
}  # fmt: skip


@pytest.fixture
def context(tmp_path: Path) -> Iterator[ImportContext]:
    registry = load_registry(write_registry(tmp_path / "outlets.toml", [("faro", "https://faro.example/rss")]))
    paths = Paths(tmp_path / "data")
    with open_writer(paths, now=NOW, job="test") as database:
        yield ImportContext(database=database, paths=paths, registry=registry, now=NOW)


def test_post_is_an_item_that_says_who_wrote_it_down_and_where_a_copy_is(context: ImportContext) -> None:
    name, new = add_post(context, POST)
    assert new
    (item,) = context.database.rows("select item_id, title, author, came_by, published_precision from items")
    assert item == {"item_id": name, "title": POST["text"], "author": "@faro_inventado", "came_by": "added",
                    "published_precision": "minute"}  # fmt: skip
    links = context.database.rows("select kind, target from item_links order by kind")
    assert links == [
        {"kind": "archive", "target": "https://archive.example/abc"},
        {"kind": "recorded", "target": "Ana (redacción)"},
    ]
    assert context.database.rows("select count(*) as n from coverage") == [{"n": 0}]


def test_same_post_again_is_known_and_an_outlets_post_is_the_outlets(context: ImportContext) -> None:
    first, _ = add_post(context, POST | {"outlet": "faro"})
    assert add_post(context, POST | {"outlet": "faro"}) == (first, False)
    assert context.database.rows("select outlet_id from items") == [{"outlet_id": "faro"}]


@pytest.mark.parametrize("column", ["url", "author", "published", "text", "recorded_by"])
def test_post_without_time_or_source_is_refused(context: ImportContext, column: str) -> None:
    for empty in (None, "", "  "):
        with pytest.raises(ConfigError, match=column):
            add_post(context, POST | {column: empty})
    assert context.database.rows("select item_id from items") == []


@pytest.mark.parametrize(
    ("column", "value"),
    [("published", "2024"), ("published", "2024-04"), ("published", "ayer"), ("published", "2031-01-01"),
     ("url", "javascript:alert(1)"), ("archive_url", "file:///etc/passwd"), ("text", "\u00a0 ")],
    ids=["year", "month", "words", "future", "script", "file", "blank"],
)  # fmt: skip
def test_post_with_a_time_or_address_that_says_nothing_is_refused(
    context: ImportContext, column: str, value: str
) -> None:
    with pytest.raises(ConfigError):
        add_post(context, POST | {column: value})


def test_file_of_posts_keeps_the_good_rows_and_names_the_lines_of_the_others(
    context: ImportContext, tmp_path: Path
) -> None:
    path = tmp_path / "posts.csv"
    path.write_text(
        "url,author,published,text,recorded_by\n"
        "https://x.com/a/1,@a,2024-04-10,Uno inventado,Ana\nhttps://x.com/a/2,@a,,Dos,Ana\n"
        "https://x.com/a/3,@a,2024-04-10,Tres,\n",
        encoding="utf-8",
    )
    report = import_posts(context, path)
    assert (report.new, [row.line for row in report.bad]) == (1, [3, 4])
    assert import_posts(context, path).new == 0


def test_file_without_the_column_of_who_wrote_it_down_is_refused(context: ImportContext, tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("url,author,published,text\nhttps://x.com/a/1,@a,2024-04-10,Uno\n", encoding="utf-8")
    with pytest.raises(ImportError_, match="recorded_by"):
        import_posts(context, path)
