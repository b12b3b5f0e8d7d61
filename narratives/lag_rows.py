"""Pick-up curves and leads in; the rows that views, commands and pages show of them out. Pure."""

from collections.abc import Iterator, Sequence
from typing import Any

from narratives.lag_statistics import LagCurve
from narratives.lead_lag import Lead, surviving
from narratives.survival import share_by

Row = dict[str, Any]


def quantile_rows(one: LagCurve) -> Iterator[Row]:
    """Yield a row a quartile, under the names of the view `lag_quantiles`; one without times if nobody counts."""
    curve = one.curve
    counts = {
        "method": curve.method, "known": curve.known, "silent": curve.silent, "unknown": curve.unknown,
        "before_origin": curve.before_origin, "resolution_h": one.resolution_h,
    }  # fmt: skip
    nobody = {"share": 0.5, "low_h": None, "high_h": None, "band_low_h": None, "band_high_h": None}
    found = [
        {"share": at.share, "low_h": at.low_h, "high_h": at.high_h, "band_low_h": at.band_low_h,
         "band_high_h": at.band_high_h}
        for at in curve.quartiles
    ] or [nobody]  # fmt: skip
    for times in found:
        yield _named(one) | times | counts


def step_rows(one: LagCurve) -> Iterator[Row]:
    """Yield a row for each step of the curve, under the names of the view `pickup_curves`."""
    for step in one.curve.steps:
        band = share_by(one.curve, step.to_h) if step.to_h is not None else None
        yield _named(one) | {
            "from_h": step.from_h, "to_h": step.to_h, "share": step.share,
            "band_least": band.band_least if band else None, "band_most": band.band_most if band else None,
        }  # fmt: skip


def lead_rows(tested: Sequence[Lead]) -> list[Row]:
    """Return a row for each lead that survives, under the names of the view `leads`."""
    return [
        {
            "leader": lead.leader, "follower": lead.follower, "shared": lead.shared, "leader_first": lead.first,
            "leader_last": lead.last, "baseline": lead.baseline, "baseline_first": lead.baseline_first,
            "baseline_last": lead.baseline_last, "p": lead.p, "q": lead.q, "tested": len(tested),
        }
        for lead in surviving(tested)
    ]  # fmt: skip


def _named(one: LagCurve) -> Row:
    return {
        "narrative_id": one.narrative_id, "country": one.country, "base": one.base.value, "event": one.event.value,
        "clock": one.clock.value,
    }  # fmt: skip
