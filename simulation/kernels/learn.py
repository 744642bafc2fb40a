"""Learn: what an own, an assisted and a failed case do to usefulness, ease, trust, habit and skill.

Bad experience moves people further than good (Kampen et al. 2006; model 5.8). All steps are smaller
than the resolution of the columns, so they are rounded at random without bias.
"""

from __future__ import annotations

from numba import njit

from agents.draws import PURPOSES
from simulation.kernels.bits import (
    read_availability,
    read_habit,
    read_literacy,
    write_availability,
    write_habit,
    write_literacy,
)
from simulation.kernels.luck import luck, rounded

LEARN_USEFULNESS = PURPOSES["LEARN_USEFULNESS"]
LEARN_EASE = PURPOSES["LEARN_EASE"]
LEARN_TRUST = PURPOSES["LEARN_TRUST"]
LEARN_LITERACY = PURPOSES["LEARN_LITERACY"]


@njit(inline="always", _nrt=False)
def towards(level, goal, rate, draw):
    """A level (0-255) moved by ``rate`` towards ``goal`` (0 or 255), rounded without bias."""
    return rounded(level + min(rate, 1.0) * (goal - level), draw)


@njit(inline="always", _nrt=False)
def learn_from_case(columns, i, identifier, keys, family, w, success, share):
    """Usefulness, ease and trust after a case that succeeded or failed.

    share : float   1 for an own case, the assisted share for a helped one
    """
    goal = 255.0 if success else 0.0
    failure = 1.0 if success else w.failure_ratio
    asymmetry = 1.0 if success else w.trust_asymmetry
    columns.usefulness[i] = towards(
        columns.usefulness[i],
        goal,
        share * failure * w.gain_usefulness,
        luck(keys, LEARN_USEFULNESS, family + 1, identifier),
    )
    columns.ease[i] = towards(
        columns.ease[i], goal, share * failure * w.gain_ease, luck(keys, LEARN_EASE, family + 1, identifier)
    )
    columns.trust[i] = towards(
        columns.trust[i],
        goal,
        share * asymmetry * w.gain_trust,
        luck(keys, LEARN_TRUST, family + 1, identifier),
    )


@njit(inline="always", _nrt=False)
def practise(columns, i, identifier, draw, keys, family, w, own, share):
    """Habit and literacy: own success builds both, help builds half the skill.

    draw : int   the draw for habit
    """
    skill = columns.skill[i]
    habit = read_habit(skill)
    if own:
        skill = write_habit(skill, rounded(habit + w.habit_growth * (15 - habit), draw))
    if share > 0.0:
        literacy = read_literacy(skill)
        gain = share * w.literacy_learning * (15 - literacy)
        again = luck(keys, LEARN_LITERACY, family + 1, identifier)
        skill = write_literacy(skill, rounded(literacy + gain, again))
    columns.skill[i] = skill


@njit(inline="always", _nrt=False)
def unpractised(skill, draw, w):
    """The skill word after an offline case: habit wears (no habit stays none, as a draw is below 1)."""
    habit = read_habit(skill)
    return write_habit(skill, rounded(habit - w.habit_decay * habit, draw))


@njit(inline="always", _nrt=False)
def believe(columns, i, draw, w, met_offer):
    """Perceived availability: a need that met an offer raises it, one that met none lowers it."""
    mind = columns.mind[i]
    level = read_availability(mind)
    goal = 15.0 if met_offer else 0.0
    columns.mind[i] = write_availability(
        mind, rounded(level + w.availability_learning * (goal - level), draw)
    )
