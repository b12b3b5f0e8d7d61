"""Stories that two outlets both carried in; who is first where texts are shared, beyond habit, out. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from narratives.npmle import Floats
from store.model import Interval

LEAST_SHARED = 30  # fewer shared texts, or fewer stories without one, and no rate is stated
FALSE_SHARE = 0.05  # of the pairs that are shown, how many may be false on average (Benjamini & Hochberg 1995)
# Stories are compared within the same hour of the day. Against an outlet that is quick at night only, when more is
# shared, 500 simulated runs showed a lead falsely in 12 % with blocks of four hours, in 9 % with two, in 6 % with one;
# of planted copies 73, 71 and 72 % were found (tests/narratives/habit_sim.py, 60 shared texts).
BLOCK_H = 1
FINE_H = 4  # an outlet's time that is known no better says too little about who was first


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """One story that two outlets carried: when each first did, and whether the two texts share wording.

    `broke_at` is when the story began elsewhere: its origin, or the first of the other outlets. The earlier of the two
    will not do: an outlet that is quick at night then looks like a leader of what is shared at night.
    """

    story: str
    broke_at: Interval
    one: str  # outlet id
    other: str
    one_at: Interval
    other_at: Interval
    shares_text: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """Among texts that `leader` and `follower` share, the leader is certainly first more often than habit explains.

    Of `shared` stories with a shared text the leader was certainly first in `first` and last in `last`, the rest is
    undecided; of `baseline` stories without one in `baseline_first` and `baseline_last`. `p` is for the pair, both
    directions tried; `q` is the smallest share of false pairs at which this one would be shown. It is no proof that
    one copied the other: a common source that one of them is quicker to take looks the same.
    """

    leader: str
    follower: str
    shared: int
    first: int
    last: int
    baseline: int
    baseline_first: int
    baseline_last: int
    p: float
    q: float


def surviving(leads: Iterable[Lead]) -> list[Lead]:
    """Return the leads that may be shown, in their order."""
    return [lead for lead in leads if lead.q <= FALSE_SHARE]


def meetings(
    story: str, origin: Interval, firsts: Mapping[str, Interval], sharing: Collection[frozenset[str]]
) -> list[Both]:
    """Return all pairs of outlets that picked up a story from its origin, in order of their ids.

    `firsts` has when each outlet first did, the origin's own left out; `sharing` the pairs whose texts share wording
    that no third outlet has.
    """
    return [
        Both(
            story=story, broke_at=origin, one=one, other=other, one_at=firsts[one], other_at=firsts[other],
            shares_text=frozenset((one, other)) in sharing,
        )
        for one, other in combinations(sorted(firsts), 2)
    ]  # fmt: skip


def leads(stories: Iterable[Both], *, zone: str, least: int = LEAST_SHARED) -> list[Lead]:
    """Test all pairs of outlets with at least `least` shared texts and as many stories without; surest first.

    Stories are compared with others that broke in the same hour of the day in `zone` (IANA), that of the readers. Only
    those count of which that hour, and both outlets' times to a few hours, are known: whether a whole day is certainly
    before or after a minute depends on the minute's hour, which is habit. The order of the stories does not matter.
    """
    place = ZoneInfo(zone)
    by_pair: dict[tuple[str, str], list[Both]] = defaultdict(list)
    for story in stories:
        if _usable(story):
            by_pair[min(story.one, story.other), max(story.one, story.other)].append(_from_smaller(story))
    found = [
        _tested(pair, met, place)
        for pair, met in sorted(by_pair.items())
        if min(sum(one.shares_text for one in met), sum(not one.shares_text for one in met)) >= least
    ]
    adjusted = adjusted_for_many([one.p for one in found])
    named = [replace(one, q=q) for one, q in zip(found, adjusted, strict=True)]
    return sorted(named, key=lambda lead: (lead.q, lead.p, lead.leader, lead.follower))


def adjusted_for_many(p_values: Sequence[float]) -> list[float]:
    """Return for each p value the smallest false discovery rate at which it survives (Benjamini & Hochberg 1995)."""
    count = len(p_values)
    adjusted, least = [1.0] * count, 1.0
    for rank, place in reversed(list(enumerate(sorted(range(count), key=lambda n: p_values[n]), start=1))):
        least = min(least, p_values[place] * count / rank)
        adjusted[place] = least
    return adjusted


def lead_p(stories: Sequence[tuple[int, bool, int]]) -> float:
    """Return how probable so many firsts among the shared texts are if sharing text has nothing to do with order.

    Each story is the block of the day when it broke, whether the texts share wording, and the order: 1 if the leader
    was certainly first, -1 if certainly last, 0 if undecided. The labels are permuted inside each block; every
    permutation is counted, none is drawn, so the value is exact and needs no seed.
    """
    blocks: dict[int, list[tuple[bool, int]]] = defaultdict(list)
    for block, shares_text, order in stories:
        blocks[block].append((shares_text, order))
    observed, total, lowest = 0, np.ones(1), 0
    for met in blocks.values():
        observed += sum(order for shares_text, order in met if shares_text)
        chances = _chances(met)
        lowest -= len(chances) // 2
        total = np.convolve(total, chances)
    return min(1.0, float(total[observed - lowest :].sum()))


def _chances(met: Sequence[tuple[bool, int]]) -> Floats:
    """Return the probability of each sum of orders, from -n to n, over the n labels of a block."""
    drawn = sum(shares_text for shares_text, _ in met)
    firsts, lasts = (sum(order == way for _, order in met) for way in (1, -1))
    first = np.arange(min(firsts, drawn) + 1)[:, None]
    last = np.arange(min(lasts, drawn) + 1)[None, :]
    undecided, open_ = drawn - first - last, len(met) - firsts - lasts
    possible = (undecided >= 0) & (undecided <= open_)
    ways = _log_choose(firsts, first) + _log_choose(lasts, last) + _log_choose(open_, np.clip(undecided, 0, open_))
    chance = np.where(possible, np.exp(ways - _log_choose(len(met), np.array(drawn))), 0.0)
    sums = np.bincount((first - last + drawn).ravel(), weights=chance.ravel(), minlength=2 * drawn + 1)
    return np.asarray(sums, dtype=np.float64)


def _log_choose(things: int, taken: npt.NDArray[np.int64]) -> Floats:
    return np.asarray(gammaln(things + 1) - gammaln(taken + 1) - gammaln(things - taken + 1), dtype=np.float64)


def _from_smaller(story: Both) -> Both:
    if story.one <= story.other:
        return story
    return replace(story, one=story.other, other=story.one, one_at=story.other_at, other_at=story.one_at)


def _tested(pair: tuple[str, str], met: Sequence[Both], place: ZoneInfo) -> Lead:
    """Try both directions and keep the likelier; twice its p is the pair's."""
    orders = [_order(story.one_at, story.other_at) for story in met]
    blocks = [_middle(story.broke_at).astimezone(place).hour // BLOCK_H for story in met]
    labels = [story.shares_text for story in met]
    ahead = lead_p(list(zip(blocks, labels, orders, strict=True)))
    behind = lead_p([(block, label, -order) for block, label, order in zip(blocks, labels, orders, strict=True)])
    way = 1 if ahead <= behind else -1
    shared = [way * order for story, order in zip(met, orders, strict=True) if story.shares_text]
    baseline = [way * order for story, order in zip(met, orders, strict=True) if not story.shares_text]
    return Lead(
        leader=pair[0] if way == 1 else pair[1], follower=pair[1] if way == 1 else pair[0],
        shared=len(shared), first=shared.count(1), last=shared.count(-1),
        baseline=len(baseline), baseline_first=baseline.count(1), baseline_last=baseline.count(-1),
        p=min(1.0, 2 * min(ahead, behind)), q=1.0,
    )  # fmt: skip


def _order(one: Interval, other: Interval) -> int:
    if one.overlaps(other):
        return 0
    return 1 if one.latest < other.earliest else -1


def _usable(story: Both) -> bool:
    return _width_h(story.broke_at) <= BLOCK_H and max(_width_h(story.one_at), _width_h(story.other_at)) <= FINE_H


def _width_h(at: Interval) -> float:
    return (at.latest - at.earliest) / timedelta(hours=1)


def _middle(at: Interval) -> datetime:
    return at.earliest + (at.latest - at.earliest) / 2
