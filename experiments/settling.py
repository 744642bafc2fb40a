"""Settling: arms that only a search can fill are found before anything is answered.

The mix of a budget and the plan that reaches a goal are searched on the smaller population; the arms that
come out are then run like all others, on the population and in the replicates that were asked for.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from configs.trees import Tree
from experiments.arms import arm_tree
from experiments.effects import Records
from experiments.failure import computing
from experiments.goals import ROUNDS, START, Goal
from experiments.inquiry import Inquiry, engine
from experiments.progress import Progress
from experiments.questions import PLAN
from experiments.runs import Point, grid, middle, stopped
from experiments.seeking import most
from experiments.splitting import COARSE, best_split, said_split, splits
from experiments.stated import Stated
from simulation.scenario import Scenario, assemble

REPLICATES = 2
"""Paired runs of each candidate of a search."""


def settled(inquiry: Inquiry, quiet: bool = False) -> Inquiry:
    """The inquiry with its searched arms found; the same one where nothing is to be searched."""
    if inquiry.question.mode == "goal_seek":
        return _planned(inquiry, quiet)
    for arm in inquiry.arms:
        if arm in inquiry.question.arms and inquiry.question.arms[arm].optimise is not None:
            inquiry = _mixed(inquiry, arm, quiet)
    return inquiry


def candidates(inquiry: Inquiry) -> int:
    """Runs that the inquiry's searches take at most, beside the reference of each batch."""
    question = inquiry.question
    if question.mode == "goal_seek":
        return REPLICATES * most(len(question.levers), START, ROUNDS)
    tried = 0
    for arm in inquiry.arms:
        optimise = question.arms[arm].optimise if arm in question.arms else None
        if optimise is not None:
            count = len(optimise["over"])
            sums = len(list(grid(question, arm))) or 1
            tried += sums * (len(splits(COARSE, count)) + count * (count - 1))
    return REPLICATES * tried


class _Bench:
    """The smaller population on which candidates are run, always beside the reference."""

    def __init__(self, inquiry: Inquiry, text: str, quiet: bool) -> None:
        self.inquiry, self.text, self.quiet = inquiry, text, quiet
        self.base: Tree = {**inquiry.base, "population": copy.deepcopy(inquiry.small_population)}
        self.dated = any(word.startswith("calendar.") for word in inquiry.overrides)
        self.runs = 0

    @property
    def where(self) -> str:
        """Population and replicates, as an answer labels them."""
        return f"{self.base['population']['name']}, {REPLICATES} paired runs"

    def scenario(self, run: str) -> Scenario:
        """The run on the smaller population."""
        return assemble(arm_tree(self.base, self.inquiry.question, run, self.dated))

    def __call__(self, runs: Sequence[str]) -> Records:
        reference = self.inquiry.question.reference
        arms = {run: self.scenario(run) for run in (reference, *runs)}
        self.runs += len(runs)
        with Progress(f"{self.text}, {self.runs} tried", self.quiet) as progress, computing():
            return engine()(arms, REPLICATES, self.inquiry.threads, [], progress, fresh_populations=True)

    def full(self, run: str) -> Scenario:
        """The run on the population that was asked for."""
        return assemble(arm_tree(self.inquiry.base, self.inquiry.question, run, self.dated))


def _planned(inquiry: Inquiry, quiet: bool) -> Inquiry:
    bench = _Bench(inquiry, "plans", quiet)
    goal = Goal(inquiry.question)
    tried = goal.search(bench)
    chosen = [goal.run_at(one.at) for one in goal.chosen(tried)]
    names = [PLAN if k == 0 else f"{PLAN}_{k + 1}" for k in range(len(chosen))]
    runs = dict(zip(names, chosen, strict=True))
    arms = {**inquiry.arms, **{name: bench.full(run) for name, run in runs.items()}}
    return replace(inquiry, arms=arms, runs=runs, sought=goal.told(tried, bench.where))


def _mixed(inquiry: Inquiry, arm: str, quiet: bool) -> Inquiry:
    """The best split at each value of the sweep; the arm itself stands at the middle one."""
    question = inquiry.question
    bench = _Bench(inquiry, f"splits of '{arm}'", quiet)
    sums = list(grid(question, arm)) or [{}]
    found = [best_split(question, arm, letters, bench, inquiry.month) for letters in sums]
    at = middle(tuple(range(len(sums))))
    points = tuple(Point(run, letters) for run, letters in zip(found, sums, strict=True))
    swept = {run: one for run, one in inquiry.swept.items() if run.partition("@")[0] != arm}
    swept |= {run: bench.full(run) for run in found}
    stops = {run: stop for run, stop in inquiry.stops.items() if run.partition("@")[0] != arm}
    stops |= {run: stop for run in found if (stop := stopped(question, run)) is not None}
    swept |= {run: bench.full(run) for run, _ in stops.values() if run.partition("@")[0] == arm}
    if found[at] in stops:
        stops[arm] = stops[found[at]]
    splits: list[dict[str, Any]] = [
        {**letters, "run": f"{question.id}.{run}", "split": said_split(question, run)}
        for run, letters in zip(found, sums, strict=True)
    ]
    text = f"best split: {said_split(question, found[at])}"
    return replace(
        inquiry,
        arms={**inquiry.arms, arm: swept[found[at]]},
        points={**inquiry.points, arm: points},
        swept=swept,
        stops=stops,
        runs={**inquiry.runs, arm: found[at]},
        sought={**inquiry.sought, arm: Stated(text, splits=splits, searched_on=bench.where)},
    )
