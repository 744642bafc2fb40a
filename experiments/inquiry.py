"""Inquiry: everything that is run to answer a question, and the runs themselves.

The arms and every point of a sweep are run on the population that was asked for. Disputed dates, profiles,
searches and the knock-out panel are asked of a smaller population, with fewer replicates, and are labelled
with both.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from configs.errors import ScenarioError, unknown
from configs.trees import Tree
from experiments.arms import arm_tree, default_of, question_tree, variant_tree
from experiments.effects import Records
from experiments.failure import computing
from experiments.knockout import DETERMINANTS, without
from experiments.pictured import Frame
from experiments.profiles import Group, profiled
from experiments.progress import Progress
from experiments.questions import PLAN, Question
from experiments.runs import Point, middle, points, run_name, stopped
from experiments.trials import prepared
from experiments.wording import runs_words
from simulation.measures import MEASURES
from simulation.parallel import processors
from simulation.scenario import Scenario, assemble

SIDE_POPULATION, SIDE_REPLICATES = "jp_10k", 3
"""Citizens and replicates of disputed dates and knock-outs."""
FAST_POPULATION, FAST_REPLICATES = "jp_10k", 4
REPLICATES = 8


@dataclass(frozen=True)
class Variant:
    """One other reading of a disputed date: the two arms of the headline under it."""

    name: str
    value: str
    arms: dict[str, Scenario]

    def key(self, arm: str) -> str:
        """Name of an arm among the side runs."""
        return f"{arm} {self.name}={self.value}"


@dataclass(frozen=True)
class Inquiry:
    """What is to be run.

    arms : of the question, the first is the reference
    knockouts : determinant -> the reference without it, and the reference itself under its own name
    trials : extra runs that the clause of refutation needs, by key; no_trials : why there are none
    overrides, config_dir : what the user changed, for the commands that redo it
    points : runs of each arm in a sweep; swept : their scenarios by the run's name
    groups : arms under profiles, and other questions that are repeated under them
    stops : run -> the same with its yearly sums ended half-way, and the last month of payment
    runs : name of the run that stands for an arm found by search; sought : what a search found, by output
    """

    question: Question
    arms: dict[str, Scenario]
    replicates: int
    threads: int
    side_replicates: int
    variants: tuple[Variant, ...]
    knockouts: dict[str, Scenario]
    overrides: tuple[str, ...]
    defaults: dict[str, str]
    base: Tree = field(repr=False)
    config_dir: str | None = None
    trials: dict[str, Scenario] = field(default_factory=dict)
    no_trials: str = ""
    points: dict[str, tuple[Point, ...]] = field(default_factory=dict)
    swept: dict[str, Scenario] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    stops: dict[str, tuple[str, int]] = field(default_factory=dict)
    small_population: Tree = field(default_factory=dict, repr=False)
    runs: dict[str, str] = field(default_factory=dict)
    sought: dict[str, Any] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        """Name of the arm that others are compared with."""
        return next(iter(self.arms))

    @property
    def month(self) -> int:
        """The month in which arms are compared: the last of the calendar."""
        return self.arms[self.reference].calendar.end

    @property
    def frame(self) -> Frame:
        """What is drawn: the question's window as far as it was simulated."""
        start = max(self.question.window.start, self.arms[self.reference].calendar.start)
        return Frame(tuple(self.arms), start, self.month)

    @property
    def side_arms(self) -> dict[str, Scenario]:
        """Scenarios of the smaller population: knock-outs, trials and disputed dates."""
        arms = {**self.knockouts, **self.trials}
        for variant in self.variants:
            arms |= {variant.key(arm): scenario for arm, scenario in variant.arms.items()}
        return arms

    @property
    def main_arms(self) -> dict[str, Scenario]:
        """Scenarios of the population that was asked for: arms, and every point of a sweep."""
        return {**self.arms, **self.swept}

    @property
    def headline(self) -> tuple[str, str, str]:
        """Measure, arm and arm it is compared with: the first sign that the question expects of own use.

        A single arm that is swept is compared at the far end of its first lever with the near end.
        """
        if self.question.mode == "goal_seek" and PLAN in self.arms:
            return str(self.question.goal["output"]), PLAN, self.reference
        if len(self.question.arms) == 1 and self.points.get(self.reference):
            near, far = ends_of_sweep(self.question)
            return "own_use", far, near
        signs = [e for e in self.question.expect if e.arm in self.arms and e.minus in self.arms]
        for expected in sorted(signs, key=lambda e: e.output != "own_use"):
            if expected.output in MEASURES:
                return expected.output, str(expected.arm), str(expected.minus)
        others = [arm for arm in self.arms if arm != self.reference]
        return "own_use", others[0] if others else self.reference, self.reference


