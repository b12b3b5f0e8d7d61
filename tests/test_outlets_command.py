"""`rastro outlets` as a person uses it: real processes, an invented outlets file, and a web server on loopback."""

import csv
import io
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.builders import ROOT
from tests.ingest.answers import Response
from tests.ingest.webserver import WebServer

pytestmark = pytest.mark.slow

OUTLETS = """\
# Written by a person.
[[outlet]]
id = "cronica"
name = "La Crónica"
kind = "national"
country = "MX"
city = "Mérida"
language = "es"
home = "https://cronica.example"
label_source = "invented"
label_date = 2026-11-23
domains = ["cronica.example"]

[[outlet.feeds]]
url = "https://cronica.example/rss"
kind = "rss"
status = "confirmed"
source = "invented"
probed = "2026-11-23: answered"

[[outlet.feeds]]
url = "https://cronica.example/old"
kind = "rss"
status = "dead"
source = "invented"
probed = "2026-11-23: 404"

[[outlet]]
id = "gazette"
name = "Gazette"
kind = "wire"
country = "US"
language = "en"
label_source = "invented"
label_date = 2020-01-01

[[outlet.feeds]]
url = "https://gazette.example/atom"
kind = "atom"
status = "unconfirmed"
source = "invented"
"""
OPML = '<opml version="2.0"><body><outline text="{name}" xmlUrl="{url}"/></body></opml>'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "outlets.toml"
    path.write_text(OUTLETS, encoding="utf-8")
    return path


def run(*words: str | Path, status: int = 0) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "rastro.py"), "outlets", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stderr
    return done


def ids(file: Path, *words: str) -> list[str]:
    return [row["outlet_id"] for row in json.loads(run("--outlets", file, "--json", *words).stdout)]


def test_outlets_are_listed_with_their_labels_and_counts(file: Path) -> None:
    assert json.loads(run("--outlets", file, "--json").stdout)[0] == {
        "outlet_id": "cronica", "name": "La Crónica", "kind": "national", "country": "MX", "city": "Mérida",
        "language": "es", "confirmed": 1, "unconfirmed": 0, "dead": 1, "label_source": "invented, read 2026-11-23",
    }  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(run("--outlets", file, "--csv").stdout)))
    assert [row["outlet_id"] for row in rows] == ["cronica", "gazette"]
    assert "La Crónica" in run("--outlets", file).stdout


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["--kind", "wire"], ["gazette"]),
        (["--kind", "wire", "--kind", "national"], ["cronica", "gazette"]),
        (["--country", "mx"], ["cronica"]),
        (["--language", "EN"], ["gazette"]),
        (["--status", "dead"], ["cronica"]),
        (["--search", "CRONICA"], ["cronica"]),
        (["--search", "merida"], ["cronica"]),
        (["--search", "gazétte"], ["gazette"]),
        (["--search", "nobody"], []),
        (["--country", "MX", "--status", "unconfirmed"], []),
    ],
)
def test_filters_leave_what_is_asked_for(file: Path, words: list[str], found: list[str]) -> None:
    assert ids(file, *words) == found


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--kind", "paper"], "--kind: paper: expected one of state_media, diplomatic"),
        (["--country", "FR"], "--country: FR: expected one of MX, US"),
        (["--language", "fr"], "--language: fr: expected one of en, es"),
        (["--status", "good"], "--status: good: expected one of confirmed, unconfirmed, dead"),
        (["--search", "..."], "--search: ...: expected letters or digits"),
    ],
)
def test_a_value_that_nothing_has_is_refused_with_those_there_are(file: Path, words: list[str], said: str) -> None:
    assert said in run("--outlets", file, *words, status=2).stderr


def test_options_before_a_sub_command_are_refused_not_ignored(file: Path) -> None:
    assert "behind the sub-command" in run("--outlets", file, "feeds", status=2).stderr


def test_feeds_are_listed_one_by_one(file: Path) -> None:
    feeds = json.loads(run("feeds", "--outlets", file, "--status", "dead", "--json").stdout)
    assert [(feed["outlet_id"], feed["url"], feed["status"], feed["note"]) for feed in feeds] == [
        ("cronica", "https://cronica.example/old", "dead", "probed 2026-11-23: 404")
    ]


