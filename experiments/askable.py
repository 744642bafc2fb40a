"""Askable: which questions this version can answer, in whole or in part, and why not the others."""

from __future__ import annotations

from typing import NamedTuple

from configs.errors import ScenarioError
from configs.trees import Tree
from experiments.arms import arm_tree, refuse_later_years
from experiments.profiles import refuse_missing_profiles
from experiments.questions import Question
from experiments.questions import question as catalogued
from experiments.runs import points


class Askable(NamedTuple):
    """What can be asked of a question.

    arms : that can be run; reason : why not the others, empty when all can
    """

    arms: tuple[str, ...]
    reason: str

    @property
    def whole(self) -> bool:
        """Whether the question can be asked as it stands."""
        return not self.reason

    @property
    def word(self) -> str:
        """``yes``, ``in part`` (two arms or more can be compared) or ``no``."""
        return "yes" if self.whole else "in part" if len(self.arms) > 1 else "no"


def askable(question: Question, tree: Tree) -> Askable:
    """What can be asked of the question.

    tree : that of the scenario jp_history; it stays as it is
    """
    try:
        refuse_later_years(question)
        refuse_missing_profiles(question)
    except ScenarioError as error:
        return Askable((), "; ".join(error.lines))
    arms, faults = [], list[str]()
    for arm in question.arms:
        try:
            arm_tree(tree, question, arm)
            for point in points(question, arm)[:1]:
                arm_tree(tree, question, point.run)
            arms.append(arm)
        except ScenarioError as error:
            faults += error.lines
    repeated = [askable(catalogued(name), tree).reason for name in question.runs]
    if any(repeated):
        return Askable((), "; ".join(filter(None, repeated)))
    return Askable(tuple(arms), "; ".join(faults))
