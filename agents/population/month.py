"""One month of one prefecture: who dies, who is born, who goes and who comes.

The order is that of the census: count, let the life tables choose, look what is missing, let people
go, let people come, and even out the municipalities.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.population import called_up, read_through
from agents.population.population import band_of
from agents.population.slots import age_of, cohort_of, sex_of, years_since_base
from agents.population.town import (
    BORN,
    COMES,
    DIES,
    GOES,
    NONE,
    come,
    emptiest,
    leave,
    weigh_all,
    who_moves,
)

SPARED_FROM_BAND = 13
"""From this band (65-69) on, residuals are deaths that happen or do not, not moves."""
TOTAL_SLACK = 2.0
"""How far a prefecture's total may be from its target outside October, in simulated citizens."""
BIRTH_SLACK = 0.5
"""Births close a shortfall of small children as soon as it exceeds this part of the slack."""


@njit(_nrt=False)
def _aims(have, exact, total, slack, aim):
    """Whole targets of the 36 cells: what is there already, brought within ``slack`` of the target.

    have : (36,) int64 after natural deaths; exact : (36,) float64; total : the prefecture's whole total in
    October, else -1; aim : (36,) int64, written. The total is met by the cells furthest from their targets.
    """
    sum_of_aims, sum_of_exact = np.int64(0), 0.0
    for c in range(36):
        least = np.int64(np.floor(exact[c] - (BIRTH_SLACK * slack if c % 18 == 0 else slack))) + 1
        most = np.int64(np.ceil(exact[c] + slack)) - 1
        aim[c] = max(min(max(have[c], least), most), 0)
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


@njit(_nrt=False)
def apply_month(town, t, total, slack, carry, cells):
    """Applies month ``t`` to the prefecture; changed[:tally[0]] are the slots with an event.

    total : whole total in October, else -1; slack : see ``_aims``; carry : (2, 18) float64 unspent chances
    of dying, read and written; cells : (4, 37) int64 scratch.
    """
    town.tally[0] = 0
    town.tally[1] = 0
    cells[:] = 0
    start, died, have, need = cells[0], cells[1], cells[2], cells[3]
    exact = town.exact
    deaths = np.int64(0)
    listed = town.roll.pool.size > 0
    if listed:
        called_up.count(town, t, carry, start, died)
    else:
        deaths = read_through.count(town, t, carry, start)
        for d in range(deaths):
            died[_cell(town, town.dying[d], t) + 1] += 1
        for c in range(36):
            died[c + 1] += died[c]
    weigh_all(town)
    exact[:] = 0.0
    for s in range(2):
        for a in range(111):
            exact[18 * s + band_of(a)] += town.want[s, a]
    for c in range(36):
        have[c] = start[c + 1] - start[c] - (died[c + 1] - died[c])
    _aims(have, exact, total, slack, need)
    for c in range(36):
        need[c] -= have[c]
    if listed:
        _bury_called_up(town, t, died, need)
    else:
        _bury(town, t, deaths, need)
    for c in range(36):
        old = c % 18 >= SPARED_FROM_BAND
        for _ in range(-need[c]):
            if listed:
                i = called_up.who_leaves(town, np.int64(c // 18), np.int64(c % 18), t, old)
            else:
                i = read_through.who_leaves(town, town.members[start[c] : start[c + 1]], t, old)
            if i >= 0:
                leave(town, i, t, DIES if old else GOES)
        if old:
            carry[c // 18, c % 18] -= abs(need[c])
    for c in range(36):
        for _ in range(need[c]):
            _arrive(town, t, np.int64(c // 18), np.int64(c % 18))
    _balance(town, t, slack)


@njit(_nrt=False)
def _cell(town, i, t):
    """Sex and band of a resident, 0 to 35."""
    word = town.words[i]
    return 18 * sex_of(word) + band_of(age_of(cohort_of(word), years_since_base(t)))


@njit(_nrt=False)
def _bury(town, t, deaths, need):
    """The dying leave, but for those of 65 or older whom a shortfall spares; ``need`` falls by the spared."""
    for d in range(deaths):
        i = np.int64(town.dying[d])
        c = _cell(town, i, t)
        if need[c] > 0 and c % 18 >= SPARED_FROM_BAND:
            need[c] -= 1
        else:
            leave(town, i, t, DIES)


@njit(_nrt=False)
def _bury_called_up(town, t, died, need):
    """The same where the dying stand by cell: the spared are drawn."""
    for c in range(36):
        first, last = died[c], died[c + 1]
        spared = np.int64(0)
        if c % 18 >= SPARED_FROM_BAND:
            spared = min(max(need[c], np.int64(0)), last - first)
            called_up.spare(town, first, last, spared)
            need[c] -= spared
        for d in range(first + spared, last):
            leave(town, np.int64(town.dying[d]), t, DIES)


@njit(_nrt=False)
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


@njit(_nrt=False)
def _balance(town, t, slack):
    """Moves inside the prefecture until every municipality is within ``slack`` of its target."""
    municipalities = town.free_count.size
    stuck = town.stuck
    stuck[:] = False
    for _ in range(town.words.size):
        crowded, most = NONE, -1e18
        least = 1e18
        for m in range(municipalities):
            s = town.over[m]
            least = min(least, s)
            if s > most and not stuck[m]:
                crowded, most = np.int64(m), s
        if crowded < 0 or (most < slack and least > -slack):
            break
        to = emptiest(town, NONE)
        if to < 0 or town.over[to] + 1.0 >= most:
            break
        i = who_moves(town, crowded, to, t)
        if i < 0:
            stuck[crowded] = True
            continue
        sex = sex_of(town.words[i])
        age = age_of(cohort_of(town.words[i]), years_since_base(t))
        leave(town, i, t, GOES)
        come(town, to, t, sex, age, COMES)
