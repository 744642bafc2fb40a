"""Statistics of paired runs: how large a difference is, how sure one may be, and how it is said.

Two scenarios live through the same luck, so what differs between them differs because of the policy. The
difference is taken within each replicate, and only its spread over replicates enters the interval
(Student's t). One replicate gives a difference and no interval.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

LEVEL = 0.95


@dataclass(frozen=True)
class Difference:
    """Estimate of B minus A with its interval.

    low, high : 95 % interval; None with a single replicate, unless the two are equal
    values : the difference in each replicate
    """

    estimate: float
    low: float | None
    high: float | None
    values: tuple[float, ...]

    @property
    def replicates(self) -> int:
        """Number of paired runs."""
        return len(self.values)

    @property
    def exactly_zero(self) -> bool:
        """Whether the difference is 0 in every replicate."""
        return all(value == 0.0 for value in self.values)

    @property
    def detected(self) -> bool:
        """Whether 0 lies outside the interval."""
        return self.low is not None and self.high is not None and (self.low > 0.0 or self.high < 0.0)

    @property
    def bound(self) -> float | None:
        """The end of the interval farther from 0: the difference is smaller than this."""
        return None if self.low is None or self.high is None else max(abs(self.low), abs(self.high))

    def scaled(self, factor: float) -> Difference:
        """The same difference in another unit; 100 turns shares into percentage points."""
        ends = [None if end is None else end * factor for end in (self.low, self.high)]
        return Difference(self.estimate * factor, ends[0], ends[1], tuple(v * factor for v in self.values))


def student(degrees: float, level: float = LEVEL) -> float:
    """Two-sided quantile of Student's t."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees, 0.5 + level / 2))


def interval(values: Sequence[float], level: float = LEVEL) -> tuple[float, float] | None:
    """Student-t interval of the mean; None with fewer than two values."""
    count = len(values)
    if count < 2:
        return None
    middle, spread = float(np.mean(values)), float(np.std(values, ddof=1))
    half = student(count - 1, level) * spread / math.sqrt(count)
    return middle - half, middle + half


def paired(after: Sequence[float], before: Sequence[float], *, level: float = LEVEL) -> Difference:
    """Difference ``after`` minus ``before``, replicate by replicate, with its interval at ``level``."""
    values = tuple(float(b) - float(a) for b, a in zip(after, before, strict=True))
    if not values:
        raise ValueError("no replicate to compare")
    if all(value == 0.0 for value in values):
        return Difference(0.0, 0.0, 0.0, values)
    ends = interval(values, level)
    low, high = ends if ends else (None, None)
    return Difference(float(np.mean(values)), low, high, values)


def variance_reduction(after: Sequence[float], before: Sequence[float]) -> float | None:
    """How many times smaller the variance of the difference is than with independent runs.

    None when it cannot be told: fewer than two replicates, or a difference that never varies.
    """
    if len(after) < 2:
        return None
    apart = float(np.var(after, ddof=1) + np.var(before, ddof=1))
    together = float(np.var(np.subtract(after, before), ddof=1))
    return apart / together if together > 0.0 else None


def runs_needed(difference: Difference, half_width: float, most: int = 100_000) -> int | None:
    """Paired runs after which the interval is at most ``half_width`` wide to each side; None when unknown."""
    if difference.replicates < 2 or half_width <= 0.0:
        return None
    spread = float(np.std(difference.values, ddof=1))
    count = 2
    while count < most and student(count - 1) * spread / math.sqrt(count) > half_width:
        count += max(1, count // 50)
    return count


def verdict(sign: str, difference: Difference) -> str:
    """Whether an expected sign ``holds``, is ``contradicted`` or ``undetermined``: >0, <0, >=0 or <=0.

    Any other expectation is only ``reported``.
    A weak sign holds also where the two are exactly equal; it is contradicted only beyond the interval.
    """
    if sign not in (">0", "<0", ">=0", "<=0"):
        return "reported"
    if difference.exactly_zero:
        return "holds" if "=" in sign else "contradicted"
    if not difference.detected:
        return "undetermined"
    return "holds" if (difference.estimate > 0.0) == sign.startswith(">") else "contradicted"
