"""Profiles: the arms of a question again, in a country with other counters, phones or laws.

A profile is one file in ``configs/profile`` that overrides values on Japan's geography; it is never called a
country. A question may also repeat other questions under profiles, to see which of their options keep their
rank. All of it runs on the smaller population, and what is compared is the order of options, not their size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from configs.errors import ScenarioError, unknown
from configs.trees import Tree
from experiments.arms import arm_tree, question_tree, shelf
from experiments.questions import Question, question
from experiments.runs import points
from simulation.measures import MEASURES
from simulation.scenario import Scenario, assemble

HOME = "jp"
"""The profile that overrides nothing."""


@dataclass(frozen=True)
class Group:
    """The arms of one question under one profile.

    arms : the first is the reference; measure, month : what options are ranked by, and when
    """

    question: str
    profile: str
    measure: str
    month: int
    arms: dict[str, Scenario]

    @property
    def name(self) -> str:
        """For the progress line."""
        return f"{self.question} under {self.profile}"


def profiled(
    asked: Question, words: Sequence[str], population: Tree, config_dir: str | None, chosen: Sequence[str]
) -> tuple[Group, ...]:
    """Every group that the question wants; the home profile is run too, on the same population.

    Raises ScenarioError for a profile that no file describes.
    """
    refuse_missing_profiles(asked, config_dir)
    repeated = [question(name) for name in asked.runs] or [asked]
    return tuple(
        _group(one, name, words, population, config_dir, chosen if one is asked else tuple(one.arms))
        for name in asked.profiles
        for one in repeated
    )


def refuse_missing_profiles(asked: Question, config_dir: str | None = None) -> None:
    """Raises ScenarioError for a profile that no file describes, of the question or of those it repeats."""
    known = shelf(config_dir).names("profile")
    for name in asked.profiles:
        if name not in (HOME, *known):
            raise unknown(f"{asked.id}.profiles", name, (HOME, *known), what=f"profile as '{name}'")


def _group(
    asked: Question,
    profile: str,
    words: Sequence[str],
    population: Tree,
    config_dir: str | None,
    arms: Sequence[str],
) -> Group:
    base = question_tree(asked, words, config_dir, "" if profile == HOME else profile)
    base["population"] = population
    runs = list(arms)
    if len(runs) == 1:
        runs += [point.run for point in points(asked, runs[0])]
    scenarios: dict[str, Scenario] = {}
    faults: list[str] = []
    for run in runs:
        try:
            scenarios[run] = assemble(arm_tree(base, asked, run))
        except ScenarioError as error:
            faults += error.lines
    if faults:
        raise ScenarioError(*faults)
    return Group(asked.id, profile, ranked_by(asked), asked.window.end, scenarios)


def ranked_by(asked: Question) -> str:
    """The measure by which options are ranked: the first that the question expects something of."""
    outputs = [expected.output for expected in asked.expect]
    preferred = sorted(outputs, key=lambda output: output not in ("own_use", "added_own_users"))
    return next((output for output in preferred if output in MEASURES), "own_use")
