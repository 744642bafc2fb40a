"""Traits of many people at once, when a population is made."""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.columns import BIRTH_BASE, FIELDS
from agents.population.events import BIRTH_AT, CAUSE_AT, HELPER_AT, SEX_AT, SLOT_AT, SLOTS
from agents.population.slots import birth_of, has_helper, is_head, place_of, sex_of
from agents.population.town import HELPER_AGES
from agents.population.traits import trait_word

_HELPER_AT, _HEAD_AT = FIELDS["helper"].shift, FIELDS["head"].shift
_FIRST_YEAR = 2001 - BIRTH_BASE


@njit(cache=True, nogil=True)
def fill_residents(low, words, prefecture, size_class, slots, tables, birth, who):
    """Birth codes and trait words of a prefecture's residents in January 2001, without ``ties``.

    low : its first slot; words : (n,) uint32, see ``slots``; prefecture : 0-46; size_class : (m,) int64
    slots : of the nation; birth : (n,) uint8, who : (n,) uint32, written
    """
    phase = low % 12
    eldest, youngest = _FIRST_YEAR - HELPER_AGES[1], _FIRST_YEAR - HELPER_AGES[0]
    for i in range(words.size):
        slot = low + i
        code = birth_of(words[i], slot)
        birth[i] = code
        word = (np.int64(1) << _HEAD_AT) if is_head(words[i]) else np.int64(0)
        if code != 255:
            size = size_class[place_of(words[i])]
            sex = sex_of(words[i])
            word |= trait_word(slot, slot, code, sex, prefecture, size, np.int64(0), 1.0, 1.0, tables)
            word |= has_helper(words, i, phase, eldest, youngest) << _HELPER_AT
        who[i] = np.uint32(word)


@njit(cache=True, nogil=True)
def fill_events(
    events, bounds, place, first, prefecture, size_class, slots, tables, slot_of, birth, who, cause
):
    """Unpacks a prefecture's events into the nation's lists, with the trait words of those who come.

    events : (e,) int64, see ``events``; bounds : (2 months + 1,) int64 where the leaving and the coming of
    each month begin; place : (2 months,) int64 where they go; first : (m + 1,) int64 first slots of its
    municipalities; slot_of, birth, who, cause : (E,), written
    """
    for part in range(place.size):
        month = np.int64(part // 2)
        to = place[part]
        m = 0
        for e in range(bounds[part], bounds[part + 1]):
            word = events[e]
            slot = (word >> SLOT_AT) & SLOTS
            code = (word >> BIRTH_AT) & 255
            slot_of[to] = slot
            birth[to] = code
            cause[to] = (word >> CAUSE_AT) & 3
            traits = np.int64(0)
            if code != 255:
                while first[m + 1] <= slot:
                    m += 1
                traits = trait_word(
                    slot + (word & 15) * slots,
                    slot,
                    code,
                    (word >> SEX_AT) & 1,
                    prefecture,
                    size_class[m],
                    month,
                    1.0,
                    1.0,
                    tables,
                )
                traits |= ((word >> HELPER_AT) & 1) << _HELPER_AT
            who[to] = np.uint32(traits)
            to += 1
