"""``denshi ensemble``: one scenario under many lucks, with bands, until the mean is known well enough."""

from __future__ import annotations

import shlex
import sys

from configs.errors import ScenarioError, unknown
from experiments.arms import load
from experiments.effects import POINTS, Records, values
from experiments.ensembles import ensemble
from experiments.failure import keeping
from experiments.gathering import Bench, gathered, request_of
from experiments.inquiry import available_threads
from experiments.options import Options
from experiments.output import check_population, chosen_folder, note_threads, tell, write_json
from experiments.told import user_changes
from simulation.forecast import forecast
from simulation.measures import MEASURES

REPLICATES = 16
FILE = "ensemble.json"
OWN = ("until", "most", "wished", "measure")


def run(options: list[str], config_dir: str | None) -> int:
    """Run one scenario many times; print bands, or JSON with ``json=true``. Returns the exit code."""
    words = Options(options)
    if words.names:
        raise ScenarioError(
            f"denshi ensemble: '{words.names[0]}' has no '='; write scenario={words.names[0]}"
        )
    own = [word for word in words.changes if word.partition("=")[0] in OWN]
    as_json, out = words.flag("json"), words.text("out")
    request = request_of(words, REPLICATES)
    measure = words.text("measure") or "own_use"
    if measure not in MEASURES:
        raise unknown(f"measure={measure}", measure, MEASURES, what="measure")
    scenario = load(words.changes, config_dir)
    check_population(scenario)
    folder = chosen_folder(out)
    given = any(word.startswith("threads=") for word in words.changes)
    threads = scenario.threads if given else available_threads()
    note_threads(threads, available_threads())
    count = request.replicates if request.until is None else request.most
    if not as_json:
        expected = forecast(scenario.population.citizens, scenario.calendar.months, "summary", threads, count)
        print(
            f"At most {count} runs of {scenario.population.citizens:,} citizens: {expected}", file=sys.stderr
        )
    month = scenario.calendar.end

    def headline(records: Records) -> list[list[float]]:
        return [[POINTS * value for value in values(records, scenario.name, measure, month)]]

    bench = Bench(threads, (month,), as_json, cells=False)
    found = gathered(bench, {scenario.name: scenario}, request, headline)
    answer = ensemble(found, scenario.name, measure, request.wished, user_changes(words.changes, config_dir))
    again = [*words.changes, *own]
    again += [f"replicates={request.replicates}"] if request.until is None else []
    again += ["--config-dir", config_dir] if config_dir else []
    answer["redo"] = [f"denshi ensemble {shlex.join(again)}"]
    if folder is not None:
        with keeping():
            answer["out"] = write_json(answer, folder, FILE)
    tell(answer, as_json)
    return 0
