"""Who lives in the town of one innovation: random traits, and who has adopted before the first month.

Trust, literacy and civic-mindedness are uniform, age is any year from 18 to 99, and one of four channels is
followed. What never changes about the value of trying is added up once and kept in two bytes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from agents.draws import mix3
from simulation.diffusion.kernel import ADOPTER, AWARE

YOUNGEST, AGES = 18, 82
"""Ages are 18 to 99."""

TRUST, LITERACY, CIVIC, AGE, CHANNEL, ADOPTS = range(6)
"""Rows of the stream keys of traits."""


class Traits(NamedTuple):
    """How people are made.

    keys : (6, 2) uint32     stream keys of the traits and of who has adopted at the start
    start : uint32           threshold of having adopted
    weights : (5,) int64     intercept; of literacy, civic-mindedness, a year of age, a channel;
                             in 2**-16 of 1/512 logit
    """

    keys: np.ndarray
    start: np.uint32
    weights: np.ndarray


@njit(nogil=True, cache=True, _nrt=False)
def settle_in(first, last, people, traits):
    """Writes the columns of the slots [first, last) as of the start; returns how many have adopted."""
    keys, weights = traits.keys, traits.weights
    adopters = 0
    for i in range(first, last):
        who = np.uint32(i)
        literacy = np.int64(mix3(who, keys[LITERACY, 0], keys[LITERACY, 1]) >> np.uint32(24))
        civic = np.int64(mix3(who, keys[CIVIC, 0], keys[CIVIC, 1]) >> np.uint32(16))
        age = YOUNGEST + ((np.int64(mix3(who, keys[AGE, 0], keys[AGE, 1])) * AGES) >> 32)
        channel = np.int64(mix3(who, keys[CHANNEL, 0], keys[CHANNEL, 1]) >> np.uint32(30))
        fixed = weights[0] + age * weights[3] + channel * weights[4]
        fixed += ((2 * literacy + 1) * weights[1]) >> 9
        fixed += ((2 * civic + 1) * weights[2]) >> 17
        people.fixed[i] = np.int16((fixed + 32768) >> 16)
        people.literacy[i] = np.uint8(literacy)
        people.trust[i] = np.uint16(mix3(who, keys[TRUST, 0], keys[TRUST, 1]) >> np.uint32(16))
        adopts = mix3(who, keys[ADOPTS, 0], keys[ADOPTS, 1]) < traits.start
        people.bond[i] = np.uint8(AWARE | ADOPTER) if adopts else np.uint8(0)
        adopters += np.int64(adopts)
    return adopters


@njit(nogil=True, cache=True, _nrt=False)
def list_adopters(first, last, bond, started):
    """Writes the slots of [first, last) that have adopted into ``started``; returns their number."""
    count = 0
    for i in range(first, last):
        if bond[i] & ADOPTER:
            started[count] = np.uint32(i)
            count += 1
    return count
