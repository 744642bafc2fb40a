"""Mean field: the share of users in one's cell in place of one's own ties (model section 5.9, variant b).

Somebody of forty in Osaka who follows online media meets neither a neighbour nor a friend here, but the
average of everybody like that. It is the reference of theory, and the difference to the network of
ties is a structural uncertainty.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.columns import VACANT
from agents.draws import PURPOSES
from agents.networks import MOST_TIES
from simulation.kernels.bits import read_channel
from simulation.kernels.luck import luck, rounded
from simulation.kernels.push import bits_in
from simulation.kernels.scan import LAST_BAND, age_of, municipality_of, person_id
from simulation.kernels.talk import cell_of

CELL_SHARE = PURPOSES["CELL_SHARE"]


@njit(nogil=True, cache=True)
def count_cells(first, last, year, calendar, columns, place, cell, users, people, work):
    """Cells of the slots [first, last), their people and users, after this month's marks, which are cleared.

    cell : (last - first,) int64, written; users : (C, 8) int64 and people : (C,) int64, added to
    work : (8,) int64   entries 6 and 7 count the starts and stops
    """
    m = municipality_of(first, place.municipality_start)
    for i in range(first, last):
        while i >= place.municipality_start[m + 1]:
            m += 1
        work[6] += bits_in(np.int64(columns.starts[i]))
        work[7] += bits_in(np.int64(columns.stops[i]))
        columns.starts[i] = 0
        columns.stops[i] = 0
        age = age_of(i, columns.birth[i], year, calendar)
        band = min(age // 5, np.int64(LAST_BAND))
        cell[i - first] = cell_of(np.int64(place.prefecture[m]), band, read_channel(columns.who[i]))
        if columns.birth[i] == VACANT:
            continue
        people[cell[i - first]] += 1
        for family in range(8):
            users[cell[i - first], family] += np.int64((np.int64(columns.stamp[i]) >> (4 * family)) & 15 != 0)


@njit(nogil=True, cache=True)
def meet_the_mean(first, last, total, keys, columns, cell, users, people):
    """Counters of using ties in [first, last) become the cell's share in fifteenths, rounded without bias."""
    for i in range(first, last):
        if columns.birth[i] == VACANT:
            continue
        c = cell[i - first]
        identifier = person_id(i, columns.recent[i], total)
        near = np.int64(0)
        for family in range(8):
            if users[c, family] > 0:
                share = MOST_TIES * users[c, family] / people[c]
                met = rounded(share, luck(keys, CELL_SHARE, family + 1, identifier))
                near |= min(met, np.int64(MOST_TIES)) << (4 * family)
        columns.near[i] = np.uint32(near)
