"""Comparing: what a comparison needs run, and the runs.

Beside the scenarios themselves these may be: the reference of their question, where options are weighed; both
under other assumptions; and each once more with luck that the reference never had, to measure what pairing is
worth. All share the months in which their levers agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from configs.errors import ScenarioError, unknown
from experiments.arms import load
from experiments.costing import assumed_range
from experiments.effects import Records, difference, of_arm
from experiments.gathering import Bench, Gathered, Request, gathered
from experiments.questions import Question, arm_named, is_arm
from experiments.runs import letters_in, run_name
from experiments.worlds import World, believed, crossed, split_words
from simulation.measures import MEASURES
from simulation.scenario import Scenario

OWN = ("until", "most", "wished", "measure", "assumptions", "independent", "per_yen", "budget", "value")
"""Options of a comparison that decide what is run and told besides its scenarios."""
YEARLY = "_yen_year"
"""Ending of levers that are sums of money by the year."""


@dataclass(frozen=True)
class Asked:
    """What the user asked of a comparison.

    measure : of the headline; assumptions : changes of the other belief, as typed; empty for none
    independent : also run with seeds of their own; budget, value : yen in all, and yen an added user is worth
    """

    names: tuple[str, ...]
    changes: tuple[str, ...]
    config_dir: str | None
    request: Request
    measure: str = "own_use"
    assumptions: str = ""
    independent: bool = False
    weigh: bool = False
    budget: float | None = None
    value: float | None = None


@dataclass(frozen=True)
class Plan:
    """Everything that is to be run.

    scenarios : the first is the reference; further : runs under other beliefs; worlds : comparison -> its
        four
    notes : what was added or set that the user did not name
    """

    asked: Asked
    scenarios: dict[str, Scenario]
    further: dict[str, Scenario]
    worlds: dict[str, World]
    notes: tuple[str, ...] = ()
    question: Question | None = None

    @property
    def names(self) -> list[str]:
        """The scenarios that are compared, the reference first."""
        return list(self.scenarios)

    def said(self, name: str) -> str:
        """The scenario as it stands in a sentence: without its question where all are arms of one."""
        return name.partition(".")[2] if self.question is not None and is_arm(name) else name

    @property
    def month(self) -> int:
        """The month in which they are compared: the last of the calendar."""
        return next(iter(self.scenarios.values())).calendar.end


@dataclass(frozen=True)
class Comparison:
    """A plan that was carried out; ``apart`` holds the runs with seeds of their own."""

    plan: Plan
    found: Gathered
    apart: Records = field(default_factory=dict)

    @property
    def records(self) -> Records:
        """All runs but those apart."""
        return self.found.records


def planned(asked: Asked) -> Plan:
    """What has to be run. Raises ScenarioError; nothing is run then."""
    if asked.measure not in MEASURES:
        raise unknown(f"measure={asked.measure}", asked.measure, MEASURES, what="measure")
    names, notes, question = list(asked.names), [], _common_question(asked.names)
    if question is not None and (asked.weigh or asked.budget is not None):
        reference = f"{question.id}.{question.reference}"
        if question.reference not in [name.partition(".")[2] for name in names]:
            names.insert(0, reference)
            notes.append(f"options are weighed against '{reference}', the reference of their question")
    if asked.budget is not None and question is not None:
        names, told = _at_budget(question, names, asked.budget)
        notes += told
    if len(names) < 2:
        raise ScenarioError(
            "denshi compare: name two scenarios or more, as in denshi compare jp_history my.yaml"
        )
    scenarios = _loaded(names, asked.changes, asked.config_dir)
    words = split_words(asked.assumptions) if asked.assumptions else []
    beliefs = {
        key: believed(name, asked.changes, words, asked.config_dir)
        for key, name in zip(scenarios, names, strict=True)
        if words
    }
    scenarios, beliefs = _same_end(scenarios, beliefs)
    further, worlds = crossed(scenarios, beliefs, asked.assumptions)
    return Plan(asked, scenarios, further, worlds, tuple(notes), question)


def _common_question(names: Sequence[str]) -> Question | None:
    """The question of which all names are arms."""
    found = {arm_named(name)[0].id: arm_named(name)[0] for name in names if is_arm(name)}
    alike = len(found) == 1 and all(is_arm(name) for name in names)
    return next(iter(found.values())) if alike else None


def _at_budget(question: Question, names: Sequence[str], budget: float) -> tuple[list[str], list[str]]:
    """The arms whose one swept letter is a sum of money, at the budget; what was set is said."""
    years = (question.window.end + 1 - question.window.start) / 12
    found, notes = [], []
    for name in names:
        arm = name.partition(".")[2]
        letters = letters_in(question, arm) if "@" not in arm and arm in question.arms else set()
        holding = [item for item in question.arms[arm].set if "{" in str(item)] if letters else []
        levers = [lever for item in holding for lever, value in item.items() if "{" in str(value)]
        if len(letters) != 1 or not levers or not all(lever.endswith(YEARLY) for lever in levers):
            found.append(name)
            continue
        letter, yearly = letters.pop(), round(budget / years)
        found.append(f"{question.id}.{run_name(arm, {letter: yearly})}")
        notes.append(f"'{arm}' spends {yearly:,} yen a year, {budget:,.0f} over {years:g} years ({letter})")
    return found, notes


def _loaded(names: Sequence[str], changes: Sequence[str], config_dir: str | None) -> dict[str, Scenario]:
    """The scenarios by name; one that stands twice is run twice, the second is called ``name (2)``."""
    found: dict[str, Scenario] = {}
    for k, name in enumerate(names):
        times = list(names[: k + 1]).count(name)
        key = name if times == 1 else f"{name} ({times})"
        found[key] = load([f"scenario={name}", *changes], config_dir)
    if len({scenario.calendar.start for scenario in found.values()}) > 1:
        raise ScenarioError("denshi compare: scenarios start in different months; set calendar.start=")
    return found


def _same_end(*groups: Mapping[str, Scenario]) -> list[dict[str, Scenario]]:
    """All until the earliest of their last months."""
    end = min(scenario.calendar.end for group in groups for scenario in group.values())

    def ended(scenario: Scenario) -> Scenario:
        calendar = scenario.calendar.model_copy(update={"end": end})
        return scenario.model_copy(update={"calendar": calendar})

    return [{name: ended(scenario) for name, scenario in group.items()} for group in groups]


def carried_out(plan: Plan, threads: int, quiet: bool) -> Comparison:
    """Run everything that was planned."""
    bench = Bench(threads, (plan.month,), quiet)
    names, measure = plan.names, plan.asked.measure

    def headlines(records: Records) -> list[tuple[float, ...]]:
        return [difference(records, name, names[0], measure, plan.month).values for name in names[1:]]

    found = gathered(bench, {**plan.scenarios, **plan.further}, plan.asked.request, headlines)
    if not plan.asked.independent:
        return Comparison(plan, found)
    numbers = range(found.replicates, 2 * found.replicates)
    others = {name: plan.scenarios[name] for name in names[1:]}
    apart = replace(bench, cells=False).run(others, numbers, f"{len(others)} with seeds of their own")
    return Comparison(plan, found, apart)


def assumed(comparison: Comparison, arm: str) -> tuple[float, float]:
    """Yen that the question of the scenarios itself assumes for ``arm`` beyond the reference."""
    question, first = comparison.plan.question, comparison.plan.names[0]
    if question is None:
        return 0.0, 0.0
    bare = {name: name.partition(".")[2] for name in (first, arm)}
    records: dict[tuple[str, int], Any] = {
        (bare[name], k): record for name in bare for k, record in enumerate(of_arm(comparison.records, name))
    }
    return assumed_range(question, records, bare[arm], bare[first])
