"""The month of a chunk of citizens: scan everybody without branches, then deal with the few who act.

The scan draws needs and hearing for every slot against the largest threshold anybody has, one family
after the other over a piece of memory that stays in the cache. Whoever might act goes on a list; the
stages then decide exactly, with the same draws. Vacant slots never pass the list.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.columns import VACANT
from agents.draws import PURPOSES, mix3
from simulation.kernels.bits import (
    read_channel,
    read_generation,
    read_possession,
    read_postponed,
    read_profile,
    read_sex,
    with_nibble,
    write_postponed,
)
from simulation.kernels.card import card_month, may_hold
from simulation.kernels.case import (
    LAPSED,
    NEEDS,
    POSTPONED_IN,
    POSTPONED_OUT,
    draw_for_cases,
    hear_of,
    settle,
    sort_cases,
)
from simulation.kernels.need import NEED, most_pressing, needs_due, next_waiting
from simulation.kernels.tables import PROMPT, SEARCH
from simulation.kernels.talk import EVERY, draw_for_talk, talk

HEAR = PURPOSES["HEAR"]
CARD = PURPOSES["CARD"]
ADULT = 18
LAST_BAND = 17


@njit(inline="always", _nrt=False)
def age_of(i, birth, year, calendar):
    """Age in full years; the birthday month of a slot is slot % 12 + 1 (docs/population.md)."""
    age = year - 1890 - np.int64(birth) - (1 if calendar < i % 12 + 1 else 0)
    return max(age, np.int64(0))


@njit(forceinline=True, _nrt=False)
def scan(start, stop, columns, month, scratch):
    """Marks who might act: needs and hearing as bit sets, and the list of active slots (offsets).

    Returns the length of the list.
    """
    size = stop - start
    identifier, need, hear, active = scratch.identifier, scratch.need, scratch.hear, scratch.active
    slots = np.uint32(month.slots)
    for j in range(size):
        scratch.profile[j] = np.uint32(columns.who[start + j] >> np.uint32(6)) & np.uint32(7)
        generation = np.uint32((columns.recent[start + j] >> np.uint16(11)) & np.uint16(15))
        identifier[j] = np.uint32(np.uint32(start + j) + np.uint32(generation * slots))
        need[j] = 0
        hear[j] = 0
    for family in range(8):
        bit = np.uint8(1 << family)
        usual, more = month.need_bound[family, 0], month.need_bound[family, 1]
        if more > 0:
            needier = month.needier[family]
            k0, k1 = month.keys[NEED, family + 1, 0], month.keys[NEED, family + 1, 1]
            for j in range(size):
                high = np.uint32(needier >> scratch.profile[j]) & np.uint32(1)
                bound = more if high != np.uint32(0) else usual
                need[j] |= bit if mix3(identifier[j], k0, k1) < bound else np.uint8(0)
        usual, more = month.hear_bound[family, 0], month.hear_bound[family, 1]
        if more > 0:
            shift = np.uint32(4 * family)
            k0, k1 = month.keys[HEAR, family + 1, 0], month.keys[HEAR, family + 1, 1]
            for j in range(size):
                users = np.uint32(columns.near[start + j] >> shift) & np.uint32(15)
                bound = more if users != np.uint32(0) else usual
                hear[j] |= bit if mix3(identifier[j], k0, k1) < bound else np.uint8(0)
    # A nibble equal to the calendar month becomes zero, and the subtraction borrows into its top bit.
    calendar = np.uint32(month.calendar * 0x11111111)
    for j in range(size):
        i = start + j
        hear[j] &= ~columns.aware[i]
        need[j] &= np.uint8(255) if columns.birth[i] <= month.adult_birth else np.uint8(0)
        word = np.uint32(columns.stamp[i] ^ calendar)
        ends = np.uint32(np.uint32(word - np.uint32(0x11111111)) & ~word & np.uint32(0x88888888))
        waits = np.uint32(columns.recent[i]) & np.uint32(0x78)
        some = np.uint32(need[j]) | np.uint32(hear[j]) | ends | waits
        scratch.busy[j] = np.uint8(1) if some != np.uint32(0) else np.uint8(0)
    if month.card_bound > 0:
        k0, k1 = month.keys[CARD, 0, 0], month.keys[CARD, 0, 1]
        for j in range(size):
            state = columns.card[start + j] & np.uint8(3)
            none = np.uint8(1) if state == np.uint8(0) else np.uint8(0)
            lucky = np.uint8(1) if mix3(identifier[j], k0, k1) < month.card_bound else np.uint8(0)
            applied = np.uint8(1) if state == np.uint8(1) else np.uint8(0)
            scratch.busy[j] |= (none & lucky) | applied
    count = 0
    for j in range(size):
        active[count] = j
        alive = np.uint8(1) if columns.birth[start + j] != np.uint8(VACANT) else np.uint8(0)
        count += np.int64(scratch.busy[j] & alive)
    return count


@njit(inline="always", _nrt=False)
def row_of(m, band, who, place, month):
    """Row of the month's tables for a citizen of municipality ``m``: zone x K + kind of person."""
    return place.zone[m] * month.kinds + place.kind_of_group[band * 2 + read_sex(who)]


