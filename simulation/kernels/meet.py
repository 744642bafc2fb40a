"""Meet: what falls due for the adults on the list, and what they hear of.

The scan only named candidates. Here needs and hearing are decided exactly; each person with a need
leaves one case, the most pressing, for the stages that settle it.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from simulation.kernels.bits import (
    nibble,
    read_availability,
    read_channel,
    read_information,
    read_postponed,
    read_profile,
    read_ties,
    write_postponed,
)
from simulation.kernels.case import draw_of_bundle
from simulation.kernels.codes import BUNDLE, LAPSED, NEEDS, NEWLY_AWARE, POSTPONED_IN, POSTPONED_OUT
from simulation.kernels.hear import first_channel, from_ties, hearing_rate, hears
from simulation.kernels.luck import luck
from simulation.kernels.need import LOWEST, as_set, most_pressing, needs_due, next_waiting
from simulation.kernels.scan import APPLIES, ENDS, MEETS, row_of
from simulation.kernels.tables import PROMPT, SEARCH


@njit(_nrt=False)
def sort_needs(due, waiting, i, row, band, recent, flows):
    """Several needs at once: returns the one dealt with, leaves one waiting, counts what lapses.

    due : int       bit set of new needs; waiting : int   family + 1 of the need left from before, or 0
    """
    resolved = most_pressing(due, waiting)
    later = next_waiting(due, waiting, resolved)
    rest = due | as_set(waiting)
    while rest:
        family = np.int64(LOWEST[rest])
        rest &= rest - 1
        flow = flows[row, band, family]
        new, old = (due >> family) & 1, np.int64(waiting == family + 1)
        left = np.int64(family == later)
        flow[NEEDS] += new
        flow[POSTPONED_IN] += old
        flow[POSTPONED_OUT] += left
        flow[LAPSED] += new + old - np.int64(family == resolved) - left
    recent[i] = write_postponed(recent[i], later + 1)
    return resolved


@njit(_nrt=False)
def meet(active, columns, place, month, counts, scratch):
    """Decides the needs of the listed slots and sorts them into shorter lists.

    Returns the lengths of the lists of cases, of several needs, of hearing, of stamps and of cards.
    """
    cases, several, hearing, endings, cards = 0, 0, 0, 0, 0
    for a in range(active):
        j = np.int64(scratch.active[a])
        why = np.int64(scratch.busy[j])
        scratch.ending[endings] = j
        endings += (why // ENDS) & 1
        scratch.applying[cards] = j
        cards += (why // APPLIES) & 1
        m = np.int64(scratch.place[j])
        band = np.int64(scratch.band[j])
        who = columns.who[j]
        row = row_of(m, band, who, place, month)
        scratch.row[j] = row
        identifier = scratch.identifier[j]
        due = np.int64(0)
        if scratch.need[j]:
            due = needs_due(identifier, month.keys, month.need[row, read_profile(who), band])
        # Hearing needs no case, but a need that meets an open bundle adds prompt and own search.
        might = np.int64(scratch.hear[j]) | (due & np.int64(scratch.prompted[j]))
        might &= ~np.int64(columns.aware[j]) & np.int64(month.family_offered[m])
        scratch.due[j] = due
        scratch.hear[j] = might
        scratch.hearing[hearing] = j
        hearing += np.int64(might != 0)
        waiting = read_postponed(columns.recent[j]) * (why & MEETS)
        single = np.int64(due != 0) & np.int64(due & (due - 1) == 0) & np.int64(waiting == 0)
        family = np.int64(LOWEST[due])
        scratch.case[cases] = j
        scratch.family[cases] = family
        cases += single
        counts.flows[place.flow_row[m], band, family, NEEDS] += single
        scratch.several[several] = j
        several += np.int64(due | waiting != 0) - single
    return cases, several, hearing, endings, cards


@njit(_nrt=False)
def meet_several(several, cases, columns, place, counts, scratch):
    """Those with more than one need, or one left from before; returns the new length of the list of cases."""
    for s in range(several):
        j = np.int64(scratch.several[s])
        due = np.int64(scratch.due[j])
        waiting = read_postponed(columns.recent[j])
        row = place.flow_row[scratch.place[j]]
        band = np.int64(scratch.band[j])
        scratch.case[cases] = j
        scratch.family[cases] = sort_needs(due, waiting, j, row, band, columns.recent, counts.flows)
        cases += 1
    return cases


@njit(_nrt=False)
def hear_of_families(hearing, columns, place, month, w, counts, scratch):
    """Who hears of which family: sets the flags of awareness and counts what is news."""
    for h in range(hearing):
        j = np.int64(scratch.hearing[h])
        identifier = scratch.identifier[j]
        might = np.int64(scratch.hear[j])
        due = np.int64(scratch.due[j])
        who, near = columns.who[j], columns.near[j]
        channel, ties = read_channel(who), read_ties(who)
        row = np.int64(scratch.row[j])
        flow_row, band = place.flow_row[scratch.place[j]], np.int64(scratch.band[j])
        belief = read_availability(columns.mind[j]) * (1.0 / 15.0)
        # Who looks things up online sees more of what government says there.
        looks = w.information_exposure * read_information(columns.public[j]) * (1.0 / 3.0)
        heard = np.int64(0)
        while might:
            family = np.int64(LOWEST[might])
            might &= might - 1
            counter, search = 0.0, 0.0
            if (due >> family) & 1:
                draw = luck(month.keys, BUNDLE, family + 1, identifier)
                bundle = draw_of_bundle(draw, family, month.bundle_guide, month.bundle_cumulative)
                place_word = month.offered[scratch.place[j], bundle >> 6]
                open_here = np.int64(place_word >> np.uint64(bundle & 63)) & 1
                terms = month.terms[month.member[bundle], row]
                counter, search = open_here * terms[PROMPT], open_here * terms[SEARCH] * belief
            offered, online = month.hear[family, row, channel], month.online[family, row, channel]
            word, users = month.word[channel], nibble(near, family)
            rate = hearing_rate(offered + looks * online, word, users, ties) + (counter + search)
            news = np.int64(hears(identifier, month.keys, family, rate))
            if news:
                mass, seen = offered - w.spontaneous - online, online + looks * online
                told = from_ties(word, users, ties)
                first = first_channel(
                    identifier, month.keys, family, w.spontaneous, mass, seen, told, counter, search
                )
                counts.first[family, first] += 1
            heard |= news << family
            counts.flows[flow_row, band, family, NEWLY_AWARE] += news
            counts.work[2] += news
        columns.aware[j] = np.int64(columns.aware[j]) | heard
