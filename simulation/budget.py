"""Whom government's capacity serves: citizens, firms, or both alike.

The hands that build a portal for residents do not build the customs system. The lever
``budget.g2c_share`` says which part of the capacity works for citizens' services; what is left works for
firms. Split as usual it changes nothing, to the last bit.
"""

from __future__ import annotations

from numba import njit

from agents.exact import exp, log
from policies.levers import LEVERS

USUAL_SHARE = LEVERS["budget.g2c_share"].base
"""Part of the capacity that works for citizens in history (an assumption, grade E)."""


@njit
def _factor(part: float, usual: float, elasticity: float) -> float:
    if part == usual:
        return 1.0
    return exp(elasticity * log(part / usual))


@njit
def for_citizens(share: float, elasticity: float) -> float:
    """Factor on municipal capacity for new services; the difficulty of citizens' forms is divided by it."""
    return _factor(share, USUAL_SHARE, elasticity)


@njit
def for_firms(share: float, elasticity: float) -> float:
    """Factor by which firms' set-up and the difficulty of their forms are divided."""
    return _factor(1.0 - share, 1.0 - USUAL_SHARE, elasticity)
