"""The simulated people against the census, each October after its events and birthdays."""

import numpy as np
import pytest

from agents.population.population import BANDS, Population
from agents.population.replay import Replay
from agents.population.synthesis import synthesise
from agents.population.targets import FIRST, Targets, systematic, targets

CENSUSES = (2005, 2010, 2015, 2020)


def october(year: int) -> int:
    return (year - 2001) * 12 + 9


def bands(people: np.ndarray) -> np.ndarray:
    """(47, 2, 111) to (47, 2, 18)."""
    band = np.minimum(np.arange(people.shape[2]) // 5, BANDS - 1)
    return np.stack([people[:, :, band == b].sum(axis=2) for b in range(BANDS)], axis=2)


def check_october(population: Population, goal: Targets) -> None:
    replay = Replay(population)
    for month in replay.until([october(year) for year in CENSUSES], renew=False):
        node = 2001 + month // 12 - FIRST
        cells = replay.cells()
        assert np.abs(cells - bands(goal.people[node])).max() <= 1.0
        assert cells.sum() == round(goal.people[node].sum())
        assert np.abs(replay.municipal() - goal.municipal[node].sum(axis=1)).max() <= 1.0


def test_every_prefecture_age_and_sex_is_within_one_citizen_of_its_target(
    town: Population, town_targets: Targets
) -> None:
    check_october(town, town_targets)


@pytest.mark.nightly
def test_the_same_holds_for_a_million_citizens() -> None:
    population = synthesise("jp_1m", 1_000_000, 1)
    check_october(population, targets(1_000_000, population.places))


def test_a_hundred_thousand_citizens_live_in_october_2020(town: Population) -> None:
    birth, _, _ = town.at(october(2020))
    assert (birth != 255).sum() == 100_000
    assert town.weight == pytest.approx(1261.46099)


def test_municipal_targets_of_2020_are_the_census(town_targets: Targets, town: Population) -> None:
    persons = town_targets.municipal[2020 - FIRST].sum(axis=1) * town.weight
    assert np.allclose(persons, town.places.population_2020, atol=0.5)


def test_small_populations_keep_the_very_old_and_the_small_islands() -> None:
    goal = np.full(2000, 0.3)
    counts = np.mean([systematic(goal, (k + 0.5) / 50) for k in range(50)], axis=0)
    assert np.allclose(counts, 0.3, atol=0.03)  # always rounding down would give nobody


def test_the_fire_horse_year_keeps_its_edge(town_targets: Targets) -> None:
    national = town_targets.people[2020 - FIRST].sum(axis=(0, 1))
    assert national[54] < 0.85 * national[53]  # few were born in 1966
    assert national[54] < 0.85 * national[55]


def test_evacuated_towns_empty_in_2011_and_not_before(town_targets: Targets, town: Population) -> None:
    namie = town_targets.municipal[:, town.places.index("07547")].sum(axis=1) * town.weight
    assert namie[2010 - FIRST] > 10_000
    assert namie[2012 - FIRST] < 100


def test_births_and_deaths_add_up_to_those_of_japan(town: Population) -> None:
    cause = np.bincount(town.event_cause, minlength=4) * town.weight / 25
    assert 0.9 < cause[2] / 1_000_000 < 1.05  # births a year, 2001-2025
    assert 0.95 < cause[0] / 1_300_000 < 1.1  # deaths a year
