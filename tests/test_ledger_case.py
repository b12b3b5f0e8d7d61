"""The real case of April 2024 through import, matcher and ledger: what data/cases/README.md says must come out."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from commands.matching import match_items
from commands.options import Place
from ingest.imports import ImportContext, import_file
from ingest.registry import load_registry
from narratives.catalog import load_narratives
from narratives.ledger_told import explain, find_row
from narratives.ledgers import Ledger, ledger_of, watching
from store.database import Paths, open_writer
from store.model import Censoring, Interval, Pickup, Precision, TimeFlag
from tests.builders import CASE, NOW, ROOT, silent

pytestmark = pytest.mark.slow

SAME_DAY = {"A News", "Sonora Comunica", "Latinus", "UDGTV / Canal 44", "Reporte Índigo"}


def utc(day: int, hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(2024, 4, day, hour, minute, second, tzinfo=UTC)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    place = Place.at(Path(tmp_path_factory.mktemp("case") / "data"))
    registry = load_registry(ROOT / "data" / "outlets.toml")
    narrative = next(one for one in load_narratives(place.narratives) if one.narrative_id == "cartel-recruits")
    with open_writer(Paths(place.paths.data), now=NOW, job="test") as database:
        context = ImportContext(database=database, paths=place.paths, registry=registry, now=NOW)
        import_file(context, CASE, progress=silent)
        match_items(place, database)
        yield ledger_of(database, narrative, watching(database))


def of(ledger: Ledger, outlet: str) -> Pickup:
    found = find_row(ledger, outlet)
    assert found is not None, outlet
    return found


def mexican(ledger: Ledger) -> Sequence[Pickup]:
    return [row for row in ledger.rows if row.country == "MX"]


def test_origin_is_9_april_in_moscow_and_tass_is_one_of_those_who_can_have_been_it(ledger: Ledger) -> None:
    origins = [row for row in ledger.rows if row.role == "origin"]
    assert {"TASS", "360.ru"} <= {row.outlet for row in origins}
    assert min(row.first.earliest for row in origins if row.first) == utc(8, 21, 0)
    assert {row.origins for row in ledger.rows} == {len(origins)}
    assert len(origins) > 1


def test_360s_minute_is_the_upper_bound_of_the_origin(ledger: Ledger) -> None:
    assert of(ledger, "360.ru").first == Interval(earliest=utc(9, 14, 51), latest=utc(9, 14, 51, 59))
    razon = of(ledger, "La Razón de México")
    assert razon.first is not None
    assert razon.lag_min_h == (razon.first.earliest - utc(9, 14, 51, 59)).total_seconds() / 3600


def test_tribuna_has_the_first_known_minute_in_mexico(ledger: Ledger) -> None:
    minutes = [row for row in mexican(ledger) if row.precision is Precision.MINUTE and row.first]
    first = min(minutes, key=lambda row: row.first.earliest if row.first else utc(30, 0, 0))
    assert (first.outlet, first.first) == (
        "Tribuna Noticias",
        Interval(earliest=utc(9, 23, 28), latest=utc(9, 23, 28, 59)),
    )


def test_tribuna_is_not_the_first_outlet_and_the_other_same_day_outlets_are_undecided_against_it(
    ledger: Ledger,
) -> None:
    tribuna = of(ledger, "Tribuna Noticias")
    assert not tribuna.order_certain
    assert tribuna.place_min is not None
    assert tribuna.place_max is not None
    assert tribuna.place_min > 1
    assert tribuna.place_max - tribuna.place_min >= len(SAME_DAY)
    assert tribuna.first is not None
    for outlet in SAME_DAY:
        other = of(ledger, outlet)
        assert other.first is not None
        assert other.first.overlaps(tribuna.first)
        assert not other.order_certain


def test_referente_is_decided_against_tribuna_although_neither_has_a_certain_place(ledger: Ledger) -> None:
    tribuna, referente = of(ledger, "Tribuna Noticias").first, of(ledger, "Referente MX").first
    assert tribuna is not None
    assert referente is not None
    assert tribuna.latest < referente.earliest


def test_la_razon_is_10_april_in_mexico_city_and_certainly_after_tribuna(ledger: Ledger) -> None:
    razon, tribuna = of(ledger, "La Razón de México"), of(ledger, "Tribuna Noticias")
    assert razon.first == Interval(earliest=utc(10, 6, 0), latest=utc(11, 5, 59, 59))
    assert tribuna.first is not None
    assert razon.first.earliest > tribuna.first.latest


def test_nothing_of_an_imported_case_claims_coverage(ledger: Ledger) -> None:
    assert {row.censored for row in ledger.rows} == {Censoring.UNKNOWN}
    assert all(TimeFlag.IMPORTED in row.flags and row.watched_until is None for row in ledger.rows)


def test_undated_and_month_dated_items_keep_their_rows_and_show_it(ledger: Ledger) -> None:
    assert TimeFlag.UNDATED in of(ledger, "El Nacional Periódico").flags
    assert TimeFlag.MONTH in of(ledger, "Blog del Narco México").flags


def test_every_row_is_explained_with_its_address(ledger: Ledger) -> None:
    for row in ledger.rows:
        assert row.url is not None
        assert row.url in " ".join(explain(row, ledger))