@dataclass(frozen=True)
class Findings:
    """Records of all runs, by arm and replicate; ``side`` and ``groups`` are of the smaller population."""

    main: Records
    side: Records
    seconds: float
    groups: tuple[Records, ...] = ()


def available_threads() -> int:
    """Processors this process may use."""
    return processors()


def prepare(
    question: Question,
    overrides: Sequence[str] = (),
    replicates: int | None = None,
    fast: bool = False,
    arms: Sequence[str] = (),
    config_dir: str | None = None,
) -> Inquiry:
    """What has to be run to answer ``question``.

    overrides : as on the command line; fast : a small population and few replicates
    arms : only these, the first is the reference; all when empty
    Raises ScenarioError with a line for each part that this version cannot run.
    """
    words = list(overrides)
    if any(word.lstrip("+").startswith("scenario=") for word in words):
        raise ScenarioError(
            "scenario: a question brings its own scenarios; set others against each other with compare"
        )
    if fast and not any(word.startswith("population=") for word in words):
        words.append(f"population={FAST_POPULATION}")
    chosen = _chosen(question, arms)
    dated = any(word.startswith("calendar.") for word in words)
    base = question_tree(question, words, config_dir)
    trees: dict[str, Tree] = {}
    faults: list[str] = []
    for arm in chosen:
        try:
            trees[arm] = arm_tree(base, question, arm, dated)
        except ScenarioError as error:
            faults.extend(error.lines)
    if faults and len(trees) > 1:
        faults.append(f"{question.id}: the others can be asked alone with arms=[{','.join(trees)}]")
    if faults:
        raise ScenarioError(*faults)
    grid = {arm: points(question, arm) for arm in chosen}
    runs = [point.run for found in grid.values() for point in found]
    if len(question.arms) == 1 and runs:
        trees |= {run: arm_tree(base, question, run, dated) for run in ends_of_sweep(question)}
    scenarios = {arm: assemble(tree) for arm, tree in trees.items()}
    stops = {run: found for run in (*chosen, *runs) if (found := stopped(question, run)) is not None}
    wanted = dict.fromkeys([*runs, *(run for run, _ in stops.values())])
    swept = {run: assemble(arm_tree(base, question, run, dated)) for run in wanted if run not in scenarios}
    count = replicates or (FAST_REPLICATES if fast else REPLICATES)
    threads = scenarios[chosen[0]].threads
    if not any(word.startswith("threads=") for word in words):
        threads = available_threads()
    draft = Inquiry(question, scenarios, count, threads, 0, (), {}, tuple(overrides), {}, base, points=grid)
    small = _small(trees, config_dir, words)
    crowd = next(iter(small.values()))["population"]
    return Inquiry(
        question,
        scenarios,
        count,
        threads,
        min(count, SIDE_REPLICATES),
        _variants(draft, small),
        _knockouts(draft, small),
        tuple(overrides),
        {name: default_of(base, name) or "" for name in question.variants},
        base,
        config_dir,
        *prepared(question, small, base),
        grid,
        swept,
        profiled(question, words, crowd, config_dir, chosen),
        stops,
        crowd,
    )


