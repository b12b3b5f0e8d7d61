from datetime import UTC, datetime

import pytest

from narratives.frame import frame_of
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
