"""Scan: who might act this month, for every slot of a chunk and without a branch.

Needs and hearing are drawn for everybody against the largest threshold that anybody has, one family
after the other over a piece of memory that stays in the cache. Whoever might act goes on a list; the
stages then decide exactly, with the same draws. Vacant slots never pass the list.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.columns import BIRTH_BASE, VACANT
from agents.draws import PURPOSES, mix3
from simulation.kernels.bits import read_generation, read_sex

NEED = PURPOSES["NEED"]
HEAR = PURPOSES["HEAR"]
CARD = PURPOSES["CARD"]
ADULT = 18
LAST_BAND = 17

MEETS, ENDS, APPLIES = 1, 2, 4
"""Why a slot is on the list: needs or hearing of an adult; a stamp that runs out; the card."""


@njit(inline="always", _nrt=False)
def age_of(i, birth, year, calendar):
    """Age in full years; the birthday month of a slot is slot % 12 + 1 (docs/population.md)."""
    age = year - BIRTH_BASE - np.int64(birth) - (1 if calendar < i % 12 + 1 else 0)
    return max(age, np.int64(0))


@njit(inline="always", _nrt=False)
def person_id(i, recent, slots):
    """Person id of a slot's holder: slot + generation x slots, as uint32."""
    return np.uint32(np.uint32(i) + np.uint32(np.uint32(read_generation(recent)) * np.uint32(slots)))


@njit(inline="always", _nrt=False)
def year_of_birthday(identifier, month):
    """Calendar year of a person's last birthday: what is stamped with it runs out on a birthday."""
    slot = np.int64(identifier) % month.slots
    return month.year - (1 if month.calendar < slot % 12 + 1 else 0)


@njit(inline="always", _nrt=False)
def row_of(m, band, who, place, month):
    """Row of the month's tables for a citizen of municipality ``m``: zone x K + kind of person."""
    return place.zone[m] * month.kinds + place.kind_of_group[band * 2 + read_sex(who)]


@njit(inline="always", _nrt=False)
def municipality_of(slot, municipality_start):
    """Index of the municipality whose slots hold ``slot``."""
    low, high = np.int64(0), np.int64(municipality_start.size - 1)
    while high - low > 1:
        middle = (low + high) >> 1
        if municipality_start[middle] <= slot:
            low = middle
        else:
            high = middle
    return low


@njit(forceinline=True, _nrt=False)
def situate(start, stop, columns, place, month, scratch):
    """Writes municipality, age, five-year band and person id of the slots [start, stop)."""
    m = municipality_of(start, place.municipality_start)
    first = start
    while first < stop:
        last = min(place.municipality_start[m + 1], stop)
        for j in range(first - start, last - start):
            scratch.place[j] = m
        first = last
        m += 1
    size = stop - start
    birthday = scratch.birthday[start % 12 : start % 12 + size]
    base = np.int32(month.year - BIRTH_BASE)
    calendar = np.uint8(month.calendar)
    slots = np.uint32(month.slots)
    for j in range(size):
        generation = np.uint32((columns.recent[j] >> np.uint16(11)) & np.uint16(15))
        scratch.identifier[j] = np.uint32(np.uint32(start + j) + np.uint32(generation * slots))
    for j in range(size):
        to_come = np.int32(1) if birthday[j] > calendar else np.int32(0)
        years = np.int32(np.int32(base - np.int32(columns.birth[j])) - to_come)
        age = np.uint32(years) if years > np.int32(0) else np.uint32(0)
        # 52429 / 2**18 is a fifth: exact for every age below 81,920.
        band = np.uint32(np.uint32(age * np.uint32(52429)) >> np.uint32(18))
        scratch.age[j] = np.uint8(age)
        scratch.band[j] = np.uint8(band) if band < np.uint32(LAST_BAND) else np.uint8(LAST_BAND)


