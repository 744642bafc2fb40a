"""Names as people type them: shortened, starred, misspelt.

``beta.trust`` is enough for ``assumptions.beta.trust`` as long as nothing else ends like that;
``services.*.smartphone_ready`` means all eight families; ``smartfone_ready`` is asked back as
``smartphone_ready``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from configs.errors import ScenarioError, nearest
from configs.trees import Tree, is_record

ENTRIES = ("policies", "shocks")
"""Mappings of named entries; the fields of an entry are checked where the entry is built."""

SECTIONS = (
    "assumptions",
    "policies",
    "shocks",
    "services",
    "institutions",
    "firms",
    "population",
    "calendar",
    "network",
)
"""Top-level mappings in which names may be shortened."""


def complete(key: str, tree: Tree) -> str:
    """The full path of ``key``: as it stands when it begins at the top, else the one path that ends so.

    Raises ScenarioError when nothing ends so, with the nearest name, or when several do.
    """
    parts = key.split(".")
    if parts[0] in tree or "*" in parts:
        return key
    found = _endings(parts, tree)
    if len(found) == 1:
        return found[0]
    if found and all(path.startswith("services.") for path in found):
        field = found[0].split(".", 2)[2]
        raise ScenarioError(
            f"{key}: every family has one; write services.*.{field}, or one family as in {found[0]}"
        )
    if found:
        shown = ", ".join(sorted(found)[:8])
        raise ScenarioError(f"{key}: could mean any of {shown}; write one of them in full")
    raise _no_such(key, tree)


def _endings(parts: Sequence[str], tree: Tree) -> list[str]:
    """Full paths that the shortened path may stand for."""
    tail = "." + ".".join(parts)
    found = [
        path
        for section in SECTIONS
        if section not in ENTRIES
        for path in paths(tree.get(section, {}), section)
        if path.endswith(tail)
    ]
    settable = [path for path in found if not _is_group(path, tree)]
    found = settable or found
    for section in ENTRIES:
        entry = tree.get(section, {}).get(parts[0])
        if entry is not None and (not found or len(parts) == 1 or parts[1] in entry):
            found.append(".".join((section, *parts)))
    return found


def _is_group(path: str, tree: Tree) -> bool:
    """Whether the path leads to several settings rather than to one."""
    node: Any = tree
    for part in path.split("."):
        node = node[part]
    return isinstance(node, dict) and not is_record(node)


def paths(node: Any, prefix: str) -> list[str]:
    """Dotted paths of everything below ``node`` that may be named: mappings, records and values."""
    if not isinstance(node, dict) or is_record(node):
        return []
    found = []
    for name, inner in node.items():
        if name != "provenance":
            found.append(f"{prefix}.{name}")
            found += paths(inner, f"{prefix}.{name}")
    return found


def expand(path: str, tree: Tree) -> list[str]:
    """The paths that a path with ``*`` means; the path itself when it has none."""
    parts = path.split(".")
    if "*" not in parts:
        return [path]
    at = parts.index("*")
    node: Any = tree
    for part in parts[:at]:
        node = node.get(part) if isinstance(node, dict) else None
    if not isinstance(node, dict):
        raise _no_such(".".join(parts[:at]) or path, tree)
    names = [name for name, inner in node.items() if isinstance(inner, dict) and name != "provenance"]
    return [full for name in names for full in expand(".".join((*parts[:at], name, *parts[at + 1 :])), tree)]


def check_known(path: str, tree: Tree) -> None:
    """Raises ScenarioError, with the nearest name, when ``path`` is nothing that can be set."""
    node: Any = tree
    parts = path.split(".")
    for depth, part in enumerate(parts):
        if parts[0] in ENTRIES and depth >= 2:
            return
        if not isinstance(node, dict):
            above = ".".join(parts[:depth])
            raise ScenarioError(
                f"{path}: {above} is a single value, it holds no '{part}'; write {above}=VALUE"
            )
        if part not in node:
            raise _unknown_at(parts, depth, node, tree)
        node = node[part]


def _unknown_at(parts: Sequence[str], depth: int, node: Tree, tree: Tree) -> ScenarioError:
    """The error for the name at ``depth``, which ``node`` does not hold."""
    what = "entry" if depth == 1 and parts[0] in ENTRIES else "setting"
    full = ".".join(parts)
    near = nearest(parts[depth], [name for name in node if name != "provenance"])
    if near:
        return ScenarioError(f"{full}: no such {what}; did you mean '{near}'?")
    if depth == 0:
        return _no_such(full, tree)
    known = ", ".join(sorted(str(name) for name in node if name != "provenance")[:12])
    return ScenarioError(f"{full}: no such {what}; known here: {known or 'nothing'}")


def _no_such(key: str, tree: Tree) -> ScenarioError:
    last = key.rpartition(".")[2]
    known = {path for section in SECTIONS for path in paths(tree.get(section, {}), section)}
    ends: dict[str, str] = {}
    for path in sorted(known, key=len):
        parts = path.split(".")
        ends.setdefault(parts[-1], path)
        if len(parts) > 2:
            ends.setdefault(".".join(parts[-2:]), path)
    for name in tree:
        ends[name] = name
    near = nearest(key, ends) or nearest(last, ends)
    if near is None:
        return ScenarioError(
            f"{key}: no such setting; see 'denshi list parameters' and 'denshi list policies'"
        )
    full = ends[near]
    if full.startswith("services."):
        full = f"services.*.{full.split('.', 2)[2]}" if full.count(".") > 1 else full
    return ScenarioError(f"{key}: no such setting; did you mean '{full}'?")
