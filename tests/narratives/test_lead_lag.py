import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narratives.lead_lag import Both, adjusted_for_many, lead_p, leads, meetings
from tests.narratives.habit_sim import (
    ZONE,
    Habit,
    an_hour_slower,
    at,
    both,
    by_day,
    prints_at_three,
    prompt,
    quick_at_night,
    rate_shown,
    sign_test_rejects,
)


@pytest.mark.slow
@pytest.mark.parametrize("habit", [prompt, an_hour_slower, prints_at_three, quick_at_night, by_day])
def test_habits_alone_are_not_shown_as_leads(habit: Habit) -> None:
    # Nominal 5 %; 200 runs allow 9 % at most (99.5 % of such samples).
    assert rate_shown(habit, (60, 300), copying=0, runs=200, seed=11) <= 0.09


def test_sign_test_takes_a_habit_for_a_lead() -> None:
    assert sign_test_rejects(prints_at_three, 60, runs=20, seed=9) == 1.0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("habit", "counts", "least"),
    [
        pytest.param(prompt, (60, 300), 0.5, id="60 shared texts"),
        pytest.param(prompt, (200, 600), 0.95, id="200 shared texts"),
        pytest.param(an_hour_slower, (200, 600), 0.2, id="a slower outlet, mostly later anyway"),
    ],
)
def test_planted_copying_of_two_fifths_is_found(habit: Habit, counts: tuple[int, int], least: float) -> None:
    assert rate_shown(habit, counts, copying=0.4, runs=40, seed=12) >= least


def test_every_pair_that_carried_a_story_meets_once() -> None:
    found = meetings("n1", at(0), {"beta": at(3), "alfa": at(1), "gama": at(2)}, {frozenset(("gama", "alfa"))})
    assert [(one.one, one.other, one.shares_text) for one in found] == [
        ("alfa", "beta", False), ("alfa", "gama", True), ("beta", "gama", False)]  # fmt: skip


def test_p_is_the_share_of_all_permutations_that_reach_what_was_seen() -> None:
    stories = [(0, True, 1), (0, False, 0), (0, False, -1), (0, True, 1), (1, True, 0), (1, False, 1), (1, False, -1)]
    sums = [
        sum(stories[n][2] for n in (*one, *two))
        for one in itertools.combinations(range(4), 2)
        for two in itertools.combinations(range(4, 7), 1)
    ]
    observed = sum(order for _, shares_text, order in stories if shares_text)
    assert lead_p(stories) == pytest.approx(sum(one >= observed for one in sums) / len(sums))


def test_one_block_with_one_label_says_nothing() -> None:
    assert lead_p([(0, True, 1)] * 50) == pytest.approx(1.0)
    assert lead_p([(0, True, 1)] * 50 + [(1, False, -1)] * 50) == pytest.approx(1.0)


def test_order_that_the_hour_explains_is_no_lead() -> None:
    stories = [both(n, at(n), at(n), at(n + (5 if n % 2 else -5)), shares_text=n % 2 == 1) for n in range(240)]
    assert leads(stories, zone=ZONE)[0].p == 1.0


def test_overlapping_times_have_no_order() -> None:
    stories = [both(n, at(n), at(n, 4), at(n + 3), shares_text=n % 2 == 0) for n in range(80)]
    found = leads(stories, zone=ZONE)[0]
    assert (found.first, found.last, found.baseline_first, found.baseline_last) == (0, 0, 0, 0)
    assert found.p == 1.0


def test_certain_lead_is_named_with_its_counts_whichever_way_round_the_pair_was_given() -> None:
    stories = [
        both(n, at(n), at(n), at(n + (5 if n // 24 % 2 else -5)), shares_text=n // 24 % 2 == 1) for n in range(240)
    ]
    turned = [
        Both(
            story=s.story,
            broke_at=s.broke_at,
            one=s.other,
            other=s.one,
            one_at=s.other_at,
            other_at=s.one_at,
            shares_text=s.shares_text,
        )
        for s in stories
    ]
    found = leads(stories, zone=ZONE)
    assert found == leads(turned, zone=ZONE)
    assert (found[0].leader, found[0].follower) == ("alfa", "beta")
    assert (found[0].shared, found[0].first, found[0].baseline, found[0].baseline_first) == (120, 120, 120, 0)
    assert found[0].p < 1e-9


def test_times_known_only_by_the_day_take_no_part() -> None:
    stories = [
        both(n, at(24 * n), at(24 * n, 23.9), at(24 * n + (30 if n % 2 else -6)), shares_text=n % 2 == 1)
        for n in range(120)
    ]
    assert leads(stories, zone=ZONE) == []


def test_pair_with_too_few_shared_texts_is_not_tested() -> None:
    stories = [both(n, at(n), at(n), at(n + 5), shares_text=n < 29) for n in range(120)]
    assert leads(stories, zone=ZONE) == []


def test_correction_for_many_pairs_agrees_with_the_textbook() -> None:
    # Benjamini & Hochberg 1995, section 3.2: fifteen p values, four of which survive at 5 %.
    p_values = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
                0.7590, 1.0]  # fmt: skip
    assert sum(q <= 0.05 for q in adjusted_for_many(p_values)) == 4


def test_correction_for_many_pairs_agrees_with_scipy() -> None:
    from scipy.stats import false_discovery_control  # noqa: PLC0415 - heavy, and only here

    draw = random.Random(4)  # noqa: S311 - seeded numbers
    p_values = [draw.random() ** 3 for _ in range(40)]
    assert adjusted_for_many(p_values) == pytest.approx(false_discovery_control(p_values).tolist())


STORY = st.tuples(st.integers(0, 5), st.booleans(), st.sampled_from([-1, 0, 1]))


@given(st.lists(STORY, max_size=30), st.randoms())
def test_order_of_stories_never_matters(stories: list[tuple[int, bool, int]], shuffle: random.Random) -> None:
    shuffled = stories.copy()
    shuffle.shuffle(shuffled)
    assert lead_p(shuffled) == pytest.approx(lead_p(stories))
    assert 0 < lead_p(stories) <= 1


@given(st.lists(STORY, max_size=28), st.integers(0, 5), st.sampled_from([(-1, 0), (-1, 1), (0, 1)]))
def test_one_more_first_among_shared_texts_never_weakens_a_lead(
    others: list[tuple[int, bool, int]], cell: int, orders: tuple[int, int]
) -> None:
    worse, better = orders
    stories = [*others, (cell, True, worse), (cell, False, better)]
    swapped = [*others, (cell, True, better), (cell, False, worse)]
    assert lead_p(swapped) <= lead_p(stories) + 1e-9
