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
    read_availability,
    read_possession,
    read_profile,
    read_substitute,
    with_mode,
    with_nibble,
    write_barrier,
    write_credential,
    write_ever_succeeded,
    write_ever_tried,
    write_last_failed,
    write_last_family,
    write_since_use,
)
from simulation.kernels.choose import (
    GATED,
    LITTLE_ONLINE,
    NO_CREDENTIAL,
    NOT_OFFERED,
    OPEN,
    SOFT,
    UNAWARE,
    chooses,
    first_closed_gate,
    gated,
    misfit,
    taste,
    transfer_of_ease,
    value_of_own_use,
)
from simulation.kernels.codes import (
    AFTER_FAILURE,
    ASSISTED,
    ATTEMPTS,
    BARRIER,
    DONE,
    IN_OFFICE,
    NEWLY_AWARE,
    OF_BELIEF,
    OF_BUNDLE,
    OF_CREDENTIAL,
    OF_HABIT,
    OF_LAUNCHED,
    OF_PROXY,
    OF_PROXY_ONLINE,
    OFFLINE_QUICKER,
    OWN,
    PRINTED_FLAG,
    PURPOSES_OF_CASE,
    UNWILLING,
    WAS_ASSISTED,
    WAS_PROXY,
)
from simulation.kernels.hear import OWN_USE
from simulation.kernels.learn import believe, learn_from_case, practise
from simulation.kernels.luck import luck, uniform
from simulation.kernels.office import send_to_office
from simulation.kernels.tables import (
    BASE,
    COMPLEXITY,
    CUT_CREDENTIAL,
    CUT_LAUNCHED,
    CUT_PAPER,
    CUT_PROXY_ONLINE,
    INCENTIVE,
    LOAD,
    PRINT_POST,
    READY,
    RISK,
    SUBSTITUTE,
    SUPPORT,
    TIME_LOST,
)

PRINT = PURPOSES["PRINT"]
PAPER_CLOSED = PURPOSES["PAPER_CLOSED"]


@njit(inline="always", _nrt=False)
def draw_of_bundle(draw, family, guide, cumulative):
    """The bundle of procedures a need is about, with probability proportional to its use weight.

    The guide gives the first candidate for the draw's highest six bits; most draws stop there or one later.
    """
    bundle = guide[family, draw >> 26]
    edge = np.int64(cumulative[bundle])
    bundle += np.int64(draw >= edge) & np.int64(edge != 0xFFFFFFFF)
    while draw >= np.int64(cumulative[bundle]) and cumulative[bundle] != np.uint32(0xFFFFFFFF):
        bundle += 1
    return bundle


LEAST_QUICKER, MOST_QUICKER = -1.0, 4.0
"""Range of the net time lost offline, units of two hours (model section 3.3)."""


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
        f = np.int64(scratch.family[c]) + 1
        family_start[f] -= 1
        place = family_start[f]
        scratch.sorted_case[place] = scratch.case[c]
        scratch.case_id[place] = scratch.identifier[scratch.case[c]]
    # Filling from the back left each entry at its family's start, one place to the right.
    for f in range(8):
        family_start[f] = family_start[f + 1]
    family_start[8] = count


@njit(forceinline=True, _nrt=False)
def draw_for_cases(family, people, month, scratch):
    """The draws of the cases of one family, one purpose after the other; people : (cases,) person ids."""
    for row in range(PURPOSES_OF_CASE.size):
        purpose = PURPOSES_OF_CASE[row]
        k0, k1 = month.keys[purpose, family + 1, 0], month.keys[purpose, family + 1, 1]
        out = scratch.case_draws[row]
        for c in range(people.size):
            out[c] = mix3(people[c], k0, k1)


