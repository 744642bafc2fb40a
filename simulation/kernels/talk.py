"""Word of mouth and drift: what happens between cases.

Usefulness and ease move towards what people of the same prefecture, age and channel say who have
tried; bad experience is told more often. Trust returns slowly to its own baseline and falls with an
incident (Friedkin and Johnsen; model 5.9). To keep a month cheap this is done for one citizen in
three a month, chosen by slot, at three times the rate (documented discretisation, docs/odd.md).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.columns import VACANT
from agents.draws import PURPOSES, mix3
from simulation.kernels.bits import (
    nibble,
    read_availability,
    read_channel,
    read_ever_tried,
    read_last_failed,
    write_availability,
)
from simulation.kernels.luck import rounded
from simulation.kernels.scan import row_of

TALK_USEFULNESS = PURPOSES["TALK_USEFULNESS"]
TALK_EASE = PURPOSES["TALK_EASE"]
DRIFT_TRUST = PURPOSES["DRIFT_TRUST"]
DRIFT_AVAILABILITY = PURPOSES["DRIFT_AVAILABILITY"]
TRUST_BASELINE = PURPOSES["TRUST_BASELINE"]

PURPOSES_OF_TALK = np.array(
    [
        TALK_USEFULNESS,
        TALK_EASE,
        DRIFT_TRUST,
        DRIFT_AVAILABILITY,
        TRUST_BASELINE,
    ]
)
"""Draws of a turn, in the order in which ``talk`` reads them; the baseline's never changes."""

EVERY = 3
"""One citizen in three a month."""

AGE_GROUPS, CHANNEL_GROUPS = 9, 3
CELLS = 47 * AGE_GROUPS * CHANNEL_GROUPS
"""Cells of talk: prefecture x nine age groups x three channel groups."""


@njit(inline="always", _nrt=False)
def cell_of(prefecture, band, channel):
    """Cell of talk of a citizen: prefecture 0-46, five-year band 0-17, channel profile 0-7."""
    return (prefecture * AGE_GROUPS + band // 2) * CHANNEL_GROUPS + channel % CHANNEL_GROUPS


@njit(forceinline=True, _nrt=False)
def draw_for_talk(count, month, scratch):
    """All draws of this month's talkers of a chunk, one purpose after the other: (5, count) uint32."""
    identifier = scratch.talker
    for row in range(PURPOSES_OF_TALK.size):
        purpose = PURPOSES_OF_TALK[row]
        keys = month.permanent if purpose == TRUST_BASELINE else month.keys
        k0, k1 = keys[purpose, 0, 0], keys[purpose, 0, 1]
        out = scratch.talk[row]
        for j in range(count):
            out[j] = mix3(identifier[j], k0, k1)


@njit(inline="always", _nrt=False)
def heard_of_incident(stamp, row, month, w):
    """How hard bad news hits: in full who used the service, others as far as all is one to them."""
    most = month.news[row]
    if most <= 0.0:
        return 0.0
    own = 0.0
    for family in range(8):
        if nibble(stamp, family) != 0:
            own = max(own, month.news_of[family, row])
    return max(own, w.monolith * most)


@njit(forceinline=True, _nrt=False)
def talk(i, draws, band, row, m, columns, place, month, w, person, counts):
    """One citizen's turn: moves attitudes and adds to the cell's sums.

    draws : (5,) uint32   in the order of ``PURPOSES_OF_TALK``
    row : int             row of the tables: zone and kind of person
    """
    cell = cell_of(place.prefecture[m], band, read_channel(columns.who[i]))
    mean = month.cells[cell]
    usefulness = np.int64(columns.usefulness[i])
    ease = np.int64(columns.ease[i])
    trust = np.int64(columns.trust[i])
    mind = columns.mind[i]
    availability = read_availability(mind)
    if w.talk_rate > 0.0 and mean[0] >= 0.0:
        step = EVERY * w.talk_rate
        usefulness = rounded(usefulness + step * (mean[0] - usefulness), np.int64(draws[0]))
        ease = rounded(ease + step * (mean[1] - ease), np.int64(draws[1]))
        columns.usefulness[i] = usefulness
        columns.ease[i] = ease
    baseline = person.trust[np.int64(draws[4]) >> 24]
    pull = EVERY * w.trust_anchor * (baseline - trust)
    if w.trust_peers > 0.0 and mean[3] >= 0.0:
        pull += EVERY * w.trust_peers * (mean[3] - trust)
    pull -= EVERY * w.trust_news * heard_of_incident(columns.stamp[i], row, month, w) * trust
    moved = rounded(trust + pull, np.int64(draws[2]))
    trust = min(max(moved, np.int64(0)), np.int64(255))
    columns.trust[i] = trust
    if w.availability_drift > 0.0 and mean[2] >= 0.0:
        goal = 0.5 * mean[2] + 7.5 * month.online_count[m]
        availability = rounded(
            availability + EVERY * w.availability_drift * (goal - availability), np.int64(draws[3])
        )
        columns.mind[i] = write_availability(mind, availability)
    sums = counts.cells[cell]
    # Stories of failure are told more often: the weight is in sixteenths to stay an integer.
    told = np.int64(16.0 * w.talk_negativity) if read_last_failed(mind) else np.int64(16)
    told *= read_ever_tried(mind)
    sums[0] += told
    sums[1] += told * usefulness
    sums[2] += told * ease
    sums[3] += 1
    sums[4] += availability
    sums[5] += trust


@njit(_nrt=False)
def talk_in_turn(start, stop, columns, place, month, w, person, counts, scratch):
    """The turns of a chunk: every third slot, chosen so that each has one turn in three months.

    Returns how many talk; ``scratch.turn`` and ``scratch.talker`` list them.
    """
    first = (month.t - start) % EVERY
    size = stop - start
    counts.work[5] += max((size - first + EVERY - 1) // EVERY, 0)
    count = 0
    for j in range(first, size, EVERY):
        scratch.turn[count] = j
        scratch.talker[count] = scratch.identifier[j]
        count += np.int64(columns.birth[j] != np.uint8(VACANT))
    draw_for_talk(count, month, scratch)
    for c in range(count):
        j = np.int64(scratch.turn[c])
        m, band = np.int64(scratch.place[j]), np.int64(scratch.band[j])
        row = row_of(m, band, columns.who[j], place, month)
        draws = scratch.talk[:, c]
        talk(j, draws, band, row, m, columns, place, month, w, person, counts)
    return count


@njit(cache=True, nogil=True)
def cell_means(sums, means):
    """Means of usefulness, ease, availability and trust by cell, of the last turns of everybody.

    sums : (3, C, 6) int64 as in ``Counts.cells``
    means : (C, 4) float64, written; -1 where nobody spoke or lives
    """
    for c in range(means.shape[0]):
        spoke = sums[0, c, 0] + sums[1, c, 0] + sums[2, c, 0]
        there = sums[0, c, 3] + sums[1, c, 3] + sums[2, c, 3]
        for k in range(4):
            column = k + 1 if k < 2 else k + 2
            whole = spoke if k < 2 else there
            part = sums[0, c, column] + sums[1, c, column] + sums[2, c, column]
            means[c, k] = part / whole if whole > 0 else -1.0
