from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narratives.frame import frame_of
from narratives.frame_text import sentences
from store.model import Frame, ItemText, Kind


def item(
    title: str, summary: str = "", *, outlet: str = "El Faro", kind: Kind = Kind.REGIONAL, url: str = ""
) -> ItemText:
    return ItemText(item_id="i", version_id=1, outlet_id="faro", outlet_name=outlet, outlet_kind=kind, language="es",
                    title=title, summary=summary or None, text=None, url=url or "https://faro.example/1", published=None,
                    seen_at=datetime(2026, 1, 1, tzinfo=UTC))  # fmt: skip


@pytest.mark.parametrize(
    ("title", "summary", "frame"),
    [
        ("Rusia acusa a EE. UU. de reclutar a narcos", "", Frame.ATTRIBUTES),
        ("EE. UU. recluta a narcos", "La inteligencia rusa afirmó que los envía a Ucrania", Frame.ATTRIBUTES),
        ("EE. UU. recluta a narcos para Ucrania", "Ya hay varios cientos en el frente", Frame.ASSERTS),
        (
            "La embajada niega que reclute a narcos",
            "Moscú había dicho lo contrario; según el SVR hay cientos",
            Frame.REPORTS_DENIAL,
        ),
        ("No hay reclutas, y lo niega el gobierno", "El gobierno no sabe de ello", Frame.REPORTS_DENIAL),
        ("Es falso que EE. UU. reclute a narcos", "", Frame.FACT_CHECK),
        ("Qué hay detrás de la acusación de Moscú", "", Frame.ANALYSIS),
        ("Russia claims the U.S. recruits cartel men", "", Frame.ATTRIBUTES),
        ("Москва заявила о вербовке наркоторговцев", "", Frame.ATTRIBUTES),
        ("Киев опровергает слова о картелях", "Москва заявила о вербовке", Frame.REPORTS_DENIAL),
    ],
)
def test_frame_by_its_words(title: str, summary: str, frame: Frame) -> None:
    assert frame_of(item(title, summary), is_origin=False)[0] is frame


def test_fact_checker_is_known_by_what_it_is_before_what_it_says() -> None:
    assert frame_of(item("Rusia acusa", kind=Kind.FACT_CHECKER), is_origin=False)[0] is Frame.FACT_CHECK
    found = frame_of(item("Rusia acusa", url="https://faro.example/verificado/1"), is_origin=False)
    assert found == (Frame.FACT_CHECK, "/verificado")


def test_infinitive_to_deny_is_no_denial() -> None:
    assert (
        frame_of(item("El SVR acusa", "Falta confirmar o desmentir lo dicho"), is_origin=False)[0] is Frame.ATTRIBUTES
    )


def test_origin_only_where_the_narrative_names_the_outlet_and_it_does_not_deny() -> None:
    assert frame_of(item("SVR: narcos a Ucrania"), is_origin=True)[0] is Frame.ORIGIN
    assert frame_of(item("La embajada niega haber espiado"), is_origin=True)[0] is Frame.REPORTS_DENIAL


def test_outlet_reports_a_denial_and_an_embassy_denies() -> None:
    title = "La embajada niega que reclute a narcos"
    assert frame_of(item(title), is_origin=False)[0] is Frame.REPORTS_DENIAL
    assert frame_of(item(title, kind=Kind.DIPLOMATIC), is_origin=False)[0] is Frame.DENIES


def test_frame_keeps_the_words_behind_it() -> None:
    assert frame_of(item("Rusia acusa a EE. UU."), is_origin=False)[1] == "acusa"


def test_item_without_words_is_undecided() -> None:
    assert frame_of(item("", ""), is_origin=False) == (None, None)


