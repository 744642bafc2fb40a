"""``denshi attribute SCENARIO``: whose doing it was, by lever, year, or technology, shocks and policy."""

from __future__ import annotations

import shlex
import sys
import time
from datetime import UTC, datetime
from typing import Any

from configs.errors import ScenarioError, unknown
from configs.months import month_text
from experiments.arms import compose, load
from experiments.attributing.dividing import Division, divided, of_package, of_years, rows
from experiments.attributing.players import Package, by_group, by_lever, by_name
from experiments.attributing.told import lines
from experiments.explaining.request import month_in
from experiments.failure import keeping
from experiments.gathering import Bench
from experiments.inquiry import available_threads
from experiments.options import Options
from experiments.output import check_population, chosen_folder, note_threads, tell, write_json
from experiments.questions import arm_named, is_arm
from experiments.told import all_notes, user_changes
from simulation.forecast import forecast
from simulation.manifest import versions
from simulation.measures import MEASURES
from simulation.scenario import Scenario

REPLICATES = 4
FILE = "attribution.json"
BASE = "jp_history"
WAYS = ("lever", "year", "group")
OWN = ("minus", "parts", "by", "since", "every", "measure")


def run(options: list[str], config_dir: str | None) -> int:
    """Divide the effect of a package; print bars, or JSON with ``json=true``. Returns the exit code."""
    words = Options(options)
    if len(words.names) != 1:
        raise ScenarioError(
            "denshi attribute: name one scenario, as in denshi attribute smartphone_first_2010.smartphone"
        )
    own = [word for word in words.changes if word.partition("=")[0] in OWN]
    as_json, out = words.flag("json"), words.text("out")
    replicates = words.count("replicates") or REPLICATES
    measure = words.text("measure") or "own_use"
    if measure not in MEASURES:
        raise unknown(f"measure={measure}", measure, MEASURES, what="measure")
    ways, every = words.names_in("by"), words.count("every")
    package, reference, ways = _package(words, ways, config_dir)
    if every is not None and "year" not in ways:
        raise ScenarioError("every: belongs to by=year, years of a stretch; leave it out")
    check_population(package.after)
    folder = chosen_folder(out)
    given = any(word.startswith("threads=") for word in words.changes)
    threads = package.after.threads if given else available_threads()
    note_threads(threads, available_threads())
    divisions = [
        of_years(package, replicates, every) if way == "year" else of_package(package, way, replicates)
        for way in ways
    ]
    divisions = [division for division in divisions if division.parts]
    if not divisions:
        raise ScenarioError("denshi attribute: no lever differs in any month, so no year has a share")
    if not as_json:
        _announce(package.after, divisions, replicates, threads)
    month = package.after.calendar.end
    bench, began = Bench(threads, (month,), as_json, cells=False), time.perf_counter()
    found = [rows(divided(one, bench, replicates, measure, month)) for one in divisions]
    again = [*words.names, *words.changes, *own, f"replicates={replicates}"]
    again += ["--config-dir", config_dir] if config_dir else []
    answer: dict[str, Any] = {
        "scenario": words.names[0],
        "reference": reference,
        "reference_words": f"'{reference}'" if reference else "the same without its parts",
        "measure": measure,
        "changes": user_changes(words.changes, config_dir),
        "notes": all_notes([package.before, package.after]),
        "population": package.after.population.name,
        "citizens": package.after.population.citizens,
        "replicates": replicates,
        "seed": package.after.seed,
        "measured_month": month_text(month),
        "divisions": found,
        "redo": [f"denshi attribute {shlex.join(again)}"],
        "seconds": round(time.perf_counter() - began, 2),
        "version": versions()["denshi"],
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    answer["text"] = lines(answer)
    if folder is not None:
        with keeping():
            answer["out"] = write_json(answer, folder, FILE)
    tell(answer, as_json)
    return 0


def _package(words: Options, ways: list[str], config_dir: str | None) -> tuple[Package, str, list[str]]:
    """The package, the name of its reference (empty: itself without its parts), and how it is divided."""
    name, minus, parts = words.names[0], words.text("minus"), words.names_in("parts")
    since = words.text("since")
    for way in ways:
        if way not in WAYS:
            raise unknown(f"by={way}", way, WAYS, what="way to divide")
    if since is not None and "group" not in ways:
        raise ScenarioError("since: belongs to by=group, first month of what is divided; leave it out")
    after = load([f"scenario={name}", *words.changes], config_dir)
    if "group" in ways:
        if minus or parts or len(ways) > 1:
            raise ScenarioError(
                "by=group: divides the scenario itself; leave minus, parts and other ways out"
            )
        start = month_in("since", since, after) if since is not None else after.calendar.start
        return by_group(after, start), "", ways
    ways = ways or ["lever", "year"]
    if parts:
        if minus:
            raise ScenarioError("parts: are compared with the scenario without them; leave minus out")
        tree = compose([f"scenario={name}", *words.changes], config_dir)
        return by_name(after, tree, parts), "", ways
    reference = minus or _reference(name)
    before = load([f"scenario={reference}", *words.changes], config_dir)
    if before.calendar.start != after.calendar.start:
        raise ScenarioError("denshi attribute: the two start in different months; set calendar.start=")
    end = min(before.calendar.end, after.calendar.end)
    return by_lever(_until(before, end), _until(after, end)), reference, ways


def _reference(name: str) -> str:
    """The reference of an arm's question; the history for every other scenario."""
    if is_arm(name):
        question = arm_named(name)[0]
        return f"{question.id}.{question.reference}"
    return BASE


def _until(scenario: Scenario, end: int) -> Scenario:
    return scenario.model_copy(update={"calendar": scenario.calendar.model_copy(update={"end": end})})


def _announce(scenario: Scenario, divisions: list[Division], replicates: int, threads: int) -> None:
    """Says what it takes at most."""
    runs = sum(division.count(replicates) for division in divisions)
    citizens, months = scenario.population.citizens, scenario.calendar.months
    expected = forecast(citizens, months, "summary", threads, runs)
    print(
        f"At most {runs} runs of {citizens:,} citizens, fewer months than that: {expected}", file=sys.stderr
    )
