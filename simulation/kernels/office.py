"""Office: every case that the citizen did not deal with online goes to the counter, the mail or a terminal.

A staffed terminal turns a case at the counter into an assisted one; a broken credential is repaired on
the same visit; where counters and mail are closed, and no desk helps, the need stays unmet.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.columns import FAMILIES
from agents.draws import PURPOSES
from simulation.kernels.bits import (
    read_credential,
    read_possession,
    with_mode,
    write_barrier,
    write_certificate_year,
    write_credential,
    write_substitute,
)
from simulation.kernels.choose import (
    NO_CREDENTIAL,
    NOT_OFFERED,
)
from simulation.kernels.codes import (
    AFTER_FAILURE,
    AT_COUNTER,
    AT_TERMINAL,
    BARRIER,
    DONE,
    FAILED_CASES,
    FILED_BY_PROXY,
    FLOW_OF_WAY,
    MODE_OF_WAY,
    NO_CHANNEL,
    OF_CREDENTIAL,
    OF_HABIT,
    OF_MAIL,
    OF_TERMINAL,
    POSTED,
    PRINTED,
    PRINTED_FLAG,
    QUEUE_OF_WAY,
    WAS_ASSISTED,
    WAS_PROXY,
)
from simulation.kernels.learn import (
    learn_from_case,
    practise,
    unpractised,
)
from simulation.kernels.luck import luck, uniform
from simulation.kernels.scan import year_of_birthday
from simulation.kernels.tables import (
    CUT_CREDENTIAL,
    CUT_MAIL,
    CUT_TERMINAL,
    OFFLINE,
    SUBSTITUTE,
)

REPAIR = PURPOSES["REPAIR"]
MOVED_HOUSE = PURPOSES["MOVED_HOUSE"]
MOVING = FAMILIES.index("moving_registry")
"""The family whose cases may be a change of address, which voids the certificate."""


@njit(_nrt=False)
def send_to_office(family, listed, people, columns, place, month, w, counts, scratch):
    """Counter, mail, terminal or proxy for every case that was not dealt with online by the citizen."""
    draws = scratch.case_draws
    cuts = month.cuts
    count = 0
    for c in range(listed.size):
        scratch.reaching[count] = c
        count += np.int64(scratch.result[c] != DONE)
    for r in range(count):
        c = np.int64(scratch.reaching[r])
        barrier = np.int64(scratch.result[c])
        j = np.int64(listed[c])
        m, row = np.int64(scratch.place[j]), np.int64(scratch.row[j])
        area, member = place.area[m], scratch.member[c]
        flow = counts.flows[place.flow_row[m], scratch.band[j], family]
        by_proxy = np.int64(barrier == WAS_PROXY)
        printed = np.int64(barrier == PRINTED_FLAG)
        failed = np.int64(barrier == AFTER_FAILURE)
        offered = np.int64(barrier != NOT_OFFERED)
        own_case = 1 - by_proxy
        filed = by_proxy & np.int64(scratch.filed[c]) & 1
        shut = np.int64(month.terms[member, row, OFFLINE] <= 0.0) & (1 - filed)
        # Where paper is closed help desks stay, also for those who failed alone, and cards are still mended.
        paper = (np.int64(scratch.filed[c]) >> 2) & (1 - filed)
        printed &= 1 - (shut | paper)
        mail = np.int64(np.int64(draws[OF_MAIL, c]) < cuts[member, row, CUT_MAIL])
        mail = own_case & (1 - (shut | paper)) & (printed | (mail & (1 - failed)))
        terminal = np.int64(np.int64(draws[OF_TERMINAL, c]) < cuts[member, row, CUT_TERMINAL])
        terminal &= own_case & offered & (1 - (failed & (1 - paper))) & (1 - mail) & (1 - shut)
        closed = shut | (paper & (1 - terminal))
        card = np.int64(columns.card[j])
        worn = np.int64(read_possession(card) == 2) & np.int64(read_credential(card) >= 2)
        asked = np.int64(np.int64(draws[OF_CREDENTIAL, c]) < cuts[member, row, CUT_CREDENTIAL])
        # A lock of this very attempt is not repaired on the way: the citizen must come again.
        if worn & asked & own_case & (1 - mail) & (1 - failed) & (1 - shut):
            repair_credential(j, people[c], card, family, row, columns, month)
            counts.arrivals[area, AT_COUNTER] += 1
        if family == MOVING and read_possession(card) == 2 and read_credential(card) == 1 and own_case:
            if uniform(luck(month.keys, MOVED_HOUSE, 0, people[c])) < w.move_voids:
                columns.card[j] = write_credential(card, 3)
        barrier = np.int64(NO_CREDENTIAL) if barrier == PRINTED_FLAG else barrier
        if printed | failed:
            flow[PRINTED] += printed
            flow[FAILED_CASES] += failed & (1 - closed) & (1 - terminal)
        if terminal:
            barrier = np.int64(WAS_ASSISTED)
            help_at_terminal(
                j, people[c], np.int64(draws[OF_HABIT, c]), family, member, row, columns, month, w
            )
        way = closed * NO_CHANNEL + mail * POSTED + terminal * AT_TERMINAL + filed * FILED_BY_PROXY
        worn_habit = unpractised(columns.skill[j], np.int64(draws[OF_HABIT, c]), w)
        columns.skill[j] = worn_habit if own_case & (1 - terminal) else np.int64(columns.skill[j])
        columns.how[j] = with_mode(columns.how[j], family, MODE_OF_WAY[way])
        columns.recent[j] = write_barrier(columns.recent[j], barrier)
        flow[FLOW_OF_WAY[way]] += 1
        flow[BARRIER + barrier] += 1
        counts.arrivals[area, QUEUE_OF_WAY[way]] += 1 - closed
        counts.area_use[area, family, 0] += 1
        counts.area_use[area, family, 1] += terminal | filed


@njit(inline="always", _nrt=False)
def repair_credential(i, identifier, card, family, row, columns, month):
    """A locked or expired credential is set right on the visit, unless the office has no time for it."""
    if uniform(luck(month.keys, REPAIR, family + 1, identifier)) < month.repair[row]:
        columns.card[i] = write_credential(card, 1)
        if read_credential(card) == 3:
            stamp = year_of_birthday(identifier, month) & 15
            columns.issued[i] = write_certificate_year(columns.issued[i], stamp)


@njit(_nrt=False)
def help_at_terminal(i, identifier, habit_draw, family, member, row, columns, month, w):
    """Somebody at the counter helps to file online: the citizen learns, at the assisted share."""
    share = w.assisted_share
    learn_from_case(columns, i, identifier, month.keys, family, w, True, share)
    practise(columns, i, identifier, habit_draw, month.keys, family, w, False, share)
    if month.terms[member, row, SUBSTITUTE] > 0.0:
        columns.card[i] = write_substitute(columns.card[i], 1)
