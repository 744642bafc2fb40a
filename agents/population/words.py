"""Traits of many people at once, when a population is made."""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.columns import FIELDS
from agents.population.town import has_helper
from agents.population.traits import trait_word

_HELPER_AT = FIELDS["helper"].shift


@njit(cache=True, nogil=True)
def fill_words(
    slot, birth, sex, helper, generation, month, place, prefecture, size_class, slots, tables, out
):
    """Trait words of many people: all (n,) integers, ``place`` the municipality; out (n,) uint32, written."""
    for i in range(slot.size):
        if birth[i] == 255:
            out[i] = 0
            continue
        where = place[i]
        s = np.int64(slot[i])
        word = trait_word(
            s + np.int64(generation[i]) * slots,
            s,
            np.int64(birth[i]),
            np.int64(sex[i]),
            prefecture[where] - 1,
            size_class[where],
            np.int64(month[i]),
            1.0,
            1.0,
            tables,
        )
        out[i] = np.uint32(word | (np.int64(helper[i]) << _HELPER_AT))


@njit(cache=True, nogil=True)
def fill_helpers(municipality_start, head, birth, t, out):
    """Who has somebody at home to help in month ``t``: head, birth (N,) uint8; out (N,) uint8, written."""
    for m in range(municipality_start.size - 1):
        low, high = municipality_start[m], municipality_start[m + 1]
        for slot in range(low, high):
            out[slot] = has_helper(slot, low, high, head, 0, birth, t) if birth[slot] != 255 else 0
