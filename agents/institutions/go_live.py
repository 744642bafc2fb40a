"""From start to service: projects end after a random number of months, well or badly.

A project goes live in a month with the same chance however long it has run, so the delay is
geometric. At that moment it may fail to fit the other systems; then the form works but is harder to
use. Afterwards the form ages until somebody refits it (model 5.1).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.exact import logistic, threshold
from agents.institutions.decision import LIVE


@njit(cache=True)
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


@njit(cache=True)
def launch_complexity(values, lever, out):
    """What a service launched this month adds to the difficulty of its family, before failures.

    values : Assumptions; lever : Levers; out : (M,) float64, written; may be negative
    """
    for m in range(out.size):
        out[m] = (
            values.quality_vendor * lever.heterogeneity[m]
            - values.quality_standard * lever.standard[m]
            - values.quality_user_centred * lever.user_centred[m]
        )


@njit(cache=True)
def finish_projects(pairs, live_draws, fail_draws, chance, launch, values, churn, coordination,
                    family, weight, cost_share, state, complexity, live_weight, live_cost,
                    went_live, failed, changed):
    """Projects that end this month enter service; a failed integration makes the form harder.

    pairs : (P,) int64                  municipality * L + local bundle, of projects under way
    live_draws, fail_draws : (P,) uint32
    chance, launch, churn, coordination : (M,) float64
    family : (L,) int64; weight, cost_share : (L,) float64   shares of the family's needs and of its cost
    state : (M, L) uint8                written
    complexity : (M, 8) float64         written: mean over the family's live bundles by weight
    live_weight : (M, 8) float64        written: weight of the family's live local bundles
    live_cost : (M,) float64            written: parts of families' cost in service
    went_live, failed : (M,) int64      counters, written
    changed : (M,) uint8                set to 1 where a bundle went live
    """
    bundles = family.size
    for k in range(pairs.size):
        m = pairs[k] // bundles
        b = pairs[k] - m * bundles
        if np.int64(live_draws[k]) >= threshold(chance[m]):
            continue
        f = family[b]
        added = launch[m]
        failure = logistic(
            values.integration_intercept
            + values.integration_churn * churn[m]
            - values.integration_coordination * coordination[m]
        )
        if np.int64(fail_draws[k]) < threshold(failure):
            added += values.integration_penalty
            failed[m] += 1
        both = live_weight[m, f] + weight[b]
        complexity[m, f] = (complexity[m, f] * live_weight[m, f] + added * weight[b]) / both
        live_weight[m, f] = both
        live_cost[m] += cost_share[b]
        state[m, b] = LIVE
        went_live[m] += 1
        changed[m] = 1
