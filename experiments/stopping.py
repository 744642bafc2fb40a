"""Stopping: runs are added until the answer is sharp enough, without the price of having looked too often.

Whoever looks at an interval after 4, 6, 8, ... runs and stops when it pleases gets an interval that misses
the truth more often than one time in twenty. Here each look is given a part of the 5 % beforehand (alpha
spending, Lan and DeMets 1983, with the spending function of Pocock's type), so that all intervals of one
sequence together hold the truth with 95 %: whatever makes somebody stop, the interval may be believed. Levels
are worked out for normal means (Armitage, McPherson and Rowe 1969) and carried over to Student's t by their
tail probability (Jennison and Turnbull 2000, ch. 4).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from experiments.statistics import LEVEL, Difference, interval, runs_needed

FIRST, MOST = 4, 64
"""Paired runs at the first look, and at the last unless the user says otherwise."""
LOOKS = (4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024)
"""Paired runs at which one looks."""
RULE = "alpha spending of Pocock's type (Lan and DeMets 1983)"
GRID = 801
"""Points at which the density of a mean that was not yet outside is known; odd, for Simpson's rule."""


@dataclass(frozen=True)
class Look:
    """One look: after how many paired runs, and the two-sided level of its interval taken alone."""

    replicates: int
    level: float


@dataclass(frozen=True)
class Stop:
    """Where a sequence of looks ended.

    width : half-width that was asked for; reached : the last one, both in the unit of the measure
    looks : one row for each look so far: replicates, level, half_width
    most : paired runs at the last look that was allowed
    """

    width: float
    reached: float | None
    looks: tuple[dict[str, Any], ...]
    most: int

    @property
    def enough(self) -> bool:
        """Whether the half-width lies below the one that was asked for."""
        return self.reached is not None and self.reached <= self.width

    @property
    def level(self) -> float:
        """Level of the interval at the last look."""
        return float(self.looks[-1]["level"])

    def row(self, needed: int | None) -> dict[str, Any]:
        """As plain values; ``needed`` paired runs would reach the width where it was not reached."""
        return {
            "until": self.width,
            "reached": self.enough,
            "half_width": self.reached,
            "replicates": self.looks[-1]["replicates"],
            "most": self.most,
            "looks": list(self.looks),
            "rule": RULE,
            "level_of_all_looks": LEVEL,
            "level_of_the_last_look": self.level,
            "runs_needed": needed,
        }


def spent(share: float) -> float:
    """Part of the 5 % that may be spent when ``share`` of the most runs are made: 0 at 0, all of it at 1."""
    return (1.0 - LEVEL) * math.log(1.0 + (math.e - 1.0) * min(1.0, share))


def counts(most: int) -> tuple[int, ...]:
    """Paired runs at each look until ``most``."""
    return (*(count for count in LOOKS if count < most), most)


@cache
def plan(most: int = MOST) -> tuple[Look, ...]:
    """Every look until ``most`` paired runs with the level of its interval; together they hold 95 %.

    Raises ValueError for fewer than two runs: one run has no interval.
    """
    if most < 2:
        raise ValueError("one run has no interval")
    from scipy.special import ndtr

    levels: list[Look] = []
    nodes = density = np.zeros(0)
    before = 0.0
    for count in counts(most):
        time = count / most
        step = math.sqrt(time - before)
        share = spent(time) - spent(before)

        def outside(bound: float, step: float = step, nodes: Any = nodes, density: Any = density) -> float:
            """Chance to be outside ``bound`` for the first time at this look."""
            if not nodes.size:
                return float(2.0 * ndtr(-bound / step))
            tails = ndtr((nodes - bound) / step) + ndtr(-(nodes + bound) / step)
            return _simpson(tails * density, nodes)

        bound = _solved(outside, share, 12.0 * math.sqrt(time))
        levels.append(Look(count, float(1.0 - 2.0 * ndtr(-bound / math.sqrt(time)))))
        further = np.linspace(-bound, bound, GRID)
        if nodes.size:
            kernel = _bell((further[:, None] - nodes[None, :]) / step) / step
            density = _simpson(kernel * density, nodes)
        else:
            density = _bell(further / step) / step
        nodes, before = further, time
    return tuple(levels)


def _bell(z: np.ndarray) -> np.ndarray:
    found: np.ndarray = np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    return found


def _simpson(values: np.ndarray, nodes: np.ndarray) -> Any:
    """Integral over the last axis; the nodes are equally far apart and odd in number."""
    weights = np.full(nodes.size, 2.0)
    weights[1::2] = 4.0
    weights[0] = weights[-1] = 1.0
    return values @ weights * (nodes[1] - nodes[0]) / 3.0


def _solved(outside: Any, share: float, far: float) -> float:
    """The bound that is passed with the chance ``share``, by halving; chances fall as bounds grow."""
    near = 0.0
    for _ in range(60):
        middle = (near + far) / 2.0
        near, far = (middle, far) if outside(middle) > share else (near, middle)
    return far


def half_width(values: Sequence[float], level: float) -> float | None:
    """Half the width of the interval at ``level``; 0 where nothing varies, None with one value."""
    ends = interval(values, level)
    return None if ends is None else (ends[1] - ends[0]) / 2.0


def looked(stop: Stop | None, values: Sequence[Sequence[float]], look: Look, width: float, most: int) -> Stop:
    """The sequence after one look more; the widest of the intervals of ``values`` counts."""
    widths = [half_width(one, look.level) for one in values]
    known = [one for one in widths if one is not None]
    found = max(known) if known and len(known) == len(widths) else None
    row = {"replicates": look.replicates, "level": look.level, "half_width": found}
    return Stop(width, found, (*(stop.looks if stop else ()), row), most)


def needed(found: Difference, width: float) -> int | None:
    """Paired runs for the half-width ``width`` when they are made at once, without looking in between."""
    return runs_needed(found, width)
