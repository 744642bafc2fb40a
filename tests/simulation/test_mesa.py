"""Denshi is a Mesa model: agents, DataCollector and batch_run work on it."""

from __future__ import annotations

import os
import shutil
import subprocess

import mesa
import pytest

from simulation.model import DenshiModel

SHORT = ("population=jp_10k", "calendar.start=2020-01", "calendar.end=2020-03")


@pytest.fixture(scope="module")
def model() -> DenshiModel:
    return DenshiModel("jp_history", overrides=SHORT, record="summary")


def test_institutions_are_agents(model: DenshiModel) -> None:
    from agents.institutions.mesa_agents import Agency, Municipality

    assert isinstance(model, mesa.Model)
    assert len(model.agents_by_type[Municipality]) == 1741
    assert len(model.agents_by_type[Agency]) >= 47 + 15
    sapporo = model.agents_by_type[Municipality][0]
    assert sapporo.population > 1_900_000
    assert set(sapporo.complexity) == set(model.scenario.services)


def test_the_data_collector_takes_down_the_four_uses(model: DenshiModel) -> None:
    while model.running:
        model.step()
    table = model.datacollector.get_model_vars_dataframe()
    assert list(table.columns) == ["own_use", "assisted_use", "proxy_use", "possession"]
    assert len(table) == 3
    assert ((table >= 0) & (table <= 1)).all().all()
    assert table["own_use"].iloc[-1] == model.measure("own_use") > 0


def test_steps_end_with_the_calendar(model: DenshiModel) -> None:
    assert model.steps == 3
    assert not model.running
    assert model.month == "2020-04"


def test_batch_run_sweeps_overrides() -> None:
    rows = mesa.batch_run(
        DenshiModel,
        {"overrides": [SHORT, (*SHORT, "assumptions.awareness.spontaneous=0")], "record": "summary"},
        iterations=1,
        max_steps=3,
        number_processes=1,
        data_collection_period=-1,
        display_progress=False,
    )
    assert len(rows) == 2
    assert {"RunId", "own_use", "possession"} <= set(rows[0])


def test_runs_on_the_mesa_of_python_3_12(tmp_path) -> None:
    interpreter = os.environ.get("DENSHI_PYTHON_3_12") or shutil.which("python3.12")
    if interpreter is None:
        pytest.skip("no python3.12 on this machine")
    found = subprocess.run(
        [interpreter, "-c", "import mesa, numba, hydra, pydantic, pandas, networkx; print(mesa.__version__)"],
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode:
        pytest.skip("python3.12 has not Denshi's packages; point DENSHI_PYTHON_3_12 at one that has them")
    program = (
        "from simulation.model import DenshiModel\n"
        f"m = DenshiModel('jp_history', overrides={SHORT!r}, record='summary')\n"
        "while m.running:\n    m.step()\n"
        "print(len(m.datacollector.get_model_vars_dataframe()))"
    )
    done = subprocess.run([interpreter, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[-1] == "3"