def test_check_names_every_fault_and_exits_2(file: Path) -> None:
    file.write_text(OUTLETS.replace('"wire"', '"paper"').replace('"MX"', '"Mexico"'), encoding="utf-8")
    said = run("check", file, status=2).stderr
    assert f'{file}: outlet "cronica".country: expected two capital letters' in said
    assert f'{file}: outlet "gazette".kind: expected one of' in said
    assert "2 faults" in said


def test_check_warns_and_exits_0(file: Path) -> None:
    done = run("check", file)
    assert 'warning: outlet "gazette".label_date: 2020-01-01' in done.stderr
    assert "is good: 2 outlets, 3 feeds" in done.stdout


def test_the_bundled_file_is_good() -> None:
    assert "is good" in run("check", ROOT / "data" / "outlets.toml").stdout


def test_an_export_comes_back_to_the_last_key(file: Path, tmp_path: Path) -> None:
    run("export", tmp_path / "all.opml", "--outlets", file)
    (tmp_path / "empty.toml").write_text("", encoding="utf-8")
    printed = run("import", tmp_path / "all.opml", "--outlets", tmp_path / "empty.toml").stdout
    before = {table["id"]: table for table in tomllib.loads(OUTLETS)["outlet"]}
    assert {table["id"]: table for table in tomllib.loads(printed)["outlet"]} == before
    assert (tmp_path / "empty.toml").read_text(encoding="utf-8") == ""


def test_an_export_holds_what_is_asked_for(file: Path, tmp_path: Path) -> None:
    run("export", tmp_path / "some.opml", "--outlets", file, "--status", "dead")
    text = (tmp_path / "some.opml").read_text(encoding="utf-8")
    assert "https://cronica.example/old" in text
    assert text.count("xmlUrl") == 1


def test_import_prints_what_append_writes(file: Path, tmp_path: Path) -> None:
    source = tmp_path / "mine.opml"
    source.write_text(OPML.format(name="La Voz", url="https://voz.example/rss"), encoding="utf-8")
    printed = run("import", source, "--outlets", file).stdout
    assert file.read_text(encoding="utf-8") == OUTLETS
    run("import", source, "--outlets", file, "--append")
    assert file.read_text(encoding="utf-8") == f"{OUTLETS}\n{printed}"
    assert ids(file)[-1] == "la-voz"
    assert "0 new" in run("import", source, "--outlets", file, "--append").stderr


def test_import_names_the_line_of_what_it_refuses_and_of_what_it_leaves_out(file: Path, tmp_path: Path) -> None:
    source = tmp_path / "mine.opml"
    source.write_text("<opml>\n<body>\n</opml>", encoding="utf-8")
    assert f"{source}: line 3: expected OPML" in run("import", source, "--outlets", file, status=2).stderr
    source.write_text(OPML.format(name="A", url="ftp://a.example"), encoding="utf-8")
    assert "mine.opml: line 1: expected an http(s) address" in run("import", source, "--outlets", file, status=1).stderr
    assert "cannot be read" in run("import", tmp_path / "none.opml", "--outlets", file, status=2).stderr


def test_discover_asks_a_real_server_and_says_what_answered(file: Path) -> None:
    with WebServer() as server:
        home = server.on("/", Response(body=b'<link rel="alternate" type="application/rss+xml" href="/noticias.rss">x'))
        feed = server.on("/noticias.rss", Response(body=(
            b"<rss version='2.0'><channel><title>Gaceta</title><item><title>A</title><link>https://g.example/a</link>"
            b"<pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate></item></channel></rss>")))  # fmt: skip
        done = run("discover", home, "--outlets", file, "--allow-loopback", "--json")
    first, *rest = json.loads(done.stdout)
    assert (first["asked"], first["why"], first["kind"], first["entries"]) == (feed, "link", "rss", 1)
    assert (first["newest"], first["listed_under"]) == ("2026-11-23T10:00:00Z", None)
    assert {row["outcome"] for row in rest} == {"client_error"}
    assert "1 answered as a feed" in done.stderr


def test_discover_refuses_this_machine_unless_told_otherwise(file: Path) -> None:
    with WebServer() as server:
        home = server.on("/", Response(body=b"<p>x"))
        done = run("discover", home, "--outlets", file, "--json", status=1)
    assert [row["outcome"] for row in json.loads(done.stdout)] == ["refused_address"]


def test_discover_wants_an_address(file: Path) -> None:
    assert "expected an http(s) address" in run("discover", "gaceta", "--outlets", file, status=2).stderr