@njit(_nrt=False)
def classify(family, listed, people, columns, place, month, w, scratch):
    """Proxy, not offered, unaware, or at the gates: writes ``scratch.result`` of the cases of one family.

    Where paper is closed for a case, the closed door tells of the online service, and proxies file there too.
    What the citizen believes about the offer moves on the way. Returns the number of cases that reach
    the gates of device, hours and credential; they are listed in ``scratch.reaching``.
    """
    cuts, proxies = month.cuts, month.proxy[family]
    draws = scratch.case_draws
    soft = w.choice_rule == SOFT
    reaching = 0
    for c in range(listed.size):
        j = np.int64(listed[c])
        row = np.int64(scratch.row[j])
        draw = np.int64(draws[OF_BUNDLE, c])
        bundle = draw_of_bundle(draw, family, month.bundle_guide, month.bundle_cumulative)
        member = month.member[bundle]
        scratch.member[c] = member
        found = np.int64(month.offered[scratch.place[j], bundle >> 6] >> np.uint64(bundle & 63)) & 1
        offered = found & np.int64(np.int64(draws[OF_LAUNCHED, c]) < cuts[member, row, CUT_LAUNCHED])
        own_system = np.int64(month.local[bundle >> 6] >> np.uint64(bundle & 63)) & 1
        believe(columns, j, np.int64(draws[OF_BELIEF, c]), w, offered == 1)
        little = np.int64(2 * read_availability(columns.mind[j]) < 15)
        aware = (np.int64(columns.aware[j]) >> family) & 1
        gate = UNAWARE + little * (LITTLE_ONLINE - UNAWARE)
        paper = np.int64(0)
        ended = cuts[member, row, CUT_PAPER]
        if ended > 0 and offered == 1:
            paper = np.int64(luck(month.keys, PAPER_CLOSED, family + 1, people[c]) < ended)
        gate = gate if aware + paper == 0 else np.int64(OPEN)
        gate = gate if offered == 1 else np.int64(NOT_OFFERED)
        by_proxy = np.int64(draws[OF_PROXY, c]) < proxies[row, read_profile(columns.who[j])]
        scratch.result[c] = WAS_PROXY if by_proxy else gate
        online = offered & np.int64(np.int64(draws[OF_PROXY_ONLINE, c]) < cuts[member, row, CUT_PROXY_ONLINE])
        scratch.filed[c] = online | paper | (own_system << 1) | (paper << 2)
        scratch.reaching[reaching] = c
        goes_on = gate == OPEN or (soft and gate != NOT_OFFERED)
        reaching += np.int64(goes_on) & np.int64(not by_proxy)
    return reaching


@njit(forceinline=True, _nrt=False)
def weigh(
    i,
    identifier,
    habit_draw,
    family,
    member,
    age,
    row,
    m,
    asked,
    local,
    forced,
    harder,
    against,
    columns,
    place,
    month,
    w,
    person,
    counts,
    flow,
):
    """An open gate: own use or not; returns DONE, or the barrier that sends the case to the office.

    habit_draw : int   the draw for habit; asked : bool   a credential is asked for
    member : int       row of the catalogue that the procedure belongs to
    local : bool       the municipality runs the form itself
    forced : bool      there is no counter and no mail to go to instead
    harder : float     what the municipality's own system adds to the difficulty
    against : float    closed gates that count against own use, logits (variant C)
    """
    keys = month.keys
    who = columns.who[i]
    area = place.area[m]
    terms = month.terms[member, row]
    card = columns.card[i]
    counts.work[3] += 1
    leaning = taste(identifier, month.permanent, person, family, w.taste_spread)
    quicker = min(max(terms[TIME_LOST] + month.wait_time[area], LEAST_QUICKER), MOST_QUICKER)
    # Money for filing online is paid once: whose last case in the family was own use has had it.
    first = (np.int64(columns.how[i]) >> (2 * family)) & 3 != 1
    fixed = terms[BASE] + (terms[INCENTIVE] if first else 0.0)
    by_card = asked and not (read_substitute(card) == 1 and terms[SUBSTITUTE] > 0.0)
    trust = columns.trust[i] * (1.0 / 255.0)
    # People trust their own municipality more than government at large.
    trust = min(trust + w.municipal_trust, 1.0) if local else trust
    transfer = transfer_of_ease(columns.recent[i], columns.mind[i], m, family, row, month)
    value = value_of_own_use(
        columns, i, w, person, fixed, terms[RISK], quicker, family, age, leaning, trust, transfer
    )
    value -= against
    passes = 1.0
    if w.choice_rule == GATED:
        part, passes = gated(columns, i, w, terms[RISK], person, trust, transfer)
        value -= part
    if not forced and not chooses(identifier, keys, family, value, passes, person):
        # The same luck at another value names the barrier.
        if chooses(identifier, keys, family, value + w.time_saved * (0.5 - quicker), passes, person):
            return OFFLINE_QUICKER
        return UNWILLING
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
        min(terms[COMPLEXITY] + harder, 1.0),
        misfit(who, terms[READY]),
        terms[SUPPORT],
        terms[LOAD],
        by_card,
        person,
    )
    alone = outcome == ALONE
    mind = write_ever_tried(columns.mind[i], 1)
    mind = write_last_failed(mind, 1 if outcome == FAILED else 0)
    if alone:
        mind = write_ever_succeeded(mind, 1)
    columns.mind[i] = mind
    columns.recent[i] = write_last_family(columns.recent[i], family)
    succeeded = outcome != FAILED
    share = w.assisted_share if outcome == HELPED else 1.0
    learn_from_case(columns, i, identifier, keys, family, w, succeeded, share)
    if not succeeded:
        if by_card and read_possession(card) == 2 and locks_credential(identifier, keys, w, card):
            columns.card[i] = write_credential(columns.card[i], 2)
        return AFTER_FAILURE
    practise(columns, i, identifier, habit_draw, keys, family, w, alone, share)
    counts.area_use[area, family, 0] += 1
    counts.area_use[area, family, 1] += 1
    counts.arrivals[area, IN_OFFICE] += 1
    if by_card:
        columns.card[i] = write_since_use(columns.card[i], 0)
    if alone:
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
    return DONE


