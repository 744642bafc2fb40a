"""Goals: what it would have taken, found by search over the levers that the question names.

Plans are compared by whether they reach the goal within the constraint, then by what is to be made small.
When no plan within the ranges reaches it, the answer says so and shows the plan that came closest: a
statement about what was searched, not a proof that nothing could.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from configs.errors import ScenarioError
from configs.months import month_index, month_text
from experiments.effects import Records
from experiments.questions import PLAN, Question
from experiments.readings import Readings
from experiments.runs import run_name, said_value
from experiments.seeking import Coordinates, Score, Tried, seek
from experiments.stated import Stated
from experiments.wording import measure_words

START, ROUNDS = 20, 5
"""Even points, and batches of steps after them."""
NEAR_COST, APART, MOST = 1.1, 0.25, 3
"""A near-equal plan costs at most a tenth more, and differs by a quarter of some range; three are shown."""

Run = Callable[[Sequence[str]], Records]
"""Runs of the question by name on the smaller population, the reference among them."""


@dataclass(frozen=True)
class Tally:
    """What a plan came to: the goal's output, each constrained one with its bound, and the cost."""

    goal: float
    bounded: Mapping[str, tuple[float, float]]
    small: float

    def score(self, at_least: float) -> Score:
        """Breach of goal and constraint, then what is made small."""
        breach = sum(max(0.0, value - bound) for value, bound in self.bounded.values())
        short = max(0.0, at_least - self.goal)
        return (short + breach, self.small)


class Goal:
    """The search that a question asks for, and what it finds."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.output = str(question.goal["output"])
        self.at_least = float(question.goal["at_least"])
        self.month = month_index(f"{int(question.goal['fiscal_year']) + 1}-03")
        for name, bound in question.constraint.items():
            if bound != "<= baseline":
                raise ScenarioError(f"{question.id}.constraint.{name}: must be '<= baseline', got {bound!r}")
        self.tallies: dict[str, Tally] = {}

    def values_at(self, at: Coordinates) -> dict[str, Any]:
        """Values of the levers at a point of the unit cube; months where the range is one of months."""
        found: dict[str, Any] = {}
        for (name, (low, high)), share in zip(self.question.levers.items(), at, strict=True):
            if isinstance(low, str):
                first, last = month_index(low), month_index(str(high))
                found[name] = month_text(first + round(share * (last - first)))
            else:
                value = float(low) + share * (float(high) - float(low))
                found[name] = float(f"{value:.3g}")
        return found

    def run_at(self, at: Coordinates) -> str:
        """Name of the run at a point."""
        return run_name(PLAN, self.values_at(at))

    def tally(self, records: Records, run: str) -> Tally:
        """Means over replicates of what the plan is judged by."""
        question = self.question
        readings = Readings(records, question.reference, question.window.start, self.month)

        def mean(arm: str, output: str) -> float:
            return float(np.mean(readings.values(arm, output)))

        bounded = {n: (mean(run, n), mean(question.reference, n)) for n in question.constraint}
        small = mean(run, str(question.minimise)) - mean(question.reference, str(question.minimise))
        return Tally(mean(run, self.output), bounded, small)

    def search(self, run: Run) -> list[Tried]:
        """All points tried, the best first."""

        def score(points: Sequence[Coordinates]) -> list[Score]:
            names = [self.run_at(at) for at in points]
            records = run(names)
            self.tallies |= {name: self.tally(records, name) for name in names}
            return [self.tallies[name].score(self.at_least) for name in names]

        return seek(score, len(self.question.levers), START, ROUNDS)

    def chosen(self, tried: Sequence[Tried]) -> list[Tried]:
        """The best plan and near-equal ones that differ from it; the closest where none reaches the goal."""
        best = tried[0]
        if best.score[0] > 0.0:
            return [best]
        found = [best]
        for one in tried[1:]:
            dear = one.score[1] > max(best.score[1] * NEAR_COST, best.score[1])
            differs = all(max(abs(a - b) for a, b in zip(one.at, p.at, strict=True)) >= APART for p in found)
            if one.score[0] == 0.0 and not dear and differs and len(found) < MOST:
                found.append(one)
        return found

    def told(self, tried: Sequence[Tried], where: str) -> dict[str, Any]:
        """The outputs of the question: plans, near-equal plans, or the statement that none was found."""
        chosen = self.chosen(tried)
        rows = [self._row(one) for one in chosen]
        year = self.question.goal["fiscal_year"]
        goal = f"{measure_words(self.output)} of {100 * self.at_least:g} % in FY{year}"
        reached = [one for one in tried if one.score[0] == 0.0]
        searched = f"{len(tried)} plans tried on {where}"
        if not reached:
            most = max(self.tallies[self.run_at(one.at)].goal for one in tried)
            text = (
                f"No plan within the ranges reaches {goal} within the constraint ({searched}); the closest "
                f"comes to {100 * rows[0]['goal']:.1f} %; the most that any of them reaches, constraint "
                f"aside, is {100 * most:.1f} %. "
                "This says what was searched; it is no proof."
            )
            none = Stated("none found within the ranges", plans=[])
            return {
                "plans": none,
                "near_equal_plans": none,
                "infeasible_proof": Stated(text, closest=rows[0]),
            }
        text = f"{len(reached)} of {searched} reach {goal}; the cheapest: {_levers(rows[0])}"
        others = "; ".join(_levers(row) for row in rows[1:]) or "none that differs"
        return {
            "plans": Stated(text, plans=rows[:1]),
            "near_equal_plans": Stated(others, plans=rows[1:]),
            "infeasible_proof": Stated("not needed: a plan was found"),
        }

    def _row(self, one: Tried) -> dict[str, Any]:
        tally = self.tallies[self.run_at(one.at)]
        return {
            "run": f"{self.question.id}.{self.run_at(one.at)}",
            "levers": self.values_at(one.at),
            "goal": tally.goal,
            "constraint": {name: {"value": v, "bound": b} for name, (v, b) in tally.bounded.items()},
            "minimised": tally.small,
            "reached": one.score[0] == 0.0,
        }

    def broken(self, records: Records, runs: Mapping[str, str]) -> list[str]:
        """Arms whose plan breaks the constraint when run again on the population that was asked for."""
        found = []
        for arm in runs:
            tally = self.tally(records, arm)
            if any(value > bound for value, bound in tally.bounded.values()):
                found.append(arm)
        return found


def _levers(row: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {said_value(value)}" for name, value in row["levers"].items())
