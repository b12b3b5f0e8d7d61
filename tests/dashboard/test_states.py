"""Each page in each state that a reader can meet: what must be on it then, in words, in both languages where it is said."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from dashboard.ask import ask
from store.database import Paths, open_snapshot, open_writer
from store.snapshot import publish_snapshot
from tests.builders import NOW
from tests.dashboard.snapshots import NARRATIVE
from tests.dashboard.states import build, said
from tests.dashboard.test_pages import opened

pytestmark = pytest.mark.slow

ASKED = {
    "week": ("week", {"w": "2024-W15"}), "narrative": ("narrative", {"n": NARRATIVE}),
    "item": ("item", {"i": "item00000000"}), "outlets": ("outlets", {}), "outlet": ("outlets", {"o": "elfaro"}),
    "review": ("review", {}), "search": ("search", {}), "sql": ("sql", {}), "health": ("health", {}),
    "briefing": ("briefing", {}),
}  # fmt: skip
UNREADABLE = ("The snapshot 1795435200000", "No se puede leer la instantánea 1795435200000")
IS_IMPORTED = "Imported items carry no coverage: an outlet that is missing here is not shown to have been silent"
MUST_SAY: dict[str, dict[str, tuple[str, ...]]] = {  # a sentence in English, and in Spanish where the state is said
    "empty": {
        "week": ("No item that carries a tracked narrative is dated", "Ninguna nota que lleve una narrativa vigilada"),
        "narrative": ("This snapshot follows no narrative yet", "Esta instantánea aún no sigue ninguna narrativa"),
        "item": ("item “item00000000”, which is not in this snapshot", "«item00000000», que no está en esta"),
        "outlets": ("No outlet of this choice carried", "Ningún medio de esta selección llevó"),
        "outlet": ("“elfaro”, which is not there", "«elfaro», que no"),
        "review": ("Nothing waits for a person here", "Aquí nada espera a una persona"),
        "search": ("No item is in this snapshot yet", "Aún no hay ninguna nota"),
        "sql": ("This snapshot tracks no narrative yet", "aún no sigue ninguna narrativa"),
        "health": ("No feed was ever polled", "Nunca se leyó un feed"),
        "briefing": ("No briefing has been written yet", "Todavía no se ha escrito ningún informe"),
    },
    "one": {
        "week": ("Items that carry a narrative: 1\n",), "narrative": ("1 Mexican outlet carried it by 9 April 2024",),
        "item": ("No earlier text that shares wording",), "outlets": ("1 Mexican outlet: 1 mention, 1 attributed",),
        "outlet": ("Items held: 1\n",), "review": ("Does it carry “The U\\.S\\. recruits cartel members",),
        "search": ("1 item from 1 outlet",), "sql": ("No feed was ever watched here", "nunca se vigiló un feed"),
        "health": ("No gap is on record",), "briefing": ("Coverage: whole",),
    },
    "many": {
        "week": ("Items that carry a narrative: 60\n",), "narrative": ("came to 60 Mexican outlets is not known",),
        "item": ("Estrella dice",), "outlets": ("60 Mexican outlets: 60 mentions, 60 attributed",),
        "outlet": ("Median lag: +", "Retraso mediano: +"), "review": ("Does it carry “The U\\.S\\. recruits",),
        "search": ("Items 1 to 50 of 61",), "sql": ("returns at most 100,000 rows",),
        "health": ("No gap is on record",), "briefing": ("Coverage: whole",),
    },
    "gap": {
        "week": ("n/d: no data", "s/d: sin datos"), "narrative": (IS_IMPORTED,),
        "item": ("There is 1 gap around that time", "Hay 1 hueco en torno a esa hora"), "outlets": (IS_IMPORTED,),
        "outlet": ("Last watched on 11 Apr 2024", "Última vez: 11 abr 2024"),
        "review": ("1 gap is on record in which a feed was not watched", "Consta 1 hueco"),
        "search": ("what came while nobody watched is missing",),
        "sql": ("until 10 Apr 2024, 06:00 (12:00 UTC)): what came then may be missing", "Consta 1 hueco"),
        "health": ("polls failed,elfaro/1",), "briefing": ("Coverage: thin",),
    },
    "error": dict.fromkeys(ASKED, UNREADABLE) | {
        "briefing": ("The picture 01\\-week\\.png cannot be read", "No se puede leer la imagen 01\\-week\\.png"),
    },
}  # fmt: skip
INSTEAD = {("review", "one"): "waiting", ("review", "many"): "queue"}  # what is decided already waits for nobody
CASES = [
    pytest.param(state, page, lang, sentence, id=f"{state}-{page}-{lang}")
    for state, pages in MUST_SAY.items()
    for page, sentences in pages.items()
    for lang, sentence in zip(("en", "es"), sentences, strict=False)
]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return build(tmp_path_factory.mktemp("states"))


def shown(folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch, state: str, page: str, lang: str) -> str:
    folder = folders[INSTEAD.get((page, state), state)]
    monkeypatch.setenv("RASTRO_BRIEFINGS", str(folder / "briefings"))
    name, query = ASKED[page]
    if (page, state) == ("outlet", "many"):
        query = {"o": "elfaro3"}
    return said(opened(folder, monkeypatch, name, lang=lang, **query))


def test_every_page_is_looked_at_in_every_state() -> None:
    assert {state: set(pages) for state, pages in MUST_SAY.items()} == {state: set(ASKED) for state in MUST_SAY}


@pytest.mark.parametrize(("state", "page", "lang", "sentence"), CASES)
def test_page_says_its_state(  # noqa: PLR0913, PLR0917 - a table
    folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch, state: str, page: str, lang: str, sentence: str
) -> None:
    assert sentence in shown(folders, monkeypatch, state, page, lang) + "\n"


def test_broken_snapshot_names_no_folder(folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    assert str(folders["error"].parent) not in shown(folders, monkeypatch, "error", "week", "en").replace("\\", "")


@pytest.mark.parametrize(("age", "told"), [(timedelta(hours=23), ""), (timedelta(hours=30), "30 h old"),
                                          (timedelta(days=9), "9 d old")], ids=["fresh", "hours", "days"])  # fmt: skip
def test_old_snapshot_says_its_age(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, age: timedelta, told: str) -> None:
    with open_writer(Paths(tmp_path), now=NOW, job="test") as database:
        publish_snapshot(database, Paths(tmp_path), now=datetime.now(UTC) - age)
    found = said(opened(tmp_path, monkeypatch, "sql", lang="en"))
    assert ("This snapshot is" in found) == bool(told)
    assert told in found


@pytest.mark.parametrize("country", ["MX", None], ids=["Mexico", "all"])
def test_items_behind_a_week_are_as_many_as_its_numbers(folders: dict[str, Path], country: str | None) -> None:
    asked = {"week_start": date(2024, 4, 8), "country": country, "as_of": NOW}
    snapshot = open_snapshot(Paths(folders["many"]).pointer)
    rows = ask(snapshot, "week_items", most=2_000, **asked)
    numbers = ask(snapshot, "week_numbers", **asked).iloc[0]
    assert (len(rows), rows["outlet"].nunique()) == (numbers["items"], numbers["outlets"])
    cells = ask(snapshot, "week_daily", **asked).query("items > 0").set_index("day")["items"]
    assert rows.groupby("day")["item_id"].count().to_dict() == cells.to_dict()
