"""``denshi compare A B ...``: the same people and the same luck under each scenario, differences first."""

from __future__ import annotations

import json
import time
from typing import Any

from configs.errors import ScenarioError
from configs.months import month_text
from experiments.arms import load
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
from experiments.inquiry import available_threads
from experiments.options import Options
from experiments.progress import Progress
from experiments.statistics import variance_reduction
from experiments.wording import brief, effect, measure_words, month_words, what_it_takes
from simulation.measures import MEASURES, WATCHED
from simulation.scenario import Scenario

REPLICATES = 4
SHOWN = (*WATCHED, "gap_age", "trust", "barrier_not_offered", "barrier_unaware", "barrier_device")
"""Measures that are compared."""


def run(options: list[str], config_dir: str | None) -> int:
    """Compare scenarios; print differences, or one JSON object with ``json=true``. Returns the exit code."""
    words = Options(options)
    if len(words.names) < 2:
        raise ScenarioError(
            "denshi compare: name two scenarios or more, as in denshi compare jp_history my.yaml"
        )
    if len(set(words.names)) < len(words.names):
        raise ScenarioError(f"denshi compare: '{words.names[0]}' is named twice; name different scenarios")
    as_json = words.flag("json")
    replicates = words.count("replicates") or REPLICATES
    scenarios = _scenarios(words.names, words.changes, config_dir)
    month = next(iter(scenarios.values())).calendar.end
    given = any(word.startswith("threads=") for word in words.changes)
    threads = next(iter(scenarios.values())).threads if given else available_threads()

    from simulation.run import run_tree

    began = time.perf_counter()
    with Progress(f"{len(scenarios)} scenarios, {replicates} paired runs", as_json) as progress:
        records = run_tree(scenarios, replicates, threads, [month], progress, fresh_populations=True)
    answer = compared(records, list(scenarios), month, time.perf_counter() - began)
    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print("\n".join(answer["text"]))
    return 0


def _scenarios(names: list[str], changes: list[str], config_dir: str | None) -> dict[str, Scenario]:
    """The scenarios, all until the earliest of their last months unless the user says until when."""
    found = {name: load([f"scenario={name}", *changes], config_dir) for name in names}
    if len({scenario.calendar.start for scenario in found.values()}) > 1:
        raise ScenarioError("denshi compare: scenarios start in different months; set calendar.start=")
    end = min(scenario.calendar.end for scenario in found.values())
    for name, scenario in found.items():
        calendar = scenario.calendar.model_copy(update={"end": end})
        found[name] = scenario.model_copy(update={"calendar": calendar})
    return found


def compared(records: Records, names: list[str], month: int, seconds: float) -> dict[str, Any]:
    """Every scenario less the first, as plain values.

    records : of all scenarios and replicates, watched in ``month``
    """
    first, record = names[0], of_arm(records, names[0])[0]
    when = month_text(month)
    text, rows, moved = (
        [f"Measured in {month_words(when)}; {record.population.citizens:,} simulated citizens."],
        [],
        {},
    )
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
            text.append(f"No difference between '{name}' and '{first}': {how} in all {_runs(records, name)}.")
        else:
            text.append(effect(found["own_use"], "own_use", name, first, when))
            need = what_it_takes(found["own_use"], seconds)
            text += [need] if need else []
            own = counted["own_use"]
            text.append(
                f"Own online use: {own.gained:,} citizens gain it, {own.lost:,} lose it, "
                f"{own.not_in_both:,} are not in both."
            )
            text += [f"  {measure_words(m):34} {brief(d)}" for m, d in found.items() if m != "own_use"]
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
                    "estimate": d.estimate, "low": d.low, "high": d.high, "unit": "points",
                    "replicates": d.replicates, "variance_reduction": variance_reduction(*pair),
                    "identical": bool(same) or nothing,
                }
            )  # fmt: skip
    return {
        "scenarios": names,
        "population": record.population.name,
        "citizens": record.population.citizens,
        "weight": record.weight,
        "replicates": len(of_arm(records, first)),
        "seed": record.scenario.seed,
        "measured_month": when,
        "levels": [_level(records, name, measure, month) for name in names for measure in WATCHED],
        "differences": rows,
        "flips": moved,
        "text": text,
        "seconds": round(seconds, 2),
    }


def _level(records: Records, name: str, measure: str, month: int) -> dict[str, Any]:
    found = level(values(records, name, measure, month))
    return {"scenario": name, "measure": measure, "mean": found.mean, "low": found.low, "high": found.high}


def _runs(records: Records, name: str) -> str:
    count = len(of_arm(records, name))
    return "1 paired run" if count == 1 else f"{count} paired runs"
