"""Edits of a composed tree: set a value, remove an entry.

Used for the command line and for the arms of a question; each edit either happens completely or says
in one line why it cannot.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from configs.errors import ScenarioError, nearest
from configs.names import ENTRIES, check_known, complete, expand
from configs.trees import Tree, is_record, lay_over, nested


def set_value(tree: Tree, key: str, value: Any, add: bool = False) -> list[str]:
    """Sets ``key``, shortened or starred, in ``tree``; returns the full paths that were set.

    add : also names that do not exist yet (``+policies.mine={kind: ...}``)
    """
    if add and key.split(".")[0] in tree:
        set_path(tree, key, value)
        return [key]
    full = expand(complete(key, tree), tree)
    for path in full:
        try:
            check_known(path, tree)
            _check_one_value(path, value, tree)
        except ScenarioError as error:
            raise ScenarioError(*(line.replace(path, key) for line in error.lines)) from None
    for path in full:
        set_path(tree, path, value)
    return full


def _check_one_value(path: str, value: Any, tree: Tree) -> None:
    """Refuses one value for what holds several settings."""
    node: Any = tree
    for part in path.split("."):
        node = node.get(part) if isinstance(node, dict) else None
    if isinstance(node, dict) and node and not is_record(node) and not isinstance(value, dict):
        first = next(iter(node))
        choice = f" or choose an option with {path}=NAME" if "." not in path else ""
        raise ScenarioError(
            f"{path}: holds several settings, got {value!r}; name one, as in {path}.{first}{choice}"
        )


def set_path(tree: Tree, path: str, value: Any) -> None:
    """Sets exactly ``path``; a number over a record changes its value, a mapping is laid over a mapping."""
    node: Tree = tree
    parts = path.split(".")
    while len(parts) > 1 and ".".join(parts) not in node:
        inner = node.get(parts[0])
        if not isinstance(inner, dict) or parts[0] in ("levers", "moves"):
            break
        node, parts = inner, parts[1:]
    if len(parts) > 1 and parts[0] in ("levers", "moves"):
        value, parts = {".".join(parts[1:]): value}, parts[:1]
    if len(parts) > 1 and ".".join(parts) not in node:
        lay_over(node, nested(parts, value))
        return
    name = ".".join(parts)
    under = node.get(name)
    if is_record(under) and not isinstance(value, dict):
        under["value"] = value  # type: ignore[index]
    elif isinstance(under, dict) and isinstance(value, dict):
        lay_over(under, value)
    else:
        node[name] = value


def remove_path(tree: Tree, key: str) -> str:
    """Removes the entry or value named ``key`` (``~policies.consolidation``); returns its full path."""
    path = complete(key, tree)
    check_known(path, tree)
    *above, last = path.split(".")
    if above and above[0] in ENTRIES and len(above) == 1:
        remove_entries(tree, [last], path)
        return path
    node: Any = tree
    for part in above:
        node = node.get(part, {}) if isinstance(node, dict) else {}
    if not isinstance(node, dict) or last not in node:
        raise ScenarioError(f"~{key}: no such setting; nothing to remove")
    del node[last]
    return path


def remove_entries(tree: Tree, names: Sequence[str], path: str = "remove") -> list[str]:
    """Removes policies and shocks by name or identifier (``POL-24``); returns the names removed.

    A name that goes on after ``_`` is a step of the same entry and goes with it.
    Raises ScenarioError with the nearest name when one is unknown.
    """
    removed = []
    for wanted in names:
        found = [
            (section, name)
            for section in ENTRIES
            for name, entry in tree.get(section, {}).items()
            if _is_called(name, entry, str(wanted))
        ]
        if not found:
            known = [name for section in ENTRIES for name in tree.get(section, {})]
            near = nearest(str(wanted), known)
            advice = f"did you mean '{near}'?" if near else "see 'denshi list policies'"
            raise ScenarioError(f"{path}: no policy or shock '{wanted}'; {advice}")
        for section, name in found:
            del tree[section][name]
            removed.append(name)
    return removed


def _is_called(name: str, entry: Any, wanted: str) -> bool:
    ids = entry.get("ids", []) if isinstance(entry, dict) else []
    return name == wanted or name.startswith(f"{wanted}_") or wanted in ids
