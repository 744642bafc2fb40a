"""Renewals written down equal renewals worked out."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from agents.population import load
from agents.population.renewals import FOLDER, renewals
from agents.population.replay import Replay


def test_renewals_on_disk_equal_those_worked_out(tmp_path: Path) -> None:
    population = load("synthetic_2000", cache=tmp_path)
    made, read = renewals(population), renewals(population)
    assert made is not None and read is not None
    assert [path.name for path in tmp_path.glob(f"*/{FOLDER}")] == [FOLDER]
    plain, noted = Replay(population), Replay(population)
    for t in range(300):
        plain.step()
        noted.arrive()
        read.apply(t, noted.who)
        assert np.array_equal(plain.who, noted.who)
    assert read.slot.size > 2 * population.slots


def test_a_population_that_was_altered_has_no_renewals_on_disk(tmp_path: Path) -> None:
    population = load("synthetic_2000", cache=tmp_path)
    assert renewals(replace(population, birth=np.array(population.birth))) is None
    assert renewals(replace(population, event_birth=population.birth)) is None
    assert not list(tmp_path.glob(f"*/{FOLDER}"))
