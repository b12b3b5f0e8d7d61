from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from ingest.zones import COUNTRY_ZONES, WIDEST, zones_of

CASE_COUNTRIES = [
    *("AR", "AT", "BR", "CO", "CR", "CU", "DE", "ES", "FR", "GB", "HN"),
    *("IT", "MX", "NI", "PA", "PL", "PY", "QA", "RU", "UA", "US", "VE"),
]


@pytest.mark.parametrize("zone", sorted({*WIDEST, *(z for zones in COUNTRY_ZONES.values() for z in zones)}))
def test_every_zone_in_the_table_exists(zone: str) -> None:
    assert ZoneInfo(zone).key == zone


@pytest.mark.parametrize("country", CASE_COUNTRIES)
def test_countries_of_the_real_case_are_in_the_table(country: str) -> None:
    zones, basis = zones_of(country)
    assert zones
    assert basis == "country"


def test_mexico_is_its_capital_and_russia_is_moscow() -> None:
    assert zones_of("MX") == (("America/Mexico_City",), "country")
    assert zones_of("RU") == (("Europe/Moscow",), "country")


def test_the_united_states_span_coast_to_coast() -> None:
    assert zones_of("US") == (("America/New_York", "America/Los_Angeles"), "country")


@pytest.mark.parametrize("country", ["unknown", "ZZ", "mx", ""])
def test_a_country_we_do_not_list_gets_the_widest_pair(country: str) -> None:
    assert zones_of(country) == (("Pacific/Kiritimati", "Etc/GMT+12"), "unknown")


def test_no_zone_has_midnight_outside_the_widest_pair() -> None:
    midnight = datetime.combine(date(2024, 4, 9), time())
    first, last = (midnight.replace(tzinfo=ZoneInfo(zone)) for zone in WIDEST)
    every = [midnight.replace(tzinfo=ZoneInfo(zone)) for zones in COUNTRY_ZONES.values() for zone in zones]
    assert all(first <= at <= last for at in every)
