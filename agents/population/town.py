"""People who go and people who come: who is chosen, and which home takes them.

Choices are made among a dozen people or a handful of vacant homes drawn at random, never among all:
the cost then does not grow with the size of the town, and the best of a dozen is as good as the best
of a million for keeping ages and villages on their targets.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from agents.draws import mix3
from agents.exact import log
from agents.population.population import band_of
from agents.population.roll import Roll, enter, list_of, strike
from agents.population.slots import (
    CAUSE_AT,
    EVENT,
    GENERATION_AT,
    HOLDER,
    MONTH_AT,
    NOBODY,
    SEX_AT,
    age_of,
    cohort_of,
    generation_of,
    is_head,
    month_of,
    place_of,
    sex_of,
    years_since_base,
)

CANDIDATES = 12
"""People looked at when one must go."""
HOMES = 8
"""Vacant slots looked at when one comes."""
MOBILITY = np.array([6, 3, 2, 5, 12, 11, 7, 5, 3, 2, 2, 2, 2, 1, 1, 1, 1, 1], np.float64)
"""Relative chance of moving inside a prefecture by five-year band; own reading of the usual age profile
of moves (a peak at 20-29, small children with their parents), range 1-12, grade E: no moves by age are
at hand."""
GROWN = 18
HELPER_AGES = (18, 60)
"""Someone at home of an age from the first up to below the second can help with a form online."""
_SPAN = 1 << 22
# Numba compiles a function anew for every literal it is called with, so codes are typed numbers.
DEATH, DEPART, PLACE, MOVE = np.int64(0), np.int64(1), np.int64(3), np.int64(4)
DIES, GOES, BORN, COMES = np.int64(0), np.int64(1), np.int64(2), np.int64(3)
NONE = np.int64(-1)
NEVER = -1e18
_FINE = np.int64(1 << 30)


class Town(NamedTuple):
    """The state of one prefecture in one month; slots count from its first.

    first (m + 1,) int64; words (n,) uint32, see ``slots``; roll : lists of residents, empty in a small
    population; group (111,) int64; living (m, 4) int64 residents by age group; over (m,) float64 residents
    beyond the target; free (n,) uint32 vacant slots by municipality; free_count (m,) int64; by_age (2, 111)
    int64; want (2, 111), goal (m, 4), hazard (2, 111) float64; changed (n,) uint32 slots with an event;
    tally (4,) int64 events, draws, prefecture, first slot modulo 12; keys (5, 4) uint32;
    scratch: looked (2, 12) int64, scores (12,), exact (36,) float64, stuck (m,) bool, dying (n,) uint32, and
    for reading through members (n,) uint32, cell (n,) int8
    """

    first: np.ndarray
    words: np.ndarray
    roll: Roll
    group: np.ndarray
    living: np.ndarray
    over: np.ndarray
    free: np.ndarray
    free_count: np.ndarray
    by_age: np.ndarray
    want: np.ndarray
    goal: np.ndarray
    hazard: np.ndarray
    changed: np.ndarray
    tally: np.ndarray
    keys: np.ndarray
    looked: np.ndarray
    scores: np.ndarray
    exact: np.ndarray
    stuck: np.ndarray
    dying: np.ndarray
    members: np.ndarray
    cell: np.ndarray


@njit(_nrt=False)
def uniform(town, purpose, below):
    """A whole number from 0 to below - 1, from the next draw of the purpose."""
    identifier = np.uint32(town.tally[2] * _SPAN + town.tally[1] % _SPAN)
    town.tally[1] += 1
    draw = mix3(identifier, town.keys[purpose, 0], town.keys[purpose, 1])
    return (np.int64(draw) * np.int64(below)) >> np.int64(32)


@njit(_nrt=False)
def _touch(town, i, t):
    if month_of(town.words[i]) != t:
        town.changed[town.tally[0]] = i
        town.tally[0] += 1


@njit(_nrt=False)
def _weigh(town, m):
    """Residents of municipality ``m`` beyond its target, kept in ``over``."""
    total = 0.0
    for g in range(4):
        total += town.living[m, g] - town.goal[m, g]
    town.over[m] = total


@njit(_nrt=False)
def weigh_all(town):
    """``over`` of every municipality."""
    for m in range(town.over.size):
        _weigh(town, m)


@njit(_nrt=False)
def leave(town, i, t, cause):
    """The holder of slot ``i`` goes; the slot is free unless it has had sixteen holders."""
    word = np.int64(town.words[i])
    cohort, sex, m = cohort_of(word), sex_of(word), place_of(word)
    age = age_of(cohort, years_since_base(t))
    town.by_age[sex, age] -= 1
    town.living[m, town.group[age]] -= 1
    _weigh(town, m)
    if town.roll.pool.size > 0:
        strike(town.roll, list_of(sex, cohort), i)
        town.roll.residents[m, cohort] -= 1
    if generation_of(word) < 15:
        town.free[town.first[m] + town.free_count[m]] = i
        town.free_count[m] += 1
    _touch(town, i, t)
    event = (np.int64(t) << MONTH_AT) | ((cause & np.int64(1)) << CAUSE_AT)
    town.words[i] = np.uint32((word & ~EVENT) | event | NOBODY)


@njit(_nrt=False)
def _others_at_home(town, i, t):
    """Adults and children in the home of slot ``i``, its own holder left out."""
    years = years_since_base(t)
    k = i
    while k > 0 and not is_head(town.words[k]):
        k -= 1
    adults, children = np.int64(0), np.int64(0)
    first = k
    while k < town.words.size and (k == first or not is_head(town.words[k])):
        cohort = cohort_of(town.words[k])
        present = np.int64(k != i) & np.int64(cohort != NOBODY)
        grown = np.int64(years - cohort >= GROWN)
        adults += present & grown
        children += present & (1 - grown)
        k += 1
    return adults, children


@njit(_nrt=False)
def _needed_at_home(town, i, t, age):
    """Whether children would stay behind without an adult."""
    if not HELPER_AGES[0] <= age < HELPER_AGES[1]:
        return False
    adults, children = _others_at_home(town, i, t)
    return children > 0 and adults == 0


@njit(_nrt=False)
def _fitness(town, i, t, age):
    """How well a vacant slot suits a newcomer of an age, before a look at who is at home.

    Few and earlier holders, none this month, a birthday in the month of birth, adults as heads.
    """
    word = town.words[i]
    score = -0.25 * np.float64(generation_of(word))
    if month_of(word) == t:
        score -= 100.0
    if age == 0 and (i + town.tally[3]) % 12 == t % 12:
        score += 1.5
    return score + (2.0 if age >= GROWN and is_head(word) else 0.0)


@njit(_nrt=False)
def _welcome(town, i, t, age):
    """4 where children find an adult at home, or children without an adult find one; else 0."""
    adults, children = _others_at_home(town, i, t)
    if age < GROWN:
        return 4.0 if adults > 0 else 0.0
    return 4.0 if age < HELPER_AGES[1] and children > 0 and adults == 0 else 0.0


@njit(_nrt=False)
def _fetch(town, count):
    """Reads the words of the slots looked at, all at once, so that no look waits for the one before it."""
    seen = np.uint32(0)
    for k in range(count):
        seen ^= town.words[town.looked[0, k]]
    return seen


@njit(_nrt=False)
def _first_best(scores, count):
    """The first of the largest of ``count`` scores."""
    best = np.int64(0)
    for k in range(1, count):
        if scores[k] > scores[best]:
            best = np.int64(k)
    return best


@njit(_nrt=False)
def _vacant_slot(town, m, t, age):
    """Place in ``free`` of the best of a few vacant slots of municipality ``m``, of all where none will do.

    Homes are looked into from the most promising on, until one is better than any other can be.
    """
    base = town.first[m]
    looked, scores = town.looked, town.scores
    hope = 4.0 if age < HELPER_AGES[1] else 0.0
    for k in range(HOMES):
        looked[1, k] = uniform(town, PLACE, town.free_count[m])
    for k in range(HOMES):
        looked[0, k] = town.free[base + looked[1, k]]
    _fetch(town, HOMES)
    for k in range(HOMES):
        scores[k] = _fitness(town, looked[0, k], t, age) + hope
    known = np.int64(0)
    best = _first_best(scores, HOMES)
    while hope > 0.0 and known >> best & 1 == 0:
        known |= np.int64(1) << best
        scores[best] += _welcome(town, looked[0, best], t, age) - hope
        best = _first_best(scores, HOMES)
    best, best_score = looked[1, best], scores[best]
    if best_score <= -50.0:
        for j in range(town.free_count[m]):
            i = np.int64(town.free[base + j])
            score = _fitness(town, i, t, age) + _welcome(town, i, t, age)
            if score > best_score:
                best, best_score = np.int64(j), score
    return best


@njit(_nrt=False)
def come(town, m, t, sex, age, cause):
    """Somebody of this sex and age takes the best of a few vacant slots of municipality ``m``."""
    base = town.first[m]
    best = _vacant_slot(town, m, t, age)
    i = np.int64(town.free[base + best])
    town.free_count[m] -= 1
    town.free[base + best] = town.free[base + town.free_count[m]]
    cohort = years_since_base(t) - age
    town.by_age[sex, age] += 1
    town.living[m, town.group[age]] += 1
    _weigh(town, m)
    if town.roll.pool.size > 0:
        enter(town.roll, list_of(sex, cohort), i)
        town.roll.residents[m, cohort] += 1
    _touch(town, i, t)
    word = np.int64(town.words[i]) + (np.int64(1) << GENERATION_AT)
    event = (np.int64(t) << MONTH_AT) | ((cause & np.int64(1)) << CAUSE_AT)
    town.words[i] = np.uint32((word & ~(EVENT | HOLDER)) | event | cohort | (np.int64(sex) << SEX_AT))


@njit(_nrt=False)
def emptiest(town, group):
    """The municipality with a vacant slot that is most short of people, above all of this age, or -1."""
    best, best_score = NONE, -1e18
    for m in range(town.free_count.size):
        if town.free_count[m] > 0:
            score = -town.over[m]
            if group >= 0:
                score += town.goal[m, group] - town.living[m, group]
            if score > best_score:
                best, best_score = np.int64(m), score
    return best


@njit(_nrt=False)
def most_crowded(town, t, count):
    """The one of ``count`` residents looked at who leaves the most crowded age and place, or -1.

    Whom children at home need leaves less easily; that is looked up for whoever would otherwise go.
    """
    years = years_since_base(t)
    scores = town.scores
    _fetch(town, count)
    for k in range(count):
        word = town.words[town.looked[0, k]]
        scores[k] = NEVER
        if cohort_of(word) == NOBODY or month_of(word) == t:
            continue
        s, m, age = sex_of(word), place_of(word), age_of(cohort_of(word), years)
        g = town.group[age]
        scores[k] = town.by_age[s, age] - town.want[s, age] + town.over[m]
        scores[k] += town.living[m, g] - town.goal[m, g]
    known = np.int64(0)
    while True:
        best = _first_best(scores, count)
        if scores[best] == NEVER:
            return NONE
        i = town.looked[0, best]
        age = age_of(cohort_of(town.words[i]), years)
        if known >> best & 1 or not _needed_at_home(town, i, t, age):
            return i
        known |= np.int64(1) << best
        scores[best] -= 2.0


@njit(_nrt=False)
def who_moves(town, m, to, t):
    """The one of a dozen residents of ``m`` who moves to ``to``: the mobile and those missed there first."""
    years = years_since_base(t)
    size = town.first[m + 1] - town.first[m]
    scores = town.scores
    for k in range(CANDIDATES):
        scores[k] = NEVER
        i = town.first[m] + uniform(town, MOVE, size)
        town.looked[0, k] = i
        if cohort_of(town.words[i]) == NOBODY or month_of(town.words[i]) == t:
            continue
        weight = _mobility(town, i, m, to, years)
        scores[k] = log((uniform(town, MOVE, _FINE) + 0.5) / _FINE) / weight
    known = np.int64(0)
    while True:
        best = _first_best(scores, CANDIDATES)
        if scores[best] == NEVER:
            break
        i = town.looked[0, best]
        age = age_of(cohort_of(town.words[i]), years)
        if known >> best & 1 or not _needed_at_home(town, i, t, age):
            return i
        known |= np.int64(1) << best
        scores[best] *= 10.0
    return _any_mover(town, m, t)


@njit(_nrt=False)
def _mobility(town, i, m, to, years):
    """Relative chance that a resident of ``m`` moves to ``to``."""
    age = age_of(cohort_of(town.words[i]), years)
    g = town.group[age]
    missed = town.living[m, g] - town.goal[m, g] > town.living[to, g] - town.goal[to, g]
    return MOBILITY[band_of(age)] * (4.0 if missed else 1.0)


@njit(_nrt=False)
def _any_mover(town, m, t):
    """The first resident of ``m`` who can move this month, or -1: for places where a dozen held none."""
    for i in range(town.first[m], town.first[m + 1]):
        word = town.words[i]
        if cohort_of(word) != NOBODY and month_of(word) != t:
            uniform(town, MOVE, _FINE)  # as for anybody who is weighed
            return np.int64(i)
    return NONE
