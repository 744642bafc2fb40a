"""Choose: the gates a citizen must pass, and whether own online use is worth more than the office.

Attitudes act only behind the gates of device, opening hours and credential (model 5.4). Behind them
it is a random-utility logit (McFadden 1974): usefulness, ease, trust before the first success,
habit, skill, neighbours, time saved, money, less the privacy risk, plus a lasting taste (model 5.5).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.draws import PURPOSES
from agents.exact import logistic_table
from simulation.kernels.bits import (
    nibble,
    read_availability,
    read_civic,
    read_credential,
    read_education,
    read_ever_succeeded,
    read_ever_tried,
    read_habit,
    read_income,
    read_last_family,
    read_literacy,
    read_net,
    read_pc,
    read_phone,
    read_possession,
    read_substitute,
    read_ties,
)
from simulation.kernels.luck import luck, uniform
from simulation.kernels.tables import BROWSER_OK, HOURS, READY, SUBSTITUTE

CHOOSE = PURPOSES["CHOOSE"]
TASTE = PURPOSES["TASTE"]
DEVICE_FIT = PURPOSES["DEVICE_FIT"]
BROWSER = PURPOSES["BROWSER"]
AT_HOUR = PURPOSES["HOURS"]
READER = PURPOSES["READER"]

OPEN, NOT_OFFERED, UNAWARE, LITTLE_ONLINE, DEVICE, CLOSED, NO_CREDENTIAL = 0, 1, 2, 3, 4, 5, 6
"""Codes of the first gate that fails; the numbers are those of ``agents.columns.BARRIERS``."""

GATED, SOFT = 2.0, 3.0
"""Variants of ``choice.rule`` beside the additive value."""


@njit(inline="always", _nrt=False)
def device_fits(identifier, keys, family, who, ready, browser_ok):
    """1 or 0: a phone fits with the phone-ready share, a PC when the form runs in its browser."""
    by_phone = read_phone(who) & np.int64(uniform(luck(keys, DEVICE_FIT, family + 1, identifier)) < ready)
    by_pc = read_pc(who) & np.int64(uniform(luck(keys, BROWSER, family + 1, identifier)) < browser_ok)
    return read_net(who) & (by_phone | by_pc)


@njit(inline="always", _nrt=False)
def credential_works(identifier, permanent, card, reader, on_phone, who, substitute):
    """1 or 0: a held card with a valid credential and something to read it, or an accepted substitute.

    on_phone : share of holders with a phone whose credential is in it, so that they need no reader
    """
    reader = max(reader, on_phone) if read_phone(who) else reader
    by_substitute = read_substitute(card) & np.int64(substitute > 0.0)
    held = np.int64(read_possession(card) == 2) & np.int64(read_credential(card) == 1)
    return by_substitute | (held & np.int64(uniform(luck(permanent, READER, 0, identifier)) < reader))


@njit(inline="always", _nrt=False)
def first_closed_gate(identifier, month, terms, row, family, offered, aware, who, card, mind, asked):
    """The first gate that fails for an own online case, or OPEN (order of model section 5.13).

    terms : (TERMS,) float64   what the case meets; row : row of the tables; asked : a credential is asked for
    """
    # Every gate is tried, the last one first: a wrong guess of the processor costs more than a draw.
    works = credential_works(
        identifier, month.permanent, card, month.reader[row], month.on_phone[row], who, terms[SUBSTITUTE]
    )
    gate = np.int64(NO_CREDENTIAL) if asked and works == 0 else np.int64(OPEN)
    too_late = uniform(luck(month.keys, AT_HOUR, family + 1, identifier)) >= terms[HOURS]
    gate = np.int64(CLOSED) if too_late else gate
    fits = device_fits(identifier, month.keys, family, who, terms[READY], terms[BROWSER_OK])
    gate = gate if fits else np.int64(DEVICE)
    if not aware:
        gate = np.int64(LITTLE_ONLINE) if 2 * read_availability(mind) < 15 else np.int64(UNAWARE)
    return gate if offered else np.int64(NOT_OFFERED)


@njit(inline="always", _nrt=False)
def peer_share(near, who, family):
    """Share of the citizen's ties that used the family within twelve months."""
    ties = read_ties(who)
    return nibble(near, family) / ties if ties > 0 else 0.0


