"""``denshi run``: one scenario, one seed, one folder."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from configs.errors import ScenarioError
from experiments.arms import checked, compose
from experiments.failure import computing, keeping
from experiments.inquiry import available_threads
from experiments.options import Options
from experiments.output import check_population, chosen_folder, note_threads, own_folder
from experiments.progress import Progress
from experiments.told import user_changes
from experiments.wording import changes_line, month_words
from simulation.fingerprint import run_key
from simulation.folder import write_run_folder
from simulation.forecast import forecast
from simulation.manifest import is_finished
from simulation.measures import MEASURES
from simulation.results import HEADLINES, Results

STORE = "runs"
"""Folder below the working directory for runs that were given no place."""
UNITS = {"difference of shares": "points", "0 to 1": "of 100"}
"""How units other than shares are said of a value times one hundred."""


def run(options: list[str], config_dir: str | None) -> int:
    """Run one scenario; print a summary, or one JSON object with ``json=true``. Returns the exit code."""
    words = Options(options)
    if words.names:
        raise ScenarioError(f"denshi run: '{words.names[0]}' has no '='; write scenario={words.names[0]}")
    as_json = words.flag("json")
    out = words.text("out")
    tree = compose(words.changes, config_dir)
    scenario = checked(tree, words.changes)
    if (tree.get("checkpoint") or {}).get("every"):
        raise ScenarioError("checkpoint.every: this version keeps no checkpoints; leave it out")
    check_population(scenario)
    target = chosen_folder(out) or own_folder(Path(STORE) / scenario.name / run_key(scenario.resolved()))
    note_threads(scenario.threads, available_threads())
    changes, notes = user_changes(words.changes, config_dir), scenario.notes()
    months, citizens = scenario.calendar.months, scenario.population.citizens
    expected = forecast(citizens, months, scenario.record, scenario.threads)
    if not as_json:
        print(f"{scenario.name} on {scenario.population.name}: {expected}", file=sys.stderr)

    from simulation.run import simulate

    with Progress(scenario.name, as_json) as progress, computing():
        results = simulate(scenario, watch=[scenario.calendar.end], progress=progress)
    with keeping():
        folder = target if out is None and is_finished(target) else write_run_folder(results.record, target)
    answer = _described(results, folder) | {"changes": changes, "notes": notes}
    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        _say(results, answer)
    return 0


def _described(results: Results, folder: Path) -> dict[str, Any]:
    record = results.record
    return {
        "scenario": results.scenario.name,
        "run_key": results.run_key,
        "out": str(folder),
        "citizens": record.population.citizens,
        "weight": record.weight,
        "months": record.months,
        "seconds": round(record.seconds, 3),
        "peak_memory_bytes": record.peak_memory_bytes,
        "summary": results.summary(),
    }


def _say(results: Results, answer: dict[str, Any]) -> None:
    summary = answer["summary"]
    when, citizens = month_words(summary["month"]), f"{answer['citizens']:,} simulated citizens"
    print(f"{results.scenario.name}, {when}, {citizens}:")
    if answer["changes"]:
        print(changes_line(answer["changes"]))
    for note in answer["notes"]:
        print(f"Note: {note}")
    for name in HEADLINES:
        measure, value = MEASURES[name], summary[name]
        shown, unit = f"{100 * value:.1f}", UNITS.get(measure.unit, "%")
        print(f"  {measure.title:26} {shown:>6} {unit:9} {measure.meaning}")
    memory = answer["peak_memory_bytes"] / 1e9
    print(f"{answer['months']} months in {answer['seconds']:.1f} s, {memory:.2f} GB; tables: {answer['out']}")
