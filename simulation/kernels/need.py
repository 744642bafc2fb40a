"""Need: which procedures fall due this month, and which one of them is dealt with.

A child starts school, a certificate is asked for, the tax season opens: needs arrive by family at a
rate of the need profile, the age and the season (model section 5.3). One need a month is dealt
with, the most pressing; one more waits for the next month; what is left over lapses.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.draws import PURPOSES
from simulation.kernels.luck import luck

NEED = PURPOSES["NEED"]

PRIORITY = np.array([6, 0, 2, 3, 4, 1, 5, 7], dtype=np.int64)
"""Families from the most to the least pressing: relief, tax, children, health, moving, papers, car, local."""

LOWEST = np.array([max((word & -word).bit_length() - 1, 0) for word in range(256)], dtype=np.uint8)
"""Position of the lowest set bit of a bit set of families; 0 for the empty set."""

PRESSING = np.array(
    [next((f for f in PRIORITY.tolist() if (word >> f) & 1), -1) for word in range(256)], dtype=np.int8
)
"""The most pressing family of a bit set of families; -1 for the empty set."""


@njit(inline="always", _nrt=False)
def needs_due(candidates, identifier, keys, thresholds, profile, band):
    """The families (bit set) whose need arises, among the candidates of the scan.

    thresholds : (8, 8, 18) int64   by family, need profile and band, for the citizen's zone and kind
    """
    # Most have no candidate or one: the first is looked at in any case, which spares a wrong guess.
    family = np.int64(LOWEST[candidates])
    arises = luck(keys, NEED, family + 1, identifier) < thresholds[family, profile, band]
    due = (np.int64(arises) << family) & candidates
    candidates &= candidates - 1
    while candidates:
        family = np.int64(LOWEST[candidates])
        candidates &= candidates - 1
        arises = luck(keys, NEED, family + 1, identifier) < thresholds[family, profile, band]
        due |= np.int64(arises) << family
    return due


@njit(inline="always", _nrt=False)
def as_set(waiting):
    """The bit set of the one family that waits (family + 1, 0 none)."""
    return (np.int64(1) << waiting) >> 1


@njit(inline="always", _nrt=False)
def most_pressing(due, waiting):
    """The family dealt with first among new needs (bit set) and the one left waiting (family + 1, 0 none)."""
    return np.int64(PRESSING[due | as_set(waiting)])


@njit(inline="always", _nrt=False)
def next_waiting(due, waiting, resolved):
    """The family that waits for next month (-1 none): the most pressing that is left after ``resolved``."""
    left = as_set(waiting)
    twice = due & left
    dealt = np.int64(1) << resolved
    return np.int64(PRESSING[((due | left) & ~dealt) | (twice & dealt)])