@njit(_nrt=False)
def reach(reaching, family, listed, people, columns, place, month, w, person, counts, scratch):
    """The gates of device, hours and credential, and what happens behind them."""
    for r in range(reaching):
        c = np.int64(scratch.reaching[r])
        j = np.int64(listed[c])
        m, row = np.int64(scratch.place[j]), np.int64(scratch.row[j])
        identifier = people[c]
        member = scratch.member[c]
        terms = month.terms[member, row]
        asked = np.int64(scratch.case_draws[OF_CREDENTIAL, c]) < month.cuts[member, row, CUT_CREDENTIAL]
        result = first_closed_gate(
            identifier,
            month,
            terms,
            row,
            family,
            True,
            True,
            columns.who[j],
            columns.card[j],
            columns.mind[j],
            asked,
        )
        unaware = np.int64(scratch.result[c])
        closed = unaware if unaware != OPEN else result
        against = 0.0
        if w.choice_rule == SOFT and closed != OPEN:
            against = w.unaware_penalty if unaware != OPEN else 0.0
            against += w.access_penalty if result != OPEN else 0.0
            result = np.int64(OPEN)
        if result == NO_CREDENTIAL:
            if uniform(luck(month.keys, PRINT, family + 1, identifier)) < terms[PRINT_POST]:
                result = PRINTED_FLAG
        elif result == OPEN:
            flow = counts.flows[place.flow_row[m], scratch.band[j], family]
            result = weigh(
                j,
                identifier,
                np.int64(scratch.case_draws[OF_HABIT, c]),
                family,
                member,
                np.int64(scratch.age[j]),
                row,
                m,
                asked,
                scratch.filed[c] & 2 != 0,
                scratch.filed[c] & 4 != 0,
                month.place_complexity[m, family] if scratch.filed[c] & 2 else 0.0,
                against,
                columns,
                place,
                month,
                w,
                person,
                counts,
                flow,
            )
            if result == DONE:
                unheard = 1 - ((np.int64(columns.aware[j]) >> family) & 1)
                columns.aware[j] |= np.uint8(1 << family)
                flow[NEWLY_AWARE] += unheard
                counts.first[family, OWN_USE] += unheard
            elif closed != OPEN and result != AFTER_FAILURE:
                result = closed
            if result == DONE and (np.int64(columns.how[j]) >> (2 * family)) & 3 == 1:
                scratch.own[j] = np.int64(1) << family
        scratch.result[c] = result


@njit(forceinline=True, _nrt=False)
def settle(count, columns, place, month, w, person, counts, scratch):
    """Deals with the listed cases of a chunk, one family after the other."""
    sort_cases(count, scratch.family_start, scratch)
    for f in range(8):
        family = np.int64(f)
        first, last = scratch.family_start[f], scratch.family_start[f + 1]
        listed, people = scratch.sorted_case[first:last], scratch.case_id[first:last]
        draw_for_cases(family, people, month, scratch)
        reaching = classify(family, listed, people, columns, place, month, w, scratch)
        reach(reaching, family, listed, people, columns, place, month, w, person, counts, scratch)
        send_to_office(family, listed, people, columns, place, month, w, counts, scratch)
