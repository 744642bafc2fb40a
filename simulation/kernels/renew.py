"""Age and renew: who leaves, who comes, and what a birthday brings.

Deaths, births and moves are the same facts in every scenario (decision 9): they come as a list of
slots from the population. Whoever leaves while using a service takes one user from the neighbours;
a newcomer starts with attitudes of their own. Slow yearly changes (a certificate that runs out,
knowledge that was never used and is forgotten, skill that wanes after seventy) fall on the birthday
month, so that a month touches one slot in twelve.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.columns import BIRTH_BASE, VACANT
from agents.draws import PURPOSES, mix3
from agents.population.traits import literacy_start
from simulation.kernels.bits import (
    nibble,
    read_card_year,
    read_certificate_year,
    read_credential,
    read_education,
    read_generation,
    read_literacy,
    read_possession,
    read_since_use,
    write_certificate_year,
    write_credential,
    write_generation,
    write_literacy,
    write_possession,
    write_since_use,
)
from simulation.kernels.codes import AT_COUNTER, FOR_CARD
from simulation.kernels.luck import luck, rounded, uniform
from simulation.kernels.observe import every_other, families_of
from simulation.kernels.scan import LAST_BAND, age_of, municipality_of, person_id, row_of

ATTITUDE_COMMON = PURPOSES["ATTITUDE_COMMON"]
TRUST_BASELINE = PURPOSES["TRUST_BASELINE"]
USEFULNESS_START = PURPOSES["USEFULNESS_START"]
EASE_START = PURPOSES["EASE_START"]
FORGET = PURPOSES["FORGET"]
CERTIFICATE = PURPOSES["CERTIFICATE"]
PIN_FORGOTTEN = PURPOSES["PIN_FORGOTTEN"]
LITERACY_DECAY = PURPOSES["LITERACY_DECAY"]
CARD_RENEWED = PURPOSES["CARD_RENEWED"]
CLASS = PURPOSES["CLASS"]
CLASS_GAIN = PURPOSES["CLASS_GAIN"]
DRIFT_LITERACY = PURPOSES["DRIFT_LITERACY"]

SLOT_BITS = (1 << 18) | (15 << 22)
"""Bits of ``who`` that belong to the slot: head of household and number of ties."""

WANES_FROM = 70
"""Age from which literacy wanes (model section 5.2)."""


@njit
def start_person(i, identifier, columns, permanent, w, person, traits):
    """Everything a new holder of slot ``i`` begins with; ``birth`` and ``who`` must be set."""
    own = luck(permanent, TRUST_BASELINE, 0, identifier) >> 24
    columns.trust[i] = person.trust[own]
    shared = luck(permanent, ATTITUDE_COMMON, 0, identifier) < person.correlated
    ease = luck(permanent, EASE_START, 0, identifier) >> 24
    useful = ease if shared else luck(permanent, USEFULNESS_START, 0, identifier) >> 24
    columns.ease[i] = person.ease[ease]
    columns.usefulness[i] = person.usefulness[useful]
    literacy = literacy_start(
        identifier,
        BIRTH_BASE + np.int64(columns.birth[i]),
        read_education(columns.who[i]),
        w.literacy_level,
        w.literacy_decade,
        w.literacy_education,
        w.literacy_spread,
        traits,
    )
    columns.skill[i] = write_literacy(0, literacy)
    columns.mind[i] = np.int64(np.floor(15.0 * w.availability_start + 0.5))
    columns.aware[i] = 0
    columns.card[i] = write_since_use(0, 7)
    columns.public[i] = 0
    columns.issued[i] = 0
    columns.stamp[i] = 0
    columns.how[i] = 0


@njit(nogil=True, cache=True)
def start_everybody(first, last, columns, permanent, slots, w, person, traits):
    """The state of all holders of the slots [first, last) at the first month."""
    for i in range(first, last):
        if columns.birth[i] != VACANT:
            identifier = person_id(i, columns.recent[i], slots)
            start_person(i, identifier, columns, permanent, w, person, traits)


@njit(cache=True, nogil=True)
def apply_events(first, last, slot, birth, who, columns, permanent, slots, w, person, traits):
    """Departures and arrivals of a month, in the order of the list; returns how many left and came.

    slot, birth, who : (E,)   the population's events; those of [first, last) are applied
    """
    left, came = 0, 0
    for e in range(first, last):
        i = np.int64(slot[e])
        if columns.birth[i] != VACANT:
            left += 1
            ending = np.int64(columns.stops[i])
            for family in range(8):
                if nibble(columns.stamp[i], family) != 0:
                    ending |= np.int64(1) << family
            columns.stops[i] = ending
            columns.birth[i] = VACANT
            columns.stamp[i] = 0
            columns.recent[i] = np.int64(columns.recent[i]) & (15 << 11)
            columns.who[i] = np.int64(columns.who[i]) & SLOT_BITS
        if birth[e] != VACANT:
            came += 1
            generation = read_generation(columns.recent[i]) + 1
            columns.recent[i] = write_generation(0, generation)
            columns.birth[i] = birth[e]
            columns.who[i] = (np.int64(columns.who[i]) & SLOT_BITS) | (np.int64(who[e]) & ~SLOT_BITS)
            start_person(i, person_id(i, columns.recent[i], slots), columns, permanent, w, person, traits)
    return left, came


@njit(inline="always", _nrt=False)
def years_since(year, issued):
    """Birthdays since the year of a birthday, kept modulo 16; what is issued never outlives them."""
    return (year - issued) & 15


@njit(_nrt=False)
def card_of_another_year(i, identifier, card, m, columns, place, month, w, counts):
    """The word of a held card on a birthday: card and certificate run out on one, or are renewed in time."""
    years = read_since_use(card)
    card = write_since_use(card, min(years + 1, np.int64(7)))
    issued = np.int64(columns.issued[i])
    held = years_since(month.year, read_card_year(issued))
    age = age_of(i, columns.birth[i], month.year, month.calendar)
    if held >= (w.card_years_minor if age - held < w.card_minor_age else w.card_years):
        card = write_credential(card, 3)
        if uniform(luck(month.keys, CARD_RENEWED, 0, identifier)) < w.card_renewed:
            counts.arrivals[place.area[m], FOR_CARD] += 1
            return write_possession(card, 1)
        return write_possession(card, 3)
    if read_credential(card) != 1:
        return card
    if years_since(month.year, read_certificate_year(issued)) >= w.certificate_years:
        if uniform(luck(month.keys, CERTIFICATE, 0, identifier)) >= w.certificate_renewed:
            return write_credential(card, 3)
        columns.issued[i] = write_certificate_year(issued, month.year & 15)
        counts.arrivals[place.area[m], AT_COUNTER] += 1
    if years > 0 and uniform(luck(month.keys, PIN_FORGOTTEN, 0, identifier)) < w.pin_loss_year:
        card = write_credential(card, 2)
    return card


@njit(inline="always", _nrt=False)
def taught(i, identifier, m, columns, place, month, w):
    """The skill word of one who may sit in a class this year; teaching closes part of the gap."""
    skill = columns.skill[i]
    band = min(age_of(i, columns.birth[i], month.year, month.calendar) // 5, LAST_BAND)
    row = row_of(m, band, columns.who[i], place, month)
    if uniform(luck(month.keys, CLASS, 0, identifier)) >= month.classes[row]:
        return np.int64(skill)
    literacy = read_literacy(skill)
    draw = luck(month.keys, CLASS_GAIN, 0, identifier)
    return write_literacy(skill, rounded(literacy + w.class_gain * (15 - literacy), draw))


@njit(nogil=True, cache=True, _nrt=False)
def birthdays(first, last, columns, place, month, w, person, counts):
    """Yearly changes of the citizens whose birthday falls in this month, in the slots [first, last)."""
    start = place.municipality_start
    m = municipality_of(first, start) if last > first else np.int64(0)
    keys = month.keys[FORGET]
    # The largest draw whose place in (0, 1) lies below the chance; -1 when none does.
    forgets = np.int64(np.ceil(w.forgetting * 4294967296.0 - 0.5)) - 1
    highest = np.uint32(np.int64(min(max(forgets, np.int64(0)), np.int64(4294967295))))
    residue = (month.calendar - 1 - first) % 12
    for i in range(first + residue, last, 12):
        if columns.birth[i] == VACANT:
            continue
        while start[m + 1] <= i:
            m += 1
        identifier = person_id(i, columns.recent[i], month.slots)
        aware = np.int64(columns.aware[i])
        if aware != 0 and forgets >= 0:
            how = np.int64(columns.how[i])
            used = families_of(columns.stamp[i]) | every_other((how | (how >> 1)) & 0x5555)
            forgotten = np.uint32(0)
            for family in range(8):
                draw = mix3(identifier, keys[family + 1, 0], keys[family + 1, 1])
                out = np.uint32(1) if draw <= highest else np.uint32(0)
                forgotten |= np.uint32(out << np.uint32(family))
            columns.aware[i] = aware & ~(np.int64(forgotten) & ~used)
        card = columns.card[i]
        if read_possession(card) == 2:
            columns.card[i] = card_of_another_year(i, identifier, card, m, columns, place, month, w, counts)
        if month.any_classes:
            columns.skill[i] = taught(i, identifier, m, columns, place, month, w)
        if w.literacy_decay > 0.0 and age_of(i, columns.birth[i], month.year, month.calendar) >= WANES_FROM:
            literacy = read_literacy(columns.skill[i])
            if literacy > 0:
                draw = luck(month.keys, LITERACY_DECAY, 0, identifier)
                waned = rounded(literacy - 12.0 * w.literacy_decay * literacy, draw)
                columns.skill[i] = write_literacy(columns.skill[i], waned)