@njit(forceinline=True, _nrt=False)
def draw_needs(size, columns, month, scratch):
    """Who may need anything: (size,) 0 or 1 into ``scratch.need``, by the first draw of ``needs_due``."""
    identifier, need, least = scratch.identifier, scratch.need, scratch.least
    # The lookup stands apart from the arithmetic, which then runs over contiguous arrays only.
    for j in range(size):
        profile = np.uint32(columns.who[j] >> np.uint32(6)) & np.uint32(7)
        least[j] = month.need_bound[profile, scratch.band[j]]
    k0, k1 = month.keys[NEED, 0, 0], month.keys[NEED, 0, 1]
    for j in range(size):
        need[j] = np.uint8(1) if mix3(identifier[j], k0, k1) >= least[j] else np.uint8(0)


@njit(forceinline=True, _nrt=False)
def draw_hearing(size, columns, month, scratch):
    """Bit sets of the families that may be heard of: (size,) into ``scratch.hear``.

    ``scratch.prompted`` gets those that may be heard of when they are needed too.
    """
    identifier, hear, prompted = scratch.identifier, scratch.hear, scratch.prompted
    for j in range(size):
        hear[j] = 0
        prompted[j] = 0
    for family in range(8):
        bit = np.uint8(1 << family)
        usual, more = month.hear_bound[family, 0], month.hear_bound[family, 1]
        if more == 0:
            continue
        needed = month.prompt_bound[family]
        shift = np.uint32(4 * family)
        k0, k1 = month.keys[HEAR, family + 1, 0], month.keys[HEAR, family + 1, 1]
        for j in range(size):
            users = np.uint32(columns.near[j] >> shift) & np.uint32(15)
            bound = more if users != np.uint32(0) else usual
            draw = mix3(identifier[j], k0, k1)
            hear[j] |= bit if draw < bound else np.uint8(0)
            prompted[j] |= bit if draw < needed else np.uint8(0)


@njit(_nrt=False)
def scan(start, stop, columns, place, month, scratch):
    """Marks who might act, and why, and lists them (offsets); returns the length of the list."""
    size = stop - start
    situate(start, stop, columns, place, month, scratch)
    draw_needs(size, columns, month, scratch)
    draw_hearing(size, columns, month, scratch)
    need, hear, busy, active = scratch.need, scratch.hear, scratch.busy, scratch.active
    # A nibble equal to the calendar month becomes zero, and the subtraction borrows into its top bit.
    calendar = np.uint32(month.calendar * 0x11111111)
    # Short loops over few arrays each: more would be too many for the compiler to keep apart.
    for j in range(size):
        hear[j] &= ~columns.aware[j]
    for j in range(size):
        some = need[j] | hear[j] | np.uint8(columns.recent[j] & np.uint16(0x78))
        busy[j] = np.uint8(MEETS) if some != np.uint8(0) else np.uint8(0)
    for j in range(size):
        adult = np.uint8(255) if scratch.age[j] >= np.uint8(ADULT) else np.uint8(0)
        hear[j] &= adult
        need[j] &= adult
        busy[j] &= adult
    for j in range(size):
        word = np.uint32(columns.stamp[j] ^ calendar)
        ends = np.uint32(np.uint32(word - np.uint32(0x11111111)) & ~word & np.uint32(0x88888888))
        busy[j] |= np.uint8(ENDS) if ends != np.uint32(0) else np.uint8(0)
    scratch.own[:size] = 0
    if month.card_bound > 0:
        k0, k1 = month.keys[CARD, 0, 0], month.keys[CARD, 0, 1]
        for j in range(size):
            state = columns.card[j] & np.uint8(3)
            # None and expired are the codes 0 and 3: one more leaves their second bit unset.
            without = np.uint8(state + np.uint8(1)) & np.uint8(2)
            none = np.uint8(APPLIES) if without == np.uint8(0) else np.uint8(0)
            draw = mix3(scratch.identifier[j], k0, k1)
            lucky = np.uint8(APPLIES) if draw < month.card_bound else np.uint8(0)
            applied = np.uint8(APPLIES) if state == np.uint8(1) else np.uint8(0)
            busy[j] |= (none & lucky) | applied
    for j in range(size):
        busy[j] = busy[j] if columns.birth[j] != np.uint8(VACANT) else np.uint8(0)
    count = 0
    for j in range(size):
        active[count] = j
        count += np.int64(busy[j] != np.uint8(0))
    return count
