"""Minds: how far apart adults stand in their trust, counted where a month is watched.

A country in which everybody half trusts and one in which half trust fully and half not at all have the
same mean. What tells them apart is the spread, so the trust of all adults is sorted into its 256 levels.
"""

from __future__ import annotations

import numpy as np

from agents.channels import FIRST_CHANNELS
from agents.columns import BIRTH_BASE, VACANT, Citizens

LEVELS = 256
BLOCK = 1 << 22
"""Slots counted at a time."""
ADULT = 18


FIRST_HEARD = "heard_first_"
"""Begin of the names under which a month's news is handed over by channel."""


def trust_levels(citizens: Citizens, year: int) -> np.ndarray:
    """(256,) int64: adults by level of trust; adult is who turns 18 in ``year`` or is older."""
    counted = np.zeros(LEVELS, np.int64)
    latest = year - ADULT - BIRTH_BASE
    for first in range(0, len(citizens), BLOCK):
        birth = citizens.birth[first : first + BLOCK]
        adult = (birth <= latest) & (birth != VACANT)
        counted += np.bincount(citizens.trust[first : first + BLOCK][adult], minlength=LEVELS)
    return counted


def polarisation(levels: np.ndarray) -> float:
    """Four times the variance of trust: 0 when all trust alike, 1 when half trust fully and half do not."""
    people = int(levels.sum())
    if people == 0:
        return float("nan")
    at = np.arange(levels.size)
    total, squares = int((levels * at).sum()), int((levels * at * at).sum())
    return 4 * (people * squares - total * total) / (people * (levels.size - 1)) ** 2


def heard_first(first: np.ndarray) -> dict[str, float]:
    """News of a month by the channel of first contact, all families together, as named numbers of the run.

    first : (8, 7) int64   news by family and channel, as in ``Counts.first``
    """
    totals = first.sum(axis=0)
    return {FIRST_HEARD + name: float(count) for name, count in zip(FIRST_CHANNELS, totals, strict=True)}
