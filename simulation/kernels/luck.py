"""Draws and stochastic rounding as stages use them."""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.draws import mix3


@njit(inline="always", _nrt=False)
def luck(keys, purpose, service, identifier):
    """The draw (int64, 0 .. 2**32 - 1) of one person for one purpose and service this month."""
    return np.int64(mix3(identifier, keys[purpose, service, 0], keys[purpose, service, 1]))


@njit(inline="always", _nrt=False)
def uniform(draw):
    """A draw as a double in (0, 1)."""
    return (draw + 0.5) / 4294967296.0


@njit(inline="always", _nrt=False)
def rounded(value, draw):
    """``value`` rounded up with the probability of its fraction, so that small steps are not lost.

    Unbiased: the mean over draws is ``value``. A step of a tenth of a level moves one person in ten.
    """
    return np.int64(np.floor(value + (draw + 0.5) / 4294967296.0))
