"""Hear: how a citizen comes to know that a family can be done online.

A campaign, a prompt at the counter, a neighbour who files online: each adds to one rate, and the
chance of hearing in a month is 1 - exp(-rate). Alone this is a discrete Bass model (model 5.3, 9.1).
"""

from __future__ import annotations

from numba import njit

from agents.draws import PURPOSES
from agents.exact import exp
from simulation.kernels.luck import luck, uniform

HEAR = PURPOSES["HEAR"]


@njit(inline="always", _nrt=False)
def hearing_rate(media, word_of_mouth, users, ties):
    """Monthly rate of hearing: media by channel profile plus word of mouth by the share of ties that use.

    media : float           rate from the media and by chance
    word_of_mouth : float   rate when every tie uses, exposure included
    users, ties : int       ties with a valid stamp, all ties
    """
    return media + (word_of_mouth * users / ties if ties > 0 else 0.0)


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
