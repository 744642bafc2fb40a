"""Trees: nested mappings of what was said, and how one is laid over another.

Later words win. A mapping is laid over a mapping name by name; anything else replaces what was there;
a bare number over a record (a mapping with a ``value``) changes its value and keeps its provenance.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Tree = dict[str, Any]


def is_record(value: object) -> bool:
    """Whether the value is a sourced number: a mapping with ``value`` and ``unit``."""
    return isinstance(value, dict) and "value" in value and "unit" in value


def lay_over(base: Tree, above: Mapping[str, Any]) -> Tree:
    """Lays ``above`` over ``base`` in place and returns ``base``."""
    for name, value in above.items():
        under = base.get(name)
        if isinstance(under, dict) and isinstance(value, Mapping):
            lay_over(under, value)
        elif is_record(under) and isinstance(value, int | float | bool):
            under["value"] = value  # type: ignore[index]
        else:
            base[name] = value
    return base


def nested(path: Sequence[str], value: Any) -> Tree:
    """``value`` inside one mapping per part of ``path``."""
    for part in reversed(path):
        value = {part: value}
    return value if isinstance(value, dict) else {}


def leaves(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted names and values of all leaves; a record is one leaf."""
    for name, value in tree.items():
        path = f"{prefix}{name}"
        if isinstance(value, Mapping) and value and not is_record(value):
            yield from leaves(value, f"{path}.")
        else:
            yield path, value
