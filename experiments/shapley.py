"""Shapley shares: dividing a joint effect fairly among the changes that made it.

``shapley(smartphone, keep_96_only)`` asks what part of the smartphone arm's effect is the design for phones
and what part is keeping the procedures. A change found in both arms belongs to the arm with fewer changes.
Each part's share is its effect averaged over the two orders in which the parts can be added, so the
shares add up to the whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations
from math import factorial
from typing import NamedTuple

import numpy as np

from experiments.effects import POINTS, Records, of_arm, values
from experiments.questions import Arm, Question, arm_without
from experiments.statistics import Difference, paired
from simulation.measured import NoValueError

_CALL = re.compile(r"^shapley\((\w+), *(\w+)\)$")
_OF_FACTORS = re.compile(r"^shapley\((\w+)\)$")


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


def exact_parts(values: Mapping[frozenset[str], Fraction]) -> dict[str, Fraction]:
    """The Shapley value of each factor (Shapley 1953), exactly.

    values : the output of every combination of factors in force; all 2**n of them
    """
    factors = sorted(frozenset[str]().union(*values))
    count = len(factors)
    parts = {}
    for factor in factors:
        others = [name for name in factors if name != factor]
        part = Fraction(0)
        for size in range(count):
            weight = Fraction(factorial(size) * factorial(count - size - 1), factorial(count))
            for chosen in combinations(others, size):
                part += weight * (values[frozenset(chosen) | {factor}] - values[frozenset(chosen)])
        parts[factor] = part
    return parts


def by_factor(
    question: Question, records: Records, measure: str, month: int, null: str | None = None
) -> list[dict[str, Fraction]]:
    """Exact parts of each factor of a factorial question, one mapping for each replicate.

    null : name of a factor to add that touches nothing: each run stands for itself with and without it
    Empty when some combination was not run.
    """
    factors = list(question.factors)
    arms = {
        frozenset(factors) - frozenset(gone): arm_without(gone)
        for size in range(len(factors) + 1)
        for gone in combinations(factors, size)
    }
    if not factors or not all(of_arm(records, arm) for arm in arms.values()):
        return []
    found = {chosen: values(records, arm, measure, month) for chosen, arm in arms.items()}
    parts = []
    for number in range(len(next(iter(found.values())))):
        one = {chosen: Fraction(each[number]) for chosen, each in found.items()}
        if null is not None:
            one |= {chosen | {null}: value for chosen, value in one.items()}
        parts.append(exact_parts(one))
    return parts


def factor_shares(question: Question, records: Records, output: str, month: int) -> list[Share]:
    """Shares of the factors that ``shapley(own_use)`` asks for; empty for any other output."""
    match = _OF_FACTORS.match(output)
    parts = by_factor(question, records, match[1], month) if match else []
    return [
        _share(question, factor, [one[factor] for one in parts]) for factor in (parts[0] if parts else ())
    ]


def _share(question: Question, factor: str, found: list[Fraction]) -> Share:
    removed = sorted(changes_of(question.factors[factor]))
    effect = paired([float(value) for value in found], [0.0] * len(found)).scaled(POINTS)
    return Share(factor, [text.removeprefix("removed: ") for text in removed], effect)


def parts_sum_exactly(question: Question, records: Records, output: str, month: int) -> tuple[bool, str]:
    """Whether the parts of ``shapley(output)`` sum to the whole in every replicate, in exact fractions.

    Raises NoValueError when it cannot be worked out.
    """
    match = _OF_FACTORS.match(output)
    parts = by_factor(question, records, match[1], month) if match else []
    if match is None or not parts:
        raise NoValueError("not every combination of the factors was run")
    everything, nothing = (
        values(records, arm_without(gone), match[1], month) for gone in ((), tuple(question.factors))
    )
    whole = [Fraction(a) - Fraction(b) for a, b in zip(everything, nothing, strict=True)]
    exact = all(sum(one.values()) == total for one, total in zip(parts, whole, strict=True))
    mean = POINTS * float(sum(whole)) / len(whole)
    return exact, f"the whole is {mean:+.2f} points; parts and whole are equal fractions in {len(whole)} runs"
