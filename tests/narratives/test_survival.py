import random
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from narratives.npmle import Masses, kaplan_meier, turnbull
from narratives.survival import Followed, PickUpCurve, pick_up_curve, pick_up_curves, share_by

# Finkelstein & Wolfe 1985 (Biometrics 41, 933-945): months (left, right] in which a breast retracted after
# radiotherapy, without and with chemotherapy; None: not by then. As in the R packages interval, Icens and MLEcens.
RADIOTHERAPY: list[tuple[float, float | None]] = [
    (45, None), (6, 10), (0, 7), (46, None), (46, None), (7, 16), (17, None), (7, 14), (37, 44), (0, 8), (4, 11),
    (15, None), (11, 15), (22, None), (46, None), (46, None), (25, 37), (46, None), (26, 40), (46, None), (27, 34),
    (36, 44), (46, None), (36, 48), (37, None), (40, None), (17, 25), (46, None), (11, 18), (38, None), (5, 12),
    (37, None), (0, 5), (18, None), (24, None), (36, None), (5, 11), (19, 35), (17, 25), (24, None), (32, None),
    (33, None), (19, 26), (37, None), (34, None), (36, None),
]  # fmt: skip
CHEMOTHERAPY: list[tuple[float, float | None]] = [
    (8, 12), (0, 22), (24, 31), (17, 27), (17, 23), (24, 30), (16, 24), (13, None), (11, 13), (16, 20), (18, 25),
    (17, 26), (32, None), (23, None), (44, 48), (14, 17), (0, 5), (5, 8), (12, 20), (11, None), (33, 40), (31, None),
    (13, 39), (19, 32), (34, None), (13, None), (16, 24), (35, None), (15, 22), (11, 17), (22, 32), (10, 35), (30, 34),
    (13, None), (10, 17), (8, 21), (4, 9), (11, None), (14, 19), (4, 8), (34, None), (30, 36), (18, 24), (16, 60),
    (35, 39), (21, None), (11, 20), (48, None),
]  # fmt: skip
JUST_AFTER = 0.001  # our intervals include both ends, those of 1985 leave the left one out


def as_published(rows: Sequence[tuple[float, float | None]]) -> list[Followed]:
    return [
        Followed(outlet_id=str(n), min_h=left + JUST_AFTER * (right is not None), max_h=right)
        for n, (left, right) in enumerate(rows)
    ]


def rises(curve: PickUpCurve) -> dict[tuple[int, float | None], float]:
    shares = [0.0, *(step.share for step in curve.steps)]
    return {
        (round(step.from_h), step.to_h): round(step.share - before, 4)
        for step, before in zip(curve.steps, shares, strict=False)
        if step.share - before > 1e-5
    }


def followed(*lags: tuple[float | None, float | None]) -> list[Followed]:
    return [Followed(outlet_id=f"o{n}", min_h=low, max_h=high) for n, (low, high) in enumerate(lags)]


def exact(*hours: float) -> list[Followed]:
    return followed(*((hour, hour) for hour in hours))


@pytest.mark.parametrize(
    ("rows", "masses"),
    [
        pytest.param(
            RADIOTHERAPY,
            {(4, 5): 0.0463, (6, 7): 0.0334, (7, 8): 0.0887, (11, 12): 0.0708, (24, 25): 0.0926, (33, 34): 0.0818,
             (38, 40): 0.1209, (46, 48): 0.4656},
            id="radiotherapy",
        ),
        pytest.param(
            CHEMOTHERAPY,
            {(4, 5): 0.0433, (5, 8): 0.0433, (11, 12): 0.0692, (16, 17): 0.1454, (18, 19): 0.1411, (19, 20): 0.1157,
             (24, 25): 0.0999, (30, 31): 0.0709, (35, 36): 0.1608, (44, 48): 0.0552, (48, 60): 0.0552},
            id="with chemotherapy",
        ),
    ],
)  # fmt: skip
def test_turnbull_agrees_with_what_r_prints_for_breast_cosmesis(
    rows: list[tuple[float, float | None]], masses: dict[tuple[int, float], float]
) -> None:
    # The masses that icfit() prints: Fay & Shaw 2010, https://doi.org/10.18637/jss.v036.i02
    curve = pick_up_curve(as_published(rows))
    assert curve.method == "turnbull"
    assert rises(curve) == masses


