"""What the briefing says, and that every number it says is one SQL query away; what only a browser shows is elsewhere."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import rastro
from commands.briefings import known_then, write
from commands.options import Place
from dashboard.briefing.book import FORMS, literal
from dashboard.briefing.compose import (
    Composed,
    changed_lines,
    compose,
    curve_title,
    lanes_title,
    scene_of,
    warnings,
    week_title,
)
from dashboard.briefing.edition import LEDGER_FILE, Edition, edition_of
from dashboard.briefing.numbers import number_files
from dashboard.briefing.pictures import route_picture, written
from dashboard.briefing.telling import Scene
from dashboard.briefing.week import Coverage, Week, judged_coverage, week_before, week_of
from dashboard.words_briefing import WORDS_OF_BRIEFING
from store.database import Database, Paths, open_snapshot, open_writer
from store.errors import ConfigError
from store.model import CoverageSpan
from store.snapshot import publish_snapshot
from tests.builders import NOW, ROOT
from tests.dashboard.crowd import MONDAY, publish_crowd
from tests.dashboard.real_case import publish_case

pytestmark = pytest.mark.slow
W15 = Week(start=date(2024, 4, 8))


def opened(paths: Paths, week: Week = W15, lang: str = "en") -> tuple[Database, Edition]:
    return open_snapshot(paths.pointer), edition_of(paths.pointer.resolve(), week=week, lang=lang)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Paths:
    return publish_case(tmp_path_factory.mktemp("case") / "data")


@pytest.fixture(scope="module", params=["en", "es"])
def composed(request: pytest.FixtureRequest, case: Paths) -> Iterator[Composed]:
    database, edition = opened(case, lang=request.param)
    yield compose(database, edition)
    database.close()


@pytest.mark.parametrize(("written", "monday"), [("2024-W15", date(2024, 4, 8)), ("2020-W53", date(2020, 12, 28))])
def test_week_is_iso(written: str, monday: date) -> None:
    assert week_of(written) == Week(start=monday)
    assert week_of(written).slug == written


@pytest.mark.parametrize("written", ["2024-15", "2024-W00", "2024-W54", "W15", "2024-W5", "9999999"])
def test_wrong_week_is_refused(written: str) -> None:
    with pytest.raises(ConfigError, match="2024-W15"):
        week_of(written)


@pytest.mark.parametrize(
    ("now", "slug"),
    [
        (datetime(2026, 11, 23, 5, 59, tzinfo=UTC), "2026-W46"),  # still Sunday in Mexico City
        (datetime(2026, 11, 23, 6, 0, tzinfo=UTC), "2026-W47"),
    ],
    ids=["sunday", "monday"],
)
def test_last_week_is_the_last_that_is_over_in_mexico_city(now: datetime, slug: str) -> None:
    assert week_before(now).slug == slug


@pytest.mark.parametrize(
    ("feeds", "share", "said"), [(0, None, Coverage.NONE), (3, 74, Coverage.THIN), (3, 75, Coverage.ENOUGH)]
)
def test_coverage_is_judged_by_the_stated_threshold(feeds: int, share: int | None, said: Coverage) -> None:
    assert judged_coverage(feeds, share) is said


def test_texts_become_literals_that_end_where_they_should() -> None:
    assert literal("a'; drop table x; --") == "'a''; drop table x; --'"
    assert literal(None) == "null"


def test_lead_of_the_case_is_told_with_its_uncertainty(case: Paths) -> None:
    composed = compose(*opened(case))
    lead = composed.told[0]
    assert lead.narrative_id == "cartel-recruits"
    assert re.search(r"10 Mexican outlets by 14.Apr.2024; it started with one of \d outlets", lead.headline)
    assert lead.started.startswith("One of ")
    assert "360.ru: Tue" in lead.started
    assert "TASS" in lead.started
    assert re.search(r"came 0–27.h after the origin", lead.fast)
    assert "8 by the day only" in lead.unsure
    assert "silence shows nothing" in lead.unsure
    assert any(one.startswith("New narrative: U.S. recruits cartel men, unless one of ") for one in composed.news)


def test_return_after_silence_is_told_with_its_days(case: Paths) -> None:
    news = compose(*opened(case, week=week_of("2024-W04"))).news
    assert any(
        re.match(r"Back: Ukraine arms to cartels, after \d+ days without an item in any country \(last: ", one)
        for one in news
    )


def test_every_number_told_is_what_the_duckdb_shell_answers(composed: Composed, case: Paths, tmp_path: Path) -> None:
    scene = composed.scene
    _, edition = opened(case, lang=scene.lang)
    said = [
        week_title(scene),
        *(title(scene, one.narrative_id) for one in composed.told for title in (lanes_title, curve_title)),
    ]
    assert all(said)
    assert _answered(scene, edition, case, tmp_path) > 100


def test_numbers_of_a_route_picture_are_what_the_duckdb_shell_answers(case: Paths, tmp_path: Path) -> None:
    database, edition = opened(case)
    asked = {"narrative_id": "cartel-recruits", "as_of": edition.moment}
    more = {"flow_items": ("narrative_routes", asked), "flow_sources": ("narrative_sources", asked)}
    scene = scene_of(database, edition, more)
    assert re.search(r"\d", written(route_picture(scene, "cartel-recruits", edition.moment).slide))
    assert _answered(scene, edition, case, tmp_path) > 0


def _answered(scene: Scene, edition: Edition, case: Paths, folder: Path) -> int:
    """Ask every number again by its file in the shell, and return how many there are."""
    files = number_files(scene.book, edition)
    answers = {name: shell(case, body, folder) for name, body in files.items() if name.endswith(".sql")}
    numbers = json.loads(files["numbers.json"])["numbers"]
    told = [one for one in numbers if one["form"] in FORMS]
    for one in told:
        values = tuple(cell(row_of(answers[one["sql"]], one["where"])[name]) for name in one["columns"])
        assert FORMS[one["form"]](values, scene.lang) == one["shown"], one
    assert {one["form"] for one in numbers} - set(FORMS) <= {"scale", "asked", "rule", "snapshot"}  # none only drawn
    return len(told)


@pytest.mark.parametrize(("hours", "told"), [(0, 2), (-1, 0)], ids=["when seen", "before"])
def test_earlier_moment_is_told_as_it_was_known_then(case: Paths, tmp_path: Path, hours: int, told: int) -> None:
    database, now = opened(case)
    moment = NOW + timedelta(hours=hours)
    then = known_then(database, Place.at(case.data, narratives=ROOT / "data" / "narratives"), moment, compare=True)
    edition = replace(now, moment=moment, then=then)
    found = compose(database, edition)
    assert len(found.told) == told if told == 0 else found.told
    changed = " ".join(changed_lines(found.scene))
    assert ("Nothing" in changed) if told else re.search(r"recruits cartel men: \d+ outlets added, 0 moved", changed)
    files = number_files(found.scene.book, edition)
    (tmp_path / LEDGER_FILE).write_bytes(files[LEDGER_FILE])
    numbers = [one for one in json.loads(files["numbers.json"])["numbers"] if one["form"] == "count"]
    answers = {
        one["sql"]: shell(case, files[one["sql"]], tmp_path) for one in numbers if "changed" in one["sql"] or told
    }
    assert answers
    for one in numbers:
        if one["sql"] in answers:
            assert cell(row_of(answers[one["sql"]], one["where"])[one["columns"][0]]) == one["values"][0], one


def test_no_sentence_calls_a_story_propaganda() -> None:
    words = json.dumps(WORDS_OF_BRIEFING).casefold()
    assert not re.search("propagand|disinform|desinform|fake|bulo", words)


def test_nothing_is_told_of_a_week_without_items(case: Paths) -> None:
    database, edition = opened(case, week=week_of("2021-W01"))
    empty = compose(database, edition)
    assert (empty.told, empty.news, empty.lanes, empty.curves) == ((), (), {}, {})


@pytest.mark.parametrize(("hours", "coverage"), [(168, Coverage.ENOUGH), (100, Coverage.THIN)])
def test_thin_coverage_is_said_with_its_numbers(tmp_path: Path, hours: int, coverage: Coverage) -> None:
    paths = publish_crowd(tmp_path / "data", outlets=2, narratives=1)
    with open_writer(paths, now=NOW, job="test") as database:
        for number in range(2):
            watch(database, f"paper{number:02d}", hours)
        publish_snapshot(database, paths, now=NOW)
    database, edition = opened(paths, week=week_of("2026-W47"))
    scene = scene_of(database, edition)
    said = " ".join(warnings(scene, edition))
    if coverage is Coverage.ENOUGH:
        assert said == ""
    else:
        assert "we watched 59 % of the hours of the 2 feeds that we follow; 75 % are needed" in said


def watch(database: Database, outlet_id: str, hours: int) -> None:
    span = CoverageSpan(feed_id=f"{outlet_id}-rss", outlet_id=outlet_id, started_at=MONDAY,
                        ended_at=MONDAY + timedelta(hours=hours), watched=True)  # fmt: skip
    names = ("feed_id", "outlet_id", "started_at", "ended_at", "watched", "reason")
    database.insert("coverage_span", {name: [getattr(span, name)] for name in names})


@pytest.mark.parametrize(
    "words",
    [[], ["--week", "2024-W15", "--last-week"], ["--week", "W15"], ["--week", "2024-W15", "--lang", "fr"],
     ["--week", "2024-W15", "--paper", "a5"], ["--week", "2024-W15", "--compare"]],
    ids=" ".join,
)  # fmt: skip
def test_wrong_options_are_refused(case: Paths, words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["rastro", "brief", "--data", str(case.data), *words])
    with pytest.raises(SystemExit) as stopped:
        rastro.main()
    assert stopped.value.code == 2


def test_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(ConfigError, match="new or empty"):
        write(tmp_path, {"README.txt": b""})
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_briefing_needs_no_streamlit() -> None:
    code = "import sys, commands.briefings; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def shell(paths: Paths, script: bytes, folder: Path) -> list[dict[str, Any]]:
    program = shutil.which("duckdb", path=str(Path(sys.executable).parent)) or shutil.which("duckdb")
    assert program, "duckdb-cli is a dependency"
    run = subprocess.run([program, "-readonly", "-json", str(paths.pointer.resolve())], input=script, cwd=folder,
                         capture_output=True, check=True)  # fmt: skip
    assert not run.stderr, run.stderr
    found = json.loads(run.stdout or b"[]")
    assert isinstance(found, list)
    return found


def row_of(rows: list[dict[str, Any]], where: dict[str, Any]) -> dict[str, Any]:
    found = [row for row in rows if all(row[name] == value for name, value in where.items())]
    assert len(found) == 1, where
    return found[0]


def cell(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00", value):
        return datetime.fromisoformat(f"{value}:00")
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return date.fromisoformat(value)
    return value
