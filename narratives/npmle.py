"""Intervals that each hold one unseen time in; the most likely distribution of those times out. Pure.

This is the only door to scipy's solvers. An interval includes both its ends, except that a time which is only known
to be later than something does not include that.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import nnls

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.int64]

_GAP = 1e-9  # of log-likelihood for each interval: how far from the best a solution may be
_ROUNDS = 200  # it takes 5 to 20
_HALVINGS = 40
_RISE = 1 / 3  # of the rise that the slope promises, which a step must bring


@dataclass(frozen=True, slots=True, kw_only=True)
class Masses:
    """The distribution as spans in order of time, and the share of the times up to each span's end (0 to 1).

    Inside a span nothing says where its mass lies. `highs` may end with infinity.
    """

    lows: Floats
    highs: Floats
    by_then: Floats


def kaplan_meier(times: Floats, later_than: Floats) -> Masses:
    """Return the product-limit estimate for exact times and times later than something (Kaplan & Meier 1958).

    A time that is only known to be later than t is at risk at t.
    """
    at, happened = np.unique(times, return_counts=True)
    everything = np.sort(np.concatenate([times, later_than]))
    at_risk = len(everything) - np.searchsorted(everything, at, side="left")
    by_then = np.asarray(1 - np.cumprod(1 - happened / at_risk), dtype=np.float64)
    if not len(at) or by_then[-1] < 1 - _GAP:
        last = float(later_than.max())
        at, ends, by_then = np.append(at, last), np.append(at, np.inf), np.append(by_then, 1.0)
    else:
        ends = at
    return Masses(lows=at, highs=ends, by_then=by_then)


def turnbull(lows: Floats, highs: Floats, later_than: Floats) -> Masses:
    """Return the most likely distribution given intervals [low, high] and times later than something.

    Mass can only lie in the innermost spans (Turnbull 1976, https://doi.org/10.1111/j.2517-6161.1976.tb01597.x).
    It is found by constrained Newton steps (Wang 2008, https://doi.org/10.1016/j.csda.2007.10.018), and it is the only
    one: the probability of each interval is unique because the likelihood is strictly concave in them, and every
    innermost span ends where some interval does, so the shares follow from the first span to the last.
    """
    places, starts, ends = _keyed(lows, highs, later_than)
    first, last = _innermost(starts, ends)
    holds = (starts[:, None] <= first) & (last <= ends[:, None])
    by_then = np.minimum(np.cumsum(_most_likely(holds)), 1.0)
    return Masses(lows=places[first // 3], highs=places[last // 3], by_then=by_then)


def _keyed(lows: Floats, highs: Floats, later_than: Floats) -> tuple[Floats, Keys, Keys]:
    """Return all places, and starts and ends as whole numbers in order.

    At one place an included start comes first, then an included end, then a start just beyond.
    """
    endless = np.full(len(later_than), np.inf)
    places, at = np.unique(np.concatenate([lows, later_than, highs, endless]), return_inverse=True)
    count = len(lows) + len(later_than)
    starts = 3 * at[:count] + np.repeat([0, 2], [len(lows), len(later_than)])
    return places, starts, 3 * at[count:] + 1


def _innermost(starts: Keys, ends: Keys) -> tuple[Keys, Keys]:
    """Return the spans from a start to an end with no other start or end between."""
    keys = np.unique(np.concatenate([starts, ends]))
    is_end = keys % 3 == 1
    here = np.flatnonzero(~is_end[:-1] & is_end[1:])
    return keys[here], keys[here + 1]


def _most_likely(holds: Bools) -> Floats:
    """Return the mass of each span that makes the intervals most likely; `holds[i, j]`: interval i holds span j."""
    count, spans = holds.shape
    mass = np.full(spans, 1 / spans)
    for _ in range(_ROUNDS):
        ratio = holds / (holds @ mass)[:, None]
        slope = ratio.sum(axis=0)
        if slope.max() <= count * (1 + _GAP):
            break
        step = _newton(ratio) - mass
        mass = _climbed(holds, mass, step, float(slope @ step))
    return mass


def _newton(ratio: Floats) -> Floats:
    """Return the best masses for the quadratic that touches the likelihood here: least squares without negatives."""
    count, spans = ratio.shape
    found, _ = nnls(np.vstack([ratio - 2, np.ones((1, spans))]), np.append(np.zeros(count), 1.0), maxiter=30 * spans)
    return np.asarray(found / found.sum(), dtype=np.float64)


def _climbed(holds: Bools, mass: Floats, step: Floats, promised: float) -> Floats:
    """Go as far along the step, halving it, as the likelihood rises enough."""
    here = _log_likelihood(holds, mass)
    share = 1.0
    for _ in range(_HALVINGS):
        there = mass + share * step
        if _log_likelihood(holds, there) >= here + _RISE * share * promised:
            return there
        share /= 2
    return mass


def _log_likelihood(holds: Bools, mass: Floats) -> float:
    with np.errstate(divide="ignore"):
        return float(np.log(holds @ mass).sum())
