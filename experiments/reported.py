"""Reported: every output of a question with its level under each arm, or the reason why there is none.

The standard block comes first: effort, tasks done, gap by age, trust, and use split into own, assisted, proxy
and holding only. What the question names follows, in its order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from experiments.costing import assumed_yen
from experiments.effects import Records
from experiments.goals import Goal
from experiments.inquiry import Findings, Inquiry
from experiments.outputs import COMPARED, OF_QUESTIONS, declared
from experiments.points import points_of
from experiments.ranks import ranked, reversals, said
from experiments.readings import Readings
from experiments.shapes import REPORTED
from experiments.shapley import by_factor
from experiments.statistics import interval
from experiments.wording import unit_of
from simulation.measured import NoValueError
from simulation.measured.catalogue import STANDARD_BLOCK

DEMAND, SUPPLY = ("pandemic", "points"), ("phone_etax", "digital_agency")
"""Factors of the question about the pandemic: what made people ask, and what made it easier to get."""


def readings_of(inquiry: Inquiry, records: Records) -> Readings:
    """The records of the arms through the question's window."""
    question, base = inquiry.question, inquiry.reference
    assumed = assumed_yen(question, records, base)
    return Readings(records, base, question.window.start, inquiry.month, assumed, inquiry.stops)


def names_of(inquiry: Inquiry) -> list[str]:
    """Outputs to report: the standard block, then those that the question names."""
    return list(dict.fromkeys((*STANDARD_BLOCK, *inquiry.question.outputs)))


def once(inquiry: Inquiry, findings: Findings) -> dict[str, Any]:
    """Outputs that are found once for the question, by name; those that were not found are left out."""
    question, month = inquiry.question, inquiry.month
    found: dict[str, Any] = {}
    parts = by_factor(question, findings.main, "own_use", month)
    for name, factors in (("demand_push", DEMAND), ("supply_push", SUPPLY)):
        if parts and set(factors) <= set(question.factors):
            pushes = [100.0 * float(sum(one[factor] for factor in factors)) for one in parts]
            found[name] = _spread(pushes)
    if inquiry.groups and len(findings.groups) == len(inquiry.groups):
        turned = reversals(inquiry.groups, findings.groups)
        found["rank_of_options_by_profile"] = ranked(inquiry.groups, findings.groups)
        found["rank_reversals"] = {"pairs": turned, "said": said(inquiry.groups, turned)}
    found |= inquiry.sought
    if "plans" in inquiry.sought:
        listed = inquiry.runs if inquiry.sought["plans"]["plans"] else {}
        found["plans_rerun"] = Goal(question).broken(findings.main, listed)
    if "prob_best_by_B" in question.outputs:
        best = best_by_budget(inquiry, readings_of(inquiry, findings.main))
        if best:
            found["prob_best_by_B"] = best
    return found


def _spread(values: Sequence[float]) -> dict[str, float | None]:
    ends = interval(values) or (None, None)
    return {"mean": float(np.mean(values)), "low": ends[0], "high": ends[1]}


def best_by_budget(inquiry: Inquiry, readings: Readings) -> list[dict[str, Any]]:
    """Share of paired runs in which an arm adds most own users, at each value of B; ties are split."""
    options = [arm for arm in inquiry.question.arms if arm != inquiry.reference]
    at: dict[float, dict[str, list[float]]] = {}
    for arm in options:
        for point in points_of(inquiry, arm):
            if "B" in point.values:
                at.setdefault(float(point.values["B"]), {})[arm] = readings.values(
                    point.run, "added_own_users"
                )
    rows = []
    for budget, by_arm in sorted(at.items()):
        table = np.array(list(by_arm.values()))
        most = table == table.max(axis=0)
        chances = (most / most.sum(axis=0)).mean(axis=1)
        rows += [
            {"B": budget, "arm": arm, "share": float(chance)}
            for arm, chance in zip(by_arm, chances, strict=True)
        ]
    return rows


def outputs(inquiry: Inquiry, readings: Readings, found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each output by arm: mean and interval in its own unit, or why it is not available."""
    rows: list[dict[str, Any]] = []
    for name in names_of(inquiry):
        output = declared(name)
        head = {
            "output": name,
            "title": output.title,
            "unit": output.unit,
            "meaning": output.meaning,
            "better": output.better,
            "use": output.use,
        }
        if output.name in OF_QUESTIONS:
            rows.append(head | _found_once(inquiry, readings, name, found))
            continue
        for run in runs_of(inquiry):
            if name in COMPARED and run == inquiry.reference:
                continue
            rows.append(head | {"arm": run, **_level(readings, run, name)})
    return rows


def runs_of(inquiry: Inquiry) -> list[str]:
    """Runs to report: of each arm itself, or of each of its points in a sweep."""
    return list(dict.fromkeys(point.run for arm in inquiry.arms for point in points_of(inquiry, arm)))


def _level(readings: Readings, arm: str, name: str) -> dict[str, Any]:
    empty = {"mean": None, "low": None, "high": None}
    try:
        found = readings.level(arm, name)
    except NoValueError as why:
        return empty | {"why": f"not available: {why}"}
    return {"mean": found.mean, "low": found.low, "high": found.high, "why": ""}


def _found_once(inquiry: Inquiry, readings: Readings, name: str, found: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {"arm": None, "mean": None, "low": None, "high": None, "why": ""}
    value = found.get(name)
    if isinstance(value, dict) and "mean" in value:
        return row | value
    if value is not None:
        return row | {"found": value}
    return row | {"why": f"not available: this run did not find '{name}'"}


def further_differences(inquiry: Inquiry, readings: Readings, done: set[str]) -> list[dict[str, Any]]:
    """Differences to the reference of outputs not among ``done``; those without a value are left out."""
    rows = []
    for name in names_of(inquiry):
        if name in done or declared(name).name in OF_QUESTIONS or name in COMPARED:
            continue
        for arm in inquiry.arms:
            if arm == inquiry.reference:
                continue
            try:
                one = readings.apart(arm, inquiry.reference, name)
            except NoValueError:
                continue
            rows.append(
                {
                    "measure": name, "arm": arm, "minus": inquiry.reference,
                    "estimate": one.estimate, "low": one.low, "high": one.high,
                    "unit": unit_of(name), "expected": "", "verdict": REPORTED,
                }
            )  # fmt: skip
    return rows
