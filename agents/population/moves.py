"""One month of one prefecture: who dies, who is born, who goes, who comes, and into which home.

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
from agents.population.population import BIRTH_BASE, age_at, band_of, october_age, year_of_october

CANDIDATES = 12
"""People looked at when one must go."""
HOMES = 8
"""Vacant slots looked at when one comes."""
SPARED_FROM_BAND = 13
"""From this band (65-69) on, residuals are deaths that happen or do not, not moves."""
TOTAL_SLACK = 2.0
"""How far a prefecture's total may be from its target outside October, in simulated citizens."""
BIRTH_SLACK = 0.5
"""Births close a shortfall of small children as soon as it exceeds this part of the slack."""
MOBILITY = np.array([6, 3, 2, 5, 12, 11, 7, 5, 3, 2, 2, 2, 2, 1, 1, 1, 1, 1], np.float64)
"""Relative chance of moving inside a prefecture by five-year band; own reading of the usual age profile of
moves (a peak at 20-29, small children with their parents), range 1-12, grade E: no moves by age are at hand."""
GROWN = 18
HELPER_AGES = (18, 60)
"""Someone at home of an age from the first up to below the second can help with a form online."""
_SPAN = 1 << 22
# Numba compiles a function anew for every literal it is called with, so codes are typed numbers.
_DEATH, _DEPART, _PLACE, _MOVE = np.int64(0), np.int64(1), np.int64(3), np.int64(4)
_DIES, _GOES, _BORN, _COMES = np.int64(0), np.int64(1), np.int64(2), np.int64(3)
_NONE = np.int64(-1)
_FINE = np.int64(1 << 30)


