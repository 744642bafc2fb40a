"""Hear: how a citizen comes to know that a family can be done online.

A campaign, a prompt at the counter, a neighbour who files online: each adds to one rate, and the
chance of hearing in a month is 1 - exp(-rate). Alone this is a discrete Bass model (model 5.3, 9.1).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.channels import FIRST_CHANNELS
from agents.draws import PURPOSES
from agents.exact import exp
from simulation.kernels.luck import luck, uniform

HEAR = PURPOSES["HEAR"]
CHANNEL_OF_HEARING = PURPOSES["CHANNEL_OF_HEARING"]
OWN_USE = FIRST_CHANNELS.index("own_use")


@njit(inline="always", _nrt=False)
def from_ties(word_of_mouth, users, ties):
    """Monthly rate of hearing from ties, by the share of them that use.

    word_of_mouth : float   rate when every tie uses, exposure included
    users, ties : int       ties with a valid stamp, all ties
    """
    return word_of_mouth * users / ties if ties > 0 else 0.0


@njit(inline="always", _nrt=False)
def hearing_rate(media, word_of_mouth, users, ties):
    """Monthly rate of hearing: media by channel profile, and by chance, plus what ties say."""
    return media + from_ties(word_of_mouth, users, ties)


@njit(inline="always", _nrt=False)
def hears(identifier, keys, family, rate):
    """Whether the citizen hears of ``family`` this month: a uniform draw below 1 - exp(-rate).

    The exponential, which is slow, is spared where
    rate - rate**2 / 2 <= 1 - exp(-rate) <= rate already decides.
    """
    draw = uniform(luck(keys, HEAR, family + 1, identifier))
    surely = draw < rate - 0.5 * rate * rate
    if draw < rate and not surely:
        return draw < 1.0 - exp(-rate)
    return surely


@njit(inline="always", _nrt=False)
def first_channel(identifier, keys, family, spontaneous, mass, online, word, counter, search):
    """The one channel that the news is put down to, drawn in proportion to its term of the rate (model 5.3).

    Returns a position in ``agents.channels.FIRST_CHANNELS``. A term of 0 is never drawn.
    """
    terms = (spontaneous, mass, online, word, counter, search)
    total = 0.0
    for term in terms:
        total += term
    left = uniform(luck(keys, CHANNEL_OF_HEARING, family + 1, identifier)) * total
    found = np.int64(0)
    below = 0.0
    for channel in range(6):
        if terms[channel] > 0.0 and left >= below:
            found = np.int64(channel)
        below += terms[channel]
    return found
