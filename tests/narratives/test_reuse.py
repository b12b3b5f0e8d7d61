from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narratives.fingerprint import print_of
from narratives.overlap import Background, Counted, Overlap, Side, overlap
from narratives.reuse import Known, is_order_certain, may_say_republished, published_share, relation_of
from narratives.tracers import learn
from store.model import Interval, Relation, Route

AT = datetime(2024, 4, 9, 12, tzinfo=UTC)
WORDS = [f"palabra{number}" for number in range(100)]
OTHER = [f"otra{number}" for number in range(100)]


def text(*parts: list[str]) -> str:
    return " ".join(word for part in parts for word in part)


def found(
    share: float, *, exclusive: int = 0, outside: float | None = None, rare: int | None = None, widespread: float = 0.0
) -> Overlap:
    matched = round(share * 200)
    beyond = None if outside is None else round(outside * 100)
    side = Side(words=200, matched=matched, outside=None if outside is None else 100, matched_outside=beyond)
    return Overlap(first=side, second=side, containment=share, shared_3=matched, rare=rare, exclusive=exclusive,
                   widespread=widespread)  # fmt: skip


@pytest.mark.parametrize(
    ("measured", "known", "expected"),
    [
        (found(0.85), Known(), Relation.SAME_WIRE),
        (found(0.85, exclusive=20), Known(), Relation.COPIES),
        (found(0.85, exclusive=20, widespread=0.8), Known(), Relation.SAME_WIRE),
        (found(0.85, exclusive=90), Known(common_source=Route.EFE), Relation.SAME_WIRE),
        (found(0.85), Known(credited=True), Relation.COPIES),
        (found(0.40, exclusive=60), Known(), Relation.REWRITES),
        (found(0.15, exclusive=60), Known(), Relation.INDEPENDENT),
        (found(0.0), Known(common_source=Route.EMBASSY), Relation.REWRITES),
        (found(0.10, rare=25), Known(), Relation.REWRITES),
        (found(0.60, rare=3), Known(), Relation.INDEPENDENT),
        (found(0.60, outside=0.05), Known(), Relation.SHARED_QUOTE),
    ],
    ids=["same text", "words of their own", "in four outlets", "same named source", "credit", "two translations",
         "names and formulas", "same source, own words", "rare words", "everybody's words", "what somebody said"],
)  # fmt: skip
def test_relation_of_a_pair(measured: Overlap, known: Known, expected: Relation) -> None:
    assert relation_of(measured, known) is expected


def test_shares_are_of_words_in_common_blocks_both_ways() -> None:
    whole, part = print_of(text(WORDS)), print_of(text(WORDS[:40], OTHER[:10]))
    measured = overlap(whole, part)
    assert (measured.first.matched, measured.second.matched) == (40, 40)
    assert (measured.first.share, measured.second.share) == (0.4, 0.8)
    assert measured.share == 0.8


def test_runs_below_eight_words_do_not_count() -> None:
    assert overlap(print_of(text(WORDS[:7], OTHER)), print_of(text(WORDS))).share == 0.0


def test_words_of_a_third_outlet_are_not_exclusive() -> None:
    first, second, third = print_of(text(WORDS)), print_of(text(WORDS, OTHER)), print_of(text(WORDS[:60]))
    held = np.unique(third.grams[8].hashes)
    measured = overlap(first, second, Background(holders=Counted(held, np.ones(len(held), dtype=np.int64))))
    assert (overlap(first, second).exclusive, measured.exclusive) == (93, 40)


@pytest.mark.parametrize(("others", "rare"), [(1, 48), (7, 0)], ids=["a wire's", "a formula"])
def test_grams_are_rare_if_hardly_anybody_outside_the_circle_has_them(others: int, rare: int) -> None:
    first, second = print_of(text(WORDS)), print_of(text(WORDS[:50]))
    shared = np.unique(second.grams[3].hashes)
    background = Background(outside=Counted(shared, np.full(len(shared), others, dtype=np.int64)))
    assert overlap(first, second, background).rare == rare
    assert overlap(first, second).rare is None


def test_quoted_words_count_apart() -> None:
    first = print_of(text(["«"], WORDS[:30], ["»"], OTHER[:30]))
    measured = overlap(first, print_of(text(WORDS)))
    assert (measured.first.share, measured.first.share_outside, measured.quoted_share) == (0.5, 0.0, 1.0)


@pytest.mark.parametrize(("hours", "certain"), [(0, False), (0.1, False), (1, True), (-1, False)])
def test_order_needs_a_gap_that_clocks_resolve(hours: float, *, certain: bool) -> None:
    first = Interval(earliest=AT, latest=AT)
    second = Interval(earliest=AT + timedelta(hours=hours), latest=AT + timedelta(hours=hours))
    assert is_order_certain(first, second) is certain
    assert not is_order_certain(None, second)


def test_same_day_decides_no_order() -> None:
    day = Interval(earliest=AT, latest=AT + timedelta(days=1))
    assert not is_order_certain(day, day)


@pytest.mark.parametrize("relation", list(Relation))
def test_only_copies_in_a_certain_order_were_republished(relation: Relation) -> None:
    assert may_say_republished(relation, order_certain=True) is (relation is Relation.COPIES)
    assert not may_say_republished(relation, order_certain=False)


@given(st.floats(0, 1))
def test_shares_are_published_in_steps_of_five_points(share: float) -> None:
    assert abs(published_share(share) - share) <= 0.025 + 1e-9
    assert round(published_share(share) * 100) % 5 == 0


@given(st.lists(st.sampled_from("abc"), max_size=30), st.lists(st.sampled_from("abc"), max_size=30))
def test_sharing_is_mutual(one: list[str], other: list[str]) -> None:
    first, second = print_of(" ".join(one)), print_of(" ".join(other))
    there, back = overlap(first, second), overlap(second, first)
    assert (there.first, there.second) == (back.second, back.first)
    assert there.containment == back.containment
    assert 0 <= there.share <= 1
    assert np.array_equal(there.exclusive, back.exclusive)


def test_phrase_is_learnt_from_three_items_of_one_route_and_none_of_another() -> None:
    seen = {f"i{number}": {"primera partida", "amnistia total"} for number in range(3)} | {"e": {"amnistia total"}}
    known = dict.fromkeys(["i0", "i1", "i2"], Route.EFE) | {"e": Route.EMBASSY}
    assert learn({"efe": ("matarifes",)}, seen, known) == {"efe": ("matarifes", "primera partida")}
    assert learn({}, seen, {"i0": Route.EFE, "i1": Route.EFE}) == {}
