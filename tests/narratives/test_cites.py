from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narratives.cites import Cite, cites
from store.model import ItemText, Kind

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=200)


def item(text: str, *, title: str = "Nota", summary: str | None = None, outlet: str = "El Faro") -> ItemText:
    return ItemText(item_id="i", version_id=1, outlet_id="faro", outlet_name=outlet, outlet_kind=Kind.REGIONAL,
                    language="es", title=title, summary=summary, text=text, url="https://faro.example/1", published=None,
                    seen_at=datetime(2026, 1, 1, tzinfo=UTC))  # fmt: skip


def named(text: str, outlet: str = "El Faro") -> dict[str, str]:
    return {cite.source: cite.how for cite in cites(item(text, outlet=outlet))}


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("según el SVR y la agencia Tass", {"svr", "tass"}),
        ("la agencia Sputnik informó", {"sputnik"}),
        ("la cadena rusa RT dijo", {"rt"}),
        ("RT en Español y Sputnik", {"rt", "sputnik"}),
        ("La embajada de Rusia en México publicó", {"embassy_ru"}),
        ("La cancillería rusa y el Kremlin callan", {"russian_mfa", "russian_official"}),
        ("la embajada de EE. UU. en México", {"embassy_us"}),
        ("служба внешней разведки, пишет РИА Новости", {"svr", "ria"}),
        ("Об этом сообщили «Известия»", {"izvestia"}),
        ("officials told NBC News and The New York Times", {"nbc", "nyt"}),
        ("secondo l'agenzia TASS", {"tass"}),
        ("laut dem russischen Auslandsgeheimdienst", {"svr"}),
        ("за словами Укрінформ", {"ukrinform"}),
    ],
)
def test_sources_that_an_item_names(text: str, sources: set[str]) -> None:
    assert set(named(text)) == sources


@pytest.mark.parametrize(
    "text",
    [
        "una prueba RT-PCR dio positivo",
        "RT @canal: reclutan a narcos",
        "gracias por el RT",
        "la norma NOM-RT-004 de la secretaría",
        "llegó la vacuna Sputnik V",
        "Sputnik aplicó la segunda dosis",
        "el satélite Sputnik cumplió años",
        "lanzaron el Sputnik, primer satélite",
        "вакцина Sputnik V",
        "Foto: AP",
        "Foto: Reuters",
        "Vitaly Ivanov/TASS Image",
        "Imagen de archivo: Europa Press",
        "Фото: ТАСС",
        "EFE Verifica lo explica",
        "una reforma en proceso, según el país",
        "el diario reveló que hubo reclutas",
    ],
)
def test_look_alikes_and_photo_credits_are_no_source(text: str) -> None:
    assert named(text) == {}


@pytest.mark.parametrize(
    ("text", "source", "how"),
    [
        ("MOSCÚ (EFE).- El general habló", "efe", "dateline"),
        ("MOSCÚ, 9 Abr. (EUROPA PRESS) - El general habló", "europapress", "dateline"),
        ("MOSCOW, April 9. /TASS/. The general spoke", "tass", "dateline"),
        ("EFE.- El general habló", "efe", "dateline"),
        ("МОСКВА, 9 апр - РИА Новости. Генерал", "ria", "name"),
        ("Con información de Milenio", "milenio", "dateline"),
        ("la nota acredita a El Heraldo", "el_heraldo", "dateline"),
        ("Según Tass, hay reclutas", "tass", "attribution"),
        ("hay reclutas, informó Reuters", "reuters", "attribution"),
        ("Infobae reveló que hay reclutas", "infobae", "attribution"),
        ("La embajada rusa aseguró que hay reclutas", "embassy_ru", "attribution"),
        ("EU responde a la embajada rusa", "embassy_ru", "attribution"),
        ("Moscú opera mediante Sputnik", "sputnik", "name"),
        ("ver https://actualidad.rt.com/a/1", "rt", "link"),
        ("ver https://tass.com/politics/1", "tass", "link"),
    ],
)
def test_way_of_naming_is_told(text: str, source: str, how: str) -> None:
    assert named(text) == {source: how}


def test_recipient_of_a_statement_is_not_its_voice() -> None:
    assert named("En un comunicado remitido a Europa Press aseguró que no") == {"europapress": "name"}


def test_outlet_that_names_itself_is_not_its_source() -> None:
    assert named("en entrevista con La Jornada", outlet="La Jornada") == {}
    assert named("dijo a Milenio Televisión", outlet="Milenio") == {}
    assert named("dijo el diario El Faro", outlet="El Faro") == {}


def test_unlisted_outlet_is_found_by_what_goes_before_its_name() -> None:
    found = cites(item("Según el diario La Voz de Aztlán, hay reclutas"))
    assert [(cite.source, cite.text) for cite in found] == [("other_outlet", "La Voz de Aztlán")]


def test_source_is_kept_once_by_its_strongest_naming() -> None:
    assert named("Habla Reuters. Lo informó Reuters. Reuters, otra vez") == {"reuters": "attribution"}


def test_sources_come_in_reading_order() -> None:
    found = cites(item("Según Reuters", title="Según Tass", summary="Según Infobae y Milenio"))
    assert [cite.source for cite in found] == ["tass", "infobae", "milenio", "reuters"]


def test_cited_words_are_a_span_of_the_original() -> None:
    story = item("🇲🇽 Según la Agencia EFE, “sí”")
    (cite,) = cites(story)
    assert story.text is not None
    assert story.text[cite.start : cite.end] == cite.text == "Agencia EFE"


@given(ANY_TEXT, ANY_TEXT, st.sampled_from(["", " según Tass ", " (EFE) ", " el diario Ñandú ", " RT en Español "]))
def test_no_text_raises_and_every_span_is_its_words(title: str, text: str, seed: str) -> None:
    story = item(text + seed + title, title=title)
    found: tuple[Cite, ...] = cites(story)
    assert all(getattr(story, cite.field)[cite.start : cite.end] == cite.text for cite in found)
