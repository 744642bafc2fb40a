"""A large prefecture keeps a roll: the life table asks it for so many of each age, and they are drawn.

Per sex and age the number of deaths is the number of people times the chance, fractions carried on
from age to age and month to month, just as slot after slot in a small prefecture; who of the age it is, is
drawn. Nobody else has to be looked at, so a month costs what happens in it.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.population.roll import at, count_by_age, first_cohort, in_band, list_of, member, to_the_end
from agents.population.slots import age_of, years_since_base
from agents.population.town import CANDIDATES, DEATH, DEPART, most_crowded, uniform


@njit(_nrt=False)
def count(town, t, carry, cells, died):
    """Counts residents by age and cell; ``dying`` gets who would die by the life table, sorted by cell.

    cells, died : (37,) int64 running counts of residents and of the dying, written.
    carry : (2, 18) float64 unspent chances, read and written.
    """
    years = years_since_base(t)
    roll = town.roll
    count_by_age(roll, years, town.group, town.by_age, town.living)
    deaths = np.int64(0)
    for s in range(2):
        for band in range(18):
            cell = 18 * s + band
            cells[cell + 1] = cells[cell] + in_band(roll, s, band, years)
            for cohort in range(years - 5 * band, first_cohort(band, years) - 1, -1):
                which = list_of(s, cohort)
                size = roll.size[which]
                due = carry[s, band] + size * town.hazard[s, age_of(cohort, years)]
                whole = min(max(np.int64(np.floor(due)), np.int64(0)), size)
                carry[s, band] = due - whole
                for j in range(whole):
                    last = size - 1 - j
                    town.dying[deaths] = to_the_end(roll, which, uniform(town, DEATH, last + 1), last)
                    deaths += 1
            died[cell + 1] = deaths


@njit(_nrt=False)
def spare(town, first, last, count):
    """``count`` of dying[first:last], drawn at random, come to the front and live on."""
    dying = town.dying
    for j in range(count):
        k = first + j + uniform(town, DEATH, last - first - j)
        dying[first + j], dying[k] = dying[k], dying[first + j]


@njit(_nrt=False)
def who_leaves(town, sex, band, t, old):
    """Who of a sex and band goes: by the life table, or the one of a dozen in the most crowded age and place.

    -1 when nobody is left.
    """
    years = years_since_base(t)
    people = in_band(town.roll, sex, band, years)
    if people == 0:
        return np.int64(-1)
    if old:
        return _by_life_table(town, sex, band, years)
    for k in range(CANDIDATES):
        town.looked[0, k] = uniform(town, DEPART, people)
    for k in range(CANDIDATES):
        town.looked[0, k] = member(town.roll, sex, band, years, town.looked[0, k])
    return most_crowded(town, t, CANDIDATES)


@njit(_nrt=False)
def _by_life_table(town, sex, band, years):
    """One of the band, an age drawn in proportion to its people and their chance of dying."""
    roll = town.roll
    total = 0.0
    youngest = years - 5 * band
    for cohort in range(youngest, first_cohort(band, years) - 1, -1):
        total += roll.size[list_of(sex, cohort)] * town.hazard[sex, age_of(cohort, years)]
    left = total * ((uniform(town, DEATH, np.int64(1 << 30)) + 0.5) / (1 << 30))
    chosen = np.int64(-1)
    for cohort in range(youngest, first_cohort(band, years) - 1, -1):
        size = roll.size[list_of(sex, cohort)]
        if size == 0:
            continue
        chosen = list_of(sex, cohort)
        left -= size * town.hazard[sex, age_of(cohort, years)]
        if left < 0.0:
            break
    return at(roll, chosen, uniform(town, DEATH, roll.size[chosen]))
