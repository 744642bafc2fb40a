"""The fit report, and the same bits without the compiler."""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from agents.population.fit import fit_table
from agents.population.fit_figure import fit_figure
from agents.population.population import Population

DIGEST = """
import hashlib
from agents.population.artefact import ARRAYS
from agents.population.synthesis import synthesise
made = synthesise("few", 300, 1, months=40)
print(hashlib.sha256(b"".join(getattr(made, a).tobytes() for a in ARRAYS)).hexdigest())
"""


@pytest.fixture(scope="module")
def table(town: Population) -> pd.DataFrame:
    return fit_table(town)


def test_the_report_sets_tables_beside_the_simulated(table: pd.DataFrame) -> None:
    assert set(table.part) >= {
        "cells",
        "population",
        "devices",
        "education",
        "households",
        "events",
        "correlation",
    }
    assert table.simulated.notna().all()
    cells = table[table.measure == "cells further than one citizen"]
    assert (cells.simulated == 0).all()
    assert table[table.part == "devices"].difference.abs().mean() < 0.006
    assert table[table.part == "education"].difference.abs().mean() < 0.02
    assert table[table.part == "households"].difference.abs().max() < 0.02
    homes = table[table.part == "homes"]
    assert (homes.difference.abs() < 0.08 * homes["table"].astype(float)).all()


def test_correlations_have_the_sign_of_the_tables(table: pd.DataFrame) -> None:
    known = table[(table.part == "correlation") & table["table"].notna()]
    assert len(known) >= 4
    assert (known["table"].astype(float) * known.simulated > 0).all()


def test_the_figure_is_drawn_from_the_report(table: pd.DataFrame) -> None:
    drawn = fit_figure(table).to_dict()
    assert len(drawn["vconcat"]) == 3


def test_a_population_has_the_same_bits_without_the_compiler() -> None:
    root = Path(__file__).parents[3]

    def digest(disable: str) -> str:
        env = os.environ | {"NUMBA_DISABLE_JIT": disable, "PYTHONPATH": str(root)}
        done = subprocess.run(
            [sys.executable, "-c", DIGEST], env=env, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    assert digest("0") == digest("1")
