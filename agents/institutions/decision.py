"""The decision of April: which local bundles does a municipality start this year?

Few users make a service dear per case, dear services are not started, and what is not offered wins
no users: the trap may close or not, the rule only says what each municipality weighs (model 5.1).
Every function is a compiled loop over municipalities in a fixed order, so that sums have fixed bits.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.draws import mix3
from agents.exact import exp, log, logistic, threshold

WAITING, UNDER_WAY, LIVE = 0, 1, 2
"""States of one local bundle in one municipality."""


@njit(cache=True)
def measure_uptake(needs, online, area, area_prefecture, noise, has_live, own, prefectural, announced, said,
                   expected, neighbours):
    """What each municipality believes about uptake: expected for itself, and seen at its neighbours.

    needs, online : (A, 8) int64      cases and online cases of twelve months by service area, read
    area : (M,) int64                 service area of the municipality
    area_prefecture : (A,) int64      prefecture 0-46 of the area
    noise : (M, 8) float64            factor on measured use, exp of a normal error
    has_live : (M, 8) uint8           1 where the municipality runs a local service of the family
    own, prefectural, announced : float   weights; own is left out where nothing runs
    said : float                      uptake that the state announces, a share
    expected, neighbours : (M, 8) float64, written; shares 0-1
    """
    total = np.zeros((47, 8, 2), np.int64)
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
            mine = min(1.0, mine * noise[m, f])
            weight = own if has_live[m, f] else 0.0
            weights = weight + prefectural + announced
            mixed = weight * mine + prefectural * near + announced * said
            expected[m, f] = mixed / weights if weights > 0.0 else said
            neighbours[m, f] = near


@njit(cache=True)
def start_probability(rows, values, staff, finance, population, lever, expected, neighbours, decides, out):
    """Chance that a bundle is started once the instruction has arrived: Lambda(...) of model 5.1.

    rows : (R,) int64      municipalities to write
    values : Assumptions; staff, finance, population : (M,) float64 (persons, index, persons)
    lever : Levers; expected, neighbours : (M, 8) float64
    decides : (8,) uint8   1 for families with local bundles; the others get 0
    out : (M, 8) float64, written; multiply by the coordination lever for the full Pr(start)
    """
    for m in rows:
        standard = lever.standard[m]
        fixed = (
            values.offer_level
            + values.offer_staff * log(max(staff[m] * lever.staff[m], 0.1))
            + values.offer_finance * finance[m]
            + values.offer_standard * standard
            + values.offer_platform * lever.platform[m]
            + values.offer_subsidy * lever.subsidy[m]
            + values.offer_mandate * lever.mandate[m]
        )
        cost = values.cost_offer_yen * (1.0 - standard * values.offer_standard_saving)
        for f in range(8):
            if not decides[f]:
                out[m, f] = 0.0
                continue
            cases = max(population[m], 1.0) * max(expected[m, f], 0.01)
            saving = max(cases * values.cost_saving_per_case_yen, 1.0)
            risk = log(1.0 + cost / saving)
            out[m, f] = logistic(
                fixed + values.offer_neighbours * neighbours[m, f] - values.offer_economic_risk * risk
            )


@njit(cache=True)
def start_bundles(rows, reached, k0, k1, probability, bundle, family, cost_share, work, pool, state,
                  started, cost):
    """Start bundles, most used first, as long as project-months are left in the IT pool.

    rows : (R,) int64              municipalities that decide
    reached : (R,) uint8           1 where the instruction has arrived
    k0, k1 : uint32                stream of the month; the draw's identifier is municipality * 256 + bundle
    probability : (M, 8) float64   from ``start_probability``
    bundle, family : (L,) int64    number and family of each local bundle
    cost_share : (L,) float64      part of the family's cost that the bundle causes
    work : (M,) float64            project-months to start one bundle
    pool : (M,) float64            project-months left this fiscal year, written
    state : (M, L) uint8           WAITING, UNDER_WAY or LIVE, written
    started : (M,) int64           bundles started, added to
    cost : (M,) float64            parts of a family's cost, written
    Returns the number of bundles started. A pool of 0 starts nothing.
    """
    total = 0
    for i in range(rows.size):
        if not reached[i]:
            continue
        m = rows[i]
        for b in range(family.size):
            if pool[m] <= 0.0 or pool[m] < work[m]:
                break
            if state[m, b] != WAITING:
                continue
            luck = np.int64(mix3(np.uint32(m * 256 + bundle[b]), k0, k1))
            if luck < threshold(probability[m, family[b]]):
                state[m, b] = UNDER_WAY
                pool[m] -= work[m]
                started[m] += 1
                cost[m] += cost_share[b]
                total += 1
    return total


@njit(cache=True)
def error_factors(normal, sigma, out):
    """exp(sigma * normal). normal : (n,) float64, read; out : (n,) float64, written."""
    for i in range(normal.size):
        out[i] = exp(sigma * normal[i])
