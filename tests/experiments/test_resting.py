"""Answers say how many of their results hang on numbers that no source gives."""

from __future__ import annotations

import pytest

from experiments.listings import parameter_rows
from experiments.mechanisms import MADE_BY_TABLE, MECHANISMS, made_by
from experiments.outputs import COMPARED, OUTPUTS
from experiments.report.reading import Reading
from experiments.report.text import evidence
from experiments.resting import resting
from simulation.scenario import Scenario, load
from simulation.schema import TABLES


@pytest.fixture(scope="module")
def history() -> Scenario:
    return load(["scenario=jp_history"])


def test_own_use_hangs_on_assumed_numbers_and_devices_on_none(history: Scenario) -> None:
    found = resting(history, ["own_use", "connected", "possession"])
    assert found["results"] == 3 and found["on_grade_e"] == 2
    assert found["without"] == ["connected"]
    by_name = {row["measure"]: row for row in found["rows"]}
    assert by_name["own_use"]["parameters"] > by_name["possession"]["parameters"] > 0


def test_results_with_better_sources_are_counted_apart(history: Scenario) -> None:
    sourced = {name: record.model_copy(update={"grade": "B"}) for name, record in history.assumptions.items()}
    institutions = {
        name: record.model_copy(update={"grade": "B"}) for name, record in history.institutions.items()
    }
    better = history.model_copy(update={"assumptions": sourced, "institutions": institutions})
    fields = {name: s.model_copy(update={"grade": "B"}) for name, s in history.service_sources.items()}
    better = better.model_copy(update={"service_sources": fields})
    assert resting(better, ["own_use", "trust"])["on_grade_e"] == 0


def test_every_stage_and_every_parameter_is_counted_once(history: Scenario) -> None:
    found = resting(history, ["own_use"])
    assert sum(row["parameters"] for row in found["stages"]) == len(parameter_rows(history))
    assert {row["stage"] for row in found["stages"]} <= set(MECHANISMS)


def test_costs_and_institutions_follow_what_people_do(history: Scenario) -> None:
    rows = {row["measure"]: row for row in resting(history, ["own_use", "cost_policies"])["rows"]}
    assert rows["cost_policies"]["parameters"] >= rows["own_use"]["parameters"]
    assert MADE_BY_TABLE["institutions"] == MADE_BY_TABLE["costs"] == MADE_BY_TABLE["use"]


@pytest.mark.parametrize("name", sorted(OUTPUTS) + sorted(COMPARED))
def test_every_output_is_traced_to_stages_that_exist(name: str) -> None:
    declared = OUTPUTS.get(name) or COMPARED[name]
    assert set(made_by(name, declared.table)) <= set(MECHANISMS)


def test_tables_that_outputs_are_read_off_are_those_of_a_run() -> None:
    read = {table.strip() for output in OUTPUTS.values() for table in output.table.split(",")}
    assert read <= set(TABLES) and read <= set(MADE_BY_TABLE)


def test_the_report_says_how_many_results_hang_on_grade_e() -> None:
    answer = {
        "assumptions": {
            "count": 10,
            "by_grade": {"E": 6},
            "resting": {"results": 4, "on_grade_e": 3, "mostly_grade_e": 2},
        }
    }
    said = " ".join(str(evidence(Reading.of(answer))).split())
    assert "results asked for hang on at least one such number" in said
    assert 'data-source="assumptions.resting.on_grade_e"' in said
