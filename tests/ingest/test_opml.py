import os
import re
import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.additions import Additions, plan_additions
from ingest.opml import BODY_LIMIT, Outline, read_opml, write_opml
from ingest.outlets_file import append, as_toml, with_additions
from ingest.registry import Registry, registry_of
from store.errors import ConfigError
from tests.builders import ROOT

BUNDLED = (ROOT / "data" / "outlets.toml").read_text(encoding="utf-8")
FILE = Path("feeds.opml")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
LISTED = """\
# A comment that a person wrote.
shared_domains = ["blogs.example"]

[[outlet]]
id = "gaceta"            # the oldest
name = "Gaceta"
kind = "national"
country = "MX"
label_source = "invented"
label_date = 2026-11-23
domains = ["gaceta.example"]

[[outlet.feeds]]
url = "https://gaceta.example/rss"
kind = "rss"
status = "unconfirmed"
source = "invented"

# --- the next one

[[outlet]]
id = "diario"
name = "El Diario"
kind = "regional"
country = "MX"
label_source = "invented"
label_date = 2026-11-23
sections = ["red.example/diario"]
"""


def opml(*outlines: str) -> bytes:
    return f'<?xml version="1.0"?>\n<opml version="2.0"><body>\n{"".join(outlines)}</body></opml>\n'.encode()


def outline(url: str, name: str = "Invented", home: str = "") -> str:
    return f'<outline text="{name}" type="rss" xmlUrl="{url}"' + (f' htmlUrl="{home}"' if home else "") + "/>\n"


def registry(text: str = LISTED) -> Registry:
    return registry_of(text, Path("outlets.toml"))


def planned(body: bytes, text: str = LISTED) -> Additions:
    return plan_additions(registry(text), read_opml(body, FILE), file=FILE.name, today=TODAY)


def grown(body: bytes, text: str = LISTED) -> str:
    return with_additions(text, planned(body, text), Path("outlets.toml"))


# --- reading


def test_feeds_in_folders_of_any_depth_come_in_the_files_order() -> None:
    body = opml(
        '<outline text="A"><outline text="B"><outline text="C">', outline("https://a.example/1"),
        "</outline></outline>", outline("https://a.example/2"), "</outline>", outline("https://a.example/3"),
    )  # fmt: skip
    assert [found.url[-1] for found in read_opml(body, FILE)] == ["1", "2", "3"]
    assert [found.line for found in read_opml(body, FILE)] == [3, 4, 5]


@pytest.mark.parametrize("attribute", ["xmlUrl", "xmlurl", "XMLURL", "xmlURL"])
def test_an_address_is_read_in_any_case(attribute: str) -> None:
    (found,) = read_opml(opml(f'<outline {attribute}=" https://a.example/rss "/>'), FILE)
    assert found == Outline(line=3, url="https://a.example/rss")


def test_tags_in_capitals_and_in_a_namespace_are_read() -> None:
    body = b'<OPML xmlns="urn:other"><BODY><OUTLINE TITLE="A" XMLURL="https://a.example/rss"/></BODY></OPML>'
    assert [found.name for found in read_opml(body, FILE)] == ["A"]


NAMES = {
    "XML's entities": ("R&amp;D &lt;x&gt; &#233; &#xE9;", "R&D <x> é é"),
    "HTML's entities": ("Cr&oacute;nica&nbsp;de Hoy &laquo;x&raquo;", "Crónica de Hoy «x»"),
    "a lone ampersand": ("Sexo & poder", "Sexo & poder"),
    "an unknown entity": ("a &nothing; b", "a &nothing; b"),
    "two lines": ("El\n  Universal", "El Universal"),
    "direction marks and soft hyphens": ("Cró\u00adnica \u202ede\u200b Hoy", "Crónica de Hoy"),
}


@pytest.mark.parametrize(("written", "name"), NAMES.values(), ids=NAMES)
def test_a_name_is_one_line_of_text(written: str, name: str) -> None:
    (found,) = read_opml(opml(outline("https://a.example/rss", written)), FILE)
    assert found.name == name


