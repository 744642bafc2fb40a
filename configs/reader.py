"""The door: from what was typed to one tree of everything a run needs, or a list of what is wrong.

Someone types ``population=jp_1m beta.trust=0.6 remove=[POL-24]``. Options are chosen by Hydra's rules,
then each change is found, checked and made. Nothing is computed here; the tree goes on to
``simulation.scenario.assemble``, which checks every value.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from configs.composition import compose_options
from configs.documents import line_of, read_text, read_yaml
from configs.edits import remove_entries, remove_path, set_value
from configs.errors import ScenarioError
from configs.library import Library, Option, library
from configs.months import month_index, month_text
from configs.overrides import Override, parse
from configs.trees import Tree

log = logging.getLogger("denshi")

RESOLVED = (
    "calendar",
    "population",
    "assumptions",
    "services",
    "institutions",
    "firms",
    "policies",
    "shocks",
    "network",
)
"""A file that holds all of these is a complete scenario, such as the one a run folder keeps."""


def compose(overrides: Sequence[str] = (), config_dir: str | None = None) -> Tree:
    """The tree that the primary config, the user's folder and ``overrides`` make together.

    overrides : ``group=option``, ``name=value``, ``+name=value``, ``~name``, ``remove=[...]``; names may be
        shortened when that is unambiguous, ``*`` stands for every service family
    config_dir : folder with further options, as on the command line
    Completed and expanded names are logged. Raises ScenarioError with one line per fault.
    """
    shelf = library(config_dir)
    changes, faults = _parsed(overrides)
    changes = [_laid_over(_sized(change)) for change in changes]
    choices = _last_of_each([change for change in changes if change.is_choice(shelf)])
    values = [change for change in changes if not change.is_choice(shelf)]
    tree = {} if faults else _base(shelf, choices, faults)
    if faults:
        raise ScenarioError(*faults)
    for change in values:
        try:
            _make(tree, change)
        except ScenarioError as error:
            faults.extend(error.lines)
    if not faults:
        try:
            _date_from_start(tree, shelf, choices)
            _remove(tree)
        except ScenarioError as error:
            faults.extend(error.lines)
    if faults:
        raise ScenarioError(*faults)
    return tree


def _parsed(overrides: Sequence[str]) -> tuple[list[Override], list[str]]:
    changes: list[Override] = []
    faults: list[str] = []
    for text in overrides:
        try:
            changes.append(parse(text))
        except ScenarioError as error:
            faults.extend(error.lines)
    return changes, faults


def _sized(change: Override) -> Override:
    """``population=synthetic_5000`` is ``population.citizens=5000``."""
    match = re.fullmatch(r"synthetic_(\d+)", str(change.value))
    if change.key != "population" or not match:
        return change
    return Override(change.text, "", "population.citizens", match[1], int(match[1]))


def _laid_over(change: Override) -> Override:
    """``profile=low_capacity`` is ``+profile=low_capacity``: a profile is laid over everything else."""
    if change.key != "profile" or change.sign not in ("", "+"):
        return change
    return Override(f"+profile={change.raw}", "+", "profile", change.raw, change.value)


def _last_of_each(choices: Sequence[Override]) -> list[Override]:
    """One choice for each group: the last, as on any command line."""
    last = {(choice.sign, choice.key): choice for choice in choices}
    return list(last.values())


def _base(shelf: Library, choices: Sequence[Override], faults: list[str]) -> Tree:
    """The tree of the chosen options; adds to ``faults`` what cannot be chosen."""
    given: list[str] = []
    name = None
    complete: tuple[Tree, str] | None = None
    for choice in choices:
        try:
            if choice.key == "scenario" and choice.raw.endswith((".yaml", ".yml")):
                document = _file(choice.raw)
                if all(section in document for section in RESOLVED):
                    complete = document, choice.raw
                    continue
                name = _shelve(shelf, choice.raw, document)
                given.append(f"scenario={name}")
                continue
            group = choice.key.partition("@")[0]
            if choice.sign != "~":
                option = shelf.option(group, str(choice.value))
                name = option.name if group == "scenario" else name
            given.append(choice.text)
        except ScenarioError as error:
            faults.extend(error.lines)
    if faults:
        return {}
    if complete:
        return _complete_scenario(shelf, *complete, given)
    tree = compose_options(shelf, given)
    if name and "name" not in shelf.option("scenario", name).body:
        tree["name"] = name
    return tree


def _file(path: str) -> Tree:
    return read_yaml(read_text(path, "scenario"), path)


def _complete_scenario(shelf: Library, document: Tree, file: str, others: Sequence[str]) -> Tree:
    """The tree of a file that says everything, such as ``scenario.yaml`` of a run folder."""
    for text in others:
        group = text.lstrip("+").partition("=")[0]
        if group not in document:
            raise ScenarioError(
                f"{text}: {file} is a complete scenario; change its values, as in beta.trust=0.6"
            )
        document[group] = compose_options(shelf, [text])[group]
    return {**shelf.option("", "config").body, **document}


def _shelve(shelf: Library, path: str, document: Tree) -> str:
    """Puts a file on the shelf as an option of ``scenario``; without defaults it builds on jp_history.

    A file with a section ``diffusion`` builds on single_innovation.
    """
    name = Path(path).stem
    base = "single_innovation" if "diffusion" in document else "jp_history"
    head = "# @package _global_\n" + ("" if "defaults" in document else f"defaults: [{base}, _self_]\n")
    shelf.add(Option("scenario", name, head + read_text(path, "scenario"), path))
    return name


def _make(tree: Tree, change: Override) -> None:
    """Makes one change in the tree, and logs what its name was taken to mean."""
    if change.sign == "~":
        path = remove_path(tree, change.key)
        if path != change.key:
            log.info("%s: removed %s", change.text, path)
        return
    paths = set_value(tree, change.key, change.value, add="+" in change.sign)
    if paths != [change.key]:
        log.info("%s: %s", change.text, ", ".join(paths))
    if paths == ["population.citizens"]:
        tree["population"]["name"] = f"synthetic_{change.value}"


def _date_from_start(tree: Tree, shelf: Library, choices: Sequence[Override]) -> None:
    """Dates of the entries of a profile, months since the start of the run, become months of the calendar."""
    for choice in choices:
        if choice.key != "profile":
            continue
        first = month_index(str(tree["calendar"]["start"]))
        body = shelf.option("profile", str(choice.value)).body
        for section in ("policies", "shocks"):
            for name in body.get(section) or {}:
                entry = tree[section].get(name, {})
                for field in ("start", "end"):
                    if isinstance(entry.get(field), int):
                        entry[field] = month_text(first + entry[field])


def _remove(tree: Tree) -> None:
    """Takes out the entries named under ``remove``; the list is then empty: the tree says what is left."""
    names: Any = tree.get("remove") or []
    if not isinstance(names, list):
        names = [names]
    removed = remove_entries(tree, [str(name) for name in names])
    if removed:
        log.info("removed: %s", ", ".join(removed))
    tree["remove"] = []


def located(faults: Sequence[str], overrides: Sequence[str]) -> list[str]:
    """The faults, each with file and line where its setting stands in the user's own scenario file.

    faults : ``path: what is wrong; what to do``
    A setting that the command line changed as well is left as it is: the fault may be there.
    """
    files = [w.partition("=")[2] for w in overrides if w.startswith("scenario=")]
    if not files or not files[-1].endswith((".yaml", ".yml")):
        return list(faults)
    text = read_text(files[-1], "scenario")
    typed = [word.lstrip("+~").partition("=")[0] for word in overrides]
    said = []
    for fault in faults:
        path = fault.partition(":")[0]
        line = None if any(path.endswith(name) for name in typed) else line_of(text, path.split("."))
        said.append(f"{files[-1]}, line {line}: {fault}" if line else fault)
    return said
