"""`python -m tests.bench_ledger [RUNS]`: simulated collection with known truth; ledger and curves, beside a naive one."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from narratives.lag_statistics import Base, Clock, Event, known_lags
from narratives.ledgers import Ledger, Watching
from narratives.pickup import ledger, origin_time
from narratives.survival import Followed, Quantile, pick_up_curve, quantile_band
from store.model import Censoring, Interval, Pickup
from tests.narratives.collecting_sim import RULE, Made, Truth, made
from tests.narratives.habit_sim import (
    an_hour_slower,
    by_day,
    prints_at_three,
    prompt,
    quick_at_night,
    rate_shown,
    sign_test_rejects,
)

RUNS = 1_000
LEAD_RUNS = 300
SECOND_H = 1 / 3600
NEAR_H = 1.0  # a naive lag is one number: let it count as right within an hour
MakeRows = Callable[[Made], list[Pickup]]


@dataclass(slots=True, kw_only=True)
class Score:
    """Counts over many runs: keys are what was judged, values how often it was so."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)  # the first rows whose censoring the truth contradicts

    def add(self, what: str, *, right: bool) -> None:
        """Count one judgement."""
        self.counts[what] += 1
        self.counts[f"{what}, right"] += right

    def share(self, what: str) -> float:
        """Return the share of right ones; not a number if nothing was judged."""
        return self.counts[f"{what}, right"] / self.counts[what] if self.counts[what] else float("nan")


def house(made_: Made) -> list[Pickup]:
    """Make the ledger as the house does."""
    return ledger("n", made_.carried, RULE, watched=made_.watched, outlets=made_.outlets, as_of=made_.as_of)


def scored(make: MakeRows, seeds: Iterable[int]) -> Score:
    """Simulate, make the ledger, and hold both against the truth."""
    score = Score()
    for seed in seeds:
        world = made(seed)
        rows = make(world)
        for row in rows:
            if row.outlet_id in world.truth:
                unseen = not any(item.item_id == f"{row.outlet_id}-0" for item in world.carried)
                _judge_row(score, row, world.truth[row.outlet_id], f"seed {seed} {row.outlet_id}", unseen=unseen)
        _judge_median(score, world, rows)
        _judge_naive(score, world)
    return score


def _judge_row(score: Score, row: Pickup, truth: Truth, where: str, *, unseen: bool) -> None:
    if row.lag_min_h is not None and row.lag_max_h is not None:
        holds = row.lag_min_h - SECOND_H <= truth.lag_h <= row.lag_max_h + SECOND_H
        score.add("lag interval holds the true lag", right=holds)
    score.add("censoring, wrong dates counted against it", right=not _contradicted(row, truth, unseen=True))
    fine = not _contradicted(row, truth, unseen=unseen)
    score.add("censoring", right=fine)
    score.add(f"censoring {row.censored.value}", right=fine)
    if not fine and len(score.wrong) < 20:
        score.wrong.append(f"{where}: {row.censored} {row.lag_min_h} .. {row.lag_max_h} h, truly {truth.lag_h:.2f} h")


def _contradicted(row: Pickup, truth: Truth, *, unseen: bool) -> bool:
    """Tell whether the truth rules out what a row says about the time that was not watched.

    `unseen`: the true first mention is not among what was collected. Where it is, and only its date is wrong, the
    row is judged by its lag.
    """
    if row.censored is Censoring.RIGHT:
        return truth.lag_h <= (row.lag_min_h or 0.0) - SECOND_H
    if row.censored is Censoring.LEFT:
        return row.lag_max_h is not None and truth.lag_h > row.lag_max_h + SECOND_H
    if row.censored in {Censoring.NONE, Censoring.INTERVAL} and row.lag_min_h is not None:
        return unseen and truth.lag_h < row.lag_min_h - SECOND_H
    return False


def _judge_median(score: Score, world: Made, rows: Sequence[Pickup]) -> None:
    ledger_ = Ledger(
        narrative_id="n", as_of=world.as_of, rows=rows, carried=world.carried, origin=None,
        origin_at=origin_time(world.carried, RULE),
    )  # fmt: skip
    watch = Watching(spans=world.watched, outlets=world.outlets, known={one.outlet_id: one for one in world.outlets})
    known = known_lags(ledger_, watch, (Base.WATCHED, Event.MENTION, Clock.CLOCK))
    for outlet in known:
        _judge_followed(score, outlet, world.truth[outlet.outlet_id].lag_h)
    curve = pick_up_curve(known)
    for one in curve.quartiles:
        truth = world.true_quantile(one.share)
        score.add(f"band of the {one.share:.0%} point holds the truth", right=_holds(one, truth))
        if one.share == 0.5 and np.isfinite(truth) and truth < _hours(world, world.as_of):
            score.add("band of the median bounded above, when there is one", right=one.band_high_h is not None)


