"""Observe: counting stocks, by prefecture, age, sex and family.

Flows are counted while cases are dealt with; stocks (who knows, who used within twelve months, who
holds a card) are counted here in one pass. Watched measures leave one bit per slot, from which two
scenarios are compared citizen by citizen.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.columns import BIRTH_BASE, VACANT
from simulation.kernels.bits import (
    read_availability,
    read_income,
    read_literacy,
    read_possession,
    read_sex,
)
from simulation.kernels.scan import ADULT, LAST_BAND, age_of, municipality_of

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


LANE, LANE_MASK = 16, 0xFFFF
SUM_LANE, SUM_MASK = 21, (1 << 21) - 1
EQUITY_LANE, EQUITY_MASK = 12, (1 << 12) - 1
"""Widths of the lanes of a packed word: counts; sums of 0-255; counts of the equity table."""
MOST = 4000
"""Slots that are counted into packed words before these are emptied: no lane can overflow by then."""
FLAGS_AT, CARD_AT, SUMS_AT, LEVELS_AT, PUBLIC_AT, PERSON_WORDS = 0, 2, 4, 5, 6, 7
"""Packed words of a band and sex: eight flags, possession and credential, attitudes, levels, kinds of use."""
FLAGS = (5, 6, 7, 8, 1, 2, 3, 4)
"""Positions in PERSON_STOCKS of net, PC, phone, phone only, adults, own, assisted and proxy use."""
DEVICE_AT = 19
"""First of the bits PC, phone, net of ``who``."""


def _spread(lanes: list[list[int]]) -> np.ndarray:
    """(n, 2) int64: rows of eight 0 or 1 as two words of four lanes."""
    bits = np.array(lanes, np.int64)
    shifts = LANE * np.arange(4)
    return np.stack([(bits[:, :4] << shifts).sum(axis=1), (bits[:, 4:] << shifts).sum(axis=1)], axis=1)


def _flags(mask: int) -> list[int]:
    pc, phone, net = mask & 1, (mask >> 1) & 1, (mask >> 2) & 1
    return [net, pc, phone, phone & (1 - pc), *((mask >> k) & 1 for k in range(3, 7))]


FAMILY_LANES = _spread([[(mask >> f) & 1 for f in range(8)] for mask in range(256)])
FLAG_LANES = _spread([_flags(mask) for mask in range(128)])
PUBLIC_LANES = _spread([[int((used >> 2 * k) & 3 != 0) for k in range(3)] + [0] * 5 for used in range(64)])
CARD_LANES = _spread([[int(k % 4 == (card >> 2 * (k // 4)) & 3) for k in range(8)] for card in range(16)])
BAND = np.minimum(np.arange(256) // 5, LAST_BAND)
TERCILE_OF_LITERACY, TERCILE_OF_INCOME = np.arange(16) * 3 // 16, np.arange(8) * 3 // 8
DEVICE_CLASS = np.array([min((d & 1) + ((d >> 1) & 1), 2) if d & 4 else 0 for d in range(8)])
"""0 no device or no connection, 1 one kind of device, 2 both PC and phone; by the bits PC, phone, net."""


@njit(inline="always", _nrt=False)
def families_of(stamp):
    """Bit set of the families whose four bits in ``stamp`` are not all zero."""
    word = np.int64(stamp)
    word = (word | (word >> 1) | (word >> 2) | (word >> 3)) & 0x11111111
    word = (word | (word >> 3)) & 0x03030303
    word = (word | (word >> 6)) & 0x000F000F
    return (word | (word >> 12)) & 0xFF


@njit(inline="always", _nrt=False)
def every_other(bits):
    """The even bits of a 16-bit word, pushed together to eight."""
    word = (bits | (bits >> 1)) & 0x3333
    word = (word | (word >> 2)) & 0x0F0F
    return (word | (word >> 4)) & 0xFF


@njit(inline="always", _nrt=False)
def add_families(lanes, at, families):
    """Adds a bit set of families to the two packed words from ``at`` on."""
    lanes[at] += FAMILY_LANES[np.uint64(families), 0]
    lanes[at + 1] += FAMILY_LANES[np.uint64(families), 1]


@njit(nogil=True, cache=True, _nrt=False)
def count(first, last, calendar, year, columns, person, family, equity):
    """Adds the slots [first, last), at most ``MOST``, to packed words.

    person : (36, 7) int64   by band and sex, words at FLAGS_AT, CARD_AT, SUMS_AT, LEVELS_AT, PUBLIC_AT
    family : (18, 8) int64   lanes of the eight families: two words each of aware, own, assisted, proxy
    equity : (18, 9) int64   by literacy, income, devices and class: adults, own, assisted, proxy, held
    """
    oldest = year - BIRTH_BASE
    turn = first % 12
    # Slices that start at 0 and unsigned indices spare the compiler a test for negative ones.
    births, whos, cards = columns.birth[first:last], columns.who[first:last], columns.card[first:last]
    stamps, hows, awares = columns.stamp[first:last], columns.how[first:last], columns.aware[first:last]
    skills, minds, trusts = columns.skill[first:last], columns.mind[first:last], columns.trust[first:last]
    usefulness, ease = columns.usefulness[first:last], columns.ease[first:last]
    publics = columns.public[first:last]
    for j in range(births.size):
        late = 1 if turn >= calendar else 0
        turn = turn + 1 if turn < 11 else 0
        birth = np.int64(births[j])
        if birth == VACANT:
            continue
        age = max(oldest - birth - late, 0)
        band = BAND[np.uint64(age)]
        who = np.int64(whos[j])
        card = np.int64(cards[j]) & 15
        devices = (who >> DEVICE_AT) & 7
        mask = devices
        levels = np.int64(1) << (3 * LANE)
        words = person[np.uint64(2 * band + read_sex(who))]
        if age >= ADULT:
            how = np.int64(hows[j])
            helped = (how >> 1) & ASSISTED_MODES
            own = np.int64(stamps[j] != 0)
            assisted = np.int64(helped & ~how != 0)
            proxied = np.int64(helped & how != 0)
            aware = np.int64(awares[j])
            literacy = read_literacy(skills[j])
            mask |= (1 | own << 1 | assisted << 2 | proxied << 3) << 3
            levels |= literacy | read_availability(minds[j]) << LANE | np.int64(aware != 0) << (2 * LANE)
            attitudes = np.int64(trusts[j]) | np.int64(usefulness[j]) << SUM_LANE
            words[SUMS_AT] += attitudes | np.int64(ease[j]) << (2 * SUM_LANE)
            words[PUBLIC_AT] += PUBLIC_LANES[np.uint64(publics[j] & np.uint8(63)), 0]
            lanes = family[np.uint64(band)]
            add_families(lanes, 0, aware)
            if own:
                add_families(lanes, 2, families_of(stamps[j]))
            if helped:
                add_families(lanes, 4, every_other(helped & ~how))
                add_families(lanes, 6, every_other(helped & how))
            held = np.int64((card & 3) == 2)
            word = 1 | own << EQUITY_LANE | assisted << (2 * EQUITY_LANE)
            word |= proxied << (3 * EQUITY_LANE) | held << (4 * EQUITY_LANE)
            classes = equity[np.uint64(band)]
            classes[np.uint64(TERCILE_OF_LITERACY[np.uint64(literacy)])] += word
            classes[np.uint64(3 + TERCILE_OF_INCOME[np.uint64(read_income(who))])] += word
            classes[np.uint64(6 + DEVICE_CLASS[np.uint64(devices)])] += word
        words[CARD_AT] += CARD_LANES[np.uint64(card), 0]
        words[CARD_AT + 1] += CARD_LANES[np.uint64(card), 1]
        words[LEVELS_AT] += levels
        words[FLAGS_AT] += FLAG_LANES[np.uint64(mask), 0]
        words[FLAGS_AT + 1] += FLAG_LANES[np.uint64(mask), 1]


@njit(nogil=True, cache=True, _nrt=False)
def empty_out(person, family, equity, row, family_stock, person_stock, equity_stock):
    """Moves what packed words hold into row ``row`` of the stocks; the words are zero afterwards."""
    for band in range(family.shape[0]):
        for sex in range(2):
            words = person[2 * band + sex]
            out = person_stock[row, band, sex]
            for k in range(8):
                out[FLAGS[k]] += (words[FLAGS_AT + k // 4] >> (LANE * (k % 4))) & LANE_MASK
                out[9 + k if k < 4 else 10 + k] += (words[CARD_AT + k // 4] >> (LANE * (k % 4))) & LANE_MASK
            for k in range(3):
                out[18 + k] += (words[SUMS_AT] >> (SUM_LANE * k)) & SUM_MASK
                out[21 + k] += (words[LEVELS_AT] >> (LANE * k)) & LANE_MASK
                out[24 + k] += (words[PUBLIC_AT] >> (LANE * k)) & LANE_MASK
            out[0] += (words[LEVELS_AT] >> (3 * LANE)) & LANE_MASK
            family_stock[row, band, 0, 0] += (words[FLAGS_AT + 1]) & LANE_MASK
            words[:] = 0
        for k in range(8):
            word = family[band, k]
            if word != 0:
                for lane in range(4):
                    f = 4 * (k % 2) + lane
                    family_stock[row, band, f, 1 + k // 2] += (word >> (LANE * lane)) & LANE_MASK
                family[band, k] = 0
        for k in range(9):
            word = equity[band, k]
            for lane in range(5):
                equity_stock[band, k // 3, k % 3, lane] += (word >> (EQUITY_LANE * lane)) & EQUITY_MASK
            equity[band, k] = 0


@njit(nogil=True, cache=True)
def take_stock(first, last, calendar, year, columns, place, family_stock, person_stock, equity_stock):
    """Counts the slots [first, last).

    family_stock : (P, 18, 8, 5) int64    FAMILY_STOCKS, added to; adults are counted for family 0 only
    person_stock : (P, 18, 2, 27) int64   PERSON_STOCKS, added to; the caller adds issued cards
    equity_stock : (18, 3, 3, 5) int64    by literacy, income, devices: adults, own, assisted, proxy, held
    P is 47 prefectures, or 1 for the nation alone.
    """
    bands = family_stock.shape[1]
    person = np.zeros((2 * bands, PERSON_WORDS), np.int64)
    family = np.zeros((bands, 8), np.int64)
    equity = np.zeros((bands, 9), np.int64)
    nation = family_stock.shape[0] == 1
    start, prefecture = place.municipality_start, place.prefecture
    m = municipality_of(first, start)
    while first < last:
        row = 0 if nation else prefecture[m]
        while m < prefecture.size and (nation or prefecture[m] == row):
            m += 1
        border = min(last, start[m])
        while first < border:
            stop = min(border, first + MOST)
            count(first, stop, calendar, year, columns, person, family, equity)
            empty_out(person, family, equity, row, family_stock, person_stock, equity_stock)
            first = stop


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
