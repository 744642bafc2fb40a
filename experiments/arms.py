"""Arms: from what a question says to a scenario that can be run.

"Remove the consolidation" takes an entry out of the history; "smartphone_ready 0.9 from April 2010" adds
a policy of kind ``lever_change``; ``digital_agency.from`` is a shorthand (``experiments.shorthand``). What
the catalogue asks for and this version cannot do is refused by name, never run as if it were not there.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from agents.columns import FAMILIES
from configs.edits import remove_entries, set_value
from configs.errors import ScenarioError
from configs.library import Library, library
from configs.months import month_text
from configs.names import complete
from configs.reader import compose as compose_tree
from configs.reader import located
from configs.trees import Tree, is_record
from experiments.circumstances import equal_sets, lay_government, lay_shocks, lay_surge
from experiments.questions import Arm, Question, arm_named, is_arm
from experiments.runs import arm_of
from experiments.shorthand.asked import Asked, Moves, Value, is_read, shipped, shipped_shelf
from experiments.shorthand.making import lever_entry, make
from experiments.shorthand.reading import read
from experiments.shorthand.registry import SHORTHANDS
from policies.levers import LEVERS
from simulation.scenario import LAST, OUTLOOK_LAST, Scenario, assemble

VARIANTS = {"consolidation_date": "policies.consolidation.start"}
"""Disputed readings that a question may list, and the setting each moves."""


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
    rest = [text for text in overrides if text not in named]
    tree = question_tree(question, rest, config_dir)
    return arm_tree(tree, question, arm, dated=any(text.startswith("calendar.") for text in rest))


def question_tree(
    question: Question, overrides: Sequence[str], config_dir: str | None = None, profile: str = ""
) -> Tree:
    """The tree that all arms of the question are laid over, under a profile where one is named.

    Raises ScenarioError beyond the last year that can be simulated.
    """
    refuse_later_years(question, config_dir)
    words = [f"scenario={question.scenario}", *overrides]
    return compose_tree([f"+profile={profile}", *words] if profile else words, config_dir)


def arm_tree(tree: Tree, question: Question, run: str, dated: bool = False) -> Tree:
    """A copy of ``tree`` with the changes of one arm; it runs to the end of the question's window.

    Sections that the arm leaves alone are shared with ``tree``.

    run : the arm, with ``@name:value`` where it stands at swept values (``experiments.runs``)
    dated : the calendar was chosen by the user and stays as it is
    Raises ScenarioError when the arm asks for something that cannot be run.
    """
    arm = arm_of(question, run)
    name = run.partition("@")[0]
    if question.equal:
        arm = arm.model_copy(update={"set": equal_sets(question, name)})
    changed = {**tree, "name": f"{question.id}.{run}"}
    changed |= {section: dict(tree[section]) for section in ("policies", "shocks", "calendar")}
    if not dated:
        changed["calendar"]["end"] = month_text(question.window.end)
    lay_shocks(changed, question)
    lay_surge(changed, question)
    lay_government(changed, question)
    for part, change in (("common", question.common), (name, arm)):
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


def shelf(config_dir: str | None) -> Library:
    """The options that may be chosen."""
    return shipped_shelf() if config_dir is None else library(config_dir)


def refuse_later_years(question: Question, config_dir: str | None = None) -> None:
    """Raises ScenarioError when the question is about years that its scenario does not reach."""
    calendar = shelf(config_dir).option("scenario", question.scenario).body.get("calendar", {})
    last = OUTLOOK_LAST if calendar.get("outlook") else LAST
    if question.window.end > last:
        raise ScenarioError(
            f"{question.id}: needs years after {month_text(last)[:4]}, which this version cannot simulate"
        )


def _lay_over(tree: Tree, question: Question, part: str, change: Arm) -> None:
    path = f"{question.id}.{part}"
    if change.remove:
        remove_entries(tree, _present(tree, change.remove), f"{path}.remove")
    if change.keep_only is not None:
        gone = [name for name in change.keep_only.among if name not in change.keep_only.keep]
        remove_entries(tree, _present(tree, gone), f"{path}.keep_only")
    for number, moves in enumerate(change.set, start=1):
        _set(tree, question, part, number, moves)


def _present(tree: Tree, names: Iterable[str]) -> list[str]:
    """The names less those of the dated record that this scenario or profile does not hold anyway."""
    held = [key for section in ("policies", "shocks") for key in tree[section]]
    record = [key for section in ("policies", "shocks") for key in shipped(section)]

    def among(name: str, keys: list[str]) -> bool:
        return any(key == name or key.startswith(f"{name}_") for key in keys)

    return [name for name in names if among(name, held) or not among(name, record)]


def _set(tree: Tree, question: Question, part: str, number: int, moves: Mapping[str, Any]) -> None:
    """One entry of ``set``: levers become a policy for the window, assumptions are changed for good."""
    path = f"{question.id}.{part}.set"
    start = str(moves.get("at", month_text(question.window.start)))
    until = None if "until" not in moves else str(moves["until"])
    entry = f"{part}_{number}"
    levers: dict[tuple[str, ...], dict[str, Any]] = {}
    for name, value in moves.items():
        if name in ("at", "until"):
            continue
        asked = Asked(
            tree, name, value, start, until, month_text(question.window.end),
            {key: price["assume"] for key, price in question.cost.items() if "assume" in price}, moves,
        )  # fmt: skip
        lever, families = _lever(name)
        if name in SHORTHANDS:
            row = SHORTHANDS[name]
            asked = replace(asked, value=read(row, value, f"{path}.{name}", tree))
            edits = list(row.change(asked))
            if any(isinstance(edit, Value) for edit in edits):
                _undated(f"{path}.{name}", moves)
            make(tree, asked, edits, f"{entry}_{name.replace('.', '_').replace('*', 'all')}")
        elif lever is not None and is_read(lever) and _is_move(value):
            levers.setdefault(families, {})[lever] = float(value) if isinstance(value, bool) else value
        elif lever is None and _assumption(name, tree):
            _undated(f"{path}.{name}", moves)
            _assume(tree, name, value, f"{path}.{name}")
        else:
            raise ScenarioError(
                f"{path}.{name}: this version cannot set it to '{value}'; see denshi list levers"
            )
    for k, (families, values) in enumerate(levers.items()):
        title = ", ".join(f"{lever} {value}" for lever, value in values.items())
        asked = Asked(tree, f"{part}:", title, start, until, "")
        made = lever_entry(Moves(values, families), asked)
        tree["policies"][entry + (f"_{k + 1}" if k else "")] = made


def _undated(path: str, moves: Mapping[str, Any]) -> None:
    if "at" in moves or "until" in moves:
        raise ScenarioError(f"{path}: an assumption has no date; leave out at and until")


def _assumption(name: str, tree: Tree) -> bool:
    """Whether the name, in full or shortened, is a record of the tree."""
    try:
        path = complete(name, tree)
    except ScenarioError:
        return False
    node: Any = tree
    for part in path.split("."):
        node = node.get(part) if isinstance(node, dict) else None
    return is_record(node)


def _assume(tree: Tree, name: str, value: Any, path: str) -> None:
    """Another value of a record; ``*x`` and ``+x`` work on the one it has."""
    full = complete(name, tree)
    node: Any = tree
    for part in full.split("."):
        node = node[part]
    if isinstance(value, str) and value[:1] in "*+" and _is_move(value):
        old, by = float(node["value"]), float(value[1:])
        value = old * by if value[0] == "*" else old + by
    section = full.partition(".")[0]
    tree[section] = copy.deepcopy(tree[section])
    try:
        set_value(tree, full, float(value) if isinstance(value, bool) else value)
    except ScenarioError as error:
        raise ScenarioError(*(f"{path}: {line}" for line in error.lines)) from None


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