def test_ampersands_in_addresses_are_taken_as_meant() -> None:
    body = opml(outline("https://a.example/rss?a=1&b=2&amp;copy=3&reg=4"))
    assert [found.url for found in read_opml(body, FILE)] == ["https://a.example/rss?a=1&b=2&copy=3&reg=4"]


ENCODED = {
    "UTF-8 with a mark": b"\xef\xbb\xbf" + opml(outline("https://a.example/rss", "Razón")),
    "UTF-16 with a mark": opml(outline("https://a.example/rss", "Razón")).decode().encode("utf-16"),
    "windows-1252": opml(outline("https://a.example/rss", "Razón")).decode().replace('"1.0"', '"1.0" encoding="windows-1252"', 1).encode("cp1252"),
    "blanks before the declaration": b"\n\n" + opml(outline("https://a.example/rss", "Razón")),
    "no declaration": opml(outline("https://a.example/rss", "Razón")).partition(b"\n")[2],
}  # fmt: skip


@pytest.mark.parametrize("body", ENCODED.values(), ids=ENCODED)
def test_a_file_is_read_in_its_encoding(body: bytes) -> None:
    assert [found.name for found in read_opml(body, FILE)] == ["Razón"]


def test_outlines_without_an_address_are_folders_or_nothing() -> None:
    assert read_opml(opml('<outline text="A"/>', '<outline xmlUrl=""/>', "<!-- none -->"), FILE) == []


REFUSED = {
    "a tag that is not closed": (opml("<outline>"), "line 3", "not XML"),
    "a value without quotes": (opml("\n\n<outline xmlUrl=x/>"), "line 5", "not XML"),
    "nothing": (b"", "line 1", "not XML"),
    "a page": (b"<html><body></body></html>", "line 1", "expected <opml>, got <html>"),
    "a feed": (b"<rss/>", "line 1", "expected <opml>, got <rss>"),
    "folders without end": (opml("<outline>" * 5_000, "</outline>" * 5_000), "line 3", "not XML"),
    "an entity of its own": (
        b'<!DOCTYPE opml [\n<!ENTITY a "aaaa">]><opml><body><outline text="&a;"/></body></opml>',
        "line 2",
        "declares entities",
    ),
    "an entity that reads a file": (
        b'<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml/>',
        "line 1",
        "declares entities",
    ),
    "an entity in another encoding": (
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE opml [<!ENTITY a "b">]><opml/>'.encode("utf-16"),
        "line 1",
        "declares entities",
    ),
    "more than its limit": (b" " * (BODY_LIMIT + 1), "file", "expected at most"),
}


