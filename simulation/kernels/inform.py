"""Inform: looking up government online, studying its policy, taking part; use that files nothing.

Somebody reads when the swimming pool opens, somebody else the minutes of the council, a third answers a
consultation. Once a quarter, at a citizen's turn to talk, three counts of 0 to 3 are drawn: information use
rises with ease, policy research with civic-mindedness and trust, participation with civic-mindedness and
with what is known to be online (Nam 2014; model 5.11). Looking things up makes the screen familiar, and
carries over to services as far as ``information.spillover_info_to_service`` says; at 0 it does not.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.draws import PURPOSES, mix3
from simulation.kernels.bits import read_civic, read_net
from simulation.kernels.luck import rounded
from simulation.kernels.scan import ADULT

KNOWN = np.array([n.bit_count() for n in range(256)], dtype=np.uint8)
"""Families in a bit set."""
TRUST_STEPS = 64
"""Steps of trust that policy research tells apart."""

PURPOSES_OF_INFORMING = np.array(
    [
        PURPOSES["INFORMATION_USE"],
        PURPOSES["POLICY_RESEARCH"],
        PURPOSES["PARTICIPATION"],
        PURPOSES["SPILL_OVER"],
    ]
)
"""Draws of a quarter, in the order in which ``inform`` reads them."""


@njit(forceinline=True, _nrt=False)
def draw_for_informing(count, month, scratch):
    """The draws of this month's turns of a chunk: four rows of ``scratch.talk`` are written over."""
    for row in range(PURPOSES_OF_INFORMING.size):
        purpose = PURPOSES_OF_INFORMING[row]
        k0, k1 = month.keys[purpose, 0, 0], month.keys[purpose, 0, 1]
        out = scratch.talk[row]
        for j in range(count):
            out[j] = mix3(scratch.talker[j], k0, k1)


@njit(inline="always", _nrt=False)
def times(draw, cuts):
    """Successes in three tries by one draw: the same luck never yields fewer at a higher chance.

    cuts : (3,) uint32   thresholds of one, two and three successes
    """
    return np.int64(draw < cuts[0]) + np.int64(draw < cuts[1]) + np.int64(draw < cuts[2])


@njit(_nrt=False)
def inform_in_turn(turns, columns, month, w, person, scratch):
    """Information use, policy research and participation of those whose turn it is.

    turns : int   entries of ``scratch.turn`` and ``scratch.talker``
    """
    draw_for_informing(turns, month, scratch)
    draws = scratch.talk
    step = w.familiarity * (1.0 / 3.0)
    for c in range(turns):
        j = np.int64(scratch.turn[c])
        who = columns.who[j]
        civic = read_civic(who)
        ease, trust = np.int64(columns.ease[j]), np.int64(columns.trust[j])
        looked = times(draws[0, c], person.looks[ease])
        studied = times(draws[1, c], person.studies[civic, trust // (256 // TRUST_STEPS)])
        joined = times(draws[2, c], person.joins[civic, KNOWN[columns.aware[j]]])
        able = read_net(who) & np.int64(scratch.age[j] >= ADULT)
        columns.public[j] = (looked | (studied << 2) | (joined << 4)) * able
        # Without a branch: nothing looked up leaves ease as it is, whatever the draw.
        columns.ease[j] = rounded(ease + step * (looked * able) * (255 - ease), np.int64(draws[3, c]))
