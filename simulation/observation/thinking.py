"""What stands in somebody's way, asked outside a case: the gates and the value of a need that comes to mind.

The stages of a case are called as they are, on the tables of the month; nobody's state moves.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from agents.draws import PURPOSES
from agents.exact import logistic_table, logit
from simulation.kernels.case import LEAST_QUICKER, MOST_QUICKER, draw_of_bundle
from simulation.kernels.choose import (
    GATED,
    first_closed_gate,
    gated,
    taste,
    transfer_of_ease,
    value_of_own_use,
)
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

BUNDLE = PURPOSES["BUNDLE"]
LAUNCH = PURPOSES["LAUNCHED"]
ASKED = PURPOSES["CREDENTIAL_ASKED"]


@njit
def bundle_met(identifier: Any, family: Any, m: Any, month: Month) -> Any:
    """The bundle that a need of this month is about: its number, whether it is found online here, whether
    the municipality runs the form itself."""
    drawn = luck(month.keys, BUNDLE, family + 1, identifier)
    bundle = draw_of_bundle(drawn, family, month.bundle_guide, month.bundle_cumulative)
    found = np.int64(month.offered[m, bundle >> 6] >> np.uint64(bundle & 63)) & 1
    own_system = np.int64(month.local[bundle >> 6] >> np.uint64(bundle & 63)) & 1
    return bundle, found, own_system


@njit
def worth(
    i: Any,
    identifier: Any,
    family: Any,
    member: Any,
    age: Any,
    row: Any,
    m: Any,
    local: Any,
    columns: Columns,
    place: Place,
    month: Month,
    w: Weights,
    person: Person,
) -> Any:
    """Value of own use in logits and the chance to pass the gates of variant B, 1 in the other variants.

    member : row of the catalogue; row : of the month's tables; m : municipality
    local : whether the municipality runs the form itself, which is trusted more than government at large
    All gates of device, hours and credential count as open: in variant C nothing is taken off for them.
    """
    terms = month.terms[member, row]
    quicker = min(max(terms[TIME_LOST] + month.wait_time[place.area[m]], LEAST_QUICKER), MOST_QUICKER)
    first = (np.int64(columns.how[i]) >> (2 * family)) & 3 != 1
    fixed = terms[BASE] + (terms[INCENTIVE] if first else 0.0)
    leaning = taste(identifier, month.permanent, person, family, w.taste_spread)
    trust = columns.trust[i] * (1.0 / 255.0)
    trust = min(trust + w.municipal_trust, 1.0) if local else trust
    transfer = transfer_of_ease(columns.recent[i], columns.mind[i], m, family, row, month)
    value = value_of_own_use(
        columns, i, w, person, fixed, terms[RISK], quicker, family, age, leaning, trust, transfer
    )
    passes = 1.0
    if w.choice_rule == GATED:
        part, passes = gated(columns, i, w, terms[RISK], person, trust, transfer)
        value -= part
    return value, passes


@njit
def as_one_value(value: Any, passes: Any, person: Person) -> Any:
    """The value at which own use is as likely as at ``value`` behind gates passed with chance ``passes``."""
    if passes == 1.0:
        return value
    chance = passes * logistic_table(value, person.logistic)
    return logit(min(max(chance, 1e-12), 1.0 - 1e-12))


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
    gate : (n,) int64, written   0 open; value : (n,) float64, written   logits; under the rule that makes
        every factor a gate, the value at which the additive rule would choose as often
    """
    for k in range(slots.size):
        i = slots[k]
        m = municipality_of(i, place.municipality_start)
        age = age_of(i, columns.birth[i], month.year, month.calendar)
        band = min(age // 5, LAST_BAND)
        row = np.int64(row_of(m, band, columns.who[i], place, month))
        identifier = person_id(i, columns.recent[i], month.slots)
        family = drawn[k]
        bundle, found, _ = bundle_met(identifier, family, m, month)
        terms = month.terms[month.member[bundle], row]
        open_now = uniform(luck(month.keys, LAUNCH, family + 1, identifier)) < terms[LAUNCHED]
        aware = (np.int64(columns.aware[i]) >> family) & 1
        asked = uniform(luck(month.keys, ASKED, family + 1, identifier)) < terms[CREDENTIAL]
        gate[k] = first_closed_gate(
            identifier,
            month,
            terms,
            row,
            family,
            found == 1 and open_now,
            aware == 1,
            columns.who[i],
            columns.card[i],
            columns.mind[i],
            asked,
        )
        family = likeliest[k]
        _, _, local = bundle_met(identifier, family, m, month)
        found_worth, passes = worth(
            i, identifier, family, family, age, row, m, local == 1, columns, place, month, w, person
        )
        value[k] = as_one_value(found_worth, passes, person)