@pytest.mark.parametrize(("body", "key", "expected"), REFUSED.values(), ids=REFUSED)
def test_a_file_is_refused_by_line_for(body: bytes, key: str, expected: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        read_opml(body, FILE)
    assert (refusal.value.file, refusal.value.key) == ("feeds.opml", key)
    assert expected in refusal.value.expected


@given(st.binary(max_size=200) | st.text(alphabet="<>&;\"'=/ao?!-[]", max_size=80).map(str.encode))
def test_no_bytes_do_more_than_be_refused(body: bytes) -> None:
    try:
        read_opml(body, FILE)
        read_opml(opml(body.decode("latin-1")), FILE)
    except ConfigError:
        return


# --- writing


def test_the_bundled_outlets_survive_export_and_import_to_the_last_key() -> None:
    before = [table for table in tomllib.loads(BUNDLED)["outlet"] if "feeds" in table]
    body = write_opml(before, title="Rastro", now=NOW)
    after = tomllib.loads(grown(body, ""))["outlet"]
    assert {table["id"]: table for table in after} == {table["id"]: table for table in before}


def test_importing_what_was_exported_adds_nothing() -> None:
    body = write_opml(tomllib.loads(BUNDLED)["outlet"], title="Rastro", now=NOW)
    assert planned(body, BUNDLED).feed_count == 0
    assert grown(body, BUNDLED) == BUNDLED


def test_an_export_is_opml_2_with_a_folder_for_each_kind() -> None:
    text = write_opml(tomllib.loads(LISTED)["outlet"], title="Rastro", now=NOW).decode()
    assert '<opml xmlns:rastro="urn:rastro:outlets" version="2.0">' in text
    assert "<dateCreated>Mon, 23 Nov 2026 12:00:00 +0000</dateCreated>" in text
    assert re.findall(r'<outline text="(\w+)" title="\w+">', text) == ["national"]
    assert 'type="rss" xmlUrl="https://gaceta.example/rss" rastro:id="gaceta" rastro:kind="national"' in text


# --- planning


def test_a_feed_that_is_listed_already_is_not_new() -> None:
    body = opml(
        outline("https://gaceta.example/rss"),
        outline("http://www.gaceta.example/rss/"),
        outline("https://new.example/rss"),
        outline("https://new.example/rss#top"),
    )
    additions = planned(body)
    assert (additions.feed_count, additions.known) == (1, 3)


def test_nothing_is_invented_for_a_new_outlet() -> None:
    (table,) = planned(opml(outline("https://a.example/rss", "La Voz", "https://www.a.example/"))).outlets
    assert table == {
        "id": "la-voz", "name": "La Voz", "kind": "other", "country": "unknown", "home": "https://www.a.example/",
        "label_source": "OPML feeds.opml", "label_date": date(2026, 11, 23), "domains": ["a.example"],
        "feeds": [{"url": "https://a.example/rss", "kind": "rss", "status": "unconfirmed", "source": "OPML feeds.opml"}],
    }  # fmt: skip


def test_a_feed_joins_the_outlet_that_its_home_or_its_address_leads_to() -> None:
    body = opml(
        outline("https://gaceta.example/deportes/rss"),
        outline("https://feeds.example/x", home="https://red.example/diario/"),
        outline("https://gaceta.example/red", home="https://red.example/diario/"),
        outline("https://other.blogs.example/rss"),
    )
    additions = planned(body)
    assert [(owner, feed["url"]) for owner, feed in additions.feeds] == [
        ("gaceta", "https://gaceta.example/deportes/rss"),
        ("diario", "https://feeds.example/x"),
        ("diario", "https://gaceta.example/red"),
    ]
    assert len(additions.outlets) == 1


def test_feeds_of_one_home_are_one_outlet_and_without_home_each_is_its_own() -> None:
    body = opml(
        outline("https://a.example/1", home="https://a.example"),
        outline("https://a.example/2", home="https://a.example/"),
        outline("https://video.example/feed?channel=1", "Uno"),
        outline("https://video.example/feed?channel=2", "Dos"),
    )
    outlets = planned(body).outlets
    assert [(table["id"], len(table["feeds"]), table.get("domains")) for table in outlets] == [
        ("invented", 2, ["a.example"]), ("uno", 1, None), ("dos", 1, None),
    ]  # fmt: skip


def test_a_home_below_a_host_that_many_share_gives_no_domain() -> None:
    body = opml(
        outline("https://a.example/1", home="https://medium.example/@a"),
        outline("https://b.example/1", home="https://both.example/"),
        outline("https://b.example/2", home="https://both.example/?b"),
    )
    assert [table.get("domains") for table in planned(body).outlets] == [None, ["both.example"], None]


def test_ids_are_slugs_and_unique() -> None:
    names = ["Gaceta", "gaceta!", "Gaceta-2", "Página/12", "ТАСС", "...", "日本", "x" * 200]
    body = opml(*(outline(f"https://h{number}.example/rss", name) for number, name in enumerate(names)))
    assert [table["id"] for table in planned(body).outlets] == [
        "gaceta-2", "gaceta-3", "gaceta-2-2", "pagina-12", "h4-example", "h5-example", "h6-example", "x" * 60,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("stated", "kind"), [("rss", "rss"), ("ATOM", "atom"), ("json", "json_feed"), ("link", "rss"), ("", "rss")]
)
def test_a_type_says_what_a_feed_is_where_it_can(stated: str, kind: str) -> None:
    (table,) = planned(opml(f'<outline type="{stated}" xmlUrl="https://a.example/x"/>')).outlets
    assert table["feeds"][0]["kind"] == kind


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("feed://a.example/rss", "http://a.example/rss"),
        ("feed:https://a.example/rss", "https://a.example/rss"),
        ("FEED:http://a.example/rss", "http://a.example/rss"),
    ],
)
def test_the_feed_scheme_stands_for_a_web_address(written: str, url: str) -> None:
    (table,) = planned(opml(outline(written))).outlets
    assert table["feeds"][0]["url"] == url


