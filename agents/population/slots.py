"""Slots while a population is made: all that the months ask of a slot in one word of 32 bits.

Whoever looks for somebody to leave or a home to take looks at people here and there in a large town, and
each look costs a journey to memory. One word holds the whole slot, so one journey is enough, and the
neighbours in the same home come along with it.

| bits | what |
|---|---|
| 0-7 | cohort: age in October is the year less 1890 less the cohort; 255 vacant |
| 8 | sex |
| 9 | head: the first slot of a home |
| 10-13 | generation |
| 14-22 | month of the last event, 0 none |
| 23-30 | municipality within the prefecture |
| 31 | lower bit of the cause of the last event |
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.columns import BIRTH_BASE, VACANT
from agents.population.population import OLDEST, year_of_october

SEX_AT, HEAD_AT, GENERATION_AT, MONTH_AT, PLACE_AT, CAUSE_AT = (np.int64(k) for k in (8, 9, 10, 14, 23, 31))
HEAD = np.int64(1) << HEAD_AT
NOBODY = np.int64(VACANT)
EVENT = (np.int64(511) << MONTH_AT) | (np.int64(1) << CAUSE_AT)
"""Bits that an event writes besides the holder."""
HOLDER = np.int64(255) | (np.int64(1) << SEX_AT)
MOST_PLACES = 256
"""Municipalities that a prefecture may have; Hokkaido has 179."""


@njit(_nrt=False)
def turns_later(slot):
    """1 for birthdays in November and December: such people count one year younger in October."""
    return np.int64(1 if slot % 12 > 9 else 0)


@njit(_nrt=False)
def years_since_base(t):
    """Year of the next October less 1890; less a cohort it is the age in that October."""
    return np.int64(year_of_october(t) - BIRTH_BASE)


@njit(_nrt=False)
def age_of(cohort, years):
    """Age in October of a cohort, 0 to 110; years : ``years_since_base``."""
    return min(max(years - cohort, np.int64(0)), np.int64(OLDEST))


@njit(_nrt=False)
def cohort_of(word):
    """Cohort of the holder, 255 when vacant."""
    return np.int64(word) & np.int64(255)


@njit(_nrt=False)
def sex_of(word):
    """Sex of the holder, or of the last one."""
    return (np.int64(word) >> SEX_AT) & np.int64(1)


@njit(_nrt=False)
def is_head(word):
    """Whether a home begins here."""
    return np.int64(word) & HEAD != 0


@njit(_nrt=False)
def generation_of(word):
    """Generation of the slot."""
    return (np.int64(word) >> GENERATION_AT) & np.int64(15)


@njit(_nrt=False)
def month_of(word):
    """Month of the last event, 0 when there was none."""
    return (np.int64(word) >> MONTH_AT) & np.int64(511)


@njit(_nrt=False)
def place_of(word):
    """Municipality within the prefecture."""
    return (np.int64(word) >> PLACE_AT) & np.int64(255)


@njit(_nrt=False)
def birth_of(word, slot):
    """Birth code of the holder as in ``Population``; 255 when vacant. slot : of the nation."""
    cohort = cohort_of(word)
    return cohort if cohort == NOBODY else cohort - turns_later(slot)


@njit(_nrt=False)
def has_helper(words, i, phase, eldest, youngest):
    """1 when somebody else at home was born after ``eldest`` and not after ``youngest`` (birth codes).

    words : (n,) uint32 of one prefecture; phase : its first slot modulo 12
    """
    start = i
    while start > 0 and not is_head(words[start]):
        start -= 1
    found = np.int64(0)
    k = start
    while k < words.size and (k == start or not is_head(words[k])):
        code = birth_of(words[k], k + phase)
        found |= np.int64(k != i) & np.int64(code > eldest) & np.int64(code <= youngest)
        k += 1
    return found
