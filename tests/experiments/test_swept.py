"""The table over a sweep: one screen, with the numbers under one another."""

from __future__ import annotations

from typing import Any

from experiments.swept import lines


def cell(mean: float | None) -> dict[str, float | None]:
    return {"mean": mean, "low": None, "high": None}


def table(output: str, unit: str, *rows: tuple[Any, dict[str, float | None]]) -> dict[str, Any]:
    return {
        "over": "B",
        "output": output,
        "unit": unit,
        "rows": [{"value": v, "cells": {n: cell(m) for n, m in cells.items()}} for v, cells in rows],
    }


def test_arms_stand_side_by_side_over_the_values() -> None:
    found = table(
        "own_use",
        "points",
        (100_000_000, {"Promotion": 5.25, "Incentive": 5.1}),
        (10_000_000_000, {"Promotion": 12.0, "Incentive": None}),
    )
    assert lines([found]) == [
        "Own online use, %:",
        "  B      Promotion  Incentive",
        "  100 m        5.2        5.1",
        "  10 bn       12.0        n/a",
    ]


def test_outputs_of_one_arm_share_a_table() -> None:
    rows = ((0, {"History": 1.0}), (None, {"History": 2.5e9}))
    said = lines([table("own_use", "points", *rows), table("cost_total", "yen", *rows)])
    assert said[0].split("  ")[1] == "B"
    assert said[1].split() == ["0", "1.0", "1.0"]
    assert said[2].split() == ["never", "2.5", "bn", "2.5", "bn"]
    assert len({len(line) for line in said}) == 1


def test_where_nothing_is_swept_there_is_no_table() -> None:
    assert lines([]) == []
