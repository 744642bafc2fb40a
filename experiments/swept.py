"""Swept: the small table over the values of a sweep, for the screen and for ``answer.json``.

Rows are the values of the first lever. Columns are the arms where there are several, the values of the second
lever where one arm is swept over two, else the outputs that the question expects something of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.effects import POINTS
from experiments.inquiry import Inquiry
from experiments.points import points_of
from experiments.readings import Readings, factor_of
from experiments.runs import Point, said_value
from experiments.wording import arm_title, measure_words, unit_of
from simulation.measured import NoValueError

COLUMNS = 6
"""Columns that fit a screen."""
SIZES = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"))


def tables(inquiry: Inquiry, readings: Readings) -> list[dict[str, Any]]:
    """A table for each output that is expected to follow the sweep, else for the headline's measure.

    Outputs that no run has are left out. Empty where nothing is swept.
    """
    if not any(inquiry.points.values()):
        return []
    over = next(iter(inquiry.question.sweep))
    others = [name for name in inquiry.question.sweep if name != over]
    arms = [arm for arm in inquiry.arms if inquiry.points.get(arm)]
    by_output = len(arms) == 1 and not others
    found = []
    for output in (*_outputs(inquiry), inquiry.headline[0]):
        rows: dict[str, dict[str, Any]] = {}
        for arm in arms:
            for point in points_of(inquiry, arm):
                value = point.values[over]
                row = rows.setdefault(said_value(value), {"value": value, "cells": {}})
                row["cells"][_column(point, arm, others, arms)] = _cell(readings, point.run, output)
        cells = [cell for row in rows.values() for cell in row["cells"].values()]
        if all(cell["mean"] is None for cell in cells):
            continue
        found.append({"over": over, "output": output, "unit": unit_of(output), "rows": list(rows.values())})
        if not by_output or output == inquiry.headline[0]:
            break
    return found


def _outputs(inquiry: Inquiry) -> list[str]:
    """What the question expects to follow the sweep."""
    expected = [e.output for e in inquiry.question.expect if e.over in inquiry.question.sweep]
    return list(dict.fromkeys(expected))


def _column(point: Point, arm: str, others: Sequence[str], arms: Sequence[str]) -> str:
    if len(arms) > 1:
        return arm_title(arm)
    return ", ".join(f"{_short(name)} {said_value(point.values[name])}" for name in others) or arm_title(arm)


def _short(name: str) -> str:
    return name.partition(".")[0] if "." in name else name


def _cell(readings: Readings, run: str, output: str) -> dict[str, float | None]:
    """Mean and interval in the unit of differences; empty where the output has no value."""
    try:
        found = readings.level(run, output)
    except NoValueError:
        return {"mean": None, "low": None, "high": None}
    factor = factor_of(output)
    ends = (None if end is None else end * factor for end in (found.low, found.high))
    low, high = ends
    return {"mean": found.mean * factor, "low": low, "high": high}


def lines(found: Sequence[Mapping[str, Any]]) -> list[str]:
    """The tables as lines of text; several outputs over one lever share a table."""
    if not found:
        return []
    over, single = found[0]["over"], all(len(row["cells"]) == 1 for row in found[0]["rows"])
    if single:
        heads = [_head(table) for table in found]
        body = [[_said(table["rows"][k]["cells"]) for table in found] for k in range(len(found[0]["rows"]))]
        return _aligned(f"{_name(over)}", heads, [_value(row["value"]) for row in found[0]["rows"]], body)
    said = []
    for table in found:
        heads = list(dict.fromkeys(name for row in table["rows"] for name in row["cells"]))[:COLUMNS]
        body = [[_mean(row["cells"].get(name)) for name in heads] for row in table["rows"]]
        said += [f"{_head(table)[:1].upper()}{_head(table)[1:]}:"]
        said += _aligned(_name(over), heads, [_value(row["value"]) for row in table["rows"]], body)
    return said


def _head(table: Mapping[str, Any]) -> str:
    unit = "%" if table["unit"] == "points" else table["unit"]
    return f"{measure_words(table['output'])}, {unit}"


def _name(over: str) -> str:
    return over.replace("_", " ").replace(".", " ")


def _value(value: Any) -> str:
    """A swept value: 100 m, 3 bn, never."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        for size, word in SIZES:
            if abs(value) >= size:
                return f"{value / size:g} {word}"
    return said_value(value)


def _said(cells: Mapping[str, Mapping[str, Any]]) -> str:
    return _mean(next(iter(cells.values())))


def _mean(cell: Mapping[str, Any] | None) -> str:
    if cell is None or cell["mean"] is None:
        return "n/a"
    mean = float(cell["mean"])
    for size, word in SIZES:
        if abs(mean) >= size:
            return f"{mean / size:,.1f} {word}"
    return f"{mean:,.1f}" if abs(mean) < POINTS * 10 else f"{mean:,.0f}"


def _aligned(
    corner: str, heads: Sequence[str], names: Sequence[str], body: Sequence[Sequence[str]]
) -> list[str]:
    """Columns under one another, numbers to the right."""
    first = max(len(corner), *(len(name) for name in names))
    widths = [max(len(head), *(len(row[k]) for row in body)) for k, head in enumerate(heads)]
    rows = [[corner, *heads], *([name, *row] for name, row in zip(names, body, strict=True))]
    return [
        "  " + "  ".join([row[0].ljust(first), *(t.rjust(w) for t, w in zip(row[1:], widths, strict=True))])
        for row in rows
    ]
