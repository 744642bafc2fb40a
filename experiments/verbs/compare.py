"""``denshi compare A B ...``: the same people and the same luck under each scenario, differences first."""

from __future__ import annotations

import json
import shlex
import time

from configs.errors import ScenarioError
from experiments.arms import load
from experiments.comparison import compared
from experiments.failure import computing, keeping
from experiments.inquiry import available_threads
from experiments.options import Options
from experiments.output import check_population, chosen_folder, note_threads, write_answer
from experiments.progress import Progress
from experiments.told import user_changes
from experiments.wording import runs_words
from simulation.scenario import Scenario

REPLICATES = 4


def run(options: list[str], config_dir: str | None) -> int:
    """Compare scenarios; print differences, or one JSON object with ``json=true``. Returns the exit code."""
    words = Options(options)
    if len(words.names) < 2:
        raise ScenarioError(
            "denshi compare: name two scenarios or more, as in denshi compare jp_history my.yaml"
        )
    as_json, out = words.flag("json"), words.text("out")
    replicates = words.count("replicates") or REPLICATES
    scenarios = _scenarios(words.names, words.changes, config_dir)
    for scenario in scenarios.values():
        check_population(scenario)
    folder = chosen_folder(out)
    month = next(iter(scenarios.values())).calendar.end
    given = any(word.startswith("threads=") for word in words.changes)
    threads = next(iter(scenarios.values())).threads if given else available_threads()
    note_threads(threads, available_threads())

    from simulation.run import run_tree

    began = time.perf_counter()
    with Progress(f"{len(scenarios)} scenarios, {runs_words(replicates)}", as_json) as progress, computing():
        records = run_tree(scenarios, replicates, threads, [month], progress, fresh_populations=True)
    changes = user_changes(words.changes, config_dir)
    answer = compared(records, list(scenarios), month, time.perf_counter() - began, changes)
    again = [*words.names, *words.changes, f"replicates={replicates}"]
    again += ["--config-dir", config_dir] if config_dir else []
    answer["redo"] = [f"denshi compare {shlex.join(again)}"]
    if folder is not None:
        with keeping():
            answer |= write_answer(answer, folder)
    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print("\n".join(answer["text"]))
        if folder is not None:
            print(f"\nReport: {answer['report']}")
    return 0


def _scenarios(names: list[str], changes: list[str], config_dir: str | None) -> dict[str, Scenario]:
    """The scenarios, all until the earliest of their last months unless the user says until when.

    A name that stands twice is run twice; the second is called ``name (2)``.
    """
    found: dict[str, Scenario] = {}
    for k, name in enumerate(names):
        times = names[: k + 1].count(name)
        key = name if times == 1 else f"{name} ({times})"
        found[key] = load([f"scenario={name}", *changes], config_dir)
    if len({scenario.calendar.start for scenario in found.values()}) > 1:
        raise ScenarioError("denshi compare: scenarios start in different months; set calendar.start=")
    end = min(scenario.calendar.end for scenario in found.values())
    for name, scenario in found.items():
        calendar = scenario.calendar.model_copy(update={"end": end})
        found[name] = scenario.model_copy(update={"calendar": calendar})
    return found