def ends_of_sweep(question: Question) -> tuple[str, str]:
    """The runs of the only arm at the near and the far end of the first lever, the others in the middle."""
    first, *others = question.sweep
    rest = {name: middle(question.sweep[name]) for name in others}
    near, far = (run_name(question.reference, {first: question.sweep[first][end], **rest}) for end in (0, -1))
    return near, far


def _chosen(question: Question, arms: Sequence[str]) -> list[str]:
    for arm in arms:
        if arm not in question.arms:
            raise unknown(f"arms: {question.id}", arm, question.arms, what="arm")
    return list(arms) or list(question.arms)


def _small(trees: dict[str, Tree], config_dir: str | None, words: Sequence[str]) -> dict[str, Tree]:
    """The same trees on the population of disputed dates and knock-outs, when that is smaller."""
    first = next(iter(trees.values()))["population"]
    if first.get("file") or first["citizens"] <= 10_000:
        return trees
    from configs.reader import compose

    population = compose([f"population={SIDE_POPULATION}"], config_dir)["population"]
    population["seed"] = first["seed"]
    return {arm: {**tree, "population": population} for arm, tree in trees.items()}


def _variants(inquiry: Inquiry, trees: dict[str, Tree]) -> tuple[Variant, ...]:
    """The headline's two arms under each reading other than the default."""
    found = []
    _, arm, minus = inquiry.headline
    for name, readings in inquiry.question.variants.items():
        default = default_of(inquiry.base, name)
        for value in readings:
            if str(value) == default or default is None:
                continue
            moved = {
                one: variant_tree(trees[one], name, str(value))
                if default_of(trees[one], name)
                else trees[one]
                for one in dict.fromkeys((minus, arm))
            }
            found.append(Variant(name, str(value), {one: assemble(tree) for one, tree in moved.items()}))
    return tuple(found)


def _knockouts(inquiry: Inquiry, trees: dict[str, Tree]) -> dict[str, Scenario]:
    reference = assemble(trees[inquiry.reference])
    return {
        inquiry.reference: reference,
        **{determinant.name: without(reference, determinant) for determinant in DETERMINANTS},
    }


def carry_out(
    inquiry: Inquiry, quiet: bool = False, run_tree: Callable[..., Records] | None = None
) -> Findings:
    """Run everything. ``run_tree`` stands in for the engine in tests."""
    run = run_tree or engine()
    began = time.perf_counter()

    def through(arms: dict[str, Scenario], count: int, text: str) -> Records:
        with Progress(text, quiet) as progress, computing():
            return run(arms, count, inquiry.threads, [inquiry.month], progress, fresh_populations=True)

    count = len(inquiry.main_arms)
    main = through(
        inquiry.main_arms, inquiry.replicates, f"{count} scenarios, {runs_words(inquiry.replicates)}"
    )
    size = next(iter(inquiry.knockouts.values())).population.name
    side = through(inquiry.side_arms, inquiry.side_replicates, f"determinants and disputed dates on {size}")
    groups = tuple(
        through(group.arms, inquiry.side_replicates, f"{group.name} on {size}") for group in inquiry.groups
    )
    return Findings(main, side, time.perf_counter() - began, groups)


def more_replicates(
    inquiry: Inquiry, findings: Findings, count: int, quiet: bool = False
) -> tuple[Inquiry, Findings]:
    """The inquiry with ``count`` replicates: those that are missing are run and added."""
    began = time.perf_counter()
    numbers = range(inquiry.replicates, count)
    arms = inquiry.main_arms
    with Progress(f"{len(arms)} scenarios, {len(numbers)} further runs", quiet) as told, computing():
        further = engine()(arms, numbers, inquiry.threads, [inquiry.month], told, fresh_populations=True)
    seconds = findings.seconds + time.perf_counter() - began
    return (
        replace(inquiry, replicates=count),
        replace(findings, main={**findings.main, **further}, seconds=seconds),
    )


def engine() -> Callable[..., Records]:
    """What runs arms: ``simulation.run.run_tree``, loaded when it is first needed."""
    from simulation.run import run_tree

    return run_tree
