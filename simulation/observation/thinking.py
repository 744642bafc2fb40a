"""What stands in somebody's way, asked outside a case: the gates and the value of a need that comes to mind.

The stages of a case are called as they are, on the tables of the month; nobody's state moves.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from simulation.kernels.case import LEAST_QUICKER, MOST_QUICKER, draw_of_bundle
from simulation.kernels.choose import first_closed_gate, taste, transfer_of_ease, value_of_own_use
from simulation.kernels.codes import BUNDLE, PURPOSES_OF_CASE
from simulation.kernels.luck import luck, uniform
from simulation.kernels.scan import LAST_BAND, age_of, municipality_of, person_id, row_of
from simulation.kernels.tables import (
    BASE,
    CREDENTIAL,
    INCENTIVE,
    LAUNCHED,
    RISK,
    TIME_LOST,
    Columns,
    Month,
    Person,
    Place,
    Weights,
)

LAUNCH = PURPOSES_OF_CASE[8]
ASKED = PURPOSES_OF_CASE[3]


@njit(cache=True, nogil=True)
def come_to_mind(
    slots: np.ndarray,
    drawn: np.ndarray,
    likeliest: np.ndarray,
    columns: Columns,
    place: Place,
    month: Month,
    w: Weights,
    person: Person,
    gate: np.ndarray,
    value: np.ndarray,
) -> None:
    """The first closed gate of one need of each, and the value of own use of another with all gates open.

    slots : (n,) int64; drawn, likeliest : (n,) int64   family of the need thought of; of the value
    gate : (n,) int64, written   0 open; value : (n,) float64, written   logits
    """
    for k in range(slots.size):
        i = slots[k]
        m = municipality_of(i, place.municipality_start)
        age = age_of(i, columns.birth[i], month.year, month.calendar)
        band = min(age // 5, LAST_BAND)
        row = np.int64(row_of(m, band, columns.who[i], place, month))
        identifier = person_id(i, columns.recent[i], month.slots)
        family = drawn[k]
        bundle_luck = luck(month.keys, BUNDLE, family + 1, identifier)
        bundle = draw_of_bundle(bundle_luck, family, month.bundle_guide, month.bundle_cumulative)
        terms = month.terms[month.member[bundle], row]
        offered = np.int64(month.offered[m, bundle >> 6] >> np.uint64(bundle & 63)) & 1
        open_now = uniform(luck(month.keys, LAUNCH, family + 1, identifier)) < terms[LAUNCHED]
        aware = (np.int64(columns.aware[i]) >> family) & 1
        asked = uniform(luck(month.keys, ASKED, family + 1, identifier)) < terms[CREDENTIAL]
        gate[k] = first_closed_gate(
            identifier,
            month,
            terms,
            row,
            family,
            offered == 1 and open_now,
            aware == 1,
            columns.who[i],
            columns.card[i],
            columns.mind[i],
            asked,
        )
        family = likeliest[k]
        terms = month.terms[family, row]
        wait = month.wait_time[np.int64(place.area[m])]
        quicker = min(max(terms[TIME_LOST] + wait, LEAST_QUICKER), MOST_QUICKER)
        first = (np.int64(columns.how[i]) >> (2 * family)) & 3 != 1
        fixed = terms[BASE] + (terms[INCENTIVE] if first else 0.0)
        leaning = taste(identifier, month.permanent, person, family, w.taste_spread)
        trust = columns.trust[i] * (1.0 / 255.0)
        transfer = transfer_of_ease(columns.recent[i], columns.mind[i], m, family, row, month)
        value[k] = value_of_own_use(
            columns, i, w, person, fixed, terms[RISK], quicker, family, age, leaning, trust, transfer
        )