class Town(NamedTuple):
    """The state of one prefecture in one month; slots count from the prefecture's first, but for ``free`` and ``changed``.

    first (m + 1,) int64; home (n,) int64 municipality; head, birth, sex, generation (N,) uint8 of the nation;
    group (111,) int64; living (m, 4) int64 residents by age group; free (n,) int64 vacant slots by municipality;
    free_count (m,) int64; touched (n,) int64 last month of an event; cause (n,) int64; by_age (2, 111) int64;
    want (2, 111), goal (m, 4), hazard (2, 111) float64; changed (n,) int64; tally (3,) int64 events, draws, prefecture;
    keys (5, 4) uint32
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
    helpers = 0
    k = start
    while k < high and (k == start or (np.int64(head[k]) >> bit) & 1 == 0):
        code = np.int64(birth[k])
        helpers |= np.int64(k != slot) & np.int64(code > eldest) & np.int64(code <= youngest)
        k += 1
    return helpers


@njit
def _uniform(town, purpose, below):
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
def _leave(town, slot, t, cause):
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
def _fitness(town, slot, t, age):
    """How well a newcomer of an age fits a vacant slot: heads are adults, children have an adult at home."""
    score = -0.25 * np.float64(town.generation[slot])
    if town.touched[slot - town.first[0]] == t:
        score -= 100.0
    if age == 0 and slot % 12 == t % 12:
        score += 1.5
    if age >= GROWN:
        return score + (2.0 if town.head[slot] == 1 else 0.0)
    k = slot
    while town.head[k] == 0 and slot - k < 6:
        k -= 1
    if k < slot and town.birth[k] != 255 and age_at(np.int64(town.birth[k]), k, t) >= GROWN:
        score += 3.0
    return score


@njit
def _come(town, m, t, sex, age, cause):
    """Somebody of this sex and age takes the best of a few vacant slots of municipality ``m``."""
    base = town.first[m] - town.first[0]
    best, best_score = -1, -1e9
    for k in range(HOMES + 1):
        if k == HOMES and best_score > -50.0:
            break
        tries = 1 if k < HOMES else town.free_count[m]
        for j in range(tries):
            i = _uniform(town, _PLACE, town.free_count[m]) if k < HOMES else j
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
def _surplus(town, m):
    total = 0.0
    for g in range(4):
        total += town.living[m, g] - town.goal[m, g]
    return total


@njit
def _emptiest(town, group):
    """The municipality with a vacant slot that is most short of people, of this age group above all; -1 if none."""
    best, best_score = -1, -1e18
    for m in range(town.free_count.size):
        if town.free_count[m] > 0:
            score = -_surplus(town, m)
            if group >= 0:
                score += town.goal[m, group] - town.living[m, group]
            if score > best_score:
                best, best_score = m, score
    return best


@njit
def _who_leaves(town, members, t, old):
    """The one of a dozen of a cell who goes: of the most crowded age and municipality, or by the life table."""
    best, best_score = -1, -1e18
    for k in range(CANDIDATES):
        slot = members[_uniform(town, _DEPART, members.size)]
        if town.birth[slot] == 255 or town.touched[slot - town.first[0]] == t:
            continue
        s = town.sex[slot]
        age = october_age(np.int64(town.birth[slot]), slot, t)
        if old:
            score = log((_uniform(town, _DEATH, _FINE) + 0.5) / _FINE) / max(town.hazard[s, age], 1e-9)
        else:
            m, g = town.home[slot - town.first[0]], town.group[age]
            score = town.by_age[s, age] - town.want[s, age] + _surplus(town, m)
            score += town.living[m, g] - town.goal[m, g]
        if score > best_score:
            best, best_score = slot, score
    if best < 0:
        for slot in members:
            if town.birth[slot] != 255 and town.touched[slot - town.first[0]] != t:
                return slot
    return best


@njit
def _who_moves(town, m, to, t):
    """The one of a dozen residents of ``m`` who moves to ``to``: the mobile first, and who is missed there."""
    best, best_score = -1, -1e18
    size = town.first[m + 1] - town.first[m]
    for k in range(CANDIDATES + size):
        if k >= CANDIDATES and best >= 0:
            break
        slot = town.first[m] + (_uniform(town, _MOVE, size) if k < CANDIDATES else k - CANDIDATES)
        if town.birth[slot] == 255 or town.touched[slot - town.first[0]] == t:
            continue
        age = october_age(np.int64(town.birth[slot]), slot, t)
        g = town.group[age]
        weight = MOBILITY[band_of(age)]
        if town.living[m, g] - town.goal[m, g] > town.living[to, g] - town.goal[to, g]:
            weight *= 4.0
        score = log((_uniform(town, _MOVE, _FINE) + 0.5) / _FINE) / weight
        if score > best_score:
            best, best_score = slot, score
    return best


@njit
def _count(town, t, carry, cells, dying):
    """Counts residents by age, cell and municipality, and lets the life tables choose who would die.

    Chances add up slot after slot, from a random first slot; who takes the sum past a whole number dies,
    so that deaths follow the life table with no more luck than whole people need. cells (37,) int64 running
    counts, written; dying (n,) int64, written. Returns the number of the dying and the members by cell.
    """
    low = town.first[0]
    slots = town.first[-1] - low
    cell = np.full(slots, -1, np.int64)
    offset = _uniform(town, _DEATH, slots)
    deaths = 0
    for k in range(slots):
        i = k + offset - (slots if k + offset >= slots else 0)
        code = np.int64(town.birth[low + i])
        if code == 255:
            continue
        s = np.int64(town.sex[low + i])
        age = october_age(code, low + i, t)
        band = band_of(age)
        cell[i] = 18 * s + band
        cells[cell[i] + 1] += 1
        town.by_age[s, age] += 1
        town.living[town.home[i], town.group[age]] += 1
        carry[s, band] += town.hazard[s, age]
        if carry[s, band] >= 1.0:
            carry[s, band] -= 1.0
            dying[deaths] = low + i
            deaths += 1
    for c in range(36):
        cells[c + 1] += cells[c]
    members = np.empty(cells[36], np.int64)
    fill = cells[:36].copy()
    for i in range(slots):
        if cell[i] >= 0:
            members[fill[cell[i]]] = low + i
            fill[cell[i]] += 1
    return deaths, members


@njit
def _aims(have, exact, total, slack):
    """Whole targets of the 36 cells: what is there already, brought within ``slack`` of the target.

    have : (36,) int64 after natural deaths; exact : (36,) float64; total : the prefecture's whole total in
    October, else -1. The total is met by the cells furthest from their targets.
    """
    aim = np.empty(36, np.int64)
    for c in range(36):
        least = np.int64(np.floor(exact[c] - (BIRTH_SLACK * slack if c % 18 == 0 else slack))) + 1
        most = np.int64(np.ceil(exact[c] + slack)) - 1
        aim[c] = max(min(max(have[c], least), most), 0)
    sum_of_aims, sum_of_exact = np.int64(0), 0.0
    for c in range(36):
        sum_of_aims += aim[c]
        sum_of_exact += exact[c]
    low, high = total, total
    if total < 0:
        low = np.int64(np.floor(sum_of_exact - TOTAL_SLACK)) + 1
        high = np.int64(np.ceil(sum_of_exact + TOTAL_SLACK)) - 1
    while sum_of_aims < low or sum_of_aims > high:
        step = 1 if sum_of_aims < low else -1
        furthest = 0
        for c in range(1, 36):
            if step * (exact[c] - aim[c]) > step * (exact[furthest] - aim[furthest]):
                furthest = c
        aim[furthest] += step
        sum_of_aims += step
    return aim


@njit
def apply_month(town, t, total, slack, carry):
    """Applies month ``t`` to the prefecture; changed[:tally[0]] are the slots with an event.

    total : whole total in October, else -1; slack : see ``_aims``; carry : (2, 18) float64 unspent chances of dying, read and written.
    """
    town.by_age[:] = 0
    town.living[:] = 0
    town.tally[0] = 0
    town.tally[1] = 0
    cells = np.zeros(37, np.int64)
    dying = np.empty(town.home.size, np.int64)
    deaths, members = _count(town, t, carry, cells, dying)
    have, die = np.empty(36, np.int64), np.zeros(36, np.int64)
    exact = np.zeros(36)
    for s in range(2):
        for a in range(111):
            exact[18 * s + band_of(a)] += town.want[s, a]
    for d in range(deaths):
        slot = dying[d]
        die[18 * town.sex[slot] + band_of(october_age(np.int64(town.birth[slot]), slot, t))] += 1
    for c in range(36):
        have[c] = cells[c + 1] - cells[c] - die[c]
    need = _aims(have, exact, total, slack) - have
    for d in range(deaths):
        slot = dying[d]
        c = 18 * town.sex[slot] + band_of(october_age(np.int64(town.birth[slot]), slot, t))
        if need[c] > 0 and c % 18 >= SPARED_FROM_BAND:
            need[c] -= 1
        else:
            _leave(town, slot, t, _DIES)
    for c in range(36):
        old = c % 18 >= SPARED_FROM_BAND
        for _ in range(-need[c]):
            slot = _who_leaves(town, members[cells[c] : cells[c + 1]], t, old)
            if slot >= 0:
                _leave(town, slot, t, _DIES if old else _GOES)
        if old:
            carry[c // 18, c % 18] -= abs(need[c])
    for c in range(36):
        for _ in range(need[c]):
            _arrive(town, t, c // 18, c % 18)
    _balance(town, t, slack)


@njit
def _arrive(town, t, sex, band):
    """One newcomer of a sex and band: of the age most short of people, in the municipality most short of it."""
    age = 5 * band
    last = 110 if band == 17 else 5 * band + 4
    best = -1e18
    for a in range(5 * band, last + 1):
        short = town.want[sex, a] - town.by_age[sex, a] + (1.0 if a == 0 else 0.0)
        if short > best:
            age, best = a, short
    m = _emptiest(town, town.group[age])
    if m >= 0:
        _come(town, m, t, sex, age, _BORN if age == 0 else _COMES)


@njit
def _balance(town, t, slack):
    """Moves inside the prefecture until every municipality is within ``slack`` of its target."""
    municipalities = town.free_count.size
    stuck = np.zeros(municipalities, np.bool_)
    for _ in range(town.home.size):
        crowded, most = _NONE, -1e18
        least = 1e18
        for m in range(municipalities):
            s = _surplus(town, m)
            least = min(least, s)
            if s > most and not stuck[m]:
                crowded, most = m, s
        if crowded < 0 or (most < slack and least > -slack):
            break
        to = _emptiest(town, _NONE)
        if to < 0 or _surplus(town, to) + 1.0 >= most:
            break
        slot = _who_moves(town, crowded, to, t)
        if slot < 0:
            stuck[crowded] = True
            continue
        sex = np.int64(town.sex[slot])
        age = october_age(np.int64(town.birth[slot]), slot, t)
        _leave(town, slot, t, _GOES)
        _come(town, to, t, sex, age, _COMES)
