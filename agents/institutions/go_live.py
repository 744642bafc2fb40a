"""From start to service: projects end after a random number of months, well or badly.

A project goes live in a month with the same chance however long it has run, so the delay is
geometric. At that moment it may fail to fit the other systems; then the form works but is harder to
use. Afterwards the form ages until somebody refits it (model 5.1).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.draws import PURPOSES, mix3
from agents.exact import logistic, threshold
from agents.institutions.decision import LIVE, UNDER_WAY

HARDEST = 0.5
"""Most that a municipality's own systems can add to the difficulty of a family, a share (grade E)."""
PURPOSES_OF_MONTH = np.array(
    [
        PURPOSES[name]
        for name in ("GO_LIVE", "INTEGRATION", "COORDINATION", "OFFER", "MEASURE", "WITHDRAW")
    ],
    np.int64,
)
"""Draws of a month, in the order of its keys."""
GO_LIVE, INTEGRATION, COORDINATION, OFFER, MEASURE, WITHDRAW = range(6)
STANDARD_SYSTEM = 1
"""Service word of draws about the move to the standard system; 0 is for bundles."""


@njit(cache=True, nogil=True, _nrt=False)
def go_live_probability(values, capacity, lever, out):
    """Monthly chance that a project goes live: G / (tau (1 + resistance)), less time on the platform.

    values : Assumptions; capacity : (M,) float64, index with median 1; lever : Levers
    out : (M,) float64, written; 0-1
    """
    for m in range(capacity.size):
        resistance = values.go_live_resistance * (1.0 - lever.training[m]) + lever.resistance[m]
        months = values.go_live_months * (1.0 + max(resistance, 0.0))
        months = months * (1.0 - values.go_live_platform * lever.platform[m])
        out[m] = min(1.0, capacity[m] / months)


@njit(_nrt=False)
def launch_complexity(values, lever, m):
    """What a service launched this month adds to the difficulty of its family, before failures.

    values : Assumptions; lever : Levers; m : municipality. May be negative.
    """
    return (
        values.quality_vendor * lever.heterogeneity[m]
        - values.quality_standard * lever.standard[m]
        - values.quality_user_centred * lever.user_centred[m]
    )


@njit(_nrt=False)
def failure_probability(values, lever, churn, apart, m):
    """Chance that an integration fails.

    churn : float   remembered announcements of municipality ``m``
    apart : float   logins of the ministries that are not shared, beyond the usual share of them
    """
    return logistic(
        values.integration_intercept
        + values.integration_churn * churn
        - values.integration_coordination * lever.coordination[m]
        + values.integration_logins * apart
    )


@njit(_nrt=False)
def enter_service(m, b, keys, values, lever, apart, local, cost_share, state):
    """Bundle ``b`` of municipality ``m`` goes live; a failed integration makes the form harder."""
    added = launch_complexity(values, lever, m)
    failure = threshold(failure_probability(values, lever, state.churn[m], apart[local.family[b]], m))
    address = np.uint32(m * 256 + local.bundle[b])
    if np.int64(mix3(address, keys[INTEGRATION, 0, 0], keys[INTEGRATION, 0, 1])) < failure:
        added += values.integration_penalty
        state.failed[m] += 1
    f = local.family[b]
    both = state.live_weight[m, f] + local.weight[b]
    before = state.complexity[m, f] * state.live_weight[m, f]
    state.complexity[m, f] = (before + added * local.weight[b]) / both
    state.live_weight[m, f] = both
    state.live_cost[m] += cost_share[b]
    state.bundle[m, b] = LIVE
    state.went_live[m] += 1


