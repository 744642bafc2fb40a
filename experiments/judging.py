"""Judging: what a question expected, and whether the runs bear it out.

A sign holds when the 95 % paired interval lies on its side, is contradicted when it lies on the other, and is
undetermined otherwise, also where an output is not available: the reason is always said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.inquiry import Inquiry
from experiments.points import points_of
from experiments.questions import Expectation
from experiments.readings import Readings, factor_of
from experiments.runs import Point
from experiments.shapes import CONTRADICTED, HOLDS, REPORTED, SHAPES, UNDETERMINED, Judged
from experiments.shapley import parts_sum_exactly
from experiments.statistics import Difference, verdict
from experiments.wording import arm_title, brief, measure_words, unit_of
from simulation.measured import NoValueError

NOT_RUN = "not run"
MOST = 16
"""Paired replicates after which an expectation that is still open stays undetermined."""
_COMPARES = re.compile(r"^([\w.]+) *(>=|<=) *([\w.]+)$")


@dataclass(frozen=True)
class Finding:
    """One expectation, judged; ``found`` where it is about a difference of two arms."""

    expected: Expectation
    verdict: str
    why: str
    found: Difference | None = None

    def row(self) -> dict[str, Any]:
        """The finding as plain values."""
        one = self.found
        return {
            "output": self.expected.output,
            "measure": measure_words(self.expected.output),
            "arm": self.expected.arm,
            "minus": self.expected.minus,
            "over": self.expected.over,
            "expected": words_of(self.expected),
            "verdict": self.verdict,
            "why": self.why,
            "estimate": None if one is None else one.estimate,
            "low": None if one is None else one.low,
            "high": None if one is None else one.high,
            "unit": unit_of(self.expected.output),
            "replicates": 0 if one is None else one.replicates,
        }


def words_of(expected: Expectation) -> str:
    """``lower under 'Smartphone' than under 'History'``, ``non-decreasing over offline minutes``."""
    said = {">0": "higher", "<0": "lower", ">=0": "not lower", "<=0": "not higher"}
    if expected.sign is not None:
        pair = [arm_title(str(name)) for name in (expected.arm, expected.minus)]
        if expected.sign == "open":
            return f"under '{pair[0]}' less under '{pair[1]}' (no direction expected)"
        return f"{said[expected.sign]} under '{pair[0]}' than under '{pair[1]}'"
    over = f" over {expected.over}" if expected.over else ""
    arms = f", under {', '.join(arm_title(name) for name in expected.arms)}" if expected.arms else ""
    where = f", where {expected.where}" if expected.where else ""
    return f"{expected.shape}{over}{arms}{where}"


def judge(inquiry: Inquiry, readings: Readings, reported: Mapping[str, Any] | None = None) -> list[Finding]:
    """Every expectation of the question, in its order.

    reported : outputs that are found once for the question (plans, ranks), where they were
    """
    return [_judged(inquiry, readings, expected, reported or {}) for expected in inquiry.question.expect]


def undecided(findings: Sequence[Finding]) -> bool:
    """Whether more replicates could decide an expectation: one is open although it has numbers."""
    return any(
        finding.verdict == UNDETERMINED and not finding.why.startswith("not available")
        for finding in findings
    )


def _judged(
    inquiry: Inquiry, readings: Readings, expected: Expectation, reported: Mapping[str, Any]
) -> Finding:
    try:
        if expected.sign is not None:
            return _sign(inquiry, readings, expected)
        if expected.over or expected.where:
            return Finding(expected, *_shape(inquiry, readings, expected))
        return Finding(expected, *_once(inquiry, readings, expected, reported))
    except NoValueError as why:
        return Finding(expected, UNDETERMINED, f"not available: {why}")


def _sign(inquiry: Inquiry, readings: Readings, expected: Expectation) -> Finding:
    """A difference of two arms; under a sweep at every value, and the weakest verdict counts."""
    ours, theirs = (points_of(inquiry, str(arm)) for arm in (expected.arm, expected.minus))
    if not ours or not theirs:
        return Finding(expected, NOT_RUN, "an arm was left out")
    pairs = [(one, other) for one in ours for other in theirs if _same(one, other)]
    found = [readings.apart(one.run, other.run, expected.output) for one, other in pairs]
    verdicts = [verdict(str(expected.sign), one) for one in found]
    order = (CONTRADICTED, UNDETERMINED, REPORTED, HOLDS)
    worst = min(range(len(found)), key=lambda k: order.index(verdicts[k]))
    why = brief(found[worst], unit_of(expected.output))
    at = ", ".join(f"{name} {value}" for name, value in pairs[worst][0].values.items())
    return Finding(expected, verdicts[worst], f"{why} at {at}" if at else why, found[worst])


def _same(one: Point, other: Point) -> bool:
    """Whether two runs stand at the same swept values, as far as both are swept."""
    return all(one.values[name] == other.values[name] for name in one.values if name in other.values)


def _shape(inquiry: Inquiry, readings: Readings, expected: Expectation) -> Judged:
    """An output along a swept value, for each arm and each value of what else is swept."""
    shape = SHAPES.get(str(expected.shape))
    if shape is None:
        raise NoValueError(f"no test of the shape '{expected.shape}'")
    found = []
    factor, unit = factor_of(expected.output), unit_of(expected.output)
    for arm in expected.arms or tuple(inquiry.question.arms):
        points = [p for p in points_of(inquiry, arm) if _where(p, expected.where)]
        for line in _lines(points, expected.over):
            if expected.over and len(line) < 2:
                raise NoValueError(f"'{arm}' was not run at two values of {expected.over}")
            x = np.array([_number(p.values[expected.over]) if expected.over else 0.0 for p in line])
            y = factor * np.array([readings.values(p.run, expected.output) for p in line]).T
            found.append(shape(x, y, unit))
    if not found:
        raise NoValueError("no swept value meets the condition" if expected.where else "nothing was swept")
    order = (CONTRADICTED, UNDETERMINED, HOLDS)
    return min(found, key=lambda one: order.index(one.verdict))


def _lines(points: Sequence[Point], over: str | None) -> list[list[Point]]:
    """Points that differ in ``over`` alone, in its order; each by itself where nothing is named."""
    if over is None:
        return [[point] for point in points]
    lines: dict[tuple[str, ...], list[Point]] = {}
    for point in points:
        if over in point.values:
            rest = tuple(f"{k}={v}" for k, v in sorted(point.values.items()) if k != over)
            lines.setdefault(rest, []).append(point)
    return [sorted(line, key=lambda p: _number(p.values[over])) for line in lines.values()]


def _number(value: Any) -> float:
    """A swept value as a number; what never happens stands beyond all others."""
    return float("inf") if value in (None, "never") else float(value)


def _where(point: Point, condition: str | None) -> bool:
    """Whether a point meets a condition such as ``online.minutes >= offline.minutes``."""
    if condition is None:
        return True
    match = _COMPARES.match(condition)
    if match is None:
        raise NoValueError(f"the condition '{condition}' cannot be read")
    left, sign, right = match.groups()
    if left not in point.values or right not in point.values:
        return False
    one, other = _number(point.values[left]), _number(point.values[right])
    return one >= other if sign == ">=" else one <= other


def _once(inquiry: Inquiry, readings: Readings, expected: Expectation, reported: Mapping[str, Any]) -> Judged:
    """Shapes of what is found once: exact sums, plans, ranks."""
    if expected.output.startswith("shapley("):
        exact, said = parts_sum_exactly(inquiry.question, readings.records, expected.output, readings.month)
        return Judged(HOLDS if exact else CONTRADICTED, said)
    if expected.output not in reported:
        raise NoValueError(f"this run did not look for '{expected.output}'")
    found = reported[expected.output]
    words = found["said"] if isinstance(found, dict) and "said" in found else str(found)
    return Judged(REPORTED if expected.shape == "reported" else HOLDS, words)
