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
BLOCK_H = 4  # of the source's day: stories of one block meet the other outlet at the same hour of its day


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """One story that two outlets carried: when each first did, and whether the two texts share wording."""

    story: str
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


def meetings(story: str, firsts: Mapping[str, Interval], sharing: Collection[frozenset[str]]) -> list[Both]:
    """Return all pairs of outlets that carried a story, in order of their ids.

    `firsts` has when each outlet first did; `sharing` the pairs whose texts share wording that no third outlet has.
    """
    return [
        Both(
            story=story, one=one, other=other, one_at=firsts[one], other_at=firsts[other],
            shares_text=frozenset((one, other)) in sharing,
        )
        for one, other in combinations(sorted(firsts), 2)
    ]  # fmt: skip


def leads(stories: Iterable[Both], zones: Mapping[str, str], *, least: int = LEAST_SHARED) -> list[Lead]:
    """Test all pairs of outlets with at least `least` shared texts and as many stories without; surest first.

    Only stories that both outlets' clocks know to a block of the day count: whether a whole day is certainly before or
    after a minute depends on the minute's hour, which is habit. `zones` has an IANA zone for each outlet id. The order
    of the stories does not matter. Raises KeyError for an outlet without a zone.
    """
    by_pair: dict[tuple[str, str], list[Both]] = defaultdict(list)
    for story in stories:
        if not (_fine(story.one_at) and _fine(story.other_at)):
            continue
        by_pair[min(story.one, story.other), max(story.one, story.other)].append(_from_smaller(story))
    found = [
        _tested(pair, met, zones)
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

    Each story is the block of the source's day, whether the texts share wording, and the order: 1 if the source was
    certainly first, -1 if certainly last, 0 if undecided. The labels are permuted inside each block; all permutations
    are counted, none is drawn, so the value is exact and needs no seed.
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
    return Both(
        story=story.story, one=story.other, other=story.one, one_at=story.other_at, other_at=story.one_at,
        shares_text=story.shares_text,
    )  # fmt: skip


def _tested(pair: tuple[str, str], met: Sequence[Both], zones: Mapping[str, str]) -> Lead:
    """Try both directions, each by its own source's clock, and keep the likelier; twice its p is the pair's."""
    orders = [_order(story.one_at, story.other_at) for story in met]
    ahead = lead_p(_by_block(met, [story.one_at for story in met], zones[pair[0]], orders))
    behind = lead_p(_by_block(met, [story.other_at for story in met], zones[pair[1]], [-order for order in orders]))
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


def _by_block(
    met: Sequence[Both], source_at: Sequence[Interval], zone: str, orders: Sequence[int]
) -> list[tuple[int, bool, int]]:
    """Give each story the block of the source's local day."""
    place = ZoneInfo(zone)
    return [
        (_middle(at).astimezone(place).hour // BLOCK_H, story.shares_text, order)
        for story, at, order in zip(met, source_at, orders, strict=True)
    ]


def _fine(at: Interval) -> bool:
    return at.latest - at.earliest <= timedelta(hours=BLOCK_H)


def _middle(at: Interval) -> datetime:
    return at.earliest + (at.latest - at.earliest) / 2
