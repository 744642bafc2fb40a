"""What people are born with: tables of starting attitudes and tastes, and of what they look up.

A trust baseline is a quantile of a beta distribution, usefulness and ease are logit-normal, a taste
is a normal quantile. All tables are made with the exact functions of ``agents.exact``, so they have the
same bits on every machine.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
from numba import njit

from agents.exact import LOGISTIC_TABLE, exp, log, logistic, threshold
from simulation.kernels.inform import TRUST_STEPS
from simulation.kernels.tables import Person

RANKS, TASTES, GRID, OCTILES = 256, 4096, 8192, 8


def normal_quantile(p: float) -> float:
    """Standard normal quantile of 0 < p < 1 (P. Acklam's rational approximation, error below 1.2e-9)."""
    a = (
        -39.69683028665376,
        220.9460984245205,
        -275.9285104469687,
        138.357751867269,
        -30.66479806614716,
        2.506628277459239,
    )
    b = (-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572)
    c = (
        -0.007784894002430293,
        -0.3223964580411365,
        -2.400758277161838,
        -2.549732539343734,
        4.374664141464968,
        2.938163982698783,
    )
    d = (0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416)
    if p > 0.5:
        return -normal_quantile(1.0 - p)
    if p < 0.02425:
        q = math.sqrt(-2.0 * log(p))
        top = ((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]
        return top / ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1.0)
    q = p - 0.5
    r = q * q
    top = (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q
    return top / (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1.0)


@njit(cache=True)
def beta_density(first: float, second: float, x: np.ndarray) -> np.ndarray:
    """x**first (1 - x)**second at every x of (n,) float64 in (0, 1)."""
    density = np.empty(x.size)
    for k in range(x.size):
        density[k] = exp(first * log(x[k]) + second * log(1.0 - x[k]))
    return density


@njit(cache=True)
def logistics(centre: float, spread: float, quantiles: np.ndarray) -> np.ndarray:
    """Λ(centre + spread z) at every z of (n,) float64."""
    share = np.empty(quantiles.size)
    for k in range(quantiles.size):
        share[k] = logistic(centre + spread * quantiles[k])
    return share


def beta_levels(mean: float, concentration: float) -> np.ndarray:
    """(256,) levels 0-255: quantiles of Beta(mean * c, (1 - mean) * c) at the middle of each rank."""
    first, second = mean * concentration - 1.0, (1.0 - mean) * concentration - 1.0
    x = (np.arange(GRID) + 0.5) / GRID
    below = np.array(list(itertools.accumulate(beta_density(first, second, x).tolist())))
    goal = (np.arange(RANKS) + 0.5) / RANKS * below[-1]
    return np.minimum((x[np.searchsorted(below, goal)] * 255.0 + 0.5).astype(np.int64), 255)


def logit_normal_levels(middle: float, deviation: float) -> np.ndarray:
    """(256,) levels 0-255 of a logit-normal with the given median and standard deviation, both in [0, 1].

    Λ(logit(middle) + s z) at the middle of each rank z; s is found by bisection.
    """
    centre = log(middle / (1.0 - middle))
    quantiles = np.array([normal_quantile((r + 0.5) / RANKS) for r in range(RANKS)])
    low, high = 0.0, 8.0
    share = np.full(RANKS, middle)
    for _ in range(24):
        spread = 0.5 * (low + high)
        share = logistics(centre, spread, quantiles)
        if _deviation(share) < deviation:
            low = spread
        else:
            high = spread
    return (share * 255.0 + 0.5).astype(np.int64)


def _deviation(share: np.ndarray) -> float:
    # Plain sums in a fixed order: NumPy's pairwise sums may differ between builds.
    mean = sum(share.tolist()) / RANKS
    return math.sqrt(sum((v - mean) * (v - mean) for v in share.tolist()) / RANKS)


def three_tries(logits: np.ndarray) -> np.ndarray:
    """(..., 3) uint32: thresholds of one, two and three successes in three tries of chance Λ(logit)."""
    cuts = np.empty((logits.size, 3), np.uint32)
    for k, logit in enumerate(logits.ravel()):
        p = logistic(float(logit))
        q = 1.0 - p
        cuts[k] = [threshold(1.0 - q * q * q), threshold(p * p * (p + 3.0 * q)), threshold(p * p * p)]
    return cuts.reshape(*logits.shape, 3)


def born_with(value: Callable[[str], float]) -> Person:
    """The tables of a run; ``value`` gives an assumption by its dotted name."""
    spread = value("attitude.spread")
    civic = np.clip(np.arange(OCTILES) / (OCTILES - 1) + value("civic.mean") - 0.5, 0.0, 1.0)
    ease = np.arange(RANKS) / (RANKS - 1) - 0.5
    trust = (np.arange(TRUST_STEPS) + 0.5) / TRUST_STEPS - 0.5
    study = value("research.intercept") + value("research.civic") * (civic[:, None] - 0.5)
    join = value("participation.intercept") + value("participation.civic") * (civic[:, None] - 0.5)
    return Person(
        trust=beta_levels(value("trust.mean"), value("trust.concentration")),
        usefulness=logit_normal_levels(value("attitude.usefulness_mean"), spread),
        ease=logit_normal_levels(value("attitude.ease_mean"), spread),
        taste=np.array([normal_quantile((r + 0.5) / TASTES) for r in range(TASTES)]),
        logistic=LOGISTIC_TABLE,
        correlated=int(threshold(value("attitude.correlation"))),
        civic=civic,
        looks=three_tries(value("information.intercept") + value("information.ease") * ease),
        studies=three_tries(study + value("research.trust") * trust),
        joins=three_tries(join + value("participation.awareness") * np.arange(9) / 8),
    )
