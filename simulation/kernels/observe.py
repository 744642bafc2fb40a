"""Observe: counting stocks, by prefecture, age, sex and family.

Flows are counted while cases are dealt with; stocks (who knows, who used within twelve months, who
holds a card) are counted here in one pass. Watched measures leave one bit per slot, from which two
scenarios are compared citizen by citizen.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.columns import VACANT
from simulation.kernels.bits import (
    nibble,
    read_availability,
    read_credential,
    read_income,
    read_literacy,
    read_net,
    read_pc,
    read_phone,
    read_possession,
    read_sex,
)
from simulation.kernels.month import ADULT, LAST_BAND, age_of, municipality_of

OWN_USE, ASSISTED_USE, PROXY_USE, POSSESSION = 0, 1, 2, 3
"""Rows of the watched bits."""

ASSISTED_MODES = 0x5555
"""Low bits of the eight two-bit modes."""


@njit(inline="always", _nrt=False)
def has_mode(how, mode):
    """Whether any family's last case had the mode (1 own, 2 assisted, 3 proxy)."""
    word = np.int64(how)
    low = word & ASSISTED_MODES
    high = (word >> 1) & ASSISTED_MODES
    if mode == 3:
        return (low & high) != 0
    if mode == 2:
        return (high & ~low) != 0
    return (low & ~high) != 0


@njit(inline="always", _nrt=False)
def tercile(level, levels):
    """Class 0-2 of a level 0 .. levels - 1."""
    return level * 3 // levels


@njit(inline="always", _nrt=False)
def device_class(who):
    """0 no device or no connection, 1 one kind of device, 2 both PC and phone."""
    if not read_net(who):
        return np.int64(0)
    return min(read_pc(who) + read_phone(who), np.int64(2))


@njit(nogil=True, cache=True, _nrt=False)
def take_stock(first, last, calendar, year, columns, place, family_stock, person_stock, equity):
    """Counts the slots [first, last).

    family_stock : (47, 18, 8, 5) int64    FAMILY_STOCKS, added to; adults are counted for family 0 only
    person_stock : (47, 18, 2, 24) int64   PERSON_STOCKS, added to; the caller adds issued cards
    equity : (18, 3, 3, 5) int64           by literacy, income, devices: adults, own, assisted, proxy, held
    """
    m = municipality_of(first, place.municipality_start)
    for i in range(first, last):
        if columns.birth[i] == VACANT:
            continue
        while i >= place.municipality_start[m + 1]:
            m += 1
        prefecture = place.prefecture[m]
        age = age_of(i, columns.birth[i], year, calendar)
        band = min(age // 5, LAST_BAND)
        who = columns.who[i]
        how = columns.how[i]
        stamp = columns.stamp[i]
        aware = np.int64(columns.aware[i])
        adult = age >= ADULT
        p = person_stock[prefecture, band, read_sex(who)]
        own = stamp != 0
        assisted = has_mode(how, 2)
        proxied = has_mode(how, 3)
        possession = read_possession(columns.card[i])
        p[0] += 1
        p[5] += read_net(who)
        p[6] += read_pc(who)
        p[7] += read_phone(who)
        p[8] += read_phone(who) & (1 - read_pc(who))
        p[9 + possession] += 1
        p[14 + read_credential(columns.card[i])] += 1
        if not adult:
            continue
        p[1] += 1
        p[2] += 1 if own else 0
        p[3] += 1 if assisted else 0
        p[4] += 1 if proxied else 0
        p[18] += np.int64(columns.trust[i])
        p[19] += np.int64(columns.usefulness[i])
        p[20] += np.int64(columns.ease[i])
        p[21] += read_literacy(columns.skill[i])
        p[22] += read_availability(columns.mind[i])
        p[23] += 1 if aware != 0 else 0
        cells = family_stock[prefecture, band]
        cells[0, 0] += 1
        if aware != 0:
            for family in range(8):
                cells[family, 1] += (aware >> family) & 1
        if own:
            for family in range(8):
                cells[family, 2] += 1 if nibble(stamp, family) != 0 else 0
        if assisted or proxied:
            for family in range(8):
                mode = (np.int64(how) >> (2 * family)) & 3
                cells[family, 3] += 1 if mode == 2 else 0
                cells[family, 4] += 1 if mode == 3 else 0
        classes = (
            tercile(read_literacy(columns.skill[i]), 16),
            tercile(read_income(who), 8),
            device_class(who),
        )
        for d in range(3):
            e = equity[band, d, classes[d]]
            e[0] += 1
            e[1] += 1 if own else 0
            e[2] += 1 if assisted else 0
            e[3] += 1 if proxied else 0
            e[4] += 1 if possession == 2 else 0


@njit(nogil=True, cache=True, _nrt=False)
def watch(slots, calendar, year, columns, bits, generations):
    """One byte per slot and watched measure (packed by the caller), and the generation of each slot.

    bits : (4, N) uint8   own use, assisted use, proxy use of adults; possession of anybody
    """
    for i in range(slots):
        generations[i] = (np.int64(columns.recent[i]) >> 11) & 15
        bits[0, i] = 0
        bits[1, i] = 0
        bits[2, i] = 0
        bits[3, i] = 0
        if columns.birth[i] == VACANT:
            generations[i] = 255
            continue
        bits[3, i] = 1 if read_possession(columns.card[i]) == 2 else 0
        if age_of(i, columns.birth[i], year, calendar) >= ADULT:
            bits[0, i] = 1 if columns.stamp[i] != 0 else 0
            bits[1, i] = 1 if has_mode(columns.how[i], 2) else 0
            bits[2, i] = 1 if has_mode(columns.how[i], 3) else 0
