"""Ageing: literacy as a matter of age instead of cohort, where nobody brings a youth with screens along.

By default what a cohort has learnt stays with it as it grows old. In the variant everybody slides down the
ladder of cohorts as fast as time goes by, so that people of an age stay as skilled as people of that age were
in the first year. Learning by use goes on as always.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.columns import VACANT
from agents.draws import PURPOSES
from simulation.kernels.bits import read_literacy, write_literacy
from simulation.kernels.luck import luck, rounded
from simulation.kernels.scan import person_id

LITERACY_AGEING = PURPOSES["LITERACY_AGEING"]


@njit(nogil=True, cache=True)
def slide_down(first, last, columns, month, a_year):
    """Literacy of those whose birthday falls in this month, one year of birth further down.

    a_year : float   logits that one later year of birth is worth
    The step is the slope of the logistic curve where the person stands, rounded up or down by chance.
    """
    residue = (month.calendar - 1 - first) % 12
    for i in range(first + residue, last, 12):
        if columns.birth[i] == VACANT:
            continue
        literacy = read_literacy(columns.skill[i])
        place = (literacy + 0.5) / 16.0
        step = 16.0 * place * (1.0 - place) * a_year
        draw = luck(month.keys, LITERACY_AGEING, 0, person_id(i, columns.recent[i], month.slots))
        lower = min(max(rounded(literacy - step, draw), np.int64(0)), np.int64(15))
        columns.skill[i] = write_literacy(columns.skill[i], lower)