@njit(inline="always", _nrt=False)
def taste(identifier, permanent, person, family, spread):
    """Lasting personal leaning towards the online form of a family, normal with sd ``spread``, in logits."""
    return spread * person.taste[luck(permanent, TASTE, family + 1, identifier) >> 20]


@njit(inline="always", _nrt=False)
def value_of_own_use(columns, i, w, person, fixed, risk, quicker, family, age, leaning, trust, transfer):
    """V of own online use against the office, in logits (model section 5.5, variant A).

    fixed : float     terms that do not vary by person (intercept, benefit, money, incidents)
    risk : float      weight of (1 - trust) in the privacy risk
    quicker : float   net time lost offline, units of two hours
    leaning : float   the lasting taste
    trust : float     in whoever runs the service, 0-1
    transfer : float  share of learned ease that carries over
    """
    who = columns.who[i]
    mind = columns.mind[i]
    skill = columns.skill[i]
    succeeded = read_ever_succeeded(mind)
    value = fixed + leaning
    value += w.usefulness * (columns.usefulness[i] * (1.0 / 255.0) - 0.5)
    value += w.ease * transfer * (columns.ease[i] * (1.0 / 255.0) - 0.5)
    value += w.trust * (1 - succeeded) * (trust - 0.5)
    value += w.habit * (read_habit(skill) * (1.0 / 15.0))
    value += w.literacy * (read_literacy(skill) * (1.0 / 15.0) - 0.5)
    value += w.peers * peer_share(columns.near[i], who, family)
    value += w.time_saved * quicker
    value += w.age_decade * ((age - 50) * 0.1)
    value += w.civic * (person.civic[read_civic(who)] - 0.5)
    value += w.education * (read_education(who) * (1.0 / 3.0) - 0.5)
    value += w.income * (read_income(who) * (1.0 / 7.0) - 0.5)
    value -= risk * (1.0 - trust) * (1.0 - 0.5 * succeeded)
    return value


@njit(inline="always", _nrt=False)
def transfer_of_ease(recent, mind, m, family, row, month):
    """Share of learned ease that carries over: less where another vendor made the forms last used."""
    last = read_last_family(recent)
    strange = read_ever_tried(mind) & np.int64(month.vendor[m, family] != month.vendor[m, last])
    return 1.0 - month.heterogeneity[row] * strange


@njit(inline="always", _nrt=False)
def gated(columns, i, w, risk, person, trust, transfer):
    """Variant B: usefulness, ease and risk leave the value and become gates, each with a soft threshold.

    Returns their part of the additive value, which is taken out of it, and the chance to pass all three.
    """
    usefulness = columns.usefulness[i] * (1.0 / 255.0)
    ease = 0.5 + transfer * (columns.ease[i] * (1.0 / 255.0) - 0.5)
    succeeded = read_ever_succeeded(columns.mind[i])
    fear = risk * (1.0 - trust) * (1.0 - 0.5 * succeeded)
    part = w.usefulness * (usefulness - 0.5) + w.ease * (ease - 0.5) - fear
    passes = logistic_table((usefulness - w.threshold_usefulness) / w.gate_width, person.logistic)
    passes *= logistic_table((ease - w.threshold_ease) / w.gate_width, person.logistic)
    passes *= logistic_table((w.tolerated_risk - fear) / w.gate_width, person.logistic)
    return part, passes


@njit(inline="always", _nrt=False)
def chooses(identifier, keys, family, value, passes, person):
    """Own online use is chosen when a uniform draw falls below the logistic of its value.

    passes : float   chance to pass the gates of variant B; 1 in the other variants
    """
    draw = uniform(luck(keys, CHOOSE, family + 1, identifier))
    return draw < passes * logistic_table(value, person.logistic)


@njit(inline="always", _nrt=False)
def misfit(who, ready):
    """How badly the device suits the form: a phone without a PC on a form that is not phone-ready."""
    return 1.0 - ready if read_phone(who) and not read_pc(who) else np.float64(0.0)
