"""Turns of phrase that deny or check, and what looks like one and is none; the affairs and places are invented."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from narratives.frame import frame_of
from store.model import Frame, ItemText, Kind

ITEM = ItemText(
    item_id="i", version_id=1, outlet_id="faro", outlet_name="El Faro", outlet_kind=Kind.REGIONAL, language="es", title="",
    summary=None, text=None, url="https://faro.example/1", published=None, seen_at=datetime(2026, 1, 1, tzinfo=UTC),
)  # fmt: skip
ACCUSED = "Karvia había publicado la acusación el lunes."
DENIALS = {Frame.DENIES, Frame.REPORTS_DENIAL, Frame.FACT_CHECK}


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("El alcalde sale al paso de la denuncia de Karvia", "Habló ante la prensa."),
        ('"Jamás compramos fusiles", dice el ministro', ACCUSED),
        ('El embajador ve "pura fantasía" en la lista de espías', ACCUSED),
        ("Brenia resta credibilidad a la lista de espías", ACCUSED),
        ("El puerto asegura que no existen tales barcos", ACCUSED),
        ("Espías en el puerto, según Karvia", "El ministerio no tardó en desmentirlo."),
        ("Barcos robados, acusa Karvia", "Nada más alejado de la realidad, sostuvo el almirante."),
        ("No pruebas, sino cuentos: Brenia llama embuste a lo dicho por Karvia", ACCUSED),
        ("Minister shoots down Karvia's tale of stolen ships", "He spoke in the port."),
        ("Karvia: ships were stolen", "The owners were quick to dismiss it, saying there is no truth to it."),
        ("Слова Карвии не соответствуют действительности, заявили в порту", ACCUSED),
        ("Мэр посмеялся над списком шпионов", "Он выступил перед прессой."),
    ],
    ids=["steps up", "quoted never", "quoted fantasy", "credibility", "none exist", "hurries", "far from it", "calls it", "shoots down", "no truth",
         "ru not so", "ru laughs"],
)  # fmt: skip
def test_turn_of_phrase_that_denies(title: str, summary: str) -> None:
    frame, cue = frame_of(replace(ITEM, title=title, summary=summary), is_origin=False)
    assert frame is Frame.REPORTS_DENIAL
    assert cue
    assert cue in title or cue in summary


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("Brenia rechaza la paz y compra asesinos", "Ya murieron veinte."),
        ("Karvia niega haber inventado la lista y acusa otra vez al puerto", ""),
        ("No es un rumor: el puerto compra barcos robados", "Los recibos llevan sello."),
        ("Karvia asegura que no hay duda: el puerto compra barcos", "La acusación es del lunes."),
        ("El puerto no ha respondido a la acusación", "Karvia asegura que compra barcos robados."),
        ("Karvia afirma que no permitirá más barcos", "Insistió en su acusación contra el puerto."),
        ("Karvia does not deny the raid, says the port buys ships", ""),
        ('Karvia: "El puerto compra barcos robados"', "La acusación se difundió el lunes."),
    ],
    ids=["rejects peace", "denies inventing", "no rumour", "no doubt", "no answer", "will not", "does not deny", "quoted charge"],
)  # fmt: skip
def test_no_that_does_not_deny_the_claim(title: str, summary: str) -> None:
    assert frame_of(replace(ITEM, title=title, summary=summary), is_origin=False)[0] not in DENIALS


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("Qué hay de cierto en los barcos robados", "La cifra no sale de ningún informe."),
        ("¿Compra el puerto barcos robados?", "Comparamos los registros y no hallamos ninguno."),
        ("La carta del almirante es un montaje", "Se difundió en redes el lunes."),
        ("No evidence that the port buys ships, records show", "We searched the registers."),
        ("Правда ли, что порт покупает краденые суда", "Документы оказались подделаны."),
    ],
    ids=["what is true", "compared", "forged letter", "records", "ru is it so"],
)
def test_item_that_looks_for_itself_checks(title: str, summary: str) -> None:
    assert frame_of(replace(ITEM, title=title, summary=summary), is_origin=False)[0] is Frame.FACT_CHECK


def test_what_somebody_calls_a_hoax_is_their_denial_and_no_check() -> None:
    title = "Califican en el puerto de bulo la lista de barcos"
    assert frame_of(replace(ITEM, title=title, summary=ACCUSED), is_origin=False)[0] is Frame.REPORTS_DENIAL


def test_those_accused_deny_in_their_own_words() -> None:
    title = "Son falsas las afirmaciones sobre nuestros barcos"
    assert frame_of(replace(ITEM, title=title), is_origin=False)[0] is Frame.DENIES
    title = "Statement: we reject the allegations about the ships"
    assert frame_of(replace(ITEM, title=title), is_origin=False)[0] is Frame.DENIES


@pytest.mark.parametrize(
    "title", ["Anatomía de una acusación", "Qué busca Karvia con la lista", "Opinión: la lista y sus lectores"]
)
def test_title_about_the_story_is_analysis(title: str) -> None:
    assert frame_of(replace(ITEM, title=title), is_origin=False)[0] is Frame.ANALYSIS
