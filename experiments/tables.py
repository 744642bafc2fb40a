"""Tables for people: ruled and wrapped on a terminal, plain columns in a file or a pipe."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any


def shown(value: Any) -> str:
    """A value as a person writes it: no trailing zeros, lists with commas, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.6g}" if abs(value) < 1e6 else f"{value:.0f}"
    if isinstance(value, list | tuple):
        return ", ".join(shown(part) for part in value)
    return str(value)


def print_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Prints the ``columns`` of ``rows`` on standard output."""
    lines = [[_cell(row.get(column)) for column in columns] for row in rows]
    heads = [column.replace("_", " ") for column in columns]
    if sys.stdout.isatty():
        _ruled(heads, lines)
    else:
        _plain(heads, lines)


def _cell(value: Any) -> str:
    """The value, or the count of a long list of numbers."""
    if isinstance(value, list) and len(value) > 4 and all(isinstance(part, int | float) for part in value):
        return f"{len(value)} numbers"
    return shown(value)


def _plain(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    widths = [max(len(line[k]) for line in (heads, *lines)) for k in range(len(heads))]
    for line in (heads, *lines):
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _ruled(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for k, head in enumerate(heads):
        table.add_column(head, overflow="fold", no_wrap=k == 0)
    for line in lines:
        table.add_row(*(cell.replace("[", "\\[") for cell in line))
    Console().print(table)


def print_record(row: Mapping[str, Any]) -> None:
    """Prints one row in full, a line for each name."""
    width = max(len(name) for name in row)
    for name, value in row.items():
        if value is not None and value != "":
            print(f"{name.replace('_', ' '):{width}}  {shown(value)}")
