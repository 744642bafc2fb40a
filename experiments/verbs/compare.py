"""``denshi compare A B ...``: the same people and the same luck under each scenario, differences first."""

from __future__ import annotations

import shlex
import sys

from configs.errors import ScenarioError
from experiments.comparing import OWN, Asked, Plan, carried_out, planned
from experiments.comparison import compared
from experiments.failure import keeping
from experiments.gathering import request_of
from experiments.inquiry import available_threads
from experiments.options import Options
from experiments.output import check_population, chosen_folder, note_threads, tell, write_answer
from simulation.forecast import forecast

REPLICATES = 4


def run(options: list[str], config_dir: str | None) -> int:
    """Compare scenarios; print differences, or one JSON object with ``json=true``. Returns the exit code."""
    words = Options(options)
    as_json, out = words.flag("json"), words.text("out")
    asked, own = _asked(words, config_dir)
    plan = planned(asked)
    for scenario in plan.scenarios.values():
        check_population(scenario)
    folder = chosen_folder(out)
    given = any(word.startswith("threads=") for word in words.changes)
    threads = next(iter(plan.scenarios.values())).threads if given else available_threads()
    note_threads(threads, available_threads())
    if not as_json:
        _announce(plan, threads)
    comparison = carried_out(plan, threads, as_json)
    answer = compared(comparison)
    again = [*words.names, *words.changes, *own]
    if asked.request.until is None:
        again.append(f"replicates={asked.request.replicates}")
    again += ["--config-dir", config_dir] if config_dir else []
    answer["redo"] = [f"denshi compare {shlex.join(again)}"]
    if folder is not None:
        with keeping():
            answer |= write_answer(answer, folder)
    tell(answer, as_json, "report")
    return 0



def _asked(words: Options, config_dir: str | None) -> tuple[Asked, list[str]]:
    """What was asked, and the options of the verb as they were typed."""
    own = [word for word in words.changes if word.partition("=")[0] in OWN]
    request = request_of(words, REPLICATES)
    measure, assumptions = words.text("measure") or "own_use", words.text("assumptions") or ""
    independent, weigh = words.flag("independent"), words.flag("per_yen")
    budget, value = words.amount("budget"), words.amount("value")
    if not words.names or (len(words.names) < 2 and not weigh and budget is None):
        raise ScenarioError(
            "denshi compare: name two scenarios or more, as in denshi compare jp_history my.yaml"
        )
    names, changes = tuple(words.names), tuple(words.changes)
    asked = Asked(
        names, changes, config_dir, request, measure, assumptions, independent, weigh, budget, value
    )
    return asked, own


def _announce(plan: Plan, threads: int) -> None:
    """Says what the comparison takes at most."""
    first, request = next(iter(plan.scenarios.values())), plan.asked.request
    count = request.replicates if request.until is None else request.most
    runs = count * (len(plan.scenarios) + len(plan.further))
    runs += count * (len(plan.scenarios) - 1) if plan.asked.independent else 0
    citizens, months = first.population.citizens, first.calendar.months
    expected = forecast(citizens, months, "summary", threads, runs)
    print(f"At most {runs} runs of {citizens:,} citizens: {expected}", file=sys.stderr)
