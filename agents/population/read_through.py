"""A small prefecture is read through: every month everybody is counted, slot after slot.

The order of slots is the order of homes, so chances that add up from neighbour to neighbour spread deaths
over the map. It costs a look at everybody each month; large populations keep a roll instead
(``roll``), in which the same is done by sex and age.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.exact import log
from agents.population.population import band_of
from agents.population.slots import NOBODY, age_of, cohort_of, month_of, place_of, sex_of, years_since_base
from agents.population.town import _FINE, CANDIDATES, DEATH, DEPART, NONE, most_crowded, uniform


@njit(_nrt=False)
def count(town, t, carry, cells):
    """Counts residents by age, cell and municipality, and lets the life tables choose who would die.

    Chances add up slot after slot, from a random first slot; who takes the sum past a whole number dies,
    so that deaths follow the life table with no more luck than whole people need. cells (37,) int64 running
    counts, written; ``dying`` and ``members``, by cell, are written. Returns the number of the dying.
    """
    slots = town.words.size
    years = years_since_base(t)
    cell, members = town.cell, town.members
    cell[:] = -1
    town.by_age[:] = 0
    town.living[:] = 0
    offset = uniform(town, DEATH, slots)
    deaths = 0
    for k in range(slots):
        i = k + offset - (slots if k + offset >= slots else 0)
        word = town.words[i]
        cohort = cohort_of(word)
        if cohort == NOBODY:
            continue
        s, age = sex_of(word), age_of(cohort, years)
        band = band_of(age)
        cell[i] = 18 * s + band
        cells[18 * s + band + 1] += 1
        town.by_age[s, age] += 1
        town.living[place_of(word), town.group[age]] += 1
        carry[s, band] += town.hazard[s, age]
        if carry[s, band] >= 1.0:
            carry[s, band] -= 1.0
            town.dying[deaths] = i
            deaths += 1
    for c in range(36):
        cells[c + 1] += cells[c]
    for i in range(slots):
        c = cell[i]
        if c >= 0:
            members[cells[c]] = i
            cells[c] += 1
    for c in range(36, 0, -1):
        cells[c] = cells[c - 1]
    cells[0] = 0
    return deaths


@njit(_nrt=False)
def who_leaves(town, members, t, old):
    """The one of a dozen of a cell who goes: of the most crowded age and place, or by the life table."""
    if old:
        best = _by_life_table(town, members, t)
    else:
        for k in range(CANDIDATES):
            town.looked[0, k] = members[uniform(town, DEPART, members.size)]
        best = most_crowded(town, t, CANDIDATES)
    if best < 0:
        for k in range(members.size):
            i = np.int64(members[k])
            if cohort_of(town.words[i]) != NOBODY and month_of(town.words[i]) != t:
                return i
    return best


@njit(_nrt=False)
def _by_life_table(town, members, t):
    best, best_score = NONE, -1e18
    years = years_since_base(t)
    for _ in range(CANDIDATES):
        i = np.int64(members[uniform(town, DEPART, members.size)])
        word = town.words[i]
        if cohort_of(word) == NOBODY or month_of(word) == t:
            continue
        hazard = town.hazard[sex_of(word), age_of(cohort_of(word), years)]
        score = log((uniform(town, DEATH, _FINE) + 0.5) / _FINE) / max(hazard, 1e-9)
        if score > best_score:
            best, best_score = i, score
    return best