@njit(_nrt=False)
def finish_projects(keys, values, chance, lever, apart, local, cost_share, state, changed):
    """Projects under way end with a geometric delay; so does the move to the standard system.

    chance : (M,) float64   of this month; others as in ``pass_month``
    Returns how many projects were looked at.
    """
    looked = 0
    bundles = local.bundle.size
    k0, k1 = keys[GO_LIVE, 0, 0], keys[GO_LIVE, 0, 1]
    m, end, cut = -1, 0, np.int64(0)
    flat = state.bundle.reshape(-1)
    words = flat[: flat.size // 8 * 8].view(np.uint64)
    for word in range(words.size + 1):
        # Eight bundles at a glance: of the three states only UNDER_WAY is odd.
        if word < words.size and words[word] & np.uint64(0x0101010101010101) == 0:
            continue
        for k in range(8 * word, min(8 * word + 8, flat.size)):
            if flat[k] != UNDER_WAY:
                continue
            looked += 1
            if k >= end:
                while k >= end:
                    m += 1
                    end += bundles
                cut = threshold(chance[m])
            b = k - (end - bundles)
            luck = np.int64(mix3(np.uint32(m * 256 + local.bundle[b]), k0, k1))
            if luck < cut:
                enter_service(m, b, keys, values, lever, apart, local, cost_share, state)
                changed[m] = 1
    k0, k1 = keys[GO_LIVE, STANDARD_SYSTEM, 0], keys[GO_LIVE, STANDARD_SYSTEM, 1]
    for m in range(chance.size):
        if state.standard[m] != UNDER_WAY:
            continue
        looked += 1
        if np.float64(mix3(np.uint32(m * 256), k0, k1)) < np.floor(chance[m] * 4294967296.0):
            state.standard[m] = LIVE
            launch = launch_complexity(values, lever, m)
            for f in range(8):
                state.complexity[m, f] = launch if state.live_weight[m, f] > 0.0 else 0.0
    return looked


@njit(_nrt=False)
def age_forms(live_weight, complexity, step):
    """Live forms grow harder by ``step``, up to a bound. Both (n,) float64; ``complexity`` is written."""
    for k in range(complexity.size):
        older = complexity[k] + (step if live_weight[k] > 0.0 else 0.0)
        complexity[k] = older if older < HARDEST else HARDEST


@njit(cache=True, nogil=True, _nrt=False)
def pass_month(keys, values, chance, lever, apart, local, cost_share, state, changed, called):
    """One month of every municipality before anybody decides: projects end, forms age, costs run up.

    keys : (6, 2, 4) uint32        stream keys of ``PURPOSES_OF_MONTH``, for bundles and the standard system
    values : Assumptions; lever : Levers
    chance : (M,) float64          that a project goes live, see ``go_live_probability``
    apart : (8,) float64           logins of each family that are not shared, beyond the usual share of them
    local : LocalBundles; cost_share : (L,) float64   part of the family's cost that a bundle causes
    state : State                  written
    changed : (M,) uint8           written: 1 where a bundle went live
    called : (M,) uint8            written: 1 where a duty is new, or an instruction under a duty is missing
    Municipalities do not meet here, so their order changes nothing. Returns how many are called, and how many
    projects were looked at.
    """
    kept = 1.0 - values.churn_decay
    for m in range(changed.size):
        changed[m] = 0
        state.churn[m] = state.churn[m] * kept + lever.announcements[m]
    looked = finish_projects(keys, values, chance, lever, apart, local, cost_share, state, changed)
    age_forms(state.live_weight.reshape(-1), state.complexity.reshape(-1), values.quality_ageing_year / 12.0)
    running = values.cost_running_yen / 12.0
    wanted = 0
    for m in range(called.size):
        cheaper = values.offer_standard_saving if state.standard[m] == LIVE else 0.0
        state.running[m] += running * (1.0 - cheaper) * state.live_cost[m]
        duty = lever.mandate[m] + lever.mandatory[m]
        called[m] = (duty > state.mandate[m]) | ((state.missed[m] == 1) & (duty > 0.0))
        wanted += called[m]
        state.mandate[m] = duty
    return wanted, looked


@njit(cache=True, nogil=True, _nrt=False)
def mean_complexity(live_weight, complexity, out):
    """Mean over families by live weight, 0 with none.

    live_weight, complexity : (M, 8) float64; out : (M,) float64, written
    """
    for m in range(out.size):
        weight, total = 0.0, 0.0
        for f in range(8):
            weight += live_weight[m, f]
            total += live_weight[m, f] * complexity[m, f]
        out[m] = total / weight if weight > 0.0 else 0.0
