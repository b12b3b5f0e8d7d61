from dataclasses import replace
from datetime import UTC, datetime

import pytest

from narratives.cites import cites
from narratives.route import route_of
from store.model import Frame, ItemText, Kind, Route

TRACERS = {"efe": ("matarifes", "narcobarones"), "embassy": ("primer lote", "viaje de negocios")}


def item(text: str, *, outlet: str = "El Faro", kind: Kind = Kind.REGIONAL) -> ItemText:
    return ItemText(item_id="i", version_id=1, outlet_id="faro", outlet_name=outlet, outlet_kind=kind, language="es",
                    title="Nota", summary=text, text=None, url="https://faro.example/1", published=None,
                    seen_at=datetime(2026, 1, 1, tzinfo=UTC))  # fmt: skip


def route(text: str, frame: Frame | None = Frame.ATTRIBUTES, *, outlet: str = "El Faro") -> Route:
    story = item(text, outlet=outlet)
    return route_of(story, cites(story), frame)[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La embajada de Rusia en México publicó en X que reclutan", Route.EMBASSY),
        ("según Europa Press y el SVR", Route.EUROPAPRESS),
        ("MOSCÚ (EFE) - El SVR acusó", Route.EFE),
        ("dijo a la agencia Tass", Route.TASS),
        ("según RT en Español", Route.STATE_MEDIA),
        ("заявил РИА Новости", Route.STATE_MEDIA),
        ("officials told NBC", Route.OTHER_OUTLET),
        ("según el diario La Voz de Aztlán", Route.OTHER_OUTLET),
        ("el SVR acusó", Route.UNKNOWN),
        ("sin fuente alguna", Route.UNKNOWN),
    ],
)
def test_route_only_on_evidence(text: str, expected: Route) -> None:
    assert route(text) is expected


def test_credit_outranks_whom_that_text_quotes() -> None:
    assert route("La embajada rusa aseguró que reclutan. Con información de EFE") is Route.EFE


def test_nearest_text_outranks_the_agency_it_relays() -> None:
    assert route("Según Tass, a través de El Confidencial, reclutan") is Route.OTHER_OUTLET


def test_first_named_source_wins() -> None:
    assert route("Según Milenio, la embajada rusa aseguró que venden") is Route.OTHER_OUTLET


def test_bare_name_in_passing_decides_nothing() -> None:
    assert route("Rusia influye por medio de Sputnik y Tass en la región") is Route.UNKNOWN


def test_embassy_that_denies_is_not_the_route() -> None:
    assert route("La embajada rusa negó que haya espías") is Route.UNKNOWN
    assert route("EU refuta a la embajada rusa: no recluta") is Route.EMBASSY


def test_fact_check_and_analysis_name_what_they_test() -> None:
    assert route("según Tass reclutan", Frame.FACT_CHECK) is Route.UNKNOWN
    assert route("según Tass reclutan", Frame.ANALYSIS) is Route.UNKNOWN


def test_agency_and_embassy_are_their_own_route() -> None:
    assert route_of(item("El SVR acusó", outlet="TASS", kind=Kind.STATE_MEDIA), (), Frame.ORIGIN)[0] is Route.TASS
    embassy = item("Reclutan", outlet="Embajada de Rusia en México", kind=Kind.DIPLOMATIC)
    assert route_of(embassy, ()) == (Route.EMBASSY, "Embajada de Rusia en México")


def test_interview_with_the_outlet_itself_is_its_own_report() -> None:
    assert route("El general, en entrevista con El Faro, lo dijo") is Route.OWN


def test_tracers_decide_where_nothing_is_credited_and_name_the_other_text_too() -> None:
    story = item("Los MATARIFES y sus narcobarones, en viaje de negocios")
    assert route_of(story, (), tracers=TRACERS) == (
        Route.EFE,
        "matarifes, narcobarones; also embassy: viaje de negocios",
    )
    assert route_of(item("Los matarifes"), (), tracers=TRACERS) == (Route.EFE, "matarifes")


def test_as_many_tracers_of_two_routes_decide_nothing_and_both_are_named() -> None:
    found, cue = route_of(item("matarifes del primer lote"), (), tracers=TRACERS)
    assert found is Route.UNKNOWN
    assert cue is not None
    assert set(cue.split("; also ")) == {"efe: matarifes", "embassy: primer lote"}


def test_lead_that_names_one_of_two_traced_texts_decides_and_the_other_is_named() -> None:
    story = item("La embajada rusa publicó que los matarifes parten en el primer lote")
    found, cue = route_of(story, cites(story), Frame.ATTRIBUTES, tracers=TRACERS)
    assert (found, cue) == (Route.EMBASSY, "embajada rusa; also efe: matarifes")


def test_tracer_is_a_whole_phrase() -> None:
    assert route_of(item("el primer lotero"), (), tracers=TRACERS)[0] is Route.UNKNOWN


def test_cue_is_the_words_of_the_item() -> None:
    story = item("dijo a la agencia Tass")
    assert route_of(story, cites(story)) == (Route.TASS, "Tass")


def test_lead_that_names_the_embassy_outranks_the_wording_of_an_agency_and_both_are_named() -> None:
    story = item("La embajada rusa publicó que reclutan a narcobarones y matarifes")
    found, cue = route_of(story, cites(story), Frame.ATTRIBUTES, tracers=TRACERS)
    assert (found, cue) == (Route.EMBASSY, "embajada rusa; also efe: matarifes, narcobarones")


@pytest.mark.parametrize(
    ("outlet", "url", "frame", "expected"),
    [
        ("Correo del Faro (vía El Norte)", "https://faro.example/1", Frame.ATTRIBUTES, Route.OTHER_OUTLET),
        ("Verificador (espejo ceno)", "https://faro.example/1", Frame.FACT_CHECK, Route.OTHER_OUTLET),
        ("Blog de Ana (RIA Novosti)", "https://faro.example/1", Frame.ASSERTS, Route.OTHER_OUTLET),
        ("Infobae (Colombia)", "https://faro.example/1", Frame.ASSERTS, Route.UNKNOWN),
        ("El Faro (PT)", "https://faro.example/1", Frame.ASSERTS, Route.UNKNOWN),
        ("Noticias", "https://news.rambler.ru/1", Frame.ASSERTS, Route.OTHER_OUTLET),
        ("Noticias", "https://notrambler.ru/1", Frame.ASSERTS, Route.UNKNOWN),
    ],
    ids=["via", "mirror", "another's name", "its own name", "a language", "an aggregator", "a like name"],
)
def test_outlets_that_publish_others_texts_by_name_or_trade(
    outlet: str, url: str, frame: Frame, expected: Route
) -> None:
    assert route_of(replace(item("dicen que sí", outlet=outlet), url=url), (), frame)[0] is expected
