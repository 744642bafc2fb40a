"""How the cases of a month fall on its working days.

Most errands spread evenly. Tax returns pile up before the deadline; a relief scheme is stormed in its
first days. The weights are whole numbers (grade E), and cases are whole: each day gets its share
rounded down, and the cases left over go to the days with the largest remainder. Equal remainders are
dealt out across the month, from a day that depends on the area, not all on its first days.
"""

from __future__ import annotations

from functools import lru_cache
from math import gcd

import numpy as np
from numba import njit

PROFILES = ("uniform", "deadline", "surge")
"""Even; rising to the last days; falling from the first days."""

_STEPS = (4, 4, 4, 4, 4, 2, 2, 2, 2, 2)
"""Weights of the ten working days nearest to the deadline or the opening, nearest first (grade E)."""


@lru_cache(maxsize=256)
def profile_weights(name: str, days: int) -> np.ndarray:
    """Weights of the working days, (days,) int64, for a name of ``PROFILES``."""
    front = np.ones(days, np.int64)
    if name != "uniform":
        steps = _STEPS[:days]
        front[: len(steps)] = steps
    weights = front[::-1].copy() if name == "deadline" else front
    weights.setflags(write=False)
    return weights


@lru_cache(maxsize=64)
def tie_stride(days: int) -> int:
    """Step between days that get leftover cases: near the golden section of the month, visiting every day."""
    stride = max(1, round(days * 0.618))
    while gcd(stride, days) != 1:
        stride += 1
    return stride


@njit
def spread(cases, weights, total, offset, stride, daily, rest):
    """Split ``cases`` over the days by largest remainder.

    weights : (D,) int64, adding up to ``total``; offset, stride : order of days among equal remainders
    daily : (D,) int64, written; adds up to ``cases``. rest : (D,) int64, scratch
    """
    days = weights.size
    left = cases
    for d in range(days):
        exact = cases * weights[d]
        daily[d] = exact // total
        rest[d] = exact - daily[d] * total
        left -= daily[d]
    bound = total
    while left > 0:
        most = np.int64(-1)
        for d in range(days):
            if most < rest[d] < bound:
                most = rest[d]
        place = offset
        for _ in range(days):
            if left > 0 and rest[place] == most:
                daily[place] += 1
                left -= 1
            place += stride
            if place >= days:
                place -= days
        bound = most


@njit
def spread_evenly(cases, offset, stride, daily):
    """``spread`` with equal weights: one division for the month instead of two a day.

    daily : (D,) int64, written; adds up to ``cases``. offset, stride : order of days that get one more
    """
    days = daily.size
    each = cases // days
    for d in range(days):
        daily[d] = each
    place = offset
    for _ in range(cases - each * days):
        daily[place] += 1
        place += stride
        if place >= days:
            place -= days