@njit(inline="always", _nrt=False)
def lowest(word):
    """Position of the lowest set bit of a non-zero word of eight."""
    family = np.int64(0)
    while not (word >> family) & 1:
        family += 1
    return family


@njit(inline="always", _nrt=False)
def stamps_of(word, calendar):
    """Bit set of the families whose stamp stands at the calendar month; quick when there is none."""
    different = np.int64(word) ^ (np.int64(calendar) * 0x11111111)
    ending = np.int64(0)
    if (different - 0x11111111) & ~different & 0x88888888:
        for family in range(8):
            if (different >> (4 * family)) & 15 == 0:
                ending |= np.int64(1) << family
    return ending


@njit(_nrt=False)
def sort_needs(due, waiting, i, row, band, recent, flows):
    """Several needs at once: returns the one dealt with, leaves one waiting, counts what lapses.

    due : int       bit set of new needs; waiting : int   family + 1 of the need left from before, or 0
    """
    for family in range(8):
        if (due >> family) & 1:
            flows[row, band, family, NEEDS] += 1
    if waiting:
        flows[row, band, waiting - 1, POSTPONED_IN] += 1
    resolved = most_pressing(due, waiting)
    later = next_waiting(due, waiting, resolved)
    for family in range(8):
        cases = ((due >> family) & 1) + (1 if waiting == family + 1 else 0)
        cases -= (1 if family == resolved else 0) + (1 if family == later else 0)
        flows[row, band, family, LAPSED] += cases
    if later >= 0:
        flows[row, band, later, POSTPONED_OUT] += 1
    recent[i] = write_postponed(recent[i], later + 1)
    return resolved


