"""Marked parts of a page: what stands between two markers is made, everything else is written by hand.

``<!-- made: levers -->`` begins a part and ``<!-- end -->`` ends it. A part is replaced as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from configs.errors import ScenarioError

PART = re.compile(r"(<!-- made: ([a-z_]+) -->\n)(.*?)(<!-- end -->)", re.S)


def filled(page: str, parts: Mapping[str, Callable[[], str]]) -> str:
    """The page with every marked part made anew. Raises ScenarioError for a part that nobody makes."""

    def made(found: re.Match[str]) -> str:
        if found[2] not in parts:
            raise ScenarioError(f"made: {found[2]}: no such part; known: {', '.join(parts)}")
        return f"{found[1]}{parts[found[2]]().strip()}\n{found[4]}"

    return PART.sub(made, page)


def by_hand(page: str) -> str:
    """The page without its made parts."""
    return PART.sub("", page)


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown; bars inside cells become slashes."""
    lines = [f"| {' | '.join(heads)} |", "|" + " --- |" * len(heads)]
    lines += [f"| {' | '.join(cell(value) for value in row)} |" for row in rows]
    return "\n".join(lines)


def cell(value: object) -> str:
    """One cell: numbers short, lists with commas, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        return ", ".join(cell(one) for one in value)
    return str(value).replace("|", "/").replace("\n", " ")
