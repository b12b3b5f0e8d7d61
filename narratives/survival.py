"""What is known of each outlet's lag in; the pick-up curve, its median and quartiles, and their bands out. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import bdtr, betaincinv

from narratives.npmle import Floats, Masses, kaplan_meier, turnbull

CONFIDENCE = 0.95
QUARTILES = (0.25, 0.5, 0.75)
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What is known of one outlet's lag, in hours after the origin.

    Picked up: at least `min_h`, at most `max_h`; if it had before we watched, `min_h` is 0. Silent while we watched:
    more than `min_h`, no `max_h`. Unknown: neither. Raises ValueError if the ends are crossed or only `max_h` is given.
    """

    outlet_id: str
    min_h: float | None
    max_h: float | None

    def __post_init__(self) -> None:
        if self.min_h is None and self.max_h is not None:
            raise ValueError(f"{self.outlet_id}: a lag of at most {self.max_h} h needs a least one, 0 if in doubt")
        if self.min_h is not None and self.max_h is not None and self.max_h < self.min_h:
            raise ValueError(f"{self.outlet_id}: a lag of at least {self.min_h} h and at most {self.max_h} h")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Between `from_h` and `to_h` the curve rises, nobody can say where; None: later than we watched, or never.

    `share` of the outlets (0 to 1) has picked up by `to_h`.
    """

    from_h: float
    to_h: float | None
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantile:
    """By when a share of the outlets has picked up: the estimate between low and high, and its confidence band.

    Hours after the origin. None: not reached while we watched, so later than the low end or never.
    """

    share: float
    low_h: float
    high_h: float | None
    band_low_h: float
    band_high_h: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The share of outlets that has picked up by some hour: the estimate's bounds, and a confidence band."""

    least: float
    most: float
    band_least: float
    band_most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PickUpCurve:
    """How a group of outlets picked up over time, and what that rests on.

    `known` outlets picked up at a known lag or within a span, `silent` ones had not while we watched. Left out, and
    counted: `unknown` ones and those certainly `before_origin`.
    """

    method: str  # kaplan-meier or turnbull; none without outlets
    known: int
    silent: int
    unknown: int
    before_origin: int
    steps: tuple[Step, ...]
    quartiles: tuple[Quantile, ...]
    lows: tuple[float, ...]  # hours after which each outlet can have picked up, in order
    highs: tuple[float, ...]  # hours by which it certainly has, in order; only of those that have

    @property
    def outlets(self) -> int:
        """How many outlets the curve rests on."""
        return self.known + self.silent

    @property
    def median(self) -> Quantile | None:
        """When half of the outlets had picked up; None without outlets."""
        return next((one for one in self.quartiles if one.share == QUARTILES[1]), None)


def pick_up_curve(followed: Iterable[Followed]) -> PickUpCurve:
    """Estimate the curve of one group of outlets; their order does not matter.

    The curve is the most likely one: Kaplan-Meier if every lag is exact, else Turnbull. It supposes that when we
    watched had nothing to do with when the outlet picked up. The bands do not suppose that (see `quantile_band`).
    """
    given = list(followed)
    lags = [(one.min_h, one.max_h) for one in given if one.min_h is not None]
    silent = np.array(sorted(max(low, 0.0) for low, high in lags if high is None))
    dated = sorted((max(low, 0.0), high) for low, high in lags if high is not None and high >= 0)
    lows, highs = np.array([low for low, _ in dated]), np.array([high for _, high in dated])
    masses = _masses(lows, highs, silent)
    possible = np.sort(np.concatenate([lows, silent]))
    certain = np.sort(highs)
    return PickUpCurve(
        method=_method(lows, highs, silent),
        known=len(dated), silent=len(silent), unknown=len(given) - len(lags),
        before_origin=len(lags) - len(dated) - len(silent),
        steps=_steps(masses) if masses else (),
        quartiles=tuple(_quantile(share, masses, possible, certain) for share in QUARTILES) if masses else (),
        lows=tuple(possible.tolist()), highs=tuple(certain.tolist()),
    )  # fmt: skip


