from dataclasses import replace

from narratives.pickup import ledger
from store.model import Carried, Kind, Pickup, Route, SharedText
from tests.narratives.ledger_builders import RUSSIAN_STATE, item, row, span

TASS = item("tass", span(0, 1), state=True)


def faro(*others: Carried, pairs: tuple[SharedText, ...] = (), route: Route = Route.UNKNOWN, cue: str | None = None,
         late: bool = True) -> Pickup:  # fmt: skip
    when = span(30, 31) if late else span(0, 24)
    carried = [TASS, *others, replace(item("faro", when), route=route, route_cue=cue)]
    return row(ledger("n", carried, RUSSIAN_STATE, shared=pairs), "faro")


def pair(earlier: str, later: str = "faro-0", containment: float = 0.8, *, directed: bool = False) -> SharedText:
    return SharedText(earlier_item_id=earlier, later_item_id=later, containment=containment, shared_words=200,
                      directed=directed)  # fmt: skip


def test_no_evidence_no_edge_however_near_in_time() -> None:
    told = faro(item("norte", span(29, 29)))
    assert (told.via, told.via_item_id) == ((), None)


def test_shared_text_that_was_certainly_out_before_is_the_source() -> None:
    told = faro(item("norte", span(5, 6)), pairs=(pair("norte-0"),))
    assert told.via_item_id == "norte-0"
    assert (told.via[0].score, told.via[0].evidence) == (0.8, "shares 200 words, 80% of the text")


def test_shared_text_of_unknown_order_names_nobody() -> None:
    told = faro(item("norte", span(3, 20)), pairs=(pair("norte-0"),), late=False)
    assert (told.via_item_id, [via.item_id for via in told.via]) == (None, ["norte-0"])
    assert not told.via[0].decided


def test_direction_shown_by_text_or_credit_outranks_the_clocks() -> None:
    told = faro(item("norte", span(3, 20)), pairs=(pair("norte-0", directed=True),), late=False)
    assert told.via_item_id == "norte-0"


def test_two_sources_as_good_leave_it_undecided() -> None:
    told = faro(
        item("norte", span(5, 6)), item("sur", span(7, 8)), pairs=(pair("norte-0"), pair("sur-0", containment=0.75))
    )
    assert (told.via_item_id, [via.outlet for via in told.via]) == (None, ["Norte", "Sur"])


def test_what_was_certainly_out_later_is_no_source() -> None:
    assert faro(item("norte", span(40, 41)), pairs=(pair("norte-0"),)).via == ()


def test_named_outlet_is_the_source() -> None:
    told = faro(item("norte", span(5, 6)), cue="según Norte", route=Route.OTHER_OUTLET)
    assert (told.via_item_id, told.via[0].evidence) == ("norte-0", "names it: 'según Norte'")


def test_name_inside_another_word_is_no_source() -> None:
    assert faro(item("norte", span(5, 6)), cue="según Norteamérica", route=Route.OTHER_OUTLET).via == ()


def test_route_taken_over_from_another_text_is_no_second_witness() -> None:
    told = faro(item("norte", span(5, 6)), cue="same text as Norte (80%)", route=Route.EFE, pairs=(pair("norte-0"),))
    assert told.via[0].evidence == "shares 200 words, 80% of the text"


def test_wire_route_leads_to_the_wires_own_item() -> None:
    assert faro(cue="(Tass)", route=Route.TASS).via_item_id == "tass-0"


def test_embassy_route_leads_to_an_embassys_item() -> None:
    embassy = replace(item("embajada", span(2, 3), state=True), kind=Kind.DIPLOMATIC)
    assert faro(embassy, cue="la embajada", route=Route.EMBASSY).via_item_id == "embajada-0"


def test_naming_state_media_in_general_is_no_evidence_for_one_of_them() -> None:
    assert faro(cue="medios rusos", route=Route.STATE_MEDIA).via == ()


def test_origin_came_from_nobody() -> None:
    norte, tass = item("norte", span(-9, -8)), item("tass", span(0, 1), state=True)
    rows = ledger("n", [norte, tass], RUSSIAN_STATE, shared=(pair("norte-0", "tass-0"),))
    assert row(rows, "tass").via == ()
