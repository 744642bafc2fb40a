"""People who go and people who come: who is chosen, and which home takes them.

Choices are made among a dozen people or a handful of vacant homes drawn at random, never among all:
the cost then does not grow with the size of the town, and the best of a dozen is as good as the best
of a million for keeping ages and villages on their targets.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from agents.columns import BIRTH_BASE
from agents.draws import mix3
from agents.exact import log
from agents.population.population import band_of, october_age, year_of_october

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
_FINE = np.int64(1 << 30)


class Town(NamedTuple):
    """The state of one prefecture in one month; slots count from its first, but for ``free`` and ``changed``.

    first (m + 1,) int64; home (n,) int64 municipality; head, birth, sex, generation (N,) uint8 of the nation;
    group (111,) int64; living (m, 4) int64 residents by age group; free (n,) int64 vacant slots by
    municipality; free_count (m,) int64; touched (n,) int64 last month of an event; cause (n,) int64;
    by_age (2, 111) int64; want (2, 111), goal (m, 4), hazard (2, 111) float64; changed (n,) int64;
    tally (3,) int64 events, draws, prefecture; keys (5, 4) uint32
    """

    first: np.ndarray
    home: np.ndarray
    head: np.ndarray
    birth: np.ndarray
    sex: np.ndarray
    generation: np.ndarray
    group: np.ndarray
    living: np.ndarray
    free: np.ndarray
    free_count: np.ndarray
    touched: np.ndarray
    cause: np.ndarray
    by_age: np.ndarray
    want: np.ndarray
    goal: np.ndarray
    hazard: np.ndarray
    changed: np.ndarray
    tally: np.ndarray
    keys: np.ndarray


@njit
def has_helper(slot, low, high, head, bit, birth, t):
    """1 when somebody else in the home of ``slot`` is of an age (year less birth year) to help.

    head : (N,) unsigned integers whose ``bit`` marks the first slot of a home; birth : (N,) uint8; homes end
    at ``low`` and ``high``.
    """
    year = 2001 - BIRTH_BASE + t // 12
    eldest, youngest = year - HELPER_AGES[1], year - HELPER_AGES[0]
    start = slot
    while start > low and (np.int64(head[start]) >> bit) & 1 == 0:
        start -= 1
    helpers = np.int64(0)
    k = start
    while k < high and (k == start or (np.int64(head[k]) >> bit) & 1 == 0):
        code = np.int64(birth[k])
        helpers |= np.int64(k != slot) & np.int64(code > eldest) & np.int64(code <= youngest)
        k += 1
    return helpers


@njit
def uniform(town, purpose, below):
    """A whole number from 0 to below - 1, from the next draw of the purpose."""
    identifier = np.uint32(town.tally[2] * _SPAN + town.tally[1] % _SPAN)
    town.tally[1] += 1
    draw = mix3(identifier, town.keys[purpose, 0], town.keys[purpose, 1])
    return (np.int64(draw) * np.int64(below)) >> np.int64(32)


@njit
def _touch(town, slot, t, cause):
    local = slot - town.first[0]
    if town.touched[local] != t:
        town.touched[local] = t
        town.changed[town.tally[0]] = slot
        town.tally[0] += 1
    town.cause[local] = cause


@njit
def leave(town, slot, t, cause):
    """The holder of ``slot`` goes; the slot is free unless it has had sixteen holders."""
    age = october_age(np.int64(town.birth[slot]), slot, t)
    m = town.home[slot - town.first[0]]
    town.by_age[town.sex[slot], age] -= 1
    town.living[m, town.group[age]] -= 1
    town.birth[slot] = 255
    if town.generation[slot] < 15:
        town.free[town.first[m] - town.first[0] + town.free_count[m]] = slot
        town.free_count[m] += 1
    _touch(town, slot, t, cause)


@njit
def _others_at_home(town, slot, t):
    """Adults and children in the home of ``slot``, its own holder left out."""
    k = slot
    while town.head[k] == 0 and k > town.first[0]:
        k -= 1
    adults, children = np.int64(0), np.int64(0)
    first = k
    while k < town.first[-1] and (k == first or town.head[k] == 0):
        if k != slot and town.birth[k] != 255:
            if october_age(np.int64(town.birth[k]), k, t) >= GROWN:
                adults += 1
            else:
                children += 1
        k += 1
    return adults, children


@njit
def _needed_at_home(town, slot, t, age):
    """Whether children would stay behind without an adult."""
    if not HELPER_AGES[0] <= age < HELPER_AGES[1]:
        return False
    adults, children = _others_at_home(town, slot, t)
    return children > 0 and adults == 0


@njit
def _fitness(town, slot, t, age):
    """How well a newcomer of an age fits a vacant slot: children have an adult at home, heads are adults."""
    score = -0.25 * np.float64(town.generation[slot])
    if town.touched[slot - town.first[0]] == t:
        score -= 100.0
    if age == 0 and slot % 12 == t % 12:
        score += 1.5
    adults, children = _others_at_home(town, slot, t)
    if age < GROWN:
        return score + (4.0 if adults > 0 else 0.0)
    if HELPER_AGES[0] <= age < HELPER_AGES[1] and children > 0 and adults == 0:
        score += 4.0
    return score + (2.0 if town.head[slot] == 1 else 0.0)


@njit
def come(town, m, t, sex, age, cause):
    """Somebody of this sex and age takes the best of a few vacant slots of municipality ``m``."""
    base = town.first[m] - town.first[0]
    best, best_score = -1, -1e9
    for k in range(HOMES + 1):
        if k == HOMES and best_score > -50.0:
            break
        tries = 1 if k < HOMES else town.free_count[m]
        for j in range(tries):
            i = uniform(town, PLACE, town.free_count[m]) if k < HOMES else j
            score = _fitness(town, town.free[base + i], t, age)
            if score > best_score:
                best, best_score = i, score
    slot = town.free[base + best]
    town.free_count[m] -= 1
    town.free[base + best] = town.free[base + town.free_count[m]]
    town.birth[slot] = year_of_october(t) - BIRTH_BASE - age - (1 if slot % 12 > 9 else 0)
    town.sex[slot] = sex
    town.generation[slot] += 1
    town.by_age[sex, age] += 1
    town.living[m, town.group[age]] += 1
    _touch(town, slot, t, cause)


@njit
def surplus(town, m):
    """Residents of municipality ``m`` beyond its target."""
    total = 0.0
    for g in range(4):
        total += town.living[m, g] - town.goal[m, g]
    return total


@njit
def emptiest(town, group):
    """The municipality with a vacant slot that is most short of people, above all of this age, or -1."""
    best, best_score = -1, -1e18
    for m in range(town.free_count.size):
        if town.free_count[m] > 0:
            score = -surplus(town, m)
            if group >= 0:
                score += town.goal[m, group] - town.living[m, group]
            if score > best_score:
                best, best_score = m, score
    return best


@njit
def who_leaves(town, members, t, old):
    """The one of a dozen of a cell who goes: of the most crowded age and place, or by the life table."""
    best, best_score = -1, -1e18
    for _ in range(CANDIDATES):
        slot = members[uniform(town, DEPART, members.size)]
        if town.birth[slot] == 255 or town.touched[slot - town.first[0]] == t:
            continue
        s = town.sex[slot]
        age = october_age(np.int64(town.birth[slot]), slot, t)
        if old:
            score = log((uniform(town, DEATH, _FINE) + 0.5) / _FINE) / max(town.hazard[s, age], 1e-9)
        else:
            m, g = town.home[slot - town.first[0]], town.group[age]
            score = town.by_age[s, age] - town.want[s, age] + surplus(town, m)
            score += town.living[m, g] - town.goal[m, g]
            if _needed_at_home(town, slot, t, age):
                score -= 2.0
        if score > best_score:
            best, best_score = slot, score
    if best < 0:
        for slot in members:
            if town.birth[slot] != 255 and town.touched[slot - town.first[0]] != t:
                return slot
    return best


@njit
def who_moves(town, m, to, t):
    """The one of a dozen residents of ``m`` who moves to ``to``: the mobile and those missed there first."""
    best, best_score = -1, -1e18
    size = town.first[m + 1] - town.first[m]
    for k in range(CANDIDATES + size):
        if k >= CANDIDATES and best >= 0:
            break
        slot = town.first[m] + (uniform(town, MOVE, size) if k < CANDIDATES else k - CANDIDATES)
        if town.birth[slot] == 255 or town.touched[slot - town.first[0]] == t:
            continue
        age = october_age(np.int64(town.birth[slot]), slot, t)
        g = town.group[age]
        weight = MOBILITY[band_of(age)]
        if town.living[m, g] - town.goal[m, g] > town.living[to, g] - town.goal[to, g]:
            weight *= 4.0
        if _needed_at_home(town, slot, t, age):
            weight *= 0.1
        score = log((uniform(town, MOVE, _FINE) + 0.5) / _FINE) / weight
        if score > best_score:
            best, best_score = slot, score
    return best
