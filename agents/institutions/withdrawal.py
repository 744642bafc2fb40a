"""Withdrawal: a municipality takes a form offline again that saves less than it costs.

The village put the dog licence online in 2006; three people used it last year, as far as anybody counted.
When money counts for much, such a form does not survive the budget. It may come back: what was taken off
waits for a decision like everything that never was.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.draws import mix3
from agents.exact import threshold
from agents.institutions.decision import LIVE, WAITING


@njit(cache=True, nogil=True, _nrt=False)
def withdraw(key, values, population, lever, local, cost_share, state, changed):
    """Take local bundles off, each with a chance, where expected use saves less than running costs.

    key : (4,) uint32              luck of the month, one word for each municipality and bundle
    values : Assumptions; population : (M,) float64, persons
    lever : Levers                 ``cost_weight`` sets the chance; under a duty nothing is taken off
    local : LocalBundles; cost_share : (L,) float64   part of the family's cost that a bundle causes
    state : State                  ``bundle``, ``live_weight``, ``live_cost`` and ``complexity`` are written
    changed : (M,) uint8           set to 1 where something was taken off
    The luck is the same whatever the weight of cost, so more weight takes off no less. Returns how many.
    """
    lost = 0
    for m in range(population.size):
        chance = values.withdrawal_rate_year * lever.cost_weight[m]
        if chance <= 0.0 or lever.mandate[m] + lever.mandatory[m] > 0.0:
            continue
        cut = threshold(chance)
        saved = values.offer_standard_saving if state.standard[m] == LIVE else 0.0
        running = values.cost_running_yen * (1.0 - saved)
        for b in range(local.bundle.size):
            if state.bundle[m, b] != LIVE:
                continue
            f = local.family[b]
            cases = population[m] * state.expected[m, f] * local.weight[b]
            if cases * values.cost_saving_per_case_yen >= running * cost_share[b]:
                continue
            if np.int64(mix3(np.uint32(m * 256 + local.bundle[b]), key[0], key[1])) >= cut:
                continue
            state.bundle[m, b] = WAITING
            # Weights are multiples of 2**-32: what is left is exact.
            state.live_weight[m, f] -= local.weight[b]
            state.live_cost[m] = max(state.live_cost[m] - cost_share[b], 0.0)
            if state.live_weight[m, f] <= 0.0:
                state.complexity[m, f] = 0.0
            changed[m] = 1
            lost += 1
    return lost
