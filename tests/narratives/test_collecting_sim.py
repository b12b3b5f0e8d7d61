import math
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from store.model import Censoring, Pickup
from tests.bench_ledger import Score, house, report, scored
from tests.narratives.collecting_sim import Made, made

RUNS = 60


@pytest.fixture(scope="module")
def score() -> Score:
    return scored(house, range(RUNS))


@pytest.mark.parametrize("seed", range(4))
def test_first_mention_that_no_poll_saw_was_out_while_the_outlet_was_not_watched(seed: int) -> None:
    world = made(seed)
    seen = {item.outlet_id for item in world.carried if item.item_id.endswith("-0")}
    for name, truth in world.truth.items():
        if name not in seen and truth.polled and math.isfinite(truth.lag_h):
            out = world.origin_at + timedelta(hours=truth.lag_h)
            assert not any(span.watched and span.started_at < out <= span.ended_at for span in world.watched[name])


@pytest.mark.parametrize("seed", range(4))
def test_simulated_times_hold_the_truth_unless_the_outlet_dates_falsely(seed: int) -> None:
    world = made(seed)
    firsts = [item for item in world.carried if item.item_id.endswith("-0") and item.outlet_id in world.truth]
    wrong = [item for item in firsts if item.published and not _holds(world, item.outlet_id, item.item_id)]
    assert firsts
    assert len(wrong) <= 0.1 * len(firsts)


def test_same_seed_makes_the_same_world() -> None:
    assert made(3).carried == made(3).carried
    assert made(3).carried != made(4).carried


def _holds(world: Made, outlet_id: str, item_id: str) -> bool:
    item = next(item for item in world.carried if item.item_id == item_id)
    out = world.origin_at + timedelta(hours=world.truth[outlet_id].lag_h)
    second = timedelta(seconds=1)
    return item.published is not None and item.published.earliest - second <= out <= item.published.latest + second


@pytest.mark.slow
def test_lag_intervals_hold_the_true_lag(score: Score) -> None:
    assert score.share("lag interval holds the true lag") >= 0.95, report(score)


def claims_to_have_watched_all(world: Made) -> list[Pickup]:
    return [replace(row, censored=Censoring.NONE) for row in house(world)]


def claims_that_all_are_silent_to_the_end(world: Made) -> list[Pickup]:
    hours = (world.as_of - world.origin_at) / timedelta(hours=1)
    return [replace(row, censored=Censoring.RIGHT, lag_min_h=hours, lag_max_h=None) for row in house(world)]


@pytest.mark.parametrize("ledger", [claims_to_have_watched_all, claims_that_all_are_silent_to_the_end])
def test_ledger_that_claims_too_much_is_found_out(ledger: Callable[[Made], list[Pickup]]) -> None:
    score = scored(ledger, range(6))
    assert score.share("censoring") < 1.0
    assert score.wrong


@pytest.mark.slow
def test_silence_and_censoring_are_never_contradicted_by_the_truth(score: Score) -> None:
    assert score.counts["curve: silent while watched"] > 300
    assert score.share("curve: silent while watched") == 1.0, report(score)
    assert score.share("censoring") == 1.0, report(score)


@pytest.mark.slow
def test_what_a_curve_is_told_of_a_pick_up_is_true(score: Score) -> None:
    assert score.share("curve: picked up within its span") >= 0.95, report(score)


@pytest.mark.slow
@pytest.mark.parametrize("point", ["25%", "50%", "75%"])
def test_bands_hold_the_true_quartiles(score: Score, point: str) -> None:
    assert score.share(f"band of the {point} point holds the truth") >= 0.93, report(score)


@pytest.mark.slow
def test_naive_lags_are_what_the_ledger_is_measured_against(score: Score) -> None:
    assert score.share("naive lag within an hour of the true one") < 0.6
    assert score.share("naive band of the median holds the truth") < 0.6
