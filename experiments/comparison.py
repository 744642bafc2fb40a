"""Comparison: scenarios set against the first of them, measure by measure and citizen by citizen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from configs.months import month_text
from experiments.answers import NOT_MODELLED, assumptions, headline
from experiments.effects import (
    Records,
    difference,
    flips_between,
    identical,
    level,
    mean_flips,
    of_arm,
    values,
)
from experiments.pictured import Frame, ages, devices, funnel, prefectures, series
from experiments.plain import citizens_line
from experiments.statistics import variance_reduction
from experiments.told import all_notes
from experiments.wording import (
    brief,
    changes_line,
    effect,
    measure_words,
    month_words,
    runs_words,
    unit_of,
    what_it_takes,
)
from simulation.manifest import versions
from simulation.measures import MEASURES, WATCHED

SHOWN = (*WATCHED, "gap_age", "trust", "barrier_not_offered", "barrier_unaware", "barrier_device")
"""Measures that are compared."""


def compared(
    records: Records, names: list[str], month: int, seconds: float, changes: Sequence[str] = ()
) -> dict[str, Any]:
    """Every scenario less the first, as plain values; keys that an answer has too mean the same.

    records : of all scenarios and replicates, watched in ``month``; changes : of the user, for all of them
    """
    first, record = names[0], of_arm(records, names[0])[0]
    when = month_text(month)
    notes = all_notes(of_arm(records, name)[0].scenario for name in names)
    text = [f"Measured in {month_words(when)}; {record.population.citizens:,} simulated citizens."]
    text += [line for line in (changes_line(changes), *(f"Note: {note}" for note in notes)) if line]
    rows: list[dict[str, Any]] = []
    moved: dict[str, Any] = {}
    count = len(of_arm(records, first))
    for name in names[1:]:
        same = identical(records, name, first)
        found = {measure: difference(records, name, first, measure, month) for measure in SHOWN}
        counted = {m: mean_flips(flips_between(records, name, first, m, month)) for m in WATCHED}
        nothing = all(d.exactly_zero for d in found.values()) and all(
            c.net == c.lost == 0 for c in counted.values()
        )
        text.append("")
        if nothing and same is not False:
            how = "every column of every citizen is equal" if same else "nothing that was recorded differs"
            text.append(f"No difference between '{name}' and '{first}': {how} in {_all(count)}.")
        else:
            text.append(effect(found["own_use"], "own_use", name, first, when))
            need = what_it_takes(found["own_use"], seconds)
            text += [need] if need else []
            head = headline(records, "own_use", name, first, month, count, title=str)
            text.append(citizens_line({"headline": head, "replicates": count, "weight": record.weight}))
            text += [
                f"  {measure_words(m):34} {brief(d, unit_of(m))}" for m, d in found.items() if m != "own_use"
            ]
        moved[name] = {
            measure: dict(
                zip(("always", "gained", "lost", "never", "not_in_both"), one.counts(), strict=True)
            )
            for measure, one in counted.items()
        }
        for measure, d in found.items():
            pair = [values(records, scenario, measure, month) for scenario in (name, first)]
            rows.append(
                {
                    "measure": measure, "meaning": MEASURES[measure].meaning, "arm": name, "minus": first,
                    "estimate": d.estimate, "low": d.low, "high": d.high, "unit": unit_of(measure),
                    "replicates": d.replicates, "variance_reduction": variance_reduction(*pair),
                    "identical": bool(same) or nothing,
                }
            )  # fmt: skip
    frame = Frame(tuple(names), record.first, month)
    return {
        "question": {
            "id": "compare",
            "question": f"What differs between {', '.join(names[:-1])} and {names[-1]}?",
        },
        "scenarios": names,
        "changes": list(changes),
        "notes": notes,
        "population": record.population.name,
        "citizens": record.population.citizens,
        "weight": record.weight,
        "replicates": count,
        "seed": record.scenario.seed,
        "window": {"from": month_text(record.first), "to": when},
        "measured_month": when,
        "arms": [{"name": name, "title": name, "changes": [], "command": ""} for name in names],
        "headline": headline(records, "own_use", names[1], first, month, count, title=str),
        "levels": [_level(records, name, measure, month) for name in names for measure in WATCHED],
        "differences": rows,
        "flips": moved,
        "series": series(frame, records),
        "funnel": funnel(frame, records),
        "prefectures": prefectures(frame, records),
        "ages": ages(frame, records),
        "devices": devices(record),
        "assumptions": assumptions(record.scenario, [row["measure"] for row in rows]),
        "not_modelled": list(NOT_MODELLED),
        "text": text,
        "seconds": round(seconds, 2),
        "version": versions()["denshi"],
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _level(records: Records, name: str, measure: str, month: int) -> dict[str, Any]:
    found = level(values(records, name, measure, month))
    return {"scenario": name, "measure": measure, "mean": found.mean, "low": found.low, "high": found.high}


def _all(count: int) -> str:
    return "the one run" if count == 1 else f"all {runs_words(count)}"