DENIALS = {Frame.DENIES, Frame.REPORTS_DENIAL, Frame.FACT_CHECK}


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("El ministro no niega que haya reclutas", "Karvia afirma que son cientos"),
        ("Norlandia niega visa a delegados de Karvia", "Karvia acusa a Norlandia de reclutar presos"),
        ("Karvia se niega a expulsar a los espías", "Norlandia entregó una lista"),
        ("Karvia rechaza oferta de paz y acusa a Norlandia", "Moscú dice que hay mercenarios"),
        ('Karvia acusa a Norlandia: "desmiente todo lo que hace"', "El espionaje habla de presos en el frente"),
        ("Norlandia recluta sicarios, y las fake news lo ocultan", "Ya hay cientos en el frente"),
        ("La embajada ni confirma ni niega el plan que denuncia Karvia", ""),
        ("El ministro, que ayer desmintió su renuncia, acusa a Norlandia", "Sostuvo que hay agentes en tres hoteles"),
        ("Karvia acusa a Norlandia", "Recuerda que la versión de 2019 fue desmentida"),
        ("Minister denied entry to Karvia, which accuses Norland", "The claim is about labs"),
        ("Karvia says the ministry does not deny recruiting", ""),
        ("МИД не отрицает контактов, Карвия обвинила соседей", ""),
        ("Gobierno sin datos sobre los reclutas", "La presidenta contestó que no tiene información"),
        ("Portavoz: sin pruebas, Karvia acusa a Norlandia", "No mostró documentos"),
    ],
)
def test_word_of_denying_alone_is_no_denial(title: str, summary: str) -> None:
    frame, cue = frame_of(item(title, summary), is_origin=False)
    assert frame not in DENIALS, cue


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("Norlandia niega reclutar presos", "La embajada respondió a Karvia"),
        ("Karvia acusa a Norlandia", "El portavoz lo calificó de absurdo"),
        ("Karvia habla de reclutas", "La embajada contestó con ironía"),
        ("Karvia acusa", "El gobierno rechazó categóricamente la acusación"),
        ("Portavoz: no hay espías en el puerto", "Karvia había publicado un informe"),
        ("Norland dismisses the claims of Karvia", ""),
        ("Норландия отвергла обвинения", "Карвия говорила о лабораториях"),
        ("Em Norlândia, embaixada minimizou no domingo a informação", ""),
    ],
)
def test_denial_with_what_makes_it_one(title: str, summary: str) -> None:
    assert frame_of(replace(item(title, summary), language=None), is_origin=False)[0] is Frame.REPORTS_DENIAL


def test_essay_that_mentions_a_denial_stays_an_essay() -> None:
    found = frame_of(item("Qué hay detrás de los laboratorios", "La embajada los negó el lunes"), is_origin=False)
    assert found == (Frame.ANALYSIS, "Qué hay detrás")


@pytest.mark.parametrize("vector", [None, np.zeros(512, dtype=np.float32), np.ones(3, dtype=np.float32)])
def test_missing_empty_or_foreign_vector_leaves_the_words_to_decide(vector: np.ndarray | None) -> None:
    spoken = item("Karvia acusa a Norlandia de fabricar virus")
    assert frame_of(spoken, is_origin=False, vector=vector) == (Frame.ATTRIBUTES, "acusa")


@given(title=st.text(), summary=st.text(), text=st.text())
def test_any_text_is_framed_and_its_cue_stands_in_it(title: str, summary: str, text: str) -> None:
    spoken = replace(item(title), summary=summary, text=text)
    frame, cue = frame_of(spoken, is_origin=False)
    assert (frame is None) == (cue is None)
    assert cue is None or any(cue in (field or "") for field in (title, summary, text))


@pytest.mark.parametrize(
    "text",
    [
        "niega " * 400_000,
        "x" * 2_000_000,
        '"' * 5_000,
        "\ud800 \udfff niega",
        "\u202eتنفي السفارة الاتهامات\u202c",
        "🙈🙉🙊",
    ],
    ids=["denials", "one word", "quotes", "surrogates", "right to left", "emoji"],
)
def test_hostile_text_never_raises(text: str) -> None:
    for spoken in (item(text), item("", text), replace(item("Rusia acusa"), text=text)):
        frame_of(spoken, is_origin=False)


def test_address_that_cannot_be_read_leaves_the_words_to_decide() -> None:
    assert frame_of(item("Rusia acusa a EE. UU.", url="http://[broken"), is_origin=False)[0] is Frame.ATTRIBUTES


def test_initials_do_not_end_a_sentence() -> None:
    assert len(sentences(item("", "EE. UU. acusa a Karvia. El resto calla."))) == 2
