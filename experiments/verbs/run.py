"""``denshi run``: one scenario, one seed, one folder."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from configs.errors import ScenarioError
from experiments.arms import checked, compose
from experiments.failure import computing, keeping
from experiments.inquiry import available_threads
from experiments.options import Options
from experiments.output import check_population, chosen_folder, note_threads, own_folder
from experiments.progress import Progress
from experiments.spreading import run_innovation
from experiments.told import user_changes
from experiments.wording import changes_line, month_words
from simulation.diffusion.scenario import is_innovation
from simulation.fingerprint import run_key
from simulation.folder import write_run_folder
from simulation.forecast import Forecast, forecast
from simulation.manifest import is_finished
from simulation.measures import MEASURES
from simulation.results import HEADLINES, Results
from simulation.room import check_memory
from simulation.sharding.choice import check

if TYPE_CHECKING:
    from simulation.checkpoint import Checkpoints
    from simulation.scenario import Scenario

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
    shards, executor = homes(words)
    tree = compose(words.changes, config_dir)
    if is_innovation(tree):
        if shards > 1:
            raise ScenarioError("shards: a single innovation spreads in one process; leave it out")
        return run_innovation(tree, words.changes, Path(STORE), out, as_json, config_dir)
    scenario = checked(tree, words.changes)
    every = months_between(tree)
    check_population(scenario)
    target = chosen_folder(out) or own_folder(Path(STORE) / scenario.name / run_key(scenario.resolved()))
    threads = shards * scenario.threads
    if executor == "local":
        note_threads(threads, available_threads())
    changes, notes = user_changes(words.changes, config_dir), scenario.notes()
    months, citizens = scenario.calendar.months, scenario.population.citizens

    def needs(size: int) -> Forecast:
        return forecast(size, months, scenario.record, threads)

    if executor == "local":
        check_memory(scenario.population.name, needs, citizens)
    if not as_json:
        print(f"{scenario.name} on {scenario.population.name}: {needs(citizens)}", file=sys.stderr)

    from simulation.run import simulate

    watch = [scenario.calendar.end]
    checkpoints = kept_beside(target, every, scenario, watch) if every else None
    with Progress(scenario.name, as_json) as progress, computing():
        results = simulate(
            scenario,
            watch=watch,
            progress=progress,
            checkpoints=checkpoints,
            shards=shards,
            executor=executor,
        )
    with keeping():
        folder = target if out is None and is_finished(target) else write_run_folder(results.record, target)
    if checkpoints is not None:
        checkpoints.clear()
    answer = _described(results, folder) | {"changes": changes, "notes": notes}
    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        _say(results, answer)
    return 0


def homes(words: Options) -> tuple[int, str]:
    """``shards=`` and ``executor=``: in how many workers citizens live, and where. Raises ScenarioError."""
    shards, executor = words.count("shards"), words.text("executor")
    if executor is not None and shards is None:
        raise ScenarioError(f"executor: says where shards live; write shards=2 executor={executor}")
    check(shards or 1, executor or "local")
    return shards or 1, executor or "local"


def months_between(tree: Mapping[str, Any]) -> int | None:
    """``checkpoint.every``: months between two checkpoints, None for none. Raises ScenarioError."""
    section = tree.get("checkpoint") or {}
    every = section.get("every") if isinstance(section, Mapping) else section
    if every is not None and (isinstance(every, bool) or not isinstance(every, int) or every < 1):
        raise ScenarioError(f"checkpoint.every: must be a whole number of months from 1 on, got {every}")
    return every


def kept_beside(target: Path, every: int, scenario: Scenario, watch: list[int]) -> Checkpoints:
    """The checkpoints of the run that will lie at ``target``, in a hidden folder beside it."""
    from simulation.checkpoint import Checkpoints

    key = f"{run_key(scenario.resolved())} {scenario.record} {watch}"
    folder = target.parent / f".{target.name}.checkpoints"
    return Checkpoints(folder, every, key, lambda line: print(line, file=sys.stderr))


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
