"""Whom government's capacity serves: citizens, firms, or both alike.

The hands that build a portal for residents do not build the customs system. The lever
``budget.g2c_share`` says which part of the capacity works for citizens' services; what is left works for
firms. Split as usual it changes nothing, to the last bit.
"""

from __future__ import annotations

from agents.exact import exp, log
from policies.levers import LEVERS

USUAL_SHARE = LEVERS["budget.g2c_share"].base
"""Part of the capacity that works for citizens in history (an assumption, grade E)."""


def for_citizens(share: float, elasticity: float) -> float:
    """Factor on municipal capacity for new services."""
    return _factor(share, USUAL_SHARE, elasticity)


def for_firms(share: float, elasticity: float) -> float:
    """Factor by which firms' set-up and the difficulty of their forms are divided."""
    return _factor(1.0 - share, 1.0 - USUAL_SHARE, elasticity)


def _factor(part: float, usual: float, elasticity: float) -> float:
    return 1.0 if part == usual else float(exp(elasticity * log(part / usual)))