def _judge_followed(score: Score, known: Followed, truth_h: float) -> None:
    if known.min_h is None:
        score.counts["outlets not watched at the origin"] += 1
    elif known.max_h is None:
        score.add("curve: silent while watched", right=truth_h > known.min_h - SECOND_H)
    else:
        holds = known.min_h - SECOND_H <= truth_h <= known.max_h + SECOND_H
        score.add("curve: picked up within its span", right=holds)


def _judge_naive(score: Score, world: Made) -> None:
    """Judge what tools do: the earliest stated instant of each outlet, minus the earliest of all origins."""
    began = min(
        _stated(item.published, item.first_seen_at) for item in world.carried if item.outlet_id not in world.truth
    )
    firsts: dict[str, datetime] = {}
    for item in world.carried:
        stated = _stated(item.published, item.first_seen_at)
        firsts[item.outlet_id] = min(stated, firsts.get(item.outlet_id, stated))
    lags = {name: (at - began) / timedelta(hours=1) for name, at in firsts.items() if name in world.truth}
    for name, lag_h in lags.items():
        score.add("naive lag within an hour of the true one", right=abs(lag_h - world.truth[name].lag_h) <= NEAR_H)
    for name, truth in world.truth.items():
        if name not in lags and truth.polled:
            score.add("naive 'did not carry it'", right=truth.lag_h > _hours(world, world.as_of))
    if lags:
        values = np.sort(np.array(list(lags.values())))
        low, high = quantile_band(0.5, values, values)
        truth_h = world.true_quantile(0.5)
        score.add("naive band of the median holds the truth", right=low <= truth_h <= (high or np.inf))


def _stated(published: Interval | None, first_seen: datetime) -> datetime:
    return published.earliest if published else first_seen


def _holds(one: Quantile, truth: float) -> bool:
    return one.band_low_h - SECOND_H <= truth and (one.band_high_h is None or truth <= one.band_high_h + SECOND_H)


def _hours(world: Made, moment: datetime) -> float:
    return (moment - world.origin_at) / timedelta(hours=1)


def report(score: Score) -> str:
    """Return the table: what was judged, how many, the share that was right."""
    names = sorted(name for name in score.counts if f"{name}, right" in score.counts)
    lines = [f"{name:<55} {score.counts[name]:>8,} {score.share(name):8.2%}" for name in names]
    unwatched = f"outlets not watched at the origin, left out: {score.counts['outlets not watched at the origin']:,}"
    return "\n".join(
        [f"{'simulated collection, truth known':<55} {'judged':>8} {'right':>8}", *lines, unwatched, *score.wrong]
    )


def simulating(arguments: Sequence[str] = ()) -> None:
    """Run the simulation and print its table."""
    runs = int(arguments[0]) if arguments else RUNS
    print(report(scored(house, range(runs))))  # noqa: T201 - a bench prints
    print(leading())  # noqa: T201


def leading() -> str:
    """Return the table of leads between two invented outlets: shown without and with planted copying, by habit."""
    lines = [f"{'outlet B, against a prompt A':<28} {'sign test':>10} {'shown':>8} {'shown if 40 % are copies':>26}"]
    for habit in (prompt, an_hour_slower, prints_at_three, quick_at_night, by_day):
        naive = sign_test_rejects(habit, 60, runs=LEAD_RUNS, seed=1)
        false = rate_shown(habit, (60, 300), copying=0, runs=LEAD_RUNS, seed=2)
        found = [rate_shown(habit, counts, copying=0.4, runs=LEAD_RUNS, seed=3) for counts in ((60, 300), (200, 600))]
        lines.append(f"{habit.__name__:<28} {naive:>10.1%} {false:>8.1%} {found[0]:>13.1%}{found[1]:>13.1%}")
    return "\n".join([*lines, "shared texts and stories without: 60 and 300, last column 200 and 600; nominal 5 %"])


if __name__ == "__main__":
    simulating(sys.argv[1:])
