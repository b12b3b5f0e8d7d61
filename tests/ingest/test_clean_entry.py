from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.clean import OPENING_CHARACTERS, clean_entry
from ingest.entry import Entry
from ingest.imports import ImportContext, import_file
from ingest.registry import Registry
from store.identity import item_id
from store.model import Basis, Feed, Item, Kind, Outlet, Precision
from tests.builders import silent

NOW = datetime(2024, 4, 15, 12, tzinfo=UTC)
BASE = "https://faro.example/rss"
FARO = Outlet(outlet_id="faro", name="El Faro", kind=Kind.NATIONAL, country="MX", zones=("America/Mexico_City",),
              zone_basis="registry", label_source="invented", language="es", home="https://faro.example")  # fmt: skip
FEED = Feed(feed_id="faro/1", outlet_id="faro", url=BASE, kind="rss", status="unconfirmed", source="invented")
NOTE = Entry(guid="faro-7", link="https://faro.example/n/7?utm_source=rss", title="La nota siete",
             published="Mon, 15 Apr 2024 10:20:30 -0600")  # fmt: skip


def cleaned(entry: Entry, outlet: Outlet = FARO, language: str | None = "en") -> Item:
    return clean_entry(entry, outlet=outlet, feed=FEED, base=BASE, language=language, seen_at=NOW, fetch_id="f")


def test_entry_becomes_an_item() -> None:
    item = cleaned(replace(NOTE, summary="<p>Uno &amp; dos</p>", author="<b>Ana</b>"))
    assert (item.outlet_id, item.feed_id, item.fetch_id, item.first_seen_at) == ("faro", "faro/1", "f", NOW)
    assert (item.guid, item.author, item.title, item.summary) == ("faro-7", "Ana", "La nota siete", "Uno & dos")
    assert item.url == "https://faro.example/n/7?utm_source=rss"
    assert item.canonical_url == "https://faro.example/n/7"
    assert item.published.precision is Precision.SECOND
    assert item.published.basis is Basis.FEED
    assert item.published.raw == NOTE.published


# --- identity


def test_guid_identifies_the_item() -> None:
    moved = cleaned(replace(NOTE, link="https://faro.example/otra", title="Otra"))
    assert moved.item_id == cleaned(NOTE).item_id != cleaned(replace(NOTE, guid="faro-8")).item_id


@pytest.mark.parametrize(
    "guid",
    [None, "", " ", "https://faro.example/n/7", "http://www.faro.example/n/7/", "https://m.faro.example/n/7?utm_medium=x#a",
     "https://faro.example/n/7/amp/"],
)  # fmt: skip
def test_without_a_guid_of_its_own_the_canonical_url_identifies_as_for_imports(guid: str | None) -> None:
    assert cleaned(replace(NOTE, guid=guid)).item_id == item_id("faro", "https://faro.example/n/7")


def test_guid_that_is_another_address_identifies() -> None:
    item = cleaned(replace(NOTE, guid="https://faro.example/?p=7"))
    assert item.item_id == item_id("faro", "guid:https://faro.example/?p=7")


def test_outlets_do_not_share_guids() -> None:
    assert cleaned(NOTE).item_id != cleaned(NOTE, outlet=replace(FARO, outlet_id="boya")).item_id


def test_title_and_date_identify_what_has_neither_guid_nor_link() -> None:
    bare = Entry(title="Una nota", published="2024-04-15")
    assert cleaned(bare).item_id == cleaned(replace(bare, summary="otra cosa")).item_id
    assert cleaned(bare).item_id != cleaned(replace(bare, published="2024-04-16")).item_id
    assert cleaned(bare).item_id != cleaned(replace(bare, title="Otra nota")).item_id


def test_kinds_of_identity_do_not_meet() -> None:
    by_guid = cleaned(Entry(guid="title:Una nota|", title="x"))
    by_title = cleaned(Entry(title="Una nota"))
    by_url = cleaned(Entry(link="https://faro.example/n", title="x"))
    by_guid_like_url = cleaned(Entry(guid="https://faro.example/n", link="https://faro.example/m", title="x"))
    assert len({one.item_id for one in (by_guid, by_title, by_url, by_guid_like_url)}) == 4


