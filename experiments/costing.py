"""Costing: what an arm costs beyond another, from the price tags of policies and of the question.

A question may assume a range, such as two to twenty million yen to redesign one procedure; the number of
procedures comes from the timeline of the arm. What has no price is said to have none.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from configs.months import month_index, month_text
from experiments.effects import Records, of_arm
from experiments.questions import Question
from policies.timeline import Timeline
from simulation.record import RunRecord
from simulation.spending import spending, unpriced
from simulation.stock import SHARE_OF_ALL

REDESIGN, UPKEEP = "redesign_yen_per_procedure", "upkeep_yen_per_procedure_year"
Range = tuple[float, float]


def kinds_online(record: RunRecord, month: int) -> float:
    """National kinds of procedure that can be filed online in ``month``."""
    timeline: Timeline = record.timeline
    row = month - timeline.first
    share = float(timeline.lever("supply.online_share")[row].max())
    cuts = timeline.lever("supply.prune_to")[: row + 1].max(axis=(1, 2, 3))
    done = np.flatnonzero(cuts > 0.0)
    if done.size:
        share = min(share, float(cuts[done[-1]]))
    return share * float(record.scenario.institution("stock.kinds")) / SHARE_OF_ALL


def cost_rows(question: Question, records: Records, base: str) -> list[dict[str, Any]]:
    """Cost of each arm beyond the arm ``base`` over the window, yen: arm, payer, kind, low, high."""
    rows = [{"arm": base, "payer": "state", "kind": "reference", "low": 0.0, "high": 0.0}]
    spent = _spent(question, records, base)
    for arm in _arms(question, records):
        if arm == base:
            continue
        own = _spent(question, records, arm)
        for key in sorted({*spent, *own}):
            low, high = (own[key][end] - spent[key][end] for end in (0, 1))
            if low or high:
                rows.append(_row(arm, key[0], key[1], low, high))
        rows += _assumed(question, records, arm, base)
    return rows


def _arms(question: Question, records: Records) -> list[str]:
    """Arms that were run, those that a search found among them, but not the points of a sweep."""
    found = [name for name, _ in records if name not in question.arms and "@" not in name]
    return [arm for arm in question.arms if of_arm(records, arm)] + list(dict.fromkeys(found))


def cost_note(question: Question, records: Records, rows: list[dict[str, Any]], base: str) -> str:
    """What the rows hold and what they leave out."""
    window = f"{month_text(question.window.start)} to {month_text(question.window.end)}"
    said = [f"Cost beyond '{base}' over {window}, yen of the year, from the low to the high end."]
    if REDESIGN in question.cost:
        low, high = question.cost[REDESIGN]["assume"]
        said.append(f"Redesign is assumed at {low:,.0f} to {high:,.0f} yen for each kind then online.")
    if UPKEEP in question.cost:
        low, high = question.cost[UPKEEP]["assume"]
        said.append(
            f"Upkeep is assumed at {low:,.0f} to {high:,.0f} yen a year for each further kind online."
        )
    unknown = sorted(set(question.cost) - {REDESIGN, UPKEEP})
    if unknown:
        said.append(f"Not counted: {', '.join(name.replace('_', ' ') for name in unknown)}.")
    priced = {row["arm"] for row in rows}
    bare = [arm for arm in _arms(question, records) if arm not in priced]
    if bare:
        said.append(f"Cost not stated: {', '.join(bare)}.")
    missing = unpriced(of_arm(records, base)[0])
    if missing:
        said.append(f"No count exists of the cases of {', '.join(missing)}.")
    return " ".join(said)


def _spent(question: Question, records: Records, arm: str) -> dict[tuple[str, str], list[float]]:
    """Spending of the arm over the window by payer and kind, mean over replicates."""
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    runs = of_arm(records, arm)
    for record in runs:
        for entry in spending(record):
            if question.window.start <= entry.month <= question.window.end:
                sums[entry.payer, entry.kind][0] += entry.low / len(runs)
                sums[entry.payer, entry.kind][1] += entry.high / len(runs)
    return sums


def _assumed(question: Question, records: Records, arm: str, base: str) -> list[dict[str, Any]]:
    """Redesign of what is online when services change, and upkeep of what is kept, beyond ``base``."""
    rows = []
    ours, theirs = of_arm(records, arm)[0], of_arm(records, base)[0]
    start, end = max(question.window.start, ours.first), min(question.window.end, ours.last)
    if REDESIGN in question.cost:
        low, high = question.cost[REDESIGN]["assume"]
        kinds = _redesigned(question, arm, ours, start, end) - _redesigned(question, base, theirs, start, end)
        if kinds:
            rows.append(_row(arm, "state", "redesign", low * kinds, high * kinds))
    if UPKEEP in question.cost:
        low, high = question.cost[UPKEEP]["assume"]
        months = range(start, end + 1)
        years = sum(kinds_online(ours, t) - kinds_online(theirs, t) for t in months) / 12
        if years:
            rows.append(_row(arm, "state", "upkeep", low * years, high * years))
    return rows


def assumed_yen(question: Question, records: Records, base: str) -> dict[str, dict[str, float]]:
    """Arm -> kind -> yen beyond ``base`` that the question itself assumes, middle of its ranges."""
    return {
        arm: {row["kind"]: (row["low"] + row["high"]) / 2 for row in _assumed(question, records, arm, base)}
        for arm in _arms(question, records)
        if arm != base and of_arm(records, base)
    }


def assumed_range(question: Question, records: Records, arm: str, base: str) -> tuple[float, float]:
    """Lowest and highest yen that the question itself assumes for ``arm`` beyond ``base``."""
    rows = _assumed(question, records, arm, base)
    return sum(row["low"] for row in rows), sum(row["high"] for row in rows)


def _redesigned(question: Question, arm: str, record: RunRecord, start: int, end: int) -> float:
    """Kinds of procedure online at each date on which the arm changes services, added up."""
    dates = [
        month_index(str(moves.get("at", month_text(question.window.start))))
        for moves in (question.arms[arm].set if arm in question.arms else ())
        if any(name.startswith("services.") for name in moves)
    ]
    return sum(kinds_online(record, date) for date in dates if start <= date <= end)


def _row(arm: str, payer: str, kind: str, low: float, high: float) -> dict[str, Any]:
    return {"arm": arm, "payer": payer, "kind": kind, "low": min(low, high), "high": max(low, high)}
