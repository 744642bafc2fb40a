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

ORDER = np.array([0, 1, 2, 3, 4, 5, 7, 6], dtype=np.int64)
"""Order in which one draw looks for needs. A surge moves the needs of no family before it: relief is last."""

PRIORITY = np.array([6, 0, 2, 3, 4, 1, 5, 7], dtype=np.int64)
"""Families from the most to the least pressing: relief, tax, children, health, moving, papers, car, local."""

LOWEST = np.array([max((word & -word).bit_length() - 1, 0) for word in range(256)], dtype=np.uint8)
"""Position of the lowest set bit of a bit set of families; 0 for the empty set."""

PRESSING = np.array(
    [next((f for f in PRIORITY.tolist() if (word >> f) & 1), -1) for word in range(256)], dtype=np.int8
)
"""The most pressing family of a bit set of families; -1 for the empty set."""


@njit(inline="always", _nrt=False)
def next_due(level, without):
    """Position of the first family at which the chance to be without a need falls to ``level``; 8 for none.

    level : int   0 .. 2**32 - 1;  without : (8,) int64, falling
    """
    position = np.int64(0)
    for k in range(8):
        position += np.int64(without[k] > level)
    return position


@njit(inline="always", _nrt=False)
def part_of(draw, whole):
    """draw x whole / 2**32 for two integers below 2**32; the product needs all 64 bits."""
    return np.int64((np.uint64(draw) * np.uint64(whole)) >> np.uint64(32))


@njit(inline="always", _nrt=False)
def needs_due(identifier, keys, without):
    """The families (bit set) whose need arises this month; each with its own chance, independently.

    without : (8,) int64   chance in 2**-32 to be without a need of the first k + 1 families of ``ORDER``

    One draw finds the first family due by inverting the chances along ``ORDER``, a second one the next among
    the families behind it, and so on until none is found: as many draws as needs, and one.
    """
    level = luck(keys, NEED, 0, identifier)
    position = next_due(level, without)
    due, step = np.int64(0), np.int64(0)
    while position < 8:
        due |= np.int64(1) << ORDER[position]
        step += 1
        # Given a need at ``position``, those behind it arise as if nothing had been drawn before.
        level = part_of(luck(keys, NEED, step, identifier), without[position])
        position = next_due(level, without)
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
