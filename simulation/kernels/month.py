"""The month of a chunk of citizens: birthdays, then scan everybody, then deal with the few who act.

Each stage goes through a short list of the chunk's slots, so that its code and its tables stay in the
first cache and it hardly branches: needs and hearing, cases by family, stamps that run out, the card,
and last the turns to talk and to look things up. People do not meet within a month, so the order of slots
changes nothing.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from simulation.kernels.bits import read_generation, read_possession, with_nibble
from simulation.kernels.card import card_month, may_hold
from simulation.kernels.case import settle
from simulation.kernels.codes import CARD_WAITING
from simulation.kernels.inform import inform_in_turn
from simulation.kernels.meet import hear_of_families, meet, meet_several
from simulation.kernels.renew import birthdays
from simulation.kernels.scan import ADULT, LAST_BAND, age_of, municipality_of, row_of, scan
from simulation.kernels.tables import Columns
from simulation.kernels.talk import talk_in_turn

__all__ = ["ADULT", "LAST_BAND", "age_of", "generation_of", "municipality_of", "run_chunks"]


@njit(inline="always", _nrt=False)
def stamps_of(word, calendar):
    """Bit set of the families whose stamp stands at the calendar month."""
    different = np.int64(word) ^ (np.int64(calendar) * 0x11111111)
    ending = np.int64(0)
    for family in range(8):
        ending |= np.int64((different >> (4 * family)) & 15 == 0) << family
    return ending


@njit(_nrt=False)
def expire(endings, columns, month, scratch):
    """Stamps that were set twelve months ago and not renewed this month expire."""
    for e in range(endings):
        j = np.int64(scratch.ending[e])
        ending = stamps_of(columns.stamp[j], month.calendar) & ~np.int64(scratch.own[j])
        for family in range(8):
            if (ending >> family) & 1:
                columns.stamp[j] = with_nibble(columns.stamp[j], family, 0)
        columns.stops[j] = np.int64(columns.stops[j]) | ending


@njit(_nrt=False)
def apply_for_cards(cards, columns, place, month, w, person, counts, scratch):
    """The card of those whose draw is low enough, and of those who have applied."""
    for a in range(cards):
        j = np.int64(scratch.applying[a])
        identifier, who = scratch.identifier[j], columns.who[j]
        if read_possession(columns.card[j]) != 2 and may_hold(identifier, who, month, w):
            m, band = np.int64(scratch.place[j]), np.int64(scratch.band[j])
            row = row_of(m, band, who, place, month)
            age = np.int64(scratch.age[j])
            card_month(j, identifier, age, band, row, m, columns, place, month, w, person, counts)
            waiting = np.int64(read_possession(columns.card[j]) == 1)
            counts.arrivals[place.area[m], CARD_WAITING] += waiting


@njit(inline="always", _nrt=False)
def piece_of(columns, start, stop):
    """The columns of the slots [start, stop), so that stages count from the chunk's first slot."""
    return Columns(
        columns.birth[start:stop],
        columns.who[start:stop],
        columns.stamp[start:stop],
        columns.near[start:stop],
        columns.how[start:stop],
        columns.recent[start:stop],
        columns.aware[start:stop],
        columns.card[start:stop],
        columns.skill[start:stop],
        columns.mind[start:stop],
        columns.trust[start:stop],
        columns.usefulness[start:stop],
        columns.ease[start:stop],
        columns.public[start:stop],
        columns.issued[start:stop],
        columns.starts[start:stop],
        columns.stops[start:stop],
    )


@njit(nogil=True, forceinline=True, _nrt=False)
def run_chunk(start, stop, everybody, place, month, w, person, counts, scratch):
    """One month of the slots [start, stop): writes their columns and adds to ``counts``."""
    # Birthdays come first in a month, here, where the chunk comes into the cache anyway.
    birthdays(start, stop, everybody, place, month, w, person, counts)
    columns = piece_of(everybody, start, stop)
    active = scan(start, stop, columns, place, month, scratch)
    counts.work[0] += stop - start
    counts.work[8] += active
    cases, several, hearing, endings, cards = meet(active, columns, place, month, counts, scratch)
    cases = meet_several(several, cases, columns, place, counts, scratch)
    counts.work[1] += cases
    hear_of_families(hearing, columns, place, month, w, counts, scratch)
    settle(cases, columns, place, month, w, person, counts, scratch)
    expire(endings, columns, month, scratch)
    apply_for_cards(cards, columns, place, month, w, person, counts, scratch)
    turns = talk_in_turn(start, stop, columns, place, month, w, person, counts, scratch)
    inform_in_turn(turns, columns, month, w, person, scratch)


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
