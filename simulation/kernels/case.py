"""One case from need to outcome: proxy, own online or office, and what it leaves behind.

The order is the chain of gates of the model (section 5.5): somebody else files; else, if the drawn
procedure is offered, known and reachable, the citizen may choose to file alone; whoever does not, or
fails, goes to the counter or the mail, where a staffed terminal may turn the case into an assisted one.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.draws import PURPOSES, mix3
from simulation.kernels.attempt import ALONE, FAILED, HELPED, attempt, locks_credential
from simulation.kernels.bits import (
    nibble,
    read_credential,
    read_possession,
    with_mode,
    with_nibble,
    write_barrier,
    write_credential,
    write_ever_succeeded,
    write_ever_tried,
    write_last_failed,
    write_last_family,
    write_since_use,
    write_substitute,
)
from simulation.kernels.choose import (
    NO_CREDENTIAL,
    OPEN,
    chooses,
    first_closed_gate,
    misfit,
    taste,
    value_of_own_use,
    would_choose,
)
from simulation.kernels.hear import hearing_rate, hears
from simulation.kernels.learn import believe, learn_from_case, practise
from simulation.kernels.luck import luck, uniform
from simulation.kernels.tables import (
    BASE,
    COMPLEXITY,
    CREDENTIAL,
    LAUNCHED,
    MAIL,
    PRINT_POST,
    PROXY_ONLINE,
    READY,
    RISK,
    SUBSTITUTE,
    SUPPORT,
    TERMINAL,
    TIME_LOST,
)

PRINT = PURPOSES["PRINT"]

PURPOSES_OF_CASE = np.array(
    [
        PURPOSES["BUNDLE"],
        PURPOSES["PROXY"],
        PURPOSES["LEARN_AVAILABILITY"],
        PURPOSES["CREDENTIAL_ASKED"],
        PURPOSES["MAIL"],
        PURPOSES["TERMINAL"],
        PURPOSES["LEARN_HABIT"],
        PURPOSES["PROXY_ONLINE"],
    ]
)
"""Draws that nearly every case needs; made for all cases of a chunk at once."""

OF_BUNDLE, OF_PROXY, OF_BELIEF, OF_CREDENTIAL, OF_MAIL, OF_TERMINAL, OF_HABIT, OF_PROXY_ONLINE = range(8)

NEEDS, POSTPONED_IN, OWN, ASSISTED, PROXIED, COUNTER, BY_MAIL, POSTPONED_OUT, LAPSED, UNMET = range(10)
FAILED_CASES, PRINTED, ATTEMPTS, BARRIER, NEWLY_AWARE = 10, 11, 12, 12, 24
"""Columns of the flow table, in the order of ``simulation.measures.FLOWS``; barrier code b is BARRIER + b."""

UNWILLING, OFFLINE_QUICKER, AFTER_FAILURE, WAS_ASSISTED, WAS_PROXY = 7, 8, 9, 10, 11
"""Barrier codes beyond the gates, as in ``agents.columns.BARRIERS``."""

AT_COUNTER, IN_MAIL, IN_OFFICE, FOR_CARD, CARD_ISSUED = 0, 1, 2, 3, 4
"""Queues, as columns of the arrivals."""


@njit(inline="always", _nrt=False)
def draw_of_bundle(draw, family, guide, cumulative):
    """The bundle of procedures a need is about, with probability proportional to its use weight.

    The guide gives the first candidate for the draw's highest six bits; most draws stop there.
    """
    bundle = guide[family, draw >> 26]
    while draw >= np.int64(cumulative[bundle]) and cumulative[bundle] != np.uint32(0xFFFFFFFF):
        bundle += 1
    return bundle


@njit(forceinline=True, _nrt=False)
def sort_cases(count, family_start, scratch):
    """Puts the chunk's cases in the order of their families, so that a family's draws share their keys.

    family_start : (9,) int64   written: cases of family f are [family_start[f], family_start[f + 1])
    """
    for f in range(9):
        family_start[f] = 0
    for c in range(count):
        family_start[scratch.family[c] + 1] += 1
    for f in range(8):
        family_start[f + 1] += family_start[f]
    for c in range(count - 1, -1, -1):
        f = scratch.family[c] + 1
        family_start[f] -= 1
        place = family_start[f]
        scratch.sorted_case[place] = scratch.case[c]
        scratch.sorted_place[place] = scratch.place[c]
        scratch.case_id[place] = scratch.identifier[scratch.case[c]]
    # Filling from the back left each entry at its family's start, one place to the right.
    for f in range(8):
        family_start[f] = family_start[f + 1]
    family_start[8] = count


@njit(forceinline=True, _nrt=False)
def draw_for_cases(family, first, last, month, scratch):
    """The draws of the cases [first, last) of one family, one purpose after the other."""
    for row in range(PURPOSES_OF_CASE.size):
        purpose = PURPOSES_OF_CASE[row]
        k0, k1 = month.keys[purpose, family + 1, 0], month.keys[purpose, family + 1, 1]
        for c in range(first, last):
            scratch.case_draws[row, c] = mix3(scratch.case_id[c], k0, k1)


@njit(forceinline=True, _nrt=False)
def settle(i, identifier, draws, family, age, band, row, m, columns, place, month, w, person, counts):
    """Deal with one need of one citizen; writes the citizen's columns and the counts of its cell.

    draws : (8,) uint32   in the order of ``PURPOSES_OF_CASE``

    i, identifier : slot and person id; family : 0-7; age, band : years, five-year band
    row, m : row of the tables (zone and kind of person), municipality
    """
    keys = month.keys
    who = columns.who[i]
    area = place.area[m]
    flow = counts.flows[place.flow_row[m], band, family]
    terms = month.terms[family, row]
    counts.area_use[area, family, 0] += 1

    bundle = draw_of_bundle(np.int64(draws[OF_BUNDLE]), family, month.bundle_guide, month.bundle_cumulative)
    listed = (np.int64(month.offered[m, bundle >> 6] >> np.uint64(bundle & 63))) & 1
    offered = listed == 1 and terms[LAUNCHED] > 0.0

    aware = (np.int64(columns.aware[i]) >> family) & 1
    profile = (np.int64(who) >> 6) & 7
    if w.availability_learning > 0.0:
        believe(columns, i, np.int64(draws[OF_BELIEF]), w, offered)

    if np.int64(draws[OF_PROXY]) < month.proxy[family, row, profile]:
        filed_online = offered and (uniform(np.int64(draws[OF_PROXY_ONLINE])) < terms[PROXY_ONLINE])
        columns.recent[i] = write_barrier(columns.recent[i], WAS_PROXY)
        flow[BARRIER + WAS_PROXY] += 1
        if filed_online:
            flow[PROXIED] += 1
            columns.how[i] = with_mode(columns.how[i], family, 3)
            counts.area_use[area, family, 1] += 1
            counts.arrivals[area, IN_OFFICE] += 1
        else:
            flow[COUNTER] += 1
            columns.how[i] = with_mode(columns.how[i], family, 0)
            counts.arrivals[area, AT_COUNTER] += 1
        return

    card = columns.card[i]
    asked = uniform(np.int64(draws[OF_CREDENTIAL])) < terms[CREDENTIAL]
    gate = first_closed_gate(
        identifier, month, terms, row, family, offered, aware == 1, who, card, columns.mind[i], asked
    )
    barrier = gate
    failed = False
    printed = False
    if gate == OPEN:
        counts.work[3] += 1
        leaning = taste(identifier, month.permanent, person, family, w.taste_spread)
        quicker = terms[TIME_LOST] + month.wait_time[area]
        value = value_of_own_use(
            columns,
            i,
            w,
            terms[BASE],
            terms[RISK],
            quicker,
            family,
            age,
            leaning,
        )
        if chooses(identifier, keys, family, value, person):
            counts.work[4] += 1
            flow[ATTEMPTS] += 1
            outcome = attempt(
                identifier,
                keys,
                family,
                w,
                who,
                columns.skill[i],
                card,
                terms[COMPLEXITY] + month.place_complexity[m],
                misfit(who, terms[READY]),
                terms[SUPPORT],
                month.load,
                asked,
                person,
            )
            mind = write_ever_tried(columns.mind[i], 1)
            mind = write_last_failed(mind, 1 if outcome == FAILED else 0)
            if outcome == ALONE:
                mind = write_ever_succeeded(mind, 1)
            columns.mind[i] = mind
            columns.recent[i] = write_last_family(columns.recent[i], family)
            if outcome == ALONE or outcome == HELPED:
                share = 1.0 if outcome == ALONE else w.assisted_share
                learn_from_case(columns, i, identifier, keys, family, w, True, share)
                alone = outcome == ALONE
                practise(columns, i, identifier, np.int64(draws[OF_HABIT]), keys, family, w, alone, share)
                counts.area_use[area, family, 1] += 1
                counts.arrivals[area, IN_OFFICE] += 1
                if asked:
                    columns.card[i] = write_since_use(columns.card[i], 0)
                if outcome == ALONE:
                    if nibble(columns.stamp[i], family) == 0:
                        columns.starts[i] = np.int64(columns.starts[i]) | (np.int64(1) << family)
                    columns.stamp[i] = with_nibble(columns.stamp[i], family, month.calendar)
                    columns.how[i] = with_mode(columns.how[i], family, 1)
                    columns.recent[i] = write_barrier(columns.recent[i], 0)
                    flow[OWN] += 1
                else:
                    columns.how[i] = with_mode(columns.how[i], family, 2)
                    columns.recent[i] = write_barrier(columns.recent[i], WAS_ASSISTED)
                    flow[ASSISTED] += 1
                    flow[BARRIER + WAS_ASSISTED] += 1
                return
            barrier = AFTER_FAILURE
            failed = True
            learn_from_case(columns, i, identifier, keys, family, w, False, 1.0)
            if asked and read_possession(card) == 2 and locks_credential(identifier, keys, w, card):
                columns.card[i] = write_credential(columns.card[i], 2)
        elif would_choose(identifier, keys, family, value + w.time_saved * (0.5 - quicker), person):
            barrier = OFFLINE_QUICKER
        else:
            barrier = UNWILLING
    elif gate == NO_CREDENTIAL:
        printed = uniform(luck(keys, PRINT, family + 1, identifier)) < terms[PRINT_POST]

    if printed or (not failed and uniform(np.int64(draws[OF_MAIL])) < terms[MAIL]):
        flow[BY_MAIL] += 1
        if printed:
            flow[PRINTED] += 1
        counts.arrivals[area, IN_MAIL] += 1
        columns.how[i] = with_mode(columns.how[i], family, 0)
        practise(columns, i, identifier, np.int64(draws[OF_HABIT]), keys, family, w, False, 0.0)
    else:
        counts.arrivals[area, AT_COUNTER] += 1
        if read_possession(columns.card[i]) == 2 and read_credential(columns.card[i]) >= 2 and asked:
            columns.card[i] = write_credential(columns.card[i], 1)
            counts.arrivals[area, AT_COUNTER] += 1
        if offered and not failed and uniform(np.int64(draws[OF_TERMINAL])) < terms[TERMINAL]:
            flow[ASSISTED] += 1
            barrier = WAS_ASSISTED
            columns.how[i] = with_mode(columns.how[i], family, 2)
            share = w.assisted_share
            learn_from_case(columns, i, identifier, keys, family, w, True, share)
            practise(columns, i, identifier, np.int64(draws[OF_HABIT]), keys, family, w, False, share)
            counts.area_use[area, family, 1] += 1
            if terms[SUBSTITUTE] > 0.0:
                columns.card[i] = write_substitute(columns.card[i], 1)
        else:
            flow[COUNTER] += 1
            if failed:
                flow[FAILED_CASES] += 1
            columns.how[i] = with_mode(columns.how[i], family, 0)
            practise(columns, i, identifier, np.int64(draws[OF_HABIT]), keys, family, w, False, 0.0)
    flow[BARRIER + barrier] += 1
    columns.recent[i] = write_barrier(columns.recent[i], barrier)


@njit(inline="always", _nrt=False)
def hear_of(i, identifier, family, media, word, prompt, columns, month, flow):
    """Hearing of one family; sets the flag and counts when it is news to the citizen."""
    rate = (
        hearing_rate(media, word, nibble(columns.near[i], family), (np.int64(columns.who[i]) >> 22) & 15)
        + prompt
    )
    if hears(identifier, month.keys, family, rate):
        columns.aware[i] = np.int64(columns.aware[i]) | (np.int64(1) << family)
        flow[NEWLY_AWARE] += 1
        return 1
    return 0
