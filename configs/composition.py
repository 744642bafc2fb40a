"""Composition: which files make up a scenario, and in which order, by Hydra's rules.

Hydra reads the defaults lists and says which option lands where; it sees only those lists, because
reading a thousand lines of history node by node would take longer than running it. The files are then
laid over one another here. Any file in ``configs/`` composes to the same tree in plain Hydra.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from configs.errors import ScenarioError, nearest
from configs.library import Library
from configs.trees import Tree, lay_over, nested


def compose_options(shelf: Library, choices: Sequence[str]) -> Tree:
    """The tree of the primary config with ``choices``, such as ``population=jp_1m`` or ``+profile=slow``."""
    tree: Tree = {}
    for path, package in _defaults_order(shelf, choices):
        body = copy.deepcopy(shelf.options[path].body)
        lay_over(tree, nested(package.split("."), body) if package else body)
    return _interpolated(tree)


def _defaults_order(shelf: Library, choices: Sequence[str]) -> list[tuple[str, str]]:
    """(option, package) in the order in which they are laid over one another."""
    from hydra import initialize
    from hydra.core.global_hydra import GlobalHydra
    from hydra.errors import HydraException
    from hydra.types import RunMode
    from omegaconf.errors import OmegaConfBaseException

    try:
        with initialize(config_path=None, version_base="1.3"), _shown_to_hydra(shelf):
            loader = GlobalHydra.instance().config_loader()
            found = loader.compute_defaults_list("config", list(choices), RunMode.RUN)
    except (HydraException, OmegaConfBaseException) as error:
        raise _translated(error, shelf) from None
    except RecursionError:
        raise ScenarioError(
            f"defaults: {choices[0] if choices else 'config'} names a group inside itself and never ends; "
            "in a file of a group write the other option alone, as in '- jp_history'"
        ) from None
    return [
        (entry.config_path, entry.package or "")
        for entry in found.defaults
        if entry.config_path in shelf.options
    ]


@contextmanager
def _shown_to_hydra(shelf: Library) -> Iterator[None]:
    """Hydra's store holds the defaults lists of all options for a moment."""
    from hydra.core.config_store import ConfigStore

    store = ConfigStore.instance()
    before = store.repo
    store.repo = dict(before)
    try:
        for option in shelf.options.values():
            node = {} if option.defaults is None else {"defaults": copy.deepcopy(option.defaults)}
            store.store(
                option.name, node, group=option.group or None, package=option.package, provider="denshi"
            )
        yield
    finally:
        store.repo = before


def _translated(error: Exception, shelf: Library) -> ScenarioError:
    """Hydra's complaint as one line: where, what, what to do."""
    text = str(error)
    missing = re.search(r"Could not (?:find|load) '([^']+)'", text)
    if missing:
        where = re.search(r"In '([^']+)'", text)
        group, _, name = missing[1].rpartition("/")
        known = shelf.names(group)
        near = nearest(name, known)
        advice = f"did you mean '{near}'?" if near else f"known here: {', '.join(known) or 'nothing'}"
        return ScenarioError(
            f"{where[1] if where else group}: no option '{name}' in group '{group}'; {advice}"
        )
    first = " ".join(line.strip() for line in text.splitlines() if line.strip())
    return ScenarioError(f"defaults: {first.rstrip('.')}; correct the defaults list")


def _interpolated(tree: Tree) -> Tree:
    """The tree with ``${...}`` replaced; the same tree when there is none."""
    if not _mentions_interpolation(tree):
        return tree
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException

    try:
        resolved: Any = OmegaConf.to_container(OmegaConf.create(tree), resolve=True)
    except OmegaConfBaseException as error:
        key = getattr(error, "full_key", "") or "config"
        raise ScenarioError(f"{key}: {str(error).splitlines()[0]}; correct the ${{...}}") from None
    return dict(resolved)


def _mentions_interpolation(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_mentions_interpolation(inner) for inner in value.values())
    if isinstance(value, list):
        return any(_mentions_interpolation(inner) for inner in value)
    return isinstance(value, str) and "${" in value
