"""``denshi run``: one scenario, one seed, one folder."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from configs.errors import ScenarioError
from experiments.arms import checked, compose
from experiments.options import Options
from experiments.progress import Progress
from experiments.wording import month_words
from simulation.folder import check_target, write_run_folder
from simulation.forecast import forecast
from simulation.manifest import is_finished
from simulation.measures import MEASURES
from simulation.results import HEADLINES, Results

STORE = "runs"
"""Folder below the working directory for runs that were given no place."""


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
    target = None if out in (None, "null") else check_target(str(out))
    for note in scenario.notes():
        print(note, file=sys.stderr)
    months, citizens = scenario.calendar.months, scenario.population.citizens
    expected = forecast(citizens, months, scenario.record, scenario.threads)
    if not as_json:
        print(f"{scenario.name} on {scenario.population.name}: {expected}", file=sys.stderr)

    from simulation.run import simulate

    with Progress(scenario.name, as_json) as progress:
        results = simulate(scenario, watch=[scenario.calendar.end], progress=progress)
    folder = _write(results, target)
    answer = _described(results, folder)
    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        _say(results, answer)
    return 0


def _write(results: Results, target: Path | None) -> Path:
    """The run folder; without a place of its own it goes under ``runs/`` by its run key."""
    if target is not None:
        return write_run_folder(results.record, target)
    own = Path(STORE) / results.scenario.name / results.run_key
    if is_finished(own):
        return own.absolute()
    return write_run_folder(results.record, own)


def _described(results: Results, folder: Path) -> dict[str, Any]:
    record = results.record
    return {
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
    for name in HEADLINES:
        measure, value = MEASURES[name], summary[name]
        shown = f"{100 * value:.1f} %" if measure.unit.startswith("share") else f"{value:.3f}"
        print(f"  {measure.title:26} {shown:>8}   {measure.meaning}")
    memory = answer["peak_memory_bytes"] / 1e9
    print(f"{answer['months']} months in {answer['seconds']:.1f} s, {memory:.2f} GB; tables: {answer['out']}")
