"""Reading: checks what a question writes behind a shorthand, and says what would be right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from agents.columns import FAMILIES
from configs.errors import ScenarioError
from configs.months import month_index
from configs.trees import Tree
from experiments.shorthand.asked import is_read
from experiments.shorthand.registry import Shorthand
from policies.levers import LEVERS

NUMBERS = ("yen", "yen a year", "factor", "share", "minutes", "months", "years", "desks")
RECORDS = ("assumptions", "institutions")


def read(row: Shorthand, value: Any, path: str, tree: Tree) -> Any:
    """The value as the shorthand's change takes it. Raises ScenarioError that begins with ``path``."""
    if value is None:
        if not row.never:
            raise ScenarioError(f"{path}: cannot be 'never'; give {wanted(row)}")
        return None
    for need in missing(row, tree):
        raise ScenarioError(f"{path}: this version cannot set it to '{value}': no mechanism reads {need}")
    return READERS[_kind(row.unit)](row, value, path)


def _kind(unit: str) -> str:
    return "number" if unit in NUMBERS else unit


def missing(row: Shorthand, tree: Tree | None = None) -> list[str]:
    """What the shorthand needs and the model does not have; records are looked up in ``tree``."""
    return [need for need in row.needs if not _exists(need, tree)]


def _exists(need: str, tree: Tree | None) -> bool:
    """Whether a lever that some mechanism reads, or a record of the tree, has this name."""
    if need in LEVERS:
        return is_read(need)
    if need.partition(".")[0] not in RECORDS:
        return False
    node: Any = tree
    for part in need.split(".") if tree is not None else ():
        node = node.get(part) if isinstance(node, dict) else None
    return tree is None or node is not None


def wanted(row: Shorthand) -> str:
    """What may be written, in words."""
    said = {
        "switch": "true or false",
        "word": f"one of {', '.join(row.words)}",
        "month": "a month such as 2013-04",
        "month list": "a list of months such as [2013-04]",
        "families": f"all, or a list of {', '.join(FAMILIES)}",
        "acts": f"yen for each act in [{row.low:g}, {row.high:g}], as in {{insurance_use: 7500}}",
    }
    unit = "" if row.unit == "factor" else f" {row.unit}"
    star = ", '*x' or '+x'" if row.unit == "factor" else ""
    number = f"a number in [{row.low:g}, {row.high:g}]{unit}{star}"
    return said.get(row.unit, number) + (", or null for never" if row.never else "")


def _refused(row: Shorthand, value: Any, path: str) -> ScenarioError:
    return ScenarioError(f"{path}: must be {wanted(row)}; got {value!r}")


def _number(row: Shorthand, value: Any, path: str) -> Any:
    """A number in range; a factor may also be ``*x`` or ``+x``."""
    if row.unit == "factor" and isinstance(value, str) and value[:1] in ("*", "+"):
        _checked(row, value[1:], path, value)
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _refused(row, value, path)
    return _checked(row, value, path, value)


def _checked(row: Shorthand, number: Any, path: str, given: Any) -> float:
    try:
        found = float(number)
    except ValueError:
        raise _refused(row, given, path) from None
    if not row.low <= found <= row.high:
        raise _refused(row, given, path)
    return found


def _switch(row: Shorthand, value: Any, path: str) -> bool:
    if value not in (True, False):
        raise _refused(row, value, path)
    return bool(value)


def _word(row: Shorthand, value: Any, path: str) -> str:
    if value not in row.words:
        raise _refused(row, value, path)
    return str(value)


def _month(row: Shorthand, value: Any, path: str) -> str:
    try:
        month_index(str(value))
    except ValueError:
        raise _refused(row, value, path) from None
    return str(value)


def _months(row: Shorthand, value: Any, path: str) -> list[str]:
    if not isinstance(value, list | tuple):
        raise _refused(row, value, path)
    return [_month(row, month, path) for month in value]


def _families(row: Shorthand, value: Any, path: str) -> Any:
    if value == "all":
        return value
    if not isinstance(value, list | tuple) or not value or not set(value) <= set(FAMILIES):
        raise _refused(row, value, path)
    return tuple(value)


def _acts(row: Shorthand, value: Any, path: str) -> Any:
    sums = value.values() if isinstance(value, dict) else [value]
    for yen in sums:
        if isinstance(yen, bool) or not isinstance(yen, int | float):
            raise _refused(row, value, path)
    if not sums or not row.low <= sum(sums) <= row.high:
        raise _refused(row, value, path)
    return value


READERS: dict[str, Callable[[Shorthand, Any, str], Any]] = {
    "number": _number,
    "switch": _switch,
    "word": _word,
    "month": _month,
    "month list": _months,
    "families": _families,
    "acts": _acts,
}
"""How each kind of value is read."""
