"""Spent: yen beyond the first scenario by payer and kind, as the cost chart of a report draws them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from experiments.comparing import Comparison, assumed
from experiments.effects import of_arm
from simulation.spending import spending


def spent_rows(comparison: Comparison) -> list[dict[str, Any]]:
    """arm, payer, kind, low, high of each scenario beyond the first until the month of comparison."""
    first, *others = comparison.plan.names
    base = _sums(comparison, first)
    rows: list[dict[str, Any]] = []
    for arm in others:
        own = _sums(comparison, arm)
        for payer, kind in sorted({*own, *base}):
            ends = [own[payer, kind][k] - base[payer, kind][k] for k in (0, 1)]
            if any(ends):
                rows.append({"arm": arm, "payer": payer, "kind": kind, "low": min(ends), "high": max(ends)})
        low, high = assumed(comparison, arm)
        if low or high:
            rows.append({"arm": arm, "payer": "state", "kind": "assumed", "low": low, "high": high})
    reference = {"arm": first, "payer": "state", "kind": "reference", "low": 0.0, "high": 0.0}
    return [reference, *rows] if rows else []


def _sums(comparison: Comparison, arm: str) -> dict[tuple[str, str], list[float]]:
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    runs = of_arm(comparison.records, arm)
    for record in runs:
        for entry in spending(record):
            if entry.month <= comparison.plan.month:
                sums[entry.payer, entry.kind][0] += entry.low / len(runs)
                sums[entry.payer, entry.kind][1] += entry.high / len(runs)
    return sums
