"""Independence: what the common luck is worth, found out by really running without it.

A scenario is run once more with seeds and populations that the reference never had. The variance of a
difference between runs that share nothing, over that between runs that share their luck, is the number of
times more runs one would need without pairing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from experiments.effects import POINTS, Records, values
from experiments.statistics import LEVEL


class Worth(NamedTuple):
    """How many times fewer runs pairing needs, with an interval; the standard errors behind it, points."""

    factor: float | None
    low: float | None
    high: float | None
    paired_error: float
    independent_error: float


def worth(
    records: Records, apart: Records, arm: str, minus: str, measure: str, month: int, level: float = LEVEL
) -> Worth:
    """The factor measured on runs with luck of their own.

    records : paired runs; apart : runs of ``arm`` in replicates that ``minus`` was not run in The interval
        is that of a ratio of two variances with Satterthwaite's degrees of freedom; it takes them for
        independent, and is wide with few runs. No factor with fewer than two runs or where pairs never
        differ.
    """
    ours, theirs = (POINTS * np.array(values(records, name, measure, month)) for name in (arm, minus))
    other = POINTS * np.array(values(apart, arm, measure, month))
    count = len(ours)
    if count < 2 or len(other) < 2:
        return Worth(None, None, None, 0.0, 0.0)
    together = float(np.var(ours - theirs, ddof=1))
    parts = [float(np.var(found, ddof=1)) for found in (other, theirs)]
    alone = sum(parts)
    errors = tuple(float(np.sqrt(variance / count)) for variance in (together, alone))
    if not together or not alone:
        return Worth(None, None, None, *errors)
    from scipy.special import fdtri

    freedom = alone**2 / sum(
        part**2 / (len(found) - 1) for part, found in zip(parts, (other, theirs), strict=True)
    )
    factor, tail = alone / together, (1.0 - level) / 2
    low, high = (factor / float(fdtri(freedom, count - 1, end)) for end in (1.0 - tail, tail))
    return Worth(factor, low, high, *errors)


def row(found: Worth, arm: str, minus: str, measure: str, runs: int) -> dict[str, Any]:
    """As plain values."""
    return {
        "arm": arm,
        "minus": minus,
        "measure": measure,
        **found._asdict(),
        "runs": runs,
        "run_apart": True,
    }


def line(found: dict[str, Any]) -> str:
    """What was found, in words."""
    errors = (
        f"standard error {found['paired_error']:.3f} points paired, {found['independent_error']:.3f} with"
    )
    if found["factor"] is None:
        return f"  pairing: {errors} independent seeds; a factor cannot be told"
    span = f"{found['low']:,.1f} to {found['high']:,.0f}"
    return (
        f"  pairing is worth {found['factor']:,.1f} times the runs (95 % interval {span}; measured on "
        f"{found['runs']} runs with independent seeds): {errors} independent seeds"
    )
