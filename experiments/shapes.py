"""Shapes: how an output moves along a swept value, judged from paired runs.

Each point of a sweep lives with the same luck, so a step from one value to the next is a paired difference
with its own interval. A shape is contradicted by one step that certainly goes the wrong way; it holds when
no step does and the whole way certainly goes the right one; otherwise the runs do not tell.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from experiments.statistics import Difference, paired

HOLDS, CONTRADICTED, UNDETERMINED, REPORTED = "holds", "contradicted", "undetermined", "reported"


class Judged(NamedTuple):
    """A verdict and the numbers it rests on, in words."""

    verdict: str
    why: str


def _of(values: np.ndarray) -> Difference:
    return paired(values.tolist(), [0.0] * len(values))


def _signs(
    steps: Sequence[Difference], whole: Difference, way: float, what: str, unit: str, still: str
) -> Judged:
    """Steps that must go ``way`` (1 up, -1 down) or stay; ``still`` is said where none goes anywhere."""
    wrong = [k for k, step in enumerate(steps) if step.detected and step.estimate * way < 0.0]
    if wrong:
        step = steps[wrong[0]]
        return Judged(CONTRADICTED, f"{what} {wrong[0] + 1} of {len(steps)} is {_sized(step.estimate, unit)}")
    if all(step.exactly_zero for step in steps):
        return Judged(HOLDS, still)
    if whole.detected and whole.estimate * way > 0.0:
        return Judged(
            HOLDS, f"from first to last {_sized(whole.estimate, unit)}; no {what} certainly goes back"
        )
    return Judged(UNDETERMINED, f"from first to last {_sized(whole.estimate, unit)}, not told from 0")


def _sized(value: float, unit: str) -> str:
    return f"{value:+.3g} {unit}".rstrip()


STILL, STRAIGHT = "nothing moves at all", "nowhere bent: every further unit adds exactly as much"


def _along(y: np.ndarray, way: float, unit: str) -> Judged:
    steps = [_of(step) for step in np.diff(y, axis=1).T]
    return _signs(steps, _of(y[:, -1] - y[:, 0]), way, "step", unit, STILL)


def non_decreasing(x: np.ndarray, y: np.ndarray, unit: str = "") -> Judged:
    """Whether ``y`` never falls along ``x``.

    x : (P,) rising; y : (R, P) one row for each replicate, in ``unit``
    """
    return _along(y, 1.0, unit)


def non_increasing(x: np.ndarray, y: np.ndarray, unit: str = "") -> Judged:
    """Whether ``y`` never rises along ``x``."""
    return _along(y, -1.0, unit)


def diminishing_returns(x: np.ndarray, y: np.ndarray, unit: str = "") -> Judged:
    """Whether each further unit of ``x`` adds no more than the one before."""
    slopes = np.diff(y, axis=1) / np.diff(x)
    bends = [_of(bend) for bend in np.diff(slopes, axis=1).T]
    still = STRAIGHT if slopes.any() else STILL
    per = f"{unit} for each unit of the swept value" if unit else ""
    return _signs(bends, _of(slopes[:, -1] - slopes[:, 0]), -1.0, "bend", per, still)


def not_above_zero(x: np.ndarray, y: np.ndarray, unit: str = "") -> Judged:
    """Whether ``y`` is nowhere above 0."""
    points = [_of(values) for values in y.T]
    above = [k for k, point in enumerate(points) if point.detected and point.estimate > 0.0]
    if above:
        return Judged(CONTRADICTED, f"{_sized(points[above[0]].estimate, unit)} at {x[above[0]]:g}")
    highest = _sized(max(point.estimate for point in points), unit)
    if bool((y <= 0.0).all()) or all(point.high is not None and point.high <= 0.0 for point in points):
        return Judged(HOLDS, f"highest {highest}")
    return Judged(UNDETERMINED, f"highest {highest}, not told from 0")


SHAPES: dict[str, Callable[[np.ndarray, np.ndarray, str], Judged]] = {
    "non-decreasing": non_decreasing,
    "non-increasing": non_increasing,
    "diminishing returns": diminishing_returns,
    "not above 0": not_above_zero,
}
"""Shapes of an output along a swept value, by the words that questions use."""