def test_kaplan_meier_agrees_with_the_textbook_on_remission_with_6_mp() -> None:
    # Freireich et al. 1963, as in Cox & Oakes and R's MASS::gehan: weeks of remission, + for censored.
    remitted = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    curve = pick_up_curve([*exact(*remitted), *followed(*((week, None) for week in censored))])
    assert curve.method == "kaplan-meier"
    remaining = {step.to_h: round(1 - step.share, 3) for step in curve.steps if step.to_h is not None}
    assert remaining == {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert curve.median is not None
    assert (curve.median.low_h, curve.median.high_h) == (23, 23)


def test_kaplan_meier_agrees_with_lifelines() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifelines import KaplanMeierFitter  # noqa: PLC0415 - heavy, and only here

    draw = random.Random(5)  # noqa: S311 - seeded numbers, not secrets
    times = [draw.randrange(1, 60) for _ in range(80)]
    seen = [draw.random() < 0.6 for _ in times]
    ours = kaplan_meier(
        np.array([float(t) for t, was in zip(times, seen, strict=True) if was]),
        np.array([float(t) for t, was in zip(times, seen, strict=True) if not was]),
    )
    theirs = KaplanMeierFitter().fit(times, seen)
    finite = np.isfinite(ours.highs)
    assert ours.by_then[finite] == pytest.approx(1 - theirs.predict(ours.highs[finite]).to_numpy(), abs=1e-12)


def test_turnbull_is_at_least_as_likely_as_what_lifelines_finds() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifelines.fitters.npmle import npmle  # noqa: PLC0415 - heavy, and only here

    draw = np.random.default_rng(8)
    lows = np.round(draw.lognormal(2, 1, 40), 1)
    highs = lows + draw.choice([1.0, 6.0, 24.0], 40)
    ours = turnbull(lows, highs, np.array([]))
    theirs, spans = npmle(lows, highs)
    loglik_of_theirs = sum(
        np.log(sum(mass for mass, span in zip(theirs, spans, strict=True) if low <= span.left and span.right <= high))
        for low, high in zip(lows, highs, strict=True)
    )
    assert log_likelihood(ours, lows, highs) >= loglik_of_theirs - 1e-9


def log_likelihood(found: Masses, lows: np.ndarray, highs: np.ndarray) -> float:
    mass = np.diff(found.by_then, prepend=0)
    return float(sum(np.log(mass[(low <= found.lows) & (found.highs <= high)].sum()) for low, high in zip(lows, highs, strict=True)))  # fmt: skip


def test_exact_lags_through_turnbull_give_kaplan_meier() -> None:
    times, later = np.array([1.0, 2.0, 2.0, 5.0, 8.0]), np.array([2.0, 3.0, 9.0])
    km, general = kaplan_meier(times, later), turnbull(times, times, later)
    assert general.by_then == pytest.approx(km.by_then, abs=1e-6)
    assert general.lows.tolist() == km.lows.tolist()


def test_mass_inside_an_interval_is_bounds_and_not_a_line() -> None:
    curve = pick_up_curve(followed((2, 10), (3, 12)))
    assert [(step.from_h, step.to_h) for step in curve.steps] == [(3, 10)]
    within = share_by(curve, 6)
    assert (within.least, within.most) == (0.0, pytest.approx(1.0))
    assert curve.median is not None
    assert (curve.median.low_h, curve.median.high_h) == (3, 10)


def test_silent_unknown_and_earlier_outlets_are_counted_apart() -> None:
    curve = pick_up_curve(followed((1, 2), (0, 9), (72, None), (None, None), (-5, -3)))
    assert (curve.known, curve.silent, curve.unknown, curve.before_origin) == (2, 1, 1, 1)
    assert curve.outlets == 3


def test_median_that_was_not_reached_is_later_than_we_watched_or_never() -> None:
    curve = pick_up_curve([*exact(3, 5), *followed(*[(48, None)] * 8)])
    assert curve.median is not None
    assert (curve.median.low_h, curve.median.high_h, curve.median.band_high_h) == (48, None, None)


def test_band_of_the_median_has_the_order_statistics_of_the_sign_test() -> None:
    # n = 20: the 6th and the 15th (Conover, Practical Nonparametric Statistics: 95.9 %).
    median = pick_up_curve(exact(*range(1, 21))).median
    assert median is not None
    assert (median.band_low_h, median.band_high_h) == (6, 15)


def test_few_outlets_bound_nothing() -> None:
    median = pick_up_curve(exact(1, 2, 3)).median
    assert median is not None
    assert (median.band_low_h, median.band_high_h) == (0.0, None)


def test_without_outlets_nothing_is_claimed() -> None:
    curve = pick_up_curve(followed((None, None)))
    assert (curve.method, curve.median, curve.steps, curve.unknown) == ("none", None, (), 1)
    assert share_by(curve, 5).band_most == 1.0


def test_groups_are_estimated_apart() -> None:
    curves = pick_up_curves({"state": exact(1, 2), "regional": exact(10)})
    assert {name: curve.outlets for name, curve in curves.items()} == {"state": 2, "regional": 1}


@pytest.mark.parametrize(
    ("low", "high", "message"),
    [
        pytest.param(5, 3, "at least 5 h and at most 3 h", id="crossed"),
        pytest.param(None, 3, "needs a least one", id="no lower end"),
    ],
)
def test_impossible_lag_is_refused_by_name(low: float | None, high: float | None, message: str) -> None:
    with pytest.raises(ValueError, match=f"faro: .*{message}"):
        Followed(outlet_id="faro", min_h=low, max_h=high)


HOURS = st.integers(0, 30).map(float)
PICKED_UP = st.tuples(HOURS, st.sampled_from([0.0, 1.0, 6.0, 24.0])).map(lambda pair: (pair[0], pair[0] + pair[1]))
LAG = st.one_of(PICKED_UP, PICKED_UP, HOURS.map(lambda hour: (hour, None)), st.just((None, None)))
GIVEN: st.SearchStrategy[list[Followed]] = st.lists(LAG, max_size=14).map(lambda lags: followed(*lags))
Changed = Callable[[list[Followed]], list[Followed]]


@given(GIVEN, st.randoms())
def test_order_of_input_never_matters(given_: list[Followed], shuffle: random.Random) -> None:
    shuffled = given_.copy()
    shuffle.shuffle(shuffled)
    assert pick_up_curve(given_) == pick_up_curve(shuffled)


@given(GIVEN, HOURS)
def test_unknown_outlets_change_nothing_but_their_count(given_: list[Followed], hour: float) -> None:
    more = [*given_, Followed(outlet_id="x", min_h=None, max_h=None)]
    assert share_by(pick_up_curve(given_), hour) == share_by(pick_up_curve(more), hour)


@given(GIVEN, st.integers(0, 13), st.floats(0, 1), st.floats(0, 1))
def test_narrowing_an_interval_never_widens_a_band(given_: list[Followed], which: int, a: float, b: float) -> None:
    assume(given_)
    one = given_[which % len(given_)]
    assume(one.min_h is not None and one.max_h is not None)
    assert one.min_h is not None
    assert one.max_h is not None
    width, (low, high) = one.max_h - one.min_h, sorted((a, b))
    narrow = replace(one, min_h=one.min_h + low * width, max_h=min(one.min_h + high * width, one.max_h))
    narrower = [narrow if other is one else other for other in given_]
    for before, after in zip(pick_up_curve(given_).quartiles, pick_up_curve(narrower).quartiles, strict=True):
        assert after.band_low_h >= before.band_low_h
        assert (after.band_high_h or 1e9) <= (before.band_high_h or 1e9) or before.band_high_h is None


@given(GIVEN, HOURS, HOURS)
def test_silent_outlet_never_raises_what_is_certain(given_: list[Followed], silent_h: float, hour: float) -> None:
    before = share_by(pick_up_curve(given_), hour)
    after = share_by(pick_up_curve([*given_, Followed(outlet_id="x", min_h=silent_h, max_h=None)]), hour)
    assert after.band_least <= before.band_least + 1e-9
    if hour < silent_h:
        assert after.band_most <= before.band_most + 1e-9


@given(st.lists(HOURS, max_size=12), st.lists(HOURS, max_size=6), HOURS, HOURS)
def test_silent_outlet_never_raises_the_kaplan_meier_curve(
    picked: list[float], silent: list[float], another: float, hour: float
) -> None:
    before = [*exact(*picked), *followed(*((h, None) for h in silent))]
    assume(before)
    after = [*before, Followed(outlet_id="x", min_h=another, max_h=None)]
    assert share_by(pick_up_curve(after), hour).least <= share_by(pick_up_curve(before), hour).least + 1e-9


@settings(max_examples=300)
@given(GIVEN, HOURS, HOURS)
def test_silent_outlet_never_raises_the_turnbull_curve(given_: list[Followed], silent_h: float, hour: float) -> None:
    before = pick_up_curve(given_)
    after = pick_up_curve([*given_, Followed(outlet_id="x", min_h=silent_h, max_h=None)])
    assume(before.outlets)
    assert share_by(after, hour).least <= share_by(before, hour).least + 1e-4


@given(GIVEN, HOURS)
def test_curve_lies_between_what_is_certain_and_what_is_possible(given_: list[Followed], hour: float) -> None:
    curve = pick_up_curve(given_)
    share = share_by(curve, hour)
    assert 0 <= share.least <= share.most <= 1 + 1e-9
    assert share.band_least - 1e-6 <= share.most
    assert share.least - 1e-6 <= share.band_most
    if curve.outlets:
        assert sum(high <= hour for high in curve.highs) / curve.outlets <= share.least + 1e-4
        assert share.most <= sum(low <= hour for low in curve.lows) / curve.outlets + 1e-4


@given(GIVEN)
def test_every_estimate_lies_in_its_band(given_: list[Followed]) -> None:
    for one in pick_up_curve(given_).quartiles:
        assert one.band_low_h <= one.low_h
        assert one.band_high_h is None or (one.high_h is not None and one.high_h <= one.band_high_h)


@pytest.mark.parametrize(
    ("sure", "of", "band"),
    [pytest.param(0, 10, (0.0, 0.3085), id="none of ten"), pytest.param(2, 10, (0.0252, 0.5561), id="two of ten")],
)
def test_band_of_a_share_is_that_of_clopper_and_pearson(sure: int, of: int, band: tuple[float, float]) -> None:
    # As R's binom.test prints it.
    share = share_by(pick_up_curve([*exact(*[1.0] * sure), *followed(*[(9.0, None)] * (of - sure))]), 5)
    assert (round(share.band_least, 4), round(share.band_most, 4)) == band


def test_silence_until_an_hour_is_not_a_pick_up_at_that_hour() -> None:
    curve = pick_up_curve(followed((3.0, None)))
    assert share_by(curve, 3).most == 0.0
    assert share_by(curve, 3.01).most == 1.0
