"""The My Number card and its credential: applying, being issued, losing a PIN.

Having the card is an adoption of its own: worth as photo ID, services that need it, money, trust and
mixed messages move the monthly hazard of applying (model 5.10), and a mandate enrols those it does not
excuse. A card that has run out is applied for like a first one. The office issues what its card queue
gets through; a held card carries a credential that can lock or run out and is repaired at the counter.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.draws import PURPOSES
from agents.exact import logistic_table
from simulation.kernels.bits import (
    read_channel,
    read_foreign,
    read_literacy,
    read_possession,
    write_certificate_year,
    write_credential,
    write_possession,
    write_since_use,
)
from simulation.kernels.codes import CARD_ISSUED, FOR_CARD
from simulation.kernels.luck import luck, uniform
from simulation.kernels.scan import year_of_birthday

CARD = PURPOSES["CARD"]
CARD_QUEUE = PURPOSES["CARD_QUEUE"]
LINKED_ACT = PURPOSES["LINKED_ACT"]
STATUS = PURPOSES["RESIDENCE_STATUS"]
OPT_OUT = PURPOSES["OPT_OUT"]


@njit(inline="always", _nrt=False)
def card_hazard(identifier, who, age, trust, row, m, month, w, person):
    """Monthly chance of applying for the card.

    trust : int   0-255; age : years; row : row of the tables; m : municipality
    """
    value = month.card[row, read_channel(who)]
    worth = logistic_table((age - w.photo_id_age) / w.photo_id_width, person.logistic)
    value += w.photo_id * month.card_photo[row] * worth
    # Linked acts pay only those who would do them (decision 36); who that is never changes.
    if uniform(luck(month.permanent, LINKED_ACT, 0, identifier)) < w.linked_share:
        value += month.card_linked[row]
    # The more is online that asks for a card, the more there is to get one for.
    value += month.card_offers[row] * month.online_count[m]
    value += month.card_place[m]
    value -= month.card_risk[row] * (1.0 - trust * (1.0 / 255.0))
    return month.card_factor[row] * logistic_table(value, person.logistic)


@njit(inline="always", _nrt=False)
def excused(identifier, mandate, trust, skill, month, w):
    """Whether a mandate passes somebody by: below 2 the distrustful opt out, at 2 the unskilled are exempt.

    Who that is follows one lasting draw per person; the shares hold at half trust and at half skill.
    """
    opts_out = w.opt_out * 2.0 * (1.0 - trust * (1.0 / 255.0))
    exempted = w.exempt * 2.0 * (1.0 - read_literacy(skill) * (1.0 / 15.0))
    share = opts_out if mandate < 2.0 else exempted
    return uniform(luck(month.permanent, OPT_OUT, 0, identifier)) < share


@njit(inline="always", _nrt=False)
def card_month(i, identifier, age, band, row, m, columns, place, month, w, person, counts):
    """Apply, or be issued what was applied for."""
    card = columns.card[i]
    state = read_possession(card)
    if state == 0 or state == 3:
        chance = card_hazard(identifier, columns.who[i], age, columns.trust[i], row, m, month, w, person)
        mandate = month.card_mandate[row]
        if mandate > 0.0 and not excused(identifier, mandate, columns.trust[i], columns.skill[i], month, w):
            chance = max(chance, w.enrolment)
        if uniform(luck(month.keys, CARD, 0, identifier)) < chance:
            columns.card[i] = write_possession(card, 1)
            counts.arrivals[place.area[m], FOR_CARD] += 1
    elif state == 1 and luck(month.keys, CARD_QUEUE, 0, identifier) < month.card_issue[place.area[m]]:
        card = write_possession(card, 2)
        card = write_credential(card, 1)
        columns.card[i] = write_since_use(card, 0)
        stamp = year_of_birthday(identifier, month) & 15
        columns.issued[i] = write_certificate_year(stamp, stamp)
        counts.arrivals[place.area[m], CARD_ISSUED] += 1
        counts.issued[place.prefecture[m], band, np.int64(columns.who[i]) & 1] += 1


@njit(inline="always", _nrt=False)
def may_hold(identifier, who, month, w):
    """Residents with a number: foreign residents without long-term status have none (inventory SYS-04)."""
    if read_foreign(who) == 0:
        return True
    return uniform(luck(month.permanent, STATUS, 0, identifier)) >= w.foreign_without_number
