"""The roll: everybody of a prefecture by sex and year of birth, so that nobody has to be looked for.

In a prefecture of fourteen million, reading through everybody each month to find the few who die or
leave would be nearly all the work. A list for each sex and cohort gives the number of people of an age and
any one of them at once. Lists are chains of pieces; whoever leaves is replaced by the last of the list,
so the order in a list means nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from agents.population.slots import NOBODY, age_of, cohort_of, place_of, sex_of

COHORTS = np.int64(148)
"""Years of birth 1890 to 2037."""
PIECE = np.int64(1024)


class Roll(NamedTuple):
    """Lists of slots by sex and cohort; of no size where a population is small enough to be read through.

    pool : (pieces, 1024) uint32 slots; table : (296, k) int32 pieces of each list; size : (296,) int64
    position : (n,) uint32 of each resident in the own list; residents : (m, 148) int64 by municipality
    spare : (pieces,) int32 pieces not in use, spares : (1,) int64 their number
    """

    pool: np.ndarray
    table: np.ndarray
    size: np.ndarray
    position: np.ndarray
    residents: np.ndarray
    spare: np.ndarray
    spares: np.ndarray


@njit(_nrt=False)
def list_of(sex, cohort):
    """Number of the list of a sex and cohort."""
    return sex * COHORTS + cohort


@njit
def new_roll(words, places, listed):
    """The roll of the residents in ``words``; an empty one unless ``listed``."""
    n = np.int64(words.size) if listed else np.int64(0)
    lists = 2 * COHORTS
    pieces = n // PIECE + lists + 1 if listed else np.int64(0)
    roll = Roll(
        np.empty((pieces, PIECE), np.uint32),
        np.empty((lists if listed else 0, n // PIECE + 1), np.int32),
        np.zeros(lists, np.int64),
        np.empty(n, np.uint32),
        np.zeros((places, COHORTS), np.int64),
        np.arange(pieces).astype(np.int32),
        np.array([pieces]),
    )
    for i in range(n):
        cohort = cohort_of(words[i])
        if cohort != NOBODY:
            enter(roll, list_of(sex_of(words[i]), cohort), i)
            roll.residents[place_of(words[i]), cohort] += 1
    return roll


@njit(_nrt=False)
def at(roll, which, k):
    """The ``k``-th slot of a list."""
    return np.int64(roll.pool[roll.table[which, k // PIECE], k % PIECE])


@njit(_nrt=False)
def _put(roll, which, k, i):
    roll.pool[roll.table[which, k // PIECE], k % PIECE] = i
    roll.position[i] = k


@njit(_nrt=False)
def enter(roll, which, i):
    """Slot ``i`` goes to the end of a list."""
    k = roll.size[which]
    if k % PIECE == 0:
        roll.spares[0] -= 1
        roll.table[which, k // PIECE] = roll.spare[roll.spares[0]]
    _put(roll, which, k, i)
    roll.size[which] = k + 1


@njit(_nrt=False)
def strike(roll, which, i):
    """Slot ``i`` is taken off a list; the last of the list takes its position."""
    last = roll.size[which] - 1
    _put(roll, which, np.int64(roll.position[i]), at(roll, which, last))
    roll.size[which] = last
    if last % PIECE == 0:
        roll.spare[roll.spares[0]] = roll.table[which, last // PIECE]
        roll.spares[0] += 1


@njit(_nrt=False)
def to_the_end(roll, which, k, last):
    """Slot at ``k`` changes places with the one at ``last``; returns it."""
    i, other = at(roll, which, k), at(roll, which, last)
    _put(roll, which, k, other)
    _put(roll, which, last, i)
    return i


@njit(_nrt=False)
def count_by_age(roll, years, group, by_age, living):
    """Residents by sex and age, (2, 111), and by municipality and age group, (m, 4); both written."""
    by_age[:] = 0
    living[:] = 0
    for s in range(2):
        for cohort in range(COHORTS):
            by_age[s, age_of(cohort, years)] += roll.size[list_of(s, cohort)]
    for cohort in range(COHORTS):
        g = group[age_of(cohort, years)]
        for m in range(roll.residents.shape[0]):
            living[m, g] += roll.residents[m, cohort]


@njit(_nrt=False)
def first_cohort(band, years):
    """The oldest cohort of a five-year band; band 17 holds all from 85 on."""
    return np.int64(0) if band == 17 else max(years - 5 * band - 4, np.int64(0))


@njit(_nrt=False)
def in_band(roll, sex, band, years):
    """Residents of a sex and five-year band."""
    total = np.int64(0)
    for cohort in range(first_cohort(band, years), years - 5 * band + 1):
        total += roll.size[list_of(sex, cohort)]
    return total


@njit(_nrt=False)
def member(roll, sex, band, years, k):
    """The ``k``-th resident of a sex and band, youngest cohort first."""
    cohort = years - 5 * band
    while k >= roll.size[list_of(sex, cohort)]:
        k -= roll.size[list_of(sex, cohort)]
        cohort -= 1
    return at(roll, list_of(sex, cohort), k)