# --- addresses


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "https://", None, ""])
def test_guid_that_is_an_address_stands_in_for_a_link_that_is_none(link: str | None) -> None:
    item = cleaned(Entry(link=link, guid="https://faro.example/n/7", title="Una"))
    assert item.url == "https://faro.example/n/7"
    assert item.item_id == item_id("faro", "https://faro.example/n/7")


@pytest.mark.parametrize(("home", "url"), [("https://faro.example", "https://faro.example"), (None, BASE)])
def test_entries_without_any_address_have_the_home_but_no_common_canonical_url(home: str | None, url: str) -> None:
    outlet = replace(FARO, home=home)
    one, two = (cleaned(Entry(title=title), outlet=outlet) for title in ("Una", "Otra"))
    assert one.url == two.url == url
    assert one.canonical_url != two.canonical_url
    assert one.canonical_url.startswith(f"{url}#")


def test_relative_link_starts_at_the_feed() -> None:
    assert cleaned(replace(NOTE, link="/n/8")).url == "https://faro.example/n/8"


def test_outlets_own_rules_hold() -> None:
    link = "https://faro.example/nota.php?id=7&seccion=mundo"
    kept = cleaned(replace(NOTE, link=link), outlet=replace(FARO, url_keep=("id",)))
    dropped = cleaned(replace(NOTE, link=link), outlet=replace(FARO, url_drop=("seccion",)))
    assert kept.canonical_url == dropped.canonical_url == "https://faro.example/nota.php?id=7"
    assert kept.url == link


# --- words


@pytest.mark.parametrize(
    ("title", "summary", "content", "expected"),
    [
        pytest.param("T", "Uno", None, ("T", "Uno", None), id="summary only"),
        pytest.param("T", "Uno", "<p>Uno</p> dos", ("T", "Uno", "Uno dos"), id="longer text"),
        pytest.param("T", "Uno dos", "<p>Uno dos</p>", ("T", "Uno dos", None), id="text is the summary"),
        pytest.param("T", "Uno dos tres", "Uno", ("T", "Uno dos tres", None), id="shorter text"),
        pytest.param("T", None, "Uno dos", ("T", None, "Uno dos"), id="text only"),
        pytest.param("Uno", "<b>Uno</b>", None, ("Uno", None, None), id="summary is the title"),
        pytest.param("Uno", None, "<b>Uno</b>", ("Uno", None, None), id="text is the title"),
        pytest.param("Inflación < 5%", None, None, ("Inflación < 5%", None, None), id="literal less-than"),
        pytest.param("T", "Uno. Leer más", None, ("T", "Uno.", None), id="boilerplate"),
        pytest.param(None, "<p>Uno</p>", None, ("Uno", "Uno", None), id="summary as title"),
        pytest.param("<p></p>", None, "Uno dos", ("Uno dos", None, "Uno dos"), id="text as title"),
    ],
)
def test_words_of_an_entry_are_told_once(
    title: str | None, summary: str | None, content: str | None, expected: tuple[Any, ...]
) -> None:
    item = cleaned(replace(NOTE, title=title, summary=summary, content=content))
    assert (item.title, item.summary, item.text) == expected


def test_title_that_a_long_text_stands_in_for_ends_at_a_word() -> None:
    item = cleaned(replace(NOTE, title=None, summary="palabra " * 50))
    assert item.title.endswith(" palabra…")
    assert len(item.title) <= OPENING_CHARACTERS + 1


def test_address_stands_in_for_title_and_text() -> None:
    assert cleaned(Entry(link="https://faro.example/una-nota")).title == "https://faro.example/una-nota"


@pytest.mark.parametrize(
    "entry", [Entry(), Entry(guid="7"), Entry(title=" \x00", summary="<p></p>", link="javascript:x")]
)
def test_entry_with_nothing_to_tell_is_refused(entry: Entry) -> None:
    with pytest.raises(ValueError, match="no title, no text and no link"):
        cleaned(entry)


# --- language


def test_language_is_detected_before_it_is_believed() -> None:
    found = cleaned(
        replace(NOTE, title="El gobierno anunció las nuevas medidas y dijo que no hay más para los estados")
    )
    assert (found.language, found.language_plain) == ("es", True)


