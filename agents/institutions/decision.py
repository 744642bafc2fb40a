"""The decision of April: which local bundles does a municipality start this year?

Few users make a service dear per case, dear services are not started, and what is not offered wins
no users: the trap may close or not, the rule only says what each municipality weighs (model 5.1).
Every function is a compiled loop over municipalities in a fixed order, so that sums have fixed bits.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from agents.draws import mix3
from agents.exact import exp, log, logistic, threshold
from agents.institutions.chance import quantile

WAITING, UNDER_WAY, LIVE = 0, 1, 2
"""States of one local bundle in one municipality."""


class Scratch(NamedTuple):
    """Working memory of ``decide``: waits (8,) uint8, cuts (8,) uint32 by family; words (L,) uint32."""

    waits: np.ndarray
    cuts: np.ndarray
    words: np.ndarray


@njit(_nrt=False)
def noise_factor(m, f, key, sigma):
    """Factor exp(sigma * normal error) on what municipality ``m`` measures of family ``f``."""
    word = mix3(np.uint32(m * 256 + f), key[0], key[1])
    return exp(sigma * quantile((np.float64(word) + 0.5) / 4294967296.0))


@njit(cache=True, nogil=True, _nrt=False)
def measure_uptake(key, values, quality, area, area_prefecture, state, total):
    """What each municipality believes about uptake: expected for itself, and seen at its neighbours.

    key : (4,) uint32                 stream of the April's errors, one for each municipality and family
    values : Assumptions              weights of own, prefectural and announced uptake; own is left out where
                                      nothing runs
    quality : (M,) float64            how far use is measured; the rest is what the state announces
    area : (M,) int64                 service area of the municipality
    area_prefecture : (A,) int64      prefecture 0-46 of the area
    state : State                     reads ``needs``, ``online`` and ``live_weight``, writes ``expected`` and
                                      ``neighbours``
    total : (47, 8, 2) int64          cases and online cases by prefecture, written
    An error is drawn only where it can change something: a service runs and its use is not zero.
    """
    needs, online = state.needs, state.online
    said, prefectural, announced = values.uptake_said, values.uptake_prefecture, values.uptake_announced
    total[:] = 0
    for a in range(needs.shape[0]):
        p = area_prefecture[a]
        for f in range(8):
            total[p, f, 0] += needs[a, f]
            total[p, f, 1] += online[a, f]
    for m in range(area.size):
        a = area[m]
        p = area_prefecture[a]
        for f in range(8):
            around = total[p, f, 0] - needs[a, f]
            near = (total[p, f, 1] - online[a, f]) / around if around > 0 else said
            mine = online[a, f] / needs[a, f] if needs[a, f] > 0 else said
            weight = values.uptake_own * quality[m] if state.live_weight[m, f] > 0.0 else 0.0
            if mine != 0.0 and weight != 0.0:
                mine = min(1.0, mine * noise_factor(m, f, key, values.measurement_noise))
            weights = weight + prefectural * quality[m] + announced
            mixed = weight * mine + prefectural * quality[m] * near + announced * said
            state.expected[m, f] = mixed / weights if weights > 0.0 else said
            state.neighbours[m, f] = quality[m] * near + (1.0 - quality[m]) * said


@njit(_nrt=False)
def appeal(m, values, staff, finance, lever):
    """What speaks for an offer in municipality ``m`` whatever the family, logits."""
    return (
        values.offer_level
        + values.offer_staff * log(max(staff[m] * lever.staff[m], 0.1))
        + values.offer_finance * finance[m]
        + values.offer_standard * lever.standard[m]
        + values.offer_platform * lever.platform[m]
        + values.offer_subsidy * lever.subsidy[m]
        + values.offer_mandate * lever.mandate[m]
    )


@njit(_nrt=False)
def family_probability(m, f, fixed, values, population, lever, state):
    """Lambda(...) of model 5.1 for family ``f`` in municipality ``m``; fixed : ``appeal`` of ``m``."""
    cost = values.cost_offer_yen * (1.0 - lever.standard[m] * values.offer_standard_saving)
    cases = max(population[m], 1.0) * max(state.expected[m, f], 0.01)
    saving = max(cases * values.cost_saving_per_case_yen, 1.0)
    risk = log(1.0 + cost / saving)
    return logistic(
        fixed + values.offer_neighbours * state.neighbours[m, f] - values.offer_economic_risk * risk
    )


@njit(cache=True, nogil=True, _nrt=False)
def start_probability(rows, values, staff, finance, population, lever, state, decides, out):
    """Chance that a bundle is started once the instruction has arrived.

    rows : (R,) int64      municipalities to write
    values : Assumptions; staff, finance, population : (M,) float64 (persons, index, persons)
    lever : Levers; state : State, read
    decides : (8,) uint8   1 for families with local bundles; the others get 0
    out : (M, 8) float64, written; multiply by the coordination lever for the full Pr(start)
    """
    for i in range(rows.size):
        m = rows[i]
        fixed = appeal(m, values, staff, finance, lever)
        for f in range(8):
            out[m, f] = 0.0
            if decides[f]:
                out[m, f] = family_probability(m, f, fixed, values, population, lever, state)


@njit(_nrt=False)
def start_bundles(m, words, cuts, local, cost_share, work, state):
    """Start bundles, most used first, while project-months are left in the IT pool.

    words : (L,) uint32     luck of the bundles; cuts : (8,) uint32   thresholds by family, 0 starts nothing
    local : LocalBundles; cost_share : (L,) float64   part of the family's cost that a bundle causes
    work : float            project-months to start one bundle
    state : State           ``bundle``, ``pool`` and ``started`` of ``m`` are written
    Returns the parts of families' cost that were started. A pool of 0 starts nothing.
    """
    cost = 0.0
    for b in range(words.size):
        if words[b] >= cuts[local.family[b]] or state.bundle[m, b] != WAITING:
            continue
        if state.pool[m] <= 0.0 or state.pool[m] < work:
            break
        state.bundle[m, b] = UNDER_WAY
        state.pool[m] -= work
        state.started[m] += 1
        cost += cost_share[b]
    return cost


@njit(_nrt=False)
def find_waiting(m, family, bundle, decides, waits):
    """Families with a waiting bundle in municipality ``m``: waits (8,) uint8, written."""
    missing = 0
    for f in range(8):
        waits[f] = 0
        missing += decides[f]
    for b in range(family.size):
        if bundle[m, b] == WAITING and waits[family[b]] == 0:
            waits[family[b]] = 1
            missing -= 1
            if missing == 0:
                break


@njit(_nrt=False)
def draw_words(m, k0, k1, bundle, words):
    """Luck of every bundle of ``m`` in one stream, bundle : (L,) int64; words : (L,) uint32, written."""
    first = m * 256
    for b in range(words.size):
        words[b] = mix3(np.uint32(first + bundle[b]), k0, k1)


@njit(_nrt=False)
def begin_standard(m, key, fixed, values, population, lever, state, decides):
    """Begin the move to the standard system: out of duty, or with the mean chance of an offer."""
    families = 0
    for f in range(8):
        families += decides[f]
    mean = 0.0
    for f in range(8):
        if decides[f]:
            mean += family_probability(m, f, fixed, values, population, lever, state) / families
    wish = max(mean * lever.standard[m], lever.mandatory[m])
    if np.float64(mix3(np.uint32(m * 256), key[0], key[1])) < np.floor(wish * 4294967296.0):
        state.standard[m] = UNDER_WAY


@njit(cache=True, nogil=True, _nrt=False)
def decide(rows, final, coordination, offer, standard, values, staff, finance, population, lever, local,
           cost_share, decides, state, scratch):
    """Let municipalities decide on every waiting bundle and on the standard system.

    rows : (R,) int64                  municipalities that decide
    final : (R,) float64               what their contracts cost in the end, as a ratio of what was agreed
    coordination, offer, standard : (4,) uint32   streams of the month: whether the instruction arrives,
                                       luck of bundles, luck of the standard system
    values : Assumptions; staff, finance, population : (M,) float64 (persons, index, persons)
    lever : Levers; local : LocalBundles; cost_share : (L,) float64; decides : (8,) uint8
    state : State                      written
    scratch : Scratch                  written
    An instruction arrives with the coordination lever's chance; under a duty, whoever missed it is asked
    again next month. Chances are computed for families with a waiting bundle only. Returns the starts.
    """
    total = 0
    waits, cuts = scratch.waits, scratch.cuts
    for i in range(rows.size):
        m = rows[i]
        word = mix3(np.uint32(m * 256), coordination[0], coordination[1])
        reached = np.float64(word) < np.floor(lever.coordination[m] * 4294967296.0)
        state.missed[m] = lever.mandate[m] + lever.mandatory[m] > 0.0 and not reached
        if not reached:
            continue
        saved = 1.0 - values.offer_standard_saving * lever.standard[m]
        work = values.capacity_project_months * saved
        able = state.pool[m] > 0.0 and state.pool[m] >= work
        renews = lever.standard[m] > 0.0 and state.standard[m] == WAITING
        if not (able or renews):
            continue
        fixed = appeal(m, values, staff, finance, lever)
        if able:
            find_waiting(m, local.family, state.bundle, decides, waits)
            for f in range(8):
                cuts[f] = 0
                if waits[f]:
                    chance = family_probability(m, f, fixed, values, population, lever, state)
                    cuts[f] = np.uint32(threshold(chance))
            before = state.started[m]
            draw_words(m, offer[0], offer[1], local.bundle, scratch.words)
            cost = start_bundles(m, scratch.words, cuts, local, cost_share, work, state)
            cost *= values.cost_offer_yen * saved
            state.agreed[m] += cost
            state.overrun[m] += max(cost * final[i] - cost, 0.0)
            cost *= final[i]
            state.invested[m] += cost * (1.0 - lever.subsidy[m])
            state.subsidised[m] += cost * lever.subsidy[m]
            total += state.started[m] - before
        if renews:
            begin_standard(m, standard, fixed, values, population, lever, state, decides)
    return total


@njit(cache=True)
def error_factors(normal, sigma, out):
    """exp(sigma * normal). normal : (n,) float64, read; out : (n,) float64, written."""
    for i in range(normal.size):
        out[i] = exp(sigma * normal[i])
