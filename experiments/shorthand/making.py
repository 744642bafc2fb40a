"""Making: the changes that a line of a question came to, written into the tree of its arm."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from configs.edits import set_path
from configs.months import month_index, month_text
from configs.trees import Tree
from experiments.shorthand.asked import Asked, Dated, Edit, Moves, Value, shipped


def make(tree: Tree, asked: Asked, edits: Iterable[Edit], entry: str) -> None:
    """Writes the edits; dated changes become entries named ``entry`` with a number."""
    for number, edit in enumerate(edits, start=1):
        if isinstance(edit, Moves):
            name = f"{entry}_{number}" if number > 1 else entry
            tree["policies"][name] = lever_entry(edit, asked)
        elif isinstance(edit, Value):
            section = edit.path.partition(".")[0]
            tree[section] = copy.deepcopy(tree[section])
            set_path(tree, edit.path, edit.value)
        elif isinstance(edit, Dated):
            _date(tree, edit)
        else:
            tree[edit.section][edit.name] = dict(edit.entry)


def lever_entry(moves: Moves, asked: Asked) -> dict[str, Any]:
    """The policy of kind ``lever_change`` that makes the moves."""
    entry: dict[str, Any] = {
        "kind": "lever_change",
        "title": f"{asked.name} {asked.value}",
        "start": moves.start or asked.start,
        "levers": dict(moves.levers),
        "families": list(moves.families),
        "source": "the question itself",
    }
    if asked.until is not None and not moves.lasting:
        entry["end"] = last_month_after(asked.until)
    if moves.ramp:
        entry["ramp"] = moves.ramp
    if moves.ages is not None:
        entry["target"] = {"ages": list(moves.ages)}
    if moves.cost is not None:
        entry["cost"] = dict(moves.cost)
    return entry


def last_month_after(until: str) -> str:
    """First month no longer in force, of a line whose last month is ``until``."""
    return month_text(month_index(until) + 1)


def _date(tree: Tree, edit: Dated) -> None:
    """Moves an entry of the history, brings it in where it is missing, or takes it out."""
    entries = tree[edit.section]
    if edit.start is None:
        entries.pop(edit.entry, None)
        return
    entry = copy.deepcopy(entries.get(edit.entry) or shipped(edit.section)[edit.entry])
    entries[edit.entry] = {**entry, "start": str(edit.start)}
