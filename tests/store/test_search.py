"""Full text: what is typed, what is found, and that the index belongs to its snapshot."""

import sqlite3
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.database import Database, Paths
from store.items import add_items
from store.model import Basis, Item, Precision, PublishedTime
from store.search import everything, find, index_path, publish_index, update_index
from store.search_query import Fault, SearchError, index_query
from store.search_words import Words, fold, split
from store.snapshot import publish_snapshot
from tests.builders import NOW
from tests.dashboard.hostile import HOSTILE

pytestmark = pytest.mark.slow  # seconds in all: the fast suite stays under a minute

TEXTS = [
    ("La vacunación llegó a Zacatecas", "Los cárteles mexicanos reclutaban en prisión", "es"),
    ("Cartels recruit prisoners", "The elections were disputed", "en"),
    ("Картели вербуют наёмников", "Посольство ответило", "ru"),
    ("El año del dragón", "Nada de eso: covid-19", "es"),
    ("Die Wahlen", "Kartelle in Mexiko", "de"),
]


def item(number: int, title: str, summary: str, language: str) -> Item:
    url = f"https://faro.example/{number}"
    when = PublishedTime(raw=None, interval=None, precision=Precision.UNKNOWN, basis=Basis.IMPORT)
    return Item(item_id=f"item{number:08d}", outlet_id="faro", url=url, canonical_url=url, title=title, summary=summary,
                text=None, language=language, first_seen_at=NOW, fetch_id="test", published=when)  # fmt: skip


def add(database: Database, *texts: tuple[str, str, str], start: int = 0) -> None:
    with database.transaction():
        add_items(database, [item(start + n, *text) for n, text in enumerate(texts)])


@pytest.fixture
def index(database: Database, paths: Paths) -> Path:
    add(database, *TEXTS)
    return index_path(publish_snapshot(database, paths, now=NOW).path)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("vacunacion", [1]),
        ("VACUNAS", [1]),
        ("vacun*", [1]),
        ("vacun", [1]),
        ("cartel", [1, 2]),
        ("mexicano cártel", [1]),
        ('"cárteles mexicanos"', [1]),
        ('"mexicanos cárteles"', []),
        ('"cartel mexicano"', []),
        ("election", [2]),
        ("наемник", [3]),
        ("НАЁМНИКИ", [3]),
        ("cartel OR картель", [1, 2, 3]),
        ("cartel AND prisoner", [2]),
        ("cartel NOT prisoner", [1]),
        ("cartel -prisoner", [1]),
        ("NOT prisoner cartel", [1]),
        ("(vacuna OR dragón) NOT Zacatecas", [4]),
        ("vacuna OR dragón Zacatecas", [1]),
        ("covid-19", [4]),
        ("covid", [4]),
        ("Kartelle", [5]),
        ("and", []),
        ("nothingofthekind", []),
    ],
)
def test_what_is_typed_finds_these_versions(index: Path, typed: str, found: list[int]) -> None:
    assert find(index, typed).version_ids.tolist() == found


def test_headline_weighs_more_than_the_text(database: Database, paths: Paths) -> None:
    add(database, ("Nada", "Sobre el faro", "es"), ("El faro", "Sobre nada", "es"))
    hits = find(index_path(publish_snapshot(database, paths, now=NOW).path), "faro")
    assert hits.scores is not None
    assert hits.scores[1] > hits.scores[0] > 0


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", Fault.EMPTY),
        (" -- !!! ", Fault.EMPTY),
        ('""', Fault.EMPTY),
        ("x" * 501, Fault.TOO_LONG),
        ("a " * 41, Fault.TOO_LONG),
        ("(" * 13 + "a" + ")" * 13, Fault.TOO_LONG),
        ('"open', Fault.QUOTE),
        ("(a", Fault.BRACKET),
        ("a)", Fault.BRACKET),
        ("() a", Fault.BRACKET),
        ("a AND", Fault.OPERATOR),
        ("OR a", Fault.OPERATOR),
        ("a OR OR b", Fault.OPERATOR),
        ("a NOT", Fault.OPERATOR),
        ("NOT a", Fault.ONLY_NOT),
        ("a OR NOT b", Fault.ONLY_NOT),
        ("a*", Fault.PREFIX),
    ],
)
def test_fault_of_a_search_has_a_name(index: Path, typed: str, fault: Fault) -> None:
    with pytest.raises(SearchError) as caught:
        find(index, typed)
    assert caught.value.fault is fault


