"""Shapley shares: dividing a joint effect fairly among the changes that made it.

``shapley(smartphone, keep_96_only)`` asks what part of the smartphone arm's effect is the design for phones
and what part is keeping the procedures. A change found in both arms belongs to the arm with fewer changes.
Each part's share is its effect averaged over the two orders in which the parts can be added, so the
shares add up to the whole.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

import numpy as np

from experiments.effects import POINTS, Records, of_arm, values
from experiments.questions import Arm, Question
from experiments.statistics import Difference, paired

_CALL = re.compile(r"^shapley\((\w+), *(\w+)\)$")


class Share(NamedTuple):
    """The part of an effect that belongs to the changes of one arm, in points."""

    arm: str
    changes: list[str]
    effect: Difference


def changes_of(arm: Arm) -> frozenset[str]:
    """The single changes of an arm, as text that is equal for equal changes."""
    removed = {f"removed: {name}" for name in arm.remove}
    moved = {
        json.dumps({"at": moves.get("at"), "until": moves.get("until"), name: value}, sort_keys=True)
        for moves in arm.set
        for name, value in moves.items()
        if name not in ("at", "until")
    }
    return frozenset(removed | moved)


def shares(question: Question, records: Records, output: str, measure: str, month: int) -> list[Share]:
    """The shares that ``output``, such as ``shapley(a, b)``, asks for.

    Empty when it asks for something else, or when a combination of the two parts is no arm of the question.
    """
    match = _CALL.match(output)
    if not match or not all(name in question.arms for name in match.groups()):
        return []
    bigger, smaller = sorted(match.groups(), key=lambda name: -len(changes_of(question.arms[name])))
    first = changes_of(question.arms[smaller])
    second = changes_of(question.arms[bigger]) - first
    ran = {name: changes_of(arm) for name, arm in question.arms.items() if of_arm(records, name)}
    arm_of = {changes: name for name, changes in reversed(list(ran.items()))}
    wanted = (frozenset[str](), first, second, first | second)
    if not all(changes in arm_of for changes in wanted):
        return []
    none, only_first, only_second, both = (
        np.array(values(records, arm_of[changes], measure, month)) for changes in wanted
    )
    of_first = ((only_first - none) + (both - only_second)) / 2
    of_second = ((only_second - none) + (both - only_first)) / 2
    zero = np.zeros(len(none))
    return [
        Share(bigger, sorted(second), paired(of_second.tolist(), zero.tolist()).scaled(POINTS)),
        Share(smaller, sorted(first), paired(of_first.tolist(), zero.tolist()).scaled(POINTS)),
    ]
