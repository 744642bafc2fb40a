"""Trials: small extra runs that a clause of refutation needs and no arm of the question gives.

"With the Agency's effect set to 0 nothing may differ" can only be seen by setting it to 0. Trials live on the
smaller population of disputed dates and knock-outs.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from configs.edits import remove_entries, set_value
from configs.errors import ScenarioError
from configs.trees import Tree
from experiments.questions import Question
from simulation.scenario import Scenario, assemble


@dataclass(frozen=True)
class Trial:
    """An arm of the question with something else set.

    name : unlike that of any arm; arm : what it is built on
    settings : paths with values, as on the command line; those of entries that the arm is without are passed
        over
    levers : held at a value from ``since`` on
    without : entries taken out; idle : the entries that the arm adds get strength 0
    """

    name: str
    arm: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    levers: Mapping[str, float] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    idle: bool = False
    since: str = "2001-01"

    @property
    def key(self) -> str:
        """Name among the side runs."""
        return f"{self.arm} ({self.name})"


_ALONE = {
    f"awareness.{name}": 0.0 for name in ("word_of_mouth", "counter_prompt", "own_search", "forgetting")
}
"""Nobody tells others, is prompted, looks or forgets: only what a policy says itself is heard."""

SECTIONS = ("assumptions", "institutions", "firms", "network", "policies", "shocks")
"""Sections of a tree that a trial may change."""

TRIALS: dict[str, tuple[Trial, ...]] = {
    "S06": (Trial("as it is", "voluntary"), Trial("amount 0", "voluntary_points_5000", idle=True)),
    "S12": (
        Trial("all in office hours", "always", levers={"services.hours": 1.0}, since="2004-02"),
        Trial("all in office hours", "office_only", levers={"services.hours": 1.0}, since="2004-02"),
    ),
    "S14": (Trial("literacy without cohorts", "wait", {"assumptions.literacy.by_cohort": 0.0}),),
    "S16": (
        Trial("no influence", "history", {"network.influence": False}),
        Trial("no influence, no earthquake", "history", {"network.influence": False}, {}, ("tohoku_2011",)),
    ),
    "S18": tuple(
        Trial(name, arm, {"assumptions.trust.perceived_monolith": value})
        for name, value in (("no monolith", 0.0), ("monolith", 1.0))
        for arm in ("leak", "no_leak")
    ),
    "S19": (
        Trial("no churn", "history", levers={"churn.announcements": 0.0}),
        Trial("churn without effect", "history", {"institutions.integration.churn": 0.0}),
    ),
    "S20": (Trial("heard alone", "history", _ALONE), Trial("heard alone", "seal_only_2005", _ALONE)),
    "S21": tuple(
        Trial("effect 0", arm, {"policies.digital_agency.strength": 0.0})
        for arm in ("y2021", "y2013", "y2001", "never")
    ),
    "S22": (Trial("alike", "parallel", {"firms.alike.frequency_and_skill": 1.0}),),
}
"""Trials by question; its clause of refutation reads them (``experiments.clauses``)."""


def prepared(question: Question, trees: Mapping[str, Tree], base: Tree) -> tuple[dict[str, Scenario], str]:
    """Scenarios of the question's trials by key, and why there are none where one cannot be made.

    trees : of the arms that are run, on the smaller population
    """
    found: dict[str, Scenario] = {}
    for trial in TRIALS.get(question.ref, ()):
        if trial.arm not in trees:
            return {}, f"'{trial.arm}' was left out"
        try:
            found[trial.key] = assemble(_tree(trial, trees[trial.arm], base))
        except ScenarioError as error:
            return {}, error.lines[0]
    return found, ""


def _tree(trial: Trial, arm: Tree, base: Tree) -> Tree:
    tree = {**arm, "name": trial.key}
    tree |= {name: copy.deepcopy(arm[name]) for name in SECTIONS}
    for path, value in trial.settings.items():
        section, _, rest = path.partition(".")
        if section != "policies" or rest.partition(".")[0] in tree["policies"]:
            set_value(tree, path, value)
    remove_entries(tree, list(trial.without), f"{trial.key}.without")
    if trial.idle:
        for name, entry in tree["policies"].items():
            if name not in base["policies"]:
                entry["strength"] = 0.0
    if trial.levers:
        tree["policies"]["trial"] = {
            "kind": "lever_change",
            "title": trial.name,
            "start": trial.since,
            "levers": dict(trial.levers),
        }
    return tree
