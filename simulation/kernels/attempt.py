"""Attempt: filing alone succeeds, succeeds with help, or fails and ends at the counter.

Skill against difficulty decides completion rather than choice (Ebbers et al. 2016; model 5.6). The
same luck decides with and without the helper, so help can only add successes: who succeeds only
because of a helper or a helpline counts as assisted, not as own use.
"""

from __future__ import annotations

from numba import njit

from agents.draws import PURPOSES
from agents.exact import logistic_table
from simulation.kernels.bits import read_habit, read_helper, read_literacy, read_since_use
from simulation.kernels.luck import luck, uniform

ATTEMPT = PURPOSES["ATTEMPT"]
PIN = PURPOSES["PIN"]

FAILED, ALONE, HELPED = 0, 1, 2
"""Outcomes of an attempt."""


@njit(inline="always", _nrt=False)
def attempt(identifier, keys, family, w, who, skill, card, difficulty, unsuited, support, load, pin, person):
    """FAILED, ALONE or HELPED.

    difficulty : float   complexity of the procedure as this citizen meets it, 0-1
    unsuited : float     misfit of the device, 0-1
    support : float      helpline and desks, 0-1
    load : float         congestion of the online service, 0-1
    pin : bool           the case needs the card's PIN
    """
    ability = w.attempt_intercept
    ability += w.attempt_literacy * (read_literacy(skill) * (1.0 / 15.0) - difficulty)
    ability += w.attempt_habit * (read_habit(skill) * (1.0 / 15.0))
    ability -= w.attempt_misfit * unsuited
    ability -= w.attempt_load * load
    if pin:
        ability -= w.attempt_pin * (read_since_use(card) * (1.0 / 7.0))
    draw = uniform(luck(keys, ATTEMPT, family + 1, identifier))
    if draw < logistic_table(ability, person.logistic):
        return ALONE
    helped = ability + w.attempt_helper * read_helper(who) + w.attempt_support * support
    if draw < logistic_table(helped, person.logistic):
        return HELPED
    return FAILED


@njit(inline="always", _nrt=False)
def locks_credential(identifier, keys, w, card):
    """A failed attempt with the card locks it with a chance that grows with the years since last use."""
    chance = w.pin_loss_year * (read_since_use(card) + 1) / 8.0
    return uniform(luck(keys, PIN, 0, identifier)) < chance
