"""One month of one prefecture: who dies, who is born, who goes and who comes.

The order is that of the census: count, let the life tables choose, look what is missing, let people
go, let people come, and even out the municipalities.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.population.population import band_of, october_age
from agents.population.town import (
    BORN,
    COMES,
    DEATH,
    DIES,
    GOES,
    NONE,
    come,
    emptiest,
    leave,
    surplus,
    uniform,
    who_leaves,
    who_moves,
)

SPARED_FROM_BAND = 13
"""From this band (65-69) on, residuals are deaths that happen or do not, not moves."""
TOTAL_SLACK = 2.0
"""How far a prefecture's total may be from its target outside October, in simulated citizens."""
BIRTH_SLACK = 0.5
"""Births close a shortfall of small children as soon as it exceeds this part of the slack."""


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
    offset = uniform(town, DEATH, slots)
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

    total : whole total in October, else -1; slack : see ``_aims``; carry : (2, 18) float64 unspent chances
    of dying, read and written.
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
            leave(town, slot, t, DIES)
    for c in range(36):
        old = c % 18 >= SPARED_FROM_BAND
        for _ in range(-need[c]):
            slot = who_leaves(town, members[cells[c] : cells[c + 1]], t, old)
            if slot >= 0:
                leave(town, slot, t, DIES if old else GOES)
        if old:
            carry[c // 18, c % 18] -= abs(need[c])
    for c in range(36):
        for _ in range(need[c]):
            _arrive(town, t, c // 18, c % 18)
    _balance(town, t, slack)


@njit
def _arrive(town, t, sex, band):
    """One newcomer of a sex and band: of the age most short of people, where they are most missed."""
    age = 5 * band
    last = 110 if band == 17 else 5 * band + 4
    best = -1e18
    for a in range(5 * band, last + 1):
        short = town.want[sex, a] - town.by_age[sex, a] + (1.0 if a == 0 else 0.0)
        if short > best:
            age, best = a, short
    m = emptiest(town, town.group[age])
    if m >= 0:
        come(town, m, t, sex, age, BORN if age == 0 else COMES)


@njit
def _balance(town, t, slack):
    """Moves inside the prefecture until every municipality is within ``slack`` of its target."""
    municipalities = town.free_count.size
    stuck = np.zeros(municipalities, np.bool_)
    for _ in range(town.home.size):
        crowded, most = NONE, -1e18
        least = 1e18
        for m in range(municipalities):
            s = surplus(town, m)
            least = min(least, s)
            if s > most and not stuck[m]:
                crowded, most = np.int64(m), s
        if crowded < 0 or (most < slack and least > -slack):
            break
        to = emptiest(town, NONE)
        if to < 0 or surplus(town, to) + 1.0 >= most:
            break
        slot = who_moves(town, crowded, to, t)
        if slot < 0:
            stuck[crowded] = True
            continue
        sex = np.int64(town.sex[slot])
        age = october_age(np.int64(town.birth[slot]), slot, t)
        leave(town, slot, t, GOES)
        come(town, to, t, sex, age, COMES)