@pytest.mark.parametrize(
    "url", ["ftp://a.example/x", "javascript:alert(1)", "file:///etc/passwd", "rss", "https://", "https://[x/", "https://a.example/a b", "https://a.example:port/", "https://a.example/{page}"]
)  # fmt: skip
def test_what_is_no_address_is_left_out_by_line(url: str) -> None:
    additions = planned(opml(outline("https://a.example/good"), outline(url)))
    assert additions.feed_count == 1
    assert [reason.partition(":")[0] for reason in additions.left_out] == ["line 4"]


# --- writing into the outlets file


def test_printed_tables_may_be_put_behind_the_file() -> None:
    additions = planned(
        opml(outline("https://a.example/rss", "El &quot;Sol&quot; \\ x"), outline("https://gaceta.example/2"))
    )
    printed = as_toml(additions)
    both = registry(LISTED + "\n" + printed)
    assert [outlet.name for outlet in both.outlets] == ["Gaceta", "El Diario", 'El "Sol" \\ x']
    assert 'belongs to outlet "gaceta"' in printed
    assert len(both.feeds) == 2


def test_new_feeds_stand_behind_their_outlets_others_and_every_line_stays() -> None:
    body = opml(
        outline("https://gaceta.example/2"),
        outline("https://gaceta.example/3"),
        outline("https://red.example/diario/rss"),
        outline("https://new.example/rss"),
    )
    text = grown(body)
    assert text.replace("\n", "").startswith(LISTED.partition("\n# --- the next")[0].replace("\n", ""))
    kept = [line for line in text.splitlines() if line in LISTED.splitlines()]
    assert [line for line in kept if line.startswith("#") or "# the oldest" in line] == [
        "# A comment that a person wrote.", 'id = "gaceta"            # the oldest', "# --- the next one",
    ]  # fmt: skip
    assert [(feed.outlet_id, feed.url.rpartition("/")[2]) for feed in registry(text).feeds] == [
        ("gaceta", "rss"), ("gaceta", "2"), ("gaceta", "3"), ("diario", "rss"), ("invented", "rss"),
    ]  # fmt: skip
    assert text.index("gaceta.example/3") < text.index("# --- the next one")
    assert not re.search(r"\n\n\n", text)


ENDINGS: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "without a newline at the end": str.rstrip,
    "with blank lines at the end": lambda text: text + "\n\n",
    "with Windows' lines": lambda text: text.replace("\n", "\r\n"),
    "with a comment at the end": lambda text: text + "# the end\n",
}


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_a_file_grows_whatever_its_lines_end_with(ending: Callable[[str], str]) -> None:
    before = ending(LISTED)
    text = grown(opml(outline("https://red.example/diario/rss"), outline("https://new.example/rss")), before)
    remaining = iter(text.splitlines())
    assert all(line in remaining for line in before.splitlines())  # every line, in its order
    assert len(registry(text).feeds) == 3
    assert ("\r\n" in text) == ("\r\n" in before)
    assert text.count("\n") == text.count("\r\n") or "\r\n" not in text


