"""What money, messages and incidents are worth in logits; shares as integers to compare draws with.

All arithmetic is exact (``agents.exact``), so the numbers have the same bits everywhere.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from agents.exact import exp, log

LINEAR, SATURATING = 2.0, 3.0
"""Variants of ``incentive.curve`` beside the logarithm."""
RECORDED_YEN = 5000.0
"""Yen of every Japanese record (e-Tax 2007, certificates 2008, card points 2020): there all curves meet."""


@njit(inline="always")
def money(yen: float, w: Any) -> Any:
    """Worth of an amount in logits: w ln(1 + yen / 1000) or a variant of it (model section 5.5)."""
    amount = max(yen, 0.0)
    if w.money_curve == LINEAR:
        return w.money * log(1.0 + RECORDED_YEN / 1000.0) * amount / RECORDED_YEN
    if w.money_curve == SATURATING:
        reached = (1.0 - exp(-amount / w.saturation_yen)) / (1.0 - exp(-RECORDED_YEN / w.saturation_yen))
        return w.money * log(1.0 + RECORDED_YEN / 1000.0) * reached
    return w.money * log(1.0 + amount / 1000.0)


@njit(inline="always")
def share(value: float) -> float:
    """A value held in [0, 1]."""
    return min(max(value, 0.0), 1.0)


@njit(inline="always")
def cut(p: float) -> Any:
    """The integer c for which ``draw < c`` holds exactly where ``kernels.luck.uniform(draw) < p`` does.

    (draw + 0.5) / 2**32 < p is draw < p 2**32 - 0.5 in exact numbers. The product only moves the
    exponent, and the difference is exact wherever it is positive, so the ceiling counts those draws.
    """
    return min(max(np.int64(np.ceil(p * 4294967296.0 - 0.5)), np.int64(0)), np.int64(4294967296))


@njit(inline="always")
def contradiction(strength: float, every: float, month: int, forgetting: float) -> float:
    """Strength of two messages that contradict each other, when they take turns every so many months.

    every : float        months between turns; below 1 both run at once, and their strength stands
    forgetting : float   share of a turn that is forgotten in a month
    What is felt is the memory of all turns, at most the strength: the rarer the turns, the less.
    """
    if every < 1.0:
        return strength
    kept, since, within, memory = 1.0 - forgetting, month % int(every), 1.0, 1.0
    for turn in range(int(every)):
        within *= kept
        memory *= kept if turn < since else 1.0
    return strength * min(memory / max(1.0 - within, 1e-9), 1.0)


@njit(inline="always")
def incident_of(f: int, memory: np.ndarray, monolith: float) -> Any:
    """Memory of incidents that counts for a family: its own, or as much of the worst as spreads to all.

    memory : (8,) float64 by family
    """
    most = 0.0
    for other in range(8):
        most = max(most, memory[other])
    return max(memory[f], monolith * most)