def pick_up_curves(groups: Mapping[str, Iterable[Followed]]) -> dict[str, PickUpCurve]:
    """Estimate the curve of each group of outlets."""
    return {name: pick_up_curve(followed) for name, followed in groups.items()}


def share_by(curve: PickUpCurve, hours: float) -> Share:
    """Return the share of outlets that had picked up by then; for a curve without outlets anything is possible.

    The band holds the true share with at least the usual confidence whatever decided when we watched: Clopper-Pearson
    below from the outlets that certainly had, above from those that can have.
    """
    if not curve.outlets:
        return Share(least=0.0, most=1.0, band_least=0.0, band_most=1.0)
    least = max((step.share for step in curve.steps if step.to_h is not None and step.to_h <= hours), default=0.0)
    most = max((step.share for step in curve.steps if _begun(step, hours)), default=0.0)
    tail, count = (1 - CONFIDENCE) / 2, curve.outlets
    sure, possible = sum(high <= hours for high in curve.highs), sum(low <= hours for low in curve.lows)
    return Share(
        least=least, most=most,
        band_least=float(betaincinv(sure, count - sure + 1, tail)) if sure else 0.0,
        band_most=float(betaincinv(possible + 1, count - possible, 1 - tail)) if possible < count else 1.0,
    )  # fmt: skip


def quantile_band(share: float, lows: Floats, highs: Floats) -> tuple[float, float | None]:
    """Return a confidence band for when `share` of all such outlets have picked up, in hours.

    The order statistics between which a quantile lies with at least the usual confidence (binomial), the lower one
    taken of the least lags, the upper one of the most: it covers whatever the lags' distribution, and even if when we
    watched depends on them, as long as each interval holds its lag. `lows` has every outlet's least lag, in order;
    `highs` the most of those that picked up.
    """
    ranks = np.arange(len(lows) + 1)
    not_more = bdtr(ranks.astype(float), len(lows), share)  # probability that at most so many of the lags are below it
    tail = (1 - CONFIDENCE) / 2
    below = int(np.count_nonzero(not_more <= tail))
    above = int(np.count_nonzero(1 - not_more > tail)) + 1
    return (
        float(lows[below - 1]) if below else 0.0,
        float(highs[above - 1]) if above <= len(highs) else None,
    )


def _begun(step: Step, hours: float) -> bool:
    # What is later than we watched begins after its bound, not at it.
    return step.from_h < hours or (step.from_h == hours and step.to_h is not None)


def _method(lows: Floats, highs: Floats, silent: Floats) -> str:
    if not len(lows) + len(silent):
        return "none"
    return "kaplan-meier" if np.array_equal(lows, highs) else "turnbull"


def _masses(lows: Floats, highs: Floats, silent: Floats) -> Masses | None:
    if not len(lows) + len(silent):
        return None
    return kaplan_meier(lows, silent) if np.array_equal(lows, highs) else turnbull(lows, highs, silent)


def _steps(masses: Masses) -> tuple[Step, ...]:
    spans = zip(masses.lows.tolist(), masses.highs.tolist(), masses.by_then.tolist(), strict=True)
    return tuple(Step(from_h=low, to_h=_finite(high), share=share) for low, high, share in spans)


def _quantile(share: float, masses: Masses, lows: Floats, highs: Floats) -> Quantile:
    span = int(np.argmax(masses.by_then >= share - _ROUNDING))
    band_low, band_high = quantile_band(share, lows, highs)
    return Quantile(
        share=share, low_h=float(masses.lows[span]), high_h=_finite(float(masses.highs[span])),
        band_low_h=band_low, band_high_h=band_high,
    )  # fmt: skip


def _finite(hours: float) -> float | None:
    return hours if np.isfinite(hours) else None
