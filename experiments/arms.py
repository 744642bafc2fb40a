"""Arms: from what a question says to a scenario that can be run.

"Remove the consolidation" takes an entry out of the history; "smartphone_ready 0.9 from April 2010" adds
a policy of kind ``lever_change``. What the catalogue asks for and this version cannot do is refused by
name, never run as if it were not there.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from agents.columns import FAMILIES
from configs.edits import remove_entries, set_value
from configs.errors import ScenarioError
from configs.months import month_index, month_text
from configs.reader import compose as compose_tree
from configs.reader import located
from configs.trees import Tree
from experiments.questions import Arm, Question, arm_named, is_arm
from policies.levers import LEVERS
from simulation.scenario import LAST, Scenario, assemble

VARIANTS = {"consolidation_date": "policies.consolidation.start"}
"""Disputed readings that a question may list, and the setting each moves."""

NOT_YET = {
    "sweep": "sweeps over values",
    "profiles": "profiles",
    "runs": "questions about questions",
    "government": "rules by which the government acts",
    "surge": "surges with a deadline",
    "equal": "arms scaled to equal spending",
}
"""Parts of a question that this version cannot run, in words."""

OF_EVERY_ARM = ("government", "surge", "equal")
"""Those of them without which not even one arm is what it should be."""


def load(overrides: Sequence[str], config_dir: str | None = None) -> Scenario:
    """The scenario that ``overrides`` ask for; ``scenario=`` may name an arm of a question."""
    return checked(compose(overrides, config_dir), overrides)


def checked(tree: Tree, overrides: Sequence[str]) -> Scenario:
    """The scenario of ``tree``; faults of a file named in ``overrides`` come with its line."""
    try:
        return assemble(tree)
    except ScenarioError as error:
        raise ScenarioError(*located(error.lines, overrides)) from None


def compose(overrides: Sequence[str], config_dir: str | None = None) -> Tree:
    """The tree of ``overrides``; an arm of a question is laid over the scenario it is built on."""
    named = [text for text in overrides if text.startswith("scenario=")]
    name = named[-1].partition("=")[2] if named else ""
    if not name or name.endswith((".yaml", ".yml")) or not is_arm(name):
        return compose_tree(overrides, config_dir)
    question, arm = arm_named(name)
    refuse_later_years(question)
    rest = [text for text in overrides if text not in named]
    tree = compose_tree([f"scenario={question.scenario}", *rest], config_dir)
    return arm_tree(tree, question, arm, dated=any(text.startswith("calendar.") for text in rest))


def question_tree(question: Question, overrides: Sequence[str], config_dir: str | None = None) -> Tree:
    """The tree that all arms of the question are laid over. Raises ScenarioError beyond the last year."""
    refuse_later_years(question)
    return compose_tree([f"scenario={question.scenario}", *overrides], config_dir)


def arm_tree(tree: Tree, question: Question, arm: str, dated: bool = False) -> Tree:
    """A copy of ``tree`` with the changes of one arm; it runs to the end of the question's window.

    dated : the calendar was chosen by the user and stays as it is
    Raises ScenarioError when the arm asks for something that cannot be run.
    """
    refuse_what_cannot_run(question, tree, OF_EVERY_ARM)
    changed = {**tree, "name": f"{question.id}.{arm}", "assumptions": copy.deepcopy(tree["assumptions"])}
    changed |= {section: dict(tree[section]) for section in ("policies", "shocks", "calendar")}
    if not dated:
        changed["calendar"]["end"] = month_text(question.window.end)
    for part, change in (("common", question.common), (arm, question.arms[arm])):
        _lay_over(changed, question, part, change)
    return changed


def variant_tree(tree: Tree, variant: str, value: str) -> Tree:
    """A copy of ``tree`` under another reading of a disputed date."""
    if variant not in VARIANTS:
        raise ScenarioError(f"variants.{variant}: this version cannot run it; known: {', '.join(VARIANTS)}")
    changed = copy.deepcopy(tree)
    set_value(changed, VARIANTS[variant], value)
    return changed


def default_of(tree: Tree, variant: str) -> str | None:
    """The value that ``tree`` holds for a disputed reading."""
    node: Any = tree
    for part in VARIANTS.get(variant, "").split("."):
        node = node.get(part) if isinstance(node, dict) else None
    return None if node is None else str(node)


def refuse_later_years(question: Question) -> None:
    """Raises ScenarioError when the question is about years that no table covers."""
    if question.window.end > LAST:
        year = month_text(LAST)[:4]
        raise ScenarioError(f"{question.id}: needs years after {year}, which this version cannot simulate")


def refuse_what_cannot_run(question: Question, tree: Tree, parts: Sequence[str] = tuple(NOT_YET)) -> None:
    """Raises ScenarioError that names each of ``parts`` that the question has and this version cannot run."""
    faults = [
        f"{question.id}.{part}: this version cannot run {NOT_YET[part]}; ask another question"
        for part in parts
        if getattr(question, part)
    ]
    if question.mode != "compare" and "sweep" in parts:
        faults.append(
            f"{question.id}.mode: this version cannot run '{question.mode}'; compare scenarios instead"
        )
    for name, settings in question.shocks.items():
        dated = not settings and any(
            key == name or key.startswith(f"{name}_")
            for section in ("shocks", "policies")
            for key in tree[section]
        )
        if not dated and settings != {"optional": True}:
            faults.append(
                f"{question.id}.shocks.{name}: this version cannot run it; add it under shocks yourself"
            )
    if faults:
        raise ScenarioError(*faults)


def _lay_over(tree: Tree, question: Question, part: str, change: Arm) -> None:
    path = f"{question.id}.{part}"
    if change.optimise is not None:
        raise ScenarioError(
            f"{path}.optimise: this version cannot search for an arm; give its values yourself"
        )
    if change.remove:
        remove_entries(tree, list(change.remove), f"{path}.remove")
    if change.keep_only is not None:
        gone = [name for name in change.keep_only.among if name not in change.keep_only.keep]
        remove_entries(tree, gone, f"{path}.keep_only")
    for number, moves in enumerate(change.set, start=1):
        _set(tree, question, part, number, moves)


def _set(tree: Tree, question: Question, part: str, number: int, moves: Mapping[str, Any]) -> None:
    """One entry of ``set``: levers become a policy for the window, assumptions are changed for good."""
    path = f"{question.id}.{part}.set"
    start = str(moves.get("at", month_text(question.window.start)))
    levers: dict[tuple[str, ...], dict[str, Any]] = {}
    for name, value in moves.items():
        if name in ("at", "until"):
            continue
        if name.startswith("assumptions."):
            if "at" in moves or "until" in moves:
                raise ScenarioError(f"{path}.{name}: an assumption has no date; leave out at and until")
            set_value(tree, name, float(value) if isinstance(value, bool) else value)
            continue
        lever, families = _lever(name)
        if lever is None or not _is_move(value):
            raise ScenarioError(
                f"{path}.{name}: this version cannot set it to '{value}'; see denshi list levers"
            )
        levers.setdefault(families, {})[lever] = float(value) if isinstance(value, bool) else value
    for k, (families, values) in enumerate(levers.items()):
        entry: dict[str, Any] = {
            "kind": "lever_change",
            "title": f"{part}: " + ", ".join(f"{lever} {value}" for lever, value in values.items()),
            "start": start,
            "levers": values,
            "families": list(families),
        }
        if "until" in moves:
            entry["end"] = month_text(month_index(str(moves["until"])) + 1)
        tree["policies"][f"{part}_{number}" + (f"_{k + 1}" if k else "")] = entry


def _lever(name: str) -> tuple[str | None, tuple[str, ...]]:
    """Lever and families that a name in ``set`` means; None when it is no lever."""
    if name in LEVERS:
        return name, FAMILIES
    head, _, rest = name.partition(".")
    family, _, field = rest.partition(".")
    lever = f"services.{field}"
    if head == "services" and lever in LEVERS and family in (*FAMILIES, "*"):
        return lever, FAMILIES if family == "*" else (family,)
    return None, FAMILIES


def _is_move(value: Any) -> bool:
    """Whether a value can be set on a lever: a number, true or false, ``*x`` or ``+x``."""
    if isinstance(value, int | float):
        return True
    if not isinstance(value, str) or value[:1] not in "*+":
        return False
    try:
        float(value[1:])
    except ValueError:
        return False
    return True
