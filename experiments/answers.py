"""Answers: from the records of paired runs to one JSON object that says everything an answer says.

``answer.json`` is the only source of the words on the screen, of the report and of whatever else is made
from it later. Shares are 0 to 1, differences are percentage points, money is yen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np

from configs.months import month_text
from experiments import swept
from experiments.case import Case
from experiments.costing import cost_note, cost_rows
from experiments.effects import (
    POINTS,
    Records,
    difference,
    flips_between,
    identical,
    mean_flips,
    of_arm,
    values,
)
from experiments.falsification import ruled
from experiments.inquiry import Findings, Inquiry
from experiments.judging import Finding, judge
from experiments.knockout import panel
from experiments.pictured import CURVES, ages, devices, funnel, prefectures, series
from experiments.readings import Readings
from experiments.reported import further_differences, names_of, once, outputs, readings_of
from experiments.resting import resting
from experiments.shapley import factor_shares, shares
from experiments.statistics import LEVEL, Difference, variance_reduction
from experiments.told import (
    all_notes,
    arm_changes,
    ask_command,
    compare_command,
    disputed_dates,
    run_command,
    user_changes,
)
from experiments.wording import arm_title, effect, runs_words, unit_of
from simulation.manifest import versions
from simulation.measures import MEASURES
from simulation.record import RunRecord
from simulation.scenario import Scenario

STANDARD = (*CURVES, "gap_age", "barrier_device")
"""Measures of which every arm is compared with the reference."""

NOT_MODELLED = (
    "About two dozen numbers are tuned by hand to Japanese series to 2021; "
    "nothing is formally calibrated, and levels may be wrong.",
    "Businesses file by frequency, skill and cost; what they save or pay has no effect on anybody else.",
    "Ministries do not change their plans because of what citizens do; municipalities watch uptake.",
    "Household members do not share devices, and nobody moves for the sake of a service.",
    "Spending has no effect on taxes or on other services.",
    "Population and places are as they were in fact, in every scenario.",
)
"""What an answer does not take into account, in plain words."""


def build_answer(inquiry: Inquiry, findings: Findings) -> dict[str, Any]:
    """The whole answer as plain values, ready for JSON."""
    question, records = inquiry.question, findings.main
    reference = of_arm(records, inquiry.reference)[0]
    population, scenario = reference.population, inquiry.arms[inquiry.reference]
    base = inquiry.headline[2]
    costs = cost_rows(question, records, base)
    readings = readings_of(inquiry, records)
    divided = share_rows(inquiry, records)
    found = once(inquiry, findings) | _by_output(divided)
    judged = judge(inquiry, readings, found)
    rows = differences(inquiry, records, judged)
    rows += further_differences(inquiry, readings, {row["measure"] for row in rows})
    return {
        "question": {
            "ref": question.ref,
            "id": question.id,
            "question": question.question,
            "why": question.why,
            "note": question.note,
            "falsified_if": question.falsified_if,
            "seed": list(question.seed),
        },
        "changes": user_changes(inquiry.overrides, inquiry.config_dir),
        "notes": all_notes(inquiry.arms.values()),
        "population": population.name,
        "citizens": population.citizens,
        "weight": reference.weight,
        "replicates": inquiry.replicates,
        "seed": scenario.seed,
        "window": {"from": month_text(question.window.start), "to": month_text(inquiry.month)},
        "measured_month": month_text(inquiry.month),
        "arms": arms(inquiry),
        "headline": headline(records, *inquiry.headline, inquiry.month, inquiry.replicates),
        "differences": rows,
        "outputs": outputs(inquiry, readings, found),
        "expectations": [finding.row() for finding in judged],
        "falsification": ruled(Case(inquiry, readings, _side(inquiry, findings), inquiry.no_trials, found)),
        "sweep": swept.tables(inquiry, readings),
        "found": inquiry.sought,
        "shares": divided,
        "series": series(inquiry.frame, records),
        "funnel": funnel(inquiry.frame, records),
        "prefectures": prefectures(inquiry.frame, records),
        "ages": ages(inquiry.frame, records),
        "cost": costs,
        "cost_note": cost_note(question, records, costs, base),
        "per_user": per_user(inquiry, costs, rows, reference),
        "knockout": panel(findings.side, inquiry.reference, inquiry.month),
        "knockout_population": next(iter(inquiry.knockouts.values())).population.name,
        "variants": variants(inquiry, findings.side),
        "devices": devices(reference),
        "assumptions": assumptions(scenario, (inquiry.headline[0], *names_of(inquiry))),
        "not_modelled": list(NOT_MODELLED),
        "disputed": disputed_dates(scenario, inquiry.base),
        "redo": [ask_command(inquiry), compare_command(inquiry)],
        "seconds": round(findings.seconds, 2),
        "version": versions()["denshi"],
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def arms(inquiry: Inquiry) -> list[dict[str, Any]]:
    """Name, title, changes in words and command of each arm, the reference first."""
    return [
        {
            "name": arm,
            "title": arm_title(arm),
            "changes": arm_changes(inquiry, arm),
            "command": run_command(inquiry, arm),
        }
        for arm in inquiry.arms
    ]


def headline(
    records: Records,
    measure: str,
    arm: str,
    minus: str,
    month: int,
    replicates: int,
    title: Callable[[str], str] = arm_title,
    confidence: float = LEVEL,
) -> dict[str, Any]:
    """The main comparison: difference with interval, and citizens by what happened to them.

    ``adults`` and ``residents`` are means over the runs, as the counts of citizens are.
    """
    found = difference(records, arm, minus, measure, month, confidence)
    row: dict[str, Any] = {"measure": measure, "arm": arm, "minus": minus, **ends(found)}
    row |= {"unit": unit_of(measure), "replicates": replicates}
    counts = [record.counts(month) for record in of_arm(records, arm)]
    for name, stock in (("adults", "adults"), ("residents", "population")):
        row[name] = round(float(np.mean([float(one.persons(stock)) for one in counts])))
    watched = of_arm(records, arm)[0].watched
    if measure in CURVES and month in watched:
        counted = mean_flips(flips_between(records, arm, minus, measure, month))
        names = ("always", "gained", "lost", "never", "not_in_both")
        row |= dict(zip(names, counted.counts(), strict=True))
    after, before = (values(records, name, measure, month) for name in (arm, minus))
    factor = variance_reduction(after, before)
    row["variance_reduction"] = None if factor is None else round(factor, 2)
    row["identical"] = identical(records, arm, minus)
    row["text"] = effect(found, measure, title(arm), title(minus), month_text(month))
    return row


def ends(found: Difference) -> dict[str, Any]:
    """Estimate and interval; the ends are null with one replicate."""
    return {"estimate": found.estimate, "low": found.low, "high": found.high}


def _side(inquiry: Inquiry, findings: Findings) -> Readings:
    """The trials on the smaller population, through the same window."""
    return readings_of(inquiry, findings.side)


def differences(inquiry: Inquiry, records: Records, judged: Sequence[Finding]) -> list[dict[str, Any]]:
    """What the question expects, judged; then the standard measures of every other arm."""
    rows: list[dict[str, Any]] = []
    for finding in judged:
        expected, found = finding.expected, finding.found
        if found is not None and expected.arm in inquiry.arms and expected.minus in inquiry.arms:
            rows.append(
                _difference(found, expected.output, str(expected.arm), str(expected.minus))
                | {"expected": expected.sign, "verdict": finding.verdict}
            )
    done = {(row["measure"], row["arm"], row["minus"]) for row in rows}
    named = [name for name in inquiry.question.outputs if name in MEASURES and name not in STANDARD]
    for arm in inquiry.arms:
        for measure in (*STANDARD, *named):
            if arm == inquiry.reference or (measure, arm, inquiry.reference) in done:
                continue
            found = difference(records, arm, inquiry.reference, measure, inquiry.month)
            rows.append(
                _difference(found, measure, arm, inquiry.reference) | {"expected": "", "verdict": "reported"}
            )
    return rows


def _difference(found: Difference, measure: str, arm: str, minus: str) -> dict[str, Any]:
    return {"measure": measure, "arm": arm, "minus": minus, **ends(found), "unit": unit_of(measure)}


def share_rows(inquiry: Inquiry, records: Records) -> list[dict[str, Any]]:
    """Shapley shares that the question asks for: of arms for its headline measure, of factors for any."""
    question, month = inquiry.question, inquiry.month
    rows = []
    for output in question.outputs:
        asked = output.partition("(")[2].rstrip(")")
        pairs = [(inquiry.headline[0], shares(question, records, output, inquiry.headline[0], month))]
        if asked in MEASURES:
            pairs.append((asked, factor_shares(question, records, output, month)))
        for measure, found in pairs:
            rows += [
                {"output": output, "measure": measure, "arm": s.arm, "changes": s.changes, **ends(s.effect)}
                for s in found
            ]
    return rows


def _by_output(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Shares by the output that asked for them."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        part = {key: row[key] for key in ("arm", "measure", "estimate", "low", "high")}
        found.setdefault(row["output"], []).append(part)
    return found


def per_user(
    inquiry: Inquiry, costs: list[dict[str, Any]], rows: list[dict[str, Any]], reference: RunRecord
) -> list[dict[str, Any]]:
    """Yen for each added own user of arms whose gain is certain: cost range over the interval of users."""
    adults = float(reference.counts(inquiry.month).persons("adults")) * reference.weight
    found = []
    for row in rows:
        own = row["measure"] == "own_use" and row["minus"] == inquiry.headline[2]
        spent = [cost for cost in costs if cost["arm"] == row["arm"]]
        if own and spent and row["low"] is not None and row["low"] > 0.0:
            low, high = (sum(cost[end] for cost in spent) for end in ("low", "high"))
            fewest, most = (adults * row[end] / POINTS for end in ("low", "high"))
            found.append({"arm": row["arm"], "low": low / most, "high": high / fewest, "unit": "yen"})
    return found


def variants(inquiry: Inquiry, side: Records) -> list[dict[str, Any]]:
    """The headline under each other reading of a disputed date, labelled with its smaller population."""
    measure, arm, minus = inquiry.headline
    rows = []
    for variant in inquiry.variants:
        own = {
            (name, number): record
            for name in variant.arms
            for (key, number), record in side.items()
            if key == variant.key(name)
        }
        population = next(iter(own.values())).population.name
        runs = f"{population}, {runs_words(inquiry.side_replicates)}"
        label = f"{variant.name.replace('_', ' ')} {variant.value} ({runs})"
        rows.append(
            {
                "variant": variant.name,
                "value": variant.value,
                "default": inquiry.defaults.get(variant.name, ""),
                "population": population,
                "label": label,
                "headline": headline(own, measure, arm, minus, inquiry.month, inquiry.side_replicates),
            }
        )
    return rows


def assumptions(scenario: Scenario, results: Sequence[str]) -> dict[str, Any]:
    """Every assumption with its provenance, how many of each grade, and which results hang on grade E."""
    listed = [
        {
            "name": f"{section}.{name}",
            **{
                key: getattr(record, key)
                for key in ("value", "unit", "low", "high", "grade", "source", "meaning")
            },
        }
        for section, records in (
            ("assumptions", scenario.assumptions),
            ("institutions", scenario.institutions),
            ("firms", scenario.firms),
        )
        for name, record in records.items()
    ]
    grades = Counter(str(row["grade"]) for row in listed)
    return {
        "count": len(listed),
        "by_grade": {grade: grades[grade] for grade in "ABCDE"},
        "resting": resting(scenario, results),
        "listed": listed,
    }
