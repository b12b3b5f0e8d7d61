from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from narratives.comparison import Outlets, Shelf, reuses
from narratives.fingerprint import print_of
from narratives.overlap import NOBODY
from narratives.wording import wording
from store.model import Interval, ItemText, Kind, Outlet, Relation, Reuse
from store.reuse import Pair

AT = datetime(2024, 4, 9, 12, tzinfo=UTC)
TEXT = " ".join(f"palabra{number}" for number in range(20))  # too little to be exclusive: only a credit makes it a copy


def story(outlet: str, tail: str = "", *, hours: float = 0, wide: float = 0, kind: Kind = Kind.DIGITAL) -> ItemText:
    out = AT + timedelta(hours=hours)
    return ItemText(item_id=outlet, version_id=1, outlet_id=outlet, outlet_name=f"Diario {outlet}", outlet_kind=kind,
                    language="es", title="", summary=None, text=f"{TEXT}\n{tail}", url=f"https://{outlet}.example/1",
                    published=Interval(earliest=out, latest=out + timedelta(hours=wide)), seen_at=AT)  # fmt: skip


def outlet(name: str, *domains: str) -> Outlet:
    return Outlet(outlet_id=name, name=name, kind=Kind.DIGITAL, country="MX", zones=("UTC",), zone_basis="registry",
                  label_source="invented", domains=domains)  # fmt: skip


def compared(stories: Sequence[ItemText]) -> Reuse:
    known = Outlets.of([outlet("faro", "faro.example", "faro-espejo.example", "x.com", "comun.example"),
                        outlet("norte", "norte.example", "comun.example")])  # fmt: skip
    shelf = Shelf(items={one.item_id: one for one in stories},
                  prints={one.item_id: print_of(wording(one)) for one in stories}, imported=frozenset(),
                  behind=lambda _item, _found: frozenset(), outlets=known, frequency=NOBODY)  # fmt: skip
    one, other = (story.item_id for story in stories)
    return reuses([Pair(item_id=one, other_id=other), Pair(item_id=other, other_id=one)], shelf, set())[0]


@pytest.mark.parametrize(
    ("tail", "kind", "credited"),
    [
        ("", Kind.DIGITAL, False),
        ("Fuente: faro.example/nota", Kind.DIGITAL, True),
        ("Fuente: www.faro-espejo.example", Kind.DIGITAL, True),
        ("Con información de Diario Faro", Kind.DIGITAL, True),
        ("Lea también: faro.example/otra", Kind.DIGITAL, False),
        ("Dice faro.example que es así", Kind.FACT_CHECKER, False),
        ("Visto en x.com/faro", Kind.DIGITAL, False),
        ("Visto en comun.example", Kind.DIGITAL, False),
        ("Con información de otrofaro.example", Kind.DIGITAL, False),
    ],
    ids=["no word of it", "its domain", "its mirror", "its name", "further reading", "a fact-check", "a platform",
         "a domain of two outlets", "another domain"],
)  # fmt: skip
def test_credit_by_name_or_domain(tail: str, kind: Kind, *, credited: bool) -> None:
    found = compared([story("faro"), story("norte", tail, hours=5, kind=kind)])
    assert (found.credited, found.relation) == (credited, Relation.COPIES if credited else Relation.SAME_WIRE)
    assert found.directed is credited


@pytest.mark.parametrize(("wide", "directed"), [(0, True), (4, True), (6, False)], ids=["exact", "narrow", "overlap"])
def test_direction_needs_intervals_that_do_not_overlap(wide: float, *, directed: bool) -> None:
    found = compared([story("faro", wide=wide), story("norte", "Fuente: faro.example", hours=5)])
    assert (found.order_certain, found.directed, found.credited) == (directed, directed, True)


def test_where_clocks_cannot_tell_the_credited_one_comes_first() -> None:
    found = compared([story("faro", hours=1, wide=24), story("norte", "Fuente: faro.example", wide=24)])
    assert (found.earlier_item_id, found.credited, found.directed) == ("faro", True, False)


def test_clocks_that_can_tell_outrank_a_credit() -> None:
    found = compared([story("faro", hours=9), story("norte", "Fuente: faro.example")])
    assert (found.earlier_item_id, found.credited) == ("norte", False)