def test_an_empty_file_grows() -> None:
    assert grown(opml(outline("https://new.example/rss")), "").startswith("[[outlet]]\n")


@pytest.mark.parametrize(
    "text",
    [
        'outlet = [{ id = "gaceta", name = "G", kind = "other", country = "MX", label_source = "x", label_date = 2026-11-23, domains = ["gaceta.example"] }]\n',
        LISTED + "feeds = []\n",
    ],
    ids=["outlets in one line", "feeds in one line"],
)
def test_a_file_that_a_program_cannot_extend_is_left_alone(text: str) -> None:
    with pytest.raises(ConfigError):
        grown(opml(outline("https://gaceta.example/2"), outline("https://red.example/diario/2")), text)


def own(**attributes: str) -> bytes:
    written = " ".join(f"rastro:{key}='{value}'" for key, value in attributes.items())
    return opml(f'<outline xmlns:rastro="urn:rastro:outlets" text="A" xmlUrl="https://a.example/rss" {written}/>')


HOSTILE = {
    "a kind that is not ours": {"kind": "newspaper"},
    "an id that is no slug": {"id": "../x"},
    "an id that is a list": {"id": '["a"]'},
    "a status that is not ours": {"feed_status": "good"},
    "a confirmed feed without a probe": {"feed_status": "confirmed"},
    "a date that is none": {"label_date": "tomorrow"},
    "a domain of another outlet": {"domains": '["gaceta.example"]'},
    "domains that are no list": {"domains": '"x.example"'},
    "domains in tables without end": {"domains": '{"a":' * 3_000 + "1" + "}" * 3_000},
    "half a character": {"aliases": '["\\ud800"]'},
    "a line break": {"aliases": '["a\\nb = 1"]'},
}


@pytest.mark.parametrize("attributes", HOSTILE.values(), ids=HOSTILE)
def test_own_attributes_are_checked_like_the_file(attributes: dict[str, str]) -> None:
    with pytest.raises(ConfigError):
        grown(own(**attributes))


def test_appending_replaces_the_file_at_once_and_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "outlets.toml"
    path.write_text(LISTED, encoding="utf-8")
    path.chmod(0o640)
    link = tmp_path / "link.toml"
    link.symlink_to(path)
    append(link, planned(opml(outline("https://new.example/rss"))))
    assert path.read_text(encoding="utf-8").startswith(LISTED)
    assert (path.stat().st_mode & 0o777, link.is_symlink()) == (0o640, True)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["link.toml", "outlets.toml"]


def test_a_refused_append_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "outlets.toml"
    path.write_text(LISTED, encoding="utf-8")
    with pytest.raises(ConfigError, match="kind: expected one of"):
        append(path, planned(own(kind="newspaper")))
    assert path.read_text(encoding="utf-8") == LISTED
    assert [entry.name for entry in tmp_path.iterdir()] == ["outlets.toml"]


def test_a_file_that_somebody_changes_in_the_meantime_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "outlets.toml"
    path.write_text(LISTED, encoding="utf-8")
    fsync = os.fsync

    def while_somebody_edits(descriptor: int) -> None:
        fsync(descriptor)
        path.write_text(LISTED + "# an edit\n", encoding="utf-8")

    monkeypatch.setattr(os, "fsync", while_somebody_edits)
    with pytest.raises(ConfigError, match="changed by somebody else"):
        append(path, planned(opml(outline("https://new.example/rss"))))
    assert path.read_text(encoding="utf-8") == LISTED + "# an edit\n"
    assert [entry.name for entry in tmp_path.iterdir()] == ["outlets.toml"]


@pytest.mark.slow
def test_five_thousand_outlines_become_five_thousand_feeds() -> None:
    body = opml(*(outline(f"https://h{n}.example/rss", f"Medio {n}", f"https://h{n}.example/") for n in range(5_000)))
    assert len(registry(grown(body)).feeds) == 5_001
