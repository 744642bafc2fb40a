"""Anatomy: one case taken apart: the gates, the terms of the choice, the luck, the attempt.

The share of a term in the value is found by leaving it out: the engine's value as it is, less its value with
that weight at nought. The terms therefore sum to the value whatever its formula is, as long as it adds up.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from agents.columns import BARRIERS
from simulation.kernels.attempt import ALONE, FAILED, HELPED
from simulation.kernels.choose import LITTLE_ONLINE, NOT_OFFERED, OPEN, SOFT, UNAWARE
from simulation.kernels.hear import OWN_USE
from simulation.kernels.tables import BASE, INCENTIVE, RISK, Month, Weights
from simulation.tracing.facing import (
    Choice,
    Faced,
    Hearing,
    decide,
    face,
    luck_of_attempt,
    rates,
    try_alone,
)
from simulation.tracing.halt import Halt
from simulation.tracing.lived import Lived, Row
from simulation.workspace import quiet

WEIGHED = (
    "usefulness",
    "ease",
    "trust",
    "habit",
    "literacy",
    "peers",
    "time_saved",
    "age_decade",
    "civic",
    "education",
    "income",
)
"""Terms of the value by the weight of ``kernels.tables.Weights`` that carries them."""
LEFT_OUT = {
    "benefit": {"benefit": 0.0},
    "fee": {"money": 0.0},
    "incidents": {"incident": 0.0},
    "mixed_messages": {"mixed": 0.0},
    "guard_message": {"guarded": 0.0},
}
"""Terms of the part that does not vary by person, and the ``LeverWeights`` that carry them."""
ABLE = ("attempt_literacy", "attempt_habit", "attempt_misfit", "attempt_load", "attempt_pin")
SHIFT = 60.0
"""Logits within which an attempt is looked for; beyond, the logistic curve is 0 or 1."""
STEPS = 44


@dataclass(frozen=True)
class Anatomy:
    """One case taken apart.

    alone : what stood in the way of filing alone, of ``agents.columns.BARRIERS``; ``none`` where nothing did
    gates : name -> open, in the order in which they bind
    hearing : monthly rates of hearing of the family as things stood
    choice, terms : the choice behind open gates; its terms in logits, which sum to ``choice.value``
    outcome : of the attempt, made or not: ``failed``, ``alone`` or ``helped``
    ability, skills : of the attempt in logits; the terms that sum to it; tried : its uniform draw
    """

    family: int
    faced: Faced
    alone: str
    gates: dict[str, bool]
    hearing: Hearing
    choice: Choice
    terms: dict[str, float]
    outcome: str
    ability: float
    skills: dict[str, float]
    tried: float


def at_choice(lived: Lived) -> dict[str, int]:
    """The row at the choice of a lived month: as it was ready, and knowing what was heard on the way."""
    heard = np.flatnonzero(np.delete(lived.first, OWN_USE, axis=1).any(axis=1))
    return {**lived.ready, "aware": lived.ready["aware"] | sum(1 << int(f) for f in heard)}


def alone(halt: Halt, lived: Lived, family: int, row: Row, month: Month) -> str:
    """What stands in the way of filing alone, without taking the case apart; ``none`` where nothing does.

    row : at the choice; month : the tables, changed or not
    """
    slot, w, place, person = lived.slot, halt.weights, halt.place, halt.model.citizenry.person
    halt.put(slot, row)
    with quiet():
        faced = face(slot, family, halt.blank, place, month, w)
        choice = decide(slot, family, faced, _against(faced, w), halt.blank, place, month, w, person)
        outcome = try_alone(slot, family, faced, halt.blank, month, w, person)
    return _alone(faced, choice, int(outcome), w)


def dissect(halt: Halt, lived: Lived, family: int) -> Anatomy:
    """Takes the case of ``family`` in a lived month apart."""
    slot, month, w = lived.slot, halt.month, halt.weights
    halt.put(slot, at_choice(lived))
    columns, place, person = halt.blank, halt.place, halt.model.citizenry.person
    with quiet():
        faced = face(slot, family, columns, place, month, w)
        hearing = rates(slot, family, faced.row, columns, month, w)
        against = _against(faced, w)

        def choose(month: Month, w: Weights, against: float = 0.0) -> Choice:
            return decide(slot, family, faced, against, columns, place, month, w, person)

        def able(w: Weights) -> float:
            return _ability(lambda v: try_alone(slot, family, faced, columns, month, v, person), w, tried)

        choice = choose(month, w, against)
        terms = _terms(halt, family, faced, choose, choice, against)
        outcome = int(try_alone(slot, family, faced, columns, month, w, person))
        tried = float(luck_of_attempt(family, faced, month))
        ability = able(w)
        skills = {name.removeprefix("attempt_"): ability - able(w._replace(**{name: 0.0})) for name in ABLE}
    skills["intercept"] = ability - sum(skills.values())
    return Anatomy(
        family=family,
        faced=faced,
        alone=_alone(faced, choice, outcome, w),
        gates=_gates(faced),
        hearing=hearing,
        choice=choice,
        terms=terms,
        outcome={FAILED: "failed", ALONE: "alone", HELPED: "helped"}[outcome],
        ability=ability,
        skills=skills,
        tried=tried,
    )


def _gates(faced: Faced) -> dict[str, bool]:
    """The gates before the choice, in the order of the model; a credential that nobody asks for is open."""
    return {
        "offered": bool(faced.found and faced.launched),
        "known": bool(faced.aware or faced.paper),
        "device": bool(faced.device),
        "hours": bool(faced.hours),
        "credential": bool(faced.credential or not faced.asked),
    }


def _against(faced: Faced, w: Weights) -> float:
    """Closed gates that count against own use in variant C, logits; nothing in the other variants."""
    if w.choice_rule != SOFT:
        return 0.0
    unaware = faced.first in (UNAWARE, LITTLE_ONLINE)
    access = not (faced.device and faced.hours and (faced.credential or not faced.asked))
    return w.unaware_penalty * unaware + w.access_penalty * access


def _alone(faced: Faced, choice: Choice, outcome: int, w: Weights) -> str:
    """What stood in the way of filing alone, in the order of ``simulation.kernels.case``."""
    if faced.proxy:
        return "proxy"
    soft = w.choice_rule == SOFT and faced.first != NOT_OFFERED
    if faced.first != OPEN and not soft:
        return BARRIERS[faced.first]
    if not choice.chosen and not faced.paper:
        return BARRIERS[faced.first] if faced.first != OPEN else BARRIERS[choice.code]
    return {ALONE: "none", HELPED: "assisted", FAILED: "failed"}[outcome]


def _terms(
    halt: Halt,
    family: int,
    faced: Faced,
    choose: Callable[..., Choice],
    choice: Choice,
    against: float,
) -> dict[str, float]:
    """Terms of the value; every one is what the value loses without it."""
    month, w = halt.month, halt.weights
    whole = choose(month, w).value

    def without(month: Month, w: Weights) -> float:
        return whole - choose(month, w).value

    terms = {name: without(month, w._replace(**{name: 0.0})) for name in WEIGHED}
    terms["taste"] = without(month, w._replace(taste_spread=0.0))
    terms["risk"] = without(_with_term(month, faced, RISK, 0.0), w)
    terms["incentive"] = without(_with_term(month, faced, INCENTIVE, 0.0), w)
    base = float(month.terms[faced.member, faced.row, BASE])
    fixed = without(_with_term(month, faced, BASE, 0.0), w)
    parts = {name: base - _base(halt, faced, changed) for name, changed in LEFT_OUT.items()}
    calm = halt.under({"culture.status_quo": 0.0}, faced.row, family)
    parts["old_ways"] = base - float(calm.terms[faced.member, faced.row, BASE])
    terms |= parts
    terms["closed_gates"] = -against
    terms["service"] = choice.value - sum(terms.values())
    # What is left is the service's own intercept: it is what the fixed part holds beyond its named parts.
    assert abs(terms["service"] - (fixed - sum(parts.values()))) < 1e-9, "a term of the value is not told"
    return terms


def _with_term(month: Month, faced: Faced, term: int, value: float) -> Month:
    """The month with one number of what this row of the catalogue meets set to ``value``."""
    terms = month.terms.copy()
    terms[faced.member, faced.row, term] = value
    return month._replace(terms=terms)


def _base(halt: Halt, faced: Faced, changed: dict[str, float]) -> float:
    """The fixed part of the value under other lever weights."""
    weights = halt.model.lever_weights._replace(**changed)
    return float(halt.prepared(lever_weights=weights).terms[faced.member, faced.row, BASE])


def _ability(tries: Callable[[Weights], int], w: Weights, tried: float) -> float:
    """Ability in logits of an attempt: the shift at which the engine's attempt just succeeds tells it.

    tried : the uniform draw; the attempt succeeds alone where it lies below the logistic of the ability
    """
    low, high = -SHIFT, SHIFT
    for _ in range(STEPS):
        middle = 0.5 * (low + high)
        done = tries(w._replace(attempt_intercept=w.attempt_intercept + middle)) == ALONE
        low, high = (low, middle) if done else (middle, high)
    return math.log(tried / (1.0 - tried)) - high