@pytest.mark.parametrize(
    "typed", [*HOSTILE, 'title: "x"', "a NEAR(b c)", "^a + b", "{head} : a", "'; drop table wording; --"]
)
def test_hostile_search_is_answered_or_refused_by_name(index: Path, typed: str) -> None:
    with suppress(SearchError):
        find(index, typed)
    assert find(index, "dragón").version_ids.tolist() == [4]


@given(
    st.lists(
        st.sampled_from(["a", "cártel", '"', "(", ")", "AND", "OR", "NOT", "-", "*", "b*", "«x y»", "\x00", "²"]),
        max_size=14,
    )
)
@settings(max_examples=200, deadline=None)
def test_any_search_is_an_expression_of_the_index_or_a_named_fault(parts: list[str]) -> None:
    try:
        expression = index_query(" ".join(parts), Words())
    except SearchError:
        return
    connection = sqlite3.connect(":memory:")
    connection.execute("create virtual table wording using fts5(head, body, head_stem, body_stem, content='')")
    assert connection.execute("select rowid from wording where wording match ?", (expression,)).fetchall() == []
    connection.close()


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_every_word_of_a_text_is_found_under_one_of_its_forms(text: str) -> None:
    words = Words()
    for language in ("es", "en", "ru", None, "de"):
        plain, stems = words.indexed(text, language)
        assert plain == " ".join(fold(word) for word in split(text))
        assert len(stems.split(" ")) == len(plain.split(" "))


def test_slow_search_is_stopped(index: Path) -> None:
    index.chmod(0o644)
    with sqlite3.connect(index) as connection:
        rows = ((n, "cartel " * 5, "", "cartel " * 5, "") for n in range(100, 60_000))
        connection.executemany(
            "insert into wording(rowid, head, body, head_stem, body_stem) values (?, ?, ?, ?, ?)", rows
        )
    connection.close()
    with pytest.raises(SearchError) as caught:
        find(index, "cartel", timeout_s=-1)
    assert caught.value.fault is Fault.TOO_SLOW


def test_snapshot_without_an_index_is_a_named_fault(tmp_path: Path) -> None:
    for ask in (lambda: find(tmp_path / "1.search", "faro"), lambda: everything(tmp_path / "1.search")):
        with pytest.raises(SearchError) as caught:
            ask()
        assert caught.value.fault is Fault.NO_INDEX


def test_only_new_versions_are_indexed(database: Database, paths: Paths) -> None:
    add(database, *TEXTS)
    assert update_index(database, paths) == len(TEXTS)
    assert update_index(database, paths) == 0
    add(database, ("Otra", "cosa", "es"), start=50)
    assert update_index(database, paths) == 1


def test_changed_headline_is_found_under_both_wordings(database: Database, paths: Paths) -> None:
    add(database, ("Antes", "x", "es"))
    add(database, ("Después", "x", "es"))
    snapshot = publish_snapshot(database, paths, now=NOW).path
    assert find(index_path(snapshot), "antes").version_ids.tolist() == [1]
    assert find(index_path(snapshot), "despues").version_ids.tolist() == [2]


def test_older_snapshot_keeps_its_own_index_and_goes_with_it(database: Database, paths: Paths) -> None:
    add(database, ("Faro", "x", "es"))
    first = publish_snapshot(database, paths, now=NOW).path
    add(database, ("Faro dos", "x", "es"), start=9)
    second = publish_snapshot(database, paths, now=NOW + timedelta(minutes=1)).path
    assert len(find(index_path(first), "faro").version_ids) == 1
    assert len(find(index_path(second), "faro").version_ids) == 2
    publish_snapshot(database, paths, now=NOW + timedelta(minutes=2), keep=1)
    assert not index_path(first).exists()
    assert len(list(paths.snapshots.iterdir())) == 2


def test_index_of_another_database_or_of_other_rules_is_made_anew(database: Database, paths: Paths) -> None:
    add(database, *TEXTS)
    update_index(database, paths)
    for change in ("update about set content_hash = 'another'", "update about set rules = '0'"):
        with sqlite3.connect(paths.search) as connection:
            connection.execute(change)
        connection.close()
        assert update_index(database, paths) == len(TEXTS)


def test_damaged_index_is_made_anew(database: Database, paths: Paths) -> None:
    add(database, *TEXTS)
    update_index(database, paths)
    paths.search.write_bytes(b"not a database" * 500)
    assert update_index(database, paths) == len(TEXTS)
    paths.snapshots.mkdir()
    published = publish_index(paths, paths.snapshots / "1.duckdb")
    assert find(published, "dragon").version_ids.tolist() == [4]
