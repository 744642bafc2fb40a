"""Firms file: who begins to file a procedure online this month, who gives up, and what goes which way.

An office of accountants with three hundred clients learns the new form once and saves three hundred
trips; a baker who files once a year does not bother. There is no term that says "firm": frequency and
skill make the difference (model section 5.12). A firm that leaves a procedure to a profession files
online when that office does.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from agents.draws import mix3
from agents.exact import exp, log, logistic, threshold

FIRMS, FIRMS_ONLINE, TRANSACTIONS, TRANSACTIONS_ONLINE = 0, 1, 2, 3
"""Last axis of the counts: firms with the procedure, those that file online, transactions, those online."""

SURE = 1e18
"""Odds of a start that cannot fail to come; a draw is below 1 by 2**-33 at least."""


class Terms(NamedTuple):
    """What speaks for a start this month, by procedure, and the weights that are the same for all.

    own, profession : (J,) float64   logits of a firm, of an office that files for others, before frequency
                                     and skill; under rule 2 the person-days of set-up
    duty : (J,) float64              logits that a duty adds for large firms; above 0 it binds under rule 2
    complexity, profession_complexity : (J,) float64   difficulty of the form, for a firm and for an office
    frequency, skill : float         logits per ln(1 + transactions), per unit of skill
    give_up, intercept, literacy : float   of failed attempts
    worth : float                    rule 2: person-days that a yearly transaction is worth; 0 under rule 1
    """

    own: np.ndarray
    profession: np.ndarray
    duty: np.ndarray
    complexity: np.ndarray
    profession_complexity: np.ndarray
    frequency: float
    skill: float
    give_up: float
    intercept: float
    literacy: float
    worth: float


@njit(cache=True, nogil=True, _nrt=False)
def weigh(firms, terms, large, professional, odds, fails):
    """Odds of a start and chances of giving up, anew when a lever has moved.

    odds : (P,) float64, written   odds of the monthly start without peers; 0 where a profession decides
    fails : (P,) int64, written    threshold of giving up in a month with transactions
    """
    for c in range(firms.cell_procedure.size):
        j = firms.cell_procedure[c]
        office = firms.cell_sector[c] == professional
        fixed = terms.profession[j] if office else terms.own[j]
        hard = terms.profession_complexity[j] if office else terms.complexity[j]
        duty = terms.duty[j] if firms.cell_size[c] == large else 0.0
        for p in range(firms.cell_start[c], firms.cell_start[c + 1]):
            if firms.via[p] != p:
                odds[p] = 0.0
                fails[p] = 0
                continue
            k = firms.skill[firms.firm[p]]
            if terms.worth > 0.0:
                gain = firms.yearly[p] * terms.worth
                odds[p] = SURE if gain > fixed or duty > 0.0 else 0.0
            else:
                odds[p] = exp(fixed + duty + terms.frequency * log(1.0 + firms.yearly[p]) + terms.skill * k)
            failing = 1.0 - logistic(terms.intercept + terms.literacy * (k - hard))
            fails[p] = threshold(terms.give_up * failing)


@njit(cache=True, nogil=True, _nrt=False)
def begun_before(t, firms, ready, odds, draws, state):
    """Who had begun before the first month ``t``: the starts of all months since it was possible, at once.

    draws : (P,) uint32; state : (P,) uint8, written
    """
    for p in range(state.size):
        months = t - ready[p]
        if months > 0 and odds[p] > 0.0:
            stayed = exp(-months * log(1.0 + odds[p]))
            state[p] = np.uint8(np.int64(draws[p]) < threshold(1.0 - stayed))
    for p in range(state.size):
        state[p] = state[firms.via[p]]


@njit(cache=True, nogil=True, _nrt=False)
def share_peers(firms, weight, state, pull):
    """Factor on the odds by cell: exp(weight x share of the cell's firms that file online). pull : (C,)."""
    for c in range(pull.size):
        there, online = 0, 0
        for p in range(firms.cell_start[c], firms.cell_start[c + 1]):
            there += firms.pair_weight[p]
            online += firms.pair_weight[p] * np.int64(state[p])
        pull[c] = exp(weight * online / there)


@njit(cache=True, nogil=True, _nrt=False)
def share_of_offices(firms, professional, state, out):
    """Share of the professions' clientele whose office files online, by procedure. out : (J,), written."""
    out[:] = 0.0
    for c in range(firms.cell_procedure.size):
        if firms.cell_sector[c] != professional:
            continue
        clients, online = 0.0, 0.0
        for p in range(firms.cell_start[c], firms.cell_start[c + 1]):
            clientele = firms.yearly[p] * firms.pair_weight[p]
            clients += clientele
            online += clientele * state[p]
        if clients > 0.0:
            out[firms.cell_procedure[c]] = online / clients


@njit(cache=True, nogil=True, _nrt=False)
def file_month(
    t, keys, firms, ready, odds, fails, professional, peers, pull, state, due, counts, year, offices
):
    """One month of all firms.

    keys : (2, J, 4) uint32    stream keys of starting and of giving up
    ready : (P,) int64         month from which the pair can go online
    odds, fails : (P,)         as ``weigh`` writes them
    peers : float              weight of like firms; pull : (C,) float64, read and then written for next month
    state : (P,) uint8         1 where the procedure is filed online, written
    due : (P,) int32           scratch: transactions of the month
    counts : (J, S, Z, 4) int64   written: Japan by procedure, sector, size and ``FIRMS`` ...
    year : (2,) int64          written: all transactions of the month, and those online
    offices : (J,) float64     written, see ``share_of_offices``
    """
    for p in range(due.size):
        until = np.floor(firms.monthly[p] * (t + 1) + firms.phase[p])
        due[p] = np.int32(until - np.floor(firms.monthly[p] * t + firms.phase[p]))
    for c in range(firms.cell_procedure.size):
        j = firms.cell_procedure[c]
        start0, start1 = keys[0, j, 0], keys[0, j, 1]
        fail0, fail1 = keys[1, j, 0], keys[1, j, 1]
        office = firms.cell_sector[c] == professional
        for p in range(firms.cell_start[c], firms.cell_clients[c]):
            if state[p] == 0:
                if t >= ready[p]:
                    x = odds[p] * pull[c]
                    u = (np.int64(mix3(firms.firm[p], start0, start1)) + 0.5) / 4294967296.0
                    state[p] = np.uint8(u * (1.0 + x) < x)
            elif due[p] > 0 or office:
                state[p] = np.uint8(np.int64(mix3(firms.firm[p], fail0, fail1)) >= fails[p])
    counts[:] = 0
    year[:] = 0
    for c in range(firms.cell_procedure.size):
        there, online, cases, filed = 0, 0, 0, 0
        for p in range(firms.cell_clients[c], firms.cell_start[c + 1]):
            state[p] = state[firms.via[p]]
        for p in range(firms.cell_start[c], firms.cell_start[c + 1]):
            weight, now = firms.pair_weight[p], np.int64(state[p])
            these = weight * np.int64(due[p])
            there += weight
            online += weight * now
            cases += these
            filed += these * now
        row = counts[firms.cell_procedure[c], firms.cell_sector[c], firms.cell_size[c]]
        row[FIRMS] = there
        row[FIRMS_ONLINE] = online
        row[TRANSACTIONS] = cases
        row[TRANSACTIONS_ONLINE] = filed
        year[0] += cases
        year[1] += filed
        pull[c] = exp(peers * online / there)
    share_of_offices(firms, professional, state, offices)