def test_language_that_is_not_plain_is_left_to_the_classifier() -> None:
    found = cleaned(replace(NOTE, title="Nota inventada"))
    assert (found.language, found.language_plain) == ("en", False)


def test_stated_languages_are_believed_in_their_order() -> None:
    short = replace(NOTE, title="RT")
    assert cleaned(replace(short, language="ru-RU")).language == "ru"
    assert cleaned(short).language == "en"
    assert cleaned(short, language=None).language == "es"


# --- time


def test_updated_counts_only_where_published_is_missing() -> None:
    item = cleaned(replace(NOTE, published=" ", updated="2024-04-15T10:20:30Z"))
    assert item.published.raw == "2024-04-15T10:20:30Z"
    assert item.published.precision is Precision.SECOND
    assert cleaned(replace(NOTE, published="nunca", updated="2024-04-15")).published.interval is None


@pytest.mark.parametrize("raw", ["31 de abril de 2024", "nunca", "1985-04-15", "09/04/24"])
def test_entry_is_kept_whatever_its_date(raw: str) -> None:
    published = cleaned(replace(NOTE, published=raw)).published
    assert (published.raw, published.interval, published.precision) == (raw, None, Precision.UNKNOWN)


def test_entry_without_a_date_has_none() -> None:
    published = cleaned(replace(NOTE, published=None)).published
    assert (published.raw, published.interval, published.precision) == (None, None, Precision.UNKNOWN)


def test_outlets_language_decides_about_numbers_before_the_feeds() -> None:
    stated = replace(NOTE, published="09/04/2024")
    assert cleaned(stated, language="en").published.precision is Precision.DAY
    english = replace(FARO, language="en")
    assert cleaned(stated, outlet=english, language="es").published.precision is Precision.UNKNOWN


def test_missing_zone_is_the_outlets() -> None:
    interval = cleaned(replace(NOTE, published="15 abr 2024 10:20:30")).published.interval
    assert interval is not None
    assert interval.earliest == interval.latest == datetime(2024, 4, 15, 16, 20, 30, tzinfo=UTC)


_ANY = st.none() | st.text()


@given(guid=_ANY, summary=_ANY, content=_ANY, author=_ANY, published=_ANY, updated=_ANY, language=_ANY)
def test_nothing_raises_beside_a_title_and_a_link(**fields: str | None) -> None:
    item = cleaned(replace(NOTE, **fields), language=fields["language"])
    assert item.title == NOTE.title
    assert item.canonical_url == "https://faro.example/n/7"


_HOSTS = st.sampled_from(
    [
        "faro.example",
        "google.com/amp/s/",
        "x.cdn.ampproject.org/c/s/",
        ":99999",
        ":x",
        "@",
        " ",
        "[",
        "%",
        "\U000e0fff",
        "/n",
    ]
)


@given(st.lists(_HOSTS | st.text(max_size=3), max_size=6).map("".join), st.sampled_from(["https://", "//", ""]))
def test_no_link_costs_an_entry_that_has_a_title(tail: str, head: str) -> None:
    item = cleaned(replace(NOTE, link=head + tail))
    assert (item.title, item.item_id) == (NOTE.title, cleaned(NOTE).item_id)


@given(_ANY, _ANY, _ANY)
def test_any_entry_is_cleaned_or_refused(guid: str | None, link: str | None, title: str | None) -> None:
    entry = Entry(guid=guid, link=link, title=title)
    try:
        item = cleaned(entry)
    except ValueError:
        return
    assert item.title
    assert item == cleaned(entry)


def test_import_and_feed_agree_on_an_address_under_the_outlets_rules(context: ImportContext, tmp_path: Path) -> None:
    outlet = replace(FARO, url_keep=("id",))
    registry = Registry(outlets=(outlet,), feeds=(), aliases={"elfaro": "faro"})
    path = tmp_path / "rows.csv"
    path.write_text("url,title,outlet\nhttp://www.faro.example/nota.php?id=7&seccion=mundo,La nota siete,El Faro\n")
    import_file(replace(context, registry=registry), path, progress=silent)
    shown = cleaned(replace(NOTE, guid=None, link="https://m.faro.example/nota.php?id=7&portada=1"), outlet=outlet)
    assert [row["item_id"] for row in context.database.rows("select item_id from item")] == [shown.item_id]
