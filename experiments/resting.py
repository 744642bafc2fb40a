"""Resting: on how many assumed numbers a result stands.

Whether tax returns go online depends on a dozen stages, and most numbers in them were never measured. This
counts, result by result, the parameters that its stages read and how many of them are of grade E: no
source gives a value, a judgement had to. It counts what a result hangs on, not how much each moves it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from experiments.listings import parameter_rows
from experiments.mechanisms import made_by, read_by, stage_of
from experiments.outputs import declared
from simulation.scenario import Scenario


def resting(scenario: Scenario, results: Iterable[str]) -> dict[str, Any]:
    """How many of the ``results`` (names of outputs) hang on assumptions of grade E.

    Gives ``results``, ``on_grade_e`` (at least one assumed number behind it), ``mostly_grade_e`` (more than
    half), ``without`` (results that no parameter moves) and one row per result, most numbers first.
    """
    parameters = parameter_rows(scenario)
    rows: list[dict[str, Any]] = []
    for name in dict.fromkeys(name.partition("(")[0] for name in results):
        behind = read_by(parameters, made_by(name, getattr(declared(name), "table", "use")))
        grades = Counter(str(row["grade"]) for row in behind)
        rows.append({"measure": name, "parameters": len(behind), "grade_e": grades["E"]})
    assumed = [row for row in rows if row["grade_e"]]
    return {
        "results": len(rows),
        "on_grade_e": len(assumed),
        "mostly_grade_e": sum(2 * row["grade_e"] > row["parameters"] for row in rows),
        "without": [row["measure"] for row in rows if not row["parameters"]],
        "stages": stages(scenario),
        "rows": sorted(rows, key=lambda row: -row["parameters"]),
    }


def stages(scenario: Scenario) -> list[dict[str, Any]]:
    """Parameters and those of grade E by the stage that reads them, most assumed first."""
    counted: dict[str, Counter[str]] = {}
    for row in parameter_rows(scenario):
        counted.setdefault(stage_of(row), Counter())[str(row["grade"])] += 1
    rows = [
        {"stage": stage, "parameters": grades.total(), "grade_e": grades["E"]}
        for stage, grades in counted.items()
    ]
    return sorted(rows, key=lambda row: (-row["grade_e"] / row["parameters"], row["stage"]))
