"""``denshi run scenario=single_innovation``: one innovation among people with random traits.

The same words, the same folder and the same JSON as any run; what is printed is who knows, who has adopted,
and how much the stages had to do.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from configs.errors import ScenarioError
from configs.reader import located
from experiments.failure import computing, keeping
from experiments.inquiry import available_threads
from experiments.output import chosen_folder, note_threads, own_folder
from experiments.progress import Progress
from experiments.told import user_changes
from experiments.wording import changes_line, month_words
from simulation.diffusion.scenario import Innovation, assemble
from simulation.fingerprint import run_key
from simulation.manifest import is_finished

NANOSECONDS = 1.5
"""Expected per citizen and month on one of two cores (docs/performance.md); only the forecast uses it."""
BYTES = 9
"""Per citizen: six of columns, and lists as far as they are filled."""
BASE_BYTES = 250e6
"""Interpreter and compiled code."""


def run_innovation(
    tree: Mapping[str, Any],
    words: Sequence[str],
    store: Path,
    out: str | None,
    as_json: bool,
    config_dir: str | None,
) -> int:
    """Run the innovation that ``tree`` describes and say what came of it; returns the exit code.

    words : the user's changes, as typed; store : folder for runs that were given no place
    """
    scenario = _checked(tree, words)
    target = chosen_folder(out) or own_folder(store / scenario.name / run_key(scenario.resolved()))
    note_threads(scenario.threads, available_threads())
    if not as_json:
        print(f"{scenario.name}: {_expected(scenario)}", file=sys.stderr)

    from simulation.diffusion.society import diffuse

    with Progress(scenario.name, as_json) as progress, computing():
        found = diffuse(scenario, progress=progress)
    with keeping():
        folder = target if out is None and is_finished(target) else found.write(target)
    answer = {
        "scenario": scenario.name,
        "run_key": found.run_key,
        "out": str(folder),
        "citizens": found.citizens,
        "weight": 1.0,
        "months": scenario.calendar.months,
        "seconds": round(found.seconds, 3),
        "peak_memory_bytes": found.peak_memory_bytes,
        "summary": found.summary(),
        "work": {name: int(counts.sum()) for name, counts in found.counts().items()},
        "changes": user_changes(words, config_dir),
        "notes": scenario.notes(),
    }
    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        _say(answer)
    return 0


def _checked(tree: Mapping[str, Any], words: Sequence[str]) -> Innovation:
    try:
        return assemble(tree)
    except ScenarioError as error:
        raise ScenarioError(*located(error.lines, words)) from None


def _expected(scenario: Innovation) -> str:
    """Seconds and memory, before anything runs."""
    citizens = scenario.population.citizens
    threads = min(scenario.threads, available_threads())
    seconds = citizens * scenario.calendar.months * NANOSECONDS * 1e-9 / threads
    return f"about {max(seconds, 1):.0f} s and {(BASE_BYTES + BYTES * citizens) / 1e9:.1f} GB of memory"


def _say(answer: Mapping[str, Any]) -> None:
    summary, work = answer["summary"], answer["work"]
    people = f"{answer['citizens']:,} people with random traits"
    print(f"{answer['scenario']}, {month_words(summary['month'])}, {people}:")
    if answer["changes"]:
        print(changes_line(answer["changes"]))
    for note in answer["notes"]:
        print(f"Note: {note}")
    print(f"  know of it   {100 * summary['aware']:5.1f} %")
    print(f"  use it       {100 * summary['adopters']:5.1f} %")
    shown = ", ".join(f"{name} {work[name]:,}" for name in ("scanned", "active", "attempted", "pushed"))
    print(f"Work: {shown}")
    memory = answer["peak_memory_bytes"] / 1e9
    print(f"{answer['months']} months in {answer['seconds']:.1f} s, {memory:.2f} GB; table: {answer['out']}")