@njit(forceinline=True, _nrt=False)
def meet(i, identifier, needs, heard, m, columns, place, month, counts):
    """What falls due for one adult and what is heard; returns the family dealt with this month, -1 none."""
    age = age_of(i, columns.birth[i], month.year, month.calendar)
    if age < ADULT:
        return np.int64(-1)
    band = min(age // 5, LAST_BAND)
    who = columns.who[i]
    row = row_of(m, band, who, place, month)
    due = np.int64(0)
    if needs:
        due = needs_due(needs, identifier, month.keys, month.need[row], read_profile(who), band)
    # Hearing needs no case, but a need that meets an open bundle adds prompt and own search.
    might = (heard | due) & ~np.int64(columns.aware[i]) & np.int64(month.family_offered[m])
    if might:
        channel = read_channel(who)
        family = 0
        while might:
            if might & 1 and month.hear_bound[family, 1] > 0:
                prompt = 0.0
                if (due >> family) & 1:
                    belief = (np.int64(columns.mind[i]) & 15) * (1.0 / 15.0)
                    terms = month.terms[family, row]
                    prompt = terms[PROMPT] + terms[SEARCH] * belief
                counts.work[2] += hear_of(
                    i,
                    identifier,
                    family,
                    month.hear[family, row, channel],
                    month.word[channel],
                    prompt,
                    columns,
                    month,
                    counts.flows[place.flow_row[m], band, family],
                )
            might >>= 1
            family += 1
    waiting = read_postponed(columns.recent[i])
    if due == 0 and waiting == 0:
        return np.int64(-1)
    counts.work[1] += 1
    if waiting == 0 and due & (due - 1) == 0:
        resolved = lowest(due)
        counts.flows[place.flow_row[m], band, resolved, NEEDS] += 1
        return resolved
    return sort_needs(due, waiting, i, place.flow_row[m], band, columns.recent, counts.flows)


@njit(forceinline=True, _nrt=False)
def close(i, identifier, own, m, columns, place, month, w, person, counts):
    """The end of one citizen's month: stamps that were not renewed expire, and the card.

    own : int   bit of the family that was used alone and online this month, 0 none
    """
    ending = stamps_of(columns.stamp[i], month.calendar) & ~own
    if ending:
        for family in range(8):
            if (ending >> family) & 1:
                columns.stamp[i] = with_nibble(columns.stamp[i], family, 0)
        columns.stops[i] = np.int64(columns.stops[i]) | ending
    if month.card_bound > 0 and read_possession(columns.card[i]) < 2 and may_hold(columns.who[i]):
        age = age_of(i, columns.birth[i], month.year, month.calendar)
        band = min(age // 5, LAST_BAND)
        row = row_of(m, band, columns.who[i], place, month)
        card_month(i, identifier, age, band, row, m, columns, place, month, w, person, counts)


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


@njit(nogil=True, forceinline=True, _nrt=False)
def run_chunk(start, stop, columns, place, month, w, person, counts, scratch):
    """One month of the slots [start, stop): writes their columns and adds to ``counts``."""
    active = scan(start, stop, columns, month, scratch)
    counts.work[0] += stop - start
    m = municipality_of(start, place.municipality_start)
    cases = 0
    for a in range(active):
        j = scratch.active[a]
        i = np.int64(start + j)
        while i >= place.municipality_start[m + 1]:
            m += 1
        identifier = scratch.identifier[j]
        family = meet(
            i,
            identifier,
            np.int64(scratch.need[j]),
            np.int64(scratch.hear[j]),
            m,
            columns,
            place,
            month,
            counts,
        )
        if family >= 0:
            scratch.case[cases] = j
            scratch.family[cases] = family
            scratch.place[cases] = m
            cases += 1
        else:
            close(i, identifier, np.int64(0), m, columns, place, month, w, person, counts)
    sort_cases(cases, scratch.family_start, scratch)
    for f in range(8):
        family = np.int64(f)
        draw_for_cases(family, scratch.family_start[f], scratch.family_start[f + 1], month, scratch)
        for c in range(scratch.family_start[f], scratch.family_start[f + 1]):
            j = scratch.sorted_case[c]
            i = np.int64(start + j)
            m = np.int64(scratch.sorted_place[c])
            identifier = scratch.case_id[c]
            age = age_of(i, columns.birth[i], month.year, month.calendar)
            band = min(age // 5, LAST_BAND)
            settle(
                i,
                identifier,
                scratch.case_draws[:, c],
                family,
                age,
                band,
                row_of(m, band, columns.who[i], place, month),
                m,
                columns,
                place,
                month,
                w,
                person,
                counts,
            )
            own = np.int64(0)
            if (np.int64(columns.how[i]) >> (2 * family)) & 3 == 1:
                own = np.int64(1) << family
            close(i, identifier, own, m, columns, place, month, w, person, counts)
    m = municipality_of(start, place.municipality_start)
    first = start + (month.t - start) % EVERY
    draw_for_talk(first - start, stop - start, month, scratch)
    counts.work[5] += max((stop - first + EVERY - 1) // EVERY, 0)
    for i in range(first, stop, EVERY):
        if columns.birth[i] == VACANT:
            continue
        while i >= place.municipality_start[m + 1]:
            m += 1
        age = age_of(i, columns.birth[i], month.year, month.calendar)
        band = min(age // 5, LAST_BAND)
        talk(
            np.int64(i),
            scratch.talk[:, (i - first) // EVERY],
            band,
            row_of(m, band, columns.who[i], place, month),
            m,
            columns,
            place,
            month,
            w,
            person,
            counts,
        )


@njit(nogil=True, cache=True, _nrt=False)
def run_chunks(first, last, chunk, columns, place, month, w, person, counts, scratch):
    """Chunks first .. last - 1 of ``chunk`` slots each; what one thread is given."""
    for c in range(first, last):
        start = c * chunk
        stop = min(start + chunk, month.slots)
        run_chunk(start, stop, columns, place, month, w, person, counts, scratch)


@njit(inline="always", _nrt=False)
def generation_of(recent):
    """Generation of a slot's holder, 0-15."""
    return read_generation(recent)
